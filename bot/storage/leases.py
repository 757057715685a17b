"""Who may send to a room now, and whom the platform no longer reaches.

One lease a room, with a token, in real time (never the desk's `now`, which `try` can move).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from bot.storage.outbox import changed
from bot.storage.tables import Identity, Notice, Posting, Room

Lease = Literal["", "ours", "inherited"]


def lease_room(
    session: Session, room_id: int, token: str, until: datetime, real: datetime
) -> Lease:
    """Take a room that nobody holds; "inherited" when its last holder never gave it back.

    A card that it may have been sending then counts as tried, so that it stays in doubt until it
    has been asked for, whoever holds the room by then.
    """
    before = session.exec(select(Room.lease).where(col(Room.id) == room_id)).first()
    taken = changed(
        session,
        update(Room)
        .where(
            col(Room.id) == room_id,
            or_(
                col(Room.lease) == "",
                col(Room.leased_until).is_(None),
                col(Room.leased_until) < real,
            ),
        )
        .values(lease=token, leased_until=until),
    )
    if not taken:
        return ""
    if not before:
        return "ours"
    unseen = (col(Posting.behind).is_(True), col(Posting.message_id) == "", col(Posting.tried) == 0)
    changed(
        session, update(Posting).where(col(Posting.room_id) == room_id, *unseen).values(tried=1)
    )
    return "inherited"


def keep_room(session: Session, room_id: int, token: str, until: datetime) -> bool:
    """Hold a room for longer; False when it is no longer ours."""
    return changed(
        session,
        update(Room)
        .where(col(Room.id) == room_id, col(Room.lease) == token)
        .values(leased_until=until),
    )


def free_room(session: Session, room_id: int, token: str) -> None:
    """Give a room back."""
    changed(
        session,
        update(Room)
        .where(col(Room.id) == room_id, col(Room.lease) == token)
        .values(lease="", leased_until=None),
    )


def lose_room(session: Session, room_id: int, why: str) -> bool:
    """The platform takes nothing for this room any more. False when that was known."""
    lost = changed(
        session, update(Room).where(col(Room.id) == room_id, col(Room.gone) == "").values(gone=why)
    )
    changed(
        session,
        update(Notice)
        .where(col(Notice.state) == "pending", col(Notice.room_id) == room_id)
        .values(state="parked", error=why),
    )
    return lost


def lose_identity(session: Session, platform: str, workspace: str, user: str, why: str) -> bool:
    """The platform knows this user no longer. False when that was known."""
    return changed(
        session,
        update(Identity)
        .where(
            col(Identity.platform) == platform,
            col(Identity.workspace) == workspace,
            col(Identity.user) == user,
            col(Identity.gone) == "",
        )
        .values(gone=why),
    )
