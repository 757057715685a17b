"""Presses and dialogs: who is told what, where, in which language, and how soon."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from bot.desk.replies import Line, Outcome, Request
from bot.handlers.teams.steps import TOAST
from bot.texts import Label
from tests.handlers.teams.scene import Scene

SHORT = "Svaret finns i din chatt med mig."


def test_a_short_answer_stands_under_the_card_and_a_long_one_in_the_chat(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    scene.maria.press(card, "Jag tar det")
    scene.anna.press(card, "Jag tar det", stale=True)
    assert "Det går inte nu: ärende 1" in scene.anna.toasts[-1]
    assert scene.inbox(scene.anna) == []
    scene.anna.press(scene.card(), "Visa")
    assert scene.anna.toasts[-1] == SHORT
    assert "Hur får vi betalt i Brasilien?" in scene.answer(scene.anna)


@pytest.mark.parametrize("over", [0, 1])
def test_what_is_just_too_long_for_the_line_goes_into_the_chat(scene: Scene, over: int) -> None:
    scene.open()
    words = "x" * (TOAST + over)

    def said(*_: object) -> Outcome:
        return Outcome(private=(Line(Label(words, words)),))

    scene.front.installation.dispatch = said
    scene.anna.press(scene.card(), "Visa")
    scene.settle()
    assert scene.anna.toasts == [SHORT if over else words]
    assert len(scene.anna.letters) == over


def test_a_step_without_words_is_said_to_be_done(scene: Scene) -> None:
    scene.open()
    scene.front.installation.dispatch = lambda *_: Outcome()
    scene.anna.press(scene.card(), "Visa")
    assert scene.anna.toasts == ["Klart."]


def test_everybody_is_answered_in_their_own_language_whatever_their_teams_is_in(
    scene: Scene,
) -> None:
    scene.open()
    card = scene.card()
    scene.karin.human.locale = "en-US"
    scene.emma.human.locale = "sv-SE"
    scene.maria.press(card, "Jag tar det")
    scene.settle()
    scene.karin.press(card, "Jag tar det", stale=True)
    scene.emma.press(card, "Jag tar det", stale=True)
    assert "är taget av Maria Dahl" in scene.karin.toasts[-1]
    assert "case 1" in scene.emma.toasts[-1]


def test_a_press_in_the_chat_is_answered_below_it(scene: Scene) -> None:
    scene.open()
    asked = next(m for m in scene.maria.letters if "Kan ni ta ärende 1" in scene.read(m))
    scene.maria.press(asked, "Visa")
    assert scene.maria.toasts == ["Svaret står här nedanför."]
    assert "Hur får vi betalt i Brasilien?" in scene.answer(scene.maria)
    scene.maria.press(scene.letter(scene.maria), "Jag tar det")
    scene.settle()
    assert scene.case(1).handler_id


def test_an_answer_in_a_dialog_has_its_buttons_and_they_go_on_there(scene: Scene) -> None:
    scene.open(company="Marks Möbelverkstad", q_municipality="Mark")
    scene.maria.extension("refer", scene.anna.write("Samma företag"))
    scene.maria.submit({"Har företaget sagt ja": "Ja", "Företagets namn": "Marks möbelverkstad",
                        "I vilken kommun": "Mark"})  # fmt: skip
    assert "Det finns redan" in scene.maria.read()
    scene.maria.press(None, "Visa")
    assert "Hur får vi betalt i Brasilien?" in scene.maria.read()
    scene.maria.press(None, "Jag tar det")
    assert "Ärende 1 är ditt" in scene.maria.read()
    scene.settle()
    assert scene.case(1).handler_id
    assert all("Samma företag" not in scene.read(letter) for letter in scene.maria.letters)


def test_what_a_dialog_shows_is_nowhere_else(scene: Scene) -> None:
    scene.open()
    before = scene.everything()
    scene.maria.press(scene.card(), "Vi kan inte")
    scene.maria.close()
    scene.settle()
    assert scene.everything() == before
    assert scene.drafts() == []


def test_a_step_that_was_taken_meanwhile_is_refused_in_the_dialog(scene: Scene) -> None:
    scene.open()
    scene.sara.press(scene.card(), "Återta ärendet")
    scene.do("sara", "withdraw", case=1)
    scene.sara.press(None, "Återta")
    assert "återtaget" in scene.sara.read()
    assert len(scene.log(1, "withdrawn")) == 1


def test_a_slow_word_about_somebody_is_waited_for_once(scene: Scene) -> None:
    scene.open()
    scene.teams.plan("member", hang=2.0)
    first = scene.maria.press(scene.card(), "Visa")
    assert 0.9 < first.seconds < 2.0
    scene.teams.settle()
    scene.settle()
    again = scene.maria.press(scene.card(), "Visa")
    assert again.seconds < 0.9
    assert len(scene.teams.called("member")) == 1


def test_teams_is_not_asked_at_every_press_about_somebody_it_does_not_tell_of(
    scene: Scene,
) -> None:
    scene.teams.plan("member", 404, "MemberNotFoundInConversation", times=50)
    for _ in range(3):
        scene.sara.mention("läget")
        scene.settle()
    assert len(scene.teams.called("member")) == 1
    assert len(scene.sara.letters) == 3


def test_a_slow_desk_holds_nobody_else_up(scene: Scene) -> None:
    scene.open()
    real = scene.front.installation.dispatch
    begun, may_end = Event(), Event()

    def slow(desk: object, request: Request, now: object) -> Outcome:
        if request.caller.name == "Anna Ek":
            begun.set()
            assert may_end.wait(20)
        return real(desk, request, now)  # type: ignore[arg-type]

    scene.front.installation.dispatch = slow  # type: ignore[assignment]
    card = scene.card()
    with ThreadPoolExecutor(2) as pool:
        try:
            late = pool.submit(scene.anna.press, card, "Visa")
            assert begun.wait(5)
            soon = pool.submit(scene.maria.press, card, "Visa")
            assert soon.result(timeout=8).status == 200
            assert not late.done()
        finally:
            may_end.set()
        assert late.result().status == 200
    scene.settle()
    assert [scene.maria.toasts[-1], scene.anna.toasts[-1]] == [SHORT, SHORT]
