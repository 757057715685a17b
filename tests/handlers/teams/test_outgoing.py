"""Messages on their way out: order kept, nothing lost, and what each of Teams' refusals means."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest

from bot.desk.replies import Address, Gone, Later, Line, Message, Sent, Unclear
from bot.handlers.teams.connector import ConnectorError
from bot.texts import Label
from tests.fakes.teams.state import TENANT
from tests.handlers.teams.scene import PLATFORM, Scene, until

ONLY_THE_CARD = "nobody"
"""Nobody is asked, so that the first message to leave is the card, and no other beside it."""


def said(text: str, key: str = "k") -> Message:
    return Message((Line(Label(text, text)),), "sv", key)


def room(scene: Scene, thread: str = "") -> Address:
    kept = scene.rooms()[scene.channel].reference
    return Address(PLATFORM, TENANT, scene.channel, thread, reference=kept)


def person(scene: Scene) -> Address:
    reference = scene.identity(scene.sara).reference
    return Address(PLATFORM, TENANT, user=scene.sara.aad, reference=reference)


def posted(scene: Scene) -> list[str]:
    return [scene.read(m) for m in scene.teams.messages(scene.channel) if m.author == "bot"]


# -- what Teams' answers mean

FAULTS: list[tuple[dict[str, Any], object]] = [
    ({"status": 429, "code": "TooManyRequests", "retry_after": 7}, (7.0, 10.5)),
    ({"status": 429, "code": "TooManyRequests"}, (2.0, 3.0)),
    ({"status": 412, "code": "PreconditionFailed"}, (2.0, 3.0)),
    ({"status": 403, "code": "BotNotInConversationRoster"}, Gone("BotNotInConversationRoster")),
    ({"status": 403, "code": "ConversationBlockedByUser"}, Gone("ConversationBlockedByUser")),
    ({"status": 403, "code": "MessageWritesBlocked"}, Gone("MessageWritesBlocked")),
    ({"status": 404, "code": "ConversationNotFound"}, Gone("ConversationNotFound")),
    ({"status": 410, "code": ""}, Gone("http_410")),
    ({"status": 400, "code": "BadArgument"}, Unclear("BadArgument")),
    ({"status": 500, "code": "ServiceError"}, Unclear("ServiceError")),
    ({"status": 502, "code": ""}, Unclear("http_502")),
    ({"status": 503, "code": ""}, Unclear("http_503")),
    ({"status": 504, "code": ""}, Unclear("http_504")),
    ({"status": 401, "code": "Unauthorized"}, (600.0, 600.0)),
    ({"close": True}, Unclear("ServerDisconnectedError")),
    ({"close": True, "applied": True}, Unclear("ServerDisconnectedError")),
]


def means(found: object, meaning: object) -> bool:
    if isinstance(meaning, tuple):
        return isinstance(found, Later) and meaning[0] <= found.seconds <= meaning[1]
    return found == meaning


def _times(way: str, fault: dict[str, Any]) -> int:
    """A refused token is replaced once; what can be asked twice without harm is, by aiohttp."""
    return 2 if fault.get("status") == 401 or (way == "edit" and "close" in fault) else 1


@pytest.mark.parametrize("way", ["card", "line", "private", "edit", "first private"])
def test_every_refusal_has_a_meaning_on_every_way_out(scene: Scene, way: str) -> None:
    scene.expected.add("teams_refuses_us")
    out = scene.front.outbound
    scene.open(offer_to=ONLY_THE_CARD)
    card = scene.card()
    if way == "private":
        scene.sara.direct("läget")
        scene.settle()
    method = {"card": "create", "edit": "update", "first private": "create"}.get(way, "send")
    for fault, meaning in FAULTS:
        scene.teams.plan(method, times=_times(way, fault), **fault)
        if way == "edit":
            found = scene.on_loop(out.edit(room(scene), card.id, said("hej")))
        elif way in ("card", "line"):
            where = room(scene, card.id if way == "line" else "")
            found = scene.on_loop(out.send(where, said("hej")))
        else:
            found = scene.on_loop(out.send(person(scene), said("hej")))
        assert means(found, meaning), (fault, found)
        if way == "private":
            scene.sara.direct("läget")
            scene.settle()
    scene.teams.faults.clear()
    assert out.trouble == "Unauthorized" or way == "private"
    assert isinstance(scene.on_loop(out.send(room(scene), said("hej"))), Sent)
    assert out.trouble == ""


def test_a_slow_answer_is_not_waited_for_without_end_and_is_unclear(scene: Scene) -> None:
    scene.front.installation.connector._timeout = 0.3
    scene.teams.plan("create", hang=1.0)
    assert scene.on_loop(scene.front.outbound.send(room(scene), said("hej"))) == Unclear(
        "TimeoutError"
    )


def test_pauses_differ_so_that_all_do_not_come_back_at_once(scene: Scene) -> None:
    asked = ConnectorError(429, "TooManyRequests", 10.0)
    waits = {scene.front.outbound.meaning(asked) for _ in range(20)}
    assert len(waits) > 10
    assert all(isinstance(wait, Later) and wait.seconds >= 10 for wait in waits)


# -- what is lost, repeated, or comes late


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 502},
        {"status": 429, "retry_after": 3},
        {"status": 412},
        {"close": True},
    ],
    ids=str,
)
def test_a_card_that_did_not_get_out_comes_later_and_its_thread_after_it(
    scene: Scene, fault: dict[str, Any]
) -> None:
    scene.teams.plan("create", **fault, times=2)
    scene.open(settle=False)
    scene.do("maria", "take", case=1)
    scene.settle()
    for _ in range(4):
        scene.clock.move(minutes=1)
        scene.settle()
    [card] = scene.cards()
    assert "har tagit ärendet" in scene.read(card)
    assert ["har tagit ärendet" in line for line in scene.thread()] == [True]
    assert any("har tagit ärende 1" in text for text in scene.inbox(scene.sara))


def test_ten_quick_steps_end_as_the_present_state_in_one_card(scene: Scene) -> None:
    scene.open(settle=False)
    for number in range(10):
        scene.do("sara", "note", case=1, words=f"Not {number}")
    scene.do("maria", "take", case=1)
    scene.settle()
    scene.settle()
    [card] = scene.cards()
    assert "Not 9" in scene.read(card)
    assert "har tagit ärendet" in scene.read(card)
    assert len(scene.teams.called("update")) < 10


def test_a_message_that_arrived_unheard_may_stand_twice_and_the_last_one_is_kept_up(
    scene: Scene,
) -> None:
    scene.teams.plan("create", close=True, applied=True)
    scene.open(offer_to=ONLY_THE_CARD)
    scene.clock.move(minutes=1)
    scene.settle()
    assert len(scene.cards()) == 2
    scene.do("maria", "take", case=1)
    scene.settle()
    first, last = scene.cards()
    assert "har tagit ärendet" in scene.read(last)
    assert "har tagit ärendet" not in scene.read(first)
    assert scene.thread(last)
    assert scene.thread(first) == []


def test_a_long_private_message_that_ends_half_way_goes_on_where_it_was(scene: Scene) -> None:
    body = tuple(Line(Label(f"rad {n} " + "x" * 1500, "")) for n in range(60))
    long, sender = Message(body, "sv", "long"), scene.front.outbound
    scene.teams.plan("send", hang=0.0)
    scene.teams.plan("send", status=429, code="TooManyRequests", retry_after=1)
    before = len(scene.inbox(scene.sara))
    assert isinstance(scene.on_loop(sender.send(person(scene), long)), Later)
    assert len(scene.inbox(scene.sara)) == before + 1
    assert isinstance(scene.on_loop(sender.send(person(scene), long)), Sent)
    shown = "".join(scene.inbox(scene.sara))
    assert [shown.count(f"rad {n} ") for n in range(60)] == [1] * 60


def test_the_forgotten_double_of_a_card_explains_itself_when_pressed(scene: Scene) -> None:
    scene.teams.plan("create", close=True, applied=True)
    scene.open(offer_to=ONLY_THE_CARD)
    scene.clock.move(minutes=1)
    scene.settle()
    first, last = scene.cards()
    scene.maria.press(last, "Jag tar det")
    scene.settle()
    scene.anna.press(first, "Jag tar det")
    assert "Maria Dahl" in scene.anna.toasts[-1]


def test_messages_wait_while_nobody_can_be_reached_and_come_in_order_after(scene: Scene) -> None:
    scene.teams.plan("*", close=True, times=300)
    scene.open(settle=False)
    scene.do("maria", "take", case=1)
    scene.do("maria", "contact", case=1)
    scene.settle()
    assert posted(scene) == []
    scene.teams.faults.clear()
    scene.clock.move(minutes=10)
    until(lambda: (scene.settle(), len(posted(scene)) >= 2)[1], "card and line")
    assert "har tagit ärendet" in posted(scene)[0]
    told = scene.inbox(scene.sara)
    assert "tagit" in told[-2]
    assert "första kontakt" in told[-1]


def test_teams_limit_on_a_thread_is_waited_out(scene: Scene) -> None:
    scene.teams.limits = True
    for _ in range(9):
        scene.open(settle=False)
    until(lambda: (scene.clock.move(seconds=2), scene.settle(), len(scene.cards()) == 9)[2],
          "every card", 20)  # fmt: skip


# -- people who cannot be reached


def test_who_has_blocked_the_bot_is_told_of_to_the_coordinator_and_reached_again_later(
    scene: Scene,
) -> None:
    scene.maria.human.blocked = True
    scene.open()
    scene.settle()
    assert any("Maria Dahl" in text for text in scene.inbox(scene.karin))
    assert scene.identity(scene.maria).gone
    assert scene.maria.letters == []
    assert len(scene.cards()) == 1
    scene.maria.human.blocked = False
    scene.maria.press(scene.card(), "Jag tar det")
    scene.settle()
    assert not scene.identity(scene.maria).gone
    scene.do("sara", "ask", case=1, words="Har du ringt?")
    assert any("Har du ringt?" in text for text in scene.inbox(scene.maria))


def test_a_chat_that_is_gone_is_opened_anew(scene: Scene) -> None:
    """Its id was remembered; Teams does not know it any more."""
    scene.expected.add("answer_not_given")
    scene.sara.direct("läget")
    scene.settle()
    scene.teams.plan("send", 404, "ConversationNotFound")
    asked = scene.sara.mention("läget")
    scene.settle()
    assert asked.message is not None
    assert "Tryck på knappen" in scene.thread(asked.message)[-1]
    scene.sara.mention("mina")
    assert len(scene.inbox(scene.sara)) == 2
    assert len(scene.teams.called("create")) == 1


def test_where_no_address_was_kept_everybody_is_reached_by_their_id(scene: Scene) -> None:
    """A coordinator named in the settings, before they have written a word."""
    asked: list[str] = []

    async def create(service_url: str, parameters: dict[str, Any]) -> tuple[str, str]:
        asked.append(service_url)
        return scene.sara.chat, ""

    async def send(service_url: str, conversation: str, activity: dict[str, Any]) -> str:
        asked.append(service_url)
        return "1"

    connector = scene.front.installation.connector
    connector.create, connector.send = create, send  # type: ignore[method-assign, assignment]
    to = Address(PLATFORM, TENANT, user=scene.sara.aad)
    assert isinstance(scene.on_loop(scene.front.outbound.send(to, said("hej"))), Sent)
    assert asked == ["https://smba.trafficmanager.net/teams/"] * 2


# -- the app's own fate


def test_a_refused_secret_stops_nothing_but_the_sending_and_is_seen_on_health(
    scene: Scene,
) -> None:
    scene.open()
    scene.expected |= {"teams_refuses_us", "entra_refuses"}
    assert scene.health()["platforms"] == {"teams": "ok"}
    scene.teams.login.error = "invalid_client"
    scene.teams.login.forget()
    scene.do("maria", "take", case=1)
    scene.settle()
    assert scene.health()["platforms"]["teams"] not in ("ok", "")
    assert scene.logged("teams_refuses_us")
    assert not scene.rooms()[scene.channel].gone
    scene.teams.login.error = ""
    scene.front.installation.connector._credentials._clock = lambda: monotonic() + 61
    scene.clock.move(minutes=11)
    until(lambda: (scene.settle(), "har tagit ärendet" in scene.read(scene.card()))[1], "the card")
    assert scene.health()["platforms"] == {"teams": "ok"}
    assert any("har tagit ärende 1" in text for text in scene.inbox(scene.sara))


def test_what_kept_a_private_answer_back_is_over_when_the_next_arrives(scene: Scene) -> None:
    scene.expected |= {"teams_refuses_us", "answer_not_given", "not_said"}
    scene.teams.plan("send", 401, "Unauthorized", times=4)
    scene.sara.direct("läget")
    scene.settle()
    assert scene.health()["platforms"] == {"teams": "Unauthorized"}
    scene.teams.faults.clear()
    scene.sara.direct("läget")
    assert "Inga pågående ärenden" in scene.answer(scene.sara)
    assert scene.health()["platforms"] == {"teams": "ok"}


def test_an_entra_that_is_away_is_waited_for(scene: Scene) -> None:
    scene.open()
    scene.teams.login.down = True
    scene.teams.login.forget()
    scene.front.installation.connector._credentials.forget("")
    scene.do("maria", "take", case=1)
    scene.settle()
    scene.teams.login.down = False
    for _ in range(8):
        scene.clock.move(minutes=2)
        scene.settle()
    assert "har tagit ärendet" in scene.read(scene.card())
    assert not scene.rooms()[scene.channel].gone


# -- private answers


def test_a_private_answer_waits_for_teams_leave(scene: Scene) -> None:
    scene.teams.plan("send", 429, "TooManyRequests", retry_after=1)
    scene.sara.mention("läget")
    assert "Inga pågående ärenden" in scene.answer(scene.sara)


def test_a_private_answer_that_reaches_nobody_is_in_the_log_and_nobody_is_told_otherwise(
    scene: Scene,
) -> None:
    scene.expected |= {"answer_not_given", "not_said"}
    scene.teams.plan("send", 500, times=9)
    asked = scene.sara.mention("läget")
    scene.settle()
    assert scene.logged("answer_not_given")
    assert asked.message is not None
    assert scene.thread(asked.message) == []


def test_a_private_answer_that_may_have_arrived_is_rather_given_twice(scene: Scene) -> None:
    scene.teams.plan("send", close=True, applied=True)
    scene.sara.direct("läget")
    said_to_her = scene.inbox(scene.sara)
    assert 1 <= len(said_to_her) <= 2
    assert all("Inga pågående ärenden" in text for text in said_to_her)
