"""A calendar file sent by a member: meetings that follow it."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlmodel import select

from bot.desk import calendar_following
from bot.desk.calendar_reading import read_calendar
from bot.desk.replies import FILE_SIZE, Outcome
from bot.desk.work import Work
from bot.storage.tables import Meeting, Posting, Reminder
from tests.centre_at_work import CentreAtWork, said
from tests.desk.icalendar_files import at, calendar, event

MAY = at("20270519T090000")
NOON = at("20270519T120000", "DTEND")


def send(room: CentreAtWork, *events: str, user: str = "anna", head: str = "") -> Outcome:
    return room.do(user, "import_calendar", file=calendar(*events, head=head))


def meetings(room: CentreAtWork) -> list[Meeting]:
    with room.desk.store.read() as session:
        found = list(session.exec(select(Meeting).order_by("day", "id")))
        session.expunge_all()
    return found


def fetched(room: CentreAtWork, *events: str, source: str = "https://example.org/c.ics") -> None:
    """The same as read from an address of the centre file, by nobody."""
    reading = read_calendar(calendar(*events), room.now, room.desk.calendar.tz)
    done = calendar_following.Followed()
    with room.desk.store.write() as session:
        work = Work.by_clock(room.desk, session, room.now)
        calendar_following.follow(work, reading.occurrences, source, done)
        calendar_following.follow_gone(work, reading, source, done)


def test_a_form_asks_for_the_file(room: CentreAtWork) -> None:
    asked = room.ask_form("anna", "import_calendar")
    assert asked.form is not None
    assert [item.type for item in asked.form.inputs] == ["file"]


def test_events_become_meetings(room: CentreAtWork) -> None:
    outcome = send(room, event(MAY, NOON, "LOCATION:Navet", "DESCRIPTION:Kaffe först"))
    assert outcome.done
    assert "En ny träff är inläst." in said(outcome)
    (one,) = meetings(room)
    assert (one.title, one.kind) == ("Export boost Borås", "export-boost")
    assert (one.day, one.starts, one.ends) == (date(2027, 5, 19), time(9), time(12))
    assert (one.place, one.agenda, one.uid) == ("Navet", "Kaffe först", "a@x")
    assert (one.owner_id, one.source) == (room.member("anna").id, "upload")
    assert one.remind == list(room.desk.centre.meetings.remind_days)


def test_they_are_reminded_of_and_have_no_card_before(room: CentreAtWork) -> None:
    send(room, event(MAY, NOON))
    with room.desk.store.read() as session:
        assert session.exec(select(Posting).where(Posting.meeting_id != None)).all() == []  # noqa: E711
        kinds = {r.kind for r in session.exec(select(Reminder)) if r.meeting_id}
    assert {"meeting-room", "meeting-eve", "meeting-own"} <= kinds
    assert room.notices() == []


def test_the_kind_is_read_from_the_title_and_is_else_nothing_special(room: CentreAtWork) -> None:
    send(room, event(MAY, summary="Partnermöte i maj"), event(MAY, uid="b", summary="Lunch"))
    assert [one.kind for one in meetings(room)] == ["partners", "event"]


def test_sent_again_nothing_is_doubled(room: CentreAtWork) -> None:
    send(room, event(MAY, NOON))
    again = send(room, event(MAY, NOON))
    assert "En träff var redan här" in said(again)
    assert len(meetings(room)) == 1


def test_a_changed_event_changes_its_meeting_and_is_told_to_who_comes(room: CentreAtWork) -> None:
    send(room, event(MAY, NOON))
    (one,) = meetings(room)
    assert room.do("sara", "coming", meeting=str(one.id), answer="yes").done
    before = len(room.notices("sara"))
    outcome = send(room, event(at("20270520T130000"), "SEQUENCE:1"))
    assert "En träff är ändrad." in said(outcome)
    (one,) = meetings(room)
    assert (one.day, one.starts, one.ends) == (date(2027, 5, 20), time(13), None)
    assert [n.kind for n in room.notices("sara")[before:]] == ["meeting_moved"]
    with room.desk.store.read() as session:
        due = [r.due_at.date() for r in session.exec(select(Reminder)) if r.kind == "meeting-own"]
    assert due == [date(2027, 5, 20)]


def test_what_members_have_said_of_it_stays(room: CentreAtWork) -> None:
    send(room, event(MAY, NOON))
    with room.desk.store.write() as session:
        row = session.exec(select(Meeting)).one()
        row.needs, row.remind, row.duties = ["payment-risk"], [7], ["Kaffe: Anna"]
    send(room, event(at("20270520T090000"), "SEQUENCE:1"))
    (one,) = meetings(room)
    assert (one.needs, one.remind, one.duties) == (["payment-risk"], [7], ["Kaffe: Anna"])


def test_an_older_copy_changes_nothing(room: CentreAtWork) -> None:
    send(room, event(MAY, "SEQUENCE:2"))
    outcome = send(room, event(at("20270501T090000"), "SEQUENCE:1"))
    assert "som förut" in said(outcome)
    assert meetings(room)[0].day == date(2027, 5, 19)


@pytest.mark.parametrize("way", ["status", "method"])
def test_a_cancelled_event_cancels_its_meeting(room: CentreAtWork, way: str) -> None:
    send(room, event(MAY))
    if way == "status":
        outcome = send(room, event(MAY, "STATUS:CANCELLED", "SEQUENCE:1"))
    else:
        outcome = send(room, event(MAY, "SEQUENCE:1"), head="METHOD:CANCEL\r\n")
    assert "ställts in här" in said(outcome)
    (one,) = meetings(room)
    assert one.status == "cancelled"
    with room.desk.store.read() as session:
        assert [r for r in session.exec(select(Reminder)) if r.meeting_id and not r.done_at] == []


def test_a_cancelled_event_that_was_never_here_is_not_added(room: CentreAtWork) -> None:
    send(room, event(MAY, "STATUS:CANCELLED"))
    assert meetings(room) == []


def test_an_event_that_is_on_again_comes_back(room: CentreAtWork) -> None:
    send(room, event(MAY))
    send(room, event(MAY, "STATUS:CANCELLED", "SEQUENCE:1"))
    send(room, event(MAY, "SEQUENCE:2"))
    assert [one.status for one in meetings(room)] == ["planned"]


WEEKLY = (at("20270319T090000"), at("20270319T100000", "DTEND"), "RRULE:FREQ=WEEKLY;COUNT=3")


def test_a_series_becomes_one_meeting_an_occasion_and_follows_its_exceptions(
    room: CentreAtWork,
) -> None:
    send(room, event(*WEEKLY))
    assert [str(one.day) for one in meetings(room)] == ["2027-03-19", "2027-03-26", "2027-04-02"]
    moved = event(at("20270402T090000", "RECURRENCE-ID"), at("20270403T130000"))
    send(room, event(*WEEKLY, at("20270326T090000", "EXDATE")), moved)
    found = {one.uid: (one.status, str(one.day)) for one in meetings(room)}
    assert found == {
        "a@x/2027-03-19": ("planned", "2027-03-19"),
        "a@x/2027-03-26": ("cancelled", "2027-03-26"),
        "a@x/2027-04-02": ("planned", "2027-04-03"),
    }


def test_a_series_that_begins_an_hour_later_is_the_same(room: CentreAtWork) -> None:
    send(room, event(*WEEKLY))
    before = {one.uid: one.id for one in meetings(room)}
    send(room, event(at("20270319T100000"), "RRULE:FREQ=WEEKLY;COUNT=3", "SEQUENCE:1"))
    assert {one.uid: one.id for one in meetings(room)} == before
    assert {one.starts for one in meetings(room)} == {time(10)}


def test_other_events_of_the_calendar_stay_when_one_is_sent_alone(room: CentreAtWork) -> None:
    send(room, event(MAY), event(*WEEKLY, uid="b"))
    send(room, event(MAY, uid="c"))
    assert {one.status for one in meetings(room)} == {"planned"}


def test_who_may_change_it(room: CentreAtWork) -> None:
    send(room, event(MAY), user="anna")
    other = send(room, event(at("20270520T090000"), "SEQUENCE:1"), user="sara")
    assert "får bara ändras av den som ansvarar" in said(other)
    assert meetings(room)[0].day == date(2027, 5, 19)
    send(room, event(at("20270521T090000"), "SEQUENCE:1"), user="lena")  # a colleague of Anna's
    assert meetings(room)[0].day == date(2027, 5, 21)
    send(room, event(at("20270522T090000"), "SEQUENCE:2"), user="karin")  # the coordinator
    assert meetings(room)[0].day == date(2027, 5, 22)


def test_only_confirmed_members(room: CentreAtWork) -> None:
    outcome = send(room, event(MAY), user="ture")
    assert not outcome.done
    assert meetings(room) == []


def test_broken_parts_are_named_and_the_rest_is_here(room: CentreAtWork) -> None:
    outcome = send(room, event("DTSTART:2027XX"), event(MAY, uid="b"))
    assert "Rad 7, DTSTART: det går inte att läsa." in said(outcome)
    assert "Line 7, DTSTART: it cannot be read." in said(outcome, "en")
    assert [one.uid for one in meetings(room)] == ["b"]


def test_many_faults_are_counted(room: CentreAtWork) -> None:
    outcome = send(room, *(event("DTSTART:x", uid=str(n)) for n in range(25)))
    assert "Och 15 saker till." in said(outcome)


@pytest.mark.parametrize("text", ["", "   ", "hej", "<html></html>"])
def test_what_is_no_calendar_is_said_at_the_field(room: CentreAtWork, text: str) -> None:
    outcome = room.do("anna", "import_calendar", file=text)
    assert not outcome.done and outcome.form is not None
    assert outcome.form.inputs[0].error is not None


def test_a_file_of_five_megabytes_is_refused_with_a_sentence(room: CentreAtWork) -> None:
    big = calendar(*(event(MAY, "DESCRIPTION:" + "x" * 5000, uid=str(n)) for n in range(1000)))
    assert len(big) > 5_000_000
    outcome = room.do("anna", "import_calendar", file=big)
    assert "Högst 500 kB" in said(outcome)
    assert meetings(room) == []
    assert FILE_SIZE == 500_000


def test_letters_that_were_lost_are_told(room: CentreAtWork) -> None:
    latin = calendar(event(MAY, summary="Träff i Borås")).encode("latin-1")
    outcome = room.do("anna", "import_calendar", file=latin.decode("utf-8", "replace"))
    assert "UTF-8" in said(outcome)
    assert len(meetings(room)) == 1


def test_the_file_is_kept_in_no_receipt_or_draft(room: CentreAtWork) -> None:
    room.give(
        "anna", "import_calendar",
        {"file": calendar(event(MAY, "DESCRIPTION:canary-7")) + "canary-8", "_form": "f"},
    )  # fmt: skip
    with room.desk.store.read() as session:
        connection = session.connection()
        for table in ("receipt", "draft"):
            rows = connection.exec_driver_sql(f"select * from {table}").fetchall()
            assert "canary" not in repr(rows)


# --- calendars of the centre file


def test_a_calendar_of_the_centres_is_followed_also_when_events_leave_it(
    room: CentreAtWork,
) -> None:
    fetched(room, event(MAY), event(MAY, uid="b"))
    assert [(one.source, one.added_by) for one in meetings(room)] == [
        ("https://example.org/c.ics", None)
    ] * 2
    fetched(room, event(MAY))
    assert {one.uid: one.status for one in meetings(room)} == {"a@x": "planned", "b": "cancelled"}
    fetched(room, event(MAY), event(MAY, uid="b"))
    assert {one.status for one in meetings(room)} == {"planned"}


def test_an_empty_or_broken_calendar_cancels_nothing(room: CentreAtWork) -> None:
    fetched(room, event(MAY), event(MAY, uid="b"))
    fetched(room)
    fetched(room, event(MAY), event("DTSTART:x", uid="b"))
    fetched(room, event(MAY), "BEGIN:VEVENT\r\nUID:b\r\n")
    assert {one.status for one in meetings(room)} == {"planned"}


def test_another_calendar_is_left_alone(room: CentreAtWork) -> None:
    fetched(room, event(MAY), source="https://example.org/one.ics")
    fetched(room, event(MAY, uid="b"), source="https://example.org/two.ics")
    assert {one.status for one in meetings(room)} == {"planned"}


def test_what_a_member_has_cancelled_stays_cancelled(room: CentreAtWork) -> None:
    fetched(room, event(MAY), event(MAY, uid="b"))
    number = str(meetings(room)[0].id)
    assert room.do("karin", "cancel_meeting", meeting=number).done
    fetched(room, event(MAY), event(MAY, uid="b"))
    assert [one.status for one in meetings(room)] == ["cancelled", "planned"]
    fetched(room, event(MAY, "SEQUENCE:1"), event(MAY, uid="b"))
    assert [one.status for one in meetings(room)] == ["planned", "planned"]


def test_a_file_does_not_lead_over_the_centres_own_calendar(room: CentreAtWork) -> None:
    fetched(room, event(MAY))
    outcome = send(room, event(at("20270520T090000"), "SEQUENCE:5"), user="karin")
    assert "följer en annan kalender" in said(outcome)
    assert meetings(room)[0].day == date(2027, 5, 19)


def test_our_own_meetings_are_not_taken_over_by_a_calendar_that_shows_them(
    room: CentreAtWork,
) -> None:
    send(room, event(MAY))
    with room.desk.store.write() as session:
        session.exec(select(Meeting)).one().source = ""
    fetched(room, event(at("20270601T090000"), "SEQUENCE:9"))
    (one,) = meetings(room)
    assert (one.day, one.source) == (date(2027, 5, 19), "")


def test_a_large_file_goes_on_where_it_was_left(room: CentreAtWork) -> None:
    many = [
        event(at(f"2027{n % 9 + 1:02}{n % 28 + 1:02}T090000"), uid=f"{n}@x") for n in range(150)
    ]
    first = send(room, *many)
    assert "Skicka filen igen" in said(first)
    assert len(meetings(room)) == 100
    second = send(room, *many)
    assert "Skicka filen igen" not in said(second)
    assert len(meetings(room)) == 150


def test_the_same_event_without_uid_twice_is_one_meeting(room: CentreAtWork) -> None:
    send(room, event(MAY, uid=""), event(MAY, uid=""))
    assert len(meetings(room)) == 1


def test_an_event_that_is_put_off_after_its_day_is_followed(room: CentreAtWork) -> None:
    send(room, event(at("20261124T090000")))
    room.now = room.now.replace(day=26)
    send(room, event(MAY, "SEQUENCE:1"))
    assert [one.day for one in meetings(room)] == [date(2027, 5, 19)]
