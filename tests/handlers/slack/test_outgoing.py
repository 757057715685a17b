"""Messages on their way out: order kept, nothing lost, nothing said twice where Slack can tell."""

from __future__ import annotations

import pytest

from bot.desk.replies import Address, Gone, Later, Line, Message, Unclear
from bot.handlers.slack import app, standing
from bot.texts import Label
from tests.fakes.slack.state import BOT_USER, TEAM
from tests.handlers.slack.conftest import Make
from tests.handlers.slack.scene import CHANNEL, Scene, until

POST = "chat.postMessage"
ROOM = Address("slack", TEAM, CHANNEL)
ONLY_THE_CARD = "nobody"
"""Nobody is asked, so that the first message to leave is the card, and no other beside it."""


def said(text: str, key: str = "k") -> Message:
    return Message((Line(Label(text, text)),), "sv", key)


def posted(scene: Scene) -> list[str]:
    return [scene.read(m) for m in scene.slack.messages(CHANNEL) if m["user"] == BOT_USER]


# -- what Slack's answers mean


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        ({"error": "ratelimited", "status": 429, "headers": {"Retry-After": "7"}}, Later(7.0)),
        ({"status": 429, "body": "", "headers": {"Retry-After": "7"}}, Later(7.0)),
        ({"status": 429, "body": "", "headers": {"Retry-After": "1e12"}}, Later(3600.0)),
        ({"status": 429, "body": "", "headers": {"Retry-After": "inf"}}, Later(1.0)),
        ({"status": 429, "body": "", "headers": {"Retry-After": "nan"}}, Later(1.0)),
        ({"status": 429, "body": "", "headers": {}}, Later(1.0)),
        ({"error": "channel_not_found"}, Gone("channel_not_found")),
        ({"error": "is_archived"}, Gone("is_archived")),
        ({"error": "not_in_channel"}, Gone("not_in_channel")),
        ({"status": 500, "error": "internal_error"}, Unclear("internal_error")),
        ({"status": 503, "body": "<html>no</html>"}, Unclear("http_503")),
        ({"error": "fatal_error"}, Unclear("fatal_error")),
        ({"drop": "before"}, Unclear("ServerDisconnectedError")),
        ({"drop": "after"}, Unclear("ServerDisconnectedError")),
        ({"error": "token_revoked"}, Later(600.0, "token_revoked")),
        ({"error": "invalid_auth"}, Later(600.0, "invalid_auth")),
        (
            {"error": "restricted_action_read_only_channel"},
            Gone("restricted_action_read_only_channel"),
        ),
    ],
    ids=str,
)
def test_every_refusal_has_a_meaning(
    scene: Scene, fault: dict[str, object], meaning: object
) -> None:
    scene.expected |= {"slack_refuses_us"}
    scene.slack.plan(POST, **fault)  # type: ignore[arg-type]
    found = scene.on_loop(scene.front.outbound.send(ROOM, said("hej")))
    assert found == meaning


def test_a_slow_answer_is_not_waited_for_without_end_and_is_unclear(
    make_scene: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "TIMEOUT", 0.3)
    scene = make_scene()
    scene.slack.plan(POST, delay=1.0)
    found = scene.on_loop(scene.front.outbound.send(ROOM, said("hej")))
    assert found == Unclear("TimeoutError")


# -- and what becomes of the messages


def test_too_many_requests_keep_their_order_and_all_arrive(scene: Scene) -> None:
    scene.slack.plan(POST, error="ratelimited", status=429, headers={"Retry-After": "1"}, times=2)
    scene.open(settle=False)
    scene.do("maria", "take", case=1)
    until(lambda: len(posted(scene)) == 2, "card and line")
    card, line = posted(scene)
    assert "Ärende 1" in card
    assert "har tagit ärendet" in line
    until(lambda: any("har tagit" in t for t in scene.inbox(scene.sara)), "the poster's message")


def test_slacks_own_pace_of_one_message_a_second_is_followed(scene: Scene) -> None:
    scene.slack.limits = True
    scene.open(settle=False)
    scene.open(settle=False)
    until(lambda: len(scene.cards()) == 2, "two cards")
    assert [scene.read(card).split(" ·")[0] for card in scene.cards()] == ["Ärende 1", "Ärende 2"]


@pytest.mark.parametrize(
    "fault",
    [{"status": 503, "body": "x"}, {"drop": "before"}, {"error": "internal_error"}],
    ids=str,
)
def test_what_did_not_arrive_is_sent_again(scene: Scene, fault: dict[str, object]) -> None:
    scene.slack.plan(POST, **fault)  # type: ignore[arg-type]
    scene.open(offer_to=ONLY_THE_CARD)
    assert posted(scene) == [] or len(scene.cards()) == 1
    scene.clock.move(minutes=1)
    scene.settle()
    assert len(scene.cards()) == 1


def test_a_page_that_is_no_answer_of_slacks_loses_nothing(scene: Scene) -> None:
    scene.expected.add("sending_failed")
    scene.slack.plan(POST, status=200, body="<html>Log in to the network</html>")
    scene.open(offer_to=ONLY_THE_CARD)
    scene.clock.move(minutes=1)
    scene.settle()
    assert len(scene.cards()) == 1


def test_a_card_that_arrived_unheard_is_found_by_its_metadata_and_not_repeated(
    scene: Scene,
) -> None:
    scene.slack.plan(POST, drop="after")
    scene.open(offer_to=ONLY_THE_CARD)
    scene.clock.move(minutes=1)
    scene.settle()
    assert len(scene.cards()) == 1
    assert scene.slack.called("conversations.history")
    scene.do("maria", "take", case=1)
    scene.settle()
    assert "har tagit ärendet" in scene.read(scene.card())
    assert len(scene.cards()) == 1


def test_a_line_in_a_thread_that_arrived_unheard_is_not_repeated(scene: Scene) -> None:
    scene.open()
    scene.slack.plan(POST, drop="after")
    scene.do("maria", "take", case=1)
    scene.settle()
    scene.clock.move(minutes=1)
    scene.settle()
    assert len(scene.slack.thread(CHANNEL, scene.card()["ts"])) == 1
    assert len([t for t in scene.inbox(scene.sara) if "har tagit" in t]) == 1


def test_it_is_found_in_a_long_thread_too(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack gives a thread's oldest lines first, a page at a time."""
    monkeypatch.setattr(standing, "PAGE", 5)
    scene.open()
    card, outbound = scene.card()["ts"], scene.front.outbound
    for number in range(12):
        scene.sara.write(f"rad {number}", thread=card)
    to = Address("slack", TEAM, CHANNEL, card)
    scene.slack.plan(POST, drop="after")
    assert isinstance(scene.on_loop(outbound.send(to, said("hej", "key-1"))), Unclear)
    assert scene.on_loop(outbound.find(to, "key-1")) == scene.slack.thread(CHANNEL, card)[-1]["ts"]
    assert len(scene.slack.called("conversations.replies")) == 3
    assert scene.on_loop(outbound.find(to, "key-2")) is None


def test_without_the_scope_to_read_history_it_is_sent_again(scene: Scene) -> None:
    scene.slack.scopes -= {"channels:history", "groups:history"}
    scene.slack.plan(POST, drop="after")
    scene.open(offer_to=ONLY_THE_CARD)
    scene.clock.move(minutes=1)
    scene.settle()
    assert len(scene.cards()) == 2
    assert scene.logged("not_looked_up")[0]["why"] == "missing_scope"


def test_a_private_message_that_arrived_unheard_is_not_repeated(scene: Scene) -> None:
    scene.slack.scopes -= {"channels:history", "groups:history"}
    scene.open()
    before = len(scene.inbox(scene.sara))
    to = Address("slack", TEAM, user="U0SARA")
    scene.slack.plan(POST, drop="after")
    outbound = scene.front.outbound
    assert isinstance(scene.on_loop(outbound.send(to, said("hej", "key-1"))), Unclear)
    assert scene.on_loop(outbound.find(to, "key-1"))
    assert scene.on_loop(outbound.find(to, "key-2")) is None
    assert len(scene.inbox(scene.sara)) == before + 1


@pytest.mark.parametrize(
    "fault",
    [{"drop": "before"}, {"status": 500, "error": "internal_error"}, {"error": "fatal_error"}],
    ids=str,
)
@pytest.mark.parametrize("method", ["conversations.open", "conversations.history"])
def test_where_slack_cannot_be_asked_just_now_nothing_is_sent_again(
    scene: Scene, method: str, fault: dict[str, object]
) -> None:
    to = Address("slack", TEAM, user="U0SARA")
    scene.slack.plan(method, **fault)
    assert isinstance(scene.on_loop(scene.front.outbound.find(to, "key-1")), Unclear)
    scene.slack.plan(method, error="ratelimited", status=429, headers={"Retry-After": "7"})
    assert scene.on_loop(scene.front.outbound.find(to, "key-1")) == Later(7.0)


def test_a_long_private_message_that_ends_half_way_goes_on_where_it_was(scene: Scene) -> None:
    body = tuple(Line(Label(f"rad {n} " + "x" * 2000, "")) for n in range(60))
    to, long = Address("slack", TEAM, user="U0SARA"), Message(body, "sv", "long")
    scene.slack.plan(POST, delay=0.0)
    scene.slack.plan(POST, error="ratelimited", status=429, headers={"Retry-After": "1"})
    assert scene.on_loop(scene.front.outbound.send(to, long)) == Later(1.0)
    assert len(scene.inbox(scene.sara)) == 1
    scene.on_loop(scene.front.outbound.send(to, long))
    shown = "".join(scene.inbox(scene.sara))
    assert [shown.count(f"rad {n} ") for n in range(60)] == [1] * 60


def test_a_private_answer_that_arrived_unheard_is_not_given_twice(scene: Scene) -> None:
    scene.slack.plan(POST, drop="after")
    scene.sara.direct("läget")
    scene.settle()
    assert len([t for t in scene.inbox(scene.sara) if "Inga pågående ärenden" in t]) == 1


def test_a_workspace_that_knows_no_folding_gets_the_same_unfolded(scene: Scene) -> None:
    scene.slack.plan(POST, error="invalid_blocks")
    scene.open(offer_to=ONLY_THE_CARD)
    card = scene.card()
    assert [block for block in card["blocks"] if block["type"] == "container"] == []
    assert "Historik (1)" in scene.read(card)
    assert "öppnade ärendet" in scene.read(card)
    assert "Jag tar det" in scene.slack.buttons_of(card)


def test_a_workspace_that_refuses_all_blocks_gets_the_plain_line(scene: Scene) -> None:
    scene.expected.add("blocks_refused")
    scene.slack.plan(POST, error="invalid_blocks", times=2)
    scene.open(offer_to=ONLY_THE_CARD)
    assert scene.read(scene.card()).startswith("Ärende 1")
    assert scene.logged("blocks_refused")


def test_a_private_answer_waits_for_slacks_leave(scene: Scene) -> None:
    scene.slack.plan(
        "chat.postEphemeral", error="ratelimited", status=429, headers={"Retry-After": "1"}
    )
    scene.sara.mention("läget")
    assert "Inga pågående ärenden" in scene.whisper(scene.sara)


def test_a_private_answer_that_cannot_be_whispered_goes_by_the_press_or_in_private(
    scene: Scene,
) -> None:
    scene.open()
    scene.slack.plan("chat.postEphemeral", error="user_not_in_channel")
    scene.maria.press(scene.card(), "Visa")
    assert "Ärende 1" in scene.whisper(scene.maria)
    assert scene.slack.called("response_url")
    scene.slack.plan("chat.postEphemeral", error="user_not_in_channel")
    scene.slack.plan("response_url", status=404, body="gone")
    scene.maria.press(scene.card(), "Visa")
    before = len(scene.maria.inbox)
    until(lambda: len(scene.inbox(scene.maria)) > before - 1, "a private message")
    assert any("Historik" in text for text in scene.inbox(scene.maria))


def test_a_private_answer_that_reaches_nobody_is_in_the_log(scene: Scene) -> None:
    scene.expected.add("answer_not_given")
    scene.slack.plan("chat.postEphemeral", error="user_not_in_channel")
    scene.slack.plan(POST, error="fatal_error", times=9)
    scene.sara.mention("läget")
    scene.settle()
    assert scene.logged("answer_not_given")


def test_whoever_left_slack_is_told_of_to_the_coordinator(scene: Scene) -> None:
    scene.slack.state.users["U0MARIA"].deleted = True
    scene.open()
    scene.settle()
    assert any("Maria Dahl" in text for text in scene.inbox(scene.karin))


def test_messages_wait_while_nobody_can_be_reached_and_come_in_order_after(scene: Scene) -> None:
    scene.slack.plan("*", drop="before", times=200)
    scene.open(settle=False)
    scene.do("maria", "take", case=1)
    scene.do("maria", "contact", case=1)
    scene.settle()
    assert posted(scene) == []
    scene.slack.faults.clear()
    scene.clock.move(minutes=10)
    until(lambda: (scene.settle(), len(posted(scene)) >= 2)[1], "card and line")
    assert "har tagit ärendet" in posted(scene)[0]
    told = scene.inbox(scene.sara)
    assert [
        "tagit" in told[-2],
        "första kontakt" in told[-1],
    ] == [True, True]
