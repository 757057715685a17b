"""Waiting for something until a day, and going on."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.desk.replies import Outcome
from bot.texts import say
from tests.centre_at_work import CentreAtWork
from tests.desk.cast import codes, listening, message, newcomer, said_of, steps


def test_a_case_rests_and_wakes_its_handler_on_the_day(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    with listening(room) as heard:
        outcome = room.do(
            "maria", "wait", case=number, for_what="Banken svarar", until="2026-12-04"
        )
    assert "wait.done" in codes(outcome)
    assert steps(outcome) == ["resume"]
    assert heard.told == {}
    case = room.case(number)
    assert (case.status, case.waiting_until) == ("waiting", date(2026, 12, 4))
    assert "Vilar till" in said_of(room.card(number))
    with listening(room) as heard:
        room.until(datetime(2026, 12, 4, 9, 0, tzinfo=UTC))
    assert heard.told == {"maria": ["woken"]}
    local = room.desk.calendar.local(heard.notices[0].created_at)
    assert (local.date(), local.hour) == (date(2026, 12, 4), 8)
    assert room.case(number).status == "in_progress"
    assert {"close", "wait"} <= set(steps(message(room, "maria", "woken")))
    assert "notice.woken" in codes(message(room, "maria", "woken"))


def test_a_day_off_wakes_on_the_next_working_day(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    room.do("maria", "wait", case=number, until="2026-12-25")
    with listening(room) as heard:
        room.until(datetime(2026, 12, 28, 9, 0, tzinfo=UTC))
    assert heard.told == {"maria": ["woken"]}
    assert room.desk.calendar.local(heard.notices[0].created_at).date() == date(2026, 12, 28)


def test_the_handler_may_go_on_before_the_day(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "wait", case=number, until="2026-12-04")
    with listening(room) as heard:
        assert room.do("maria", "resume", case=number).done
    assert heard.told == {}
    case = room.case(number)
    assert (case.status, case.waiting_until, case.waiting_for) == ("in_progress", None, "")
    with listening(room) as heard:
        room.until(datetime(2026, 12, 4, 12, 0, tzinfo=UTC))
    assert "woken" not in heard.told.get("maria", [])


@pytest.mark.parametrize(
    ("until", "why"),
    [
        ("", "form.day_missing"),
        ("snart", "form.day_missing"),
        ("2026-11-23", "form.until_past"),
        ("2026-11-01", "form.until_past"),
        ("2029-11-01", "form.until_far"),
    ],
)
def test_the_day_must_be_one_to_come(room: CentreAtWork, until: str, why: str) -> None:
    number = room.opened_and_taken()
    outcome = room.do("maria", "wait", case=number, for_what="Banken", until=until)
    assert not outcome.done
    assert why in codes(outcome)
    assert outcome.form is not None
    assert next(i.value for i in outcome.form.inputs if i.name == "for_what") == "Banken"
    assert room.case(number).status == "in_progress"


def test_what_is_waited_for_is_seen_by_those_who_may_see_the_company(room: CentreAtWork) -> None:
    number = room.opened_and_taken(consent="no")
    room.do("maria", "wait", case=number, for_what="Nordic Snickeri", until="2026-12-04")
    assert "Nordic Snickeri" in said_of(room.show("maria", number))
    assert "Nordic Snickeri" not in said_of(room.show("elias", number))
    assert "Nordic Snickeri" not in said_of(room.card(number))


def test_a_resting_case_is_taken_over_and_handed_over_as_any(room: CentreAtWork) -> None:
    newcomer(room, "nils", "ekn")
    number = room.opened_and_taken()
    room.do("maria", "wait", case=number, until="2026-12-04")
    assert room.do("nils", "take_over", case=number).done
    assert room.case(number).status == "waiting"
    room.do("nils", "hand_over", case=number, organisation="almi")
    room.do("anna", "take", case=number)
    case = room.case(number)
    assert (case.status, case.lead, case.waiting_until) == ("in_progress", "almi", None)


def test_a_handler_who_is_away_on_the_day_has_a_deputy(room: CentreAtWork) -> None:
    deputy = newcomer(room, "nils", "ekn")
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    room.do("maria", "wait", case=number, until="2026-12-04")
    room.do("maria", "absence", until="2026-12-11", deputy=deputy)
    with listening(room) as heard:
        room.until(datetime(2026, 12, 4, 9, 0, tzinfo=UTC))
    assert heard.told == {"nils": ["woken"]}
    assert "take_over" in steps(message(room, "nils", "woken"))


def test_what_cannot_rest_says_why(room: CentreAtWork) -> None:
    number = room.open("sara")
    outcome = room.do("maria", "wait", case=number, until="2026-12-04")
    assert "refused.state" in codes(outcome)
    assert isinstance(outcome, Outcome)


def test_a_day_may_be_typed_in_words(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "wait", case=number, until="4 december")
    assert room.case(number).waiting_until == date(2026, 12, 4)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("nästa fredag", "Skriv i så fall 2026-12-04"), ("igår", "efter"), ("snart", "dag")],
)
def test_a_day_that_is_unclear_is_said_back(room: CentreAtWork, typed: str, said: str) -> None:
    number = room.opened_and_taken()
    outcome = room.do("maria", "wait", case=number, until=typed)
    assert not outcome.done and outcome.form is not None
    wrong = next(item.error for item in outcome.form.inputs if item.error is not None)
    assert said in say(wrong, "sv")
    assert room.case(number).waiting_until is None
