"""What stands on the checklist's paper. `checklist_sheet` draws it, and is loaded when it does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """One question as it stands on paper: no answers to tick means lines to write on."""

    number: str
    wording: str
    hint: str = ""
    answers: tuple[str, ...] = ()
    many: bool = False
    lines: int = 1


@dataclass(frozen=True)
class Part:
    """Questions under a heading, with a sentence on when they are asked."""

    title: str
    note: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class Paper:
    """Everything that stands on it. `fields` are what one writes first: whose it is, and when."""

    title: str
    subtitle: str
    note: str
    fields: tuple[str, ...]
    parts: tuple[Part, ...]
    last: str
    footer: str
    page: str
    lang: str
