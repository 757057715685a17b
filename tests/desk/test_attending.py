"""Who comes to a meeting: one press, its opposite, the second click, the old card, five hundred."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.desk.replies import Card
from bot.storage import calendar
from bot.storage.tables import Attendance, Identity, Member
from bot.texts import say
from tests.centre_at_work import MONDAY, CentreAtWork, said
from tests.desk.cast import newcomer, pressable
from tests.desk.test_meetings import (
    add,
    button,
    card_in_room,
    change,
    coming,
    newest,
    shown,
    spoken,
)


def revision(room: CentreAtWork) -> int:
    return newest(room).revision


def test_i_am_coming_is_one_press_and_stands_on_every_card(room):
    meeting = add(room)
    outcome = room.press("maria", button(card_in_room(room, meeting), "coming", answer="yes"))
    assert outcome.done and "du står som att du kommer" in said(outcome)
    card = card_in_room(room, newest(room))
    assert "1 kommer" in spoken(card) and "EKN: Maria Dahl" in spoken(card)


def test_the_second_press_changes_nothing_and_says_so(room):
    meeting = add(room)
    pressed = button(card_in_room(room, meeting), "coming", answer="yes")
    room.press("maria", pressed)
    before = revision(room)
    again = room.press("maria", pressed)
    assert "står redan" in said(again) and revision(room) == before


def test_yes_no_and_yes_again_from_the_same_old_card_ends_in_yes(room):
    meeting = add(room)
    card = card_in_room(room, meeting)
    for answer in ("yes", "no", "yes"):
        assert room.press("maria", button(card, "coming", answer=answer)).done
    assert coming(room, meeting) == ["Maria Dahl"]


def test_everybody_may_press_the_same_card(room):
    meeting = add(room)
    pressed = button(card_in_room(room, meeting), "coming", answer="yes")
    for user in ("maria", "petra", "anna", "ture"):
        assert room.press(user, pressed).done
    assert coming(room, meeting) == ["Maria Dahl", "Petra Åkesson", "Anna Ek", "Ture Falk"]


def test_who_comes_is_offered_the_way_back_and_who_does_not_is_shown_to_nobody(room):
    meeting = add(room)
    room.do("maria", "coming", meeting=meeting.id or 0)
    back = button(shown(room, "maria", meeting), "coming")
    assert back.args["answer"] == "no"
    assert room.press("maria", back).done
    for card in (card_in_room(room, meeting), shown(room, "karin", meeting)):
        assert "Maria Dahl" not in spoken(card)


def test_a_yes_on_a_card_from_before_the_move_is_asked_about(room):
    meeting = add(room)
    old = card_in_room(room, meeting)
    change(room, "sara", meeting, when="2026-12-16 9-12")
    asked = room.press("maria", button(old, "coming", answer="yes"))
    assert not asked.done and "onsdag 16 december" in said(asked)
    assert coming(room, meeting) == []
    assert room.press("maria", button(asked, "coming", answer="yes")).done
    assert coming(room, meeting) == ["Maria Dahl"]


def test_a_no_on_an_old_card_holds(room):
    meeting = add(room)
    room.do("maria", "coming", meeting=meeting.id or 0)
    old = card_in_room(room, meeting)
    change(room, "sara", meeting, when="2026-12-16 9-12")
    assert room.press("maria", button(old, "coming", answer="no")).done
    assert coming(room, meeting) == []


def test_nobody_comes_to_what_has_been(room):
    meeting = add(room)
    old = card_in_room(room, meeting)
    room.until(datetime(2026, 12, 15, 11, 30, tzinfo=UTC))
    outcome = room.press("maria", button(old, "coming", answer="yes"))
    assert not outcome.done and "redan varit" in said(outcome)


def test_one_can_still_come_while_it_goes_on(room):
    meeting = add(room)
    room.until(datetime(2026, 12, 15, 9, 30, tzinfo=UTC))
    assert room.press("maria", button(card_in_room(room, meeting), "coming", answer="yes")).done


def test_who_has_left_comes_no_more_and_is_told_nothing(room):
    meeting = add(room)
    for user in ("maria", "petra"):
        room.do(user, "coming", meeting=meeting.id or 0)
    room.do("karin", "end_membership", member=room.member("maria").id or 0)
    assert coming(room, meeting) == ["Petra Åkesson"]
    assert "Maria Dahl" not in spoken(card_in_room(room, meeting))
    with room.desk.store.read() as session:
        (posting,) = calendar.postings(session, meeting.id or 0)
        assert posting.wanted == newest(room).revision == meeting.revision + 3
    change(room, "sara", newest(room), when="2026-12-16 9-12")
    assert room.notices("maria", "meeting_moved") == []
    assert len(room.notices("petra", "meeting_moved")) == 1


def test_a_newcomer_says_yes_before_being_a_member_and_it_goes_on_by_itself(room):
    meeting = add(room)
    asked = room.press("nils", button(card_in_room(room, meeting), "coming", answer="yes"))
    assert asked.form is not None and asked.form.command == "introduce"
    newcomer(room, "nils", "sek", confirmed=False)
    assert coming(room, meeting) == ["Nils"]


# --- a joint visit


def visit(room: CentreAtWork):
    return add(room, kind="visit", title="Besök hos ett företag", sub_region="")


def test_the_card_of_a_visit_asks_who_comes_along(room):
    meeting = visit(room)
    card = card_in_room(room, meeting)
    assert say(card.status, "sv") == "Vem följer med?"
    pressed = button(card, "coming", answer="yes")
    assert say(pressed.label, "sv") == "Jag följer med"
    assert "du följer med" in said(room.press("maria", pressed))
    assert "1 följer med" in spoken(card_in_room(room, meeting))


def test_a_moved_visit_is_told_to_those_who_come_along_alone(room):
    meeting = visit(room)
    room.do("maria", "coming", meeting=meeting.id or 0)
    change(room, "sara", meeting, when="2026-12-16 9-12")
    room.do("sara", "cancel_meeting", meeting=meeting.id or 0)
    for kind in ("meeting_moved", "meeting_cancelled"):
        assert [n.member_id for n in room.notices(kind=kind)] == [room.member("maria").id]


# --- five hundred


@pytest.fixture
def crowd(room: CentreAtWork) -> Card:
    meeting = add(room)
    with room.desk.store.write() as session:
        for number in range(500):
            member = Member(
                name=f"Person {number:03} Med Ett Långt Efternamn",
                organisation=("almi", "ekn", "een", "brg")[number % 4],
                joined_at=MONDAY,
                confirmed_at=MONDAY,
            )
            session.add(member)
            session.flush()
            session.add(
                Attendance(
                    meeting_id=meeting.id or 0, member_id=member.id or 0, coming=True, at=MONDAY
                )
            )
            session.add(
                Identity(
                    member_id=member.id or 0,
                    platform="web",
                    workspace="try",
                    user=f"u{number}",
                    used_at=MONDAY,
                )
            )
    return card_in_room(room, meeting)


def test_a_card_of_five_hundred_is_cut_and_says_how_many_more(room, crowd):
    text = spoken(crowd)
    assert "500 kommer" in text and "och 476 till" in text
    assert len(text) < 2500
    assert sum("Person" in line for line in text.splitlines()) == 4
    whole = spoken(shown(room, "sara", newest(room)))
    assert "och 400 till" in whole and len(whole) < 6000


def test_a_move_is_told_to_each_of_five_hundred_once(room, crowd):
    change(room, "sara", newest(room), when="2026-12-16 9-12")
    told = [n.member_id for n in room.notices(kind="meeting_moved") if n.member_id]
    assert len(told) == len(set(told)) == 500


def test_the_list_counts_them_with_one_query(room, crowd):
    with room.desk.store.read() as session:
        found = calendar.coming_to(session, [newest(room).id or 0])
    assert [len(ids) for ids in found.values()] == [500]
    assert "500\u00a0kommer" in said(room.do("sara", "meetings"))


def test_every_button_of_a_meetings_card_opens_or_does_something(room):
    meeting = add(room)
    for pressed in pressable(card_in_room(room, meeting)):
        answer = room.press("sara", pressed)
        assert answer.form is not None or answer.private, pressed.command
        if pressed.command == "cancel_meeting":
            return
    raise AssertionError("a meeting that lies ahead can be cancelled")
