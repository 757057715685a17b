"""Activities as the desk is told of them: who, where, what; whatever their shape."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk.registry import read as read_words
from bot.handlers.teams import inbound, origins, references
from bot.handlers.teams.origins import Origin, Person
from bot.handlers.teams.references import CHANNEL, GROUP, PERSONAL, Reference
from bot.handlers.teams.wording import as_typed, mentions_us

ROOT = "1700000000000"
SOME: dict[str, Any] = {
    "type": "message",
    "id": "1700000000001",
    "serviceUrl": "https://smba.trafficmanager.net/emea/",
    "from": {"id": "29:abc", "name": "Sara Lind", "aadObjectId": "aad-1"},
    "recipient": {"id": "28:app"},
    "conversation": {
        "id": f"19:c@thread.tacv2;messageid={ROOT}",
        "conversationType": "channel",
        "tenantId": "t1",
    },
    "channelData": {"tenant": {"id": "t1"}, "team": {"id": "19:team"}, "channel": {"id": "19:c"}},
    "entities": [{"type": "clientInfo", "locale": "en-GB"}],
    "locale": "sv-SE",
}


def changed(**more: Any) -> dict[str, Any]:
    return {**SOME, **more}


def at(conversation: dict[str, Any]) -> Origin:
    return origins.origin(changed(conversation=conversation))


def test_a_message_in_a_channel_tells_where_and_who() -> None:
    where = origins.origin(SOME)
    assert (where.tenant, where.user, where.account) == ("t1", "aad-1", "29:abc")
    assert (where.channel, where.thread, where.team) == ("19:c@thread.tacv2", ROOT, "19:team")
    assert where.lang == "sv"
    assert not where.direct
    assert not where.opens_thread
    assert origins.origin(changed(id=ROOT)).opens_thread


@pytest.mark.parametrize(
    ("conversation", "kind"),
    [
        ({"id": "a:1", "conversationType": "personal"}, PERSONAL),
        ({"id": "a:1"}, PERSONAL),
        ({"id": "19:x@thread.v2", "isGroup": True}, GROUP),
        ({"id": "19:x@thread.v2", "conversationType": "groupChat"}, GROUP),
        ({"id": "19:x@thread.tacv2"}, CHANNEL),
        ({"id": "19:x@thread.skype;messageid=1"}, CHANNEL),
        ({}, PERSONAL),
    ],
)
def test_the_kind_of_a_conversation_is_told_or_seen_by_its_id(
    conversation: dict[str, Any], kind: str
) -> None:
    assert at(conversation).kind == kind


def test_in_private_there_is_no_place() -> None:
    where = at({"id": "a:1", "conversationType": "personal"})
    assert (where.channel, where.thread, where.direct) == ("", "", True)
    assert inbound.place(where).channel == ""
    assert inbound.place(where, "https://x").link == "https://x"


@pytest.mark.parametrize("wrong", [None, 7, "x", [], {}, [7], {"id": 7}, {"id": None}])
@pytest.mark.parametrize(
    "name", ["from", "recipient", "conversation", "channelData", "entities", "locale", "id"]
)
def test_whatever_an_activity_lacks_is_empty(name: str, wrong: Any) -> None:
    where = origins.origin(changed(**{name: wrong}))
    assert isinstance(where.user, str)
    assert isinstance(where.channel, str)
    assert as_typed(changed(**{name: wrong})) == ""
    assert mentions_us(changed(**{name: wrong})) is False


def test_somebody_without_an_id_in_entra_is_known_by_the_one_teams_has() -> None:
    where = origins.origin(changed(**{"from": {"id": "29:abc"}}))
    assert where.user == "29:abc"


def test_a_message_is_known_by_its_conversation_and_id() -> None:
    where = origins.origin(SOME)
    who = inbound.caller(Person("aad-1", "29:abc"), where)
    one = inbound.from_words("läget", who, inbound.place(where), where, read_words)
    other = origins.origin(changed(id="1700000000002"))
    two = inbound.from_words("läget", who, inbound.place(other), other, read_words)
    assert one.name == two.name != "unknown"
    assert one.key
    assert one.key != two.key


def test_a_room_is_kept_with_the_way_to_it_and_its_team() -> None:
    kept = inbound.place(origins.origin(SOME))
    assert kept.within == "19:team"
    assert references.read(kept.reference) == Reference(
        "https://smba.trafficmanager.net/emea/", "t1", "28:app", CHANNEL
    )
    assert inbound.place(origins.origin(SOME), channel="19:other").thread == ""


def test_a_person_is_kept_with_the_way_to_them_as_far_as_teams_tells() -> None:
    where = origins.origin(SOME)
    known = inbound.caller(Person("aad-1", "29:abc", "Sara", known=True), where)
    assert references.read(known.reference).user == "29:abc"
    assert references.read(known.reference).channel == ""
    assert inbound.caller(Person("aad-1", "29:abc", "Sara"), where).reference == ""
    outside = Person("aad-1", "29:abc", "Sara", outsider=True, known=True)
    kept = references.read(inbound.caller(outside, where).reference)
    assert (kept.outsider, kept.channel) == (True, "19:c@thread.tacv2")


@pytest.mark.parametrize(
    "kept", ["", "{", "[]", "7", '"x"', '{"serviceUrl":7,"outsider":"yes","user":null}']
)
def test_a_spoilt_reference_is_one_without_anything(kept: str) -> None:
    assert references.read(kept) == Reference()


def test_a_reference_reads_back_as_it_was_and_alike_ones_are_equal() -> None:
    one = Reference("https://s/", "t", "28:b", PERSONAL, "29:u", 'Åsa "Ek"', True, "19:c")
    assert references.read(one.kept()) == one
    assert one.kept() == references.read(one.kept()).kept()
    assert Reference().kept() == "{}"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<at>Exportlots</at> läget", "läget"),
        ("<at>Exportlots</at>&nbsp;ta 1&nbsp;", "ta 1"),
        ("hej <at>Exportlots</at>\r\n\r\nrad två", "hej \n\nrad två"),
        ("<at>Anna</at> och <at>Exportlots</at>", "@Anna Ek och"),
        ("a &lt;b&gt; &amp;lt; &#229; &aring;", "a <b> &lt; å å"),
        ("<at>Okänd</at>", "<at>Okänd</at>"),
        ("", ""),
    ],
)
def test_a_text_reads_as_its_writer_saw_it(text: str, seen: str) -> None:
    entities = [
        {"type": "mention", "text": "<at>Exportlots</at>", "mentioned": {"id": "28:app"}},
        {
            "type": "mention",
            "text": "<at>Anna</at>",
            "mentioned": {"id": "29:x", "name": "Anna Ek"},
        },
    ]
    assert as_typed(changed(text=text, entities=entities)) == seen


def test_only_a_mention_of_ours_mentions_us() -> None:
    other = {"type": "mention", "text": "<at>A</at>", "mentioned": {"id": "29:x"}}
    ours = {"type": "mention", "text": "<at>E</at>", "mentioned": {"id": "28:app"}}
    assert not mentions_us(changed(entities=[other]))
    assert mentions_us(changed(entities=[other, ours]))
    assert not mentions_us(changed(entities=[{**ours, "type": "clientInfo"}]))


@pytest.mark.parametrize(
    ("message", "link"),
    [
        ({"linkToMessage": "https://teams.microsoft.com/l/message/1/2"},
         "https://teams.microsoft.com/l/message/1/2"),
        ({"linkToMessage": "javascript:alert(1)", "id": "5"},
         "https://teams.microsoft.com/l/message/19%3Ac%40thread.tacv2/5"),
        ({"id": "5/../6?x=1"},
         "https://teams.microsoft.com/l/message/19%3Ac%40thread.tacv2/5%2F..%2F6%3Fx%3D1"),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_message_has_a_way_back_to_it(message: dict[str, Any], link: str) -> None:
    assert inbound.link_to(message, origins.origin(SOME)) == link
