"""Forms as modals: what is asked when, choosing by typing, errors, and that nothing is lost."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from datetime import datetime

from bot.desk.dispatch import dispatch
from bot.desk.replies import Outcome, Request
from bot.desk.work import Desk
from tests import databases
from tests.fakes.slack import Person
from tests.fakes.slack.finding import find_field
from tests.handlers.slack.scene import CHANNEL, Scene, until

NEED = "Vad behöver företaget?"
CONSENT = "Har företaget sagt ja"
NEEDS = "Vad behöver företaget hjälp med?"
CORE = [
    NEED,
    "Har företaget sagt ja till att vi delar ärendet med de andra i exportcentret?",
    "Företagets namn",
    "Organisationsnummer",
    "I vilken kommun finns verksamheten?",
]


def opened(scene: Scene, text: str = "Stolar till Norge") -> Person:
    """Sara has the form before her."""
    scene.sara.slash("/hanvisa", text)
    scene.view(scene.sara)
    return scene.sara


def locked(scene: Scene) -> AbstractContextManager[None]:
    """Somebody else holds the database, and does not let go."""
    return databases.chosen().held(scene.desk.store.address)


def slowly(scene: Scene, seconds: float, *names: str) -> list[str]:
    """Let the desk take its time over these commands; returns what it was asked."""
    asked: list[str] = []

    def slow(desk: Desk, request: Request, now: datetime) -> Outcome:
        asked.append(request.name)
        if request.name in names:
            time.sleep(seconds)
        return dispatch(desk, request, now)

    scene.front.installation.dispatch = slow
    return asked


# -- what is asked, and when


def test_the_core_questions_come_first_and_the_next_as_answers_matter(scene: Scene) -> None:
    sara = opened(scene)
    first = list(sara.fields())
    assert first[: len(CORE)] == CORE
    sara.type(None, "Företagets namn", "Marks Möbelverkstad")
    sara.choose(None, NEEDS, ["Betalningsrisk"])
    until(lambda: set(sara.fields()) - set(first), "a question that now matters")
    assert sara.filled(NEED) == "Stolar till Norge"
    assert sara.filled("Företagets namn") == "Marks Möbelverkstad"
    assert sara.filled(NEEDS) == ["Betalningsrisk"]
    sara.choose(None, NEEDS, [])
    until(lambda: list(sara.fields()) == first, "the question goes again")


def test_two_quick_answers_are_both_kept_and_the_last_drawing_stays(scene: Scene) -> None:
    sara = opened(scene)
    sara.choose(None, NEEDS, ["Betalningsrisk"])
    sara.choose(None, NEEDS, ["Betalningsrisk", "Finansiering"])
    scene.settle()
    assert sara.filled(NEEDS) == ["Betalningsrisk", "Finansiering"]


def test_a_choice_by_typing_finds_places_names_without_dots_and_misspelt_ones(
    scene: Scene,
) -> None:
    sara = opened(scene)

    def finds(words: str, field: str = "I vilken kommun") -> list[str]:
        return [option["text"]["text"] for option in sara.suggest(None, field, words)]

    assert finds("Kinna")[0] == "Mark"
    assert finds("goteborg")[0] == "Göteborg"
    assert "Göteborg" in finds("Göteborgg")
    assert "Alingsås" in finds("alingsas")
    assert finds("Xyzåäö") == []
    assert len(finds("")) > 20
    assert finds("Bras", "Till vilka länder")[0] == "Brasilien"
    sara.choose(None, "I vilken kommun", "Mark")
    scene.settle()
    assert sara.filled("I vilken kommun") == "Mark"


def test_a_search_offers_a_way_back_to_no_answer(scene: Scene) -> None:
    sara = opened(scene)
    sara.choose(None, "I vilken kommun", "Mark")
    scene.settle()
    sara.choose(None, "I vilken kommun", "Inget svar")
    scene.settle()
    sara.choose(None, CONSENT, "Ja")
    sara.submit()
    scene.settle()
    assert "municipality" not in scene.case(1).answers


# -- mistakes


def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(scene: Scene) -> None:
    sara = opened(scene)
    sara.choose(None, CONSENT, "Ja")
    sara.type(None, "Organisationsnummer", "556016-0681")
    answer = sara.submit()
    assert answer.body["response_action"] == "errors"
    assert "Numret stämmer inte" in str(sara.error_at("Organisationsnummer"))
    assert sara.filled(NEED) == "Stolar till Norge"
    assert scene.cases() == []
    sara.type(None, "Organisationsnummer", "556016-0680")
    assert sara.submit().body is None
    assert "Ärende 1 är öppnat" in scene.whisper(sara)


def test_a_need_of_blanks_is_a_mistake_that_can_be_mended(scene: Scene) -> None:
    sara = opened(scene)
    sara.choose(None, CONSENT, "Ja")
    sara.type(None, NEED, "   ")
    sara.submit()
    assert sara.error_at(NEED)
    sara.type(None, NEED, "Stolar")
    sara.submit()
    scene.settle()
    assert scene.case(1).need.strip() == "Stolar"


def test_sending_a_form_twice_is_one_step(scene: Scene) -> None:
    sara = opened(scene)
    sara.choose(None, CONSENT, "Ja")
    sent = sara.submit()
    again = scene.slack.redeliver(sent)
    assert again.body == sent.body
    scene.settle()
    assert len(scene.cases()) == 1
    assert len(scene.cards()) == 1


def test_a_case_that_may_exist_already_is_told_and_what_was_typed_comes_back(
    scene: Scene,
) -> None:
    scene.open(company="Marks Möbelverkstad", q_municipality="Mark")
    sara = opened(scene, "Samma företag, ny fråga")
    sara.choose(None, CONSENT, "Ja")
    sara.type(None, "Företagets namn", "Marks möbelverkstad")
    sara.choose(None, "I vilken kommun", "Mark")
    scene.settle()
    sara.submit()
    assert "Det finns redan ett pågående ärende" in scene.whisper(sara)
    sara.press(sara.private(CHANNEL)[-1], "Öppna ett nytt ändå")
    scene.view(sara)
    assert sara.filled(NEED) == "Samma företag, ny fråga"
    assert sara.filled("Företagets namn") == "Marks möbelverkstad"


# -- long texts


def test_a_text_longer_than_slacks_field_comes_back_whole_through_several(scene: Scene) -> None:
    long = "\n".join(f"Rad {number}: möbler & <trä> till Norge" for number in range(230))
    assert 3000 * 2 < len(long) < 10_000
    sara = scene.sara
    sara.message_shortcut("refer_message", scene.anna.write(long))
    scene.view(sara)
    assert scene.read(sara.view).count("(fortsättning)") == 2
    sara.choose(None, CONSENT, "Ja")
    sara.choose(None, NEEDS, ["Betalningsrisk"])
    scene.settle()
    sara.submit()
    scene.settle()
    assert scene.case(1).need == long


def test_a_long_text_survives_a_mistake_elsewhere(scene: Scene) -> None:
    long = "Möbler till Norge. " * 300
    sara = scene.sara
    sara.message_shortcut("refer_message", scene.anna.write(long))
    scene.view(sara)
    sara.choose(None, CONSENT, "Ja")
    sara.type(None, "Organisationsnummer", "1")
    sara.submit()
    sara.type(None, "Organisationsnummer", "")
    sara.submit()
    scene.settle()
    assert scene.case(1).need.split() == long.split()


# -- a database that cannot be written


def test_what_was_typed_is_still_there_when_a_save_fails(scene: Scene) -> None:
    sara = opened(scene)
    sara.choose(None, CONSENT, "Ja")
    sara.type(None, "Företagets namn", "Marks Möbelverkstad")
    sara.choose(None, NEEDS, ["Betalningsrisk"])
    scene.settle()
    scene.expected.add("not saved")
    with locked(scene):
        answer = sara.submit()
    assert answer.body["response_action"] == "update"
    assert answer.seconds < 3
    assert "Det gick inte att spara just nu" in sara.read()
    assert sara.filled(NEED) == "Stolar till Norge"
    assert sara.filled("Företagets namn") == "Marks Möbelverkstad"
    assert sara.filled(CONSENT) == "Ja"
    assert sara.filled(NEEDS) == ["Betalningsrisk"]
    assert scene.logged("not saved")
    sara.submit()
    scene.settle()
    assert [case.need for case in scene.cases()] == ["Stolar till Norge"]


def test_a_press_that_could_not_be_saved_says_so_and_can_be_repeated(scene: Scene) -> None:
    scene.open()
    scene.expected.add("not saved")
    with locked(scene):
        scene.maria.press(scene.card(), "Jag tar det")
        until(lambda: scene.whispers(scene.maria), "a word to the presser")
    assert "Det gick inte att spara" in scene.whispers(scene.maria)[-1]
    scene.maria.press(scene.card(), "Jag tar det")
    assert "Ärende 1 är ditt" in scene.whisper(scene.maria)


def test_a_request_that_cannot_be_kept_for_its_form_is_said_to_be_lost(scene: Scene) -> None:
    scene.expected |= {"not saved", "request_not_kept"}
    with locked(scene):
        scene.sara.mention("hänvisa Stolar till Norge")
        until(lambda: scene.whispers(scene.sara), "a word to the asker")
    assert "Det gick inte" in scene.whispers(scene.sara)[-1]


# -- a slow desk


def test_a_slow_desk_gets_a_loading_view_in_time_and_then_the_form(scene: Scene) -> None:
    scene.slack.patience = scene.slack.trigger_seconds = 4.5
    slowly(scene, 5.0, "refer")
    sent = scene.sara.slash("/hanvisa", "Stolar till Norge")
    assert sent.seconds < 4.5
    until(lambda: scene.sara.view, "a loading view", 4.5)
    assert "Ett ögonblick" in scene.sara.read()
    until(lambda: "Ny hänvisning" in scene.sara.read(), "the form")
    assert scene.sara.filled(NEED) == "Stolar till Norge"


def test_a_refusal_that_comes_late_takes_the_loading_views_place(scene: Scene) -> None:
    number = scene.open()
    card = scene.card()
    scene.do("maria", "take", case=number)
    scene.do("maria", "close", case=number, outcome="helped")
    slowly(scene, 1.0, "decline")
    scene.maria.press(card, "Vi kan inte", stale=True)
    until(lambda: "Ett ögonblick" in scene.maria.read(), "a loading view", 2)
    until(lambda: "Ett ögonblick" not in scene.maria.read(), "the refusal")
    assert "ärende 1 är avslutat" in scene.maria.read()


def test_an_expired_trigger_gives_a_button_that_opens_the_form_with_everything(
    scene: Scene,
) -> None:
    scene.slack.plan("views.open", error="expired_trigger_id")
    scene.sara.slash("/hanvisa", "Stolar till Norge")
    assert "Det du skrev följer med" in scene.whisper(scene.sara)
    assert scene.logged("view_not_opened")[0]["why"] == "expired_trigger_id"
    scene.sara.press(scene.sara.private(CHANNEL)[-1], "Öppna formuläret")
    scene.view(scene.sara)
    assert scene.sara.filled(NEED) == "Stolar till Norge"


def test_an_expired_trigger_on_ones_own_page_and_by_the_shortcut_is_answered_in_private(
    scene: Scene,
) -> None:
    scene.slack.plan("views.open", error="expired_trigger_id")
    scene.sara.shortcut("refer")
    scene.settle()
    waiting = scene.sara.inbox[-1]
    assert "Öppna formuläret" in scene.read(waiting)
    scene.sara.press(waiting, "Öppna formuläret")
    assert "Ny hänvisning" in scene.read(scene.view(scene.sara))


def test_a_newcomers_question_whose_trigger_has_expired_waits_behind_a_button(
    scene: Scene,
) -> None:
    ture = scene.newcomer("U0TURE", "Ture Falk")
    scene.slack.plan("views.open", error="expired_trigger_id")
    ture.slash("/exportlots", "läget")
    scene.whisper(ture)
    ture.press(ture.private(CHANNEL)[-1], "Öppna formuläret")
    scene.view(ture)
    ture.choose(None, "Vilken organisation", "Almi")
    ture.submit()
    assert "Inga pågående ärenden" in scene.whisper(ture)


def test_a_loading_view_that_could_not_be_opened_still_leads_to_the_form(scene: Scene) -> None:
    scene.slack.plan("views.open", error="expired_trigger_id")
    slowly(scene, 1.0, "refer")
    scene.sara.slash("/hanvisa", "Stolar till Norge")
    until(lambda: scene.sara.view or scene.whispers(scene.sara), "the form, or a button for it")
    if scene.sara.view is None:
        scene.sara.press(scene.sara.private(CHANNEL)[-1], "Öppna formuläret")
    scene.view(scene.sara)
    assert scene.sara.filled(NEED) == "Stolar till Norge"


def test_a_loading_view_that_was_closed_stays_closed(scene: Scene) -> None:
    slowly(scene, 1.0, "refer")
    scene.sara.slash("/hanvisa", "Stolar till Norge")
    until(lambda: scene.sara.view, "a loading view", 2)
    scene.sara.close()
    scene.settle()
    assert scene.sara.view is None
    assert scene.logged("view_not_updated")


# -- a case that has moved on


def test_a_form_whose_case_was_closed_meanwhile_is_refused_over_what_was_typed(
    scene: Scene,
) -> None:
    number = scene.open()
    scene.do("maria", "take", case=number)
    scene.settle()
    scene.maria.press(scene.card(), "Avsluta")
    scene.view(scene.maria)
    scene.maria.type(None, "Något att lägga till?", "De fick sin försäkring")
    scene.maria.choose(None, "Hur gick det?", "Företaget fick hjälp")
    scene.do("maria", "close", case=number, outcome="partly-helped")
    scene.maria.submit()
    assert "Det gick inte" in scene.maria.read()
    scene.maria.close()
    assert scene.maria.filled("Något att lägga till?") == "De fick sin försäkring"
    assert len(scene.log(number, "closed")) == 1


def test_a_form_that_fails_unforeseen_keeps_what_was_typed(scene: Scene) -> None:
    sara = opened(scene)
    sara.choose(None, CONSENT, "Ja")

    def broken(desk: Desk, request: Request, now: datetime) -> Outcome:
        raise RuntimeError("no")

    before = scene.front.installation.dispatch
    scene.front.installation.dispatch = broken
    scene.expected.add("command_failed")
    answer = sara.submit()
    assert answer.status == 200
    assert "inget har ändrats" in sara.read()
    assert "RuntimeError" not in sara.read()
    assert scene.logged("command_failed")[0]["command"] == "refer"
    scene.front.installation.dispatch = before
    sara.close()
    sara.submit()
    scene.settle()
    assert len(scene.cases()) == 1


def test_every_kind_of_input_goes_there_and_back(scene: Scene) -> None:
    scene.maria.slash("/exportlots", "frånvaro")
    scene.view(scene.maria)
    until_day = (scene.clock().date()).replace(day=30).isoformat()
    scene.maria.choose(None, "Till och med", until_day)
    scene.maria.submit()
    assert "är borta till och med" in scene.whisper(scene.maria)
    scene.maria.slash("/exportlots", "profil")
    scene.view(scene.maria)
    scene.maria.type(None, "Vad arbetar du med?", "Garantier")
    scene.maria.choose(None, "Vad kan du hjälpa till med?", ["Betalningsrisk", "Finansiering"])
    scene.maria.choose(None, "Vilka marknader", ["Brasilien", "Norge"])
    scene.maria.submit()
    assert "Din profil är sparad" in scene.whisper(scene.maria)
    member = scene.members()["Maria Dahl"]
    assert member.title == "Garantier"
    assert set(member.areas) == {"payment-risk", "financing"}
    assert set(member.markets) == {"BR", "NO"}


def test_a_choice_that_has_got_another_name_is_drawn_anew(scene: Scene) -> None:
    sara = opened(scene)
    asked = "Vem ska vi fråga?"
    before, _ = find_field((sara.view or {})["blocks"], asked)
    sara.choose(None, NEEDS, ["Betalningsrisk"])
    until(lambda: "Fråga Exportkreditnämnden" in sara.read(), "the suggestion")
    after, element = find_field((sara.view or {})["blocks"], asked)
    assert before["block_id"] != after["block_id"]
    assert element["initial_option"]["text"]["text"] == "Fråga Exportkreditnämnden"
    sara.choose(None, "Till vilka länder ska företaget sälja?", ["Brasilien"])
    until(lambda: "Hur ska köparen betala" in sara.read(), "the next question")
    assert find_field((sara.view or {})["blocks"], asked)[0]["block_id"] == after["block_id"]
