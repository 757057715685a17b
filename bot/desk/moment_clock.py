"""The times of day that a few pieces name: 14.30 · 9-12 · kl 9 · 2-4 pm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from bot.desk.moment_words import Piece

NIGHT = range(1, 7)
"""Hours that are meant as afternoon when written without a zero or minutes: "kl 3"."""
EVENING = 18

TIMES = re.compile(r"K?[CNF]A?RK?[CNF]A?(?!M)|K?[CNF]A?")
"""A number before a month begins a day: "9 - 20 maj" is no span of hours."""


@dataclass(frozen=True)
class Timed:
    """Times that were written; `next_day` when the end lies after midnight.

    `bare` is a single number that could be a day of the month as well ("fredag 13"). `dotted`
    could be a date ("19.05").
    """

    starts: time
    ends: time | None = None
    next_day: bool = False
    doubt: str = ""
    bare: int | None = None
    dotted: str = ""


@dataclass(frozen=True)
class _Clock:
    hour: int
    minute: int
    half: str
    loose: bool


def read_times(found: list[Piece]) -> Timed | None:
    """One time or two; None for what is no time of day ("25.70")."""
    dash = next((i for i, piece in enumerate(found) if piece.kind == "R"), len(found))
    first, last = _clock(found[:dash]), _clock(found[dash + 1 :])
    if first is None or (found[dash + 1 :] and last is None):
        return None
    if last is None:
        alone = found[0] if len(found) == 1 else None
        start, doubt = _daytime(first)
        if start is None:
            return None
        bare = first.hour if alone and alone.kind == "N" else None
        dotted = alone.text if alone and alone.kind == "C" and "." in alone.text else ""
        return Timed(start, doubt=doubt, bare=bare, dotted=dotted)
    return _span(first, last)


def _span(first: _Clock, last: _Clock) -> Timed | None:
    """From the first to the last; 2-4 pm is afternoon for both, 10-2 is until 14."""
    if last.half and not first.half and first.hour <= 12:
        shared = _Clock(first.hour, first.minute, last.half, first.loose)
        both = _daytime(shared)[0], _daytime(last)[0]
        first = shared if both[0] and both[1] and both[0] < both[1] else first
    start, doubt = _daytime(first)
    end, doubt_of_end = _daytime(last)
    if last.hour == 24 and last.minute == 0:
        end, doubt_of_end = time(0), ""
    if start is None or end is None:
        return None
    if first.hour >= EVENING and end < start and end <= time(6):
        return Timed(start, end, next_day=True, doubt=doubt)
    if end == time(0):
        return Timed(start, end, next_day=True, doubt=doubt or doubt_of_end)
    if end < start and last.hour < 12 and not last.half and time(last.hour + 12) > start:
        return Timed(start, end.replace(hour=last.hour + 12), doubt="guess")
    if end <= start:
        return Timed(start, doubt="guess")
    return Timed(start, end, doubt=doubt or doubt_of_end)


def _clock(found: list[Piece]) -> _Clock | None:
    written = next((piece for piece in found if piece.kind in "CNF"), None)
    if written is None:
        return None
    half = next((piece.text[0] for piece in found if piece.kind == "A"), "")
    digits = re.split(r"[:.]", written.text)
    if written.kind == "F":
        digits = [written.text[:2], written.text[2:]]
    loose = len(digits[0]) == 1
    return _Clock(int(digits[0]), int(digits[1]) if len(digits) > 1 else 0, half, loose)


def _daytime(clock: _Clock) -> tuple[time | None, str]:
    """The time of day, in doubt where the night was written and the afternoon must be meant."""
    hour = clock.hour
    if clock.half:
        if not 1 <= hour <= 12:
            # "14.30 em" says it twice
            afternoon = clock.half in ("p", "e") and 12 < hour < 24
            return (_time(hour, clock.minute), "") if afternoon else (None, "")
        return _time(hour % 12 + (12 if clock.half in ("p", "e") else 0), clock.minute), ""
    if clock.loose and hour in NIGHT:
        return _time(hour + 12, clock.minute), "guess"
    return _time(hour, clock.minute), ""


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None
