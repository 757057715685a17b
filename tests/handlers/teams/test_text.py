"""What members type is shown as they typed it, and does nothing else.

Teams' clients parse a `TextBlock`, the names of choices and `fallbackText` as Markdown. Here a
real Markdown parser reads what we put there; what a client's own renderer makes of the whole is
tried in `tests/e2e/teams/test_drawing.py`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.desk.replies import (
    Body,
    Button,
    Buttons,
    Card,
    Copyable,
    Fact,
    Form,
    Input,
    Line,
    Option,
    Row,
    Section,
    Table,
)
from bot.handlers.teams import forms, kit, render
from tests.centre_at_work import CentreAtWork
from tests.fakes.teams.cards import walk
from tests.handlers.teams.everything import opened

TYPED = [
    "**fet** *kursiv* _kursiv_ ~~struken~~",
    "`kod` ```\nblock\n```",
    "[Almi](https://evil.example) <https://evil.example>",
    "![bild](https://evil.example/x.png)",
    "# Rubrik\n## Underrubrik",
    "- ett\n- två\n1. tre\n2) fyra\n> citat",
    "<at>Karin Holm</at> @Karin <b>fet</b> <br> <script>",
    "{{DATE(2026-11-23T08:00:00Z, SHORT)}} {{TIME(2026-11-23T08:00:00Z)}}",
    "&lt;b&gt; &amp; &nbsp; &#35;",
    "\\*inte fet\\* a_b_c 5*3*2 snake__case__x",
    "https://evil.example www.evil.example sara@evil.example",
    "|a|b|\n|-|-|\n|1|2|",
    "    indraget\n\ttabbat",
    "Rubrik\n===\nText\n---",
    "[x]: https://evil.example\n[x]",
    "${namn} {0} %s {{{x}}}",
]
UNSEEN = re.compile("[\u2060\u200a]")
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def seen(text: str) -> str:
    """A text without the joiners and thin spaces that keep it from being parsed."""
    return UNSEEN.sub("", text).replace("\u02cb", "`")


def read(text: str) -> str:
    """What a reader sees of a text that is parsed as Markdown; fails where anything is made."""
    made = PARSER.render(text)
    tags = set(re.findall(r"<(/?\w+)", made))
    assert tags <= {"p", "/p"}, made
    return seen(html.unescape(made.replace("<p>", "").replace("</p>", "")))


def squeezed(text: str) -> str:
    return " ".join(text.split())


def run_texts(card: dict[str, Any]) -> Iterator[str]:
    for found in walk(card):
        if found.kind == "TextRun":
            yield str(found.thing["text"])


def parsed_texts(card: dict[str, Any]) -> Iterator[str]:
    """Every text on a card that a client may parse."""
    yield str(card["fallbackText"])
    for found in walk(card):
        if found.kind == "TextBlock":
            yield str(found.thing["text"])
        yield from (str(one["title"]) for one in found.thing.get("choices") or [])
        if found.kind == "Input.Toggle":
            yield str(found.thing["title"])


def everywhere(text: str) -> Body:
    """A text in every place that a member's words can come to."""
    button = Button(text, "show", {"case": text}, asks=text)
    return (
        Line(text, strong=True),
        Copyable(text),
        Card(
            text,
            text,
            status=text,
            facts=(Fact(text, text),),
            quote=text,
            sections=(Section(text, (text,), buttons=(button,)), Section(text, (text,), True)),
            buttons=(button,),
            footer=text,
        ),
        Table(text, (text,), (Row((text, text), (button,)),), text, button),
        Buttons((button,)),
    )


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.parametrize("surface", ["room", "chat", "dialog"])
def test_what_is_typed_is_shown_as_typed_and_nothing_comes_of_it(text: str, surface: Any) -> None:
    card = render.card(everywhere(text), "sv", surface)
    shown = [seen(run) for run in run_texts(card)]
    assert text in shown
    for parsed in parsed_texts(card):
        assert squeezed(read(parsed)) == squeezed(text)
    assert "Action.OpenUrl" not in str(card)
    assert "entities" not in card["msteams" if surface != "dialog" else "body"]


@pytest.mark.parametrize("text", TYPED)
def test_names_of_choices_are_names(text: str) -> None:
    options = tuple(Option(f"v{n}", text) for n in range(3))
    asked = (
        Input("a", text, "choice", options=options),
        Input("b", text, "choices", options=options, hint=text, error=text),
        Input("c", text, "search", options=options),
        Input("d", text, "check"),
        Input("e", text, "long", text),
    )
    card = forms.card(Form("f", "refer", text, text, asked), "sv", "chat", {})
    for parsed in parsed_texts(card):
        assert squeezed(read(parsed)) in (squeezed(text), "Inget svar")
    [need] = [found.thing for found in walk(card) if found.thing.get("id") == "e"]
    assert need["value"] == text, "what stands in a field is not touched"


anything = st.text(st.characters(codec="utf-8"), max_size=60) | st.lists(
    st.sampled_from([*"*_`[]()<>#-+1.!\\&;~|{}: \n\taå", "**", "http://a.b", "&lt;", "{{DATE("]),
    max_size=16,
).map("".join)


@given(text=anything)
@example(text="*a*")
@example(text="***")
@example(text="&#x2A;a&#x2A;")
def test_markdown_finds_nothing_in_a_text_that_is_parsed(text: str) -> None:
    cleaned = render.say(text, "sv")
    assert squeezed(read(kit.unmarked(cleaned))) == squeezed(seen(cleaned))


@given(text=anything)
def test_a_heading_is_parsed_only_where_nothing_is_to_be_found(text: str) -> None:
    if kit.is_plain(text):
        assert squeezed(read(text)) == squeezed(text)
        assert kit.unmarked(text) == text


def test_a_date_is_not_worked_out() -> None:
    stamps = re.compile(r"\{\{\s*(DATE|TIME)\(", re.IGNORECASE)
    for text in ("{{DATE(2026-11-23T08:00:00Z)}}", "{{ time(2026-11-23T08:00:00Z)}}", "{{{{DATE("):
        assert not stamps.search(kit.inert(text))
        assert seen(kit.inert(text)) == text
    assert kit.inert("{{x}} {{DAT(") == "{{x}} {{DAT("


def test_signs_that_hide_or_turn_words_are_shown() -> None:
    card = render.card((Line("mellan\u202evänd\x00\x07"),), "sv", "chat")
    assert next(run_texts(card)) == "mellan\u2426vänd\u2400\u2407"


def test_half_a_sign_is_one_that_is_not_known() -> None:
    card = render.card((Line("a\ud83db"), Buttons((Button("\ud83d", "show"),))), "sv", "chat")
    assert "\ud83d" not in str(card)
    form = Form("f", "refer", "T", "S", (Input("need", "Behov", "long", "a\ud83db"),))
    assert "\ud83d" not in str(forms.card(form, "sv", "dialog", {}))


def test_a_company_with_markup_in_its_name_is_named_so_on_its_card(room: CentreAtWork) -> None:
    text = "**Marks** <at>Karin</at> [AB](https://evil.example)"
    number = opened(room, company=text, need="\n".join(TYPED), contact_name=text)
    for body in ((room.card(number),), (room.show("sara", number),)):
        card = render.card(body, "sv", "chat")
        runs = [seen(run) for run in run_texts(card)]
        assert f"Ärende {number} · {text}" in runs
        assert "\n".join(TYPED).replace("\t", "\t") in runs
        for parsed in parsed_texts(card):
            read(parsed)


def test_a_plain_message_is_the_words_themselves() -> None:
    assert render.plain((Line(TYPED[0]), Line(TYPED[6])), "sv") == f"{TYPED[0]}\n\n{TYPED[6]}"
