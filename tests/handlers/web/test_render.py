"""Replies as HTML: nothing typed becomes markup, and every class of the vocabulary is shown."""

from __future__ import annotations

import re
from base64 import b64encode
from html.parser import HTMLParser

import pytest

from bot.desk.replies import (
    Block,
    Button,
    Buttons,
    Copyable,
    Fact,
    File,
    Form,
    Input,
    Line,
    Option,
    Picture,
    Row,
    Section,
    Table,
)
from bot.handlers.web import render
from bot.handlers.web.inbound import Spot
from bot.handlers.web.render import Viewer, shown
from bot.handlers.web.setup import ActAs
from bot.handlers.web.timeline import Post
from bot.texts import Person, phrase
from tests.handlers.web.conftest import TUESDAY, both, card

VIEWER = Viewer(ActAs("anna", "Anna Bergström", "Almi"), "sv")
PNG = b64encode(b"\x89PNG\r\n\x1a\n").decode()
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=y> {n} %s &amp; 😀"


class Tags(HTMLParser):
    """Which elements and attributes a piece of HTML really has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(str(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """Elements of a kind with these attributes."""
        return [
            a for t, a in self.tags if t == tag and all(a.get(k) == v for k, v in wanted.items())
        ]


def drawn(*blocks: Block) -> Tags:
    return Tags(render.body(blocks, "sv", VIEWER, Spot("exportcenter")))


def drawn_form(*inputs: Input, **rest: object) -> Tags:
    form = Form("f1", "refer", both("Ny hänvisning"), both("Öppna"), inputs, **rest)  # type: ignore[arg-type]
    return Tags(render.form(form, "sv", VIEWER, Spot("exportcenter")))


EVERYWHERE: list[Block] = [
    Line(EVIL),
    Line(phrase("web.heard", name=Person(1, EVIL), text=EVIL)),
    Copyable(EVIL),
    card(EVIL, EVIL, quote=EVIL, facts=(Fact(EVIL, EVIL),), footer=EVIL,
         sections=(Section(EVIL, (EVIL, EVIL), folded=True),),
         more=(Button(EVIL, "void", {"x": EVIL}, asks=EVIL),)),
    card("lång", quote=EVIL * 200),
    Table(EVIL, (EVIL,), (Row((EVIL,), (Button(EVIL, "show", {"case": EVIL}),)),), EVIL),
    Picture(PNG, EVIL, EVIL),
    Picture("nothing at all", EVIL, EVIL),
    File(EVIL, "text/calendar", PNG, EVIL),
    Buttons((Button(EVIL, "x"),)),
]  # fmt: skip


@pytest.mark.parametrize("block", EVERYWHERE, ids=lambda block: block.kind)
def test_markup_that_somebody_typed_is_shown_and_never_is_markup(block: Block) -> None:
    page = drawn(block)
    assert not page.all("script")
    assert [img["alt"] for img in page.all("img")] in ([], [EVIL])
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    told = page.words + "".join(str(img["alt"]) for img in page.all("img"))
    assert "<script>alert(1)</script>" in told


def test_markup_in_every_part_of_a_form_is_only_text() -> None:
    options = (Option(EVIL, EVIL, group=EVIL), Option("b", EVIL))
    kinds = ("text", "long", "choice", "choices", "search", "searches", "date", "check")
    page = drawn_form(
        *(Input(kind, EVIL, kind, EVIL, options, hint=EVIL, error=EVIL) for kind in kinds),  # type: ignore[arg-type]
        hidden={"a": EVIL},
        intro=(Line(EVIL),),
    )
    assert not page.all("script")
    assert not page.all("img")
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


def test_control_characters_are_visible_and_overrides_do_nothing() -> None:
    assert shown("a\x00b\x07\x7f\x9f") == "a␀b␇␦␦"
    assert shown("exe\u202egpj") == "exe␦gpj"
    assert shown("två\nrader\toch 👩‍🌾") == "två\nrader\toch 👩‍🌾"


def test_right_to_left_writing_cannot_turn_the_sentence_around_it() -> None:
    assert shown("مرحبا") == '<bdi dir="auto">مرحبا</bdi>'
    page = drawn(Line(phrase("web.heard", name="مرحبا", text="tog ärendet")))
    assert len(page.all("bdi")) == 1


def test_a_mention_is_marked_and_ones_own_more_so() -> None:
    page = drawn(
        Line(phrase("web.heard", name=Person(1, "Anna Bergström"), text=Person(2, "Jonas Ek")))
    )
    assert [a["class"] for a in page.all("span")] == ["mention mine", "mention"]
    assert "@Jonas Ek" in page.words


def test_a_card_says_its_status_by_word_and_tone() -> None:
    page = drawn(card(status="Pågår", tone="busy"))
    assert page.all("section", **{"class": "card tone-busy"})
    assert "Pågår" in page.words


def test_rarer_steps_are_in_the_overflow_and_folded_sections_open_on_a_press() -> None:
    page = drawn(card(more=(Button(both("Anteckna"), "note"),),
                      sections=(Section(both("Historia"), (both("öppnat"),), folded=True),)))  # fmt: skip
    assert page.all("details", **{"class": "menu"})
    assert page.all("details", **{"class": "section"})
    assert "Fler steg" in page.words


def test_a_long_text_is_folded_and_whole() -> None:
    text = "ord " * 2500
    page = drawn(card(quote=text))
    assert page.all("details", **{"class": "quote long"})
    assert text in page.words


def test_a_table_names_its_columns_for_every_cell_and_says_when_it_is_empty() -> None:
    columns = (both("Ärende"), both("Läge"))
    page = drawn(Table(both("Läget"), columns, (Row((both("7"), both("öppet"))),), both("Tomt")))
    assert [cell["data-label"] for cell in page.all("td")] == ["Ärende", "Läge"]
    assert page.all("table", role="table")
    assert "Tomt" in drawn(Table(both("Läget"), columns, (), both("Tomt"))).words


def test_a_picture_has_its_words_and_one_that_cannot_be_drawn_is_its_words() -> None:
    page = drawn(Picture(PNG, both("Almi har sju ärenden"), "ärenden.png"))
    (shown_picture,) = page.all("img")
    assert shown_picture["src"] == f"data:image/png;base64,{PNG}"
    assert shown_picture["alt"] == "Almi har sju ärenden"
    assert "Almi har sju ärenden" in drawn(Picture("?", both("Almi har sju ärenden"), "x")).words


def test_a_file_is_a_link_that_saves_it_by_its_name() -> None:
    page = drawn(File("rapport 2026.xlsx", "application/x", PNG, both("Rapporten")))
    (link,) = page.all("a")
    assert link["download"] == "rapport 2026.xlsx"
    assert link["href"] == f"data:application/x;base64,{PNG}"
    assert "Rapporten" in page.words


def test_a_file_is_asked_for_by_a_field_of_its_own_and_the_form_can_carry_it() -> None:
    page = drawn_form(Input("file", both("Kalendern"), "file", hint=both("En .ics-fil")))
    assert page.all("input", type="file", name="one.file")
    assert page.all("form", enctype="multipart/form-data")
    assert not drawn_form(Input("a", both("A"))).all("form", enctype="multipart/form-data")


def test_every_question_has_a_label_a_hint_and_an_error_tied_to_it() -> None:
    page = drawn_form(
        Input("need", both("Behov"), hint=both("Kort"), error=both("Tomt"), required=True)
    )
    field = page.all("input", id="f-need")[0]
    assert field["aria-describedby"] == "e-need h-need"
    assert field["aria-invalid"] == "true"
    assert page.all("label", **{"for": "f-need"})
    assert page.all("p", id="e-need")
    assert page.all("a", href="#f-need")


def test_few_options_are_radio_buttons_and_many_a_list() -> None:
    few = tuple(Option(str(n), both(str(n))) for n in range(3))
    many = tuple(Option(str(n), both(str(n))) for n in range(9))
    page = drawn_form(
        Input("few", both("Få"), "choice", "1", few),
        Input("many", both("Många"), "choice", "", many),
    )
    radios = page.all("input", type="radio", name="one.few")
    assert [r["value"] for r in radios if "checked" in r] == ["1"]
    assert len(radios) == 4, "three options and no answer"
    assert len(page.all("option")) == 10, "nine options and no answer"


def test_a_required_choice_cannot_be_left_by_an_option_of_ours() -> None:
    page = drawn_form(
        Input("c", both("Ja?"), "choice", "", (Option("yes", both("Ja")),), required=True)
    )
    assert [r["value"] for r in page.all("input", type="radio")] == ["yes"]


def test_what_was_typed_and_chosen_comes_back() -> None:
    options = tuple(Option(code, both(code), group=both("G")) for code in ("a", "b", "c"))
    page = drawn_form(
        Input("t", both("T"), "text", 'x"<y'),
        Input("l", both("L"), "long", "\nrad"),
        Input("m", both("M"), "choices", ("a", "c"), options),
        Input("s", both("S"), "searches", ("b",), options),
        Input("k", both("K"), "check", "yes"),
    )
    assert page.all("input", id="f-t")[0]["value"] == 'x"<y'
    assert "\nrad" in page.words
    assert [c["value"] for c in page.all("input", name="many.m") if "checked" in c] == ["a", "c"]
    assert [o["value"] for o in page.all("option") if "selected" in o] == ["b"]
    assert "checked" in page.all("input", id="f-k")[0]
    assert page.all("optgroup", label="G")


def test_what_was_typed_past_the_list_comes_back_too() -> None:
    options = (Option("Mark", both("Mark")),)
    page = drawn_form(
        Input("place", both("Var?"), "search", "Kinnna", options, error=both("Okänd"))
    )
    assert [o["value"] for o in page.all("option") if "selected" in o] == ["Kinnna"]


def test_a_form_can_be_sent_anew_without_script_where_answers_decide_the_questions() -> None:
    assert drawn_form(Input("a", both("A"), refreshes=True)).all("button", name="_refresh")
    assert not drawn_form(Input("a", both("A"))).all("button", name="_refresh")


def test_the_bots_words_carry_their_own_language() -> None:
    html = render.message(
        Post("m-1", TUESDAY, body=(Line(phrase("web.send")),), lang="en"),
        VIEWER,
        "exportcenter",
        None,
    )
    assert re.search(r'id="b-m-1" lang="en"', html)
    assert "Send" in html


def test_a_readers_own_frame_is_in_their_language() -> None:
    reader = Viewer(VIEWER.who, "en")
    html = render.message(Post("m-1", TUESDAY, "anna", "Hej"), reader, "exportcenter", VIEWER.who)
    assert "Write in the thread" in html
