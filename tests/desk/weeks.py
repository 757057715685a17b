"""Digests as tests read them: the lines of a room's letter, and a centre with hundreds of cases."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle

from sqlmodel import Session, select

from bot.desk.replies import Body, Card, Picture
from bot.storage.tables import Company, Digest, Enquiry, LogEntry, Member, Referral
from bot.texts import Lang, say
from tests.centre_at_work import CentreAtWork

NEXT_MONDAY = timedelta(days=7)


def a_week_on(room: CentreAtWork) -> None:
    """The clock goes on to the next Monday at nine, an hour after the digest was due."""
    room.until(room.now + NEXT_MONDAY)


def letters(room: CentreAtWork) -> list[Body]:
    """Every digest of the room that says something, in the order in which they were made."""
    found = [room.reads(notice) for notice in room.notices(kind="digest")]
    return [body for body in found if body]


def letter(room: CentreAtWork) -> Card:
    """The room's only digest."""
    [body] = letters(room)
    card = body[0]
    assert isinstance(card, Card)
    return card


def lines(card: Card, lang: Lang = "sv") -> list[str]:
    """What is read of a digest, its title first; thin spaces are shown as spaces."""
    return [
        say(card.title, lang).replace("\u2009", " "),
        *(f"{say(fact.label, lang)}: {say(fact.value, lang)}" for fact in card.facts),
    ]


def taken_by(room: CentreAtWork, *users: str) -> None:
    """A case for each of them, claimed without an offer."""
    for user in users:
        number = room.open("karin", offer_to="nobody")
        assert room.do(user, "take", case=number).done


def picture(body: Body) -> Picture | None:
    """The picture of a digest."""
    return next((block for block in body if isinstance(block, Picture)), None)


def rows(room: CentreAtWork) -> list[Digest]:
    """The digests as they are kept."""
    with room.desk.store.read() as session:
        return list(session.exec(select(Digest).order_by("until")))


def hundreds(room: CentreAtWork, number: int = 400, name: str = "Bolaget") -> None:
    """So many cases at once, most of them led, by everybody in turn; a tenth ended well."""
    people = cycle([room.member(user) for user in ("anna", "johan", "sara", "elias", "maria")])
    with room.desk.store.write() as session:
        for place in range(number):
            handler = next(people)
            opened = room.now - timedelta(hours=place % 100)
            _case(session, place, handler, opened, name)


def _case(session: Session, place: int, handler: Member, opened: datetime, name: str) -> None:
    company = Company(
        name=f"{name} {place} med ett mycket långt namn i Västra Götaland AB", name_key=f"b{place}"
    )
    session.add(company)
    session.flush()
    waits, done = place % 4 == 0, place % 10 == 1
    enquiry = Enquiry(
        company_id=company.id,
        consent="yes",
        need="Hjälp",
        answers={"needs": ["payment-risk"]},
        poster_id=handler.id or 0,
        poster_organisation=handler.organisation,
        opened_at=opened,
        stepped_at=opened,
        status="open" if waits else "closed" if done else "in_progress",
        outcome="helped" if done else "",
        lead="" if waits else handler.organisation,
        handler_id=None if waits else handler.id,
        taken_at=None if waits else opened,
        closed_at=opened if done else None,
    )
    session.add(enquiry)
    session.flush()
    steps = ["opened", *([] if waits else ["accepted"]), *(["closed"] if done else [])]
    for step in steps:
        session.add(LogEntry(enquiry_id=enquiry.id or 0, at=opened, step=step))
    if not waits:
        session.add(
            Referral(
                enquiry_id=enquiry.id or 0,
                organisation=handler.organisation,
                status="done" if done else "accepted",
                offered_by=handler.id or 0,
                offered_at=opened,
                answered_at=opened,
                handler_id=handler.id,
            )
        )
