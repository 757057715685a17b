"""When a meeting is, in words: "tisdag 19 maj kl. 9.00–12.00"."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.centre.meetings import ends_at
from bot.desk.moments import When
from bot.desk.work import Work
from bot.storage.tables import Meeting
from bot.texts import ZONE, Arg, Day, Label, Moment, clock_time, phrase


class Span(Protocol):
    """From when till when, in local days and times; without times it lasts whole days."""

    @property
    def day(self) -> date:
        """The first day."""
        ...

    @property
    def starts(self) -> time | None:
        """When it begins; None for whole days."""
        ...

    @property
    def end_day(self) -> date:
        """The last day."""
        ...

    @property
    def ends(self) -> time | None:
        """When it ends, where that is known."""
        ...


def when(span: Span, *, today: date | None = None) -> Arg:
    """From when till when; with the year where it is another than that of `today`."""
    if span.starts is None:
        return _days(span.day, span.end_day, today)
    begins = _instant(span, span.day, span.starts)
    day = _day(_local(begins).date(), today)
    if span.ends is None:
        return phrase("meeting.when.at", day=day, start=_clock(begins))
    ends = _instant(span, span.end_day, span.ends)
    start, end = _clock(begins), _clock(ends)
    if _local(begins).date() == _local(ends).date():
        return phrase("meeting.when.span", day=day, start=start, end=end)
    last = _day(_local(ends).date(), today)
    return phrase("meeting.when.over_days", day=day, start=start, last=last, end=end)


def shortly(span: Span) -> Arg:
    """When it begins, short enough for a line of a list: "tis 19 maj 9.00"."""
    if span.starts is None:
        return Day(span.day, short=True)
    return Moment(_instant(span, span.day, span.starts))


def here(span: Span) -> When:
    """The same on the centre's own clock, wherever it was planned."""
    if span.starts is None:
        return When(span.day, None, span.end_day, None)
    begins = _local(_instant(span, span.day, span.starts))
    if span.ends is None:
        return When(begins.date(), begins.time(), span.end_day, None)
    ends = _local(_instant(span, span.end_day, span.ends))
    return When(begins.date(), begins.time(), ends.date(), ends.time())


def over(work: Work, meeting: Meeting) -> bool:
    """Whether the meeting has been."""
    return ends_at(meeting) <= work.now


def _days(first: date, last: date, today: date | None) -> Arg:
    if first == last:
        return _day(first, today)
    return phrase("meeting.when.days", first=_day(first, today), last=_day(last, today))


def _day(day: date, today: date | None) -> Arg:
    if today is None or day.year == today.year:
        return Day(day)
    return phrase("meeting.when.year", day=Day(day), year=str(day.year))


def _clock(at: datetime) -> Label:
    return Label(sv=clock_time(at, "sv"), en=clock_time(at, "en"))


def _local(at: datetime) -> datetime:
    return at.astimezone(ZONE)


def _instant(span: Span, day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(getattr(span, "zone", ZONE.key)))
