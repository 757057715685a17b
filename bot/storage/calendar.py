"""Named queries on the centre's calendar: meetings, who comes, and who presents themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlmodel import Session, col, select

from bot.storage.tables import Attendance, Enquiry, Meeting, Member, Posting, Presenting

LONGEST = timedelta(days=60)
"""How long a meeting lasts at most: what goes on today is found by the day it began."""

GONE = ("withdrawn", "merged", "void")
"""Cases whose company is on no list any more: they came to nothing, or are another case now."""


# --- meetings


def meeting(session: Session, meeting_id: int) -> Meeting | None:
    """One meeting."""
    return session.get(Meeting, meeting_id)


def ahead(session: Session, today: date, limit: int, after: int = 0) -> Sequence[Meeting]:
    """Planned meetings that are not over on a local date, the next one first."""
    return session.exec(
        select(Meeting)
        .where(_from(today))
        .order_by(col(Meeting.day), col(Meeting.starts), col(Meeting.id))
        .offset(after)
        .limit(limit)
    ).all()


def count_ahead(session: Session, today: date) -> int:
    """How many planned meetings are not over on a local date."""
    return session.exec(select(func.count()).select_from(Meeting).where(_from(today))).one()


def _from(today: date) -> ColumnElement[bool]:
    return and_(
        col(Meeting.status) == "planned",
        col(Meeting.day) >= today - LONGEST,
        col(Meeting.end_day) >= today,
    )


def held(session: Session, today: date, limit: int, after: int = 0) -> Sequence[Meeting]:
    """Meetings that were over before a local date, the latest first."""
    return session.exec(
        select(Meeting)
        .where(_before(today))
        .order_by(col(Meeting.day).desc(), col(Meeting.id).desc())
        .offset(after)
        .limit(limit)
    ).all()


def count_held(session: Session, today: date) -> int:
    """How many meetings were over before a local date."""
    return session.exec(select(func.count()).select_from(Meeting).where(_before(today))).one()


def _before(today: date) -> ColumnElement[bool]:
    return and_(
        col(Meeting.status) == "planned",
        col(Meeting.day) < today,
        col(Meeting.end_day) < today,
    )


def naming(session: Session, member_ids: Collection[int], since: date) -> Sequence[Meeting]:
    """Meetings not over before a date whose cards name a member: as owner, or as one who comes."""
    comes = select(Attendance.meeting_id).where(
        col(Attendance.member_id).in_(member_ids), col(Attendance.coming)
    )
    own = or_(col(Meeting.owner_id).in_(member_ids), col(Meeting.added_by).in_(member_ids))
    return session.exec(
        select(Meeting)
        .where(or_(own, col(Meeting.id).in_(comes)), col(Meeting.end_day) >= since)
        .order_by(col(Meeting.id))
    ).all()


def clashing(session: Session, planned: Meeting, limit: int) -> Sequence[Meeting]:
    """Other planned meetings in the same sub-region, on a day that this one has too."""
    if not planned.sub_region:
        return ()
    return session.exec(
        select(Meeting)
        .where(
            Meeting.status == "planned",
            Meeting.sub_region == planned.sub_region,
            col(Meeting.day) >= planned.day - LONGEST,
            col(Meeting.day) <= planned.end_day,
            col(Meeting.end_day) >= planned.day,
            col(Meeting.id) != planned.id,
        )
        .order_by(col(Meeting.day), col(Meeting.id))
        .limit(limit)
    ).all()


# --- their cards


def postings(session: Session, meeting_id: int) -> Sequence[Posting]:
    """The cards of one meeting, one a room."""
    return session.exec(select(Posting).where(Posting.meeting_id == meeting_id)).all()


def want_meeting_revision(session: Session, meeting_id: int, revision: int) -> None:
    """Every card of the meeting should show this revision."""
    session.execute(
        update(Posting)
        .where(col(Posting.meeting_id) == meeting_id)
        .values(wanted=revision, behind=True, again_at=None)
        .execution_options(synchronize_session=False)
    )


# --- who comes


def attendance(session: Session, meeting_id: int, member_id: int) -> Attendance | None:
    """A member's latest word on whether they come."""
    return session.exec(
        select(Attendance).where(
            Attendance.meeting_id == meeting_id, Attendance.member_id == member_id
        )
    ).first()


def coming(session: Session, meeting_id: int) -> Sequence[Member]:
    """The members who have said yes and are still members, in the order they said it."""
    return session.exec(
        select(Member)
        .join(Attendance, col(Attendance.member_id) == col(Member.id))
        .where(_comes(), Attendance.meeting_id == meeting_id)
        .order_by(col(Attendance.at), col(Attendance.id))
    ).all()


def coming_to(session: Session, meeting_ids: Collection[int]) -> dict[int, set[int]]:
    """The ids of those who come, by meeting, in one query."""
    found: dict[int, set[int]] = {number: set() for number in meeting_ids}
    rows = session.exec(
        select(Attendance.meeting_id, Attendance.member_id)
        .join(Member, col(Attendance.member_id) == col(Member.id))
        .where(_comes(), col(Attendance.meeting_id).in_(meeting_ids))
    )
    for meeting_id, member_id in rows:
        found[meeting_id].add(member_id)
    return found


def move_member(session: Session, former_id: int, member_id: int) -> None:
    """What a former membership answered for and said is another's; their own word goes first."""
    for column in (Meeting.owner_id, Meeting.added_by):
        session.execute(
            update(Meeting).where(col(column) == former_id).values({col(column): member_id})
        )
    said = select(Attendance.meeting_id).where(Attendance.member_id == member_id)
    session.execute(
        update(Attendance)
        .where(col(Attendance.member_id) == former_id, col(Attendance.meeting_id).not_in(said))
        .values(member_id=member_id)
        .execution_options(synchronize_session=False)
    )


def _comes() -> ColumnElement[bool]:
    return and_(col(Attendance.coming), col(Member.ended_at).is_(None))


# --- who presents


def presented(session: Session, meeting_id: int) -> Sequence[Enquiry]:
    """The cases whose companies are to present themselves, in the order they were put there."""
    return session.exec(
        select(Enquiry)
        .join(Presenting, col(Presenting.enquiry_id) == col(Enquiry.id))
        .where(Presenting.meeting_id == meeting_id, col(Enquiry.status).not_in(GONE))
        .order_by(col(Presenting.id))
    ).all()


def presenting(session: Session, meeting_id: int, number: int) -> Presenting | None:
    """A case's place on a meeting's list, if it has one."""
    return session.exec(
        select(Presenting).where(
            Presenting.meeting_id == meeting_id, Presenting.enquiry_id == number
        )
    ).first()
