"""What the clock does: nudge, expire, remind of what nobody is asked about, in working hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.desk.due import tick
from tests.centre_at_work import CentreAtWork
from tests.desk.cast import codes, listening, message, press, pressable, reads, steps


def test_an_offer_is_nudged_after_four_working_hours(room: CentreAtWork) -> None:
    number = room.open("sara")
    with listening(room) as heard:
        room.move(hours=3.5)
    assert heard.told == {}
    with listening(room) as heard:
        room.move(hours=0.5)
    assert heard.told == {"maria": ["offer_nudge"], "sara": ["offer_slow"]}
    assert heard.thread == []
    assert "notice.offer_nudge" in codes(message(room, "maria", "offer_nudge"))
    assert {"take", "decline", "ask"} <= set(steps(message(room, "maria", "offer_nudge")))
    assert [e.step for e in room.log(number)][-1] == "nudged"


def test_the_poster_gets_the_next_suggestion_as_one_button(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.move(hours=4)
    asks = [b for b in pressable(message(room, "sara", "offer_slow")) if b.command == "offer"]
    assert len(asks) == 1
    assert asks[0].args["organisation"] != "ekn"
    assert room.press("sara", asks[0]).done
    assert len(room.referrals(number)) == 2


def test_an_offer_expires_after_one_working_day_and_the_coordinator_knows(
    room: CentreAtWork,
) -> None:
    number = room.open("sara")
    room.move(hours=8)
    with listening(room) as heard:
        room.working_days(1)
    assert heard.told == {"sara": ["expired"], "karin": ["expired"]}
    assert room.referrals(number)[0].status == "expired"
    assert "ärende 1" in reads(room, "karin", "expired")
    assert "notice.expired" in codes(message(room, "sara", "expired"))
    with listening(room) as heard:
        assert press(room, "karin", "expired", "offer").done
    assert [kinds for kinds in heard.told.values() if kinds != ["offered"]] == []
    assert heard.told


def test_an_answer_in_time_stops_the_clock(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("maria", "take", case=number)
    room.do("maria", "contact", case=number)
    with listening(room) as heard:
        room.working_days(5)
    assert heard.told == {}


@pytest.mark.parametrize(
    ("opened", "nudged", "expired"),
    [
        ("2026-11-27T13:30", "2026-11-30T08:30", "2026-11-30T13:30"),
        ("2026-11-28T12:00", "2026-11-30T11:00", "2026-12-01T07:00"),
        ("2026-11-23T22:00", "2026-11-24T11:00", "2026-11-25T07:00"),
        ("2026-12-23T15:00", "2026-12-28T10:00", "2026-12-28T15:00"),
    ],
)
def test_times_follow_the_working_calendar(
    room: CentreAtWork, opened: str, nudged: str, expired: str
) -> None:
    """Friday afternoon, Saturday, at night, and the day before Christmas Eve (UTC)."""
    room.now = datetime.fromisoformat(opened).replace(tzinfo=UTC)
    room.open("sara")
    room.move(days=7)
    at = {n.kind: n.created_at for n in room.notices("sara")}
    assert at["offer_slow"] == datetime.fromisoformat(nudged).replace(tzinfo=UTC)
    assert at["expired"] == datetime.fromisoformat(expired).replace(tzinfo=UTC)


def test_what_the_clock_says_comes_in_working_hours_only(room: CentreAtWork) -> None:
    room.open("sara", q_urgency="48h")
    room.opened_and_taken()
    room.move(days=40)
    said = [n for n in room.notices() if n.quiet]
    assert len(said) > 5
    assert all(room.desk.calendar.is_open(n.created_at) for n in said)


def test_nothing_runs_at_night_and_nothing_is_lost(room: CentreAtWork) -> None:
    room.open("sara")
    assert tick(room.desk, datetime(2026, 11, 24, 20, 0, tzinfo=UTC)) == 0
    assert tick(room.desk, datetime(2026, 11, 25, 7, 0, tzinfo=UTC)) > 0
    assert room.told("karin") == ["expired"]


# --- a case nobody is asked about


def test_poster_after_four_hours_coordinator_after_a_day(room: CentreAtWork) -> None:
    room.open("sara", offer_to="nobody")
    with listening(room) as heard:
        room.move(hours=4)
    assert heard.told == {"sara": ["unasked"]}
    assert {"offer", "close", "show"} <= set(steps(message(room, "sara", "unasked")))
    with listening(room) as heard:
        room.working_days(1)
    assert heard.told == {"karin": ["unasked_coordinator"]}
    assert "offer" in steps(message(room, "karin", "unasked_coordinator"))


def test_the_coordinator_is_reminded_again_after_a_while(room: CentreAtWork) -> None:
    room.open("sara", offer_to="nobody")
    room.working_days(14)
    assert room.told("karin") == ["unasked_coordinator"] * 3


def test_an_offer_taken_back_is_one_nobody_is_asked_about(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("sara", "revoke", case=number, referral=room.referrals(number)[0].id or 0)
    with listening(room) as heard:
        room.move(hours=4)
    assert heard.told == {"sara": ["unasked"]}


def test_after_a_no_the_poster_is_not_told_twice(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("maria", "decline", case=number, reason="conflict")
    with listening(room) as heard:
        room.move(hours=6)
    assert heard.told == {}
    with listening(room) as heard:
        room.working_days(1)
    assert heard.told == {"karin": ["unasked_coordinator"]}


def test_after_a_release_somebody_is_told_again(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "release", case=number)
    with listening(room) as heard:
        room.working_days(1)
    assert heard.told == {"karin": ["unasked_coordinator"]}


# --- a process that was down


def test_after_a_week_down_everything_is_caught_up_once(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.now += timedelta(days=7)
    with listening(room) as heard:
        tick(room.desk, room.now)
        tick(room.desk, room.now)
    assert heard.told["sara"].count("expired") == 1
    assert heard.told["karin"].count("expired") == 1
    assert room.referrals(number)[0].status == "expired"


def test_a_tick_with_nothing_due_does_nothing(room: CentreAtWork) -> None:
    room.opened_and_taken()
    with listening(room) as heard:
        assert tick(room.desk, room.now) == 0
    assert heard.notices == []
