"""What a text says of days and times, in the order it says it: days, times, dashes and noise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.desk.moment_clock import TIMES, Timed, read_times
from bot.desk.moment_days import READERS, Dated
from bot.desk.moment_words import Piece, shape


@dataclass(frozen=True)
class Dash:
    """From one to another."""


@dataclass(frozen=True)
class Noise:
    """A word that was not understood."""


Item = Dated | Timed | Dash | Noise


def items_of(found: list[Piece], day: date) -> list[Item]:
    """The items of a text's pieces, seen from `day`."""
    kinds, at, items = shape(found), 0, list[Item]()
    while at < len(kinds):
        taken, more = _day_at(found, kinds, at, day, items)
        if not taken:
            taken, more = _time_at(found, kinds, at)
        items += more
        at += taken
    return items


def _day_at(
    found: list[Piece], kinds: str, at: int, day: date, before: list[Item]
) -> tuple[int, list[Item]]:
    dated = bool(before) and isinstance(before[-1], Dated) and before[-1].name is None
    for pattern, reader in READERS:
        match = pattern.match(kinds, at)
        # "19 maj 9 - 20 maj 12": what follows a date is its time, not another span of days
        if match is None or (dated and match.group()[1:2] == "R"):
            continue
        days = reader(found[at : match.end()], day)
        if days:
            return match.end() - at, [days[0]] if len(days) == 1 else [days[0], Dash(), days[1]]
    return 0, []


def _time_at(found: list[Piece], kinds: str, at: int) -> tuple[int, list[Item]]:
    match = TIMES.match(kinds, at)
    if match is not None:
        timed = read_times(found[at : match.end()])
        if timed is not None:
            return match.end() - at, [timed]
    return 1, [Dash() if kinds[at] == "R" else Noise()]


def joined_days(items: list[Item]) -> list[Item]:
    """A weekday beside a date belongs to it, and is in doubt when the date has another."""
    joined: list[Item] = []
    for item in items:
        before = joined[-1] if joined else None
        pair = isinstance(item, Dated) and isinstance(before, Dated)
        if pair and isinstance(item, Dated) and isinstance(before, Dated):
            if (before.name is None) == (item.name is None):
                joined.append(item)
                continue
            name, dated = (before, item) if before.name is not None else (item, before)
            wrong = dated.day.weekday() != name.name
            joined[-1] = replace(dated, doubt="weekday" if wrong else dated.doubt)
        else:
            joined.append(item)
    return joined
