"""Slack sends again what it got no answer to: one effect, one answer; commit, then acknowledge."""

from __future__ import annotations

import time
from datetime import datetime

from bot.desk.dispatch import dispatch
from bot.desk.replies import Outcome, Request
from bot.desk.work import Desk
from tests.handlers.away import LOGGED, database_away
from tests.handlers.slack.conftest import Make
from tests.handlers.slack.scene import CHANNEL, Scene, until

CONSENT = "Har företaget sagt ja"


def test_a_mention_that_comes_again_is_one_step_and_answered_the_same(scene: Scene) -> None:
    scene.open()
    sent = scene.maria.mention("ta 1")
    first = scene.whisper(scene.maria)
    for reason in ("http_timeout", "connection_failed"):
        scene.slack.redeliver(sent, reason)
    scene.settle()
    assert len(scene.log(1, "accepted")) == 1
    assert set(scene.whispers(scene.maria)) == {first}


def test_a_private_message_that_comes_again_is_one_note(scene: Scene) -> None:
    scene.open()
    sent = scene.sara.direct("anteckna 1 Ringde")
    scene.slack.redeliver(sent)
    scene.settle()
    assert [note.words for note in scene.log(1, "noted")] == ["Ringde"]


def test_a_command_that_comes_again_is_one_step(scene: Scene) -> None:
    scene.open()
    sent = scene.sara.slash("/exportlots", "anteckna 1 Ringde")
    scene.slack.redeliver(sent)
    scene.settle()
    assert len(scene.log(1, "noted")) == 1


def test_a_press_that_comes_again_or_is_pressed_twice_is_one_step(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    sent = scene.maria.press(card, "Jag tar det")
    scene.slack.redeliver(sent)
    scene.maria.press(card, "Jag tar det", stale=True)
    scene.settle()
    assert len(scene.log(1, "accepted")) == 1
    assert set(scene.whispers(scene.maria)) == {scene.whispers(scene.maria)[0]}
    assert len(scene.slack.thread(CHANNEL, card["ts"])) == 1


def test_a_form_that_comes_again_is_one_case_and_a_corrected_one_a_new_event(
    scene: Scene,
) -> None:
    scene.sara.slash("/hanvisa", "Stolar")
    scene.view(scene.sara)
    scene.sara.choose(None, CONSENT, "Ja")
    scene.sara.type(None, "Organisationsnummer", "12")
    wrong = scene.sara.submit()
    assert scene.slack.redeliver(wrong).body == wrong.body
    scene.sara.type(None, "Organisationsnummer", "")
    right = scene.sara.submit()
    scene.slack.redeliver(right)
    scene.settle()
    assert len(scene.cases()) == 1


def test_an_invitation_and_a_removal_that_come_again_are_told_once(scene: Scene) -> None:
    scene.slack.add_channel("C0NEW", "nytt")
    scene.slack.state.channels["C0NEW"].members.add("U0KARIN")
    joined = scene.slack.invite_bot("C0NEW", by="U0KARIN")
    scene.slack.redeliver(joined)
    until(lambda: (scene.settle(), scene.cards("C0NEW"))[1], "a welcome")
    scene.slack.redeliver(joined)
    scene.settle()
    assert len(scene.cards("C0NEW")) == 1
    removed = scene.slack.remove_bot(CHANNEL, by="U0SARA")
    scene.slack.redeliver(removed)
    scene.settle()
    assert len([text for text in scene.inbox(scene.karin) if "inte längre med" in text]) == 1


def test_a_renaming_and_an_uninstalling_that_come_again_change_nothing_more(
    scene: Scene,
) -> None:
    scene.expected |= {"slack_lost", "slack_refuses_us"}
    renamed = scene.slack.rename(CHANNEL, "export-vast")
    scene.slack.redeliver(renamed)
    assert scene.rooms()[CHANNEL].name == "export-vast"
    gone = scene.slack.uninstall()
    scene.slack.redeliver(gone)
    scene.settle()
    assert len(scene.notices("workspace_lost")) == 1


def test_ones_own_page_opened_again_is_the_same_page(scene: Scene) -> None:
    sent = scene.sara.open_home()
    scene.slack.redeliver(sent)
    scene.settle()
    assert "Du är med som Sara Lind" in scene.read(scene.sara.home)


# -- commit, then acknowledge


def test_nothing_is_acknowledged_before_it_is_kept(scene: Scene) -> None:
    scene.open()
    kept: list[float] = []

    def slow(desk: Desk, request: Request, now: datetime) -> Outcome:
        time.sleep(0.3)
        outcome = dispatch(desk, request, now)
        kept.append(time.monotonic())
        return outcome

    scene.front.installation.dispatch = slow
    for act in (
        lambda: scene.maria.press(scene.card(), "Jag tar det"),
        lambda: scene.maria.slash("/exportlots", "anteckna 1 ringde"),
        lambda: scene.maria.mention("anteckna 1 ringde igen"),
        lambda: scene.slack.rename(CHANNEL, "nytt-namn"),
    ):
        kept.clear()
        sent = act()
        assert sent.acknowledged
        assert sent.seconds >= 0.3
        assert kept and kept[-1] <= time.monotonic()
    assert scene.log(1, "accepted")
    assert len(scene.log(1, "noted")) == 2
    assert scene.rooms()[CHANNEL].name == "nytt-namn"


def test_an_event_before_slack_has_told_who_we_are_is_to_come_again(make_scene: Make) -> None:
    scene = make_scene(start=False)
    scene.slack.plan("auth.test", error="internal_error", status=500, times=50)
    scene.expected.add("slack_not_reached")
    scene.start()
    until(lambda: scene.logged("slack_not_reached"), "a first try")
    sent = scene.sara.mention("läget")
    assert sent.status == 503
    assert not sent.acknowledged
    assert scene.logged("too_early")
    assert scene.health()["platforms"] == {"slack": "internal_error"}
    scene.slack.faults.clear()
    scene.ready()
    assert scene.slack.redeliver(sent).acknowledged
    assert "Inga pågående ärenden" in scene.whisper(scene.sara)
    assert scene.health()["platforms"] == {"slack": "ok"}


# -- the database is away


def test_what_slack_tells_while_the_database_is_away_comes_again(make_scene: Make) -> None:
    scene = make_scene(reads_threads=True)
    scene.open()
    card = scene.card()["ts"]
    line = scene.sara.write("Ringde Ulla", thread=card)
    scene.expected |= LOGGED
    scene.settle()  # or delivery finds out by itself that the room is gone
    with database_away():
        told = [
            scene.sara.delete(line),
            scene.sara.write("Väntar svar", thread=card),
            scene.slack.rename(CHANNEL, "export-vast"),
            scene.slack.remove_bot(CHANNEL, by="U0SARA"),
        ]
    assert [(sent.status, sent.acknowledged) for sent in told] == [(503, False)] * 4
    assert len(scene.logged("to_come_again")) == 4
    assert [note.words for note in scene.log(1, "noted")] == ["Ringde Ulla"]
    assert all(scene.slack.redeliver(sent, "http_error").acknowledged for sent in reversed(told))
    assert [note.words for note in scene.log(1, "noted")] == ["", "Väntar svar"]
    assert scene.rooms()[CHANNEL].name == "export-vast"
    assert scene.rooms()[CHANNEL].gone == "channel_left"


def test_over_the_socket_it_is_not_acknowledged_either(make_scene: Make) -> None:
    scene = make_scene(socket_mode=True)
    patience, scene.slack.patience = scene.slack.patience, 0.5
    scene.expected |= LOGGED
    with database_away():
        sent = scene.slack.rename(CHANNEL, "export-vast")
    scene.slack.patience = patience
    assert (sent.acknowledged, sent.reason) == (False, "timeout")
    assert scene.slack.redeliver(sent).acknowledged
    assert scene.rooms()[CHANNEL].name == "export-vast"


def test_what_somebody_wrote_meanwhile_is_acknowledged_and_they_are_told(scene: Scene) -> None:
    scene.open()
    scene.expected |= LOGGED
    with database_away():
        sent = scene.sara.mention("anteckna 1 Ringde")
    assert sent.acknowledged
    assert "Det gick inte att spara just nu" in scene.whisper(scene.sara)
    assert scene.log(1, "noted") == []
