"""Days and times as people write them, in Swedish and English: "tisdag 14.30", "19-20 May".

What is clear becomes a `When`. What is past, far away, or can mean several things becomes an
`Unclear` with the best guess, and the form shows the guess back for a yes (`asking_when`): a
wrong day costs more than one more press. Nothing that was not understood is
passed over in silence.

A day without a year is the next one, today included. 19/5 is 19 May in English too: the centre
is in Sweden. Days and times are the centre's own local ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.centre.worktime import WorkCalendar
from bot.desk.moment_clock import Timed
from bot.desk.moment_days import Dated, NoSuchDay, day_alone, slashed
from bot.desk.moment_items import Dash, Item, Noise, items_of, joined_days
from bot.desk.moment_words import NUMBER, SLASHED, Piece, pieces
from bot.texts import Lang

FARTHEST = timedelta(days=730)

LONGEST_SPAN = timedelta(days=31)
"""A longer one is asked about: more often a slip than a meeting of six weeks."""


@dataclass(frozen=True)
class When:
    """From when to when, on the centre's own clock. `starts` None: the whole days.

    `ends` None: no end was said. `end_day` is the last day, often the same.
    """

    day: date
    starts: time | None
    end_day: date
    ends: time | None


@dataclass(frozen=True)
class Unclear:
    """The best guess, and why it must be asked: "guess", "weekday", "past", "far" or "skipped"."""

    guess: When
    why: str


def read(
    text: str, now: datetime, calendar: WorkCalendar, lang: Lang = "sv"
) -> When | Unclear | None:
    """What was meant by a text; None where no day or time can be seen in it.

    Both languages are read whatever `lang` says: people mix them.
    """
    here = calendar.local(now)
    found, cut = pieces(text)
    try:
        items = items_of(found, here.date())
    except NoSuchDay:
        return None
    noise = cut or any(isinstance(item, Noise) for item in items)
    named = joined_days([item for item in items if not isinstance(item, Noise)])
    made = _made(named, here)
    if made is None:
        return None
    when, doubt = made
    return _judged(when, doubt or ("guess" if noise else ""), here, calendar)


def _made(items: list[Item], here: datetime) -> tuple[When, str] | None:
    """The items as one moment, with what is in doubt about it."""
    order = "".join({Dated: "D", Timed: "T", Dash: "R"}.get(type(item), "") for item in items)
    days = [item for item in items if isinstance(item, Dated)]
    times = [item for item in items if isinstance(item, Timed)]
    if re.fullmatch("DT?|TD", order):
        return _one(days[0], times[0] if times else None, here)
    if re.fullmatch("DRDRDT?", order):  # "tis-ons 19-20 maj"
        return _several(days[1:], times, order[2:])[0], "guess"
    if re.fullmatch("T?DRD|DRDT|DTRDT?", order):
        return _several(days, times, order)
    if days:
        best = next((day for day in days if day.name is None), days[0])
        return _one(best, times[0] if times else None, here)[0], "guess"
    return _without_day(times, here) if times else None


def _whole(day: date) -> When:
    return When(day, None, day, None)


def _one(day: Dated, timed: Timed | None, here: datetime) -> tuple[When, str]:
    if timed is None:
        return _whole(day.day), day.doubt
    end_day = day.day + timedelta(days=1) if timed.next_day else day.day
    when = When(day.day, timed.starts, end_day, timed.ends)
    return when, day.doubt or timed.doubt or _maybe_a_day(day, timed, here)


def _maybe_a_day(day: Dated, timed: Timed, here: datetime) -> str:
    """ "fredag 13" can be the thirteenth, when one of the coming Fridays is."""
    if timed.bare is None or day.name is None:
        return ""
    coming = (here.date() + timedelta(days=ahead) for ahead in range(62))
    fits = any(d.day == timed.bare and d.weekday() == day.name for d in coming)
    return "guess" if fits else ""


def _several(days: list[Dated], times: list[Timed], order: str) -> tuple[When, str]:
    first, last = days
    if last.name is not None:  # the first such day after the one it began
        ahead = (last.name - first.day.weekday()) % 7
        last = Dated(first.day + timedelta(days=ahead or 7))
    elif first.name is not None:  # "tis-ons 20 maj" begins the Tuesday before
        back = (last.day.weekday() - first.name) % 7
        first = Dated(last.day - timedelta(days=back))
    if last.day < first.day and not last.year:
        last = Dated(_next_year(last.day), last.doubt)
    doubts = [first.doubt, last.doubt, *(timed.doubt for timed in times)]
    doubt = next((one for one in doubts if one), "")
    if last.day < first.day:
        return _whole(first.day), "guess"
    if last.day - first.day > LONGEST_SPAN:
        doubt = doubt or "guess"
    return _with_times(first.day, last.day, times, order), doubt


def _with_times(first: date, last: date, times: list[Timed], order: str) -> When:
    """One time is the start on the first day; a second, or a span, ends on the last."""
    if not times:
        return When(first, None, last, None)
    ends = times[1].starts if len(times) == 2 else times[0].ends
    if order == "DRDT" and times[0].ends is None:
        ends = None
    return When(first, times[0].starts, last, ends)


def _next_year(day: date) -> date:
    return day + timedelta(days=366 if (day + timedelta(days=365)).day != day.day else 365)


def _without_day(times: list[Timed], here: datetime) -> tuple[When, str]:
    """Only a time: today if it is still to come, or tomorrow. "19.05" and "19" may be days."""
    timed, today = times[0], here.date()
    day = _as_day(timed, today)
    if day is not None:
        return _whole(day), "guess"
    ahead = 0 if timed.starts > here.time() else 1
    return _one(Dated(today + timedelta(days=ahead)), timed, here)[0], "guess"


def _as_day(timed: Timed, today: date) -> date | None:
    try:
        if timed.dotted:
            return slashed([Piece(SLASHED, timed.dotted)], today)[0].day
        if timed.bare is not None:
            return day_alone([Piece(NUMBER, str(timed.bare))], today)[0].day
    except (NoSuchDay, IndexError):
        pass
    return None


def _judged(when: When, doubt: str, here: datetime, calendar: WorkCalendar) -> When | Unclear:
    """The moment held against the clock: past, far away, or skipped when summer time begins."""
    moved = replace(
        when,
        starts=_shown(when.day, when.starts, calendar),
        ends=_shown(when.end_day, when.ends, calendar),
    )
    if moved != when:
        return Unclear(moved, "skipped")
    last = when.end_day, when.ends or when.starts or time.max
    if last < (here.date(), here.time() if when.starts else time()):
        return Unclear(when, "past")
    if when.day > here.date() + FARTHEST:
        return Unclear(when, "far")
    return Unclear(when, doubt) if doubt else when


def _shown(day: date, at: time | None, calendar: WorkCalendar) -> time | None:
    """The time as a clock shows it: an hour later for one that summer time skips."""
    if at is None:
        return None
    return calendar.local(datetime.combine(day, at, calendar.tz).astimezone(UTC)).time()
