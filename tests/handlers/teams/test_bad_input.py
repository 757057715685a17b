"""Bad input: what the user sees, what the log says, and that nothing is done or lost."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from bot.handlers.teams.wording import LONGEST_HTML, plain
from tests.fakes.teams import Delivery, FakeTeams
from tests.fakes.teams.state import BOT, TENANT
from tests.handlers.teams.scene import Scene

OURS = "exportlots"


def shaped(scene: Scene, activity: Any) -> Any:
    """With what a token and a tenant need, if it is an activity at all."""
    if not isinstance(activity, dict):
        return activity
    base = {"serviceUrl": scene.teams.service_url, "channelId": "msteams"}
    data = activity.get("channelData", {})
    tenant = {"tenant": {"id": TENANT}}
    told = {"channelData": {**tenant, **data}} if isinstance(data, dict) else {}
    return {**base, **activity, **told}


def raw(scene: Scene, body: str | bytes, **headers: str) -> Delivery:
    return scene.teams.post_raw(body, Authorization=f"Bearer {scene.teams.token()}", **headers)


def nothing_happened(scene: Scene) -> None:
    scene.settle()
    assert scene.cases() == []
    assert scene.teams.called("send") == []
    assert scene.teams.called("create") == []


# -- who sends

TOKENS: list[dict[str, Any]] = [
    {"exp": 0},
    {"nbf": 9_999_999_999},
    {"iss": "https://evil.example"},
    {"aud": "another-app"},
    {"without": ("exp",)},
    {"without": ("aud",)},
    {"without": ("serviceurl",)},
    {"serviceurl": "https://evil.example/"},
    {"foreign": True},
    {"algorithm": "none"},
    {"algorithm": "HS256"},
    {"kid": "unknown"},
]


@pytest.mark.parametrize("how", TOKENS, ids=str)
def test_a_wrong_token_is_refused_and_nothing_is_done(scene: Scene, how: dict[str, Any]) -> None:
    scene.refused = True
    token = scene.teams.token(**how)
    for sent in (
        scene.sara.mention("hänvisa Stolar", token=token),
        scene.sara.direct("läget", token=token),
    ):
        assert sent.status == 401
    nothing_happened(scene)
    assert len(scene.logged("request_refused")) >= 2


def test_without_a_token_nothing_is_done(scene: Scene) -> None:
    scene.refused = True
    assert scene.sara.mention("läget", token="").status == 401
    assert scene.teams.post_raw("{}").status == 401
    nothing_happened(scene)


# -- what is sent

WHO = {"from": {"id": "29:x", "aadObjectId": "a"}, "recipient": {"id": BOT}}
HERE = {"conversation": {"id": "19:c@thread.tacv2;messageid=1", "conversationType": "channel"}}
SHAPES: list[Any] = [
    {}, [], None, 7, "x", True, [[]], {"type": None}, {"type": 3}, {"type": ""}, {"type": "x" * 999},
    {"type": "message"},
    {"type": "message", "from": None, "conversation": None, "recipient": None},
    {"type": "message", "from": [], "conversation": {}, "text": 7},
    {"type": "message", **WHO, "conversation": {"id": 7}, "text": None},
    {"type": "message", **WHO, **HERE, "text": "läget", "entities": "x"},
    {"type": "message", **WHO, **HERE, "text": "läget", "entities": [None, 7, {"type": "mention"}]},
    {"type": "message", **WHO, **HERE, "entities": [{"type": "mention", "mentioned": 7}]},
    {"type": "message", **WHO, **HERE, "value": {"exportlots": []}},
    {"type": "message", **WHO, **HERE, "value": [1, 2]},
    {"type": "message", **WHO, **HERE, "value": "x" * 100},
    {"type": "message", **WHO, **HERE, "text": "x", "attachments": [{"content": 7}]},
    {"type": "messageUpdate", **WHO, **HERE},
    {"type": "messageDelete", **WHO, **HERE, "channelData": {"eventType": 7}},
    {"type": "messageReaction", **WHO, **HERE, "reactionsAdded": [{"type": "like"}]},
    {"type": "conversationUpdate"},
    {"type": "conversationUpdate", "membersAdded": [7], **HERE},
    {"type": "conversationUpdate", "membersAdded": "x", **HERE},
    {"type": "conversationUpdate", "channelData": {"eventType": {}, "team": 7, "channel": []}},
    {"type": "conversationUpdate", **HERE, "channelData": {"eventType": "channelRenamed"}},
    {"type": "conversationUpdate", **HERE, "channelData": {"eventType": "teamDeleted", "team": []}},
    {"type": "conversationUpdate", **HERE, "channelData": {"eventType": "someDay"}},
    {"type": "installationUpdate"},
    {"type": "installationUpdate", "action": 7, **HERE},
    {"type": "installationUpdate", "action": "add-upgrade"},
    {"type": "installationUpdate", "action": "remove", **HERE},
    {"type": "typing"}, {"type": "endOfConversation"}, {"type": "event", "name": "x"},
    {"type": "someDayPerhaps", **WHO, **HERE},
    {"type": "invoke"},
    {"type": "invoke", "name": None},
    {"type": "invoke", "name": "some/day", **WHO, **HERE},
    *(
        {"type": "invoke", "name": name, **WHO, **HERE, "value": value}
        for name in ("adaptiveCard/action", "task/fetch", "task/submit", "application/search",
                     "composeExtension/fetchTask", "composeExtension/submitAction")
        for value in (
            None, 7, "x", [], {}, {"action": 7}, {"data": 7}, {"data": {OURS: 7}},
            {"action": {"data": {OURS: {"do": 7}}}},
            {"data": {OURS: {"do": "take", "args": [7]}}},
            {"data": {OURS: {"form": "refer"}}},
            {"data": {OURS: {"form": "refer", "id": 1, "hidden": [], "shown": {}}}},
            {"data": {OURS: {"form": "note", "id": "f", "hidden": {}, "shown": ["words"]},
                      "words": {"a": 1}}},
            {"dataset": 7, "queryText": 7}, {"dataset": "[", "queryText": ""},
            {"dataset": '["refer",{},"q.municipality"]', "queryText": None},
            {"dataset": '["refer",{"a":1},"x"]'}, {"dataset": "[" * 5000},
            {"messagePayload": 7}, {"messagePayload": {"body": 7, "linkToMessage": 7, "id": {}}},
            {"messagePayload": {"body": {"content": "<p" * 50_000}}},
        )
    ),
]  # fmt: skip


def fine(scene: Scene, answer: Delivery, sent: Any) -> None:
    """No traceback goes out; whatever is answered with an error has its line in the log."""
    assert answer.status in (200, 400, 404, 501), (answer.status, answer.body, sent)
    assert "Traceback" not in str(answer.body)
    if answer.status != 200:
        assert [e for e in scene.logs if e["log_level"] in ("warning", "error")], sent


def test_whatever_comes_signed_is_answered_and_logged_and_never_a_traceback(
    scene: Scene,
) -> None:
    scene.expected |= {"answer_not_given", "not_said"}
    scene.teams.checks = False
    for number, bare in enumerate(SHAPES):
        scene.logs.clear()
        for activity in (shaped(scene, bare), bare):
            answer = raw(scene, json.dumps(activity))
            if answer.status not in (401, 403):
                fine(scene, answer, (number, bare))
        broken = [e for e in scene.logs if e["event"] in ("teams_handler_failed", "answer_failed")]
        assert broken == [], bare
    scene.settle()
    scene.teams.calls.clear()
    scene.sara.direct("läget")
    assert "Inga pågående ärenden" in scene.answer(scene.sara)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400), ("{", 400), ("\xff\x00", 400), ("[" * 50_000, 400), ("null", 400),
        ('{"type":"message","a":' + "[" * 3000 + "]" * 3000 + "}", 400),
        ('{"type":"message","id":NaN}', 400),
    ],
)  # fmt: skip
def test_what_is_no_activity_is_refused_by_its_kind(scene: Scene, body: str, status: int) -> None:
    assert raw(scene, body).status == status
    nothing_happened(scene)
    assert scene.logged("unreadable_request")


@pytest.mark.parametrize(
    "part", ["<", "<a ", "<p", "</p", "<!--", "&", '<a href="', "<img alt='", "<a href=", "a" * 99]
)
def test_no_message_is_too_tangled_to_be_read_at_once(part: str) -> None:
    began = time.perf_counter()
    plain(part * (LONGEST_HTML // len(part)))
    plain(f"<a {part * (LONGEST_HTML // len(part))}>x</a>")
    assert time.perf_counter() - began < 1.0


def test_another_kind_of_content_is_refused(scene: Scene) -> None:
    assert raw(scene, "{}", Content_Type="text/plain").status == 415
    nothing_happened(scene)


def test_an_unknown_invoke_is_said_to_be_unknown(scene: Scene) -> None:
    sent = scene.sara.direct("läget")
    scene.settle()
    activity = {**sent.activity, "type": "invoke", "name": "actionableMessage/executeAction"}
    assert scene.teams.send(activity).status == 501
    assert scene.logged("unknown_invoke")


def test_impossible_numbers_and_signs_are_answered_in_words(scene: Scene) -> None:
    for words in ("ta 999999999999999999999", "visa", "\x00\x07", "a" * 9000, "ta -1", "ta 0",
                  "ta ²", "ta ١٢", "anteckna 1 " + "\u200b", "visa #1"):  # fmt: skip
        before = len(scene.inbox(scene.sara))
        scene.sara.direct(words)
        said = scene.inbox(scene.sara)[before:]
        assert said, words
        assert "referens" not in said[0]


def test_half_a_character_is_kept_as_a_mark(scene: Scene) -> None:
    sent = scene.sara.direct("läget")
    body = json.dumps({**sent.activity, "id": "99", "text": "hänvisa Stolar \ud83d till Norge"})
    assert "\\ud83d" in body
    assert raw(scene, body).status == 200
    form = scene.letter(scene.sara)
    assert scene.sara.filled("Vad behöver företaget?", form) == "Stolar \ufffd till Norge"


# -- forged


def forged(scene: Scene, data: Any, name: str = "adaptiveCard/action") -> Delivery:
    """A press of Sara's in the channel, with data of a forger's choosing."""
    card = scene.card()
    where = scene.teams.state.conversations[card.conversation]
    key = {"action": {"type": "Action.Execute", "verb": "x", "data": data}} if name.startswith(
        "adaptive") else {"data": data}  # fmt: skip
    sent = Delivery(scene.sara._invoke(where, card, name, key))
    return scene.teams.deliver(sent)


@pytest.mark.parametrize("name", ["adaptiveCard/action", "task/fetch", "task/submit"])
@pytest.mark.parametrize(
    "command",
    ["arrive", "depart", "renamed", "uninstalled", "overheard", "note_edited", "note_deleted",
     "come_back", "reached", "parted"],
)  # fmt: skip
def test_what_only_a_platform_tells_cannot_be_pressed(
    scene: Scene, command: str, name: str
) -> None:
    scene.open()
    args = {"name": "Kapad", "why": "x", "within": scene.team, "source": "teams/x", "words": "y"}
    for data in (
        {OURS: {"do": command, "args": args}},
        {OURS: {"form": command, "id": "f1", "hidden": args, "shown": []}},
    ):
        answer = forged(scene, data, name)
        assert answer.status == 200
        assert "äldre version" in json.dumps(answer.body, ensure_ascii=False)
    room = scene.rooms()[scene.channel]
    assert (room.name, room.gone) == ("Ärenden", "")
    assert not scene.identity(scene.sara).gone
    assert scene.log(1, "noted") == []


def test_nobody_does_for_others_what_they_may_not(scene: Scene) -> None:
    scene.open(consent="no", company="Hemliga Verken AB")
    for command, args in {
        "decline": {"case": "1", "reason": "outside-remit", "_form": "x", "revision": "1"},
        "void": {"case": "1", "revision": "1", "_form": "x"},
        "confirm": {"member": "3"},
        "end_membership": {"member": "1", "revision": "1", "_form": "x"},
        "room": {"room": "1", "meets": "no", "_form": "x"},
        "go_on": {"kept": "0" * 32},
    }.items():
        forged(scene, {OURS: {"do": command, "args": args}})
    scene.settle()
    assert not scene.case(1).handler_id
    assert scene.case(1).status == "open"
    assert scene.log(1, "declined") == []
    assert scene.rooms()[scene.channel].active
    members = scene.members()
    assert not any(member.ended_at for member in members.values())
    anna = forged_by(scene, "anna", {"do": "show", "args": {"case": "1"}})
    scene.settle()
    assert "Hemliga" not in json.dumps(anna.body, ensure_ascii=False)
    assert "Hemliga" not in "".join(scene.inbox(scene.anna))


def forged_by(scene: Scene, who: str, ours: dict[str, Any]) -> Delivery:
    card = scene.card()
    where = scene.teams.state.conversations[card.conversation]
    value = {"action": {"type": "Action.Execute", "verb": "x", "data": {OURS: ours}}}
    person = scene.teams.person(who)
    return scene.teams.deliver(Delivery(person._invoke(where, card, "adaptiveCard/action", value)))


def test_a_search_that_is_made_up_takes_no_step(scene: Scene) -> None:
    """Its data name a command and what it is about."""
    scene.open()
    card = scene.card()
    where = scene.teams.state.conversations[card.conversation]
    for command, hidden in (
        ("take", {"case": "1", "revision": "1"}),
        ("note", {"case": "1", "words": "smyg", "_form": "x"}),
        ("depart", {"why": "x"}),
    ):
        dataset = json.dumps([command, hidden, "words"])
        value = {"queryText": "", "dataset": dataset, "queryOptions": {"skip": 0, "top": 15}}
        sent = Delivery(scene.maria._invoke(where, card, "application/search", value))
        assert scene.teams.deliver(sent).status in (200, 400, 404)
    scene.settle()
    assert not scene.case(1).handler_id
    assert scene.log(1, "noted") == []


def test_a_form_that_says_it_was_asked_for_elsewhere_writes_nothing_there(scene: Scene) -> None:
    """What is written in a room stays in it, so nobody writes into one that is not theirs."""
    other = scene.teams.add_team("Ledningen", "karin", "maria", installed=True)
    scene.karin.mention("rum", channel=other)
    scene.karin.submit(thing=scene.letter(scene.karin))
    scene.open()
    scene.sara.direct("anteckna 1")
    form = scene.letter(scene.sara)
    with scene.teams.state.lock:
        kept = scene.teams.state.conversations[form.conversation].find(form.id)
        assert kept is not None
        kept.cards[0]["actions"][0]["data"][OURS]["place"] = {"channel": other, "thread": ""}
    scene.sara.submit({"Anteckning": "Smuget in"}, thing=form)
    scene.settle()
    assert "Smuget in" not in scene.everything(other)


def test_huge_and_deep_data_on_a_button_is_answered_and_does_nothing(scene: Scene) -> None:
    scene.open()
    for data in (
        {OURS: {"do": "show", "args": {str(n): "x" for n in range(5000)}}},
        {OURS: {"do": "x" * 5000, "args": {}}},
        {OURS: {"form": "note", "id": "x", "hidden": {"case": "1"},
                "shown": [str(n) for n in range(5000)]}},
        {OURS: {"do": "show", "args": {"case": "9" * 400_000}}},
        {"x": 1},
    ):  # fmt: skip
        answer = forged(scene, data)
        assert answer.status == 200
        assert "äldre version" in json.dumps(answer.body, ensure_ascii=False)


# -- cards and forms from another day


def test_a_button_of_an_older_version_is_explained(scene: Scene) -> None:
    scene.open()
    for data in (
        {"command": "take", "case": 1},
        {OURS: ["take", {"case": "1"}]},
        {OURS: {"do": "gone_command", "args": {"case": "1"}}},
        {OURS: {}},
        None,
        "take:1",
    ):
        answer = forged(scene, data)
        assert "äldre version" in answer.body["value"]
        for name in ("task/fetch", "task/submit"):
            assert "äldre version" in forged(scene, data, name).body["task"]["value"]
    assert scene.logged("unreadable_press")
    assert not scene.case(1).handler_id


def test_a_form_from_an_older_version_is_explained_and_nothing_is_done(scene: Scene) -> None:
    scene.sara.extension("refer", scene.anna.write("Stolar till Norge"))
    assert scene.sara.dialog is not None
    scene.sara.dialog.card["actions"][0]["data"] = {"of": "long ago"}
    scene.sara.submit({"Har företaget sagt ja": "Ja"})
    assert "äldre version" in scene.sara.read()
    assert "Stolar till Norge" in scene.sara.read()
    assert scene.logged("unreadable_form")
    assert scene.cases() == []


def test_a_revision_from_another_day_is_explained(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    scene.maria.press(card, "Jag tar det")
    scene.do("maria", "close", case=1, outcome="helped")
    scene.settle()
    scene.maria.press(card, "Jag tar det", stale=True)
    assert scene.maria.toasts[-1]
    scene.anna.press(card, "Jag tar det", stale=True)
    assert "avslutat" in scene.anna.toasts[-1]
    assert len(scene.log(1, "accepted")) == 1


def test_a_dialog_for_a_case_that_is_closed_says_so(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    scene.do("maria", "take", case=1)
    scene.do("maria", "close", case=1, outcome="helped")
    scene.settle()
    scene.maria.press(card, "Vi kan inte", stale=True)
    assert "avslutat" in scene.maria.read()


def test_the_fake_is_not_asked_by_a_forged_address(scene: Scene) -> None:
    """A token says which address it is for: another would get our token and our words."""
    scene.refused = True
    sent = scene.sara.direct("läget")
    scene.settle()
    teams: FakeTeams = scene.teams
    other = {**sent.activity, "id": "7", "serviceUrl": "https://evil.example/"}
    assert teams.send(other).status == 401
    assert teams.send({**other, "serviceUrl": ""}).status == 401


def test_a_mention_that_is_written_as_others_are_grows_into_nothing(scene: Scene) -> None:
    sent = scene.sara.mention("läget")
    scene.settle()
    at = "<at>a</at>"
    mention = {"type": "mention", "text": at, "mentioned": {"id": "29:1", "name": at * 2}}
    entities = [*sent.activity["entities"], *([mention] * 40)]
    text = f"{sent.activity['text']} {at}"
    began = time.perf_counter()
    assert scene.teams.send({**sent.activity, "id": "5", "text": text, "entities": entities}).taken
    assert time.perf_counter() - began < 2


def test_nothing_that_anybody_wrote_stands_in_the_log(scene: Scene) -> None:
    scene.expected |= {"answer_not_given", "not_said", "card_refused", "teams_handler_failed"}
    scene.teams.plan("send", 413, "MessageSizeTooBig", times=3)
    scene.open(company="Kanariebolaget AB", need="Kanariebehovet", contact_name="Kanarienamnet")
    scene.sara.mention("hänvisa Kanarieorden")
    scene.sara.direct("kanariekommandot")
    scene.anna.press(scene.card(), "Visa")
    scene.sara.extension("refer", scene.anna.write("Kanariemeddelandet"))
    scene.sara.submit({"Har företaget sagt ja": "Ja", "Organisationsnummer": "kanarienumret"})
    scene.teams.send({"type": "invoke", "name": "task/submit", "value": {"data": {"x": "kanarie"}}})
    scene.settle()
    assert scene.logs
    assert "kanarie" not in repr(scene.logs).lower()
    for secret in (scene.teams.password, scene.sara.human.email, "Sara Lind", scene.teams.token()):
        assert secret not in repr(scene.logs)
