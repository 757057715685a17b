"""The room's clock and its people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.centre.worktime import WorkCalendar
from bot.handlers.web.setup import CLOCK_STEPS, ActAs, MovableClock, people_by_user
from tests.handlers.web.conftest import TUESDAY, Trial


def test_the_clock_runs_from_where_it_was_set_and_moves_forward() -> None:
    clock = MovableClock(TUESDAY)
    assert TUESDAY <= clock.now() < TUESDAY + timedelta(seconds=30)
    clock.move(3600)
    assert clock.now() >= TUESDAY + timedelta(hours=1)
    later = TUESDAY + timedelta(days=3)
    assert clock.set(later) >= later


def test_without_a_start_the_clock_is_the_worlds() -> None:
    assert abs(MovableClock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_clock_does_not_go_back() -> None:
    clock = MovableClock(TUESDAY)
    with pytest.raises(ValueError, match="forward"):
        clock.set(TUESDAY - timedelta(minutes=1))
    assert clock.now() >= TUESDAY


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("hour", datetime(2026, 11, 24, 10, 12, tzinfo=UTC)),
        ("half_day", datetime(2026, 11, 24, 13, 12, tzinfo=UTC)),
        ("morning", datetime(2026, 11, 25, 8, 0, tzinfo=UTC)),
        ("week", datetime(2026, 12, 1, 9, 12, tzinfo=UTC)),
    ],
)
def test_the_steps_go_where_they_say(step: str, expected: datetime) -> None:
    assert CLOCK_STEPS[step](WorkCalendar(), TUESDAY) == expected


def test_somebody_new_gets_an_id_of_their_own(trial: Trial) -> None:
    first = trial.hall.welcome("Åsa Öberg-Lind", "asa@almi.se", "sv")
    second = trial.hall.welcome("Åsa Öberg-Lind", "", "sv")
    assert (first.user, second.user) == ("asa-oberg-lind", "asa-oberg-lind-2")
    assert trial.hall.welcome("李", "", "sv").user == "ny"
    assert first in trial.hall.known()


def test_two_people_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="anna"):
        people_by_user([ActAs("anna", "Anna"), ActAs("anna", "Anna två")])


def test_a_room_opened_at_night_begins_when_the_centre_opens_next() -> None:
    night = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    clock = MovableClock.at_work(WorkCalendar(), night)
    opening = WorkCalendar().next_opening(night)
    assert opening <= clock.now() < opening + timedelta(seconds=30)
    assert clock.ahead_at_start


def test_a_room_opened_in_working_hours_shows_the_present() -> None:
    clock = MovableClock.at_work(WorkCalendar(), TUESDAY)
    assert TUESDAY <= clock.now() < TUESDAY + timedelta(seconds=30)
    assert not clock.ahead_at_start
