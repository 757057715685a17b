"""Accepting, claiming, and who is first."""

from __future__ import annotations

import pytest

from tests.centre_at_work import CentreAtWork, said, words
from tests.desk.cast import codes, listening, message, newcomer, press, reads, steps


def test_the_suggested_organisation_takes_what_it_was_asked(room: CentreAtWork) -> None:
    number = room.open("sara")
    with listening(room) as heard:
        outcome = room.do("maria", "take", case=number)
    assert "take.done.lead" in codes(outcome)
    assert steps(outcome) == ["contact", "show"]
    assert heard.told == {"sara": ["taken"]}
    assert heard.thread == ["taken"]
    case = room.case(number)
    assert (case.status, case.lead, case.handler_id) == (
        "in_progress",
        "ekn",
        room.member("maria").id,
    )
    assert case.taken_at == room.now


def test_the_poster_gets_a_ready_text_for_the_company(room: CentreAtWork) -> None:
    room.opened_and_taken(company="Nordic Snickeri AB")
    text = reads(room, "sara", "taken")
    assert "Maria Dahl, Exportkreditnämnden" in text and "ärende 1 (Nordic Snickeri AB)" in text
    assert {"notice.taken", "notice.ready", "ready.text"} <= codes(message(room, "sara", "taken"))
    assert "24 november kl. 9.00" in text
    assert "010-000 00 00" in text
    assert "case 1 (Nordic Snickeri AB)" in reads(room, "sara", "taken", "en")


def test_the_thread_names_who_took_it(room: CentreAtWork) -> None:
    with listening(room) as heard:
        room.opened_and_taken()
    line = room.reads(next(n for n in heard.notices if n.room_id))
    assert line is not None
    text = " ".join(part for block in line for part in words(block))
    assert "Maria Dahl, Exportkreditnämnden" in text


def test_a_colleague_can_be_named_as_handler(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="almi")
    with listening(room) as heard:
        outcome = room.do("anna", "take", case=number, handler=room.member("lena").id or 0)
    assert outcome.done
    assert room.case(number).handler_id == room.member("lena").id
    assert heard.told == {"sara": ["taken"], "lena": ["made_handler"]}
    assert "Lena Sjö" in reads(room, "sara", "taken")


@pytest.mark.parametrize("named", ["elias", "ture"])
def test_only_a_confirmed_colleague_can_be_named(room: CentreAtWork, named: str) -> None:
    number = room.open("sara")
    outcome = room.do("maria", "take", case=number, handler=room.member(named).id or 0)
    assert not outcome.done
    assert "refused.not_colleague" in codes(outcome)
    assert room.case(number).status == "open"


def test_the_second_to_press_is_told_who_was_first(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    with listening(room) as heard:
        outcome = room.do("anna", "take", case=number)
    assert not outcome.done
    assert "Maria Dahl, Exportkreditnämnden" in said(outcome)
    assert "Maria Dahl, Exportkreditnämnden" in said(outcome, "en")
    assert heard.told == {}
    assert room.case(number).lead == "ekn"


def test_a_colleague_who_presses_too_is_shown_how_to_take_over(room: CentreAtWork) -> None:
    newcomer(room, "nils", "ekn")
    number = room.opened_and_taken()
    outcome = room.do("nils", "take", case=number)
    assert not outcome.done
    assert "refused.colleague_has" in codes(outcome)
    again = room.do("maria", "take", case=number)
    assert "refused.yours" in codes(again)


def test_a_confirmed_member_claims_without_an_offer(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="nobody")
    with listening(room) as heard:
        outcome = room.do("elias", "take", case=number)
    assert outcome.done
    assert room.case(number).lead == "een"
    assert heard.told == {"sara": ["taken"]}
    assert heard.thread == ["taken"]
    assert [e.step for e in room.log(number)] == ["opened", "claimed"]


def test_taking_as_lead_takes_the_other_lead_offers_back(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("sara", "offer", case=number, organisation="almi", role="lead")
    with listening(room) as heard:
        room.do("elias", "take", case=number)
    assert heard.told == {
        "maria": ["taken_by_other"],
        "anna": ["taken_by_other"],
        "lena": ["taken_by_other"],
        "sara": ["taken"],
    }
    states = {r.organisation: r.status for r in room.referrals(number)}
    assert states == {"ekn": "revoked", "almi": "revoked", "een": "accepted"}
    assert "notice.taken_by_other" in codes(message(room, "maria", "taken_by_other"))


def test_a_support_offer_stays_when_a_lead_is_taken(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("sara", "offer", case=number, organisation="almi", role="support")
    with listening(room) as heard:
        room.do("maria", "take", case=number)
    assert heard.told == {"sara": ["taken"]}
    states = {r.organisation: r.status for r in room.referrals(number)}
    assert states == {"ekn": "accepted", "almi": "offered"}


def test_the_lead_of_a_case_no_longer_supports_it(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("petra", "support", case=number)
    room.do("petra", "take", case=number)
    assert sorted((r.role, r.status) for r in room.referrals(number) if r.handler_id) == [
        ("lead", "accepted"),
        ("support", "done"),
    ]


def test_the_poster_may_take_it_for_the_own_organisation(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="nobody")
    with listening(room) as heard:
        assert room.do("sara", "take", case=number).done
    assert heard.told == {}
    assert heard.thread == ["taken"]
    assert room.case(number).lead == "brg"


def test_academia_supports_and_never_leads(room: CentreAtWork) -> None:
    newcomer(room, "disa", "academia")
    number = room.open("sara", offer_to="nobody")
    outcome = room.do("disa", "take", case=number)
    assert not outcome.done
    assert "refused.support_only" in codes(outcome)
    assert room.do("disa", "support", case=number).done


def test_an_expired_offer_can_be_accepted_until_another_is(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.working_days(2)
    assert [r.status for r in room.referrals(number)] == ["expired"]
    assert room.do("maria", "take", case=number).done
    other = room.open("sara")
    room.working_days(2)
    room.do("elias", "take", case=other)
    late = room.do("maria", "take", case=other)
    assert not late.done
    assert "Elias Nyström" in said(late)


def test_the_button_of_the_message_takes_it(room: CentreAtWork) -> None:
    number = room.open("sara")
    assert press(room, "maria", "offered", "take").done
    assert room.case(number).lead == "ekn"
