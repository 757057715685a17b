"""iCalendar files read: seen from a Thursday in November 2026, on a clock in Stockholm."""

from __future__ import annotations

import time as clock
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.desk.calendar_reading import MOST, MOST_OF_ONE, Reading, read_calendar
from tests.desk.icalendar_files import at, calendar, event

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def read(text: str, now: datetime = NOW) -> Reading:
    return read_calendar(text, now, STOCKHOLM)


def days(reading: Reading) -> list[str]:
    """The occasions: "2027-05-19 09:00-10:00", in order."""
    lines = []
    for one in sorted(reading.occurrences, key=lambda one: one.day):
        start = f" {one.starts:%H:%M}" if one.starts else ""
        ends = f"-{one.ends:%H:%M}" if one.ends else ""
        last = f" > {one.end_day}" if one.end_day != one.day else ""
        lines.append(f"{one.day}{start}{ends}{last}{' cancelled' if one.cancelled else ''}")
    return lines


def faults(reading: Reading) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.name, fault.why) for fault in reading.faults]


ONE = at("20270519T090000")
UNTIL = at("20270519T120000", "DTEND")


def test_an_event_is_read_with_its_words() -> None:
    found = read(
        calendar(
            event(
                ONE, UNTIL, "LOCATION:Navet\\, Borås", "DESCRIPTION:Program\\n\\n\\n\\n9 Kaffe",
                "URL:https://example.org/m", "SEQUENCE:3", "ATTENDEE:mailto:somebody@example.org",
            )
        )
    )  # fmt: skip
    (one,) = found.occurrences
    assert days(found) == ["2027-05-19 09:00-12:00"]
    assert (one.title, one.place) == ("Export boost Borås", "Navet, Borås")
    assert one.agenda == "Program\n\n9 Kaffe"
    assert (one.link, one.sequence, one.key) == ("https://example.org/m", 3, "a@x")
    assert found.whole and found.faults == []


ZONES = {
    "utc": ("DTSTART:20270519T070000Z", "2027-05-19 09:00"),
    "utc in winter": ("DTSTART:20270119T080000Z", "2027-01-19 09:00"),
    "foreign": (at("20270519T090000", zone="America/New_York"), "2027-05-19 15:00"),
    "Outlook's name": (at("20270519T090000", zone="W. Europe Standard Time"), "2027-05-19 09:00"),
    "floating": ("DTSTART:20270519T090000", "2027-05-19 09:00"),
    "another day here": (at("20270519T200000", zone="America/New_York"), "2027-05-20 02:00"),
    "all day": ("DTSTART;VALUE=DATE:20270519", "2027-05-19"),
}


@pytest.mark.parametrize(("line", "expected"), ZONES.values(), ids=list(ZONES))
def test_times_are_put_on_the_centres_clock(line: str, expected: str) -> None:
    found = read(calendar(event(line)))
    assert days(found) == [expected]
    assert found.faults == []


def test_a_zone_of_the_files_own_is_reckoned_by_its_rules() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Our time\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:-0300\r\nTZOFFSETTO:-0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    found = read(calendar(event(at("20270519T090000", zone="Our time")), head=zone))
    assert days(found) == ["2027-05-19 14:00"]


def test_an_unknown_zone_is_named_and_taken_as_our_own() -> None:
    found = read(calendar(event(at("20270519T090000", zone="Nowhere/Land"))))
    assert days(found) == ["2027-05-19 09:00"]
    assert faults(found) == [(7, "TZID", "zone")]


def test_whole_days_end_on_their_last_day() -> None:
    two = read(calendar(event("DTSTART;VALUE=DATE:20270519", "DTEND;VALUE=DATE:20270521")))
    assert days(two) == ["2027-05-19 > 2027-05-20"]


def test_lengths_without_an_end() -> None:
    assert days(read(calendar(event(ONE, "DURATION:PT1H30M")))) == ["2027-05-19 09:00-10:30"]
    assert days(read(calendar(event(ONE, at("20270519T080000", "DTEND"))))) == ["2027-05-19 09:00"]
    assert days(read(calendar(event(ONE, at("20270520T120000", "DTEND"))))) == [
        "2027-05-19 09:00-12:00 > 2027-05-20"
    ]


WEEKLY = (at("20270319T090000"), at("20270319T100000", "DTEND"), "RRULE:FREQ=WEEKLY;COUNT=4")


def test_an_event_that_comes_back_keeps_its_hour_when_the_clocks_change() -> None:
    assert days(read(calendar(event(*WEEKLY)))) == [
        f"2027-{day} 09:00-10:00" for day in ("03-19", "03-26", "04-02", "04-09")
    ]
    autumn = event(at("20271022T090000"), "RRULE:FREQ=WEEKLY;COUNT=3")
    assert days(read(calendar(autumn))) == [
        f"2027-{day} 09:00" for day in ("10-22", "10-29", "11-05")
    ]


def test_exceptions_moves_and_cancelled_occasions() -> None:
    moved = event(
        at("20270402T090000", "RECURRENCE-ID"), at("20270403T130000"), summary="Flyttad", uid="a@x"
    )
    off = event(at("20270409T090000", "RECURRENCE-ID"), at("20270409T090000"), "STATUS:CANCELLED")
    found = read(calendar(event(*WEEKLY, at("20270326T090000", "EXDATE")), moved, off))
    assert days(found) == [
        "2027-03-19 09:00-10:00", "2027-04-03 13:00", "2027-04-09 09:00 cancelled",
    ]  # fmt: skip
    keys = {one.key: one.title for one in found.occurrences}
    assert keys["a@x/2027-04-02"] == "Flyttad"
    assert set(found.covered) == {"a@x"}


def test_this_and_the_following_are_known_apart() -> None:
    later = event(at("20270402T090000", "RECURRENCE-ID;RANGE=THISANDFUTURE"), at("20270402T100000"))
    found = read(calendar(event(*WEEKLY), later))
    assert [one.key for one in sorted(found.occurrences, key=lambda one: one.day)] == [
        "a@x/2027-03-19", "a@x/2027-03-26", "a@x/2027-04-02", "a@x/2027-04-09",
    ]  # fmt: skip


def test_a_single_moved_occasion_says_nothing_of_the_rest_of_its_series() -> None:
    found = read(calendar(event(at("20270402T090000", "RECURRENCE-ID"), at("20270403T130000"))))
    assert [one.key for one in found.occurrences] == ["a@x/2027-04-02"]
    assert found.covered == {}


def test_further_days_are_added() -> None:
    found = read(calendar(event("DTSTART:20270519T070000Z", "RDATE:20270610T070000Z")))
    assert days(found) == ["2027-05-19 09:00", "2027-06-10 09:00"]


RULES = {
    "FREQ=MONTHLY;BYDAY=3WE;COUNT=3": 3,
    "FREQ=MONTHLY;BYDAY=WE;BYSETPOS=3;COUNT=5": 5,
    "FREQ=MONTHLY;BYMONTHDAY=19;UNTIL=20270820T235959Z": 4,
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,TH;COUNT=6": 6,
    "FREQ=YEARLY;BYMONTH=5;BYDAY=3WE": 1,
    "FREQ=MONTHLY;INTERVAL=3": 3,
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=7": 7,
}


@pytest.mark.parametrize(("rule", "count"), RULES.items(), ids=list(RULES))
def test_rules_that_people_make(rule: str, count: int) -> None:
    found = read(calendar(event(ONE, f"RRULE:{rule}")))
    assert found.faults == []
    assert len(found.occurrences) == count


BAD_RULES = {
    "FREQ=DAILY;INTERVAL=0": "unreadable",
    "FREQ=DAILY;COUNT=-1": "unreadable",
    "FREQ=DAILY;COUNT=0": "unreadable",
    "FREQ=SOMETIMES": "unreadable",
    "hello": "unreadable",
    "FREQ=SECONDLY": "often",
    "FREQ=MINUTELY;INTERVAL=5": "often",
    "FREQ=HOURLY": "often",
    "FREQ=DAILY;BYHOUR=9,10,11": "often",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30": "rare",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5": "rare",
    "FREQ=MONTHLY;BYDAY=6MO": "rare",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300": "rare",
    "FREQ=YEARLY;BYWEEKNO=1;BYMONTH=7": "rare",
    "FREQ=DAILY;INTERVAL=7;BYDAY=MO": "rare",
    "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3": "rare",
    "FREQ=YEARLY;BYMONTH=13": "rare",
    "FREQ=WEEKLY;BYDAY=XX": "unreadable",
}


@pytest.mark.parametrize(("rule", "why"), BAD_RULES.items(), ids=list(BAD_RULES))
def test_rules_that_are_nonsense_or_never_come_are_named_at_once(rule: str, why: str) -> None:
    read(calendar(event(ONE)))  # the library is loaded before the clock is started
    before = clock.process_time()
    found = read(calendar(event(ONE, f"RRULE:{rule}"), event(ONE, uid="b@x")))
    assert clock.process_time() - before < 1
    assert [(name, said) for _, name, said in faults(found)] == [("RRULE", why)]
    assert [one.uid for one in found.occurrences] == ["b@x"]


def test_ten_thousand_occasions_are_bounded() -> None:
    daily = event(ONE, "RRULE:FREQ=DAILY;COUNT=10000")
    found = read(calendar(daily))
    assert len(found.occurrences) == MOST_OF_ONE
    assert found.more
    assert found.covered["a@x"] == max(one.day for one in found.occurrences)
    many = [
        event(at(f"2027{n % 9 + 1:02}{n % 28 + 1:02}T090000"), uid=f"{n}@x") for n in range(900)
    ]
    found = read(calendar(*many))
    assert len(found.occurrences) <= MOST
    assert found.more


def test_a_year_ahead_and_nothing_that_has_been() -> None:
    weekly = event(at("20200907T090000"), "RRULE:FREQ=WEEKLY")
    found = read(calendar(weekly))
    assert days(found)[0] == "2026-11-30 09:00"
    assert days(found)[-1] == "2027-11-22 09:00"
    old = event(at("20260519T090000"), uid="old")
    today = event(at("20261126T080000"), at("20261126T093000", "DTEND"), uid="today")
    going_on = event(at("20261125T080000"), at("20261127T093000", "DTEND"), uid="now")
    far = event(at("20290519T090000"), uid="far")
    found = read(calendar(old, today, going_on, far))
    assert [one.uid for one in found.occurrences] == ["now"]
    assert found.past == 2


BROKEN = calendar(
    event("DTSTART:2027XX"),
    event(ONE, "SUMMARY Export", uid="b@x"),
    event("LOCATION:Borås", uid="c@x"),
    event(ONE, at("20270520T090000"), uid="d@x"),
    event(ONE, "SEQUENCE:many", uid="e@x"),
    event(ONE, UNTIL, uid="f@x"),
)


def test_what_is_broken_is_named_by_line_and_property_and_the_rest_is_read() -> None:
    found = read(BROKEN)
    assert [(line, name) for line, name, _ in faults(found)] == [
        (7, "DTSTART"), (13, "SUMMARY"), (15, "DTSTART"), (24, "DTSTART"), (30, "SEQUENCE"),
    ]  # fmt: skip
    lines = BROKEN.split("\r\n")
    for line, name, _ in faults(found):
        assert name in lines[line - 1] or lines[line - 1] == "BEGIN:VEVENT"
    assert sorted(one.uid for one in found.occurrences) == ["b@x", "e@x", "f@x"]


def test_folded_lines_and_every_sort_of_line_break() -> None:
    folded = event(ONE, "LOCATION:Navet\r\n , Borås", "DESCRIPTION:ett\r\n\t två", summary="")
    for text in (
        calendar(folded),
        calendar(folded).replace("\r\n", "\n"),
        "\ufeff" + calendar(folded),
    ):
        (one,) = read(text).occurrences
        assert (one.place, one.agenda) == ("Navet, Borås", "ett två")
    broken = read(calendar(folded, event("DTSTART:x", uid="b@x")))
    assert faults(broken)[0][0] == 15


def test_hostile_words_are_text_and_nothing_else() -> None:
    nasty = event(
        ONE,
        "LOCATION:<script>alert(1)</script>",
        "URL:javascript:alert(1)",
        "DESCRIPTION:<!channel> @here \u202efdp.exe\x07",
        summary="Träff\u0000\u202e" + "x" * 5000,
    )
    (one,) = read(calendar(nasty)).occurrences
    assert len(one.title) <= 120 and one.title.isprintable()
    assert one.link == ""
    assert one.place == "<script>alert(1)</script>"
    assert "\u202e" not in one.agenda and "\x07" not in one.agenda


@pytest.mark.parametrize(
    "link",
    ["http://x.org", "https://", "https://u:p@x.org", "https://x.org/ a", "data:text/html,x"],
)
def test_only_plain_https_addresses_become_links(link: str) -> None:
    (one,) = read(calendar(event(ONE, f"URL:{link}"))).occurrences
    assert one.link == ""


def test_the_online_meeting_of_a_calendar_program_is_its_link() -> None:
    teams = "https://teams.microsoft.com/l/meetup-join/19%3ameeting"
    found = read(calendar(event(ONE, f"X-MICROSOFT-SKYPETEAMSMEETINGURL:{teams}")))
    assert found.occurrences[0].link == teams


def test_private_events_are_not_read() -> None:
    found = read(calendar(event(ONE, "CLASS:PRIVATE"), event(ONE, "CLASS:CONFIDENTIAL", uid="b")))
    assert found.occurrences == []
    assert found.private == 2


def test_events_without_uid_are_known_by_what_they_say() -> None:
    first = read(calendar(event(ONE, uid=""), event(ONE, uid="", summary="Annat")))
    again = read(calendar(event(ONE, uid="", summary="Annat"), event(ONE, uid="")))
    assert {one.key for one in first.occurrences} == {one.key for one in again.occurrences}
    assert len(first.occurrences) == 2


def test_the_same_event_twice_is_read_once_and_the_newer_wins() -> None:
    older = event(ONE, "SEQUENCE:1")
    newer = event(at("20270520T090000"), "SEQUENCE:2")
    for order in ((older, newer), (newer, older)):
        assert days(read(calendar(*order))) == ["2027-05-20 09:00"]


def test_a_calendar_that_calls_off() -> None:
    found = read(calendar(event(ONE), head="METHOD:CANCEL\r\n"))
    assert days(found) == ["2027-05-19 09:00 cancelled"]


NO_CALENDARS = [
    "",
    "hej",
    "<html>BEGIN:VEVENT</html>",
    "\x00\xff" * 500,
    "BEGIN:VCARD\r\nEND:VCARD",
]


@pytest.mark.parametrize("text", NO_CALENDARS, ids=range(len(NO_CALENDARS)))
def test_what_is_no_calendar(text: str) -> None:
    assert not read(text).calendar


def test_a_file_that_is_cut_off_gives_what_is_whole() -> None:
    text = calendar(event(ONE), event(ONE, uid="b@x"))
    found = read(text[: text.rindex("SUMMARY")])
    assert [one.uid for one in found.occurrences] == ["a@x"]
    assert not found.whole
    assert ("VEVENT", "no_end") in [(name, why) for _, name, why in faults(found)]


def test_an_event_without_its_end_is_left_out_alone() -> None:
    lost = event(ONE, uid="lost").replace("END:VEVENT\r\n", "")
    found = read(calendar(lost, event(ONE, uid="b@x")))
    assert [one.uid for one in found.occurrences] == ["b@x"]
    assert faults(found) == [(4, "VEVENT", "no_end")]


HOSTILE = {
    "nested": "BEGIN:VCALENDAR\r\n" + "BEGIN:X\r\n" * 30_000,
    "unopened": "BEGIN:VCALENDAR\r\n" + "END:VEVENT\r\n" * 30_000,
    "opened": "BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\n" * 30_000,
    "one line": "BEGIN:VCALENDAR\r\n" + "x" * 490_000,
    "folds": "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:" + "\r\n a" * 100_000,
    "quotes": calendar(event('DTSTART;X="' * 20_000)),
    "dates": calendar(event(ONE, "RDATE:" + ",".join(["20270519T090000Z"] * 20_000))),
    "years": calendar(event("DTSTART:99991231T090000Z", "DURATION:P9999999D")),
    "old": calendar(event("DTSTART:00010101T000000Z", "RRULE:FREQ=DAILY")),
    "long": calendar(event(ONE, at("20290519T090000", "DTEND"))),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_files_are_answered_soon_and_bring_nothing(text: str) -> None:
    before = clock.process_time()
    found = read(text)
    assert clock.process_time() - before < 3
    assert found.occurrences == []


def test_a_date_is_a_date() -> None:
    (one,) = read(calendar(event(ONE, UNTIL))).occurrences
    assert (one.day, one.starts, one.ends) == (date(2027, 5, 19), time(9), time(12))
