"""The working calendar: Swedish holidays, both clock changes, and nothing outside open hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.centre.worktime import WorkCalendar

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CENTRE = WorkCalendar()
OTHERS = (
    WorkCalendar(opens=time(9, 30), closes=time(16, 15), weekdays=(0, 2, 3)),
    WorkCalendar(opens=time(7), closes=time(19), zone="America/New_York", country="US"),
    WorkCalendar(weekdays=(0, 1, 2, 3, 4, 5, 6), zone="Australia/Sydney", country="AU"),
)
calendars = st.sampled_from((CENTRE, *OTHERS))
instants = st.datetimes(
    datetime.fromisoformat("2025-01-01"),
    datetime.fromisoformat("2031-12-31"),
    timezones=st.just(UTC),
)
minutes = st.integers(0, 60 * 9 * 40)


def at(text: str) -> datetime:
    """A Stockholm clock time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-01-01", "New Year's Day"),
        ("2026-01-06", "Epiphany"),
        ("2026-04-03", "Good Friday"),
        ("2026-04-06", "Easter Monday"),
        ("2026-05-01", "May Day"),
        ("2026-05-14", "Ascension"),
        ("2025-06-06", "National Day on a Friday"),
        ("2026-06-19", "Midsummer Eve"),
        ("2026-12-24", "Christmas Eve"),
        ("2026-12-25", "Christmas Day"),
        ("2026-12-31", "New Year's Eve"),
        ("2026-05-17", "an ordinary Sunday"),
        ("2026-05-16", "a Saturday"),
    ],
)
def test_closed_days(day: str, why: str) -> None:
    assert not CENTRE.is_working_day(date.fromisoformat(day)), why


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-01-05", "Twelfth Night is half a day by habit, not closed"),
        ("2026-04-02", "Maundy Thursday"),
        ("2026-04-30", "Walpurgis Night"),
        ("2026-05-15", "the bridge day after Ascension"),
        ("2026-12-23", "the day before Christmas Eve"),
        ("2026-12-30", "the day before New Year's Eve"),
        ("2026-10-30", "the Friday before All Saints' Day"),
    ],
)
def test_open_days_near_holidays(day: str, why: str) -> None:
    assert CENTRE.is_working_day(date.fromisoformat(day)), why


def test_weekdays_and_extra_days_are_the_centres_own() -> None:
    calendar = replace(CENTRE, weekdays=(6,), extra_closed=(date(2026, 5, 17),))
    assert not calendar.is_working_day(date(2026, 5, 17))
    assert calendar.is_working_day(date(2026, 5, 24 - 14))
    assert not calendar.is_working_day(date(2026, 5, 18))
    assert not calendar.is_working_day(date(2026, 5, 24)), "Pentecost is a holiday by law"


def test_open_from_the_first_moment_and_closed_at_closing_time() -> None:
    assert CENTRE.is_open(at("2026-05-18 08:00"))
    assert CENTRE.is_open(at("2026-05-18 16:59:59.999999"))
    assert not CENTRE.is_open(at("2026-05-18 17:00"))
    assert not CENTRE.is_open(at("2026-05-18 07:59"))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2026-05-18 10:15", "2026-05-18 10:15"),
        ("2026-05-18 06:00", "2026-05-18 08:00"),
        ("2026-05-18 17:00", "2026-05-19 08:00"),
        ("2026-05-15 18:00", "2026-05-18 08:00"),
        ("2026-06-18 17:00", "2026-06-22 08:00"),
        ("2026-12-23 23:00", "2026-12-28 08:00"),
        ("2025-12-31 10:00", "2026-01-02 08:00"),
    ],
)
def test_next_opening(asked: str, expected: str) -> None:
    assert CENTRE.next_opening(at(asked)) == at(expected)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-05-18 09:00", 4, "2026-05-18 13:00"),
        ("2026-05-18 12:59", 4, "2026-05-18 16:59"),
        ("2026-05-18 13:00", 4, "2026-05-19 08:00"),
        ("2026-05-18 15:30", 4, "2026-05-19 10:30"),
        ("2026-05-15 16:00", 4, "2026-05-18 11:00"),
        ("2026-05-16 12:00", 4, "2026-05-18 12:00"),
        ("2026-05-18 03:00", 0.5, "2026-05-18 08:30"),
        ("2026-05-18 08:00", 9, "2026-05-19 08:00"),
        ("2026-05-18 08:00", 18.25, "2026-05-20 08:15"),
        ("2026-06-18 15:00", 4, "2026-06-22 10:00"),
        ("2026-12-23 15:00", 4, "2026-12-28 10:00"),
        ("2026-12-30 16:00", 4, "2027-01-04 11:00"),
    ],
)
def test_working_hours_later(start: str, hours: float, expected: str) -> None:
    assert CENTRE.add_hours(at(start), hours) == at(expected)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-03-27 15:00", 4, "2026-03-30 10:00"),
        ("2026-10-23 15:00", 4, "2026-10-26 10:00"),
    ],
)
def test_a_clock_change_over_the_weekend_costs_no_working_hour(
    start: str, hours: float, expected: str
) -> None:
    assert CENTRE.add_hours(at(start), hours) == at(expected)
    assert CENTRE.add_days(at(start), 1) == at(expected) + timedelta(hours=5)
    apart = CENTRE.add_days(at(start), 1) - at(start).astimezone(UTC)
    assert apart in {timedelta(hours=71), timedelta(hours=73)}


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_night_shift_on_the_day_of_a_clock_change_counts_real_hours(day: date) -> None:
    calendar = replace(CENTRE, opens=time(0), closes=time(8), weekdays=(6,))
    start = datetime.combine(day, time(1), STOCKHOLM)
    later = calendar.add_hours(start, 4)
    assert later - start.astimezone(UTC) == timedelta(hours=4)
    assert calendar.is_open(later)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-05-18 10:15", 0, "2026-05-18 10:15"),
        ("2026-05-18 10:15", 1, "2026-05-19 10:15"),
        ("2026-05-15 10:15", 1, "2026-05-18 10:15"),
        ("2026-05-16 12:00", 1, "2026-05-19 08:00"),
        ("2026-05-15 17:00", 1, "2026-05-19 08:00"),
        ("2026-05-18 05:00", 1, "2026-05-19 08:00"),
        ("2026-06-18 16:30", 1, "2026-06-22 16:30"),
        ("2026-12-23 11:00", 3, "2026-12-30 11:00"),
        ("2026-12-23 11:00", 4, "2027-01-04 11:00"),
    ],
)
def test_working_days_later(start: str, days: int, expected: str) -> None:
    assert CENTRE.add_days(at(start), days) == at(expected)


@pytest.mark.parametrize(
    ("opened", "deadline"),
    [
        ("2026-05-18 14:20", "2026-05-19 14:20"),
        ("2026-05-15 14:20", "2026-05-18 14:20"),
        ("2026-05-15 20:00", "2026-05-19 08:00"),
        ("2026-05-17 11:00", "2026-05-19 08:00"),
        ("2026-06-18 09:00", "2026-06-22 09:00"),
        ("2026-12-24 09:00", "2026-12-29 08:00"),
    ],
)
def test_meter_deadline_is_the_same_clock_time_next_working_day(opened: str, deadline: str) -> None:
    assert CENTRE.meter_deadline(at(opened)) == at(deadline)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-05-18 08:30", "2026-05-19 09:00"),
        ("2026-05-18 23:30", "2026-05-19 09:00"),
        ("2026-05-19 00:30", "2026-05-20 09:00"),
        ("2026-05-15 16:00", "2026-05-18 09:00"),
        ("2026-05-17 10:00", "2026-05-18 09:00"),
        ("2026-06-18 10:00", "2026-06-22 09:00"),
    ],
)
def test_next_morning(start: str, expected: str) -> None:
    assert CENTRE.next_morning(at(start)) == at(expected)


def test_a_morning_before_opening_waits_for_opening() -> None:
    late = replace(CENTRE, opens=time(10))
    assert late.next_morning(at("2026-05-18 12:00")) == at("2026-05-19 10:00")


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2026-05-18", time(8, 30), "2026-05-18 08:30"),
        ("2026-05-16", time(8, 30), "2026-05-18 08:30"),
        ("2026-12-24", time(15), "2026-12-28 15:00"),
        ("2026-05-18", time(6), "2026-05-18 08:00"),
        ("2026-05-18", time(17), "2026-05-19 08:00"),
    ],
)
def test_on_day(day: str, clock: time, expected: str) -> None:
    assert CENTRE.on_day(date.fromisoformat(day), clock) == at(expected)


def test_working_days_before_and_after() -> None:
    assert CENTRE.working_day_before(date(2026, 6, 22)) == date(2026, 6, 18)
    assert CENTRE.working_day_before(date(2027, 1, 4)) == date(2026, 12, 30)
    assert CENTRE.working_day_before(date(2026, 5, 20)) == date(2026, 5, 19)
    assert CENTRE.working_day_after(date(2026, 12, 30)) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("earlier", "later", "days"),
    [
        ("2026-05-18 10:00", "2026-05-18 16:00", 0),
        ("2026-05-18 10:00", "2026-05-19 09:59", 0),
        ("2026-05-18 10:00", "2026-05-19 10:00", 1),
        ("2026-05-15 10:00", "2026-05-17 23:00", 0),
        ("2026-05-15 10:00", "2026-05-25 10:00", 6),
        ("2026-12-23 10:00", "2027-01-04 10:00", 4),
        ("2026-05-19 10:00", "2026-05-18 10:00", 0),
    ],
)
def test_whole_working_days_between(earlier: str, later: str, days: int) -> None:
    assert CENTRE.days_between(at(earlier), at(later)) == days


def test_results_are_in_utc() -> None:
    start = at("2026-05-18 10:00")
    for result in (
        CENTRE.next_opening(start),
        CENTRE.add_hours(start, 1),
        CENTRE.add_days(start, 1),
        CENTRE.next_morning(start),
        CENTRE.on_day(start.date()),
    ):
        assert result.tzinfo is UTC


@given(calendars, instants, minutes)
def test_working_hours_end_while_open_and_not_before_they_began(
    calendar: WorkCalendar, start: datetime, amount: int
) -> None:
    later = calendar.add_hours(start, amount / 60)
    assert calendar.is_open(later)
    assert later >= start


@given(calendars, instants, st.integers(0, 600), st.integers(0, 600))
def test_working_hours_add_up(
    calendar: WorkCalendar, start: datetime, first: int, second: int
) -> None:
    in_two_steps = calendar.add_hours(calendar.add_hours(start, first / 60), second / 60)
    difference = in_two_steps - calendar.add_hours(start, (first + second) / 60)
    assert abs(difference) <= timedelta(microseconds=2)


@given(calendars, instants, st.integers(0, 120))
def test_working_days_end_while_open_and_agree_with_their_count(
    calendar: WorkCalendar, start: datetime, days: int
) -> None:
    later = calendar.add_days(start, days)
    assert calendar.is_open(later)
    assert calendar.days_between(start, later) == days
    assert calendar.days_between(start, later - timedelta(microseconds=1)) == max(0, days - 1)


@given(calendars, instants, instants, minutes, st.integers(0, 60))
def test_who_starts_later_ends_no_earlier(
    calendar: WorkCalendar, one: datetime, other: datetime, amount: int, days: int
) -> None:
    first, second = sorted((one, other))
    assert calendar.next_opening(first) <= calendar.next_opening(second)
    assert calendar.add_hours(first, amount / 60) <= calendar.add_hours(second, amount / 60)
    assert calendar.add_days(first, days) <= calendar.add_days(second, days)
    assert calendar.next_morning(first) <= calendar.next_morning(second)


@given(calendars, instants, st.times())
def test_mornings_and_days_land_while_open(
    calendar: WorkCalendar, start: datetime, clock: time
) -> None:
    morning = calendar.next_morning(start, clock)
    assert calendar.is_open(morning)
    assert calendar.local(morning).date() > calendar.local(start).date()
    day = calendar.on_day(start.date(), clock)
    assert calendar.is_open(day)
    assert calendar.local(day).date() >= start.date()


@given(calendars, st.dates(date(2025, 1, 1), date(2031, 12, 31)))
def test_the_day_before_and_the_day_after_are_neighbours(calendar: WorkCalendar, day: date) -> None:
    before, after = calendar.working_day_before(day), calendar.working_day_after(day)
    assert before < day < after
    between = [
        before + timedelta(days=n)
        for n in range(1, (after - before).days)
        if calendar.is_working_day(before + timedelta(days=n))
    ]
    assert between == ([day] if calendar.is_working_day(day) else [])


def test_a_calendar_is_made_of_the_centres_hours() -> None:
    hours = SimpleNamespace(
        opens=time(9),
        closes=time(15),
        zone="Europe/Berlin",
        country="DE",
        subdivision="BY",
        extra_closed=(date(2026, 5, 18),),
        weekdays=(0, 1),
    )
    calendar = WorkCalendar.of(hours)
    assert calendar == WorkCalendar(
        time(9), time(15), "Europe/Berlin", "DE", "BY", (date(2026, 5, 18),), (0, 1)
    )
    assert not calendar.is_working_day(date(2026, 1, 6)), "Epiphany is a holiday in Bavaria"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"opens": time(17), "closes": time(8)}, "closing must come later"),
        ({"weekdays": ()}, "one or more"),
        ({"weekdays": (7,)}, "0 \\(Monday\\) to 6"),
        ({"country": "ZZ"}, "No holidays are known"),
        ({"subdivision": "Skåne"}, "leave the part empty"),
    ],
)
def test_a_calendar_that_could_not_answer_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(CENTRE, **wrong)


def test_naive_instants_and_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CENTRE.is_open(datetime(2026, 5, 18, 10))
    with pytest.raises(ValueError, match="forward"):
        CENTRE.add_hours(at("2026-05-18 10:00"), -1)
    with pytest.raises(ValueError, match="forward"):
        CENTRE.add_days(at("2026-05-18 10:00"), -1)


def test_hours_between_counts_open_hours_only() -> None:
    calendar = WorkCalendar()
    friday = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    monday = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert calendar.hours_between(friday, monday) == 2.0
    assert calendar.hours_between(monday, friday) == 0.0
    assert calendar.hours_between(friday, friday + timedelta(minutes=30)) == 0.5


@given(at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)), hours=st.floats(0.25, 60))
def test_hours_between_undoes_add_hours(at: datetime, hours: float) -> None:
    calendar = WorkCalendar()
    start = calendar.next_opening(at.replace(tzinfo=UTC))
    passed = calendar.hours_between(start, calendar.add_hours(start, hours))
    assert abs(passed - hours) < 0.01
