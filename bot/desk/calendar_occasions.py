"""One event on each of its occasions, on the centre's clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.desk.calendar_text import lines_of, link_of, one_line

AHEAD = timedelta(days=366)
LONGEST = timedelta(days=60)
"""An event that lasts longer is a period and no meeting."""


@dataclass(frozen=True)
class Occurrence:
    """One event on one occasion. `key` is what it is known by, here and in later readings."""

    uid: str
    key: str
    sequence: int
    cancelled: bool
    day: date
    starts: time | None
    end_day: date
    ends: time | None
    title: str
    place: str
    link: str
    agenda: str


@dataclass(frozen=True)
class Frame:
    """From where a file is read: the instant, the centre's zone, and whether it calls off."""

    now: datetime
    zone: ZoneInfo
    cancels: bool

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(self.zone).date()


def occurrences(uid: str, found: list[Any], frame: Frame) -> list[Occurrence]:
    """Those that are still to come, within a year."""
    single = len(found) == 1 and "RECURRENCE-ID" not in found[0]
    taken: dict[str, Occurrence] = {}
    for event in found:
        start, end = _placed(event["DTSTART"].dt, frame), _end(event, frame)
        if (
            _over(end, frame)
            or day_of(start) > frame.today + AHEAD
            or end[0] - day_of(start) > LONGEST
        ):
            continue
        for key in _keys(uid, event, start, single):
            if key not in taken:
                taken[key] = _occurrence((uid, key), event, start, end, frame)
                break
    return list(taken.values())


def _keys(uid: str, event: Any, start: Any, single: bool) -> Iterator[str]:
    """By the day it was first meant for, so that it is known again when it has been moved.

    Not by the hour: a series that begins an hour later is the same one.
    """
    if single:
        yield uid
        return
    meant = event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else start
    yield f"{uid}/{day_of(meant)}"
    yield f"{uid}/{day_of(start)}"
    yield f"{uid}/{start.isoformat()}"


def _occurrence(
    known: tuple[str, str], event: Any, start: Any, end: tuple[date, time | None], frame: Frame
) -> Occurrence:
    status = str(event.get("STATUS", "")).upper()
    return Occurrence(
        uid=known[0],
        key=known[1],
        sequence=sequence(event),
        cancelled=frame.cancels or status == "CANCELLED",
        day=day_of(start),
        starts=_clock(start),
        end_day=end[0],
        ends=end[1],
        title=one_line(event.get("SUMMARY", ""), 120),
        place=one_line(event.get("LOCATION", ""), 200),
        link=link_of(event),
        agenda=lines_of(event.get("DESCRIPTION", ""), 3000),
    )


def _placed(at: date, frame: Frame) -> date:
    """The moment on the centre's clock; a day as it is."""
    if isinstance(at, datetime):
        local = at.replace(tzinfo=frame.zone) if at.tzinfo is None else at.astimezone(frame.zone)
        return local.replace(second=0, microsecond=0)
    return at


def _end(event: Any, frame: Frame) -> tuple[date, time | None]:
    """The last day and the time it ends; a whole day's end is the day after in iCalendar."""
    start = event["DTSTART"].dt
    given = event["DTEND"].dt if "DTEND" in event else None
    if given is None and "DURATION" in event:
        given = start + event["DURATION"].dt
    begins = _placed(start, frame)
    if not isinstance(start, datetime):
        last = day_of(given) - timedelta(days=1) if given is not None else begins
        return max(last, begins), None
    if not isinstance(given, datetime):
        return day_of(begins), None
    ends = _placed(given, frame)
    if not isinstance(ends, datetime) or not isinstance(begins, datetime) or ends <= begins:
        return day_of(begins), None
    return ends.date(), _clock(ends)


def _over(end: tuple[date, time | None], frame: Frame) -> bool:
    now = frame.now.astimezone(frame.zone)
    return end[0] < now.date() or (end[0] == now.date() and (end[1] or time.max) <= now.time())


def sequence(event: Any) -> int:
    """How often the event was changed, as its calendar counts."""
    try:
        return max(0, min(int(event.get("SEQUENCE", 0)), 2**31 - 1))
    except (TypeError, ValueError):
        return 0


def day_of(at: Any) -> date:
    """The day of a moment or of a day."""
    return at.date() if isinstance(at, datetime) else at


def _clock(at: Any) -> time | None:
    return at.time() if isinstance(at, datetime) else None
