"""Teams' limits hold whatever the desk says and whatever anybody has typed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from bot.desk.replies import Body, Card, Form, Input, Line, Value
from bot.handlers.teams import filled, forms, kit, messages, render
from bot.handlers.teams.filled import Filled, Pressed
from bot.handlers.teams.pressing import Surface
from tests.fakes.teams.cards import inputs, pressables
from tests.fakes.teams.checks import check_card
from tests.fakes.teams.schema import broken
from tests.handlers.slack.test_limits import bodies, cards, fewer, filled_forms

PLACE = {"channel": "19:" + "x" * 60 + "@thread.tacv2", "thread": "1764061200000"}


def held(card: dict[str, Any], surface: Surface) -> None:
    """It is valid, fits, and everything on it that is pressed can be read back."""
    assert broken(card) == []
    assert check_card(card, dialog=surface == "dialog") == []
    assert kit.size(card) <= kit.CARD_BYTES
    for found in pressables(card):
        if "data" in found.thing:
            assert isinstance(filled.read(found.thing["data"]), Pressed | Filled)


@pytest.mark.parametrize("surface", ["room", "chat", "dialog"])
@fewer
@given(body=bodies)
def test_whatever_is_said_fits_into_cards(body: Body, surface: Surface) -> None:
    made = render.cards(body, "sv", surface)
    for card in made:
        held(card, surface)
    assert surface == "chat" or len(made) == bool(body)
    said = render.fallback(body, "sv")
    assert said.strip()
    assert len(said) <= 1000
    plain = render.plain(body, "sv")
    assert plain is None or 0 < len(plain) <= render.PLAIN_TEXT


@fewer
@given(card=cards)
def test_a_card_in_a_room_is_always_one_with_its_first_step_on_it(card: Card) -> None:
    [made] = render.cards((card,), "sv", "room")
    held(made, "room")
    there = [filled.read(f.thing["data"]) for f in pressables(made) if "data" in f.thing]
    if card.buttons:
        first = card.buttons[0]
        assert any(isinstance(p, Pressed) and p.command == first.command for p in there)


@pytest.mark.parametrize("surface", ["chat", "dialog"])
@fewer
@given(form=filled_forms())
def test_whatever_a_form_asks_fits_into_a_card(form: Form, surface: Surface) -> None:
    held(forms.card(form, "sv", surface, PLACE), surface)


@fewer
@given(form=filled_forms())
def test_a_form_brings_back_what_stands_in_it(form: Form) -> None:
    card = forms.card(form, "en", "dialog", PLACE)
    fields = {one["id"]: one["value"] for one in inputs(card) if "value" in one}
    asked_for = [asked for asked in form.inputs if asked.type != "file"]
    if form.inputs and not asked_for:
        assert "actions" not in card, "a file is sent in the chat, and nothing here"
        return
    read = filled.read({**card["actions"][0]["data"], **fields})
    assert isinstance(read, Filled)
    assert (read.command, read.form, read.hidden) == (form.command, form.id, form.hidden)
    assert read.place == PLACE
    for asked in asked_for:
        value = read.values[asked.name]
        if "its end is gone" not in str(card) or asked.type not in ("text", "long"):
            assert value == expected(asked)


def expected(asked: Input) -> Value:
    if asked.type in ("text", "long"):
        assert isinstance(asked.value, str)
        return kit.whole(asked.value)[: asked.max_length]
    return asked.value


def test_a_full_card_leaves_room_for_the_activity_around_it() -> None:
    texts = tuple(Line("å" * 2_000) for _ in range(40))
    card = render.card(texts, "sv", "chat")
    assert kit.size(card) > kit.CARD_BYTES * 0.7
    padded = {**card, "fallbackText": "x" * (kit.CARD_BYTES - kit.size(card))}
    name = "x" * 250
    around = {
        **messages.of_card(padded, "å" * 1_000),
        "serviceUrl": f"https://smba.trafficmanager.net/{name}/",
        "conversation": {"id": f"19:{name}@thread.tacv2;messageid=1764061200000"},
        "from": {"id": f"28:{name}", "name": "Exportlots"},
        "recipient": {"id": f"29:{name}", "name": name},
        "channelData": {"tenant": {"id": name}, "channel": {"id": name}},
    }
    assert kit.size(around) <= kit.ACTIVITY_BYTES
