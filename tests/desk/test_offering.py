"""Offering to an organisation, taking an offer back, and functions nobody can be reached at."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.desk.replies import Outcome
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import answer, codes, listening, message, press, reads, steps


@pytest.mark.parametrize("role", ["lead", "support"])
def test_only_the_organisation_asked_is_told(room: CentreAtWork, role: str) -> None:
    number = room.open("sara", offer_to="nobody")
    with listening(room) as heard:
        outcome = room.do("sara", "offer", case=number, organisation="almi", role=role)
    assert heard.told == {"anna": ["offered"], "lena": ["offered"]}
    assert heard.thread == []
    assert codes(outcome) == {f"offer.done.{role}"}


def test_what_is_asked_for_is_said(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="nobody")
    room.do("karin", "offer", case=number, organisation="almi", role="support")
    text = reads(room, "anna", "offered")
    assert "stötta" in text
    assert "Karin Holm" in text
    assert "support" in reads(room, "anna", "offered", "en")


def test_the_handler_asks_for_support_and_the_coordinator_may(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    for user, organisation in (("maria", "almi"), ("karin", "een")):
        with listening(room) as heard:
            outcome = room.do(user, "offer", case=number, organisation=organisation, role="support")
        assert outcome.done
        assert {kind for kinds in heard.told.values() for kind in kinds} == {"offered"}


def test_a_poster_asks_no_new_lead_of_a_case_that_has_one(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    outcome = room.do("sara", "offer", case=number, organisation="almi", role="lead")
    assert not outcome.done
    assert "refused.hand_over" in codes(outcome)


@pytest.mark.parametrize(
    ("organisation", "role", "why"),
    [
        ("ekn", "lead", "refused.already_asked"),
        ("nobody", "lead", "refused.no_organisation"),
        ("academia", "lead", "refused.no_organisation"),
        ("handelskammaren", "support", "refused.already_on"),
    ],
)
def test_who_cannot_be_asked(room: CentreAtWork, organisation: str, role: str, why: str) -> None:
    number = room.open("sara")
    room.do("petra", "support", case=number)
    with listening(room) as heard:
        outcome = room.do("sara", "offer", case=number, organisation=organisation, role=role)
    assert not outcome.done
    assert why in codes(outcome)
    assert heard.told == {}


def test_at_most_two_support(room: CentreAtWork) -> None:
    number = room.open("sara")
    for organisation in ("almi", "een", "business-sweden"):
        room.do("sara", "offer", case=number, organisation=organisation, role="support")
    assert room.do("anna", "take", case=number).done
    assert room.do("elias", "take", case=number).done
    third = room.do("johan", "take", case=number)
    assert not third.done
    assert "refused.enough_support" in codes(third)
    assert not room.do("petra", "support", case=number).done
    assert not room.do("sara", "offer", case=number, organisation="sek", role="support").done


def test_the_card_says_who_is_asked(room: CentreAtWork) -> None:
    number = room.open("sara")
    assert "väntar på svar från Exportkreditnämnden" in _text(room, number)


# --- taking an offer back


@pytest.mark.parametrize("user", ["sara", "karin"])
def test_an_offer_is_taken_back_and_the_organisation_told(room: CentreAtWork, user: str) -> None:
    number = room.open("sara")
    referral = room.referrals(number)[0].id or 0
    with listening(room) as heard:
        outcome = room.do(user, "revoke", case=number, referral=referral)
    assert "revoke.done" in codes(outcome)
    assert heard.told == {"maria": ["revoked"]}
    assert "ärende 1" in reads(room, "maria", "revoked")
    late = room.do("maria", "decline", case=number, reason="outside-remit")
    assert not late.done
    assert "refused.decline" in codes(late)


def test_what_is_no_longer_open_cannot_be_taken_back(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    referral = room.referrals(number)[0].id or 0
    outcome = room.do("sara", "revoke", case=number, referral=referral)
    assert not outcome.done
    assert "refused.no_offer" in codes(outcome)
    assert room.case(number).lead == "ekn"


def test_a_message_about_an_offer_taken_back_is_never_sent(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("sara", "revoke", case=number, referral=room.referrals(number)[0].id or 0)
    assert room.reads(room.notices("maria", "offered")[0]) is None


# --- nobody can be reached


def test_a_function_nobody_can_be_reached_at_is_said_at_once(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="nobody")
    with listening(room) as heard:
        outcome = room.do("sara", "offer", case=number, organisation="sek", role="lead")
    assert heard.told == {"karin": ["unreachable"]}
    assert "reach.nobody_here" in codes(outcome)
    function = room.desk.centre.organisation("sek").functions[0]
    ways = [way for way in (function.phone, function.mailbox) if way]
    assert all(way in answer(outcome) for way in ways)
    assert "reach.nobody_here" in codes(outcome)
    text = reads(room, "karin", "unreachable")
    assert "Ring eller mejla dem, och anteckna svaret" in text
    assert "noted" in steps(message(room, "karin", "unreachable"))


def test_poster_and_coordinator_hear_it_when_another_asks(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    with listening(room) as heard:
        room.do("maria", "hand_over", case=number, organisation="sek")
    assert heard.told == {"sara": ["unreachable"], "karin": ["unreachable"]}


def test_an_organisation_with_only_unconfirmed_members_is_not_reached(room: CentreAtWork) -> None:
    room.do("maria", "end_membership")
    with listening(room) as heard:
        room.open("sara")
    assert heard.told == {"karin": ["unreachable"]}


def test_after_four_hours_the_poster_is_asked_what_they_said_on_the_phone(
    room: CentreAtWork,
) -> None:
    number = room.open("sara", offer_to="sek")
    with listening(room) as heard:
        room.move(hours=4.5)
    assert heard.told == {"sara": ["unreachable_slow"]}
    assert "notice.unreachable_slow" in codes(message(room, "sara", "unreachable_slow"))
    form = press(room, "sara", "unreachable_slow", "noted").form
    assert form is not None
    assert form.hidden["case"] == str(number)


# --- in a hurry outside hours


def test_a_poster_in_a_hurry_at_night_is_told_when_they_open_and_whom_to_ring(
    room: CentreAtWork,
) -> None:
    room.now = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
    outcome = room.do(
        "sara", "refer", need="Köparen betalar inte", consent="yes",
        q_needs=("payment-risk",), q_market=("BR",), q_urgency="48h",
    )  # fmt: skip
    assert outcome.done
    assert "reach.opens" in codes(outcome)
    assert "30 november kl. 8.00" in answer(outcome)
    function = room.desk.centre.organisation("ekn").functions[0]
    assert all(way in answer(outcome) for way in (function.phone, function.mailbox) if way)
    assert room.told("maria") == ["offered"], "what a person causes goes at once"


def test_in_working_hours_a_hurry_needs_no_such_line(room: CentreAtWork) -> None:
    outcome = room.do(
        "sara", "refer", need="Köparen betalar inte", consent="yes",
        q_needs=("payment-risk",), q_market=("BR",), q_urgency="48h",
    )  # fmt: skip
    assert "har stängt" not in answer(outcome)


def _text(room: CentreAtWork, number: int) -> str:
    return said(Outcome(private=(room.card(number),)))
