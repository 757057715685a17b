"""Meetings, news and encounters in an extract and an erasure; two memberships that become one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from bot.desk import privacy
from bot.storage import calendar
from bot.storage.tables import Attendance, Encounter, Meeting, News, Notice, Posting
from tests.centre_at_work import CentreAtWork
from tests.desk.test_meetings import add, card_in_room, coming, newest, shown, spoken

NAME = "Kanariefågel Åkeri AB"


@pytest.fixture
def met(room: CentreAtWork) -> Meeting:
    """A meeting of Maria's, with a company of hers on its list, met there, and her news."""
    meeting = add(
        room,
        "maria",
        title=f"Besök hos {NAME}",
        duties="Fika: Maria Dahl\nModerator: Maria",
        agenda=f"9.00 Maria hälsar {NAME} välkommen",
    )
    number = room.open("maria", company=NAME, number="556036-0793")
    for user in ("maria", "petra"):
        room.do(user, "coming", meeting=meeting.id or 0)
    room.do("maria", "present", meeting=meeting.id or 0, case=number)
    maria = room.member("maria").id or 0
    with room.desk.store.write() as session:
        about: dict[str, Any] = {"meeting_id": meeting.id, "member_id": maria, "at": room.now}
        session.add(Encounter(organisation="ekn", company=NAME, enquiry_id=number, **about))
        session.add(Encounter(organisation="ekn", company="Ett annat AB", **about))
        session.add(News(member_id=maria, text=f"Maria Dahl: {NAME} söker", at=room.now))
        for posting in session.exec(select(Posting)):
            posting.message_id = f"m{posting.id}"
    return meeting


def rows(room: CentreAtWork, kind: type) -> list[Any]:
    with room.desk.store.read() as session:
        found = list(session.exec(select(kind)))
        session.expunge_all()
    return found


def extract(room: CentreAtWork, **who: str) -> Any:
    with room.desk.store.read() as session:
        return privacy.extract(session, room.desk.centre, **who).data()


def erase(room: CentreAtWork, **who: str) -> privacy.Erased:
    with room.desk.store.write() as session:
        return privacy.erase(session, room.desk.centre, now=room.now, **who)


def test_a_members_extract_has_meetings_answers_encounters_and_news(room, met):
    found = extract(room, person="Maria Dahl")["traffic"]
    tables = {row["table"] for row in found}
    assert {"meeting", "attendance", "presenting", "encounter", "news"} <= tables
    petra = {row["table"] for row in extract(room, person="Petra Åkesson")["traffic"]}
    assert "attendance" in petra and "meeting" not in petra


def test_a_companys_extract_has_where_it_presents_was_met_and_is_named(room, met):
    data = extract(room, company=NAME)
    traffic = [row["table"] for row in data["traffic"]]
    assert "presenting" in traffic and traffic.count("encounter") == 1
    named = {(row["table"], row["column"]) for row in data["elsewhere"]}
    assert {("meeting", "title"), ("meeting", "agenda"), ("news", "text")} <= named


def test_an_erased_company_is_named_at_no_meeting_and_the_rows_are_counted_still(room, met):
    before = newest(room).revision
    erased = erase(room, company=NAME)
    assert erased.counts["meetings"]
    for kind in (Meeting, Encounter, News, Notice):
        assert "Kanarie" not in str([row.model_dump() for row in rows(room, kind)]), kind
    assert sorted(e.company for e in rows(room, Encounter)) == ["", "Ett annat AB"]
    meeting = newest(room)
    assert meeting.revision > before and meeting.title == "Besök hos […]"
    assert "Kanarie" not in spoken(card_in_room(room, meeting))
    assert "1 företag presenterar sig" in spoken(card_in_room(room, meeting))


def test_every_card_that_named_an_erased_company_is_drawn_anew(room, met):
    with room.desk.store.write() as session:
        for posting in calendar.postings(session, met.id or 0):
            posting.shown, posting.behind = posting.wanted, False
    erase(room, company=NAME)
    with room.desk.store.read() as session:
        (card,) = calendar.postings(session, met.id or 0)
        assert card.behind and card.wanted == newest(room).revision


def test_an_erased_member_is_named_at_no_meeting_and_their_answers_are_counted(room, met):
    erase(room, person="Maria Dahl")
    for kind in (Meeting, News):
        assert "Maria" not in str([row.model_dump() for row in rows(room, kind)]), kind
    assert len(rows(room, Attendance)) == 2
    for card in (card_in_room(room, newest(room)), shown(room, "karin", newest(room))):
        text = spoken(card)
        assert "Maria" not in text and "Exportkreditnämnden" in text
    assert "1 kommer" in spoken(card_in_room(room, newest(room)))


def test_another_meetings_words_are_left_alone(room, met):
    other = add(room, "anna", title="Dahls marknad", duties="Fika: Dahl")
    erase(room, person="Maria Dahl")
    assert newest(room).title == other.title and newest(room).duties == ["Fika: Dahl"]


def test_answers_and_meetings_follow_who_was_two(room, met):
    petra, lena = room.member("petra").id or 0, room.member("lena").id or 0
    with room.desk.store.write() as session:
        calendar.move_member(session, petra, lena)
    assert coming(room, met) == ["Maria Dahl", "Lena Sjö"]
    with room.desk.store.write() as session:
        calendar.move_member(session, room.member("maria").id or 0, lena)
    assert newest(room).owner_id == newest(room).added_by == lena
    assert coming(room, met) == ["Maria Dahl", "Lena Sjö"], "their own word goes first"
