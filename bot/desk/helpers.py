"""Those who may help with what a colleague asks: functions first, then people, then contacts.

Each says why it was found, how it is reached from where the question was asked, and whom to ask
instead where it is away. What fits more of the question comes before what fits less of it; what
fits hardly any of it is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.desk.replies import Button
from bot.texts import Arg

SHOWN = 5
"""So many are shown: more is a list that nobody reads."""
DESKS = 2
"""So many of them are functions."""
HARDLY = 0.45
"""What is worth less than this share of the best is left out."""

Kind = Literal["function", "member", "contact"]
ORDER: dict[Kind, int] = {"function": 0, "member": 1, "contact": 2}


@dataclass(frozen=True)
class Fit:
    """Why somebody was found: what it is worth, of which facet of the question, and in words."""

    facet: str
    worth: float
    why: Arg


@dataclass(frozen=True)
class Helper:
    """One who may help.

    `worth` is for ranking within a question. `why` are reasons, `reach` lines on how to get hold
    of them; `member` is who is meant, where a member is.
    """

    kind: Kind
    title: Arg
    worth: float
    why: tuple[Arg, ...] = ()
    reach: tuple[Arg, ...] = ()
    buttons: tuple[Button, ...] = ()
    member: int = 0
    key: str = field(default="", compare=False)


def worth(fits: Sequence[Fit]) -> float:
    """What somebody is worth: the best of each facet, and more where several facets fit."""
    best: dict[str, float] = {}
    for fit in fits:
        best[fit.facet] = max(best.get(fit.facet, 0.0), fit.worth)
    return sum(best.values()) * (1 + 0.5 * (len(best) - 1)) if best else 0.0


def reasons(fits: Iterable[Fit], most: int = 3) -> tuple[Arg, ...]:
    """Why, the weightiest first, each once."""
    ranked = sorted(fits, key=lambda fit: -fit.worth)
    return tuple(dict.fromkeys(fit.why for fit in ranked))[:most]


def chosen(desks: Sequence[Helper], others: Iterable[Helper]) -> tuple[Helper, ...]:
    """At most five: the functions, then the best of the rest, people before contacts."""
    first = list(desks[:DESKS])
    ranked = sorted(others, key=lambda helper: (-helper.worth, ORDER[helper.kind], helper.key))
    best = ranked[0].worth if ranked else 0.0
    rest = [helper for helper in ranked if helper.worth >= HARDLY * best]
    found = [*first, *rest[: SHOWN - len(first)]]
    return tuple(sorted(found, key=lambda helper: ORDER[helper.kind]))
