"""Meetings read out as iCalendar, and read back by the library as another program would."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlmodel import select

from bot.desk.calendar_writing import feed
from bot.desk.replies import File
from bot.storage.tables import Meeting, Presenting
from tests.centre_at_work import MONDAY, CentreAtWork, said
from tests.desk.icalendar_files import at, calendar, event

STOCKHOLM = ZoneInfo("Europe/Stockholm")
UIDS = count(1)


def meeting(room: CentreAtWork, **given: Any) -> int:
    day = given.pop("day", date(2027, 5, 19))
    row = Meeting(
        **{
            "kind": "export-boost", "title": "Export boost Borås", "day": day, "end_day": day,
            "starts": time(9), "ends": time(12), "place": "Navet, Borås", "added_at": MONDAY,
            "uid": f"{next(UIDS)}@exportlots", **given,
        }
    )  # fmt: skip
    with room.desk.store.write() as session:
        session.add(row)
        session.flush()
        return row.id or 0


def taken(room: CentreAtWork, number: int, user: str = "sara") -> bytes:
    outcome = room.do(user, "calendar_file", meeting=number)
    (file,) = [block for block in outcome.private if isinstance(block, File)]
    assert file.media == "text/calendar" and file.name.endswith(".ics")
    return b64decode(file.content)


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_one_meeting_is_read_back_as_it_is(room: CentreAtWork) -> None:
    number = meeting(
        room, link="https://example.org/m", agenda="Program;\n9, kaffe", duties=["Kaffe: Anna"]
    )
    (one,) = events(taken(room, number))
    assert one["DTSTART"].dt == datetime(2027, 5, 19, 9, tzinfo=STOCKHOLM)
    assert one["DTEND"].dt == datetime(2027, 5, 19, 12, tzinfo=STOCKHOLM)
    assert str(one["SUMMARY"]) == "Export boost Borås"
    assert str(one["LOCATION"]) == "Navet, Borås"
    assert str(one["URL"]) == "https://example.org/m"
    assert str(one["DESCRIPTION"]).startswith("Program;\n9, kaffe\n")
    assert "Kaffe: Anna" in str(one["DESCRIPTION"])
    assert str(one["UID"]).endswith("@exportlots") and int(one["SEQUENCE"]) == 0
    assert one["DTSTAMP"].dt == MONDAY


def test_every_line_is_of_the_standard(room: CentreAtWork) -> None:
    number = meeting(room, title="Å" * 120, agenda="rad\n" * 300)
    data = taken(room, number)
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]
    assert {b"VERSION:2.0", b"METHOD:PUBLISH", b"CALSCALE:GREGORIAN"} <= set(lines)


def test_the_zone_is_told_by_its_rules_of_summer_time(room: CentreAtWork) -> None:
    data = taken(room, meeting(room))
    (zone,) = Calendar.from_ical(data).walk("VTIMEZONE")
    assert str(zone["TZID"]) == "Europe/Stockholm"
    renamed = data.replace(b"Europe/Stockholm", b"Our own rules")
    for moment, hours in (("20270328T015900", 1), ("20270328T030000", 2), ("20271031T030100", 1)):
        moved = renamed.replace(b"20270519T090000", moment.encode())
        (one,) = [e for e in events(moved) if e["SUMMARY"] == "Export boost Borås"]
        assert one["DTSTART"].dt.utcoffset() == timedelta(hours=hours)


def test_whole_days_days_in_a_row_and_no_end(room: CentreAtWork) -> None:
    whole = meeting(room, title="a", starts=None, ends=None, end_day=date(2027, 5, 20))
    (one,) = events(taken(room, whole))
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (date(2027, 5, 19), date(2027, 5, 21))
    (one,) = events(taken(room, meeting(room, title="b", ends=None)))
    assert one["DTEND"].dt - one["DTSTART"].dt == timedelta(hours=1)
    (one,) = events(taken(room, meeting(room, title="c", end_day=date(2027, 5, 20))))
    assert one["DTEND"].dt == datetime(2027, 5, 20, 12, tzinfo=STOCKHOLM)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2027, 1, 4)])
def test_a_file_that_is_read_in_again_changes_nothing(room: CentreAtWork, day: date) -> None:
    number = meeting(room, day=day, agenda="Kaffe", duties=["Kaffe: Anna"])
    outcome = room.do("karin", "import_calendar", file=taken(room, number).decode())
    assert "som förut" in said(outcome)
    with room.desk.store.read() as session:
        row = session.exec(select(Meeting)).one()
        assert (row.day, row.starts, row.agenda, row.revision) == (day, time(9), "Kaffe", 1)


def test_an_unknown_meeting(room: CentreAtWork) -> None:
    assert not room.do("sara", "calendar_file", meeting=99).done


# --- the feed


def test_the_feed_has_a_month_back_and_everything_ahead(room: CentreAtWork) -> None:
    meeting(room, title="long ago", day=date(2026, 9, 1))
    meeting(room, title="lately", day=date(2026, 11, 2))
    meeting(room, title="ahead")
    meeting(room, title="off", status="cancelled", sequence=4)
    found = {str(e["SUMMARY"]): e for e in events(feed(room.desk, MONDAY))}
    assert found.keys() == {"lately", "ahead", "off"}
    assert str(found["off"]["STATUS"]) == "CANCELLED" and int(found["off"]["SEQUENCE"]) == 4
    assert all("DESCRIPTION" not in e for e in found.values())


def test_the_feed_says_what_it_is_and_how_often_to_ask(room: CentreAtWork) -> None:
    whole: Any = Calendar.from_ical(feed(room.desk, MONDAY))
    assert str(whole["X-WR-CALNAME"]) == room.desk.centre.name.sv
    assert whole["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in feed(room.desk, MONDAY)


def test_no_company_is_named_in_the_feed(room: CentreAtWork) -> None:
    case = room.open(company="Canary Snickeri AB", consent="yes")
    named = meeting(room, title="Lunch hos canary snickeri AB", place="Canary Snickeri AB, Mark")
    listed = meeting(
        room, title="Export boost", agenda="Canary Snickeri AB först", link="https://x.org"
    )
    visit = meeting(
        room, title="Besök hos Canary", kind="visit", place="Canarygatan 1",
        link="https://x.org/canary", sub_region="sjuharad", duties=["Kör: Anna"],
    )  # fmt: skip
    with room.desk.store.write() as session:
        for number in (named, listed):
            session.add(Presenting(meeting_id=number, enquiry_id=case, at=MONDAY))
    assert visit
    data = feed(room.desk, MONDAY)
    assert b"canary" not in data.lower().replace(b"\r\n ", b"")
    words = sorted(str(e["SUMMARY"]) for e in events(data))
    assert words == ["Export boost", "Export boost", "Gemensamt företagsbesök"]
    (kept,) = [e for e in events(data) if "LOCATION" in e and "Navet" in e["LOCATION"]]
    assert str(kept["URL"]) == "https://x.org"


def test_no_member_is_named_in_the_feed(room: CentreAtWork) -> None:
    sent = calendar(
        event(at("20270519T090000"), "DESCRIPTION:canary", "ORGANIZER:mailto:canary@x.se")
    )
    assert room.do("anna", "import_calendar", file=sent).done
    data = feed(room.desk, MONDAY)
    assert b"Anna" not in data and b"canary" not in data


def test_a_thousand_meetings_are_the_most(room: CentreAtWork) -> None:
    day = date(2027, 1, 1)
    with room.desk.store.write() as session:
        for n in range(1100):
            session.add(
                Meeting(
                    kind="event", title=f"Träff {n}", day=day + timedelta(days=n % 300), zone="Europe/Stockholm",
                    end_day=day + timedelta(days=n % 300), added_at=MONDAY, uid=f"{n}@x",
                )
            )  # fmt: skip
    assert len(events(feed(room.desk, MONDAY))) == 1000


def test_hostile_words_stay_words(room: CentreAtWork) -> None:
    meeting(
        room, title="x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y", place="a\nATTENDEE:mailto:b"
    )
    (one,) = events(feed(room.desk, MONDAY))
    assert "ATTENDEE" not in one
    assert str(one["SUMMARY"]).startswith("x")


def test_instants_are_right_for_a_reader_in_another_zone(room: CentreAtWork) -> None:
    meeting(room)
    (one,) = events(feed(room.desk, MONDAY))
    assert one["DTSTART"].dt.astimezone(UTC) == datetime(2027, 5, 19, 7, tzinfo=UTC)
