"""A handler outside the chat: those who note what was said by phone take the steps for them.

On the first day most organisations have nobody in the chat, so this is how most cases begin.
"""

from __future__ import annotations

import pytest

from tests.centre_at_work import CentreAtWork


@pytest.fixture
def number(room: CentreAtWork) -> int:
    """A case that Ulla Alm at SEK has taken by phone, noted by sara who opened it."""
    number = room.open("sara", offer_to="sek")
    referral = room.referrals(number)[0].id or 0
    outcome = room.do(
        "sara", "noted", case=number, referral=referral, answer="yes", name="Ulla Alm"
    )
    assert outcome.done
    return number


@pytest.mark.parametrize("user", ["sara", "karin"])
def test_poster_and_coordinator_note_the_contact_and_the_end(
    room: CentreAtWork, number: int, user: str
) -> None:
    assert room.do(user, "contact", case=number).done
    assert room.do(user, "wait", case=number, until="2026-12-07").done
    assert room.do(user, "resume", case=number).done
    assert room.do(user, "close", case=number, outcome="helped").done
    assert room.case(number).outcome == "helped"
    assert room.log(number)[-1].member_id == room.member(user).id


@pytest.mark.parametrize("user", ["anna", "maria", "ture"])
def test_others_do_not(room: CentreAtWork, number: int, user: str) -> None:
    assert not room.do(user, "contact", case=number).done
    assert not room.do(user, "close", case=number, outcome="helped").done
    assert room.case(number).status == "in_progress"


def test_once_a_member_handles_it_the_steps_are_theirs(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    assert not room.do("sara", "contact", case=number).done
    assert not room.do("karin", "close", case=number, outcome="helped").done
