"""A clock that stood still catches up, and says once what it missed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.desk import due
from bot.desk.due import tick
from tests.centre_at_work import CentreAtWork


def after_standing_still(room: CentreAtWork, days: int) -> list[str]:
    """The kinds of what the first tick says after so many days without one."""
    before = {notice.id for notice in room.notices()}
    room.now = room.desk.calendar.next_opening(room.now + timedelta(days=days))
    tick(room.desk, room.now)
    return [notice.kind for notice in room.notices() if notice.id not in before]


def test_an_offer_that_expired_meanwhile_is_not_nudged_as_well(room: CentreAtWork) -> None:
    room.open("sara")
    said = Counter(after_standing_still(room, 3))
    assert said == {"expired": 2}


def test_a_handler_is_asked_once_about_a_case_that_was_long_still(room: CentreAtWork) -> None:
    room.opened_and_taken()
    said = Counter(after_standing_still(room, 200))
    assert said["stale"] == 1
    assert not said["stale_coordinator"]


def test_the_coordinator_is_told_once_of_a_case_nobody_was_asked_about(room: CentreAtWork) -> None:
    room.open("sara", offer_to="nobody")
    said = Counter(after_standing_still(room, 200))
    assert said == {"unasked": 1, "unasked_coordinator": 1}


def test_what_came_of_a_case_is_asked_once_for_all_that_was_missed(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "close", case=number, outcome="helped")
    assert after_standing_still(room, 500) == ["later"]
    assert room.notices(kind="later")[-1].args["months"] == 12


def test_after_a_stop_the_nudges_keep_their_distance(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    after_standing_still(room, 100)
    first = room.now
    told: dict[str, datetime] = {}
    for _ in range(16):
        room.working_days(1)
        for kind in ("stale", "stale_coordinator"):
            if len(room.notices(kind=kind)) > (kind == "stale") and kind not in told:
                told[kind] = room.now
    days = room.desk.calendar.days_between
    assert days(first, told["stale"]) == 5
    assert days(first, told["stale_coordinator"]) == 15
    assert room.case(number).nudges == 3


def test_a_reminder_that_fails_stops_no_other(
    room: CentreAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.open("sara")
    room.open("petra", offer_to="nobody")

    def fails(*_: object) -> None:
        raise RuntimeError("cannot be")

    monkeypatch.setitem(due.ACTIONS, "offer-nudge", fails)
    room.move(hours=5)
    assert "unasked" in room.told("petra")
    monkeypatch.undo()
    room.move(hours=1)
    assert room.told("maria") == ["offered", "offer_nudge"]
