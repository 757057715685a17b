"""What is aimed at, and whether it is reached: said, and no test fails by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.clock import times
from benchmarks.report import Table


@dataclass(frozen=True)
class Aim:
    """A figure, and what it should not exceed."""

    what: str
    found: float
    at_most: float
    unit: str = "×"

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.found <= self.at_most


def of_aims(aims: Sequence[Aim]) -> Table:
    """Each aim, what was measured, and whether it is met."""
    rows = [
        (aim.what, _written(aim.found, aim.unit), f"{aim.at_most:g} {aim.unit}", _met(aim))
        for aim in aims
    ]
    return Table("Aims", ("what", "measured", "aim, at most", "met"), rows)


def _written(found: float, unit: str) -> str:
    return times(found) if unit == "×" else f"{found:.2f} {unit}"


def _met(aim: Aim) -> str:
    return "yes" if aim.met else "no"
