"""Named statements for what goes out about a case: its cards, and the notices that tell of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, update
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from bot.storage.prepared import Prepared
from bot.storage.records import records, rows_of, table_of
from bot.storage.tables import Notice, Posting, Room

_CARDS, _PLACES = table_of(Posting).c, table_of(Room).c
_ROOMS_WITHOUT_CARD = Prepared(
    columns_of(_PLACES.id)
    .outerjoin(
        table_of(Posting),
        and_(_CARDS.room_id == _PLACES.id, _CARDS.enquiry_id == bindparam("number")),
    )
    .where(_PLACES.active, _PLACES.gone == "", _CARDS.id.is_(None))
    .order_by(_PLACES.id)
)


def rooms_without_card(session: Session, number: int) -> Sequence[int]:
    """The rooms in which the centre meets and that have no card of this enquiry."""
    return [row[0] for row in _ROOMS_WITHOUT_CARD.all(session, {"number": number})]


_POSTINGS = Prepared(rows_of(Posting).where(_CARDS.enquiry_id == bindparam("number")))


def postings(session: Session, number: int) -> Sequence[Posting]:
    """An enquiry's cards, one a room."""
    return records(session, Posting, _POSTINGS.all(session, {"number": number}))


def postings_shown(session: Session, number: int) -> Sequence[Posting]:
    """An enquiry's cards in the rooms in which the centre meets now."""
    return session.exec(
        select(Posting)
        .join(Room, col(Room.id) == col(Posting.room_id))
        .where(Posting.enquiry_id == number, Room.active, Room.gone == "")
        .order_by(col(Posting.room_id))
    ).all()


def posting_at(session: Session, room_id: int, message_id: str) -> Posting | None:
    """The card behind a thread."""
    return session.exec(
        select(Posting).where(Posting.room_id == room_id, Posting.message_id == message_id)
    ).first()


_WANT = Prepared(
    update(table_of(Posting))
    .where(_CARDS.enquiry_id == bindparam("number"))
    .values(wanted=bindparam("revision"), behind=True, again_at=None)
)


def want_revision(session: Session, number: int, revision: int) -> None:
    """Every card of the enquiry should show this revision."""
    _WANT.run(session, {"number": number, "revision": revision})


def notices_to(session: Session, number: int, member_id: int, role: str) -> Sequence[Notice]:
    """What one person was to be told about one case in one role, the oldest first."""
    return session.exec(
        select(Notice)
        .where(
            Notice.enquiry_id == number,
            Notice.member_id == member_id,
            Notice.role == role,
        )
        .order_by(col(Notice.id))
    ).all()


def thread_notices(session: Session, number: int, room_id: int) -> Sequence[Notice]:
    """The thread lines of one case in one room, the oldest first."""
    return session.exec(
        select(Notice)
        .where(Notice.enquiry_id == number, Notice.room_id == room_id)
        .order_by(col(Notice.id))
    ).all()


def drop_notices(session: Session, before: datetime, kinds: Collection[str] = ()) -> None:
    """Drop what was never sent before an instant (the past days of the samples).

    Only of these `kinds`, where some are given.
    """
    dropped = update(Notice).where(col(Notice.state) == "pending", col(Notice.created_at) < before)
    if kinds:
        dropped = dropped.where(col(Notice.kind).in_(kinds))
    session.execute(dropped.values(state="dropped"))
