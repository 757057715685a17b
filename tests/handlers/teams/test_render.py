"""What the desk says as Adaptive Cards: valid, within limits, and laid out as its reader needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.centre.model import Centre
from bot.desk.replies import (
    Body,
    Button,
    Buttons,
    Card,
    Copyable,
    Fact,
    Line,
    Picture,
    Row,
    Section,
    Table,
)
from bot.handlers.teams import filled, forms, kit, render
from bot.handlers.teams.filled import Pressed
from bot.handlers.teams.pressing import Surface
from bot.texts import Label, Lang, phrase
from tests.centre_at_work import CentreAtWork
from tests.databases import Databases
from tests.fakes.teams.cards import Found, pressables, walk
from tests.fakes.teams.checks import check_card
from tests.fakes.teams.schema import broken
from tests.fakes.teams.visible import card_lines
from tests.handlers.chart import chart
from tests.handlers.teams.everything import Day, card_of, day_at, opened

SURFACES: tuple[Surface, ...] = ("room", "chat", "dialog")
IN_PRIVATE: tuple[Surface, ...] = ("chat", "dialog")
TAKE = Button("Jag tar det", "take", {"case": "1", "revision": "2"}, style="primary")
DECLINE = Button("Vi kan inte", "decline", {"case": "1", "revision": "2"}, opens=True)
WITHDRAW = Button("Återta", "withdraw", {"case": "1", "revision": "2"}, asks="Ska 1 återtas?")
END = Button("Avsluta medlemskapet", "end_membership", {"member": "3"}, "danger", asks="Säkert?")
SHOW = Button("Visa", "show", {"case": "1"})


@pytest.fixture(scope="module")
def said(vastra_gotaland: Centre, databases: Databases) -> Day:
    return day_at(vastra_gotaland, databases)


def faults(card: dict[str, Any], surface: Surface) -> list[str]:
    return [*broken(card), *check_card(card, dialog=surface == "dialog")]


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [found.thing for found in pressables(card)]


def titled(card: dict[str, Any], title: str) -> dict[str, Any]:
    return next(action for action in actions(card) if action["title"] == title)


def elements(card: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [found.thing for found in walk(card) if found.kind == kind]


def one(*blocks: Any, surface: Surface = "chat") -> dict[str, Any]:
    return render.card(blocks, "sv", surface)


# -- everything there is


def test_all_that_is_said_and_asked_is_valid_and_within_the_limits(said: Day) -> None:
    seen = 0
    for name, card, surface in everything(said, "sv"):
        assert faults(card, surface) == [], (name, surface)
        assert card["version"] == "1.5"
        assert card["lang"] == "sv"
        assert kit.size(card) <= kit.CARD_BYTES
        seen += 1
    assert seen > 120


def test_all_of_it_has_words_in_both_languages(said: Day) -> None:
    for name, card, surface in everything(said, "en"):
        assert check_card(card, dialog=surface == "dialog") == [], (name, surface)
        assert card["lang"] == "en"


def everything(said: Day, lang: Lang) -> Iterator[tuple[str, dict[str, Any], Surface]]:
    for name, body in said.room.items():
        yield name, render.card(body, lang, "room"), "room"
    for name, body in said.private.items():
        for surface in IN_PRIVATE:
            for card in render.cards(body, lang, surface):
                yield name, card, surface
    for name, form in said.forms.items():
        for surface in IN_PRIVATE:
            yield name, forms.card(form, lang, surface, {"channel": "19:x"}), surface


def test_the_day_holds_every_sort_of_message(said: Day) -> None:
    states = {"open", "asked", "taken", "waiting", "closed", "withheld"}
    assert {f"card.{state}" for state in states} | {"notice.welcome"} <= set(said.room)
    assert len(said.forms) >= 18
    assert all(body for body in said.private.values())


def test_every_press_on_every_card_can_be_read_back(said: Day) -> None:
    read = 0
    for body in [*said.room.values(), *said.private.values()]:
        card = render.card(body, "sv", "chat")
        for action in actions(card):
            if "data" in action:
                assert isinstance(filled.read(json.loads(json.dumps(action["data"]))), Pressed)
                read += 1
    assert read > 100


# -- buttons


def test_a_step_is_executed_and_carries_what_it_is_about() -> None:
    action = titled(one(Buttons((TAKE,)), surface="room"), "Jag tar det")
    assert action["type"] == "Action.Execute"
    assert action["verb"] == "take"
    assert action["style"] == "positive"
    assert filled.read(action["data"]) == Pressed("take", {"case": "1", "revision": "2"}, False)
    assert action["fallback"]["type"] == "Action.Submit"
    assert action["fallback"]["data"] == action["data"]


def test_a_step_with_a_form_opens_a_dialog() -> None:
    action = titled(one(Buttons((DECLINE,)), surface="room"), "Vi kan inte")
    assert action["type"] == "Action.Submit"
    assert action["data"]["msteams"] == {"type": "task/fetch"}
    assert filled.read(action["data"]) == Pressed("decline", dict(DECLINE.args), True)


def test_a_step_that_asks_goes_without_its_revision_so_that_the_desk_asks(
    room: CentreAtWork,
) -> None:
    number = room.open()
    button = next(b for b in room.card(number).more if b.command == "withdraw")
    action = titled(one(Buttons((button,)), surface="room"), "Återta ärendet")
    assert action["data"]["msteams"] == {"type": "task/fetch"}
    pressed = filled.read(action["data"])
    assert isinstance(pressed, Pressed)
    assert "revision" not in pressed.args
    asked = room.give("sara", pressed.command, dict(pressed.args))
    assert not asked.done
    assert room.case(number).status == "open"


def test_a_question_that_the_desk_does_not_ask_stands_on_the_card() -> None:
    card = one(Buttons((TAKE, END)), surface="chat")
    shows = titled(card, "Avsluta medlemskapet")
    assert shows["type"] == "Action.ToggleVisibility"
    hidden = next(b for b in elements(card, "Container") if b.get("id") in shows["targetElements"])
    assert hidden["isVisible"] is False
    assert card_lines(hidden) == ["Säkert?", "Ja, gör det"]
    yes = filled.read(titled(card, "Ja, gör det")["data"])
    assert yes == Pressed("end_membership", {"member": "3"}, False)


def test_in_a_dialog_everything_is_submitted() -> None:
    card = one(Buttons((TAKE, DECLINE, WITHDRAW, END)), surface="dialog")
    kinds = {action["title"]: action["type"] for action in actions(card)}
    assert kinds.pop("Avsluta medlemskapet") == "Action.ToggleVisibility"
    assert set(kinds.values()) == {"Action.Submit"}
    assert "msteams" not in str(card["body"])


def test_a_room_has_four_buttons_and_the_rest_behind_dots(room: CentreAtWork) -> None:
    card = render.card((room.card(opened(room)),), "sv", "room")
    shown = [a["title"] for a in actions(card) if a.get("mode") != "secondary"]
    assert shown[-4:] == ["Jag tar det", "Vi kan inte", "Ställ en fråga", "Visa"]
    menu = [a["title"] for a in actions(card) if a.get("mode") == "secondary"]
    assert menu[:2] == ["Fråga en organisation", "Stötta"]
    assert "Återta ärendet" in menu


def test_in_private_the_rarer_steps_are_folded(room: CentreAtWork) -> None:
    number = opened(room)
    card = render.card((room.show("sara", number),), "sv", "chat")
    assert all(action.get("mode") != "secondary" for action in actions(card))
    assert "Fler steg" in card_lines(card, set())
    assert "Återta ärendet" not in card_lines(card, set())
    assert "Återta ärendet" in card_lines(card)


def test_only_one_button_of_a_row_stands_out() -> None:
    card = one(Buttons((TAKE, Button("Återuppta", "resume", style="primary"))))
    assert [action.get("style") for action in actions(card)] == ["positive", None]


def test_more_buttons_than_a_row_holds_come_in_rows() -> None:
    card = one(Buttons(tuple(Button(f"Steg {n}", "take") for n in range(12))))
    assert [len(row["actions"]) for row in elements(card, "ActionSet")] == [5, 5, 2]


# -- a card


def test_a_card_says_what_it_is_how_it_stands_and_what_to_know(room: CentreAtWork) -> None:
    lines = card_lines(render.card((room.card(opened(room)),), "sv", "room"), set())
    assert lines[0].startswith("Ärende 1 · Marks")
    assert lines[1] == "🔵 Öppet: väntar på svar från Exportkreditnämnden"
    assert lines[2].startswith("En butikskedja i Brasilien")
    assert lines[3:5] == ["Behov", "Betalningsrisk"]
    assert "Öppnat av" in lines[-1]


def test_suggestions_and_history_open_on_a_press(room: CentreAtWork) -> None:
    card = render.card((room.card(opened(room)),), "sv", "room")
    folded = [a for a in actions(card) if a["type"] == "Action.ToggleVisibility"]
    assert [a["title"] for a in folded] == ["Förslag enligt behovsanalysen", "Historik (2)"]
    assert "EKN tar risken" not in " ".join(card_lines(card, set()))
    inside = {name for action in folded for name in action["targetElements"]}
    assert "EKN tar risken" in " ".join(card_lines(card, inside))


def test_a_long_fact_stands_below_its_label() -> None:
    facts = (Fact("Behov", "Risk"), Fact("Kontakt", "x" * 61))
    card = one(Card("T", "F", facts=facts))
    assert len(elements(card, "ColumnSet")) == 1
    assert card_lines(card)[1:] == ["Behov", "Risk", "Kontakt", "x" * 61]


def test_a_ready_text_stands_on_a_ground_of_its_own() -> None:
    [ground] = elements(one(Copyable("Hej Elin\nVi hörs")), "Container")
    assert ground["style"] == "emphasis"
    assert card_lines(ground) == ["Hej Elin", "Vi hörs"]


def test_a_list_has_its_button_beside_each_line() -> None:
    rows = (Row(("Ärende 1", "Risk", "", "3 maj"), (SHOW,)), Row(("Ärende 2",), (TAKE, SHOW)))
    card = one(Table("Pågående: 2", (), rows, "Inga"))
    assert card_lines(card)[:3] == ["Pågående: 2", "Ärende 1", "Risk · 3 maj"]
    [beside] = elements(card, "ColumnSet")
    assert beside["columns"][1]["items"][0]["actions"][0]["title"] == "Visa"
    assert card_lines(one(Table("Pågående: 0", (), (), "Inga"))) == ["Pågående: 0", "Inga"]


def test_a_card_that_is_read_like_a_letter_has_lines_and_no_columns() -> None:
    facts = (Fact("Nytt", "6 nya ärenden"), Fact("Väntar", "Ärende 3 " * 10))
    card = one(Card("Veckobrev", "Veckobrev", facts=facts, read=True))
    assert elements(card, "ColumnSet") == []
    assert card_lines(card)[1:] == ["Nytt  6 nya ärenden", f"Väntar  {'Ärende 3 ' * 10}"]


def test_a_picture_lies_in_the_card_and_weighs_nothing_there() -> None:
    picture = Picture(chart(), "Almi 12, EKN 7", "veckan.png")
    long = Copyable("ord " * 4000)
    card = one(picture)
    [shown] = elements(card, "Image")
    assert shown["url"] == f"data:image/png;base64,{chart()}"
    assert shown["altText"] == "Almi 12, EKN 7"
    assert len(render.cards((long, picture), "sv", "chat")) == len(
        render.cards((long,), "sv", "chat")
    )


@pytest.mark.parametrize("png", ["no picture", "A" * 200_000])
def test_a_picture_that_cannot_be_shown_is_its_words(png: str) -> None:
    card = one(Picture(png, "Almi 12, EKN 7", "veckan.png"))
    assert elements(card, "Image") == []
    assert card_lines(card) == ["Almi 12, EKN 7"]


def test_a_heading_is_one_for_a_screen_reader_unless_markdown_would_change_it() -> None:
    plain = one(Card("Ärende 1 · Bolaget (publ) & Co", "F"))
    [heading] = elements(plain, "TextBlock")
    assert heading["style"] == "heading"
    marked = one(Card("Ärende 1 · **Bolaget** _AB_", "F"))
    assert elements(marked, "TextBlock") == []
    assert card_lines(marked)[0] == "Ärende 1 · **Bolaget** _AB_"


# -- long texts


def test_a_long_text_is_cut_in_a_room_and_whole_in_private(room: CentreAtWork) -> None:
    need = ("Rad om möbler. " * 650)[:9_900].strip()
    number = opened(room, need=need)
    short = render.card((room.card(number),), "sv", "room")
    assert kit.size(short) < 15_000
    assert "(Texten är längre. ”Visa” visar hela för dig.)" in card_lines(short)
    whole = render.cards((room.show("sara", number),), "sv", "chat")
    said = " ".join(line for card in whole for line in card_lines(card))
    assert " ".join(said.split()).count("Rad om möbler.") >= 650


def test_a_very_long_history_is_one_card_in_a_room_and_several_in_private(
    room: CentreAtWork,
) -> None:
    number = opened(room)
    for note in range(60):
        room.do("sara", "note", case=number, words=f"Not {note} " + "å" * 1900)
    body = (room.card(number),)
    [short] = render.cards(body, "sv", "room")
    lines = card_lines(short)
    assert "(Tidigare rader syns när du trycker på ”Visa”.)" in lines
    assert any("Not 59" in line for line in lines)
    assert "Visa" in lines
    whole = render.cards((room.show("sara", number),), "sv", "chat")
    assert len(whole) > 3
    said = "\n".join(line for card in whole for line in card_lines(card))
    assert all(f"Not {note} å" in said for note in range(60))
    assert all(faults(card, "chat") == [] for card in whole)
    dialog = render.card((room.show("sara", number),), "sv", "dialog")
    assert card_lines(dialog)[-1].startswith("Allt får inte plats här.")
    assert faults(dialog, "dialog") == []


def test_a_room_says_less_of_everything_where_everything_is_long() -> None:
    lines = tuple(f"{n} " + "ö" * 2000 for n in range(20))
    long = Card(
        "T" * 500,
        "F" * 2000,
        status="S" * 2000,
        facts=tuple(Fact("L" * 200, "ä" * 5000) for _ in range(40)),
        quote="👩‍🌾" * 3000,
        sections=tuple(Section(f"Del {n}", lines, folded=True, buttons=(TAKE,) * 9) for n in "123"),
        buttons=(TAKE, DECLINE, WITHDRAW, SHOW, SHOW, SHOW),
        more=(DECLINE,) * 30,
    )
    [card] = render.cards((long, long), "sv", "room")
    assert kit.size(card) <= kit.CARD_BYTES
    assert faults(card, "room") == []
    assert "Jag tar det" in card_lines(card)


# -- beside the card


def test_the_plain_line_is_what_the_body_says_first() -> None:
    card = Card("Ärende 1", "Ärende 1: öppet")
    assert render.fallback((Buttons((TAKE,)), card), "sv") == "Ärende 1: öppet"
    assert render.fallback((Line("  "), Table("Läget", (), (), "")), "sv") == "Läget"
    assert render.fallback((), "sv") == "Exportlots"
    assert len(render.fallback((Line("x" * 5000),), "sv")) <= 1000
    made = render.card((card,), "sv", "room")
    assert made["fallbackText"] == made["speak"] == "Ärende 1: öppet"


def test_lines_alone_can_go_as_a_plain_message() -> None:
    assert (
        render.plain((Line("Ett"), Line(phrase("chat.loading"))), "sv") == "Ett\n\nEtt ögonblick …"
    )
    assert render.plain((Line("Ett"), Buttons((TAKE,))), "sv") is None
    assert render.plain((Line("x" * 5000),), "sv") is None
    assert render.plain((), "sv") is None
    assert render.plain((Line(" "),), "sv") is None


def test_an_attachment_says_what_it_is() -> None:
    made = render.attachment(one(Line("Hej")))
    assert made["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert made["content"]["type"] == "AdaptiveCard"


def test_nothing_said_is_no_card() -> None:
    body: Body = ()
    assert [render.cards(body, "sv", surface) for surface in SURFACES] == [[], [], []]


def test_words_are_in_the_readers_language() -> None:
    label = Label("Bråttom", "Urgent")
    assert card_lines(render.card((Line(label),), "en", "chat")) == ["Urgent"]
    assert isinstance(next(walk(one(Line(label)))), Found)


def test_the_card_of_a_case_is_a_card(room: CentreAtWork) -> None:
    assert card_of((room.card(opened(room)),)).quote.startswith("En butikskedja")


def test_a_link_back_shows_itself_and_nothing_else_is_one() -> None:
    link = "https://teams.microsoft.com/l/message/19%3Ax/1?tenantId=t"
    facts = (Fact("Meddelandet", link), Fact("Behov", f"Se {link}"), Fact("Fel", "http://a.se"))
    made = json.dumps(render.card((Card("T", "T", facts=facts),), "sv", "room"))
    assert made.count("Action.OpenUrl") == 1
    assert f'"title": "{link}", "url": "{link}"' in made
