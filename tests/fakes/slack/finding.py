"""Find what a person means by a label: a field, a button, an option."""

from __future__ import annotations

import itertools
from typing import Any

from tests.fakes.slack.forms import EMPTY, all_blocks, elements_in, options_of
from tests.fakes.slack.state import Json
from tests.fakes.slack.visible import plain, text_lines

PRESSABLE = {"button", "workflow_button", "icon_button"}


class NotThere(LookupError):
    """The person looked for something that is not on the screen."""


def label_of(block: Json, element: Json) -> str:
    for thing in (block.get("label"), block.get("text"), element.get("placeholder")):
        if thing:
            return plain(thing)
    return ""


def find_field(blocks: list[Json], wanted: str) -> tuple[Json, Json]:
    """By action_id, block_id, then the label: whole, then its beginning, then part of it."""
    fields = [
        (block, element)
        for block in all_blocks(blocks)
        for element in elements_in(block)
        if element.get("type") in EMPTY
    ]
    tests = (
        lambda b, e: e.get("action_id") == wanted,
        lambda b, e: b.get("block_id") == wanted,
        lambda b, e: label_of(b, e) == wanted,
        lambda b, e: label_of(b, e).lower().startswith(wanted.lower()),
        lambda b, e: wanted.lower() in label_of(b, e).lower(),
    )
    for test in tests:
        for block, element in fields:
            if test(block, element):
                return block, element
    there = [f"{label_of(b, e)!r} ({e.get('action_id')})" for b, e in fields]
    raise NotThere(f"no field {wanted!r}; there are: {', '.join(there) or 'none'}")


def pressables(blocks: list[Json]) -> list[tuple[Json, Json, Json | None]]:
    """Every button, and every line of every overflow menu with its option."""
    found: list[tuple[Json, Json, Json | None]] = []
    for block in all_blocks(blocks):
        for element in elements_in(block):
            if element.get("type") in PRESSABLE:
                found.append((block, element, None))
            elif element.get("type") == "overflow":
                found += [(block, element, option) for option in element["options"]]
            elif element.get("type") == "feedback_buttons":
                found += [
                    (block, element, element[n]) for n in ("positive_button", "negative_button")
                ]
    return found


def find_button(blocks: list[Json], wanted: str) -> tuple[Json, Json, Json | None]:
    """By text, action_id or value; a whole match first, then the beginning of the text."""
    there = pressables(blocks)

    def text(element: Json, option: Json | None) -> str:
        return plain((option or element).get("text"))

    tests = (
        lambda e, o: text(e, o) == wanted,
        lambda e, o: e.get("action_id") == wanted and o is None,
        lambda e, o: (o or e).get("value") == wanted,
        lambda e, o: text(e, o).lower().startswith(wanted.lower()),
    )
    for test in tests:
        for block, element, option in there:
            if test(element, option):
                return block, element, option
    names = [f"{text(e, o)!r} ({e.get('action_id')})" for _, e, o in there]
    raise NotThere(f"no button {wanted!r}; there are: {', '.join(names) or 'none'}")


def find_option(offered: list[Json], wanted: Any) -> Json:
    """By value, then by text: whole, then its beginning, then part of it."""
    word = str(wanted)
    tests = (
        lambda o: o.get("value") == word,
        lambda o: plain(o["text"]) == word,
        lambda o: plain(o["text"]).lower().startswith(word.lower()),
        lambda o: word.lower() in plain(o["text"]).lower(),
    )
    for test, option in itertools.product(tests, offered):
        if test(option):
            return option
    names = [f"{plain(o['text'])!r} ({o.get('value')})" for o in offered]
    raise NotThere(f"no option {wanted!r}; there are: {', '.join(names) or 'none'}")


def buttons_on(thing: Json | list[Json] | None) -> list[str]:
    """The texts of everything that can be pressed."""
    blocks = thing if isinstance(thing, list) else (thing or {}).get("blocks") or []
    return [plain((option or element).get("text")) for _, element, option in pressables(blocks)]


def fields_on(thing: Json | None) -> dict[str, list[str]]:
    """Each field's label with the texts of its options."""
    found = {}
    for block in all_blocks((thing or {}).get("blocks") or []):
        for element in elements_in(block):
            if element.get("type") in EMPTY:
                found[label_of(block, element)] = [plain(o["text"]) for o in options_of(element)]
    return found


__all__ = [
    "NotThere",
    "buttons_on",
    "fields_on",
    "find_button",
    "find_field",
    "find_option",
    "text_lines",
]
