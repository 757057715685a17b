"""A contact's details go to nobody before whoever added it says yes, and then only to who asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk.due import tick
from tests.centre_at_work import CentreAtWork, said
from tests.desk.known import (
    HANS,
    MAIL,
    PHONE,
    added,
    button,
    buttons,
    contact,
    hidden,
    introductions,
    latest,
    masked,
    text,
)
from tests.desk.spoken import spoken

ABOUT = "Vem hittar en återförsäljare i Hamburg?"


def asked(room: CentreAtWork, number: int, user: str = "sara") -> None:
    """Somebody asks for a contact."""
    outcome = room.do(user, "ask_introduction", contact=number, question=ABOUT)
    assert outcome.done, said(outcome)
    assert masked(outcome)


def answered(room: CentreAtWork, user: str, answer: str) -> str:
    """Whoever was asked presses yes or no in the message; what they are told."""
    yes = button(latest(room, user, "introduction_asked"), "answer_introduction", answer=answer)
    return said(room.press(user, yes))


def test_a_yes_shows_the_details_to_who_asked_and_to_nobody_else(room: CentreAtWork) -> None:
    number = added(room, "anna")
    asked(room, number)
    question = latest(room, "anna", "introduction_asked")
    assert "Sara Lind på Business Region Göteborg vill komma i kontakt med Hans Schmidt" in text(
        question
    )
    assert f"Det gäller: {ABOUT}" in text(question)
    assert "får nu se hur man når" in answered(room, "anna", "yes")
    yes = latest(room, "sara", "introduction_yes")
    assert "Anna Ek på Almi säger ja" in text(yes)
    assert PHONE in text(yes)
    assert MAIL in text(yes)
    assert HANS["note"] in spoken(yes)
    again = room.do("sara", "ask_introduction", contact=number)
    assert PHONE in said(again), "from now on they see it themselves"
    for user in ("johan", "lena", "karin"):
        assert masked(room.do(user, "ask_introduction", contact=number))
    assert all(hidden(room.reads(n)) for n in room.notices() if n.kind != "introduction_yes")


def test_a_no_is_told_kindly_and_stands_for_a_while(room: CentreAtWork) -> None:
    number = added(room, "anna")
    asked(room, number)
    assert "Uppgifterna visas inte." in answered(room, "anna", "no")
    no = latest(room, "sara", "introduction_no")
    assert "Det beror inte på dig eller din fråga." in text(no)
    assert "processledaren, Karin Holm" in text(no)
    assert "Anna" not in text(no), "without blame"
    assert masked(no)
    again = room.do("sara", "ask_introduction", contact=number)
    assert "det gick inte då" in said(again)
    assert masked(again)
    assert len(introductions(room)) == 1
    room.now += timedelta(days=31)
    asked(room, number)
    assert len(introductions(room)) == 2


def test_after_a_no_others_who_know_the_same_are_offered(room: CentreAtWork) -> None:
    number = added(room, "anna")
    added(room, "johan", name="Schmidt, Hans")
    asked(room, number)
    answered(room, "anna", "no")
    other = button(latest(room, "sara", "introduction_no"), "ask_introduction", contact="2")
    assert "Johan Berg på Business Sweden har fått frågan" in said(room.press("sara", other))
    assert [row.asked_of for row in introductions(room)] == [
        room.member("anna").id,
        room.member("johan").id,
    ]


def test_the_second_press_asks_nobody_again(room: CentreAtWork) -> None:
    number = added(room, "anna")
    asked(room, number)
    again = room.do("sara", "ask_introduction", contact=number, question=ABOUT)
    assert "svaret har inte kommit än" in said(again)
    assert masked(again)
    assert len(introductions(room)) == 1
    assert room.told("anna") == ["introduction_asked"]


def test_a_redelivered_press_gets_the_same_answer(room: CentreAtWork) -> None:
    number = added(room, "anna")
    args = {"contact": str(number), "question": ABOUT}
    first = room.give("sara", "ask_introduction", dict(args), key="event-1")
    second = room.give("sara", "ask_introduction", dict(args), key="event-1")
    assert first.private == second.private
    assert len(introductions(room)) == 1


def test_the_first_answer_counts(room: CentreAtWork) -> None:
    asked(room, added(room, "anna"))
    answer = latest(room, "anna", "introduction_asked")
    yes, no = buttons(answer)
    assert room.press("anna", no).done
    assert "Du har redan svarat nej" in said(room.press("anna", yes))
    assert introductions(room)[0].answer == "no"
    assert room.told("sara") == ["introduction_no"]


@pytest.mark.parametrize("user", ["sara", "lena", "karin", "johan"])
def test_nobody_else_answers(room: CentreAtWork, user: str) -> None:
    asked(room, added(room, "anna"))
    outcome = room.do(user, "answer_introduction", introduction=1, answer="yes")
    assert not outcome.done
    assert hidden(outcome)
    assert introductions(room)[0].answer == ""


@pytest.mark.parametrize(("number", "answer"), [(0, "yes"), (99, "yes"), (1, "maybe"), (1, "")])
def test_an_answer_to_nothing(room: CentreAtWork, number: int, answer: str) -> None:
    asked(room, added(room, "anna"))
    assert not room.do("anna", "answer_introduction", introduction=number, answer=answer).done
    assert introductions(room)[0].answer == ""


def test_an_open_contact_is_shown_at_once_and_asks_nobody(room: CentreAtWork) -> None:
    number = added(room, "anna", sharing="all")
    outcome = room.do("sara", "ask_introduction", contact=number, question=ABOUT)
    assert PHONE in said(outcome)
    assert introductions(room) == []
    assert room.told("anna") == []


def test_ones_own_contact_is_shown(room: CentreAtWork) -> None:
    assert PHONE in said(room.do("anna", "ask_introduction", contact=added(room, "anna")))


def test_an_unconfirmed_member_sees_none_and_asks_for_none(room: CentreAtWork) -> None:
    for sharing in ("ask", "all"):
        number = added(room, "anna", sharing=sharing, name=f"Hans {sharing}")
        outcome = room.do("ture", "ask_introduction", contact=number)
        assert not outcome.done
        assert hidden(outcome)
    assert introductions(room) == []


def test_while_the_adder_is_away_the_deputy_answers(room: CentreAtWork) -> None:
    number = added(room, "anna")
    deputy = room.member("lena").id or 0
    room.do("anna", "absence", until="2026-12-04", deputy=deputy)
    asked(room, number)
    question = latest(room, "lena", "introduction_asked")
    assert "Frågan kommer till dig för att Anna Ek är borta." in text(question)
    assert hidden(question)
    answered(room, "lena", "yes")
    assert PHONE in text(latest(room, "sara", "introduction_yes"))


def test_without_an_answer_the_asker_is_told_once_whom_else_to_ask(room: CentreAtWork) -> None:
    number = added(room, "anna")
    added(room, "johan", name="Schmidt, Hans")
    asked(room, number)
    room.move(hours=8)
    assert "introduction_silent" not in room.told("sara")
    room.working_days(3)
    assert room.told("sara") == ["introduction_silent"]
    silent = latest(room, "sara", "introduction_silent")
    assert "har inte svarat om kontakten på Hafen GmbH än. Frågan ligger kvar." in text(silent)
    assert masked(silent)
    assert button(silent, "ask_introduction", contact="2")
    answered(room, "anna", "yes")
    assert PHONE in text(latest(room, "sara", "introduction_yes")), "a late yes counts as well"


def test_an_answer_in_time_is_all_that_is_heard(room: CentreAtWork) -> None:
    asked(room, added(room, "anna"))
    room.move(hours=2)
    answered(room, "anna", "no")
    room.working_days(3)
    assert room.told("sara") == ["introduction_no"]


def test_a_message_that_has_come_to_nothing_is_not_sent(room: CentreAtWork) -> None:
    number = added(room, "anna")
    asked(room, number)
    [question] = room.notices("anna", "introduction_asked")
    assert room.do("anna", "answer_introduction", introduction=1, answer="yes").done
    assert room.reads(question) is None
    room.do("anna", "end_contact", contact=number)
    assert hidden(room.reads(room.notices("sara", "introduction_yes")[0]))


def test_a_contact_that_is_removed_answers_who_waits(room: CentreAtWork) -> None:
    number = added(room, "anna")
    asked(room, number)
    room.do("anna", "end_contact", contact=number)
    assert room.told("sara") == ["introduction_no"]
    assert not room.do("johan", "ask_introduction", contact=number).done
    assert not room.do("anna", "answer_introduction", introduction=1, answer="yes").done


def test_who_asked_may_have_left(room: CentreAtWork) -> None:
    asked(room, added(room, "anna"))
    room.do("karin", "end_membership", member=room.member("sara").id or 0)
    assert "Ingen har fått se uppgifterna." in answered(room, "anna", "yes")
    assert room.notices(kind="introduction_yes") == []


def test_it_waits_among_ones_own_contacts_too(room: CentreAtWork) -> None:
    asked(room, added(room, "anna"))
    page = room.do("anna", "my_contacts")
    assert "Vill komma i kontakt (1)" in said(page)
    yes = button(page.private, "answer_introduction", answer="yes")
    assert room.press("anna", yes).done
    assert "Vill komma i kontakt" not in said(room.do("anna", "my_contacts"))


def test_a_long_question_is_cut_and_is_data(room: CentreAtWork) -> None:
    number = added(room, "anna")
    room.do("sara", "ask_introduction", contact=number, question="<!here> {x} " + "ö" * 5000)
    kept = introductions(room)[0].question
    assert kept.startswith("<!here> {x} ö")
    assert len(kept) == 300
    assert "<!here> {x}" in text(latest(room, "anna", "introduction_asked"))


def test_without_phone_or_mail_the_adder_helps_by_hand(room: CentreAtWork) -> None:
    number = added(room, "anna", phone="", email="")
    asked(room, number)
    answered(room, "anna", "yes")
    assert "Telefon och e-post saknas" in text(latest(room, "sara", "introduction_yes"))


def test_nothing_comes_due_twice_or_at_night(room: CentreAtWork) -> None:
    asked(room, added(room, "anna"))
    room.now += timedelta(days=1, hours=14)
    tick(room.desk, room.now)
    assert room.told("sara") == [], "half past eleven at night"
    room.now += timedelta(hours=10)
    for _ in range(3):
        tick(room.desk, room.now)
    assert room.told("sara") == ["introduction_silent"]


def test_a_contact_left_by_somebody_is_asked_of_the_coordinator(room: CentreAtWork) -> None:
    number = added(room, "anna")
    room.do("karin", "end_membership", member=room.member("anna").id or 0)
    asked(room, number)
    question = latest(room, "karin", "introduction_asked")
    assert "har slutat, och ingen har tagit över" in text(question)
    assert hidden(question)
    own = room.do("karin", "ask_introduction", contact=number)
    assert "Du kan ta över kontakten" in said(own)
    assert hidden(own)
    answered(room, "karin", "yes")
    assert PHONE in text(latest(room, "sara", "introduction_yes"))
    assert contact(room, number).added_by is None


def test_it_waits_on_ones_own_page_and_nobody_elses(room: CentreAtWork) -> None:
    asked(room, added(room, "anna"))
    page = room.do("anna", "home")
    assert "Vill komma i kontakt (1)" in said(page)
    assert button(page.private, "answer_introduction", answer="no")
    for user in ("sara", "lena", "karin"):
        assert "Vill komma i kontakt" not in said(room.do(user, "home"))
