"""Named queries on the record of who was shown what a company has not agreed to share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from bot.storage.tables import Disclosure


def noted(session: Session, reader: str, day: date, numbers: Collection[int]) -> set[int]:
    """Which of these cases a reader is already noted for that day."""
    if not numbers:
        return set()
    rows = select(Disclosure.enquiry_id).where(
        col(Disclosure.enquiry_id).in_(numbers), Disclosure.reader == reader, Disclosure.day == day
    )
    return set(session.exec(rows))


def note(session: Session, row: Disclosure) -> None:
    """Note it, unless another process has in this very moment."""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return


def of_case(session: Session, number: int, limit: int | None = None) -> Sequence[Disclosure]:
    """Who was shown a case, the latest first."""
    rows = select(Disclosure).where(Disclosure.enquiry_id == number)
    return session.exec(
        rows.order_by(col(Disclosure.at).desc(), col(Disclosure.id).desc()).limit(limit)
    ).all()


def of_members(session: Session, ids: Collection[int]) -> Sequence[Disclosure]:
    """What somebody was shown, the first in time first."""
    rows = select(Disclosure).where(col(Disclosure.member_id).in_(ids))
    return session.exec(rows.order_by(col(Disclosure.id))).all()
