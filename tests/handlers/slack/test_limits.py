"""Slack's limits hold whatever the desk says and whatever anybody has typed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.replies import (
    Body,
    Button,
    Buttons,
    Card,
    Copyable,
    Fact,
    File,
    Form,
    Input,
    Line,
    Message,
    Option,
    Picture,
    Row,
    Section,
    Table,
)
from bot.handlers.slack import filled, forms, render
from bot.handlers.slack.outbound import content
from bot.texts import Label, Person
from tests.fakes.slack.limits import check_blocks, check_message, check_view
from tests.fakes.slack.methods.chat import MOST_TEXT, text_length
from tests.fakes.slack.visible import pings

EVIL = (
    "<!channel> <!here> <!everyone> <@U0KARIN> <!subteam^S1> <https://ex.se|Almi> @channel @here "
    "*fet* _kursiv_ ~struken~ `kod` ```block``` > citat :smile: &lt;!channel&gt; & < >"
)
NASTY = [
    "",
    " ",
    "\n\n",
    EVIL,
    EVIL * 30,
    "å" * 9_000,
    "👩‍🌾" * 1500,
    "مرحبا \u202eevil\u202c",
    "\x00\x07\x1b[31m\x7f\u200b\ufeff",
    '{"a": "\\u0000"}',
    "https://ex.se/" + "a" * 3000,
    "\ud83d",
]
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=80))
args = st.one_of(texts, st.builds(Label, texts, texts), st.builds(Person, st.integers(1, 9), texts))
fewer = settings(
    max_examples=settings.get_profile(settings.get_current_profile_name()).max_examples // 2
)
"""These examples are large: half as many as elsewhere."""
short = st.text(st.characters(codec="utf-8"), max_size=20)
buttons = st.builds(
    Button,
    args,
    st.sampled_from(["show", "take", "decline"]),
    st.fixed_dictionaries({"case": short, "referral": st.uuids().map(str)}),
    st.sampled_from(["plain", "primary", "danger"]),
    st.booleans(),
    st.one_of(st.none(), args),
)


def some(strategy: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


sections = st.builds(Section, args, some(args, 12), st.booleans(), some(buttons, 7))
cards = st.builds(
    Card,
    args,
    args,
    st.one_of(st.none(), args),
    st.sampled_from(["open", "busy", "waiting", "done", "gone"]),
    some(st.builds(Fact, args, args), 8),
    texts,
    some(sections, 4),
    some(buttons, 12),
    some(buttons, 12),
    st.one_of(st.none(), args),
)
tables = st.builds(
    Table,
    args,
    some(args, 4),
    some(st.builds(Row, some(args, 4), some(buttons, 7)), 10),
    args,
    st.one_of(st.none(), buttons),
)
PNG = b64encode(b"\x89PNG\r\n\x1a\n").decode()
pictures = st.builds(Picture, st.sampled_from([PNG, "no picture"]), args, texts)
files = st.builds(File, texts, st.just("text/calendar"), st.just(PNG), args)
blocks = st.one_of(
    st.builds(Line, args, st.booleans()),
    st.builds(Copyable, args),
    st.builds(Buttons, some(buttons, 12)),
    cards,
    tables,
    pictures,
    files,
)
bodies = some(blocks, 4)


@st.composite
def inputs(draw: st.DrawFn, name: str) -> Input:
    kinds = ["text", "long", "choice", "choices", "search", "searches", "date", "check", "file"]
    kind = draw(st.sampled_from(kinds))
    grouped = draw(st.booleans())
    options = tuple(
        Option(f"v{number}", draw(args), group=f"g{number % 3}" if grouped else None)
        for number in range(draw(st.sampled_from([1, 2, 5, 6, 10, 11, 50])))
    )
    if grouped:
        options = tuple(sorted(options, key=lambda option: str(option.group)))
    value: Any = {
        "text": draw(texts),
        "long": draw(texts),
        "choice": draw(st.sampled_from(["", "v0"])),
        "choices": draw(st.sampled_from([(), ("v0",), tuple(o.value for o in options)])),
        "search": draw(st.sampled_from(["", "v0", "typed past the list"])),
        "searches": draw(st.sampled_from([(), ("v0",), ("x",)])),
        "date": draw(st.sampled_from(["", "2026-11-23"])),
        "check": draw(st.sampled_from(["", "yes"])),
        "file": "",
    }[kind]
    return Input(
        name,
        draw(args),
        kind,
        value,
        options,
        draw(st.one_of(st.none(), args)),
        draw(st.booleans()),
        draw(st.one_of(st.none(), args)),
        draw(st.booleans()),
        draw(st.sampled_from([120, 2000, 3000, 10_000])),
    )


@st.composite
def filled_forms(draw: st.DrawFn) -> Form:
    names = [f"q.{number}" for number in range(draw(st.integers(1, 6)))]
    return Form(
        "f" * 32,
        "refer",
        draw(args),
        draw(args),
        tuple(draw(inputs(name)) for name in names),
        {"case": "14", "link": "https://centre.slack.com/archives/C0/p1"},
        draw(some(blocks, 2)),
    )


def parsed_kinds(thing: Any) -> Iterator[str]:
    """Every type of text that Slack would parse."""
    if isinstance(thing, list):
        for inner in thing:
            yield from parsed_kinds(inner)
    elif isinstance(thing, dict):
        if thing.get("type") in ("mrkdwn", "markdown", "user", "broadcast", "usergroup"):
            yield thing["type"]
        for inner in thing.values():
            yield from parsed_kinds(inner)


def harmless(made: Any) -> None:
    assert list(parsed_kinds(made)) == []
    assert pings(made) == set()
    for link in links(made):
        assert "text" not in link, "an address shows itself"


def links(thing: Any) -> Iterator[dict[str, Any]]:
    if isinstance(thing, list):
        for inner in thing:
            yield from links(inner)
    elif isinstance(thing, dict):
        if thing.get("type") == "link":
            yield thing
        for inner in thing.values():
            yield from links(inner)


@pytest.mark.parametrize("whole", [True, False], ids=["private", "room"])
@fewer
@given(body=bodies)
def test_whatever_is_said_fits_into_messages_and_pings_nobody(body: Body, whole: bool) -> None:
    for made in render.messages(body, "sv", whole=whole, pictures={PNG: "F0PICTURE01"}):
        assert check_message({"blocks": made}) == []
        assert text_length(made) <= MOST_TEXT
        harmless(made)
    said = render.fallback(body, "sv")
    assert said.strip()
    assert len(said) <= 4000 - 1
    assert not {"<", ">"} & set(said)


@fewer
@given(body=bodies)
def test_whatever_is_said_fits_into_an_answer_and_into_ones_own_page(body: Body) -> None:
    answer = forms.answer(body, "en", {"channel": "C0EXPORT"})
    page = forms.home(body, "sv")
    for made, surface in ((answer, "modal"), (page, "home")):
        if made["blocks"]:
            assert check_view(made) == []
        assert check_blocks(made["blocks"], surface) == []
        harmless(made)


@fewer
@given(form=filled_forms())
def test_whatever_a_form_asks_fits_into_a_modal(form: Form) -> None:
    view = forms.view(form, "sv", {"channel": "C0EXPORT", "thread": "1.2", "user": "U0SARA"})
    assert check_view(view) == []
    harmless(view)


@fewer
@given(card=cards)
def test_a_card_in_a_room_is_always_one_message(card: Card) -> None:
    made = content(Message((card,), "sv", "k"), whole=False)
    assert check_message(made) == []
    assert text_length(made["blocks"]) <= MOST_TEXT
    harmless(made)


@fewer
@given(form=filled_forms())
def test_a_form_brings_back_what_stands_in_it(form: Form) -> None:
    from tests.fakes.slack.forms import carry_over

    view = forms.view(form, "sv", {})
    view["state"] = {"values": carry_over(None, view)}
    found = filled.values(view)
    for asked in form.inputs:
        value = found[asked.name]
        if asked.type in ("text", "long"):
            assert isinstance(value, str) and isinstance(asked.value, str)
            assert value == asked.value[: asked.max_length]
        else:
            assert value == asked.value
