"""The years 2026 and 2027 as a wall calendar has them: what the oracle counts by.

Nothing here is asked of the code under test or of a library: the closed days are written down one
by one, the two clock changes a year too, and working time is counted by walking.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPENS, CLOSES = time(8), time(17)

DAYS_CLOSED = """
    2025-12-24 2025-12-25 2025-12-26 2025-12-31
    2026-01-01 2026-01-06 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-06-06 2026-06-19
    2026-06-20 2026-12-24 2026-12-25 2026-12-26 2026-12-31
    2027-01-01 2027-01-06 2027-03-26 2027-03-29 2027-05-01 2027-05-06 2027-06-06 2027-06-25
    2027-06-26 2027-12-24 2027-12-25 2027-12-26 2027-12-31
    2028-01-01 2028-01-06
"""
"""New Year's Day, Epiphany, Good Friday and Easter Monday, 1 May, Ascension Day, the National Day,
Midsummer Eve and Day, Christmas Eve and the two days after it, and New Year's Eve."""

CLOSED = frozenset(date.fromisoformat(day) for day in DAYS_CLOSED.split())

SUMMER = (
    (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    (datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)),
)
"""When the clock is two hours before Greenwich; otherwise it is one."""


def here(at: datetime) -> datetime:
    """An instant as the clock on the wall shows it, without a zone."""
    summer = any(begins <= at < ends for begins, ends in SUMMER)
    return at.replace(tzinfo=None) + (2 if summer else 1) * HOUR


def instant(day: date, clock: time) -> datetime:
    """The instant at which the clock on the wall shows this; no test asks in the skipped hour."""
    wall = datetime.combine(day, clock)
    late = (wall - HOUR).replace(tzinfo=UTC)
    return late if here(late) == wall else (wall - 2 * HOUR).replace(tzinfo=UTC)


def works(day: date) -> bool:
    """Whether the centre is open that day."""
    return day.weekday() < 5 and day not in CLOSED


def is_open(at: datetime) -> bool:
    """Whether the centre is open; closing time is closed."""
    wall = here(at)
    return works(wall.date()) and OPENS <= wall.time() < CLOSES


def day_after(day: date) -> date:
    """The next working day."""
    day += DAY
    while not works(day):
        day += DAY
    return day


def day_before(day: date) -> date:
    """The working day before."""
    day -= DAY
    while not works(day):
        day -= DAY
    return day


def this_or_before(day: date) -> date:
    """That day, or the working day before it."""
    return day if works(day) else day_before(day)


def this_or_after(day: date) -> date:
    """That day, or the working day after it."""
    return day if works(day) else day_after(day)


def opening(at: datetime) -> datetime:
    """Then, or when the centre opens next."""
    if is_open(at):
        return at
    wall = here(at)
    if works(wall.date()) and wall.time() < OPENS:
        return instant(wall.date(), OPENS)
    return instant(day_after(wall.date()), OPENS)


def hours_later(at: datetime, hours: float) -> datetime:
    """So many working hours later; what would end at closing time ends at the next opening."""
    at, left = opening(at), timedelta(hours=hours)
    while True:
        closes = instant(here(at).date(), CLOSES)
        if at + left < closes:
            return at + left
        left -= closes - at
        at = opening(closes)


def days_later(at: datetime, days: int) -> datetime:
    """The same clock time so many working days later, from the next opening."""
    wall = here(opening(at))
    day = wall.date()
    for _ in range(days):
        day = day_after(day)
    return instant(day, wall.time())


def worked_between(earlier: datetime, later: datetime) -> float:
    """Working hours between two instants."""
    at, total = opening(earlier), timedelta()
    while at < later:
        closes = instant(here(at).date(), CLOSES)
        total += min(closes, later) - at
        at = opening(closes)
    return total / HOUR


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the month's last."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


def hours(first: datetime, last: datetime) -> Iterator[datetime]:
    """Every full hour from the first to the last."""
    while first <= last:
        yield first
        first += HOUR
