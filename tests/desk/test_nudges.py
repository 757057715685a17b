"""Nudges reach somebody who can act: the handler, a deputy, a colleague, or the coordinator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.desk.due import tick
from tests.centre_at_work import CentreAtWork
from tests.desk.cast import listening, message, newcomer, press, reads, steps


def _pass(room: CentreAtWork, days: int) -> None:
    """So many working days, with a tick at this time of each: half hours would change nothing."""
    for _ in range(days):
        room.now = room.desk.calendar.add_days(room.now, 1)
        tick(room.desk, room.now)


def test_contact_is_asked_the_morning_after_it_was_taken(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    with listening(room) as heard:
        room.until(datetime(2026, 11, 24, 7, 30, tzinfo=UTC))
    assert heard.told == {}
    with listening(room) as heard:
        room.until(datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    assert heard.told == {"maria": ["contact_question"]}
    with listening(room) as heard:
        assert press(room, "maria", "contact_question", "contact", answer="yes").done
    assert heard.told == {"sara": ["contact"]}
    assert room.case(number).contact_made_at == room.now


def test_ten_days_without_a_step_then_five_then_the_coordinator(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    begun, told = room.now, []
    for day in range(9, 27):
        room.now = room.desk.calendar.add_days(begun, day)
        with listening(room) as heard:
            tick(room.desk, room.now)
        told += [(day, who, kind) for who, kinds in heard.told.items() for kind in kinds]
    assert told == [
        (10, "maria", "stale"),
        (15, "maria", "stale"),
        (25, "karin", "stale_coordinator"),
    ]


def test_twice_unanswered_the_coordinator_can_act(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    _pass(room, 10)
    assert not room.do("karin", "close", case=number, outcome="helped").done
    _pass(room, 5)
    assert room.do("karin", "close", case=number, outcome="helped").done


@pytest.mark.parametrize(("kind", "days"), [("contact_question", 1), ("stale", 10)])
def test_a_handler_away_without_a_deputy_has_colleagues(
    room: CentreAtWork, kind: str, days: int
) -> None:
    newcomer(room, "nils", "ekn")
    number = room.opened_and_taken()
    if kind == "stale":
        room.do("maria", "contact", case=number)
    room.do("maria", "absence", until="2026-12-31")
    with listening(room) as heard:
        _pass(room, days)
    assert heard.told == {"nils": [kind]}
    assert press(room, "nils", kind, "take_over").done
    assert room.case(number).handler_id == room.member("nils").id


def test_where_nobody_there_can_be_reached_the_coordinator_hears(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    room.do("maria", "absence", until="2026-12-31")
    with listening(room) as heard:
        _pass(room, 10)
    assert heard.told == {"karin": ["stale"]}
    assert "hand_over" in steps(message(room, "karin", "stale"))


def test_a_deputy_of_the_handler_is_asked_and_takes_over_in_a_press(room: CentreAtWork) -> None:
    nils = newcomer(room, "nils", "ekn")
    newcomer(room, "olga", "ekn")
    number = room.opened_and_taken()
    room.do("maria", "absence", until="2026-12-31", deputy=nils)
    with listening(room) as heard:
        room.working_days(1)
    assert heard.told == {"nils": ["contact_question"]}
    assert press(room, "nils", "contact_question", "take_over").done
    assert room.do("nils", "contact", case=number).done


# --- what came of it


def _closed(room: CentreAtWork) -> int:
    number = room.opened_and_taken()
    assert room.do("maria", "close", case=number, outcome="helped").done
    return number


def test_what_came_of_it_is_asked_after_3_6_and_12_months_and_answered_by_a_press(
    room: CentreAtWork,
) -> None:
    number = _closed(room)
    for months, at in (
        (3, datetime(2027, 2, 23, 8, 0, tzinfo=UTC)),
        (6, datetime(2027, 5, 24, 8, 0, tzinfo=UTC)),
        (12, datetime(2027, 11, 23, 8, 0, tzinfo=UTC)),
    ):
        room.now = at - timedelta(days=1)
        with listening(room) as heard:
            room.until(at)
        assert heard.told == {"maria": ["later"]}, months
        assert heard.notices[0].args["months"] == months
        assert press(room, "maria", "later", "later").done
    assert set(room.case(number).later) == {"3", "6", "12"}


def test_the_months_are_counted_from_the_centres_own_day(room: CentreAtWork) -> None:
    """Half past midnight in Stockholm is the evening before by UTC."""
    number = room.opened_and_taken()
    room.now = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert room.do("maria", "close", case=number, outcome="helped").done
    with listening(room) as heard:
        tick(room.desk, datetime(2027, 2, 25, 15, 0, tzinfo=UTC))
    assert heard.told == {}
    with listening(room) as heard:
        tick(room.desk, datetime(2027, 2, 26, 7, 30, tzinfo=UTC))
    assert heard.told == {"maria": ["later"]}


def test_a_deputy_answers_what_came_of_it(room: CentreAtWork) -> None:
    nils = newcomer(room, "nils", "ekn")
    number = _closed(room)
    room.now = datetime(2027, 2, 22, 9, 0, tzinfo=UTC)
    room.do("maria", "absence", until="2027-03-31", deputy=nils)
    with listening(room) as heard:
        room.move(days=1)
    assert heard.told == {"nils": ["later"]}
    assert "avslutades" in reads(room, "nils", "later")
    assert press(room, "nils", "later", "later").done
    assert room.case(number).later


def test_what_came_of_a_case_is_asked_also_when_its_handler_has_left(room: CentreAtWork) -> None:
    newcomer(room, "nils", "ekn")
    number = _closed(room)
    assert room.do("maria", "end_membership").done
    room.now = datetime(2027, 2, 22, 9, 0, tzinfo=UTC)
    with listening(room) as heard:
        room.move(days=1)
    assert heard.told == {"nils": ["later"]}
    assert press(room, "nils", "later", "later").done
    assert room.case(number).later


def test_where_nobody_is_left_the_coordinator_can_tell_what_came_of_it(room: CentreAtWork) -> None:
    number = _closed(room)
    assert room.do("maria", "end_membership").done
    room.now = datetime(2027, 2, 22, 9, 0, tzinfo=UTC)
    with listening(room) as heard:
        room.move(days=1)
    assert heard.told == {"karin": ["later"]}
    assert press(room, "karin", "later", "later").done
    assert room.case(number).later


def test_a_case_handled_outside_the_chat_is_asked_about_through_the_poster(
    room: CentreAtWork,
) -> None:
    number = room.open("sara")
    referral = room.referrals(number)[0].id or 0
    noted = {"answer": "yes", "name": "Ulla Alm", "referral": referral}
    assert room.do("sara", "noted", case=number, **noted).done
    assert room.do("sara", "close", case=number, outcome="helped").done
    room.now = datetime(2027, 2, 22, 9, 0, tzinfo=UTC)
    with listening(room) as heard:
        room.move(days=1)
    assert heard.told == {"sara": ["later"]}
    assert press(room, "sara", "later", "later").done
    assert room.case(number).later


def test_a_gap_has_no_outcome_to_ask_about(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="nobody")
    assert room.do("sara", "close", case=number, outcome="gap").done
    room.now = datetime(2027, 2, 22, 9, 0, tzinfo=UTC)
    with listening(room) as heard:
        room.move(days=2)
    assert heard.told == {}
