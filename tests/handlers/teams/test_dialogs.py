"""Forms as dialogs: how they grow, choosing by typing, errors, and that nothing typed is lost."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

import pytest

from bot.desk.replies import Outcome, Request
from bot.desk.work import Desk
from tests import databases
from tests.fakes.teams import Person
from tests.handlers.teams.scene import Scene

NEED = "Vad behöver företaget?"
CONSENT = "Har företaget sagt ja"
NEEDS = "Vad behöver företaget hjälp med?"
PLACE = "I vilken kommun finns verksamheten?"
MARKET = "Till vilka länder ska företaget sälja?"
PAYMENT = "Hur ska köparen betala, och krävs garantier?"
CORE = [
    NEED,
    "Har företaget sagt ja till att vi delar ärendet med de andra i exportcentret?",
    "Företagets namn",
    "Organisationsnummer",
    PLACE,
]


def opened(scene: Scene, text: str = "Stolar till Norge") -> Person:
    """Sara has the form before her, from the menu of a message."""
    scene.sara.extension("refer", scene.anna.write(text))
    assert scene.sara.dialog is not None
    return scene.sara


def locked(scene: Scene) -> AbstractContextManager[None]:
    """Somebody else holds the database, and does not let go."""
    return databases.chosen().held(scene.desk.store.address)


def broken(desk: Desk, request: Request, now: datetime) -> Outcome:
    raise RuntimeError("no")


# -- what is asked, and when


def test_the_core_questions_come_first_and_the_rest_when_answers_bring_them(scene: Scene) -> None:
    sara = opened(scene)
    first = list(sara.fields())
    assert first[: len(CORE)] == CORE
    sara.submit({CONSENT: "Ja", "Företagets namn": "Marks Möbelverkstad",
                 NEEDS: ["Betalningsrisk"]})  # fmt: skip
    assert scene.cases() == []
    assert "några frågor till" in sara.read()
    assert set(sara.fields()) - set(first)
    assert sara.filled(NEED) == "Stolar till Norge"
    assert sara.filled("Företagets namn") == "Marks Möbelverkstad"
    assert sara.filled(NEEDS) == ["Betalningsrisk"]
    sara.submit()
    assert "Ärende 1 är öppnat" in sara.read()
    assert scene.case(1).company_id


def test_an_answer_to_a_question_that_no_longer_matters_is_left_out(scene: Scene) -> None:
    sara = opened(scene)
    sara.submit({CONSENT: "Ja", NEEDS: ["Betalningsrisk"]})
    assert PAYMENT in sara.fields()
    sara.submit({PAYMENT: sara.fields()[PAYMENT][1], NEEDS: ["Komma i gång"]})
    assert PAYMENT not in sara.fields()
    sara.submit()
    assert scene.case(1).answers == {"consent": "yes", "needs": ["orientation"]}


def test_new_questions_and_a_mistake_come_in_one_and_both_are_kept(scene: Scene) -> None:
    sara = opened(scene)
    sara.submit({CONSENT: "Ja", "Organisationsnummer": "556016-0681", NEEDS: ["Betalningsrisk"]})
    assert sara.filled("Organisationsnummer") == "556016-0681"
    sara.submit()
    assert "Numret stämmer inte" in sara.read()
    assert sara.filled(NEEDS) == ["Betalningsrisk"]
    sara.submit({"Organisationsnummer": "556016-0680"})
    assert "Ärende 1 är öppnat" in sara.read()


def test_an_empty_field_may_come_back_or_not(scene: Scene) -> None:
    scene.sara.human.blank = False
    sara = opened(scene)
    sara.submit({CONSENT: "Ja"})
    assert "Ärende 1 är öppnat" in sara.read()
    assert scene.case(1).answers == {"consent": "yes"}


# -- choosing by typing


def test_a_choice_by_typing_finds_places_names_without_dots_and_misspelt_ones(
    scene: Scene,
) -> None:
    sara = opened(scene)

    def finds(words: str, field: str = PLACE) -> list[str]:
        return [choice["title"] for choice in sara.suggest(None, field, words)]

    assert finds("Kinna")[0].startswith("Mark")
    assert finds("goteborg")[0] == "Göteborg"
    assert "Göteborg" in finds("Göteborgg")
    assert "Alingsås" in finds("alingsas")
    assert finds("Xyzåäö") == []
    assert len(finds("")) == 15
    assert finds("Bras", MARKET)[0] == "Brasilien"
    sara.submit({PLACE: "Kinna", MARKET: ["Brasilien", "Norge"], NEEDS: ["Betalningsrisk"]})
    sara.submit({CONSENT: "Ja"})
    assert sara.filled(PLACE) == "Mark"
    assert sara.filled(MARKET) == ["Brasilien", "Norge"]
    sara.submit()
    assert scene.case(1).answers["municipality"] == "Mark"
    assert scene.case(1).answers["market"] == ["BR", "NO"]


def test_a_search_offers_a_way_back_to_no_answer(scene: Scene) -> None:
    sara = opened(scene)
    sara.fill(None, PLACE, "Mark")
    nothing = sara.suggest(None, PLACE, "")[0]
    assert nothing["title"] == "Inget svar"
    assert sara.dialog is not None
    sara.dialog.filled.typed["q.municipality"] = nothing["value"]
    sara.submit({CONSENT: "Ja"})
    assert "Ärende 1 är öppnat" in sara.read()
    assert "municipality" not in scene.case(1).answers


def test_searching_writes_nothing_down_and_asks_each_in_their_language(scene: Scene) -> None:
    scene.emma.extension("refer", scene.anna.write("Chairs to Norway"))
    found = scene.emma.suggest(None, "which countries", "Nor")
    assert any(choice["title"] == "Norway" for choice in found)
    assert scene.drafts() == []


# -- mistakes


def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(scene: Scene) -> None:
    sara = opened(scene)
    sara.submit({CONSENT: "Ja", "Organisationsnummer": "556016-0681", PLACE: "Mark"})
    lines = sara.lines()
    assert "Ett svar behöver rättas" in sara.read()
    at = next(n for n, line in enumerate(lines) if "Organisationsnummer" in line)
    assert any("Numret stämmer inte" in line for line in lines[at : at + 4])
    assert sara.filled(NEED) == "Stolar till Norge"
    assert sara.filled("Organisationsnummer") == "556016-0681"
    assert sara.filled(PLACE) == "Mark"
    assert sara.filled(CONSENT) == "Ja"
    assert scene.cases() == []
    sara.submit({"Organisationsnummer": "556016-0680"})
    assert "Ärende 1 är öppnat" in sara.read()


def test_a_field_that_must_be_answered_is_seen_to_by_the_client(scene: Scene) -> None:
    sara = opened(scene)
    sent = sara.submit({NEED: ""})
    assert not sent.sent
    assert "Här behövs ett svar." in sara.errors().values()
    sara.submit({NEED: "   ", CONSENT: "Ja"})
    assert scene.cases() == []
    sara.submit({NEED: "Stolar"})
    assert scene.case(1).need == "Stolar"


def test_a_need_of_blanks_is_a_mistake_that_can_be_mended(scene: Scene) -> None:
    """A client may let it through that ours does not."""
    sara = opened(scene)
    assert sara.dialog is not None
    field = next(f for f in sara.dialog.card["body"] if f.get("id") == "need")
    field.pop("isRequired")
    sara.submit({NEED: "  \n ", CONSENT: "Ja"})
    assert scene.cases() == []
    assert "Ett svar behöver rättas" in sara.read()
    sara.submit({NEED: "Stolar"})
    assert scene.case(1).need == "Stolar"


# -- sent twice, closed, old


def test_sending_a_form_twice_is_one_step_and_the_same_answer(scene: Scene) -> None:
    sara = opened(scene)
    sent = sara.submit({CONSENT: "Ja"})
    again = scene.teams.again(sent)
    assert again.body == sent.body
    scene.settle()
    assert len(scene.cases()) == 1
    assert len(scene.cards()) == 1


def test_a_form_that_was_closed_leaves_nothing_and_one_sent_from_an_old_screen_is_one_case(
    scene: Scene,
) -> None:
    sara = opened(scene)
    old = sara.dialog
    sara.close()
    assert scene.cases() == []
    sara.dialog = old
    first = sara.submit({CONSENT: "Ja"})
    sara.dialog = old
    assert sara.submit().body == first.body
    scene.settle()
    assert len(scene.cases()) == 1


def test_a_case_that_may_exist_already_is_told_and_what_was_typed_comes_back(
    scene: Scene,
) -> None:
    scene.open(company="Marks Möbelverkstad", q_municipality="Mark")
    sara = opened(scene, "Samma företag, ny fråga")
    sara.submit({CONSENT: "Ja", "Företagets namn": "Marks möbelverkstad", PLACE: "Mark"})
    assert "Det finns redan ett pågående ärende" in sara.read()
    sara.press(None, "Öppna ett nytt ändå")
    assert sara.filled(NEED) == "Samma företag, ny fråga"
    assert sara.filled("Företagets namn") == "Marks möbelverkstad"
    while NEED in sara.fields():
        sara.submit()
    assert len(scene.cases()) == 2


def test_a_form_whose_case_was_closed_meanwhile_is_refused_and_what_was_typed_is_kept(
    scene: Scene,
) -> None:
    number = scene.open()
    scene.do("maria", "take", case=number)
    scene.settle()
    scene.maria.press(scene.card(), "Avsluta")
    scene.maria.fill(None, "Något att lägga till?", "De fick sin försäkring\noch är nöjda")
    scene.do("maria", "close", case=number, outcome="partly-helped")
    scene.maria.submit({"Hur gick det?": "Företaget fick hjälp"})
    assert "är avslutat" in scene.maria.read()
    assert "De fick sin försäkring\noch är nöjda" in scene.maria.read()
    assert len(scene.log(number, "closed")) == 1


def test_a_form_that_fails_unforeseen_keeps_what_was_typed(scene: Scene) -> None:
    sara = opened(scene)
    before = scene.front.installation.dispatch
    scene.front.installation.dispatch = broken
    scene.expected.add("command_failed")
    sara.submit({CONSENT: "Ja"})
    assert "inget har ändrats" in sara.read()
    assert "RuntimeError" not in sara.read()
    assert "Stolar till Norge" in sara.read()
    scene.front.installation.dispatch = before


def test_what_was_typed_is_still_there_when_a_save_fails(scene: Scene) -> None:
    sara = opened(scene)
    scene.expected.add("not saved")
    values = {CONSENT: "Ja", "Företagets namn": "Marks Möbelverkstad", PLACE: "Mark",
              NEEDS: ["Betalningsrisk"]}  # fmt: skip
    with locked(scene):
        sent = sara.submit(values)
    assert sent.seconds < 4
    assert "Det gick inte att spara just nu" in sara.read()
    assert sara.filled(NEED) == "Stolar till Norge"
    assert sara.filled("Företagets namn") == "Marks Möbelverkstad"
    assert sara.filled(CONSENT) == "Ja"
    assert sara.filled(PLACE) == "Mark"
    assert sara.filled(NEEDS) == ["Betalningsrisk"]
    while NEED in sara.fields():
        sara.submit()
    assert [case.need for case in scene.cases()] == ["Stolar till Norge"]


def test_a_press_that_could_not_be_saved_says_so_and_can_be_repeated(scene: Scene) -> None:
    scene.open()
    scene.expected.add("not saved")
    with locked(scene):
        scene.maria.press(scene.card(), "Jag tar det")
    assert "Det gick inte att spara" in scene.maria.toasts[-1]
    scene.maria.press(scene.card(), "Jag tar det")
    scene.settle()
    assert scene.case(1).handler_id


# -- a stranger


def test_a_strangers_whole_form_is_kept_while_they_introduce_themselves(scene: Scene) -> None:
    """They were a member when they opened it, and are none when they send it."""
    ture = scene.newcomer("ture", "Ture Falk")
    ture.extension("refer", scene.anna.write("Stolar till Norge"))
    ture.submit({"Vilken organisation": "Almi"})
    form = ture.dialog
    member = scene.members()["Ture Falk"]
    scene.do("karin", "end_membership", member=member.id or 0)
    ture.submit({CONSENT: "Ja", "Företagets namn": "Marks Möbelverkstad"}, thing=form)
    assert "Vilken organisation" in ture.read()
    ture.submit({"Vilken organisation": "Almi"})
    assert "Ärende 1 är öppnat" in ture.read()
    assert scene.case(1).need == "Stolar till Norge"


# -- every kind of field


def test_every_kind_of_input_goes_there_and_back(scene: Scene) -> None:
    scene.maria.direct("frånvaro")
    form = scene.letter(scene.maria)
    until_day = (scene.clock().date()).replace(day=30).isoformat()
    scene.maria.submit({"Till och med": until_day}, thing=form)
    assert "är borta till och med" in scene.maria.read(form)
    scene.maria.direct("profil")
    form = scene.letter(scene.maria)
    values = {
        "Vad arbetar du med?": "Garantier",
        "Vad kan du hjälpa till med?": ["Betalningsrisk", "Finansiering"],
        "Vilka marknader": ["Brasilien", "Norge"],
    }
    scene.maria.submit(values, thing=form)
    assert "Din profil är sparad" in scene.maria.read(form)
    member = scene.members()["Maria Dahl"]
    assert member.title == "Garantier"
    assert set(member.areas) == {"payment-risk", "financing"}
    assert set(member.markets) == {"BR", "NO"}


@pytest.mark.parametrize("words", ["", "   ", "x" * 5000, '"}{', "\x00"])
def test_whatever_is_typed_into_a_search_is_answered(scene: Scene, words: str) -> None:
    sara = opened(scene)
    found = sara.suggest(None, PLACE, words)
    assert len(found) <= 15
