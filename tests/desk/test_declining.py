"""No with a reason, and yes or no given by phone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import codes, listening, message, newcomer, press, pressable, reads, said_of


def test_a_no_is_told_to_poster_and_coordinator_and_nobody_else(room: CentreAtWork) -> None:
    number = room.open("sara")
    with listening(room) as heard:
        outcome = room.do("maria", "decline", case=number, reason="outside-remit", hint="almi")
    assert "decline.done" in codes(outcome)
    assert heard.told == {"sara": ["declined"], "karin": ["declined"]}
    assert heard.thread == []
    text = reads(room, "sara", "declined")
    assert "Exportkreditnämnden kan inte ta ärende 1" in text
    assert "ligger utanför uppdraget" in text.casefold()
    assert "De tipsar om Almi" in text
    assert "outside our remit" in reads(room, "sara", "declined", "en").casefold()


def test_the_next_suggestion_is_one_button_and_leaves_the_decliner_out(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="business-sweden", q_needs=("partner-search",))
    first = room.show("sara", number)
    room.do("johan", "decline", case=number, reason="conflict")
    offered = [b for b in pressable(message(room, "sara", "declined")) if b.command == "offer"]
    slugs = {b.args["organisation"] for b in offered if "organisation" in b.args}
    assert slugs and "business-sweden" not in slugs
    shown = said_of(room.show("sara", number))
    assert "Business Sweden: " in said_of(first)
    assert "Business Sweden: " not in shown
    with listening(room) as heard:
        assert press(room, "sara", "declined", "offer", organisation=slugs.pop()).done
    assert {kind for kinds in heard.told.values() for kind in kinds} == {"offered"}


def test_what_was_written_reaches_the_poster_and_stays_out_of_the_room(room: CentreAtWork) -> None:
    number = room.open("sara", consent="no")
    room.do("maria", "decline", case=number, reason="conflict", words="Vi har köparen som kund")
    assert "Vi har köparen som kund" in reads(room, "sara", "declined")
    assert "Vi har köparen som kund" not in reads(room, "karin", "declined")
    assert "Vi har köparen som kund" not in said_of(room.card(number))


def test_no_capacity_needs_a_day_and_passes_it_on(room: CentreAtWork) -> None:
    number = room.open("sara")
    for until, why in (
        ("", "form.decline.until_missing"),
        ("2026-11-23", "form.until_past"),
        ("nonsens", "form.decline.until_missing"),
    ):
        outcome = room.do("maria", "decline", case=number, reason="no-capacity", until=until)
        assert not outcome.done
        assert why in codes(outcome)
    assert room.do("maria", "decline", case=number, reason="no-capacity", until="2027-01-11").done
    assert room.referrals(number)[0].reason_until == date(2027, 1, 11)
    assert "11 januari" in reads(room, "sara", "declined")


def test_a_no_needs_one_of_the_agreed_reasons(room: CentreAtWork) -> None:
    number = room.open("sara")
    outcome = room.do("maria", "decline", case=number, reason="trött")
    assert not outcome.done
    assert "form.decline.reason_missing" in codes(outcome)
    assert outcome.form is not None
    reasons = next(item for item in outcome.form.inputs if item.name == "reason")
    assert [option.value for option in reasons.options] == [
        "outside-remit",
        "not-eligible",
        "wrong-region",
        "no-capacity",
        "conflict",
    ]
    assert room.referrals(number)[0].status == "offered"


def test_a_handler_whose_hand_over_is_declined_is_told(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "hand_over", case=number, organisation="almi")
    with listening(room) as heard:
        room.do("anna", "decline", case=number, reason="not-eligible")
    assert heard.told == {"sara": ["declined"], "karin": ["declined"], "maria": ["declined"]}
    assert room.case(number).lead == "ekn"


def test_a_handler_is_not_told_of_a_no_to_somebody_else(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("sara", "offer", case=number, organisation="almi", role="support")
    with listening(room) as heard:
        room.do("anna", "decline", case=number, reason="not-eligible")
    assert heard.told == {"sara": ["declined"], "karin": ["declined"]}


# --- by phone


def test_a_yes_by_phone_names_a_person_outside_the_chat(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="sek", company="Nordic Snickeri AB")
    referral = room.referrals(number)[0].id or 0
    with listening(room) as heard:
        outcome = room.do(
            "sara", "noted", case=number, referral=referral, answer="yes", name="Ulla Alm"
        )
    assert "noted.yes" in codes(outcome)
    assert "ready.text_bare" in codes(outcome)
    assert "Ulla Alm" in said(outcome)
    assert heard.told == {}
    assert heard.thread == ["taken"]
    case = room.case(number)
    assert (case.lead, case.handler_name, case.handler_id) == ("sek", "Ulla Alm", None)
    card = said_of(room.card(number))
    assert "Ulla Alm, Svensk Exportkredit" in card
    assert "Svensk Exportkredit sa ja" in card and "Sara Lind" in card


def test_the_coordinator_notes_it_and_the_poster_gets_the_ready_text(room: CentreAtWork) -> None:
    number = room.open("sara")
    referral = room.referrals(number)[0].id or 0
    maria = room.member("maria").id or 0
    with listening(room) as heard:
        room.do("karin", "noted", case=number, referral=referral, answer="yes", member=maria)
    assert heard.told == {"sara": ["taken"], "maria": ["made_handler"]}
    assert heard.thread == ["taken"]
    assert "ready.text" in codes(message(room, "sara", "taken"))
    assert room.referrals(number)[0].noted_by == room.member("karin").id


def test_a_no_by_phone_is_told_as_a_no(room: CentreAtWork) -> None:
    number = room.open("sara")
    referral = room.referrals(number)[0].id or 0
    with listening(room) as heard:
        room.do("sara", "noted", case=number, referral=referral, answer="no", reason="conflict")
    assert heard.told == {"karin": ["declined"]}
    assert room.referrals(number)[0].status == "declined"
    assert room.log(number)[-1].step == "noted_no"


def test_a_yes_to_support_by_phone_is_told_to_the_lead(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("sara", "offer", case=number, organisation="sek", role="support")
    referral = room.referrals(number)[-1].id or 0
    with listening(room) as heard:
        room.do("sara", "noted", case=number, referral=referral, answer="yes", name="Ulla Alm")
    assert heard.told == {"maria": ["joined"]}
    assert room.case(number).lead == "ekn"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"answer": "yes"}, "form.noted.name_missing"),
        ({"answer": ""}, "form.noted.answer_missing"),
        ({"answer": "yes", "member": "anna"}, "form.noted.not_there"),
        ({"answer": "yes", "member": "ture"}, "form.noted.not_there"),
    ],
)
def test_what_a_noted_answer_needs(room: CentreAtWork, given: dict[str, str], why: str) -> None:
    number = room.open("sara")
    if "member" in given:
        given = {**given, "member": str(room.member(given["member"]).id)}
    referral = room.referrals(number)[0].id or 0
    outcome = room.do("sara", "noted", case=number, referral=referral, **given)
    assert not outcome.done
    assert why in codes(outcome)
    assert room.case(number).status == "open"


def test_an_unconfirmed_poster_notes_no_yes_for_an_organisation(room: CentreAtWork) -> None:
    newcomer(room, "ny", "almi", confirmed=False)
    number = room.open("ny", offer_to="sek")
    referral = room.referrals(number)[0].id or 0
    given = {"case": number, "referral": referral, "name": "Ulla Alm"}
    outcome = room.do("ny", "noted", answer="yes", **given)
    assert not outcome.done
    assert "refused.unconfirmed" in codes(outcome)
    assert room.do("ny", "noted", answer="no", **given).done
