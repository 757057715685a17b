"""Named statements for channels: met for the first time, a room of the centre, or no longer one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, literal, update
from sqlalchemy import select as columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from bot.storage import store
from bot.storage.outbox import changed
from bot.storage.prepared import Prepared
from bot.storage.records import first, records, rows_of, table_of
from bot.storage.tables import Enquiry, Meeting, Notice, Posting, Room, Wanted

_ROOMS = select(Room).where(Room.active, Room.gone == "").order_by("id")
_ROOM = Prepared(
    rows_of(Room).where(
        table_of(Room).c.platform == bindparam("platform"),
        table_of(Room).c.workspace == bindparam("workspace"),
        table_of(Room).c.channel == bindparam("channel"),
    )
)


def rooms(session: Session) -> Sequence[Room]:
    """The rooms in which the centre meets now."""
    return session.exec(_ROOMS).all()


def room(session: Session, platform: str, workspace: str, channel: str) -> Room | None:
    """The channel as a room, if we know it; `active` says whether the centre meets there."""
    where = {"platform": platform, "workspace": workspace, "channel": channel}
    return first(records(session, Room, _ROOM.all(session, where)))


def rooms_at(session: Session, platform: str, workspace: str) -> Sequence[Room]:
    """The channels of one workspace that we can still reach, rooms of the centre or not."""
    return session.exec(
        select(Room)
        .where(Room.platform == platform, Room.workspace == workspace, Room.gone == "")
        .order_by(col(Room.id))
    ).all()


def rooms_within(session: Session, platform: str, workspace: str, within: str) -> Sequence[Room]:
    """The channels of one team, rooms of the centre or not, reachable or not."""
    return session.exec(
        select(Room)
        .where(Room.platform == platform, Room.workspace == workspace, Room.within == within)
        .order_by(col(Room.id))
    ).all()


def keep_room_met(session: Session, room: Room) -> bool:
    """Keep a channel that we meet for the first time; False when another process was first."""
    try:
        with session.begin_nested():
            session.add(room)
            session.flush()
    except IntegrityError:
        return False
    return True


def join_room(session: Session, room_id: int, *, show: bool = False) -> None:
    """Give a room the live cases that it has no card of; each is shown with its next change.

    At once with `show`: a room that was out of reach has missed no more than was opened meanwhile.
    What has ended meanwhile and was never shown there is left so.
    """
    live = col(Enquiry.status).in_(store.LIVE)
    here = select(Posting.id).where(
        col(Posting.room_id) == room_id, col(Posting.enquiry_id) == col(Enquiry.id)
    )
    case = SQLModel.metadata.tables["enquiry"].c
    card = {
        "enquiry_id": case.id,
        "room_id": literal(room_id),
        "message_id": literal(""),
        "wanted": case.revision,
        "shown": literal(0),
        "behind": literal(show),
        "tried": literal(0),
        "error": literal(""),
    }
    missing = columns(*card.values()).where(live, ~here.exists())
    session.execute(insert(Posting).from_select(list(card), missing))
    ended = select(Enquiry.id).where(col(Enquiry.id) == col(Posting.enquiry_id), ~live)
    session.execute(
        update(Posting)
        .where(col(Posting.room_id) == room_id, col(Posting.behind).is_(True))
        .where(col(Posting.message_id) == "", ended.exists())
        .values(behind=False)
        .execution_options(synchronize_session=False)
    )


def redraw_room(session: Session, room_id: int) -> None:
    """Let the cards of live cases, planned meetings and open questions there be drawn anew."""
    live = select(Enquiry.id).where(col(Enquiry.status).in_(store.LIVE))
    planned = select(Meeting.id).where(col(Meeting.status) == "planned")
    open_ = select(Wanted.id).where(
        col(Wanted.ended_at).is_(None), col(Wanted.answered_at).is_(None)
    )
    for about in (
        col(Posting.enquiry_id).in_(live),
        col(Posting.meeting_id).in_(planned),
        col(Posting.wanted_id).in_(open_),
    ):
        session.execute(
            update(Posting)
            .where(col(Posting.room_id) == room_id, about)
            .where(col(Posting.message_id) != "")
            .values(behind=True, again_at=None)
            .execution_options(synchronize_session=False)
        )


def drop_for_room(session: Session, room_id: int) -> None:
    """What waits for a room is not to be said there any more."""
    changed(
        session,
        update(Notice)
        .where(col(Notice.state) == "pending", col(Notice.room_id) == room_id)
        .values(state="dropped"),
    )
