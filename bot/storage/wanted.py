"""Named queries on what colleagues have asked the rooms for (`Wanted`), and on its cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlmodel import Session, col, select

from bot.storage.outbox import changed
from bot.storage.tables import Posting, Wanted


def wanted(session: Session, wanted_id: int) -> Wanted | None:
    """One of them, however it ended."""
    return session.get(Wanted, wanted_id) if wanted_id else None


def standing_wanted(session: Session, limit: int, after: int = 0) -> Sequence[Wanted]:
    """Those that nobody has answered yet, the newest first."""
    return session.exec(
        select(Wanted)
        .where(_stands())
        .order_by(col(Wanted.asked_at).desc(), col(Wanted.id).desc())
        .offset(after)
        .limit(limit)
    ).all()


def count_standing(session: Session) -> int:
    """How many nobody has answered yet."""
    return session.exec(select(func.count()).select_from(Wanted).where(_stands())).one()


def standing_of(session: Session, member_id: int) -> Sequence[Wanted]:
    """A member's own that nobody has answered yet, the newest first."""
    return session.exec(
        select(Wanted)
        .where(Wanted.asked_by == member_id, _stands())
        .order_by(col(Wanted.id).desc())
    ).all()


def due_unanswered(session: Session, since: datetime, until: datetime) -> Sequence[Wanted]:
    """Those whose working day ran out in a period and that stand still, the oldest first."""
    return session.exec(
        select(Wanted)
        .where(_stands(), Wanted.remind_at > since, Wanted.remind_at <= until)
        .order_by(col(Wanted.asked_at), col(Wanted.id))
    ).all()


def asked_between(
    session: Session, since: datetime | None, until: datetime | None
) -> Sequence[Wanted]:
    """Everything asked for in a period; None leaves that end open."""
    rows = select(Wanted)
    if since is not None:
        rows = rows.where(col(Wanted.asked_at) >= since)
    if until is not None:
        rows = rows.where(col(Wanted.asked_at) < until)
    return session.exec(rows.order_by(col(Wanted.asked_at), col(Wanted.id))).all()


def naming_member(session: Session, member_id: int) -> Sequence[Wanted]:
    """Those that a member has asked or answered."""
    return session.exec(
        select(Wanted)
        .where(or_(col(Wanted.asked_by) == member_id, col(Wanted.answered_by) == member_id))
        .order_by(col(Wanted.id))
    ).all()


def answer_first(session: Session, wanted_id: int, member_id: int, now: datetime) -> bool:
    """Note who answers; False where somebody was first, or it has ended."""
    return changed(
        session,
        update(Wanted)
        .where(col(Wanted.id) == wanted_id, _stands())
        .values(answered_by=member_id, answered_at=now, revision=col(Wanted.revision) + 1),
    )


def wanted_postings(session: Session, wanted_id: int) -> Sequence[Posting]:
    """The cards of one of them, one a room."""
    return session.exec(select(Posting).where(Posting.wanted_id == wanted_id)).all()


def want_wanted_revision(session: Session, wanted_id: int, revision: int) -> None:
    """Every card of it should show this revision."""
    session.execute(
        update(Posting)
        .where(col(Posting.wanted_id) == wanted_id)
        .values(wanted=revision, behind=True, again_at=None)
        .execution_options(synchronize_session=False)
    )


def move_wanted(session: Session, former_id: int, member_id: int) -> None:
    """What a former membership asked and answered is another's."""
    for column in (Wanted.asked_by, Wanted.answered_by):
        session.execute(
            update(Wanted)
            .where(col(column) == former_id)
            .values({col(column): member_id})
            .execution_options(synchronize_session=False)
        )


def _stands() -> ColumnElement[bool]:
    return and_(col(Wanted.ended_at).is_(None), col(Wanted.answered_at).is_(None))
