"""Closing with an outcome, reopening, and what came of it months later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import (
    codes,
    listening,
    message,
    newcomer,
    press,
    pressable,
    reads,
    said_of,
    steps,
)

OUTCOMES = ("helped", "partly-helped", "passed-on", "company-declined", "not-reached", "gap")


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_handler_closes_with_any_of_the_outcomes(room: CentreAtWork, outcome: str) -> None:
    number = room.opened_and_taken()
    with listening(room) as heard:
        done = room.do("maria", "close", case=number, outcome=outcome)
    assert "close.done" in codes(done)
    assert heard.told == {"sara": ["closed"]}
    assert heard.thread == []
    case = room.case(number)
    assert (case.status, case.outcome, case.closed_at) == ("closed", outcome, room.now)
    assert [r.status for r in room.referrals(number)] == ["done"]


def test_the_poster_reads_the_outcome_and_can_reopen(room: CentreAtWork) -> None:
    number = room.opened_and_taken(company="Nordic Snickeri AB")
    room.do("maria", "close", case=number, outcome="helped")
    text = reads(room, "sara", "closed").casefold()
    assert "ärende 1 (nordic snickeri ab)" in text and "företaget fick hjälp" in text
    assert "the company was helped" in reads(room, "sara", "closed", "en").casefold()
    assert steps(message(room, "sara", "closed")) == ["reopen"]


def test_an_outcome_must_be_chosen(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    outcome = room.do("maria", "close", case=number, outcome="bra", words="Skrev mycket")
    assert not outcome.done
    assert "form.close.outcome_missing" in codes(outcome)
    assert "Skrev mycket" in said(outcome)
    assert room.case(number).status == "in_progress"


@pytest.mark.parametrize("user", ["sara", "karin"])
def test_where_nobody_leads_poster_or_coordinator_closes_as_a_gap(
    room: CentreAtWork, user: str
) -> None:
    number = room.open("sara")
    form = room.ask_form(user, "close", case=number).form
    assert form is not None and form.inputs[0].value == "gap"
    with listening(room) as heard:
        assert room.do(user, "close", case=number, outcome="gap").done
    expected = {"maria": ["closed"]} | ({"sara": ["closed"]} if user == "karin" else {})
    assert heard.told == expected
    assert [r.status for r in room.referrals(number)] == ["revoked"]


def test_where_somebody_leads_poster_and_coordinator_do_not_close(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    for user in ("sara", "karin"):
        outcome = room.do(user, "close", case=number, outcome="gap")
        assert not outcome.done
        assert "refused.lead" in codes(outcome)
        assert "Maria Dahl" in said(outcome)


def test_the_coordinator_closes_after_two_unanswered_nudges(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    room.working_days(11)
    assert room.told("maria").count("stale") == 1
    assert not room.do("karin", "close", case=number, outcome="not-reached").done
    room.working_days(5)
    assert room.told("maria").count("stale") == 2
    assert "close" in steps(message(room, "maria", "stale"))
    room.do("karin", "note", case=number, words="Ringde, ingen svarade")
    with listening(room) as heard:
        assert room.do("karin", "close", case=number, outcome="not-reached").done
    assert heard.told == {"sara": ["closed"]}


def test_an_answered_nudge_starts_over(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    room.working_days(16)
    room.do("maria", "note", case=number, words="Väntar på banken")
    assert not room.do("karin", "close", case=number, outcome="not-reached").done
    room.working_days(9)
    assert room.told("maria").count("stale") == 2


def test_the_coordinator_is_told_of_a_case_two_nudges_did_not_move(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    room.working_days(26)
    assert room.told("karin") == ["stale_coordinator"]
    assert {"close", "hand_over"} <= set(steps(message(room, "karin", "stale_coordinator")))
    assert "notice.stale_coordinator" in codes(message(room, "karin", "stale_coordinator"))
    assert room.case(number).status == "in_progress"


# --- reopening


def test_the_poster_reopens_and_the_last_lead_is_asked(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "close", case=number, outcome="helped")
    room.move(days=30)
    with listening(room) as heard:
        outcome = room.do("sara", "reopen", case=number)
    assert "reopen.asked" in codes(outcome)
    assert heard.told == {"maria": ["offered"]}
    case = room.case(number)
    assert (case.status, case.outcome, case.closed_at) == ("open", "", None)
    assert room.do("maria", "take", case=number).done


def test_the_last_handler_goes_on_with_it(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "close", case=number, outcome="helped")
    with listening(room) as heard:
        assert room.do("maria", "reopen", case=number).done
    assert heard.told == {}
    case = room.case(number)
    assert (case.status, case.lead, case.handler_id) == (
        "in_progress",
        "ekn",
        room.member("maria").id,
    )
    assert [r.status for r in room.referrals(number)] == ["accepted"]


def test_a_gap_is_reopened_with_nobody_asked(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="nobody")
    room.do("sara", "close", case=number, outcome="gap")
    outcome = room.do("sara", "reopen", case=number)
    assert outcome.done
    assert steps(outcome) == ["offer"]
    with listening(room) as heard:
        room.move(hours=4.5)
    assert heard.told == {"sara": ["unasked"]}


def test_after_ninety_days_a_new_case_is_opened_instead(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "close", case=number, outcome="helped")
    room.now += timedelta(days=90)
    kept = room.now
    assert "reopen" in steps(room.show("sara", number))
    room.now = kept + timedelta(minutes=1)
    outcome = room.do("sara", "reopen", case=number)
    assert not outcome.done
    assert "refused.late" in codes(outcome)
    assert "reopen" not in steps(room.show("sara", number))


# --- months later


def test_the_handler_is_asked_after_three_six_and_twelve_months(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "close", case=number, outcome="helped")
    room.now = room.now + timedelta(days=91)
    with listening(room) as heard:
        room.move(days=3)
    assert heard.told == {"maria": ["later"]}
    assert "3 månader" in reads(room, "maria", "later")
    assert "3 months" in reads(room, "maria", "later", "en")
    with listening(room) as heard:
        outcome = press(room, "maria", "later", "later", effect="first-order")
    assert outcome.done
    assert heard.told == {}
    assert room.case(number).later == {"3": "first-order"}
    room.now = room.now + timedelta(days=88)
    room.move(days=5)
    room.now = room.now + timedelta(days=180)
    room.move(days=5)
    months = [n.args["months"] for n in room.notices("maria", "later")]
    assert months == [3, 6, 12]
    assert "Första exportordern" in said_of(room.show("maria", number))


def test_the_question_is_a_message_of_its_own_however_much_was_said_before(
    room: CentreAtWork,
) -> None:
    number = room.opened_and_taken()
    for day in range(4):
        room.do("sara", "edit", case=number, need=f"Mer {day}", q_needs=("payment-risk",))
    assert [notice.folds is None for notice in room.notices("maria", "edited")][-1] is False
    room.do("maria", "close", case=number, outcome="helped")
    room.now = room.now + timedelta(days=91)
    room.move(days=3)
    assert room.notices("maria", "later")[0].folds is None


def test_two_presses_of_the_same_answer_are_one(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "close", case=number, outcome="helped")
    room.now = room.now + timedelta(days=91)
    room.move(days=3)
    button = next(
        b
        for b in pressable(message(room, "maria", "later"))
        if b.args.get("effect") == "new-market"
    )
    first, second = room.press("maria", button), room.press("maria", button)
    assert first.done and first == second
    assert [e.step for e in room.log(number)].count("later") == 1


@pytest.mark.parametrize(("months", "effect"), [(3, "nonsense"), (999, "first-order")])
def test_an_answer_that_is_none_is_refused(room: CentreAtWork, months: int, effect: str) -> None:
    number = room.opened_and_taken()
    room.do("maria", "close", case=number, outcome="helped")
    outcome = room.do("maria", "later", case=number, months=months, effect=effect)
    assert not outcome.done
    assert room.case(number).later == {}


def test_a_closed_case_asks_nobody_where_nobody_handled_it(room: CentreAtWork) -> None:
    newcomer(room, "nils", "ekn")
    number = room.open("sara", offer_to="nobody")
    room.do("sara", "close", case=number, outcome="gap")
    room.now = room.now + timedelta(days=91)
    with listening(room) as heard:
        room.move(days=3)
    assert heard.told == {}
