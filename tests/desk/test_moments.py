"""Days and times as people write them. Every `now` here is stated: a Friday, 10.00 local."""

from __future__ import annotations

import time as clock
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.centre.worktime import WorkCalendar
from bot.desk.asking_when import said, written
from bot.desk.moments import Unclear, When, read
from bot.texts import Lang, say

CALENDAR = WorkCalendar()
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def given(text: str, now: datetime = FRIDAY, lang: Lang = "sv") -> str:
    """What was read, on one line: "2027-05-19 09:00 > 12:00", or "past: ..." when unclear."""
    found = read(text, now, CALENDAR, lang)
    if found is None:
        return "nothing"
    return f"{found.why}: {line(found.guess)}" if isinstance(found, Unclear) else line(found)


def line(when: When) -> str:
    parts = [when.day.isoformat()]
    if when.starts is not None:
        parts.append(f"{when.starts:%H:%M}")
    if when.end_day != when.day or when.ends is not None:
        parts.append(">")
    if when.end_day != when.day:
        parts.append(when.end_day.isoformat())
    if when.ends is not None:
        parts.append(f"{when.ends:%H:%M}")
    return " ".join(parts)


CLEAR = {
    # days
    "19 maj": "2027-05-19",
    "19 May": "2027-05-19",
    "May 19": "2027-05-19",
    "19:e maj": "2027-05-19",
    "den 19 maj 2027": "2027-05-19",
    "the 19th of May": "2027-05-19",
    "May 19th, 2027": "2027-05-19",
    "onsdag 19 maj": "2027-05-19",
    "ons 19/5": "2027-05-19",
    "Wednesday, 19 May 2027": "2027-05-19",
    "19/5": "2027-05-19",
    "19/5/27": "2027-05-19",
    "19/5 2027": "2027-05-19",
    "19.5": "2027-05-19",
    "19.5.2027": "2027-05-19",
    "19-5-2027": "2027-05-19",
    "2027-05-19": "2027-05-19",
    "20270519": "2027-05-19",
    "tisdag": "2026-12-01",
    "på tisdag": "2026-12-01",
    "tis": "2026-12-01",
    "Tuesday": "2026-12-01",
    "måndag": "2026-11-30",
    "tisdag nästa vecka": "2026-12-01",
    "Tuesday next week": "2026-12-01",
    "tisdag v. 49": "2026-12-01",
    "tisdag vecka 21": "2027-05-25",
    "idag": "2026-11-27",
    "imorgon": "2026-11-28",
    "i morgon": "2026-11-28",
    "övermorgon": "2026-11-29",
    "i övermorgon": "2026-11-29",
    "today": "2026-11-27",
    "tomorrow": "2026-11-28",
    "the day after tomorrow": "2026-11-29",
    "om en vecka": "2026-12-04",
    "om två veckor": "2026-12-11",
    "om tre veckor": "2026-12-18",
    "om 14 dagar": "2026-12-11",
    "om fjorton dagar": "2026-12-11",
    "in two weeks": "2026-12-11",
    "in three days": "2026-11-30",
    "27 november": "2026-11-27",
    "1 januari": "2027-01-01",
    # with times
    "tisdag 14.30": "2026-12-01 14:30",
    "tisdag kl 14.30": "2026-12-01 14:30",
    "tisdag kl. 14:30": "2026-12-01 14:30",
    "tisdag klockan 14": "2026-12-01 14:00",
    "Tuesday 14:30": "2026-12-01 14:30",
    "Tuesday at 2:30 pm": "2026-12-01 14:30",
    "Tuesday 2.30pm": "2026-12-01 14:30",
    "Tuesday 9 a.m.": "2026-12-01 09:00",
    "tisdag kl 2 em": "2026-12-01 14:00",
    "tisdag 9 fm": "2026-12-01 09:00",
    "Tuesday 12 pm": "2026-12-01 12:00",
    "2027-05-19 9-12": "2027-05-19 09:00 > 12:00",
    "2027-05-19T09:00": "2027-05-19 09:00",
    "19 maj 9-12": "2027-05-19 09:00 > 12:00",
    "19 maj, 14.30–16.00": "2027-05-19 14:30 > 16:00",
    "19 maj kl. 9–12.15": "2027-05-19 09:00 > 12:15",
    "9-12 19 maj": "2027-05-19 09:00 > 12:00",
    "kl 9 19 maj": "2027-05-19 09:00",
    "19/5 kl 13": "2027-05-19 13:00",
    "måndag 0930-1100": "2026-11-30 09:30 > 11:00",
    "mellan 9 och 12 på tisdag": "2026-12-01 09:00 > 12:00",
    "tisdag från kl 9 till kl 12": "2026-12-01 09:00 > 12:00",
    "Tuesday between 9 and 12": "2026-12-01 09:00 > 12:00",
    "Tuesday 2-4 pm": "2026-12-01 14:00 > 16:00",
    "Tuesday 10-2 pm": "2026-12-01 10:00 > 14:00",
    "tomorrow 9am to 11am": "2026-11-28 09:00 > 11:00",
    "imorgon kl 9": "2026-11-28 09:00",
    "idag kl 13": "2026-11-27 13:00",
    "om 3 dagar kl 13": "2026-11-30 13:00",
    "måndag 9": "2026-11-30 09:00",
    "19 maj 22-02": "2027-05-19 22:00 > 2027-05-20 02:00",
    "30 nov 18-24": "2026-11-30 18:00 > 2026-12-01 00:00",
    # several days
    "19-20 maj": "2027-05-19 > 2027-05-20",
    "19–20 maj 2027": "2027-05-19 > 2027-05-20",
    "19 till 20 maj": "2027-05-19 > 2027-05-20",
    "May 19-20": "2027-05-19 > 2027-05-20",
    "May 19-20, 2027": "2027-05-19 > 2027-05-20",
    "19th to 20th May": "2027-05-19 > 2027-05-20",
    "19-20/5": "2027-05-19 > 2027-05-20",
    "19/5-20/5": "2027-05-19 > 2027-05-20",
    "30 april-2 maj": "2027-04-30 > 2027-05-02",
    "30 dec - 2 jan": "2026-12-30 > 2027-01-02",
    "2027-05-19 - 2027-05-20": "2027-05-19 > 2027-05-20",
    "mån-ons": "2026-11-30 > 2026-12-02",
    "Monday to Wednesday": "2026-11-30 > 2026-12-02",
    "19-20 maj 9-16": "2027-05-19 09:00 > 2027-05-20 16:00",
    "19 maj 9 - 20 maj 12": "2027-05-19 09:00 > 2027-05-20 12:00",
    "19 maj kl 9 till 20 maj kl 12": "2027-05-19 09:00 > 2027-05-20 12:00",
    "2027-05-19 09:00 - 2027-05-20 16:00": "2027-05-19 09:00 > 2027-05-20 16:00",
    "måndag kl 9 - tisdag kl 12": "2026-11-30 09:00 > 2026-12-01 12:00",
}

UNCLEAR = {
    # the very day, and what means different things to different people
    "fredag": "guess: 2026-12-04",
    "fredag 14.30": "guess: 2026-12-04 14:30",
    "Friday": "guess: 2026-12-04",
    "nästa fredag": "guess: 2026-12-04",
    "next Tuesday": "guess: 2026-12-01",
    "nästa vecka": "guess: 2026-11-30",
    "vecka 21": "guess: 2027-05-24",
    # past
    "2026-05-19 9-12": "past: 2026-05-19 09:00 > 12:00",
    "19 maj 2026": "past: 2026-05-19",
    "igår": "past: 2026-11-26",
    "yesterday": "past: 2026-11-26",
    "idag kl 8": "past: 2026-11-27 08:00",
    "idag 8-9": "past: 2026-11-27 08:00 > 09:00",
    # a year from now, though it was the other day
    "24 november": "guess: 2027-11-24",
    "24/11": "guess: 2027-11-24",
    # the weekday of another date
    "tisdag 19 maj 2027": "weekday: 2027-05-19",
    "tis 19/5": "weekday: 2027-05-19",
    "Tuesday 19 May": "weekday: 2027-05-19",
    "imorgon måndag": "weekday: 2026-11-28",
    # half said
    "maj": "guess: 2027-05-01",
    "May 2027": "guess: 2027-05-01",
    "19": "guess: 2026-12-19",
    "den 19:e": "guess: 2026-12-19",
    "14.30": "guess: 2026-11-27 14:30",
    "kl 9": "guess: 2026-11-28 09:00",
    "19.05": "guess: 2027-05-19",
    "9-12": "guess: 2026-11-28 09:00 > 12:00",
    # numbers in another order
    "5/19": "guess: 2027-05-19",
    "27-05-19": "guess: 2027-05-19",
    # the night, and ends that come before their beginning
    "tisdag kl 3": "guess: 2026-12-01 15:00",
    "Tuesday at 2:30": "guess: 2026-12-01 14:30",
    "19 maj 9-2": "guess: 2027-05-19 09:00 > 14:00",
    "19 maj 14-13": "guess: 2027-05-19 14:00",
    "19 maj 10-10": "guess: 2027-05-19 10:00",
    "20 maj 2027 - 19 maj 2027": "guess: 2027-05-20",
    # far, long
    "2035-05-19": "far: 2035-05-19",
    "1 jan - 31 dec 2027": "guess: 2027-01-01 > 2027-12-31",
    # a Friday the thirteenth that is near is a day as well as an hour
    "fredag 13": "guess: 2026-12-04 13:00",
    # words that were not understood are never passed over in silence
    "onsdag 19 maj 2027 i Borås": "guess: 2027-05-19",
    "19 maj halv tre": "guess: 2027-05-19",
    "19 maj 25.70": "guess: 2027-05-19",
    "tis-ons 19-20 maj": "guess: 2027-05-19 > 2027-05-20",
}

NOTHING = [
    "", "   ", "hej", "snart", "soon", "halv tre", "31 april", "31/4", "30 februari", "2027-02-30",
    "29 februari 2027", "2027-13-01", "0001-01-01", "9999-12-31", "0/0", "vecka 99", "-", "–––",
    "kl", "om 99999999 dagar", "?", "👍", "\x00", "'; DROP TABLE meeting; --", "<b>19</b",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CLEAR.items(), ids=list(CLEAR))
def test_clear(text: str, expected: str) -> None:
    assert given(text) == expected
    assert given(text.upper(), lang="en") == expected


@pytest.mark.parametrize(("text", "expected"), UNCLEAR.items(), ids=list(UNCLEAR))
def test_unclear_ones_give_their_best_guess(text: str, expected: str) -> None:
    assert given(text) == expected


@pytest.mark.parametrize("text", NOTHING[:-1])
def test_nothing_to_be_read(text: str) -> None:
    assert given(text) == "nothing"


def test_markup_is_never_taken_for_clear() -> None:
    assert given(NOTHING[-1]).startswith("guess:")


def test_a_year_ends_between_the_days() -> None:
    new_years_eve = datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert given("imorgon", new_years_eve) == "2027-01-01"
    assert given("2 jan", new_years_eve) == "2027-01-02"
    assert given("31 dec", new_years_eve) == "2026-12-31"
    assert given("30 dec", new_years_eve) == "guess: 2027-12-30"
    assert given("lör-sön", new_years_eve) == "2027-01-02 > 2027-01-03"
    assert given("tisdag v. 1", new_years_eve) == "2027-01-05"


def test_today_is_the_local_day() -> None:
    after_midnight_here = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    assert given("idag", after_midnight_here) == "2026-11-27"
    summer = datetime(2027, 6, 30, 22, 30, tzinfo=UTC)
    assert given("imorgon", summer) == "2027-07-02"


def test_times_that_summer_time_skips_are_asked_about() -> None:
    assert given("28 mars 2027 02:30") == "skipped: 2027-03-28 03:30"
    assert given("28 mars 2027 02:15-02:45") == "skipped: 2027-03-28 03:15 > 03:45"
    assert given("28 mars 2027 09:00") == "2027-03-28 09:00"


def test_times_that_come_twice_are_taken_as_written() -> None:
    assert given("31 oktober 2027 02:30") == "2027-10-31 02:30"


@pytest.mark.parametrize("day", ["2027-03-27", "2027-10-30"])
def test_tomorrow_is_tomorrow_when_the_clocks_change(day: str) -> None:
    evening = datetime.fromisoformat(f"{day}T21:30:00+00:00")
    following = CALENDAR.local(evening).date() + timedelta(days=1)
    assert given("imorgon kl 9", evening) == f"{following} 09:00"


def test_leap_days_are_found_however_far_they_lie() -> None:
    assert given("29/2", datetime(2028, 2, 1, tzinfo=UTC)) == "2028-02-29"
    assert given("29 februari", datetime(2027, 4, 1, tzinfo=UTC)) == "guess: 2028-02-29"
    assert given("29/2", datetime(2096, 3, 1, tzinfo=UTC)).startswith("far: 2104")


HOSTILE = [
    "9" * 100_000,
    "19 maj " * 20_000,
    "9-" * 50_000,
    "om " * 30_000 + "dagar",
    "kl kl kl " * 10_000,
    "\u202e19 maj" * 5_000,
    "i " * 40_000 + "morgon",
    "1.1" * 30_000,
    " " * 500_000 + "19 maj",
    "२०२७-०५-१९ " * 5_000,
    "ﬀ" * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_long_and_hostile_text_is_cut_and_answered_at_once(text: str) -> None:
    read("19 maj", FRIDAY, CALENDAR)  # the library is loaded before the clock is started
    before = clock.process_time()
    found = read(text, FRIDAY, CALENDAR)
    assert clock.process_time() - before < 0.25
    assert found is None or isinstance(found, Unclear)


@pytest.mark.parametrize("text", ["19 maj 9-12 " + "x" * n for n in (1, 80, 88, 89, 200)])
def test_what_follows_makes_it_a_guess(text: str) -> None:
    assert given(text) == "guess: 2027-05-19 09:00 > 12:00"


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("text", CLEAR)
def test_written_out_it_reads_back_the_same(text: str, lang: Lang) -> None:
    found = read(text, FRIDAY, CALENDAR)
    assert isinstance(found, When)
    assert read(written(found, lang), FRIDAY, CALENDAR, lang) == found


def test_said_in_both_languages() -> None:
    day, nine, noon = date(2027, 5, 19), time(9), time(12)
    later = date(2027, 5, 20)
    assert say(said(When(day, None, day, None)), "sv") == "onsdag 19 maj 2027"
    assert say(said(When(day, nine, day, None)), "sv") == "onsdag 19 maj 2027 kl.\u00a009.00"
    assert say(said(When(day, nine, day, noon)), "en") == "Wednesday 19 May 2027 at 09:00–12:00"
    assert (
        say(said(When(day, nine, later, noon)), "sv")
        == "onsdag 19 maj 2027 kl.\u00a009.00 till torsdag 20 maj 2027 kl.\u00a012.00"
    )
    assert (
        say(said(When(day, None, later, None)), "en")
        == "Wednesday 19 May 2027 to Thursday 20 May 2027"
    )
