"""What an organisation was last seen to do, and what it is asked and has not answered."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.storage.tables import LogEntry, Referral

STEPS_BACK = 5000
"""Log entries read at a time, the newest first."""


def last_steps(session: Session, since: datetime) -> dict[str, datetime]:
    """When somebody at each organisation last took a step, of those who did since an instant.

    Read backwards from the newest entry, so that what it costs is what has happened since. What
    the clock did is nobody's step.
    """
    found: dict[str, datetime] = {}
    below: int | None = None
    while True:
        wanted = select(LogEntry.id, LogEntry.at, LogEntry.organisation, LogEntry.member_id)
        if below is not None:
            wanted = wanted.where(col(LogEntry.id) < below)
        rows = session.exec(wanted.order_by(col(LogEntry.id).desc()).limit(STEPS_BACK)).all()
        for number, at, organisation, member_id in rows:
            below = number
            if at < since:
                return found
            if member_id is not None and organisation:
                found[organisation] = max(at, found.get(organisation, at))
        if len(rows) < STEPS_BACK:
            return found


def answered_last(session: Session, organisation: str) -> datetime | None:
    """When an organisation last answered an offer; None where it never has."""
    return session.exec(
        select(func.max(Referral.answered_at)).where(
            Referral.organisation == organisation, col(Referral.answered_by).is_not(None)
        )
    ).one()


def offered_to(session: Session, organisation: str) -> int:
    """How many offers wait for an organisation's answer."""
    return session.exec(
        select(func.count())
        .select_from(Referral)
        .where(Referral.organisation == organisation, Referral.status == "offered")
    ).one()
