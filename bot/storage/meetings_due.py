"""Named queries on what comes due about meetings: reminders, whom to invite, and who was met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from bot.storage.store import LIVE
from bot.storage.tables import Encounter, Enquiry, Meeting, Presenting, Referral, Reminder


def reminders_of(session: Session, meeting_id: int) -> Sequence[Reminder]:
    """Everything ever planned for a meeting, done or not."""
    return session.exec(select(Reminder).where(Reminder.meeting_id == meeting_id)).all()


def presenting(session: Session, meeting_id: int) -> frozenset[int]:
    """The cases whose companies are to present themselves."""
    rows = session.exec(select(Presenting.enquiry_id).where(Presenting.meeting_id == meeting_id))
    return frozenset(rows)


def live_answers(session: Session, limit: int) -> Sequence[Row[Any]]:
    """Number and answers of the live cases, the longest open first."""
    found: list[Row[Any]] = []
    for status in LIVE:
        found += session.execute(
            columns(col(Enquiry.id), col(Enquiry.answers), col(Enquiry.opened_at))
            .where(col(Enquiry.status) == status)
            .order_by(col(Enquiry.opened_at), col(Enquiry.id))
            .limit(limit)
        ).all()
    return sorted(found, key=lambda row: (row.opened_at, row.id))[:limit]


def encounter(session: Session, encounter_id: int) -> Encounter | None:
    """One company that an organisation met."""
    return session.get(Encounter, encounter_id) if encounter_id else None


def encounters(session: Session, meeting_id: int, organisation: str) -> Sequence[Encounter]:
    """The companies that an organisation met at a meeting, as they were written down."""
    return session.exec(
        select(Encounter)
        .where(Encounter.meeting_id == meeting_id, Encounter.organisation == organisation)
        .order_by(col(Encounter.id))
    ).all()


def meeting_before(session: Session, kinds: Sequence[str], day: date) -> Meeting | None:
    """The last meeting of these kinds that was held before a day."""
    return session.exec(
        select(Meeting)
        .where(Meeting.status == "planned", Meeting.day < day, col(Meeting.kind).in_(kinds))
        .order_by(col(Meeting.day).desc(), col(Meeting.id).desc())
        .limit(1)
    ).first()


def meeting_after(session: Session, kinds: Sequence[str], day: date) -> Meeting | None:
    """The first meeting of these kinds on a day or after it."""
    return session.exec(
        select(Meeting)
        .where(Meeting.status == "planned", Meeting.day >= day, col(Meeting.kind).in_(kinds))
        .order_by(col(Meeting.day), col(Meeting.starts), col(Meeting.id))
        .limit(1)
    ).first()


# --- the meeting pack


def offers(session: Session, organisations: Sequence[str], limit: int) -> Sequence[Referral]:
    """Offers of live cases that nobody has answered, the longest waiting first."""
    return session.exec(
        select(Referral)
        .join(Enquiry, col(Enquiry.id) == col(Referral.enquiry_id))
        .where(
            col(Referral.organisation).in_(organisations),
            Referral.status == "offered",
            col(Enquiry.status).in_(LIVE),
        )
        .order_by(col(Referral.offered_at), col(Referral.id))
        .limit(limit)
    ).all()


def still(session: Session, opened_before: datetime, limit: int) -> Sequence[Row[Any]]:
    """Number and last step of the live cases opened before an instant, the longest still first."""
    found: list[Row[Any]] = []
    for status in LIVE:
        found += session.execute(
            columns(col(Enquiry.id), col(Enquiry.stepped_at))
            .where(col(Enquiry.status) == status, col(Enquiry.opened_at) < opened_before)
            .order_by(col(Enquiry.opened_at))
            .limit(limit)
        ).all()
    return sorted(found, key=lambda row: (row.stepped_at, row.id))
