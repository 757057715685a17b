"""The day that a few pieces name, reckoned from today.

Written-out dates ("19 maj", "May 19th 2027") and relative ones ("in two weeks") are read by
dateparser. It reads a bare pair of numbers too freely ("5/19" becomes the year 2119), so dates in
digits are read here: the day before the month, in English too, for the centre is in Sweden.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.desk.moment_parser import parsed
from bot.desk.moment_words import Piece, weekday

YEARS = range(1990, 2200)
"""Four digits beyond these are no year, but perhaps a time: 1430."""

RECENT = timedelta(days=60)
"""A date without a year that lies no longer back than this may have been meant as past."""


@dataclass(frozen=True)
class Dated:
    """A day that was named; `doubt` says why it may not be the one meant, "" when it is clear.

    `name` is the weekday (0 is Monday) where nothing else was said, so that a date beside it can
    be held against it. `year` tells that the year was written.
    """

    day: date
    doubt: str = ""
    name: int | None = None
    year: bool = False


class NoSuchDay(Exception):
    """A day was written that no calendar has: 31 April."""


Found = tuple[Dated, ...]
Reader = Callable[[list[Piece], date], Found]


def _spelled(texts: list[str], today: date) -> Found:
    """A day, a month in letters and perhaps a year, in any order that dateparser takes."""
    year = bool(re.fullmatch(r"\d{4}", texts[-1]))
    if year and int(texts[-1]) not in YEARS:
        return ()
    day = parsed(" ".join(texts), today - timedelta(days=1))
    if day is None:
        raise NoSuchDay
    return (_coming(day, today, year),)


def _coming(day: date, today: date, year: bool) -> Dated:
    late = not year and day > _same_day(today, 1) - RECENT
    return Dated(day, "guess" if late else "", year=year)


def _same_day(day: date, years: int) -> date:
    """The same day other years; 28 February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def spelled(found: list[Piece], today: date) -> Found:
    """19 maj · May 19th 2027."""
    return _spelled([_bare(piece.text) for piece in found], today)


def spelled_pair(found: list[Piece], today: date) -> Found:
    """19-20 maj 2027: the month and the year belong to both."""
    first, _, last, *rest = (_bare(piece.text) for piece in found)
    pair = (*_spelled([first, *rest], today), *_spelled([last, *rest], today))
    return pair if len(pair) == 2 else ()


def spelled_pair_after(found: list[Piece], today: date) -> Found:
    """May 19-20 2027."""
    month, first, _, last, *rest = (_bare(piece.text) for piece in found)
    pair = (*_spelled([first, month, *rest], today), *_spelled([last, month, *rest], today))
    return pair if len(pair) == 2 else ()


def month_alone(found: list[Piece], today: date) -> Found:
    """A month without a day: its first, as a guess."""
    named = _spelled(["1", *(piece.text for piece in found)], today)
    return tuple(replace(one, doubt="guess") for one in named)


def iso(found: list[Piece], today: date) -> Found:
    """2026-05-19 · 20260519."""
    text = found[0].text
    digits = text.split("-") if "-" in text else [text[:4], text[4:6], text[6:]]
    return _built(*(int(part) for part in digits), year=True)


def slashed(found: list[Piece], today: date) -> Found:
    """19/5 · 19/5 2027 · 19.5.27: the day first. A month that cannot be is taken as the day."""
    parts = [int(part) for part in re.split(r"[/.]", "/".join(piece.text for piece in found))]
    return _day_month(parts[0], parts[1], parts[2] if len(parts) > 2 else None, today)


def slashed_pair(found: list[Piece], today: date) -> Found:
    """19-20/5."""
    last = slashed(found[2:], today)[0]
    day = int(_bare(found[0].text))
    first = _built(last.day.year, last.day.month, day, year=last.year)[0]
    return (replace(first, doubt=last.doubt), last)


def dashed(found: list[Piece], today: date) -> Found:
    """19-5-2027, or 27-05-19, which is a guess."""
    first, middle, last = (int(piece.text) for piece in found[::2])
    if last > 99:
        return _day_month(first, middle, last, today)
    return tuple(replace(one, doubt="guess") for one in _built(2000 + first, middle, last))


def _day_month(day: int, month: int, year: int | None, today: date) -> Found:
    doubt = ""
    if month > 12 >= day:
        day, month, doubt = month, day, "guess"
    if year is not None:
        year += 2000 if year < 100 else 0
        return tuple(replace(one, doubt=doubt) for one in _built(year, month, day, year=True))
    for ahead in range(9):  # 29 February may be eight years away
        try:
            named = date(today.year + ahead, month, day)
        except ValueError:
            continue
        if named >= today:
            coming = _coming(named, today, year=False)
            return (replace(coming, doubt=doubt or coming.doubt),)
    raise NoSuchDay


def _built(year_number: int, month: int, day: int, *, year: bool = False) -> Found:
    try:
        named = date(year_number, month, day)
    except ValueError:
        raise NoSuchDay from None
    if year_number not in YEARS:
        raise NoSuchDay
    return (Dated(named, year=year),)


def day_alone(found: list[Piece], today: date) -> Found:
    """den 19:e: the next one, as a guess."""
    wanted = int(_bare(found[0].text))
    for ahead in range(62):
        day = today + timedelta(days=ahead)
        if day.day == wanted:
            return (Dated(day, "guess"),)
    return ()


def relative(found: list[Piece], today: date) -> Found:
    """Imorgon · in two weeks."""
    text = found[0].text.replace(" ", "")
    own = {"iövermorgon": 2, "övermorgon": 2, "iförrgår": -2}.get(text)
    if own is not None:
        return (Dated(today + timedelta(days=own)),)
    day = parsed(found[0].text, today)
    return (Dated(day),) if day else ()


def weekday_alone(found: list[Piece], today: date) -> Found:
    """Tisdag: the next one. Said on that very day it is in a week, as a guess."""
    wanted = weekday(found[0].text) or 0
    ahead = (wanted - today.weekday()) % 7
    doubt = "" if ahead else "guess"
    return (Dated(today + timedelta(days=ahead or 7), doubt, name=wanted),)


def weekday_next_week(found: list[Piece], today: date) -> Found:
    """Tisdag nästa vecka is clear; nästa tisdag, and nästa vecka alone, mean different things."""
    named = [piece for piece in found if piece.kind == "W"]
    monday = today + timedelta(days=7 - today.weekday())
    clear = bool(named) and " " in "".join(p.text for p in found if p.kind == "Z")
    day = monday + timedelta(days=(weekday(named[0].text) or 0) if named else 0)
    return (Dated(day, "" if clear else "guess"),)


def weekday_of_week(found: list[Piece], today: date) -> Found:
    """Tisdag v. 21; a week alone is its Monday, as a guess."""
    named = [piece for piece in found if piece.kind == "W"]
    number = int(re.sub(r"\D", "", next(p.text for p in found if p.kind == "V")))
    number_of_day = (weekday(named[0].text) or 0) + 1 if named else 1
    for year in (today.isocalendar().year, today.isocalendar().year + 1):
        try:
            day = date.fromisocalendar(year, number, number_of_day)
        except ValueError:
            continue
        if day >= today:
            late = day > _same_day(today, 1) - RECENT
            return (Dated(day, "guess" if late or not named else ""),)
    return ()


READERS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        ("[NO]R[NO]MF", spelled_pair),
        ("[NO]R[NO]M", spelled_pair),
        ("M[NO]R[NO]F", spelled_pair_after),
        ("M[NO]R[NO](?![NAC])", spelled_pair_after),
        ("[NO]RS", slashed_pair),
        ("NRNRF", dashed),
        ("NRNRN", dashed),
        ("[NO]MF", spelled),
        ("[NO]M", spelled),
        ("M[NO]F", spelled),
        ("M[NO]", spelled),
        ("I", iso),
        ("SF", slashed),
        ("S", slashed),
        ("L", relative),
        ("WZ|ZW|Z", weekday_next_week),
        ("WV|VW|V", weekday_of_week),
        ("MF", month_alone),
        ("M", month_alone),
        ("W", weekday_alone),
        ("O", day_alone),
    )
)
"""How days are written, by the kinds of their pieces; the first that fits is taken."""


def _bare(text: str) -> str:
    """19:e and 19th as 19."""
    return re.sub(r"^(\d{1,2})\D+$", r"\1", text)
