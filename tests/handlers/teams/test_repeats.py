"""Teams sends again what it got no answer to: one effect, one answer; commit, then answer."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from bot.desk.dispatch import dispatch
from bot.desk.replies import Outcome, Request
from bot.desk.work import Desk
from tests.fakes.teams import Delivery
from tests.fakes.teams.deliveries import again
from tests.handlers.away import LOGGED, database_away
from tests.handlers.teams.conftest import Make
from tests.handlers.teams.scene import Scene

CONSENT = "Har företaget sagt ja"


def test_a_mention_that_comes_again_is_one_step_and_answered_once(scene: Scene) -> None:
    scene.open()
    sent = scene.maria.mention("ta 1")
    first = scene.answer(scene.maria)
    before = len(scene.maria.letters)
    for _ in range(2):
        assert scene.teams.again(sent).status == 200
    assert len(scene.log(1, "accepted")) == 1
    assert set(scene.inbox(scene.maria)[before - 1 :]) == {first}


def test_what_only_reads_may_be_answered_again(scene: Scene) -> None:
    sent = scene.sara.direct("läget")
    scene.teams.again(sent)
    assert 1 <= len(scene.inbox(scene.sara)) <= 2


def test_a_private_message_that_comes_again_is_one_note(scene: Scene) -> None:
    scene.open()
    sent = scene.sara.direct("anteckna 1 Ringde")
    scene.teams.again(sent)
    scene.settle()
    assert [note.words for note in scene.log(1, "noted")] == ["Ringde"]


def test_two_messages_alike_are_two_notes(scene: Scene) -> None:
    scene.open()
    for _ in range(2):
        scene.sara.direct("anteckna 1 Ringde")
    scene.settle()
    assert len(scene.log(1, "noted")) == 2


def test_a_press_that_comes_again_or_is_pressed_twice_is_one_step(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    sent = scene.maria.press(card, "Jag tar det")
    assert scene.teams.again(sent).body == sent.body
    scene.maria.press(card, "Jag tar det", stale=True)
    scene.settle()
    assert len(scene.log(1, "accepted")) == 1
    assert len(scene.thread(card)) == 1


def test_a_form_that_comes_again_is_one_case_and_a_corrected_one_a_new_event(
    scene: Scene,
) -> None:
    scene.sara.extension("refer", scene.anna.write("Stolar"))
    wrong = scene.sara.submit({CONSENT: "Ja", "Organisationsnummer": "12"})
    assert scene.cases() == []
    assert "behöver rättas" in str(scene.teams.again(wrong).body)
    right = scene.sara.submit({"Organisationsnummer": ""})
    assert scene.teams.again(right).body == right.body
    scene.settle()
    assert len(scene.cases()) == 1


def test_a_renaming_and_a_deletion_that_come_again_change_nothing_more(scene: Scene) -> None:
    renamed = scene.teams.rename_channel(scene.channel, "Export väst", by="sara")
    scene.teams.again(renamed)
    assert scene.rooms()[scene.channel].name == "Export väst"
    gone = scene.teams.delete_channel(scene.channel, by="sara")
    scene.teams.again(gone)
    scene.settle()
    assert len(scene.notices("room_left")) == 1


def test_twenty_at_once_are_one_step_each_and_all_are_answered(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    with scene.teams.state.lock:
        button = scene.maria._with_button(card, "Jag tar det")[1]
    where = scene.teams.state.conversations[card.conversation]
    value = {"action": {**button, "type": "Action.Execute"}, "trigger": "manual"}
    people = [scene.maria, scene.anna, scene.emma, scene.karin, scene.sara] * 4
    sent = [Delivery(p._invoke(where, card, "adaptiveCard/action", value)) for p in people]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(scene.teams.deliver, sent))
    assert {answer.status for answer in answers} == {200}
    assert all(answer.body["value"] for answer in answers)
    scene.settle()
    assert len(scene.log(1, "accepted") + scene.log(1, "claimed")) == 1
    assert len([line for line in scene.thread(card) if "har tagit" in line]) == 1


def test_the_same_form_sent_by_twenty_hands_at_once_is_one_case(scene: Scene) -> None:
    scene.sara.extension("refer", scene.anna.write("Stolar"))
    first = scene.sara.submit({CONSENT: "Nej", "Organisationsnummer": "12"})
    assert scene.cases() == []
    right = again(first)
    right.activity["value"]["data"]["number"] = ""
    copies = [again(right) for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(scene.teams.deliver, copies))
    assert {answer.status for answer in answers} == {200}
    scene.settle()
    assert len(scene.cases()) == 1


# -- commit, then answer


def test_nothing_is_answered_before_it_is_kept(scene: Scene) -> None:
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
        lambda: scene.maria.direct("anteckna 1 ringde"),
        lambda: scene.maria.mention("anteckna 1 ringde igen"),
        lambda: scene.teams.rename_channel(scene.channel, "nytt-namn", by="sara"),
    ):
        kept.clear()
        sent = act()
        answered = time.monotonic()
        assert sent.taken
        assert sent.seconds >= 0.3
        assert kept
        assert kept[-1] <= answered
    assert scene.log(1, "accepted")
    assert len(scene.log(1, "noted")) == 2
    assert scene.rooms()[scene.channel].name == "nytt-namn"


def test_a_process_that_dies_between_commit_and_answer_is_asked_again_and_says_the_same(
    scene: Scene,
) -> None:
    """The answer is lost on its way; Teams sends again what it got none to."""
    scene.open()
    whole = scene.front._adapter.process

    async def dies(http: object, handler: object) -> object:
        await whole(http, handler)  # type: ignore[arg-type]
        raise RuntimeError("killed")

    scene.refused = True
    scene.front._adapter.process = dies  # type: ignore[method-assign, assignment]
    sent = scene.maria.mention("ta 1")
    assert not sent.taken
    pressed = scene.sara.press(scene.card(), "Visa")
    assert not pressed.taken
    scene.front._adapter.process = whole  # type: ignore[method-assign]
    assert scene.teams.again(sent).taken
    scene.settle()
    assert len(scene.log(1, "accepted")) == 1
    assert "Ärende 1 är ditt" in scene.inbox(scene.maria)[-1]
    assert scene.teams.again(pressed).taken


def test_before_the_keys_can_be_had_everything_is_to_come_again(scene: Scene) -> None:
    scene.refused = True
    scene.expected |= {"keys_not_fetched"}
    scene.teams.keys.down = True
    sent = scene.sara.mention("läget")
    assert sent.status == 503
    scene.settle()
    assert scene.sara.letters == []
    assert scene.health()["platforms"]["teams"] != "ok"
    scene.teams.keys.down = False
    again_sent = scene.teams.again(sent)
    for _ in range(70):
        if again_sent.taken:
            break
        time.sleep(0.1)
        again_sent = scene.teams.again(sent)
    assert "Inga pågående ärenden" in scene.answer(scene.sara)
    assert scene.health()["platforms"] == {"teams": "ok"}


# -- the database is away


def test_what_teams_tells_while_the_database_is_away_comes_again(make_scene: Make) -> None:
    scene = make_scene(reads_threads=True)
    scene.refused, scene.expected = True, {*LOGGED}
    scene.open()
    line = scene.sara.write("Ringde Ulla", thread=scene.card())
    with database_away():
        told = [
            scene.sara.delete(line),
            scene.sara.write("Väntar svar", thread=scene.card()),
            scene.teams.rename_channel(scene.channel, "Export väst", by="sara"),
            scene.teams.delete_channel(scene.channel, by="sara"),
        ]
    assert [sent.status for sent in told] == [503] * 4
    assert len(scene.logged("to_come_again")) == 4
    assert [note.words for note in scene.log(1, "noted")] == ["Ringde Ulla"]
    assert all(scene.teams.again(sent).taken for sent in told)
    assert [note.words for note in scene.log(1, "noted")] == ["", "Väntar svar"]
    room = scene.rooms()[scene.channel]
    assert room.name == "Export väst"
    assert room.gone in ("channelDeleted", "ConversationNotFound"), "or a card found out first"


def test_what_somebody_wrote_meanwhile_is_taken_and_they_are_told(scene: Scene) -> None:
    scene.expected |= LOGGED
    scene.open()
    with database_away():
        sent = scene.sara.mention("anteckna 1 Ringde")
    assert sent.taken
    assert "Det gick inte att" in scene.answer(scene.sara)
    assert scene.log(1, "noted") == []
