"""What `check` has to say, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import typer

from bot.cli.speaking import words
from bot.texts import Arg, phrase

if TYPE_CHECKING:
    from bot.handlers.found import Found

Kind = Literal["right", "remark", "stops"]


@dataclass
class Findings:
    """The lines so far. `stops` is what keeps the bot from working."""

    lines: list[tuple[Kind, Arg]] = field(default_factory=list)

    def right(self, text: Arg) -> None:
        """As it should be."""
        self.lines.append(("right", text))

    def remark(self, text: Arg) -> None:
        """Works, and should be looked at."""
        self.lines.append(("remark", text))

    def stop(self, text: Arg) -> None:
        """Keeps the bot from working."""
        self.lines.append(("stops", text))

    def add(self, found: Iterable[Found]) -> None:
        """What a front end found out about its platform."""
        self.lines += ((one.kind, one.text) for one in found)

    @property
    def stops(self) -> bool:
        """Whether anything keeps the bot from working."""
        return any(kind == "stops" for kind, _ in self.lines)

    def show(self) -> None:
        """Print every line after its mark."""
        marks = {kind: words(phrase(f"cli.mark_{kind}")) for kind in ("right", "remark", "stops")}
        width = max(len(mark) for mark in marks.values())
        for kind, text in self.lines:
            shown = words(text).replace("\n", "\n" + " " * (width + 2))
            typer.echo(f"{marks[kind]:<{width}}  {shown}")
