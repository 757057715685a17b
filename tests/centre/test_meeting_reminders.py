"""When a meeting is heard of: on working mornings, before it, once a day, and never at night."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.centre.lifecycle import Due
from bot.centre.meetings import (
    AFTER,
    EVE,
    OWN,
    PACK,
    ROOM,
    begins_at,
    decent,
    ends_at,
    first_day,
    reminders,
    too_late,
)
from bot.centre.worktime import WorkCalendar

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CENTRE = WorkCalendar()
OTHERS = (
    WorkCalendar(opens=time(9, 30), closes=time(16, 15), weekdays=(0, 2, 3)),
    WorkCalendar(opens=time(6), closes=time(8, 30)),
    WorkCalendar(opens=time(7), closes=time(19), zone="America/New_York", country="US"),
)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class AMeeting:
    """What the rules need of a meeting."""

    id: int | None = 7
    status: str = "planned"
    day: date = date(2026, 5, 19)
    starts: time | None = time(13)
    end_day: date = date(2026, 5, 19)
    ends: time | None = time(16)
    zone: str = "Europe/Stockholm"
    remind: list[int] = field(default_factory=lambda: [14, 3])
    remind_eve: bool = True


def on(day: str, starts: str = "13:00", ends: str = "16:00") -> AMeeting:
    """A meeting on one day; without times it lasts the whole of it."""
    that = date.fromisoformat(day)
    clocks = [time.fromisoformat(text) if text else None for text in (starts, ends)]
    return AMeeting(day=that, end_day=that, starts=clocks[0], ends=clocks[1])


def planned(meeting: AMeeting, since: datetime = LONG_AGO, *, partners: bool = False) -> list[str]:
    """What comes due, in order, as "meeting-room 2026-05-05 09:00" on Stockholm's clock."""
    found = reminders(meeting, CENTRE, since, partners=partners)
    by_time = sorted(found, key=lambda due: (due.at, due.kind))
    return [f"{due.kind} {due.at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}" for due in by_time]


def at(text: str) -> datetime:
    """A Stockholm clock time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def test_an_ordinary_meeting_on_a_tuesday() -> None:
    assert planned(on("2026-05-19")) == [
        "meeting-room 2026-05-05 09:00",
        "meeting-room 2026-05-15 09:00",  # the 16th is a Saturday
        "meeting-eve 2026-05-18 09:00",
        "meeting-own 2026-05-19 07:00",
        "meeting-after 2026-05-20 09:00",
    ]


def test_three_days_before_a_monday_is_the_eve_and_said_once() -> None:
    assert planned(on("2026-05-11"))[1:3] == [
        "meeting-eve 2026-05-08 09:00",
        "meeting-own 2026-05-11 07:00",
    ]


def test_without_the_eve_the_third_day_before_a_monday_is_a_room_reminder() -> None:
    assert "meeting-room 2026-05-08 09:00" in planned(replace(on("2026-05-11"), remind_eve=False))


def test_around_midsummer_christmas_and_easter() -> None:
    assert planned(on("2026-06-22"))[-4:] == [
        "meeting-room 2026-06-08 09:00",
        "meeting-eve 2026-06-18 09:00",  # Midsummer Eve is a Friday, the 19th
        "meeting-own 2026-06-22 07:00",
        "meeting-after 2026-06-23 09:00",
    ]
    assert planned(on("2026-12-28"))[-3:] == [
        "meeting-eve 2026-12-23 09:00",
        "meeting-own 2026-12-28 07:00",
        "meeting-after 2026-12-29 09:00",
    ]
    assert planned(on("2026-12-23"))[-1] == "meeting-after 2026-12-28 09:00"
    assert planned(on("2026-04-07"))[-3] == "meeting-eve 2026-04-02 09:00"


def test_both_clock_changes_leave_the_hours_as_they_are() -> None:
    assert planned(on("2026-03-30"))[-3:] == [
        "meeting-eve 2026-03-27 09:00",
        "meeting-own 2026-03-30 07:00",
        "meeting-after 2026-03-31 09:00",
    ]
    own = [due for due in reminders(on("2026-03-29"), CENTRE, LONG_AGO) if due.kind == OWN]
    assert own[0].at == datetime(2026, 3, 29, 5, tzinfo=UTC)
    own = [due for due in reminders(on("2026-10-25"), CENTRE, LONG_AGO) if due.kind == OWN]
    assert own[0].at == datetime(2026, 10, 25, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "own"),
    [
        ("13:00", "2026-05-19 07:00"),
        ("08:00", "2026-05-19 07:00"),
        ("07:30", "2026-05-19 06:30"),
        ("07:00", "2026-05-19 06:00"),
        ("06:15", "2026-05-19 06:00"),
        ("06:00", "2026-05-18 09:00"),
        ("00:30", "2026-05-18 09:00"),
        ("", "2026-05-19 07:00"),
    ],
)
def test_ones_own_reminder_comes_that_morning_and_never_at_night(starts: str, own: str) -> None:
    assert f"meeting-own {own}" in planned(on("2026-05-19", starts, ""))


def test_a_meeting_added_late_is_not_reminded_of_what_is_past() -> None:
    two_days_before = at("2026-05-17T20:00")
    assert planned(on("2026-05-19"), two_days_before) == [
        "meeting-eve 2026-05-18 09:00",
        "meeting-own 2026-05-19 07:00",
        "meeting-after 2026-05-20 09:00",
    ]
    assert planned(on("2026-05-19"), at("2026-05-18T09:00")) == [
        "meeting-own 2026-05-19 07:00",
        "meeting-after 2026-05-20 09:00",
    ]


def test_a_cancelled_meeting_is_not_heard_of() -> None:
    assert not planned(replace(on("2026-05-19"), status="cancelled"))


def test_the_partners_own_has_its_pack_and_no_companies_to_ask_about() -> None:
    kinds = Counter(line.split()[0] for line in planned(on("2026-05-19"), partners=True))
    assert kinds == {ROOM: 2, EVE: 1, OWN: 1, PACK: 1}
    pack = [due.at for due in reminders(on("2026-05-19"), CENTRE, LONG_AGO, partners=True)]
    assert at("2026-05-18T09:00") in pack


def test_a_meeting_of_several_days_is_asked_about_after_the_last() -> None:
    fair = replace(on("2026-11-19", "", ""), end_day=date(2026, 11, 22))
    assert planned(fair)[-1] == "meeting-after 2026-11-23 09:00"
    assert planned(fair)[-2] == "meeting-own 2026-11-19 07:00"


def test_a_meeting_on_the_other_side_of_the_world() -> None:
    evening = replace(on("2026-05-19", "19:00", "21:00"), zone="America/New_York")
    assert planned(evening)[-2:] == [
        "meeting-own 2026-05-19 09:00",  # 01:00 on the 20th in Stockholm: said on the 19th
        "meeting-after 2026-05-20 09:00",
    ]


def test_when_it_is_too_late_to_be_reminded() -> None:
    meeting = on("2026-05-19")
    assert not too_late(meeting, at("2026-05-19T12:59"))
    assert too_late(meeting, at("2026-05-19T13:00"))
    whole = on("2026-05-19", "", "")
    assert not too_late(whole, at("2026-05-19T16:59"))
    assert too_late(whole, at("2026-05-20T00:00"))
    assert begins_at(whole) == at("2026-05-19T00:00")
    assert ends_at(whole) == at("2026-05-20T00:00")


def test_nobody_is_written_to_at_night() -> None:
    assert decent(CENTRE, at("2026-05-19T06:00"))
    assert not decent(CENTRE, at("2026-05-19T05:59"))
    assert not decent(CENTRE, at("2026-05-19T17:00"))


days = st.dates(date(2025, 12, 1), date(2028, 2, 1))
clocks = st.times().map(lambda clock: clock.replace(microsecond=0))


@st.composite
def meetings(draw: st.DrawFn) -> AMeeting:
    """Any meeting: whole days or hours, one day or several, in three zones."""
    day = draw(days)
    end_day = day + timedelta(days=draw(st.integers(0, 4)))
    whole = draw(st.booleans())
    starts = None if whole else draw(clocks)
    ends = None if whole else draw(clocks)
    if starts and ends and end_day == day and ends < starts:
        starts, ends = ends, starts
    return AMeeting(
        day=day,
        end_day=end_day,
        starts=starts,
        ends=ends,
        zone=draw(st.sampled_from(["Europe/Stockholm", "America/New_York", "Asia/Tokyo"])),
        remind=draw(st.lists(st.integers(0, 90), max_size=4)),
        remind_eve=draw(st.booleans()),
    )


calendars = st.sampled_from((CENTRE, *OTHERS))
midsummer = AMeeting(day=date(2026, 6, 22), end_day=date(2026, 6, 22))
christmas = AMeeting(day=date(2026, 12, 28), end_day=date(2026, 12, 28), starts=None, ends=None)
spring = AMeeting(day=date(2026, 3, 29), end_day=date(2026, 3, 29), starts=time(2, 30))
autumn = AMeeting(day=date(2026, 10, 25), end_day=date(2026, 10, 25), starts=time(2, 30))


@given(meetings(), calendars, st.booleans())
@example(midsummer, CENTRE, False)
@example(christmas, CENTRE, True)
@example(spring, CENTRE, False)
@example(autumn, CENTRE, False)
def test_rooms_hear_on_working_mornings_before_it_and_once_a_day(
    meeting: AMeeting, calendar: WorkCalendar, partners: bool
) -> None:
    found = reminders(meeting, calendar, LONG_AGO, partners=partners)
    rooms = [due for due in found if due.kind in (ROOM, EVE)]
    for due in rooms:
        assert calendar.is_open(due.at)
        assert calendar.local(due.at).date() < first_day(meeting, calendar)
    told_on = Counter(calendar.local(due.at).date() for due in rooms)
    assert all(times == 1 for times in told_on.values())
    assert bool(rooms) == (meeting.remind_eve or any(n > 0 for n in meeting.remind))


@given(meetings(), calendars)
@example(spring, CENTRE)
@example(autumn, CENTRE)
def test_ones_own_comes_before_it_begins_and_by_day(
    meeting: AMeeting, calendar: WorkCalendar
) -> None:
    own = [due for due in reminders(meeting, calendar, LONG_AGO) if due.kind == OWN]
    assert len(own) == 1
    assert not too_late(meeting, own[0].at)
    assert time(6) <= calendar.local(own[0].at).time() <= time(9, 30)
    same_day = calendar.local(own[0].at).date() == first_day(meeting, calendar)
    assert same_day or calendar.is_open(own[0].at)


@given(meetings(), calendars)
def test_the_day_after_is_the_first_working_morning_once_it_is_over(
    meeting: AMeeting, calendar: WorkCalendar
) -> None:
    after = [due for due in reminders(meeting, calendar, LONG_AGO) if due.kind == AFTER]
    assert len(after) == 1
    assert after[0].at >= ends_at(meeting)
    assert calendar.is_open(after[0].at)
    day, morning_after = meeting.end_day + timedelta(days=1), calendar.local(after[0].at).date()
    between = (day + timedelta(days=n) for n in range((morning_after - day).days))
    assert sum(calendar.is_working_day(d) for d in between) <= 1, "more than a zone's lag late"


@given(meetings(), calendars, st.datetimes(timezones=st.just(UTC)))
def test_late_additions_lose_only_what_is_past(
    meeting: AMeeting, calendar: WorkCalendar, since: datetime
) -> None:
    every = reminders(meeting, calendar, LONG_AGO)
    assert reminders(meeting, calendar, since) == {due for due in every if due.at > since}


@given(meetings(), days, calendars)
def test_a_move_leaves_nothing_of_the_old_days(
    meeting: AMeeting, day: date, calendar: WorkCalendar
) -> None:
    moved = replace(meeting, day=day, end_day=day + (meeting.end_day - meeting.day))
    apart = moved.day - meeting.day

    def shifted(due: Due) -> tuple[str, date]:
        return due.kind, calendar.local(due.at).date()

    before = {shifted(due) for due in reminders(meeting, calendar, LONG_AGO)}
    after = {shifted(due) for due in reminders(moved, calendar, LONG_AGO)}
    own = {(kind, on) for kind, on in before if kind == OWN}
    if abs(apart) > timedelta(days=14):
        assert not own & after, "the morning of the old day is still planned"
