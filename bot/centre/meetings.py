"""When a meeting is heard of: its reminders as data, from its own days and the working calendar.

Like a case's reminders (`lifecycle.py`) they are derived and never kept apart from what they
follow from: a meeting that is moved or cancelled has other reminders at once, and the old ones
are no longer among them. Days and times of a meeting are local to its zone; what is planned here
are instants (UTC) on the centre's own clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.centre.lifecycle import MORNING, Due
from bot.centre.worktime import WorkCalendar

ROOM, EVE, OWN, AFTER, PACK = (
    "meeting-room",
    "meeting-eve",
    "meeting-own",
    "meeting-after",
    "meeting-pack",
)
"""Kinds of reminders: to the rooms days before and on the eve; to each who comes on the morning;
to each organisation the day after; and the meeting pack, on the eve of the partners' own."""

OWN_AT = time(7)
EARLY_START = time(8)
"""A meeting that begins before this has its own reminder an hour before it begins."""
NEVER_BEFORE = time(6)
BEFORE_START = timedelta(hours=1)


class MeetingFacts(Protocol):
    """What the rules need to know of a meeting."""

    id: int | None
    status: str
    day: date
    starts: time | None
    end_day: date
    ends: time | None
    zone: str
    remind: list[int]
    remind_eve: bool


def reminders(
    meeting: MeetingFacts, calendar: WorkCalendar, since: datetime, *, partners: bool = False
) -> frozenset[Due]:
    """Everything that must come due for a meeting that has stood like this since an instant.

    What was due by then is not among them: a meeting that is added late, or moved close, is not
    reminded of as if it had been known before. `partners` is for their own recurring meeting,
    which has a meeting pack, and no companies to ask about afterwards.
    """
    if meeting.status != "planned":
        return frozenset()
    return frozenset(due for due in _all(meeting, calendar, partners) if due.at > since)


def _all(meeting: MeetingFacts, calendar: WorkCalendar, partners: bool) -> Iterator[Due]:
    subject = f"meeting:{meeting.id}"
    first = first_day(meeting, calendar)
    eve = calendar.working_day_before(first)
    days = {_working_day(calendar, first - timedelta(days=n)) for n in meeting.remind if n > 0}
    for day in days - ({eve} if meeting.remind_eve else set()):
        yield Due(ROOM, subject, morning(calendar, day))
    if meeting.remind_eve:
        yield Due(EVE, subject, morning(calendar, eve))
    yield Due(OWN, subject, _own(meeting, calendar, first))
    if partners:
        yield Due(PACK, subject, morning(calendar, eve))
    else:
        yield Due(AFTER, subject, _after(meeting, calendar))


def _own(meeting: MeetingFacts, calendar: WorkCalendar, first: date) -> datetime:
    """On the morning itself; of a meeting that begins in the night, the working day before.

    Also on a Saturday: who said yes to a fair wants to be reminded of it on the morning of it.
    """
    if meeting.starts is None:
        return _clock(calendar, first, OWN_AT)
    begins = begins_at(meeting)
    if begins <= _clock(calendar, first, NEVER_BEFORE):
        return morning(calendar, calendar.working_day_before(first))
    if begins < _clock(calendar, first, EARLY_START):
        return max(begins - BEFORE_START, _clock(calendar, first, NEVER_BEFORE))
    return _clock(calendar, first, OWN_AT)


def _after(meeting: MeetingFacts, calendar: WorkCalendar) -> datetime:
    """The first working morning after its last day, and after it is over also where it is held."""
    day = calendar.working_day_after(max(meeting.day, meeting.end_day))
    while morning(calendar, day) < ends_at(meeting):
        day = calendar.working_day_after(day)
    return morning(calendar, day)


def first_day(meeting: MeetingFacts, calendar: WorkCalendar) -> date:
    """The day on which it begins, by the centre's own clock; a whole day is the same anywhere."""
    return meeting.day if meeting.starts is None else calendar.local(begins_at(meeting)).date()


def begins_at(meeting: MeetingFacts) -> datetime:
    """The instant at which a meeting begins; of one that lasts whole days, its first midnight."""
    return _instant(meeting, meeting.day, meeting.starts or time())


def ends_at(meeting: MeetingFacts) -> datetime:
    """The instant at which a meeting is over; of one without a closing time, the midnight after."""
    if meeting.ends is None:
        return _instant(meeting, meeting.end_day + timedelta(days=1), time())
    return _instant(meeting, meeting.end_day, meeting.ends)


def too_late(meeting: MeetingFacts, now: datetime) -> bool:
    """Whether nobody needs a reminder any more: it has begun, or its first whole day is over."""
    if meeting.starts is None:
        return now >= _instant(meeting, meeting.day + timedelta(days=1), time())
    return now >= begins_at(meeting)


def decent(calendar: WorkCalendar, now: datetime) -> bool:
    """Whether a person may be written to about their own meeting: never at night."""
    clock = calendar.local(now).time()
    return NEVER_BEFORE <= clock < calendar.closes


def morning(calendar: WorkCalendar, day: date) -> datetime:
    """Nine o'clock on a working day, or its opening where the centre is not open then."""
    open_at_nine = calendar.opens <= MORNING < calendar.closes
    return _clock(calendar, day, MORNING if open_at_nine else calendar.opens)


def _working_day(calendar: WorkCalendar, day: date) -> date:
    return day if calendar.is_working_day(day) else calendar.working_day_before(day)


def _clock(calendar: WorkCalendar, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, calendar.tz).astimezone(UTC)


def _instant(meeting: MeetingFacts, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(meeting.zone)).astimezone(UTC)
