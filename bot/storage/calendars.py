"""Named queries on meetings that are read in from calendars, and on those that are read out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from hashlib import sha256

from sqlmodel import Session, col, select

from bot.storage.calendar import LONGEST
from bot.storage.tables import Company, Enquiry, Meeting, Presenting

AT_ONCE = 500
"""So many are named in one query; SQLite takes some thousands."""


def source_of(address: str) -> str:
    """What a meeting keeps of the address it is read from.

    Many a calendar's address is a secret that lets whoever has it read the whole; it stands in the
    centre file alone. One that can be guessed is no secret, so the digest needs no key.
    """
    return "calendar:" + sha256(address.encode()).hexdigest()


def by_uids(session: Session, uids: Collection[str]) -> dict[str, Meeting]:
    """The meetings that these iCalendar UIDs stand for."""
    wanted, found = list(uids), dict[str, Meeting]()
    for at in range(0, len(wanted), AT_ONCE):
        part = wanted[at : at + AT_ONCE]
        for meeting in session.exec(select(Meeting).where(col(Meeting.uid).in_(part))):
            found[meeting.uid] = meeting
    return found


def of_source(session: Session, source: str, today: date) -> Sequence[Meeting]:
    """Planned meetings from one calendar that are not over on a local date."""
    return session.exec(
        select(Meeting)
        .where(
            Meeting.status == "planned",
            col(Meeting.day) >= today - LONGEST,
            col(Meeting.end_day) >= today,
            Meeting.source == source,
        )
        .order_by(col(Meeting.day), col(Meeting.id))
    ).all()


def of_series(session: Session, uid: str, today: date) -> Sequence[Meeting]:
    """Planned occasions of one event that comes back, not over on a local date.

    Their UIDs begin with the event's and a stroke; "0" is the character after it.
    """
    return session.exec(
        select(Meeting)
        .where(
            col(Meeting.uid) >= f"{uid}/",
            col(Meeting.uid) < f"{uid}0",
            Meeting.status == "planned",
            col(Meeting.end_day) >= today,
        )
        .order_by(col(Meeting.day), col(Meeting.id))
    ).all()


def to_show(session: Session, today: date, back: timedelta, limit: int) -> Sequence[Meeting]:
    """Meetings for a calendar that others subscribe to: of late and ahead, cancelled ones too."""
    return session.exec(
        select(Meeting)
        .where(col(Meeting.day) >= today - back)
        .order_by(col(Meeting.day), col(Meeting.id))
        .limit(limit)
    ).all()


def companies_on_lists(session: Session, meeting_ids: Collection[int]) -> dict[int, list[str]]:
    """The names of the companies on the meetings' lists, by meeting."""
    found: dict[int, list[str]] = {number: [] for number in meeting_ids}
    wanted = list(meeting_ids)
    for at in range(0, len(wanted), AT_ONCE):
        rows = session.exec(
            select(Presenting.meeting_id, Company.name)
            .join(Enquiry, col(Enquiry.id) == col(Presenting.enquiry_id))
            .join(Company, col(Company.id) == col(Enquiry.company_id))
            .where(col(Presenting.meeting_id).in_(wanted[at : at + AT_ONCE]))
        )
        for meeting_id, name in rows:
            found[meeting_id].append(name)
    return found
