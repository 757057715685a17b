"""While a case is handled: first contact, who handles, release, hand over, support, notes."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.texts import say
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

NEXT_MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


# --- first contact


def test_the_handler_is_asked_once_in_private_the_next_morning(room: CentreAtWork) -> None:
    room.opened_and_taken()
    with listening(room) as heard:
        room.until(NEXT_MORNING)
    assert heard.told == {"maria": ["contact_question"]}
    assert heard.notices[0].created_at == NEXT_MORNING
    assert heard.thread == []
    with listening(room) as heard:
        room.working_days(5)
    assert "contact_question" not in heard.told.get("maria", [])


def test_the_question_has_three_answers(room: CentreAtWork) -> None:
    room.opened_and_taken()
    room.until(NEXT_MORNING)
    text = reads(room, "maria", "contact_question")
    answers = pressable(message(room, "maria", "contact_question"))
    assert [b.args.get("answer") for b in answers][:3] == ["yes", "no", "help"]
    assert all(say(button.label, "sv") in text for button in answers)


def test_yes_is_told_to_the_poster(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.until(NEXT_MORNING)
    with listening(room) as heard:
        outcome = press(room, "maria", "contact_question", "contact", answer="yes")
    assert outcome.done
    assert heard.told == {"sara": ["contact"]}
    assert room.case(number).contact_made_at == room.now
    again = room.do("maria", "contact", case=number)
    assert not again.done
    assert "refused.contact_made" in codes(again)


def test_not_yet_is_noted_and_told_to_nobody(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.until(NEXT_MORNING)
    with listening(room) as heard:
        outcome = press(room, "maria", "contact_question", "contact", answer="no")
    assert heard.told == {}
    assert "contact.not_yet" in codes(outcome)
    assert room.case(number).contact_made_at is None


def test_need_help_is_told_to_poster_and_coordinator(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.until(NEXT_MORNING)
    with listening(room) as heard:
        outcome = press(room, "maria", "contact_question", "contact", answer="help")
    assert heard.told == {"sara": ["needs_help"], "karin": ["needs_help"]}
    assert steps(outcome) == ["hand_over"]
    assert room.case(number).lead == "ekn"


def test_who_has_made_contact_already_is_not_asked(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    with listening(room) as heard:
        room.until(NEXT_MORNING)
    assert heard.told == {}


def test_each_new_lead_is_asked(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.until(NEXT_MORNING)
    room.do("maria", "hand_over", case=number, organisation="almi")
    room.do("anna", "take", case=number)
    with listening(room) as heard:
        room.until(room.desk.calendar.next_morning(room.now))
    assert heard.told == {"anna": ["contact_question"]}


# --- who handles


def test_a_colleague_takes_over_with_one_click_and_both_know(room: CentreAtWork) -> None:
    newcomer(room, "nils", "ekn")
    number = room.opened_and_taken()
    with listening(room) as heard:
        outcome = room.do("nils", "take_over", case=number)
    assert "take_over.done" in codes(outcome)
    assert heard.told == {"maria": ["taken_over"]}
    assert "Nils" in reads(room, "maria", "taken_over")
    assert room.case(number).handler_id == room.member("nils").id
    assert [r.handler_id for r in room.referrals(number)] == [room.member("nils").id]


def test_a_colleague_takes_over_from_a_person_outside_the_chat(room: CentreAtWork) -> None:
    number = room.open("sara")
    referral = room.referrals(number)[0].id or 0
    room.do("sara", "noted", case=number, referral=referral, answer="yes", name="Ulla Alm")
    assert room.do("maria", "take_over", case=number).done
    case = room.case(number)
    assert (case.handler_id, case.handler_name) == (room.member("maria").id, "")


# --- release


def test_a_released_case_is_open_again_and_poster_and_coordinator_know(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    with listening(room) as heard:
        outcome = room.do("maria", "release", case=number)
    assert "release.done" in codes(outcome)
    assert heard.told == {"sara": ["left"], "karin": ["left"]}
    assert heard.thread == []
    case = room.case(number)
    assert (case.status, case.lead, case.handler_id) == ("open", "", None)
    assert room.referrals(number)[0].status == "left"
    offered = steps(message(room, "sara", "left"))
    assert offered[0] == "offer"
    assert "Fråga Exportkreditnämnden" not in reads(room, "sara", "left")


# --- hand over


def test_the_old_lead_stays_until_the_new_one_accepts(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    with listening(room) as heard:
        outcome = room.do("maria", "hand_over", case=number, organisation="almi")
    assert "hand_over.done" in codes(outcome)
    assert heard.told == {"anna": ["offered"], "lena": ["offered"]}
    assert room.case(number).lead == "ekn"
    with listening(room) as heard:
        room.do("anna", "take", case=number)
    assert heard.told == {"sara": ["taken"], "maria": ["handed_over"]}
    assert heard.thread == ["taken"]
    case = room.case(number)
    assert (case.lead, case.handler_id) == ("almi", room.member("anna").id)
    assert {r.organisation: r.status for r in room.referrals(number)} == {
        "ekn": "handed_over",
        "almi": "accepted",
    }


def test_a_hand_over_nobody_answers_leaves_the_case_where_it_is(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    room.do("maria", "hand_over", case=number, organisation="almi")
    with listening(room) as heard:
        room.working_days(1)
    assert heard.told["sara"] == ["offer_slow", "expired"]
    assert heard.told["karin"] == ["expired"]
    assert heard.told["maria"] == ["expired"]
    assert room.case(number).lead == "ekn"


def test_an_expired_hand_over_can_no_longer_be_taken(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "hand_over", case=number, organisation="almi")
    room.working_days(2)
    outcome = room.do("anna", "take", case=number)
    assert not outcome.done
    assert "Maria Dahl" in said(outcome)


def test_the_new_lead_promises_from_when_it_took_it(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "hand_over", case=number, organisation="almi")
    room.move(hours=3)
    room.do("anna", "take", case=number)
    assert "kl. 12.00" in reads(room, "sara", "taken")


# --- support


def test_joining_and_leaving_is_told_to_the_lead(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    with listening(room) as heard:
        outcome = room.do("petra", "support", case=number)
    assert "take.done.support" in codes(outcome)
    assert heard.told == {"maria": ["joined"]}
    assert "Handelskammaren" in reads(room, "maria", "joined")
    assert "Handelskammaren" in said_of(room.card(number))
    with listening(room) as heard:
        assert room.do("petra", "leave", case=number).done
    assert heard.told == {"maria": ["support_left"]}
    assert room.referrals(number)[-1].status == "left"


def test_an_offer_to_support_is_accepted_by_joining_or_taking(room: CentreAtWork) -> None:
    for command in ("support", "take"):
        number = room.opened_and_taken()
        room.do("maria", "offer", case=number, organisation="almi", role="support")
        with listening(room) as heard:
            assert room.do("anna", command, case=number).done
        assert heard.told == {"maria": ["joined"]}
        assert [(r.role, r.status) for r in room.referrals(number)][1:] == [("support", "accepted")]


# --- notes


def test_a_note_is_told_to_nobody(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    with listening(room) as heard:
        outcome = room.do("elias", "note", case=number, words="Träffade dem i går")
    assert "note.done" in codes(outcome)
    assert heard.told == {}
    assert heard.thread == []
    assert "Träffade dem i går" in said_of(room.card(number))
    empty = room.do("elias", "note", case=number, words=" ")
    assert "form.note.words_missing" in codes(empty)
