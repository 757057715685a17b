"""What an erasure cannot reach, said plainly: whose turn it is now, and where.

Messages that people wrote belong to the chat platform, files and backups to their owners. An
erasure that passed them over in silence would be half of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from bot.centre.lifecycle import LIVE
from bot.desk import traces
from bot.desk.subject import Subject
from bot.storage import store
from bot.storage.tables import Enquiry, Notice, Posting, Room
from bot.texts import Phrase, phrase


@dataclass(frozen=True)
class Left:
    """Something that could not be erased from here, and what to do about it."""

    why: Phrase
    enquiry: int | None = None
    link: str = ""


def left(code: str, enquiry: int | None = None, /, **args: str | int) -> Left:
    """One thing left, in a case or outside of any; the link among the words is kept beside."""
    number = {} if enquiry is None else {"number": str(enquiry)}
    why = phrase(f"privacy.left.{code}", **number, **args)
    return Left(why, enquiry, str(args.get("link", "")))


def leftovers(session: Session, subject: Subject) -> Iterator[Left]:
    """What remains after the rows were emptied: in the chat, in other rows, in copies."""
    for enquiry in store.enquiries(session, subject.cases):
        if subject.kind == "company" and enquiry.status in LIVE:
            yield left("live", enquiry.id)
        yield from _in_chat(session, enquiry)
    found = {(m.table, m.key, m.column) for m in traces.mentions(session, subject.words)}
    for table, key, column in sorted(found):
        yield left("mention", table=table, key=key, column=column)
    for other in subject.alike:
        yield left("alike", name=other.name, ask_for=other.ask_for)
    yield left("copies")


def _in_chat(session: Session, enquiry: Enquiry) -> Iterator[Left]:
    """What people wrote, and what the bot sent: its cards are edited, its lines stay."""
    if enquiry.link:
        yield left("chat", enquiry.id, link=enquiry.link)
    rows = session.execute(
        select(Room)
        .join(Posting, col(Posting.room_id) == col(Room.id))
        .where(col(Posting.enquiry_id) == enquiry.id, col(Posting.message_id) != "")
    )
    for room in rows.scalars():
        closed = bool(room.gone) or not room.active
        yield left("card" if closed else "thread", enquiry.id, room=room.name or room.channel)
    sent = session.execute(
        select(col(Notice.id)).where(
            col(Notice.enquiry_id) == enquiry.id, col(Notice.state) == "sent"
        )
    ).all()
    if sent:
        yield left("sent", enquiry.id, n=len(sent))
