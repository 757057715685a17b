"""Named statements for what goes out: cards (postings) and notices, leases and claims.

Two senders never take the same row: a room is held by a lease with a token, a notice is claimed
by a conditional update. Leases are in real time; `now` is the desk's. Each function is given a
session and runs a handful of indexed statements; `bot.delivery` decides what they mean.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, or_, update
from sqlmodel import Session, col, select

from bot.storage.tables import Identity, LogEntry, Notice, Posting, Room

Target = tuple[str, int]
"""A room or a person, for keeping two senders apart within a process."""


@dataclass
class Queue:
    """What waits for one room or one person, in the order it is to leave.

    `served` is False for a room that is gone, or on a platform that is not configured.
    `platform` is where it most likely goes: a person may turn out to be elsewhere.
    """

    room_id: int | None = None
    member_id: int | None = None
    postings: list[int] = field(default_factory=list)
    notices: list[int] = field(default_factory=list)
    served: bool = True
    platform: str = ""

    @property
    def target(self) -> Target:
        """The room or the person that it is for."""
        if self.room_id is None:
            return "", self.member_id or 0
        return "room" if self.served else "aside", self.room_id


def waiting(
    session: Session,
    now: datetime,
    platforms: Collection[str],
    *,
    quiet: bool,
    busy: Collection[Target] = (),
    limit: int = 200,
) -> list[Queue]:
    """What can leave now, one queue a target. `quiet` holds back what waits for working hours.

    A channel in which the centre does not meet shows no cases; what concerns none reaches it.
    Targets that are `busy` are left out, so that what waits for them crowds out nobody else.
    """
    reached = _rooms(session, platforms)
    rooms = {
        (number, True): Queue(room_id=number, platform=platform)
        for number, (platform, _) in reached.items()
        if ("room", number) not in busy
    }
    for (number, _), queue in rooms.items():
        if reached[number][1]:
            queue.postings = list(_behind(session, number, now, limit))
    people: dict[int, Queue] = {}
    asked = _pending(now, quiet=quiet, busy=busy).limit(limit)
    for notice_id, enquiry_id, room_id, member_id in session.exec(asked):
        if room_id is not None:
            active = reached[room_id][1] if room_id in reached else False
            served = active or (room_id in reached and enquiry_id is None)
            queue = Queue(room_id=room_id, served=served)
            rooms.setdefault((room_id, served), queue).notices.append(notice_id or 0)
        elif member_id is not None:
            people.setdefault(member_id, Queue(member_id=member_id)).notices.append(notice_id or 0)
    _say_where(session, people)
    found = [*rooms.values(), *people.values()]
    return [queue for queue in found if queue.postings or queue.notices]


def _rooms(session: Session, platforms: Collection[str]) -> dict[int, tuple[str, bool]]:
    """The channels we can reach, and whether the centre meets there: only then cards are shown."""
    rows = session.exec(
        select(Room.id, Room.platform, Room.active).where(
            col(Room.gone) == "", col(Room.platform).in_(platforms)
        )
    )
    return {number: (platform, active) for number, platform, active in rows if number is not None}


def _say_where(session: Session, people: dict[int, Queue]) -> None:
    """Put the platform at which each person was last into their queue."""
    if not people:
        return
    rows = session.exec(
        select(Identity.member_id, Identity.platform)
        .where(col(Identity.member_id).in_(people), col(Identity.gone) == "")
        .order_by(col(Identity.used_at))
    )
    for member_id, platform in rows:
        people[member_id].platform = platform


def _behind(session: Session, room_id: int, now: datetime, limit: int) -> Sequence[int]:
    rows = session.exec(
        select(Posting.id)
        .where(
            col(Posting.room_id) == room_id,
            col(Posting.behind).is_(True),
            or_(col(Posting.again_at).is_(None), col(Posting.again_at) <= now),
        )
        .order_by(col(Posting.id))
        .limit(limit)
    )
    return [row for row in rows if row is not None]


def _pending(now: datetime, *, quiet: bool, busy: Collection[Target]) -> Any:
    asked = select(Notice.id, Notice.enquiry_id, Notice.room_id, Notice.member_id).where(
        col(Notice.state) == "pending", col(Notice.not_before) <= now
    )
    if quiet:
        asked = asked.where(col(Notice.quiet).is_(False))
    rooms = [number for kind, number in busy if kind]
    people = [number for kind, number in busy if not kind]
    if rooms:
        asked = asked.where(or_(col(Notice.room_id).is_(None), col(Notice.room_id).not_in(rooms)))
    if people:
        asked = asked.where(
            or_(col(Notice.member_id).is_(None), col(Notice.member_id).not_in(people))
        )
    return asked.order_by(col(Notice.id))


def rest(session: Session, queue: Queue, until: datetime, why: str = "") -> None:
    """Leave a target alone until then: everything due for it waits together, in its order.

    `why` is kept with the notices where it is for longer, so that it is seen what they wait for.
    """
    due = update(Notice).where(col(Notice.state) == "pending", col(Notice.not_before) < until)
    due = due.values(not_before=until, error=why) if why else due.values(not_before=until)
    if queue.room_id is None:
        changed(session, due.where(col(Notice.member_id) == queue.member_id))
        return
    changed(session, due.where(col(Notice.room_id) == queue.room_id))
    changed(
        session,
        update(Posting)
        .where(
            col(Posting.room_id) == queue.room_id,
            col(Posting.behind).is_(True),
            or_(col(Posting.again_at).is_(None), col(Posting.again_at) < until),
        )
        .values(again_at=until),
    )


# --- cards


def card(session: Session, enquiry_id: int, room_id: int) -> Posting | None:
    """A case's card in one room."""
    return session.exec(
        select(Posting).where(
            col(Posting.enquiry_id) == enquiry_id, col(Posting.room_id) == room_id
        )
    ).first()


def card_shown(
    session: Session, posting_id: int, room_id: int, token: str, *, revision: int, message_id: str
) -> bool:
    """The card shows `revision` now.

    False when the room was not ours any more: two senders may have overtaken each other, so
    what is shown counts as unknown and the card is sent again.
    """
    held = session.exec(select(Room.lease).where(col(Room.id) == room_id).with_for_update()).first()
    mine = col(Posting.id) == posting_id
    if held != token:
        changed(session, update(Posting).where(mine).values(shown=0, behind=True, again_at=None))
        changed(
            session,
            update(Posting)
            .where(mine, col(Posting.message_id) == "")
            .values(message_id=message_id),
        )
        return False
    changed(
        session,
        update(Posting)
        .where(mine)
        .values(
            shown=revision,
            behind=col(Posting.wanted) > revision,
            message_id=message_id,
            tried=0,
            again_at=None,
            error="",
        ),
    )
    return True


def card_failed(session: Session, posting_id: int, error: str, again_at: datetime) -> None:
    """The card could not be sent, and is tried again then."""
    changed(
        session,
        update(Posting)
        .where(col(Posting.id) == posting_id)
        .values(tried=col(Posting.tried) + 1, error=error, again_at=again_at),
    )


def last_trace(session: Session, enquiry_id: int | None) -> str:
    """The trace of a case's latest step: what its card is sent for, as far as anybody can say."""
    if enquiry_id is None:
        return ""
    asked = select(LogEntry.trace).where(col(LogEntry.enquiry_id) == enquiry_id)
    return session.exec(asked.order_by(col(LogEntry.id).desc()).limit(1)).first() or ""


# --- notices


def blocker(session: Session, notice: Notice, *, quiet: bool) -> Notice | None:
    """An earlier notice to the same target about the same case that has not ended.

    Also one that has not been tried: a target that asked for patience is told in order after it.
    One that is held back until working hours (`quiet`) lets the others pass.
    """
    if notice.enquiry_id is None:
        return None
    asked = select(Notice).where(col(Notice.quiet).is_(False)) if quiet else select(Notice)
    return session.exec(
        asked.where(
            col(Notice.enquiry_id) == notice.enquiry_id,
            col(Notice.member_id) == notice.member_id,
            col(Notice.room_id) == notice.room_id,
            col(Notice.state) == "pending",
            col(Notice.id) < notice.id,
        ).limit(1)
    ).first()


def claim_notice(session: Session, notice: Notice, now: datetime, until: datetime) -> bool:
    """Take a notice for one try, until then; False when somebody else was first."""
    return changed(
        session,
        update(Notice)
        .where(
            col(Notice.id) == notice.id,
            col(Notice.state) == "pending",
            col(Notice.tried) == notice.tried,
            col(Notice.not_before) <= now,
        )
        .values(tried=notice.tried + 1, not_before=until),
    )


def end_notice(session: Session, notice_id: int, state: str, **values: Any) -> None:
    """A notice is sent, dropped or parked."""
    changed(
        session,
        update(Notice)
        .where(col(Notice.id) == notice_id, col(Notice.state) == "pending")
        .values(state=state, **values),
    )


def postpone_notice(
    session: Session, notice_id: int, until: datetime, *, error: str = "", tried: int | None = None
) -> None:
    """A notice waits until then; `tried` is as before a try that cannot have arrived."""
    values: dict[str, Any] = {"not_before": until}
    if error:
        values["error"] = error
    if tried is not None:
        values["tried"] = tried
    changed(
        session,
        update(Notice)
        .where(col(Notice.id) == notice_id, col(Notice.state) == "pending")
        .values(values),
    )


def by_key(session: Session, key: str) -> Notice | None:
    """The notice with this key."""
    return session.exec(select(Notice).where(col(Notice.key) == key)).first()


def known_key(session: Session, key: str) -> bool:
    """Whether a notice with this key was planned before."""
    return session.exec(select(Notice.id).where(col(Notice.key) == key)).first() is not None


def changed(session: Session, statement: Any) -> bool:
    """Run an update; whether it met any row. Objects in the session are left as they are."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    return isinstance(result, CursorResult) and result.rowcount > 0
