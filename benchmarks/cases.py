"""The cases that are opened through a front end: each about a company of its own."""

from __future__ import annotations

from random import Random
from string import ascii_lowercase

from sqlmodel import col, func, select
from stdnum import luhn

from benchmarks.history import NOW
from benchmarks.posted import USER
from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Form, Outcome, Place, Request, Value
from bot.desk.work import Desk
from bot.samples.people import settle
from bot.storage.tables import Company, Enquiry, Identity, Referral, Room


def seat(desk: Desk, place: Place) -> None:
    """The samples' members and their room, as they would be on this platform."""
    with desk.store.write() as session:
        settle(desk, session, NOW)
        session.flush()
        for identity in session.exec(select(Identity)):
            identity.platform, identity.workspace = place.platform, place.workspace
            session.add(identity)
        for room in session.exec(select(Room)):
            room.platform, room.workspace = place.platform, place.workspace
            room.channel = place.channel
            session.add(room)


class Forms:
    """Forms about one company after another, as the desk draws them with all answers in."""

    def __init__(self, desk: Desk, place: Place) -> None:
        self.desk = desk
        self.place = place
        self.random = Random(3)

    def drawn(self, turn: int) -> tuple[Request, Outcome, Form]:
        """The next form, and what it was asked for by."""
        caller = Caller(self.place.platform, self.place.workspace, USER, lang="sv")
        request = Request("refer", self._answers(turn), caller, self.place)
        outcome = dispatch(self.desk, request, NOW)
        if outcome.form is None:
            raise RuntimeError(f"No form came: {outcome}")
        return request, outcome, outcome.form

    def _answers(self, turn: int) -> dict[str, Value]:
        number = f"556{turn:06d}"
        return {
            "need": "Hur får vi betalt i Brasilien? Köparen vill ha 90 dagars kredit.",
            "consent": "yes",
            "company": f"{''.join(self.random.choices(ascii_lowercase, k=12)).title()} AB",
            "number": number + str(luhn.calc_check_digit(number)),
            "contact_name": "Britta Alm",
            "contact_phone": "0320-00 00 00",
            "contact_email": "britta@example.org",
            "q.municipality": "Mark",
            "q.size": "10-49",
            "q.market": ("BR",),
            "q.needs": ("payment-risk",),
        }


def check(desk: Desk, each: int) -> None:
    """Raise RuntimeError where so many forms did not open so many cases, each about a company
    of its own and offered to the organisation suggested."""
    with desk.store.read() as session:
        made = [session.exec(select(func.count(col(row.id)))).one() for row in (Enquiry, Company)]
        asked = session.exec(select(Referral.organisation)).all()
    if made != [each, each] or list(asked) != ["ekn"] * each:
        raise RuntimeError(f"Of {each} forms came {made} cases and companies, {len(asked)} offers.")
