"""Walk an Adaptive Card: its elements, fields and buttons, as a client draws them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.fakes.teams.state import Json

CHILDREN = ("body", "items", "columns", "images", "rows", "cells", "facts", "inlines")
ACTIONS = ("actions", "selectAction", "inlineAction")


class NotThere(LookupError):
    """The person looked for something that is not on the screen."""


@dataclass(frozen=True)
class Found:
    """An element or a button of a card, and whether it is to be seen without unfolding."""

    thing: Json
    visible: bool
    actions: int = -1
    """For a button: which set of buttons it stands in."""

    @property
    def kind(self) -> str:
        return str(self.thing.get("type", ""))


def shown(thing: Json, unfolded: set[str]) -> bool:
    """`unfolded` are the ids whose visibility has been turned."""
    return bool(thing.get("isVisible", True)) != (thing.get("id") in unfolded)


def walk(thing: Json, unfolded: set[str] | None = None, visible: bool = True) -> Iterator[Found]:
    """Everything in a card, top to bottom, buttons too. What stands in for something that a
    client does not know (`fallback`) is not drawn."""
    turned = unfolded or set()
    for name in CHILDREN:
        for child in thing.get(name) or []:
            if isinstance(child, dict):
                seen = visible and shown(child, turned)
                yield Found(child, seen)
                yield from walk(child, turned, seen)
    for name in ACTIONS:
        given = thing.get(name) or []
        for action in given if isinstance(given, list) else [given]:
            yield Found(action, visible, id(given))
            if action.get("type") == "Action.ShowCard":
                yield from walk(action.get("card") or {}, turned, visible)


def inputs(card: Json) -> list[Json]:
    return [f.thing for f in walk(card) if f.kind.startswith("Input.")]


def pressables(card: Json, unfolded: set[str] | None = None) -> list[Found]:
    return [f for f in walk(card, unfolded) if f.kind.startswith("Action.")]


def buttons(card: Json) -> list[str]:
    """The titles of everything that can be pressed, also in what is folded."""
    return [str(f.thing.get("title", "")) for f in pressables(card)]


def find_button(card: Json, wanted: str, unfolded: set[str] | None = None) -> Json:
    """By title, id or verb; a whole match first, then the title's beginning. Raises NotThere,
    also for one that is folded away."""
    there = pressables(card, unfolded)
    tests = (
        lambda a: a.get("title") == wanted,
        lambda a: wanted in (a.get("id"), a.get("verb")),
        lambda a: str(a.get("title", "")).lower().startswith(wanted.lower()),
    )
    for test in tests:
        for found in (f for f in there if test(f.thing)):
            if found.visible:
                return found.thing
    hidden = [str(f.thing.get("title")) for f in there if not f.visible]
    names = ", ".join(repr(str(f.thing.get("title"))) for f in there if f.visible) or "none"
    folded = f"; folded away: {', '.join(map(repr, hidden))}" if hidden else ""
    raise NotThere(f"no button {wanted!r}; there are: {names}{folded}")


def label_of(field: Json) -> str:
    return str(field.get("label") or field.get("title") or field.get("placeholder") or "")


def find_input(card: Json, wanted: str) -> Json:
    """By id, then the label: whole, then its beginning, then part of it."""
    there = inputs(card)
    tests = (
        lambda f: f.get("id") == wanted,
        lambda f: label_of(f) == wanted,
        lambda f: label_of(f).lower().startswith(wanted.lower()),
        lambda f: wanted.lower() in label_of(f).lower(),
    )
    for test in tests:
        for field in there:
            if test(field):
                return field
    names = ", ".join(f"{label_of(f)!r} ({f.get('id')})" for f in there) or "none"
    raise NotThere(f"no field {wanted!r}; there are: {names}")


def find_choice(choices: list[Json], wanted: Any) -> Json:
    """By value, then by title: whole, then its beginning, then part of it."""
    word = str(wanted)
    tests = (
        lambda c: c.get("value") == word,
        lambda c: c.get("title") == word,
        lambda c: str(c.get("title", "")).lower().startswith(word.lower()),
        lambda c: word.lower() in str(c.get("title", "")).lower(),
    )
    for test in tests:
        for choice in choices:
            if test(choice):
                return choice
    names = ", ".join(f"{c.get('title')!r} ({c.get('value')})" for c in choices) or "none"
    raise NotThere(f"no choice {wanted!r}; there are: {names}")


def fields(card: Json) -> dict[str, list[str]]:
    """Each field's label with the titles of its choices."""
    return {
        label_of(f): [str(c.get("title", "")) for c in f.get("choices") or []] for f in inputs(card)
    }
