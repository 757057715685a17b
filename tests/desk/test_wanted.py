"""Efterlysningar: a question nobody had an answer to, put to the rooms until somebody can help."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.desk import digest_lines, export, weekly
from bot.desk.dispatch import dispatch
from bot.desk.labels import Period
from bot.desk.outgoing import posting_message
from bot.desk.replies import Caller, Card, Place, Request
from bot.desk.sight import Viewer
from bot.desk.work import Work
from bot.storage import wanted
from bot.storage.tables import Posting, Room
from tests.centre_at_work import MONDAY, CentreAtWork, said, words
from tests.desk.cast import message, press
from tests.desk.helpful import asks, button, lines, tells, told, wanted_cards, wanteds

ARABIC = "vem pratar arabiska?"


def shown(room: CentreAtWork) -> Card:
    """The question's card as the room sees it."""
    with room.desk.store.read() as session:
        posting = session.get(Posting, wanted_cards(room)[0].id)
        assert posting is not None
        card = posting_message(room.desk, session, posting, room.now).body[0]
    assert isinstance(card, Card)
    return card


def digest(room: CentreAtWork, since: datetime, until: datetime) -> str:
    """What a digest of a period says."""
    with room.desk.store.read() as session:
        work = Work(room.desk, session, room.now, Caller("", "", ""), Place())
        found = weekly.gather(work, weekly.Span("2026-W48", since, until))
        if found.empty:
            return ""
        here = session.get(Room, 1)
        return "\n".join(words(digest_lines.card(work, found, Viewer(room=here))))


@pytest.fixture
def asked(room: CentreAtWork) -> CentreAtWork:
    """sara has asked aloud for somebody who speaks Arabic, and nobody is known to."""
    outcome = asks(room, "sara", ARABIC)
    assert "Jag hittar ingen" in lines(outcome)
    return room


# --- it comes up


def test_what_nobody_fits_is_put_to_every_room_where_it_was_asked_aloud(
    room: CentreAtWork,
) -> None:
    with room.desk.store.write() as session:
        session.add(Room(platform="slack", workspace="T", channel="C", name="annat"))
        session.add(Room(platform="slack", workspace="T", channel="D", active=False))
    asks(room, "sara", ARABIC)
    assert [row.text for row in wanteds(room)] == [ARABIC]
    assert sorted(card.room_id for card in wanted_cards(room)) == [1, 2]
    card = "\n".join(words(shown(room)))
    assert ARABIC in card
    assert "Sara Lind, BRG" in card
    assert "Jag kan hjälpa" in card and "Fråga en kollega" in card


def test_asked_in_private_it_is_put_up_by_a_press_only(room: CentreAtWork) -> None:
    outcome = asks(room, "sara", ARABIC, heard=False)
    assert wanteds(room) == []
    form = room.press("sara", button(outcome, "wanted")).form
    assert form is not None and form.inputs[0].value == ARABIC
    assert room.do("sara", "wanted", text="Någon som talar arabiska?").done
    assert [row.text for row in wanteds(room)] == ["Någon som talar arabiska?"]


def test_words_alone_wait_for_a_press(room: CentreAtWork) -> None:
    assert "Jag hittar ingen" in lines(asks(room, "sara", "vem bakar sockerkakan?"))
    assert wanteds(room) == []


def test_an_unconfirmed_member_puts_nothing_up(room: CentreAtWork) -> None:
    asks(room, "ture", ARABIC)
    assert not room.do("ture", "wanted", text="Någon?").done
    assert wanteds(room) == []


def test_by_its_word_it_goes_up_at_once(room: CentreAtWork) -> None:
    assert "utlagd" in lines(asks(room, "sara", "efterlys någon som kan tull i Chile"))
    row = wanteds(room)[0]
    assert row.text == "någon som kan tull i Chile"
    assert (row.needs, row.markets) == (["export-docs"], ["CL"])


def test_the_same_question_stands_once(asked: CentreAtWork) -> None:
    asks(asked, "sara", ARABIC.upper())
    assert len(wanteds(asked)) == 1
    asks(asked, "johan", ARABIC)
    assert len(wanteds(asked)) == 2


@pytest.mark.parametrize("text", ["", "   ", "x" * 301])
def test_a_question_needs_words_and_not_too_many(room: CentreAtWork, text: str) -> None:
    outcome = room.do("sara", "wanted", text=text)
    assert outcome.form is not None and outcome.form.inputs[0].error is not None
    assert wanteds(room) == []


# --- somebody can help


def test_the_first_who_can_help_is_put_in_touch_and_both_are_told(asked: CentreAtWork) -> None:
    tells(asked, "maria", email="maria@ekn.example")
    assert "Sara Lind, BRG får veta" in said(asked.do("maria", "can_help", wanted=1))
    assert asked.told("sara") == ["wanted_matched"] == asked.told("maria")
    to_sara = said(message(asked, "sara", "wanted_matched"))
    assert "Maria Dahl, EKN kan hjälpa dig" in to_sara
    assert "maria@ekn.example" in to_sara and ARABIC in to_sara
    to_maria = said(message(asked, "maria", "wanted_matched"))
    assert "Du hjälper Sara Lind, BRG" in to_maria and "010-000 00 00" in to_maria
    card = shown(asked)
    assert "Maria Dahl, EKN hjälper till" in "\n".join(words(card))
    assert card.buttons == () and card.more == ()
    assert all(posting.behind for posting in wanted_cards(asked))


def test_whoever_comes_second_is_thanked(asked: CentreAtWork) -> None:
    asked.do("maria", "can_help", wanted=1)
    outcome = asked.do("anna", "can_help", wanted=1)
    assert "Maria Dahl, EKN hann före" in said(outcome)
    assert asked.told("anna") == []
    assert "redan du" in said(asked.do("maria", "can_help", wanted=1))
    assert asked.told("maria") == ["wanted_matched"]


def test_one_cannot_help_oneself_nor_unconfirmed(asked: CentreAtWork) -> None:
    assert not asked.do("sara", "can_help", wanted=1).done
    assert not asked.do("ture", "can_help", wanted=1).done
    assert wanteds(asked)[0].answered_by is None


def test_under_its_card_words_are_enough(asked: CentreAtWork) -> None:
    with asked.desk.store.write() as session:
        posting = session.get(Posting, wanted_cards(asked)[0].id)
        assert posting is not None
        posting.message_id = "m7"
        session.add(posting)
    caller = Caller("web", "try", "maria", "Maria Dahl")
    place = Place("web", "try", "exportcenter", "m7", heard=True)
    outcome = dispatch(asked.desk, Request("can_help", {}, caller, place), asked.now)
    assert "Tack" in said(outcome)
    assert wanteds(asked)[0].answered_by == asked.member("maria").id


def test_there_must_be_a_question_to_help_with(room: CentreAtWork) -> None:
    assert "finns inte längre" in said(room.do("maria", "can_help", wanted=9))


# --- ask a colleague


def test_a_colleague_is_asked_in_private_and_the_asker_is_told(asked: CentreAtWork) -> None:
    elias = asked.member("elias").id or 0
    form = asked.ask_form("johan", "ask_colleague", wanted=1).form
    assert form is not None
    offered = {option.value for option in form.inputs[0].options}
    assert str(elias) in offered
    assert not offered & {str(asked.member(user).id) for user in ("johan", "sara", "ture")}
    assert "Elias Nyström, EEN har fått frågan" in said(
        asked.do("johan", "ask_colleague", wanted=1, member=str(elias))
    )
    assert asked.told("elias") == ["wanted_asked"]
    assert "Johan Berg, Business Sweden tror att du kan hjälpa Sara Lind, BRG" in said(
        message(asked, "elias", "wanted_asked")
    )
    assert asked.told("sara") == ["wanted_suggested"]
    assert press(asked, "elias", "wanted_asked", "can_help").done
    assert wanteds(asked)[0].answered_by == elias


def test_the_asker_may_ask_a_colleague_too(asked: CentreAtWork) -> None:
    elias = str(asked.member("elias").id)
    assert asked.do("sara", "ask_colleague", wanted=1, member=elias).done
    assert asked.told("sara") == []
    assert "Sara Lind, BRG tror att du kan hjälpa till" in said(
        message(asked, "elias", "wanted_asked")
    )


@pytest.mark.parametrize("member", ["", "x", "999", "²"])
def test_a_colleague_must_be_somebody(asked: CentreAtWork, member: str) -> None:
    outcome = asked.do("johan", "ask_colleague", wanted=1, member=member)
    assert outcome.form is not None and outcome.form.inputs[0].error is not None


def test_what_was_asked_of_a_colleague_is_not_told_once_somebody_helps(
    asked: CentreAtWork,
) -> None:
    elias = str(asked.member("elias").id)
    asked.do("johan", "ask_colleague", wanted=1, member=elias)
    asked.do("maria", "can_help", wanted=1)
    assert asked.reads(asked.notices("elias", "wanted_asked")[0]) is None


# --- it ends


def test_the_asker_takes_it_back(asked: CentreAtWork) -> None:
    assert not asked.do("maria", "withdraw_wanted", wanted=1).done
    assert asked.do("sara", "withdraw_wanted", wanted=1).done
    assert "Borttagen" in "\n".join(words(shown(asked)))
    assert "borttagen" in said(asked.do("maria", "can_help", wanted=1))
    assert asked.told("sara") == []


def test_the_coordinator_may_take_it_back(asked: CentreAtWork) -> None:
    assert asked.do("karin", "withdraw_wanted", wanted=1).done


def test_nobody_waits_for_somebody_who_has_left(asked: CentreAtWork) -> None:
    sara = asked.member("sara").id or 0
    assert asked.do("karin", "end_membership", member=sara).done
    assert "borttagen" in said(asked.do("maria", "can_help", wanted=1))


def test_a_question_goes_along_where_two_memberships_become_one(asked: CentreAtWork) -> None:
    asked.do("maria", "can_help", wanted=1)
    sara, anna = asked.member("sara").id or 0, asked.member("anna").id or 0
    with asked.desk.store.write() as session:
        wanted.move_wanted(session, sara, anna)
    assert wanteds(asked)[0].asked_by == anna
    assert wanteds(asked)[0].answered_by == asked.member("maria").id


def test_the_list_has_those_that_wait(asked: CentreAtWork) -> None:
    asks(asked, "johan", "vem pratar japanska?")
    asked.do("maria", "can_help", wanted=1)
    outcome = asks(asked, "anna", "efterlysningar", heard=False)
    text = told(outcome.private)
    assert "Obesvarade efterlysningar: 1" in text
    assert "japanska" in text and "arabiska" not in text


# --- unanswered


def test_unanswered_after_a_working_day_it_is_in_one_digest(asked: CentreAtWork) -> None:
    day = timedelta(days=1)
    assert "Efterlyses" not in digest(asked, MONDAY - day, MONDAY + timedelta(hours=12))
    asked.now = MONDAY + 4 * day
    assert "vem pratar arabiska? (Sara Lind, BRG)" in digest(asked, MONDAY, MONDAY + 4 * day)
    assert "Efterlyses" not in digest(asked, MONDAY + 4 * day, MONDAY + 11 * day)


def test_what_somebody_answered_is_in_no_digest(asked: CentreAtWork) -> None:
    asked.do("maria", "can_help", wanted=1)
    assert "Efterlyses" not in digest(asked, MONDAY, MONDAY + timedelta(days=7))


def test_the_digest_whole_lists_it(asked: CentreAtWork) -> None:
    asked.move(days=8)
    assert "Obesvarade efterlysningar (1)" in said(asked.do("maria", "digest_all"))


def _counted(room: CentreAtWork, now: datetime) -> tuple[int, int, int]:
    year = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    with room.desk.store.read() as session:
        found = export.sums(session, room.desk.centre, year, now=now)
    return found.wanted, found.wanted_unanswered, found.unmet["export-docs"]


def test_what_was_asked_and_not_found_is_a_gap(room: CentreAtWork) -> None:
    room.do("sara", "wanted", text="Någon som kan tull i Chile?")
    assert _counted(room, MONDAY) == (1, 0, 0)
    assert _counted(room, MONDAY + timedelta(days=2)) == (1, 1, 1)
    room.do("maria", "can_help", wanted=1)
    assert _counted(room, MONDAY + timedelta(days=2)) == (1, 0, 0)


def test_what_was_taken_back_in_time_is_no_gap(room: CentreAtWork) -> None:
    room.do("sara", "wanted", text="Någon som kan tull i Chile?")
    room.do("sara", "withdraw_wanted", wanted=1)
    assert _counted(room, MONDAY + timedelta(days=2)) == (1, 0, 0)
