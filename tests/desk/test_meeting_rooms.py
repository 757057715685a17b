"""The room's reminders of a meeting: 14 and 3 days before, on the eve, and never of what is past."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.desk import meeting_due, programme
from bot.desk.due import tick
from bot.storage import calendar
from bot.storage.tables import Meeting
from tests.centre_at_work import CentreAtWork
from tests.desk.gathering import (
    TUESDAY,
    ahead,
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

REMINDER = "meeting_reminder"


def reminded(room: CentreAtWork) -> list[str]:
    """When the room was reminded, by the local clock."""
    clock = room.desk.calendar.local
    return [f"{clock(n.created_at):%d %b %H:%M}" for n in aloud(room, REMINDER)]


def test_the_room_is_reminded_fourteen_and_three_days_before_and_on_the_eve(
    room: CentreAtWork,
) -> None:
    gather(room)
    room.until(local("2026-12-20T12:00"))
    assert reminded(room) == ["01 Dec 09:00", "11 Dec 09:00", "14 Dec 09:00"]


def test_a_reminder_says_when_where_who_comes_who_does_what_and_who_presents(
    room: CentreAtWork,
) -> None:
    case = room.open("sara", company="Nordic Snickeri AB")
    number = gather(room, duties=["Kaffe: Karin"], link="https://example.org/boost")
    come(room, number, "anna", "maria")
    assert room.do("sara", "present", meeting=number, case=case).done
    room.until(local("2026-12-01T10:00"))
    said = text(room, aloud(room, REMINDER)[-1])
    for part in (
        "Om 14 dagar",
        "Export boost Borås",
        "tisdag 15 december",
        "13.00",
        "Navet, Borås",
        "https://example.org/boost",
        "Anna Ek",
        "Maria Dahl",
        "Kaffe: Karin",
        "Nordic Snickeri AB",
    ):
        assert part in said, said


def test_it_says_tomorrow_and_today_by_the_day_on_which_it_is_read(room: CentreAtWork) -> None:
    gather(room)
    room.until(local("2026-12-14T09:00"))
    notice = aloud(room, REMINDER)[-1]
    assert "I morgon: Export boost Borås" in text(room, notice)
    room.now = local("2026-12-15T08:30")
    assert "I dag: Export boost Borås" in text(room, notice)
    assert "Today: Export boost Borås" in text(room, notice, "en")


def test_what_waited_too_long_to_be_sent_is_dropped_once_it_has_begun(room: CentreAtWork) -> None:
    gather(room)
    room.until(local("2026-12-14T09:00"))
    notice = aloud(room, REMINDER)[-1]
    room.now = local("2026-12-15T13:00")
    assert room.reads(notice) is None


def test_the_open_enquiries_that_fit_can_be_invited_in_one_press(room: CentreAtWork) -> None:
    fits = room.open("sara", company="Passar AB", q_municipality="Borås")
    other = room.open("petra", company="Långt Bort AB", q_municipality="Göteborg")
    number = gather(room, sub_region="sjuharad")
    room.until(local("2026-12-01T10:00"))
    notice = aloud(room, REMINDER)[-1]
    invites = [button for button in pressable(room, notice) if button.command == "invite"]
    assert [button.args["case"] for button in invites] == [str(fits)]
    assert f"Ärende {other}" not in text(room, notice)
    assert room.press("anna", invites[0]).done
    again = [button for button in pressable(room, notice) if button.command == "invite"]
    assert not again, "a company on the list is offered no more"
    with at_work(room) as work:
        assert calendar.presenting(work.session, number, fits) is not None


@pytest.mark.parametrize(
    ("meeting", "fits"),
    [
        ({"needs": ["payment-risk"]}, True),
        ({"needs": ["training"]}, False),
        ({"markets": ["BR"]}, True),
        ({"markets": ["NO"]}, False),
        ({"sub_region": "sjuharad"}, True),
        ({"sub_region": "skaraborg"}, False),
        ({"needs": ["training"], "sub_region": "sjuharad"}, True),
        ({}, False),
    ],
)
def test_a_case_fits_by_need_market_or_sub_region(
    room: CentreAtWork, meeting: dict[str, object], fits: bool
) -> None:
    room.open("sara")
    gather(room, **meeting)
    room.until(local("2026-12-01T10:00"))
    offered = [b.command for b in pressable(room, aloud(room, REMINDER)[-1])]
    assert ("invite" in offered) == fits


def test_a_company_without_consent_is_invited_by_its_number_alone(room: CentreAtWork) -> None:
    room.open("sara", company="Hemliga Bolaget AB", need="Kanariefågel", consent="no")
    gather(room, needs=["payment-risk"])
    room.until(local("2026-12-01T10:00"))
    notice = aloud(room, REMINDER)[-1]
    said = text(room, notice)
    assert "invite" in [button.command for button in pressable(room, notice)]
    assert "Hemliga" not in said
    assert "Kanariefågel" not in said
    assert "Mark" not in said


def test_the_best_ten_are_shown_and_the_rest_is_a_number(room: CentreAtWork) -> None:
    for _ in range(12):
        room.open("sara", q_needs=("training",))
    best = room.open("sara")
    gather(room, needs=["payment-risk"], sub_region="sjuharad")
    room.until(local("2026-12-01T10:00"))
    notice = aloud(room, REMINDER)[-1]
    invites = [b.args["case"] for b in pressable(room, notice) if b.command == "invite"]
    assert len(invites) == 10
    assert invites[0] == str(best)
    assert "13 ärenden passar träffen" in text(room, notice)


def test_a_meeting_moved_the_evening_before_is_not_reminded_of_by_its_old_day(
    room: CentreAtWork,
) -> None:
    number = gather(room, day=date(2026, 12, 15))
    room.until(local("2026-12-13T20:00"))
    before = len(reminded(room))
    move(room, number, day=date(2026, 12, 17))
    room.until(local("2026-12-16T12:00"))
    assert reminded(room)[before:] == ["14 Dec 09:00", "16 Dec 09:00"]
    assert "torsdag 17 december" in text(room, aloud(room, REMINDER)[-1])


def test_a_reminder_written_and_not_sent_is_dropped_when_the_meeting_moves(
    room: CentreAtWork,
) -> None:
    number = gather(room)
    room.until(local("2026-12-11T09:00"))
    notice = aloud(room, REMINDER)[-1]
    assert room.reads(notice)
    move(room, number, starts=time(14))
    assert room.reads(notice) is None


def test_a_new_place_alone_is_told_in_the_reminder_that_is_on_its_way(room: CentreAtWork) -> None:
    number = gather(room)
    room.until(local("2026-12-11T09:00"))
    move(room, number, place="Textile Fashion Center")
    assert "Textile Fashion Center" in text(room, aloud(room, REMINDER)[-1])


def test_a_cancelled_meeting_is_not_reminded_of(room: CentreAtWork) -> None:
    number = gather(room)
    room.until(local("2026-12-11T09:00"))
    notice = aloud(room, REMINDER)[-1]
    cancel(room, number)
    assert room.reads(notice) is None
    assert not ahead(room)
    room.until(local("2026-12-20T12:00"))
    assert reminded(room) == ["01 Dec 09:00", "11 Dec 09:00"]


def test_one_added_two_days_before_is_reminded_of_on_the_eve_alone(room: CentreAtWork) -> None:
    room.until(local("2026-12-13T11:00"))
    gather(room)
    room.until(local("2026-12-20T12:00"))
    assert reminded(room) == ["14 Dec 09:00"]


def test_one_moved_closer_says_nothing_of_the_days_that_are_past(room: CentreAtWork) -> None:
    number = gather(room, day=date(2027, 2, 16))
    room.until(local("2026-12-10T15:00"))
    move(room, number, day=date(2026, 12, 15))
    assert [kind for kind, _ in ahead(room)] == [
        "meeting-room",
        "meeting-eve",
        "meeting-own",
        "meeting-after",
    ]
    move(room, number, day=date(2026, 12, 11))
    assert [kind for kind, _ in ahead(room)] == ["meeting-own", "meeting-after"]


def test_moved_away_and_back_says_nothing_twice(room: CentreAtWork) -> None:
    number = gather(room)
    room.until(local("2026-12-11T12:00"))
    move(room, number, day=date(2026, 12, 22))
    move(room, number, day=TUESDAY)
    room.until(local("2026-12-20T12:00"))
    assert reminded(room) == ["01 Dec 09:00", "11 Dec 09:00", "14 Dec 09:00"]


def test_after_a_long_sleep_one_reminder_is_enough(room: CentreAtWork) -> None:
    gather(room)
    wake(room, "2026-12-11T10:00")
    assert reminded(room) == ["11 Dec 10:00"]
    room.until(local("2026-12-14T12:00"))
    assert reminded(room) == ["11 Dec 10:00", "14 Dec 09:00"]


def test_nothing_is_said_of_a_meeting_that_is_over(room: CentreAtWork) -> None:
    gather(room)
    wake(room, "2026-12-16T10:00")
    assert not reminded(room)


def test_a_reminder_overdue_when_the_meeting_is_changed_is_still_given(room: CentreAtWork) -> None:
    number = gather(room)
    room.now = local("2026-12-01T10:00")
    move(room, number, agenda="Kaffe först")
    tick(room.desk, room.now)
    assert reminded(room) == ["01 Dec 10:00"]


def test_a_process_that_dies_in_mid_tick_says_it_once(
    room: CentreAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather(room)
    room.until(local("2026-12-01T08:30"))
    says = meeting_due.telling.aloud

    def dies(*args: object, **more: object) -> None:
        says(*args, **more)  # type: ignore[arg-type]
        raise RuntimeError("killed after the notices were written")

    monkeypatch.setattr(meeting_due.telling, "aloud", dies)
    room.until(local("2026-12-01T09:30"))
    assert not reminded(room)
    monkeypatch.undo()
    room.until(local("2026-12-01T12:00"))
    assert reminded(room) == ["01 Dec 10:00"]


def test_an_imported_meeting_gets_its_card_with_its_first_reminder(room: CentreAtWork) -> None:
    with at_work(room) as work:
        programme.add(
            work,
            Meeting(
                kind="event",
                title="Exportdagen",
                day=TUESDAY,
                end_day=TUESDAY,
                remind=[14],
                remind_eve=False,
                added_at=room.now,
                uid="x@elsewhere",
                source="https://example.org/calendar.ics",
            ),
            cards=False,
        )
    with at_work(room) as work:
        assert not calendar.postings(work.session, 1)
    room.until(local("2026-12-01T09:00"))
    with at_work(room) as work:
        assert len(calendar.postings(work.session, 1)) == 1
    assert len(reminded(room)) == 1
