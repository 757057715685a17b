"""What a reader sees, the same whatever drew it: lines, and forms as sheets.

A line is a text as it stands; what can be pressed stands in brackets, `[Jag tar det]`; a rarer
step, which a room's card has behind a menu, with a word more, `[Anteckna] (fler)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Lines = list[str]


RARER = " (fler)"


def pressable(label: str) -> str:
    return f"[{label}]"


def rarer(label: str) -> str:
    return f"{pressable(label)}{RARER}"


def lines_of(text: str) -> Lines:
    """The lines of a text, without the space around them, and without empty ones."""
    return [line for line in (part.strip() for part in text.split("\n")) if line]


@dataclass
class Field:
    """One question of a form. `options` are empty where one types; `value` is what is shown."""

    label: str
    required: bool
    hint: str = ""
    options: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    error: str = ""

    def lines(self) -> Lines:
        must = " (måste)" if self.required else ""
        found = [f"{self.label}{must}: {' | '.join(self.value)}"]
        found += [f"  hjälp: {self.hint}"] if self.hint else []
        return found + ([f"  val: {' | '.join(self.options)}"] if self.options else [])


@dataclass
class Sheet:
    """A form as it is filled in now."""

    title: str
    intro: Lines
    submit: str
    fields: list[Field] = field(default_factory=list)

    def lines(self) -> Lines:
        """The whole form but for what is wrong in it."""
        return [
            f"<{self.title}>",
            *(line for f in self.fields for line in f.lines()),
            f"[{self.submit}]",
        ]

    def complaints(self) -> Lines:
        return [f"fel: {label}: {error}" for label, error in self.errors.items()]

    def field(self, label: str) -> Field:
        for one in self.fields:
            if one.label == label:
                return one
        raise LookupError(f"no field {label!r} in {[one.label for one in self.fields]}")

    @property
    def errors(self) -> dict[str, str]:
        return {one.label: one.error for one in self.fields if one.error}


def missing(wanted: Iterable[str], lines: Lines) -> list[str]:
    """Which of the wanted texts stand in none of the lines."""
    return [text for text in wanted if not any(text in line for line in lines)]
