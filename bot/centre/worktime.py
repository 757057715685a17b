"""The centre's working calendar: when it is open, and what "in four working hours" means.

Everything the clock does (nudges, expiries, reminders, digests) is planned through this, so that
nothing is ever sent at night, on a holiday or at closing time. Pure: instants in, instants out.

Instants are aware, of any zone; results are UTC. Local days and times are the centre's own.
Which days are closed comes from `holidays`: the country's public holidays, and the days that are
holidays in all but law (in Sweden Midsummer, Christmas and New Year's Eve).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

import holidays

CLOSED_CATEGORIES = ("public", "de_facto")
"""Kinds of holiday that close the centre. "bank" and "optional" hold half days and bridge days."""


class Hours(Protocol):
    """The working hours as the centre file has them."""

    @property
    def opens(self) -> time:
        """Local time of opening."""
        ...

    @property
    def closes(self) -> time:
        """Local time of closing, the same day."""
        ...

    @property
    def zone(self) -> str:
        """IANA name, "Europe/Stockholm"."""
        ...

    @property
    def country(self) -> str:
        """ISO 3166 code, "SE"."""
        ...

    @property
    def subdivision(self) -> str | None:
        """The country's part with holidays of its own, as `holidays` names it."""
        ...

    @property
    def extra_closed(self) -> tuple[date, ...]:
        """Further closed days."""
        ...

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Open weekdays, 0 is Monday."""
        ...


class _Year(NamedTuple):
    """A year's working days, in order and for look-up."""

    ordered: tuple[date, ...]
    every: frozenset[date]


@dataclass(frozen=True)
class WorkCalendar:
    """Working time of one centre. Holidays are computed once a year and kept.

    Raises ValueError for hours that never open, and for a country or part of one whose holidays
    are not known.
    """

    opens: time = time(8)
    closes: time = time(17)
    zone: str = "Europe/Stockholm"
    country: str = "SE"
    subdivision: str | None = None
    extra_closed: tuple[date, ...] = ()
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a calendar that could not answer."""
        if self.opens >= self.closes:
            raise ValueError(
                f"The working day opens at {self.opens:%H:%M} and closes at {self.closes:%H:%M}: "
                "closing must come later the same day."
            )
        if not self.weekdays or not set(self.weekdays) <= set(range(7)):
            raise ValueError("Working weekdays must be one or more of 0 (Monday) to 6 (Sunday).")
        self._check_country()

    @classmethod
    def of(cls, hours: Hours) -> WorkCalendar:
        """The calendar of a centre file's working hours."""
        return cls(
            opens=hours.opens,
            closes=hours.closes,
            zone=hours.zone,
            country=hours.country,
            subdivision=hours.subdivision,
            extra_closed=tuple(hours.extra_closed),
            weekdays=tuple(hours.weekdays),
        )

    @cached_property
    def tz(self) -> ZoneInfo:
        """The centre's time zone."""
        return ZoneInfo(self.zone)

    def local(self, at: datetime) -> datetime:
        """The instant on the centre's own clock. Raises ValueError for a naive one."""
        if at.tzinfo is None:
            raise ValueError("An instant without a time zone has no place in a calendar.")
        return at.astimezone(self.tz)

    def is_working_day(self, day: date) -> bool:
        """Whether the centre opens at all that day."""
        return day in self._year(day.year).every

    def is_open(self, at: datetime) -> bool:
        """Whether the centre is open at this instant. Closing time itself is closed."""
        day = self.local(at).date()
        return self.is_working_day(day) and self._opening(day) <= at < self._closing(day)

    def next_opening(self, at: datetime) -> datetime:
        """The instant itself when open, otherwise when the centre opens next."""
        day = self.local(at).date()
        if self.is_working_day(day):
            if at < self._opening(day):
                return self._opening(day)
            if at < self._closing(day):
                return at.astimezone(UTC)
        return self._opening(self.working_day_after(day))

    def add_hours(self, at: datetime, hours: float) -> datetime:
        """That many working hours later; never closing time, which is the next opening.

        Raises ValueError for negative hours.
        """
        if hours < 0:
            raise ValueError("Working time is counted forward only.")
        left = timedelta(hours=hours)
        at = self.next_opening(at)
        day = self.local(at).date()
        while at + left >= self._closing(day):
            left -= self._closing(day) - at
            day = self.working_day_after(day)
            at = self._opening(day)
        return at + left

    def add_days(self, at: datetime, days: int) -> datetime:
        """The same clock time that many working days later.

        Outside working hours the count starts from the next opening. Raises ValueError for
        negative days.
        """
        if days < 0:
            raise ValueError("Working time is counted forward only.")
        start = self.next_opening(at)
        if days == 0:
            return start
        local = self.local(start)
        return self._at(self._later_day(local.date(), days), local.time())

    def next_morning(self, at: datetime, hour: time = time(9)) -> datetime:
        """The first working day after the local day of `at`, at `hour` of the local clock."""
        return self._at(self.working_day_after(self.local(at).date()), hour)

    def on_day(self, day: date, at: time = time(8, 30)) -> datetime:
        """That local day and time as an instant; the next working day's if the day is closed.

        A time outside working hours becomes the next opening.
        """
        return self._at(day if self.is_working_day(day) else self.working_day_after(day), at)

    def working_day_after(self, day: date) -> date:
        """The first working day after this one."""
        return self._later_day(day, 1)

    def working_day_before(self, day: date) -> date:
        """The last working day before this one."""
        year = day.year
        days = self._year(year).ordered
        index = bisect_left(days, day)
        while index == 0:
            year -= 1
            days = self._year(year).ordered
            index = len(days)
        return days[index - 1]

    def days_between(self, earlier: datetime, later: datetime) -> int:
        """Whole working days passed: the most that `add_days(earlier, n)` reaches by `later`.

        0 when `later` comes first.
        """
        start = self.next_opening(earlier)
        if later < start:
            return 0
        first, last = self.local(start).date(), self.local(later).date()
        count = self._count_through(last, since=first)
        return count - 1 if count and self.add_days(start, count) > later else count

    def hours_between(self, earlier: datetime, later: datetime) -> float:
        """Working hours from one instant to a later one; 0 when `later` comes first.

        What is left of an offer's clock when a question pauses it.
        """
        start = self.next_opening(earlier)
        if later <= start:
            return 0.0
        first, last = self.local(start).date(), self.local(later).date()
        end = min(later, self._closing(last)) if self.is_working_day(last) else None
        if first == last:
            return max(0.0, ((end or start) - start).total_seconds() / 3600)
        whole = self._count_through(last, since=first) - (1 if end else 0)
        day = (self._closing(first) - self._opening(first)).total_seconds()
        head = (self._closing(first) - start).total_seconds()
        tail = max(0.0, (end - self._opening(last)).total_seconds()) if end else 0.0
        return (head + whole * day + tail) / 3600

    def meter_deadline(self, opened_at: datetime) -> datetime:
        """By when a named person should have taken a case: the national goal of one working day.

        The same clock time on the next working day; opened outside hours it counts from the next
        opening.
        """
        return self.add_days(opened_at, 1)

    def _at(self, day: date, clock: time) -> datetime:
        return self.next_opening(datetime.combine(day, clock, self.tz).astimezone(UTC))

    def _opening(self, day: date) -> datetime:
        return datetime.combine(day, self.opens, self.tz).astimezone(UTC)

    def _closing(self, day: date) -> datetime:
        return datetime.combine(day, self.closes, self.tz).astimezone(UTC)

    def _later_day(self, day: date, count: int) -> date:
        """The working day `count` (1 or more) after `day`, which itself need not be one."""
        year = day.year
        days = self._year(year).ordered
        index = bisect_right(days, day) + count - 1
        while index >= len(days):
            index -= len(days)
            year += 1
            days = self._year(year).ordered
        return days[index]

    def _count_through(self, last: date, *, since: date) -> int:
        """Working days after `since`, up to and with `last`."""
        years = range(since.year, last.year)
        whole = sum(len(self._year(year).ordered) for year in years)
        upto = bisect_right(self._year(last.year).ordered, last)
        return whole + upto - bisect_right(self._year(since.year).ordered, since)

    def _year(self, year: int) -> _Year:
        found = self._years.get(year)
        if found is None:
            days = tuple(self._working_days(year))
            found = self._years[year] = _Year(days, frozenset(days))
        return found

    def _working_days(self, year: int) -> Iterable[date]:
        closed = set(self._holidays(year)).union(self.extra_closed)
        first = date(year, 1, 1).toordinal()
        for ordinal in range(first, date(year, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day.weekday() in self.weekdays and day not in closed:
                yield day

    def _holidays(self, year: int) -> Iterable[date]:
        categories = holidays.country_holidays(self.country).supported_categories
        return holidays.country_holidays(
            self.country,
            subdiv=self.subdivision,
            years=year,
            expand=False,
            categories=tuple(kind for kind in CLOSED_CATEGORIES if kind in categories),
        )

    def _check_country(self) -> None:
        try:
            holidays.country_holidays(self.country, subdiv=self.subdivision)
        except NotImplementedError as error:
            raise ValueError(
                f"No holidays are known for country {self.country!r}, part {self.subdivision!r}. "
                "Give an ISO 3166 code such as SE, and leave the part empty where all of the "
                "country has the same holidays."
            ) from error
