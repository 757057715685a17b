"""What people type and choose in the fields of a card, and what the client itself refuses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.teams.cards import inputs
from tests.fakes.teams.state import Json

MISSING = "Det här fältet är obligatoriskt."
TYPED = ("Input.Text", "Input.Date", "Input.Time")


@dataclass
class Filled:
    """The state of the fields of one card on one screen. `titles` are those that a search gave."""

    card: Json
    typed: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    unfolded: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, one: Json) -> str:
        name = str(one.get("id"))
        if name in self.typed:
            return self.typed[name]
        if one["type"] == "Input.Toggle":
            return str(one.get("value") or off(one))
        return str(one.get("value") or "")

    def sent(self, blank: bool) -> dict[str, str]:
        """All values as the client sends them. Nothing chosen is left out; an empty text is
        sent, or left out (`blank` false), as clients differ."""
        found = {str(one["id"]): self.value(one) for one in inputs(self.card)}
        texts = {str(one["id"]) for one in inputs(self.card) if one["type"] in TYPED}
        return {name: v for name, v in found.items() if v or (blank and name in texts)}

    def complain(self) -> bool:
        """Look at all fields as the client does before it sends. True if something is wrong."""
        self.errors = {}
        for one in inputs(self.card):
            said = complaint(one, self.value(one))
            if said:
                self.errors[str(one["id"])] = said
        return bool(self.errors)


def off(one: Json) -> str:
    return str(one.get("valueOff", "false"))


def on(one: Json) -> str:
    return str(one.get("valueOn", "true"))


def complaint(one: Json, value: str) -> str:
    """What the client says at a field, or ""."""
    words = str(one.get("errorMessage") or MISSING)
    if one["type"] == "Input.Toggle":
        return words if one.get("isRequired") and value != on(one) else ""
    if not value.strip():
        return words if one.get("isRequired") else ""
    if one.get("regex") and not re.fullmatch(one["regex"], value):
        return words
    if one["type"] == "Input.Number":
        low, high = one.get("min"), one.get("max")
        number = float(value.replace(",", "."))
        return words if (low or number) > number or (high or number) < number else ""
    if one["type"] in ("Input.Date", "Input.Time"):
        return (
            words if (one.get("min") or value) > value or (one.get("max") or value) < value else ""
        )
    return ""


def typed(one: Json, value: Any) -> str:
    """A text as it fits: typing stops at maxLength, and a line break sends nothing."""
    text = str(value)
    most = one.get("maxLength")
    if most is not None:
        text = text[: int(most)]
    if one["type"] == "Input.Date" and text and not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(f"{text!r} is no date: YYYY-MM-DD")
    if one["type"] == "Input.Text" and not one.get("isMultiline"):
        text = text.replace("\n", " ")
    return text
