"""Each who comes has a reminder of their own, on the morning; of a visit only those who come."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.storage import calendar
from bot.storage.tables import Attendance, Identity, Member
from tests.centre_at_work import CentreAtWork
from tests.desk.gathering import (
    aloud,
    at_work,
    cancel,
    come,
    gather,
    local,
    move,
    pressable,
    text,
    wake,
)

OWN, REMINDER = "meeting_own", "meeting_reminder"


def told(room: CentreAtWork, kind: str = OWN) -> dict[str, list[str]]:
    """Who was told, and when by the local clock."""
    found: dict[str, list[str]] = {}
    for user in ("karin", "anna", "lena", "maria", "sara"):
        for notice in room.notices(user, kind):
            at = room.desk.calendar.local(notice.created_at)
            found.setdefault(user, []).append(f"{at:%d %b %H:%M}")
    return found


def test_each_who_comes_is_reminded_at_seven_that_morning(room: CentreAtWork) -> None:
    number = gather(room)
    come(room, number, "anna", "maria", "lena")
    come(room, number, "lena", answer="no")
    room.until(local("2026-12-16T08:00"))
    assert told(room) == {"anna": ["15 Dec 07:00"], "maria": ["15 Dec 07:00"]}
    assert not room.notices("anna", OWN)[0].quiet, "it would wait until the opening"


def test_it_says_what_and_where_with_a_way_to_say_no(room: CentreAtWork) -> None:
    number = gather(room, agenda="Vi börjar med kaffe")
    come(room, number, "anna")
    room.until(local("2026-12-15T07:00"))
    notice = room.notices("anna", OWN)[0]
    said = text(room, notice)
    assert "I dag: Export boost Borås" in said
    assert "Navet, Borås" in said
    assert "Vi börjar med kaffe" in said
    commands = {button.command: button for button in pressable(room, notice)}
    assert commands["coming"].args["answer"] == "no"


@pytest.mark.parametrize(
    ("day", "starts", "at"),
    [
        (date(2026, 12, 15), time(7, 30), "15 Dec 06:30"),
        (date(2026, 12, 15), time(6, 30), "15 Dec 06:00"),
        (date(2026, 12, 15), time(5), "14 Dec 09:00"),
        (date(2026, 12, 19), time(10), "19 Dec 07:00"),
        (date(2026, 12, 15), None, "15 Dec 07:00"),
    ],
)
def test_before_eight_on_a_saturday_and_of_a_whole_day(
    room: CentreAtWork, day: date, starts: time | None, at: str
) -> None:
    number = gather(room, day=day, starts=starts, ends=None)
    come(room, number, "anna")
    room.until(local("2026-12-20T08:00"))
    assert told(room) == {"anna": [at]}


def test_nobody_is_told_who_has_said_no_before_it_was_sent(room: CentreAtWork) -> None:
    number = gather(room)
    come(room, number, "anna")
    room.until(local("2026-12-15T07:00"))
    come(room, number, "anna", answer="no")
    assert room.reads(room.notices("anna", OWN)[0]) is None


def test_a_moved_or_cancelled_meeting_has_no_morning(room: CentreAtWork) -> None:
    moved, off = gather(room), gather(room, title="Utbildning")
    for number in (moved, off):
        come(room, number, "anna")
    room.until(local("2026-12-14T20:00"))
    move(room, moved, day=date(2026, 12, 17))
    cancel(room, off)
    room.until(local("2026-12-18T08:00"))
    assert told(room) == {"anna": ["17 Dec 07:00"]}


def test_one_written_and_not_sent_is_dropped_when_the_meeting_is_cancelled(
    room: CentreAtWork,
) -> None:
    number = gather(room)
    come(room, number, "anna")
    room.until(local("2026-12-15T07:00"))
    cancel(room, number)
    assert room.reads(room.notices("anna", OWN)[0]) is None


def test_who_is_away_is_stood_in_for_and_the_deputy_is_told_why(room: CentreAtWork) -> None:
    number = gather(room)
    come(room, number, "anna", "maria")
    absent(room, "anna", deputy="lena")
    room.until(local("2026-12-15T08:00"))
    assert set(told(room)) == {"lena", "maria"}
    assert "ersättare för Anna Ek" in text(room, room.notices("lena", OWN)[0])


def test_a_deputy_who_comes_anyway_is_told_once_and_as_themselves(room: CentreAtWork) -> None:
    number = gather(room)
    come(room, number, "anna", "lena")
    absent(room, "anna", deputy="lena")
    room.until(local("2026-12-15T08:00"))
    assert told(room) == {"lena": ["15 Dec 07:00"]}
    assert "ersättare" not in text(room, room.notices("lena", OWN)[0])


def test_who_is_away_without_a_deputy_is_told_themselves(room: CentreAtWork) -> None:
    number = gather(room)
    come(room, number, "anna")
    absent(room, "anna")
    room.until(local("2026-12-15T08:00"))
    assert set(told(room)) == {"anna"}


def absent(room: CentreAtWork, user: str, deputy: str = "") -> None:
    """Somebody goes away over the meeting."""
    with room.desk.store.write() as session:
        member = session.merge(room.member(user))
        member.away_until = date(2026, 12, 31)
        member.deputy_id = room.member(deputy).id if deputy else None


def test_a_clock_that_stood_still_over_the_morning_says_it_as_long_as_it_helps(
    room: CentreAtWork,
) -> None:
    number = gather(room)
    come(room, number, "anna")
    wake(room, "2026-12-15T11:00")
    assert told(room) == {"anna": ["15 Dec 11:00"]}


@pytest.mark.parametrize("at", ["2026-12-15T13:00", "2026-12-16T10:00"])
def test_nobody_is_reminded_of_what_has_begun(room: CentreAtWork, at: str) -> None:
    number = gather(room)
    come(room, number, "anna")
    wake(room, at)
    assert not told(room)


def test_a_clock_that_wakes_at_night_wakes_nobody_else(room: CentreAtWork) -> None:
    number = gather(room, starts=None, ends=None)
    come(room, number, "anna")
    wake(room, "2026-12-15T22:00")
    assert not told(room)


def test_a_reminder_held_up_until_the_night_is_dropped(room: CentreAtWork) -> None:
    number = gather(room, starts=time(20), ends=time(22))
    come(room, number, "anna")
    room.until(local("2026-12-15T07:00"))
    room.now = local("2026-12-15T19:00")
    assert room.reads(room.notices("anna", OWN)[0]) is None


def test_a_joint_visit_reminds_those_alone_who_come_along(room: CentreAtWork) -> None:
    number = gather(room, kind="visit", title="Besök hos Nordic Snickeri")
    come(room, number, "anna", "maria")
    room.until(local("2026-12-16T08:00"))
    assert not aloud(room, REMINDER)
    days = ["01 Dec 09:00", "11 Dec 09:00", "14 Dec 09:00"]
    assert told(room, REMINDER) == {"anna": days, "maria": days}
    assert told(room) == {"anna": ["15 Dec 07:00"], "maria": ["15 Dec 07:00"]}


def test_a_visit_asks_the_room_once_on_its_card(room: CentreAtWork) -> None:
    number = gather(room, kind="visit", title="Besök hos Nordic Snickeri")
    room.until(local("2026-12-16T08:00"))
    with at_work(room) as work:
        assert len(calendar.postings(work.session, number)) == 1


def test_five_hundred_who_come_are_each_told_once(room: CentreAtWork) -> None:
    number = gather(room)
    with room.desk.store.write() as session:
        for place in range(500):
            member = Member(name=f"Främjare {place}", organisation="almi", joined_at=room.now)
            session.add(member)
            session.flush()
            session.add(
                Identity(
                    member_id=member.id or 0,
                    platform="web",
                    workspace="try",
                    user=f"u{place}",
                    used_at=room.now,
                )
            )
            session.add(
                Attendance(meeting_id=number, member_id=member.id or 0, coming=True, at=room.now)
            )
    room.now = local("2026-12-15T06:30")
    room.until(local("2026-12-15T08:00"))
    notices = room.notices(kind=OWN)
    assert len(notices) == 500
    assert len({notice.member_id for notice in notices}) == 500
    assert len(text(room, notices[0])) < 8000
