"""The oracle's calendar against the facts of the two years, not against the code."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from tests.calendar_year import almanac


def test_each_clock_change_lies_on_the_last_sunday_of_its_month() -> None:
    for change in (at for summer in almanac.SUMMER for at in summer):
        assert change.weekday() == 6 and change.hour == 1
        assert (change + timedelta(days=7)).month != change.month


def test_the_wall_shows_two_a_clock_twice_in_autumn_and_never_in_spring() -> None:
    spring = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert almanac.here(spring).time() == time(1, 59)
    assert almanac.here(spring + timedelta(minutes=1)).time() == time(3)
    autumn = datetime(2027, 10, 31, tzinfo=UTC)
    clock = [almanac.here(autumn + timedelta(hours=n)).hour for n in range(3)]
    assert clock == [2, 2, 3]


def test_a_moment_on_the_wall_is_the_instant_it_was() -> None:
    for day in (date(2026, 3, 28), date(2026, 3, 30), date(2026, 10, 26), date(2027, 7, 1)):
        at = almanac.instant(day, time(9))
        assert almanac.here(at) == datetime.combine(day, time(9))


def test_midsummer_and_christmas_are_closed() -> None:
    assert almanac.day_after(date(2026, 6, 18)) == date(2026, 6, 22)
    assert almanac.day_after(date(2027, 6, 24)) == date(2027, 6, 28)
    assert almanac.day_before(date(2026, 12, 28)) == date(2026, 12, 23)
    assert almanac.day_after(date(2026, 12, 30)) == date(2027, 1, 4)


def test_working_time_stands_still_when_closed() -> None:
    friday = almanac.instant(date(2026, 6, 18), time(15, 30))
    assert almanac.hours_later(friday, 4) == almanac.instant(date(2026, 6, 22), time(10, 30))
    assert almanac.hours_later(friday, 1.5) == almanac.instant(date(2026, 6, 22), time(8))
    assert almanac.days_later(friday, 1) == almanac.instant(date(2026, 6, 22), time(15, 30))
    monday = almanac.instant(date(2026, 6, 22), time(10, 30))
    assert almanac.worked_between(friday, monday) == 4


def test_a_month_later_is_the_last_day_where_the_month_is_shorter() -> None:
    assert almanac.months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert almanac.months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert almanac.months_later(date(2026, 3, 14), 12) == date(2027, 3, 14)
