"""Whether contacts still hold: asked once, in one message; forgotten and deleted in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk import contacts_due
from bot.desk.contact_sharing import unconfirmed_since
from bot.desk.due import tick
from bot.desk.replies import Caller, Place, Table
from bot.desk.work import Work
from bot.texts import say
from tests.centre_at_work import CentreAtWork, said
from tests.desk.known import added, button, contact, everyone, introductions, latest, text


def later(room: CentreAtWork, days: float) -> None:
    """So many days pass, with a tick at nine each morning of the last two weeks of them."""
    room.now += timedelta(days=max(0.0, days - 14))
    for _ in range(int(min(days, 14))):
        room.now += timedelta(days=1)
        tick(room.desk, room.now)


def test_after_ninety_days_the_adder_is_asked_once(room: CentreAtWork) -> None:
    added(room, "anna")
    later(room, 88)
    assert "book_fresh" not in room.told("anna")
    later(room, 14)
    assert room.told("anna").count("book_fresh") == 1
    assert "Hans Schmidt, Hafen GmbH" in text(latest(room, "anna", "book_fresh"))
    assert "Det är mer än 90 dagar sedan" in text(latest(room, "anna", "book_fresh"))


def test_several_are_one_message_with_a_press_each(room: CentreAtWork) -> None:
    for number in range(12):
        added(room, "anna", name=f"Kontakt {number}", organisation=f"Firma {number}")
    later(room, 92)
    assert room.told("anna").count("book_fresh") == 1
    asked = latest(room, "anna", "book_fresh")
    assert asked is not None
    table = asked[1]
    assert isinstance(table, Table)
    assert say(table.title, "sv") == "Dina kontakter att gå igenom (12)"
    assert len(table.rows) == 10
    assert [b.command for b in table.rows[0].buttons] == [
        "confirm_contact",
        "edit_contact",
        "end_contact",
    ]
    holds = button(asked, "confirm_contact", contact="1")
    assert "är bekräftad i dag" in said(room.press("anna", holds))
    assert room.press("anna", holds).done, "second press"
    assert contact(room, 1).confirmed_at == room.now
    assert "(11)" in text(latest(room, "anna", "book_fresh")), "sent late, it says what is left"


def test_all_of_them_hold_in_one_press(room: CentreAtWork) -> None:
    for number in range(3):
        added(room, "anna", name=f"Kontakt {number}", organisation=f"Firma {number}")
    later(room, 92)
    every = button(latest(room, "anna", "book_fresh"), "confirm_contacts")
    room.do("anna", "end_contact", contact=1)
    added(room, "anna", name="Ny")
    assert "2 kontakter är bekräftade" in said(room.press("anna", every))
    assert "inga kontakter kvar" in said(room.press("anna", every))
    assert contact(room, 1).ended_at is not None
    later(room, 20)
    assert room.told("anna").count("book_fresh") == 1


def test_a_forged_time_confirms_nothing(room: CentreAtWork) -> None:
    added(room, "anna")
    for typed in ("", "i går", "2026-11-23", "2026-11-23T08:00:00"):
        assert not room.do("anna", "confirm_contacts", asked=typed).done


def test_what_is_confirmed_is_asked_about_again_after_ninety_days(room: CentreAtWork) -> None:
    added(room, "anna")
    later(room, 92)
    room.press("anna", button(latest(room, "anna", "book_fresh"), "confirm_contact"))
    later(room, 85)
    assert room.told("anna").count("book_fresh") == 1
    later(room, 10)
    assert room.told("anna").count("book_fresh") == 2


def test_what_is_not_confirmed_says_since_when(room: CentreAtWork) -> None:
    number = added(room, "anna")
    with room.desk.store.read() as session:
        row = contact(room, number)

        def since(days: int) -> str:
            at = room.now + timedelta(days=days)
            work = Work(room.desk, session, at, Caller("", "", ""), Place())
            found = unconfirmed_since(work, row)
            return say(found, "sv") if found else ""

        assert since(89) == ""
        assert since(91) == "inte bekräftad sedan november 2026"
        row.confirmed_at += timedelta(days=60)
        assert since(160) == "inte bekräftad sedan januari"


def test_somebody_away_is_asked_when_they_are_back(room: CentreAtWork) -> None:
    added(room, "anna")
    room.now += timedelta(days=88)
    until = room.desk.calendar.local(room.now + timedelta(days=8)).date().isoformat()
    assert room.do("anna", "absence", until=until).done
    later(room, 7)
    assert "book_fresh" not in room.told("anna")
    later(room, 5)
    assert room.told("anna").count("book_fresh") == 1


def test_what_waits_for_somebody_away_takes_no_write(
    room: CentreAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(room, "anna")
    room.now += timedelta(days=91)
    until = (room.now + timedelta(days=30)).date().isoformat()
    assert room.do("anna", "absence", until=until).done
    monkeypatch.setattr(contacts_due, "_written", lambda *_: pytest.fail("a write"))
    assert contacts_due.make(room.desk, room.now) == 0


def test_what_fails_keeps_nothing_else_from_being_done(
    room: CentreAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(room, "anna")
    room.now += timedelta(days=91)

    def broken(work: Work) -> int:
        raise KeyError("broken")

    monkeypatch.setattr(contacts_due, "DUE", ((lambda _: [1], broken), *contacts_due.DUE))
    assert contacts_due.make(room.desk, room.now) == 1
    assert "book_fresh" in room.told("anna")


def test_each_adder_is_asked_about_their_own(room: CentreAtWork) -> None:
    added(room, "anna")
    added(room, "johan", name="Eva Ask", organisation="Kusten")
    later(room, 92)
    assert "Eva" not in text(latest(room, "anna", "book_fresh"))
    assert "Hans" not in text(latest(room, "johan", "book_fresh"))


def test_a_year_without_a_word_removes_it_and_a_month_later_it_is_deleted(
    room: CentreAtWork,
) -> None:
    number = added(room, "anna")
    room.do("sara", "ask_introduction", contact=number, question="?")
    later(room, 360)
    assert contact(room, number).ended_at is None
    later(room, 10)
    assert contact(room, number).ended_at is not None
    gone = latest(room, "anna", "book_removed")
    assert "Ingen har bekräftat det här på 12 månader" in text(gone)
    back = button(gone, "restore_contact")
    later(room, 25)
    assert everyone(room)
    later(room, 10)
    assert everyone(room) == []
    assert introductions(room) == []
    assert "Uppgifterna är raderade." in said(room.press("anna", back))
    assert room.reads(room.notices("anna", "book_removed")[-1]) is None


def test_brought_back_in_time_it_stays(room: CentreAtWork) -> None:
    number = added(room, "anna")
    later(room, 372)
    room.press("anna", button(latest(room, "anna", "book_removed"), "restore_contact"))
    later(room, 60)
    assert contact(room, number).ended_at is None
