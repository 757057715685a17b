"""What an erasure cannot reach, said plainly: whose turn it is now, and where.

Messages that people wrote belong to the chat platform, files and backups to their owners. An
erasure that passed them over in silence would be half of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

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
    spot: Spot | None = None


@dataclass(frozen=True)
class Spot:
    """A message in a chat, as its platform knows it: whoever speaks to people makes it a link."""

    platform: str
    workspace: str
    channel: str
    message: str


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
        number = _case_of(session, table, key)
        if number:
            yield left("mention_case", number, table=table, key=key, column=column)
        else:
            yield left("mention", table=table, key=key, column=column)
    for other in subject.alike:
        yield left("alike", name=other.name, ask_for=other.ask_for)
    yield left("copies")


def _case_of(session: Session, table: str, key: str) -> int | None:
    """The case that a row with a name in it belongs to, so that somebody can go and read it."""
    if table == "enquiry":
        return int(key)
    columns = SQLModel.metadata.tables[table].c
    if "enquiry_id" not in columns or "id" not in columns:
        return None
    number = session.execute(select(columns.enquiry_id).where(columns.id == int(key))).scalar()
    return int(number) if number else None


def _in_chat(session: Session, enquiry: Enquiry) -> Iterator[Left]:
    """What people wrote, and what the bot sent: its cards are edited, its lines stay."""
    if enquiry.link:
        yield left("chat", enquiry.id, link=enquiry.link)
    rows = session.execute(
        select(Room, col(Posting.message_id))
        .join(Posting, col(Posting.room_id) == col(Room.id))
        .where(col(Posting.enquiry_id) == enquiry.id, col(Posting.message_id) != "")
    )
    for room, message in rows:
        closed = bool(room.gone) or not room.active
        found = left("card" if closed else "thread", enquiry.id, room=room.name or room.channel)
        spot = Spot(room.platform, room.workspace, room.channel, message)
        yield replace(found, spot=spot)
    sent = session.execute(
        select(col(Notice.id)).where(
            col(Notice.enquiry_id) == enquiry.id, col(Notice.state) == "sent"
        )
    ).all()
    if sent:
        yield left("sent", enquiry.id, n=len(sent))
