"""Named queries on what comes due about meetings: reminders, who was there, and whom they met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select as columns
from sqlmodel import Session, col, select

from bot.storage.store import LIVE
from bot.storage.tables import Attendance, Encounter, Enquiry, Meeting, Presenting, Reminder


def reminders_of(session: Session, meeting_id: int) -> Sequence[Reminder]:
    """Everything ever planned for a meeting, done or not."""
    return session.exec(select(Reminder).where(Reminder.meeting_id == meeting_id)).all()


def coming(session: Session, meeting_id: int) -> Sequence[Attendance]:
    """Who has said yes, in the order in which they did."""
    return session.exec(
        select(Attendance)
        .where(Attendance.meeting_id == meeting_id, Attendance.coming)
        .order_by(col(Attendance.at), col(Attendance.id))
    ).all()


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
