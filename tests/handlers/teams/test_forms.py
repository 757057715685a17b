"""Forms as cards: every kind of question, what is wrong with an answer, and how it is sent."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk.replies import Button, Buttons, Form, Input, Line, Option
from bot.handlers.teams import filled, forms, kit
from bot.handlers.teams.filled import Filled
from bot.texts import phrase
from tests.centre_at_work import CentreAtWork
from tests.fakes.teams.cards import inputs, pressables, walk
from tests.fakes.teams.checks import check_card
from tests.fakes.teams.schema import broken
from tests.fakes.teams.visible import card_lines
from tests.handlers.teams.everything import NEED

PLACE = {"channel": "19:x@thread.tacv2", "thread": "1"}
FEW = tuple(Option(f"v{n}", f"Val {n}") for n in range(3))
MANY = tuple(Option(f"v{n}", f"Val {n}") for n in range(70))


def form(*asked: Input, **more: Any) -> Form:
    return Form("f1", "refer", "Ny hänvisning", "Öppna ärendet", asked, {"case": "14"}, **more)


def drawn(*asked: Input, surface: Any = "dialog", **more: Any) -> dict[str, Any]:
    card = forms.card(form(*asked, **more), "sv", surface, PLACE)
    assert broken(card) == []
    assert check_card(card, dialog=surface == "dialog") == []
    return card


def field(asked: Input) -> dict[str, Any]:
    [found] = inputs(drawn(asked))
    return found


def titles(found: dict[str, Any]) -> list[str]:
    return [choice["title"] for choice in found["choices"]]


# -- the fields


def test_a_line_and_a_text_keep_what_was_typed_and_their_length() -> None:
    line = field(Input("company", "Företag", value="Bolaget", max_length=200))
    assert line["type"] == "Input.Text"
    assert (line["label"], line["value"], line["maxLength"]) == ("Företag", "Bolaget", 200)
    assert "isMultiline" not in line
    assert field(Input("need", "Behov", "long"))["isMultiline"] is True
    assert "value" not in field(Input("need", "Behov", "long"))


def test_what_must_be_answered_says_so_in_the_client() -> None:
    must = field(Input("need", "Behov", required=True))
    assert must["isRequired"] is True
    assert must["errorMessage"] == "Här behövs ett svar."
    assert "isRequired" not in field(Input("need", "Behov"))


def test_few_choices_stand_open_and_many_in_a_menu() -> None:
    assert field(Input("a", "A", "choice", options=FEW, required=True))["style"] == "expanded"
    assert field(Input("a", "A", "choice", options=FEW))["style"] == "expanded"
    menu = field(Input("a", "A", "choice", "v3", options=MANY))
    assert (menu["style"], menu["value"], menu["placeholder"]) == ("compact", "v3", "Välj")
    assert len(menu["choices"]) == 71


def test_an_answer_that_may_be_left_out_can_be_taken_back() -> None:
    optional = field(Input("a", "A", "choice", options=FEW))
    assert optional["choices"][0] == {"title": "Inget svar", "value": "-"}
    assert titles(field(Input("a", "A", "choice", options=FEW, required=True)))[0] == "Val 0"
    own = (Option("", "Vet inte"), *FEW)
    assert titles(field(Input("a", "A", "choice", options=own)))[0] == "Vet inte"


def test_several_choices_are_parted_by_commas() -> None:
    options = (Option("a,b", "A och B"), Option("c", "C"))
    several = field(Input("a", "A", "choices", ("a,b", "c"), options))
    assert several["isMultiSelect"] is True
    assert several["value"] == "a%2Cb,c"
    assert field(Input("a", "A", "choices", options=MANY))["style"] == "compact"


def test_a_few_are_found_by_typing_in_the_client_and_many_with_us() -> None:
    few = field(Input("poster", "Åt", "search", "v1", FEW))
    assert (few["style"], few["value"]) == ("filtered", "v1")
    assert titles(few) == ["Inget svar", "Val 0", "Val 1", "Val 2"]
    assert "choices.data" not in few
    many = field(Input("q.market", "Länder", "searches", ("v1", "v69"), MANY))
    assert many["choices.data"]["type"] == "Data.Query"
    assert titles(many) == ["Val 1", "Val 69"]
    assert many["value"] == "v1,v69"


def test_a_place_with_other_names_is_asked_for_and_one_that_is_gone_still_shows() -> None:
    places = (Option("Mark", "Mark", also=("Kinna",)),)
    made = field(Input("q.municipality", "Kommun", "search", "", places))
    assert "choices.data" in made and "Mark" in [one["value"] for one in made["choices"]]
    gone = field(Input("poster", "Åt", "search", "99", FEW))
    assert gone["choices"][-1] == {"title": "99", "value": "99"}


def test_a_choice_that_is_no_longer_one_is_not_chosen() -> None:
    assert "value" not in field(Input("deputy", "Vem svarar?", "choice", "99", FEW))
    assert field(Input("q", "Q", "choices", ("v1", "gone"), FEW))["value"] == "v1"


def test_a_day_and_a_tick() -> None:
    day = field(Input("until", "Till", "date", "2026-12-01"))
    assert (day["type"], day["value"]) == ("Input.Date", "2026-12-01")
    tick = field(Input("even_so", "Öppna ändå", "check", "yes"))
    assert (tick["title"], tick["valueOn"], tick["value"]) == ("Öppna ändå", "yes", "yes")


def test_a_hint_and_an_error_stand_below_their_field() -> None:
    asked = Input("number", "Nummer", hint="Tio siffror.", error="Numret stämmer inte.", value="1")
    card = drawn(asked)
    assert card_lines(card)[:2] == [
        "Ett svar behöver rättas. Inget har sparats ännu, och det du skrev finns kvar.",
        "Nummer",
    ]
    assert card_lines(card)[2:5] == ["1", "Numret stämmer inte.", "Tio siffror."]
    runs = [run for found in walk(card) for run in [found.thing] if found.kind == "TextRun"]
    wrong = next(run for run in runs if run["text"] == "Numret stämmer inte.")
    assert wrong["color"] == "Attention"


# -- the form


def test_a_dialog_submits_and_a_chat_executes() -> None:
    dialog = drawn(Input("need", "Behov"))
    [send] = dialog["actions"]
    assert (send["type"], send["title"], send["style"]) == (
        "Action.Submit",
        "Öppna ärendet",
        "positive",
    )
    assert card_lines(dialog)[0] == "Behov", "the dialog has the title itself"
    chat = drawn(Input("need", "Behov"), surface="chat")
    [send] = chat["actions"]
    assert (send["type"], send["verb"]) == ("Action.Execute", "send")
    assert send["fallback"]["data"] == send["data"]
    assert card_lines(chat)[0] == "Ny hänvisning"


def test_what_was_answered_stands_above_and_its_buttons_send_no_fields() -> None:
    even_so = Button("Öppna ett nytt ändå", "refer", {"even_so": "yes"})
    end = Button("Sluta", "end_membership", {}, asks="Säkert?")
    said = (Line("Det finns redan ett ärende."), Buttons((even_so, end)))
    asked = form(Input("need", "Behov", required=True), intro=said[:1])
    card = forms.card(asked, "sv", "dialog", PLACE, said)
    assert card_lines(card)[0] == "Det finns redan ett ärende."
    assert card_lines(card).count("Det finns redan ett ärende.") == 1
    presses = [found.thing for found in pressables(card)]
    others = [a for a in presses if a["type"] == "Action.Submit" and a["title"] != "Öppna ärendet"]
    assert {action["associatedInputs"] for action in others} == {"none"}
    assert "associatedInputs" not in card["actions"][0]


def test_a_title_is_the_forms_or_a_words_of_its_own() -> None:
    assert forms.title(form(), "sv") == "Ny hänvisning"
    assert forms.title(phrase("chat.not_done"), "en") == "It did not work"
    assert len(forms.title("x" * 200, "sv")) == 60


def test_a_referral_asks_all_its_questions(room: CentreAtWork) -> None:
    asked = room.ask_form("sara", "refer", need=NEED).form
    assert asked is not None
    card = forms.card(asked, "sv", "dialog", PLACE)
    assert [one["id"] for one in inputs(card)] == [one.name for one in asked.inputs]
    assert kit.size(card) < 12_000
    [need] = [one for one in inputs(card) if one["id"] == "need"]
    assert need["value"] == NEED


# -- what is too long


def test_a_long_text_among_many_questions_is_kept_whole(room: CentreAtWork) -> None:
    need = ("Möbler till Åland. " * 530)[:10_000].strip()
    outcome = room.do(
        "sara", "refer", need=need, number="1", q_needs=("payment-risk",), consent="yes"
    )
    assert outcome.form is not None
    card = forms.card(outcome.form, "sv", "chat", PLACE)
    assert kit.size(card) <= kit.CARD_BYTES
    assert next(one for one in inputs(card) if one["id"] == "need")["value"] == need
    assert "slutet är borta" not in str(card)


def test_a_form_too_heavy_for_a_card_says_less_around_its_fields() -> None:
    asked = [
        Input(f"q{n}", f"Fråga {n}", "choices", ("v3",), MANY, hint="Råd " * 50) for n in range(9)
    ]
    card = drawn(Input("need", "Behov", "long", "å" * 2_000, max_length=10_000), *asked)
    assert kit.size(card) <= kit.CARD_BYTES
    assert "Råd" not in str(card)
    assert all("choices.data" in one for one in inputs(card)[1:])
    assert "slutet är borta" not in str(card)


def test_texts_that_no_card_holds_are_cut_and_it_is_said() -> None:
    asked = [Input(f"q{n}", "Q", "long", "👩‍🌾" * 3_000, max_length=10_000) for n in range(3)]
    card = drawn(Input("name", "Namn", value="Sara"), *asked)
    assert kit.CARD_BYTES * 0.9 < kit.size(card) <= kit.CARD_BYTES
    assert inputs(card)[0]["value"] == "Sara"
    assert str(card).count("slutet är borta") == 3
    sent = {one["id"]: one["value"] for one in inputs(card)} | card["actions"][0]["data"]
    read = filled.read(sent)
    assert isinstance(read, Filled)
    assert all(len(read.values[f"q{n}"]) > 1_000 for n in range(3))


@pytest.mark.parametrize("surface", ["dialog", "chat"])
def test_what_is_said_above_leaves_room_for_the_form(surface: Any) -> None:
    said = tuple(Line("Mycket att säga. " * 100) for _ in range(40))
    card = forms.card(form(Input("need", "Behov")), "sv", surface, PLACE, said)
    assert kit.size(card) <= kit.CARD_BYTES
    assert [one["id"] for one in inputs(card)] == ["need"]
