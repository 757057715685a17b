"""Named statements for what has not got through: how much, why, how old, and letting it go again.

A notice is parked when it was given up, or when there is nobody to send it to. A card is never
given up: after many tries it is tried once a day, and counts as held up here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, update
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col, select

from bot.storage.tables import Identity, Member, Notice, Posting, Room

SHORT = timedelta(minutes=1)
"""What a platform asks us to wait for is mostly shorter."""
RESTORED = "laid aside: written before a backup was restored"
"""Why a notice was parked that most likely left from the database that was lost."""


@dataclass(frozen=True)
class Standing:
    """How delivery stands. `pending` counts all that waits, also for its hour.

    `oldest_pending` is when the oldest was written that should have left by now, and
    `oldest_parked` when the oldest given up was. `cards` have been tried and are not up to date.
    """

    pending: int = 0
    oldest_pending: datetime | None = None
    parked: int = 0
    oldest_parked: datetime | None = None
    cards: int = 0


@dataclass(frozen=True)
class Heap:
    """Notices of one state that are kept from arriving on one platform by one thing."""

    state: str
    platform: str
    why: str
    count: int
    oldest: datetime


@dataclass(frozen=True)
class Stuck:
    """One notice that was given up: what kind, for whom, and why."""

    notice: Notice
    room: str
    member: str
    platform: str


def standing(session: Session, now: datetime, *, quiet: bool) -> Standing:
    """Counts and ages in a handful of indexed statements; `quiet` outside working hours."""
    pending = session.exec(_count("pending")).one()
    parked, oldest_parked = session.exec(
        select(func.count(), func.min(Notice.created_at)).where(col(Notice.state) == "parked")
    ).one()
    due = col(Notice.not_before) <= now
    if quiet:
        due = and_(due, col(Notice.quiet).is_(False))
    oldest = session.exec(
        select(func.min(Notice.created_at)).where(
            col(Notice.state) == "pending",
            or_(due, col(Notice.tried) > 0, col(Notice.error) != ""),
        )
    ).one()
    return Standing(pending, oldest, parked, oldest_parked, count_cards(session))


def _count(state: str) -> Any:
    return select(func.count()).select_from(Notice).where(col(Notice.state) == state)


def count_cards(session: Session) -> int:
    """How many cards were tried and could not be brought up to date yet."""
    return session.exec(select(func.count()).select_from(Posting).where(*_held_up())).one()


def cards(session: Session, limit: int = 20) -> Sequence[tuple[Posting, Room]]:
    """Cards that could not be brought up to date yet, with their rooms."""
    return session.exec(
        select(Posting, Room)
        .join(Room, col(Room.id) == col(Posting.room_id))
        .where(*_held_up())
        .order_by(col(Posting.id))
        .limit(limit)
    ).all()


def _held_up() -> tuple[ColumnElement[bool], ...]:
    """By room, as the index of what is behind begins with it; rooms are few."""
    reached = select(Room.id).where(col(Room.active).is_(True))
    return (
        col(Posting.room_id).in_(reached),
        col(Posting.behind).is_(True),
        col(Posting.error) != "",
    )


def heaps(session: Session) -> list[Heap]:
    """What was given up, and what waits for something other than its hour; the most first."""
    rows = session.execute(
        select(  # type: ignore[call-overload]
            Notice.state,
            _platform().label("reached_on"),
            Notice.error,
            func.count(),
            func.min(Notice.created_at),
        )
        .select_from(Notice)
        .outerjoin(Room, col(Room.id) == col(Notice.room_id))
        .where(
            or_(
                col(Notice.state) == "parked",
                and_(col(Notice.state) == "pending", col(Notice.error) != ""),
            )
        )
        .group_by(Notice.state, "reached_on", Notice.error)
    )
    found = [Heap(*row) for row in rows]
    return sorted(found, key=lambda heap: (heap.state, -heap.count, heap.platform, heap.why))


def _platform() -> ColumnElement[str]:
    """The platform a notice goes to: its room's, or where its member was last."""
    last = (
        select(Identity.platform)
        .where(col(Identity.member_id) == col(Notice.member_id))
        .order_by(col(Identity.used_at).desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(col(Room.platform), last, "")


def parked(session: Session, limit: int = 20) -> list[Stuck]:
    """Notices that were given up, the latest first, with for whom they were."""
    rows = session.execute(
        select(Notice, Room, Member, _platform())
        .select_from(Notice)
        .outerjoin(Room, col(Room.id) == col(Notice.room_id))
        .outerjoin(Member, col(Member.id) == col(Notice.member_id))
        .where(col(Notice.state) == "parked")
        .order_by(col(Notice.id).desc())
        .limit(limit)
    )
    return [
        Stuck(
            notice=notice,
            room=(room.name or room.channel) if room is not None else "",
            member=member.name if member is not None else "",
            platform=platform,
        )
        for notice, room, member, platform in rows
    ]


def release(
    session: Session,
    now: datetime,
    *,
    ids: Collection[int] | None = None,
    room_id: int | None = None,
    member_id: int | None = None,
) -> int:
    """Let parked notices try again, by number, room or person; how many there were.

    Without any of the three: all. What a restore laid aside goes by its number alone, for most of
    it was told before. Each is put into words when it leaves, and is dropped then if it is no
    longer true. Of several weekly letters to one room only the last goes.
    """
    wanted = [col(Notice.state) == "parked"]
    wanted.append(col(Notice.error) != RESTORED if ids is None else col(Notice.id).in_(ids))
    if room_id is not None:
        wanted.append(col(Notice.room_id) == room_id)
    if member_id is not None:
        wanted.append(col(Notice.member_id) == member_id)
    _drop_old_letters(session, wanted)
    tried = _in_doubt(Notice)
    again = update(Notice).where(*wanted)
    again = again.values(state="pending", tried=tried, not_before=now, error="")
    return _met(session, again)


def _in_doubt(kind: type[Notice] | type[Posting]) -> ColumnElement[int]:
    """The tries begin anew, and one that was made may have arrived: it is asked for first."""
    return case((col(kind.tried) > 0, 1), else_=0)


def drop(session: Session, *, ids: Collection[int] | None = None) -> int:
    """Let parked notices never be sent, by number or all; how many there were."""
    wanted = [col(Notice.state) == "parked"]
    if ids is not None:
        wanted.append(col(Notice.id).in_(ids))
    return _met(session, update(Notice).where(*wanted).values(state="dropped"))


def _drop_old_letters(session: Session, wanted: list[ColumnElement[bool]]) -> None:
    letters = col(Notice.kind) == "digest"
    last = (
        select(func.max(Notice.id))
        .where(*wanted, letters)
        .group_by(col(Notice.room_id))
        .scalar_subquery()
    )
    keep = session.exec(select(Notice.id).where(*wanted, letters, col(Notice.id).in_(last))).all()
    old = update(Notice).where(*wanted, letters, col(Notice.id).not_in(keep))
    _met(session, old.values(state="dropped"))


def retry_cards(session: Session, room_id: int | None = None) -> int:
    """Let cards that are held up be tried at once, in one room or in all."""
    held = list(_held_up())
    if room_id is not None:
        held.append(col(Posting.room_id) == room_id)
    again = update(Posting).where(*held)
    again = again.values(tried=_in_doubt(Posting), again_at=None, error="")
    return _met(session, again)


def look_again(session: Session, now: datetime) -> int:
    """Try at once what waits for a platform that refused us; how many notices that was.

    Never what was tried once: it may be in the air, from another process. A card that only rests
    is under its room's lease; what rests for less than a minute was told to, and goes on.
    """
    resting = update(Posting).where(
        col(Posting.room_id).in_(select(Room.id).where(col(Room.active).is_(True))),
        col(Posting.behind).is_(True),
        col(Posting.error) == "",
        col(Posting.again_at) > now + SHORT,
    )
    _met(session, resting.values(again_at=None))
    refused = update(Notice).where(
        col(Notice.state) == "pending",
        col(Notice.not_before) > now,
        col(Notice.tried) == 0,
        col(Notice.error) != "",
    )
    return _met(session, refused.values(not_before=now))


def lost_rooms(session: Session) -> Sequence[Room]:
    """Rooms of the centre that their platform takes nothing for."""
    return session.exec(
        select(Room).where(col(Room.active).is_(True), col(Room.gone) != "").order_by(col(Room.id))
    ).all()


def _met(session: Session, statement: Any) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0
