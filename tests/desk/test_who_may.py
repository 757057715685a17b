"""Every step of the life of a case: from which states, by whom, and refused to all others.

The table here is written from the agreement, not from the code that holds it.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bot.desk.replies import Value
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import STATES, case_in, codes, newcomer

POSTER, HANDLER, COLLEAGUE, SUPPORT = "sara", "maria", "nils", "petra"
ASKED, ASKED_TOO = "anna", "lena"
"""Both at Almi, which is asked to take over wherever EKN leads."""
COORDINATOR, OUTSIDER, UNCONFIRMED = "karin", "elias", "ture"
EVERYBODY = (
    POSTER, HANDLER, COLLEAGUE, SUPPORT, ASKED, ASKED_TOO, COORDINATOR, OUTSIDER, UNCONFIRMED,
)  # fmt: skip
CONFIRMED = set(EVERYBODY) - {UNCONFIRMED}

LED = ("in_progress", "waiting")
LIVE = ("open", *LED)


def _in(states: Iterable[str], users: set[str]) -> dict[str, set[str]]:
    return dict.fromkeys(states, users)


MAY: dict[str, dict[str, set[str]]] = {
    "edit": _in(LED, {POSTER, HANDLER, SUPPORT}) | {"open": {POSTER, SUPPORT}},
    "offer": _in(LED, {POSTER, HANDLER, COORDINATOR}) | {"open": {POSTER, COORDINATOR}},
    "take": {"open": CONFIRMED} | _in(LED, {ASKED, ASKED_TOO}),
    "decline": {"open": {HANDLER, COLLEAGUE}} | _in(LED, {ASKED, ASKED_TOO}),
    "noted": _in(LIVE, {POSTER, COORDINATOR}),
    "ask": {"open": {POSTER, HANDLER, COLLEAGUE}}
    | _in(LED, {POSTER, HANDLER, COLLEAGUE, ASKED, ASKED_TOO}),
    "revoke": _in(LIVE, {POSTER, COORDINATOR}),
    "contact": _in(LED, {HANDLER}),
    "take_over": _in(LED, {COLLEAGUE}),
    "wait": {"in_progress": {HANDLER}},
    "resume": {"waiting": {HANDLER}},
    "release": _in(LED, {HANDLER}),
    "hand_over": _in(LED, {HANDLER, COORDINATOR}),
    "support": _in(LED, {POSTER, COORDINATOR, OUTSIDER})
    | {"open": {POSTER, COORDINATOR, OUTSIDER, ASKED, ASKED_TOO}},
    "leave": _in(LIVE, {SUPPORT}),
    "note": _in((*LIVE, "closed", "withdrawn"), set(EVERYBODY)),
    "close": {"open": {POSTER, COORDINATOR}} | _in(LED, {HANDLER}),
    "later": {"closed": {HANDLER, COLLEAGUE, COORDINATOR}},
    "withdraw": _in(LIVE, {POSTER}),
    "merge": {"open": {COORDINATOR}} | _in(LED, {HANDLER, COORDINATOR}),
    "reopen": {"closed": {POSTER, HANDLER}},
    "void": _in(set(STATES) - {"void"}, {COORDINATOR}),
}

ONCE_MORE = frozenset({"note", "edit", "ask"})
"""Steps that one after another may take on the same case."""

ARGS: dict[str, dict[str, Value | int]] = {
    "edit": {"need": "Nu vet vi mer", "q_needs": ("payment-risk",), "q_municipality": "Mark"},
    "offer": {"organisation": "sek", "role": "support"},
    "decline": {"reason": "outside-remit"},
    "noted": {"answer": "yes", "name": "Ulla Alm"},
    "ask": {"words": "Vilken valuta?"},
    "wait": {"until": "2026-12-10"},
    "hand_over": {"organisation": "sek"},
    "note": {"words": "Ringt"},
    "close": {"outcome": "gap"},
    "later": {"months": 3, "effect": "unknown"},
}


def _args(room: CentreAtWork, step: str, number: int, other: int) -> dict[str, Value | int]:
    offers = [r.id or 0 for r in room.referrals(number) if r.status == "offered"]
    given = dict(ARGS.get(step, {}))
    if step in ("noted", "revoke"):
        given["referral"] = offers[0] if offers else 1
    if step == "merge":
        given["other"] = other
    if step == "later":
        given["effect"] = room.desk.centre.effects[0].code
    return given


@pytest.mark.parametrize("state", STATES)
def test_a_step_is_refused_to_everybody_else_and_changes_nothing(
    room: CentreAtWork, state: str
) -> None:
    newcomer(room, COLLEAGUE, "ekn")
    other = room.open("johan", offer_to="nobody")
    number = case_in(room, state)
    before = room.case(number), room.log(number), room.referrals(number), room.notices()
    for step, states in MAY.items():
        for user in EVERYBODY:
            if user in states.get(state, set()):
                continue
            outcome = room.do(user, step, case=number, **_args(room, step, number, other))
            assert not outcome.done, f"{user} could {step} a case that is {state}"
            assert said(outcome).strip(), f"{user} is not told why {step} is refused"
            assert said(outcome, "en").strip()
    after = room.case(number), room.log(number), room.referrals(number), room.notices()
    assert after == before


@pytest.mark.parametrize("step", MAY)
def test_a_step_is_open_to_whom_the_table_names(room: CentreAtWork, step: str) -> None:
    newcomer(room, COLLEAGUE, "ekn")
    for state, users in MAY[step].items():
        number = 0
        for user in sorted(users):
            if not number or step not in ONCE_MORE:
                number = case_in(room, state)
            other = room.open("johan", offer_to="nobody") if step == "merge" else 0
            steps = [entry.step for entry in room.log(number)]
            outcome = room.do(user, step, case=number, **_args(room, step, number, other))
            assert outcome.done, f"{user}, {step}, {state}: {said(outcome)}"
            assert outcome.form is None, f"{user}, {step}, {state}: {said(outcome)}"
            later = [entry.step for entry in room.log(number)]
            assert len(later) > len(steps), f"{step} left no trace in the log"


@pytest.mark.parametrize("step", ["take", "support", "decline", "leave", "take_over"])
def test_an_unconfirmed_member_is_told_who_confirms(room: CentreAtWork, step: str) -> None:
    number = room.open("sara")
    if step in ("leave", "take_over"):
        room.do("maria", "take", case=number)
    outcome = room.do("ture", step, case=number, **ARGS.get(step, {}))
    assert not outcome.done
    assert "refused.unconfirmed" in codes(outcome)


def test_an_unknown_number_says_where_the_numbers_are(room: CentreAtWork) -> None:
    outcome = room.do("anna", "take", case=99)
    assert not outcome.done
    assert "case.unknown" in codes(outcome)
