"""When the weekly digest is due, and what its week is called: pure rules over the working calendar.

The day and hour are the centre's (`digest:` in its file); a day on which the centre is closed
moves the digest to the next working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pydantic import Field

from bot.centre.parts import Weekday
from bot.centre.wording import Record
from bot.centre.worktime import WorkCalendar

WEEK = timedelta(days=7)
HALF_A_WEEK = timedelta(hours=84)
LONGEST_CLOSURE = 60
"""Weeks looked back for the last digest that was due; a centre closed for longer has none."""


class Digests(Record):
    """When the digest goes out, in local time, and from how many cases it has a picture."""

    weekday: Weekday = 0
    at: time = time(8)
    picture_from: int = Field(default=10, ge=1)


@dataclass(frozen=True)
class Edition:
    """One digest: the week it tells of as ISO 8601 writes it ("2026-W47"), and when it is due.

    `begins` is when the edition before it is due, were there no closed days between.
    """

    week: str
    due: datetime
    begins: datetime


def latest(digests: Digests, calendar: WorkCalendar, now: datetime) -> Edition | None:
    """The digest that was due last; None where the centre has been closed for a year."""
    local = calendar.local(now).date()
    monday = local - timedelta(days=local.weekday())
    for weeks in range(LONGEST_CLOSURE):
        found = _edition(digests, calendar, monday - weeks * WEEK)
        if found.due <= now:
            return found
    return None


def following(digests: Digests, calendar: WorkCalendar, now: datetime) -> Edition:
    """The digest that will be due next."""
    before = latest(digests, calendar, now)
    local = calendar.local(now).date()
    monday = local - timedelta(days=local.weekday())
    for weeks in range(LONGEST_CLOSURE):
        found = _edition(digests, calendar, monday + (weeks - 1) * WEEK)
        if found.due > now and (before is None or found.week > before.week):
            return found
    raise ValueError("The centre file has no working day for the digest within a year.")


def edition(digests: Digests, calendar: WorkCalendar, week: str) -> Edition:
    """The digest that tells of a week ("2026-W47"). Raises ValueError for no such week."""
    monday = first_day(week)
    for candidate in (monday, monday + WEEK):
        found = _edition(digests, calendar, candidate)
        if found.week == week:
            return found
    raise ValueError(f"There is no digest of {week}.")  # pragma: no cover - one of two always is


def first_day(week: str) -> date:
    """The Monday of a week written as "2026-W47". Raises ValueError for no such week."""
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def weeks_from(earlier: str, later: str) -> int:
    """How many weeks a later one is after an earlier one."""
    return (first_day(later) - first_day(earlier)).days // 7


def week_of(day: date) -> str:
    """The week in which a day lies."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def _edition(digests: Digests, calendar: WorkCalendar, monday: date) -> Edition:
    """The digest of the calendar week that begins with `monday`.

    It is called after the week that most of it tells of: on a Monday morning that is the week
    before, on a Friday afternoon the week itself.
    """
    day = monday + timedelta(days=digests.weekday)
    planned = datetime.combine(day, digests.at)
    named = (planned - HALF_A_WEEK).date()
    return Edition(
        week_of(named), calendar.on_day(day, digests.at), calendar.on_day(day - WEEK, digests.at)
    )
