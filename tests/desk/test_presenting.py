"""Companies on a meeting's list: put there, invited, taken off, and named only with consent."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.desk.outgoing import posting_message
from bot.desk.replies import Copyable, Outcome, Value
from bot.storage.tables import Meeting, Posting, Room
from bot.texts import say
from tests.centre_at_work import CentreAtWork, said, words
from tests.desk.cast import newcomer, pressable
from tests.desk.test_meetings import add, button, card_in_room, newest, shown, spoken

CANARY = "Kanariefågeln AB"
SECRET: dict[str, Value | int] = {
    "company": CANARY,
    "consent": "no",
    "need": f"{CANARY} i Brasilien",
}


def put(room: CentreAtWork, user: str, meeting: Meeting, number: int) -> Outcome:
    return room.do(user, "present", meeting=meeting.id or 0, case=number)


def notice_text(room: CentreAtWork, user: str) -> str:
    (notice,) = room.notices(user, "meeting_invited")
    return "\n".join(t for block in room.reads(notice) or () for t in words(block))


def test_a_company_is_put_on_the_list_from_its_case(room):
    meeting, number = add(room), room.open(company="Nordic Snickeri AB")
    case_card = room.do("sara", "show", case=number)
    form = room.press("sara", button(case_card, "present")).form
    assert [item.name for item in form.inputs] == ["meeting"]
    outcome = room.do("sara", "present", **{**form.hidden, "meeting": meeting.id or 0})
    assert outcome.done, said(outcome)
    assert "Nordic Snickeri AB" in spoken(card_in_room(room, meeting))
    assert "presented" in [entry.step for entry in room.log(number)]
    assert "Export boost i Borås" in spoken(room.card(number))


def test_a_company_is_put_on_the_list_from_the_meetings_card(room):
    meeting, number = add(room), room.open(company="Nordic Snickeri AB")
    form = room.press("sara", button(card_in_room(room, meeting), "present")).form
    assert [item.name for item in form.inputs] == ["case"]
    assert any("Nordic" in say(option.label, "sv") for option in form.inputs[0].options)
    assert room.do("sara", "present", **{**form.hidden, "case": number}).done
    assert "1 företag presenterar sig" in spoken(card_in_room(room, meeting))


def test_the_one_with_the_company_gets_the_text_in_the_answer(room):
    meeting, number = add(room), room.opened_and_taken()
    outcome = put(room, "maria", meeting, number)
    assert any(isinstance(block, Copyable) for block in outcome.private)
    assert "tisdag 15 december" in said(outcome)
    assert room.notices(kind="meeting_invited") == []


def test_somebody_elses_press_sends_the_text_to_the_handler_else_the_poster(room):
    meeting = add(room)
    taken, opened = room.opened_and_taken(), room.open("emma")
    for number in (taken, opened):
        outcome = room.do("petra", "invite", meeting=meeting.id or 0, case=number)
        assert outcome.done and not any(isinstance(b, Copyable) for b in outcome.private)
    assert "Petra Åkesson har satt upp" in notice_text(room, "maria")
    assert "Export boost i Borås" in notice_text(room, "emma")
    assert room.notices("sara", "meeting_invited") == []


def test_the_deputy_gets_the_text_while_the_handler_is_away(room):
    newcomer(room, "otto", "ekn")
    meeting, number = add(room), room.opened_and_taken()
    away = room.do("maria", "absence", until="2026-12-01", deputy=room.member("otto").id or 0)
    assert away.done, said(away)
    assert room.do("petra", "invite", meeting=meeting.id or 0, case=number).done
    assert len(room.notices("otto", "meeting_invited")) == 1
    assert room.notices("maria", "meeting_invited") == []


def test_the_second_press_puts_it_there_once(room):
    meeting, number = add(room), room.opened_and_taken()
    assert room.do("petra", "invite", meeting=meeting.id or 0, case=number).done
    before = room.case(number).revision
    again = room.do("johan", "invite", meeting=meeting.id or 0, case=number)
    assert "redan på listan" in said(again)
    assert room.case(number).revision == before
    assert len(room.notices("maria", "meeting_invited")) == 1


def test_taken_off_and_put_there_again_is_invited_again(room):
    meeting, number = add(room), room.opened_and_taken()
    put(room, "petra", meeting, number)
    gone = room.do("maria", "unpresent", meeting=meeting.id or 0, case=number)
    assert gone.done, said(gone)
    assert "presenterar sig" not in spoken(card_in_room(room, meeting))
    put(room, "petra", meeting, number)
    assert len(room.notices("maria", "meeting_invited")) == 2
    second = room.notices("maria", "meeting_invited")[-1]
    assert room.reads(second) is not None


def test_an_invitation_to_what_was_taken_off_or_cancelled_is_not_sent(room):
    meeting, other = add(room), add(room, title="Den andra")
    number = room.opened_and_taken()
    put(room, "petra", meeting, number)
    room.do("petra", "unpresent", meeting=meeting.id or 0, case=number)
    put(room, "petra", other, number)
    room.do("sara", "cancel_meeting", meeting=other.id or 0)
    for notice in room.notices("maria", "meeting_invited"):
        assert room.reads(notice) is None


def test_who_may_take_it_off(room):
    meeting = add(room)
    for user, may in (
        ("petra", True),
        ("maria", True),
        ("sara", True),
        ("karin", True),
        ("elias", False),
    ):
        number = room.opened_and_taken(company=f"Bolag {user} AB", consent="yes")
        put(room, "petra", meeting, number)
        outcome = room.do(user, "unpresent", meeting=meeting.id or 0, case=number)
        assert outcome.done == may, user


def test_the_form_for_taking_off_lists_those_on_it(room):
    meeting, number = add(room), room.open(company="Nordic Snickeri AB")
    nothing = room.ask_form("sara", "unpresent", meeting=meeting.id or 0)
    assert not nothing.done
    put(room, "sara", meeting, number)
    form = room.press("sara", button(shown(room, "sara", newest(room)), "unpresent")).form
    assert "Nordic Snickeri AB" in say(form.inputs[0].options[0].label, "sv")
    assert room.do("sara", "unpresent", **{**form.hidden, "case": number}).done


@pytest.mark.parametrize("step", ["withdraw", "void"])
def test_a_case_that_came_to_nothing_is_on_no_list(room, step):
    meeting, number = add(room), room.open(company="Nordic Snickeri AB")
    put(room, "sara", meeting, number)
    assert room.do("sara" if step == "withdraw" else "karin", step, case=number).done
    assert "presenterar sig" not in spoken(card_in_room(room, meeting))


def test_a_closed_case_is_put_on_no_list_and_a_past_meeting_takes_none(room):
    meeting, number = add(room), room.opened_and_taken()
    past = add(room, when="2026-11-02 9-12", asked="2026-11-02 9-12", sure="yes")
    assert not put(room, "maria", past, number).done
    room.do("maria", "close", case=number, outcome="helped")
    outcome = put(room, "maria", meeting, number)
    assert not outcome.done and "ärende 1 är avslutat" in said(outcome)


def test_an_unconfirmed_member_puts_no_company_up(room):
    meeting, number = add(room), room.open()
    for command in ("present", "invite"):
        outcome = room.do("ture", command, meeting=meeting.id or 0, case=number)
        assert not outcome.done and "bekräftat dig" in said(outcome)


def test_without_a_meeting_or_a_case_it_says_what_is_missing(room):
    assert "ingen träff" in said(room.ask_form("sara", "present", case=room.open()))
    meeting = add(room)
    room.do("sara", "withdraw", case=1)
    assert "inget öppet ärende" in said(room.ask_form("sara", "present", meeting=meeting.id or 0))
    assert not room.do("sara", "present", meeting=meeting.id or 0).done


# --- consent


def test_a_company_without_consent_is_named_to_nobody_who_may_not_know_it(room):
    with room.desk.store.write() as session:
        session.add(Room(platform="slack", workspace="T1", channel="C1", name="export"))
    meeting, number = add(room), room.open(**SECRET)
    answer = put(room, "petra", meeting, number)
    assert CANARY not in said(answer)
    with room.desk.store.read() as session:
        cards = [
            posting_message(room.desk, session, posting, room.now).body[0]
            for posting in session.exec(select(Posting))
        ]
    for card in (*cards, shown(room, "petra", meeting), shown(room, "karin", meeting)):
        for lang in ("sv", "en"):
            assert "Kanarie" not in spoken(card, lang)
    for opened in (
        room.ask_form("petra", "present", meeting=meeting.id or 0),
        room.ask_form("petra", "unpresent", meeting=meeting.id or 0),
        room.do("petra", "meetings"),
        room.do("petra", "home"),
        room.do("petra", "invite", meeting=meeting.id or 0, case=number),
        room.do("petra", "unpresent", meeting=meeting.id or 0, case=number),
    ):
        assert "Kanarie" not in said(opened)


def test_its_poster_sees_which_company_it_is(room):
    meeting, number = add(room), room.open(**SECRET)
    put(room, "petra", meeting, number)
    assert CANARY in spoken(shown(room, "sara", meeting))
    assert CANARY in notice_text(room, "sara")
    assert "företag i" in spoken(card_in_room(room, meeting))


def test_forty_companies_are_cut_on_a_rooms_card(room):
    meeting = add(room)
    for n in range(30):
        put(room, "sara", meeting, room.open(company=f"Bolag nummer {n} AB"))
    text = spoken(card_in_room(room, meeting))
    assert "30 företag presenterar sig" in text and "och 6 till" in text
    assert len(card_in_room(room, meeting).more) <= 5, "as many as Slack's menu holds"
    assert [b for b in pressable(shown(room, "sara", meeting)) if b.command == "unpresent"]
