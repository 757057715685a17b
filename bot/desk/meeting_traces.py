"""What meetings and news hold of a member or a company: gathered for an extract, and erased.

The rows stay, as they are counted; the names in them go. A meeting's card is edited when a name
in it is taken out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import or_, select
from sqlmodel import Session, SQLModel, col

from bot.desk import traces
from bot.desk.erasing import MEETING, Erasing
from bot.desk.subject import Subject
from bot.storage import calendar
from bot.storage.tables import Attendance, Encounter, Meeting, News, Presenting


def rows_of(session: Session, subject: Subject) -> Iterator[SQLModel]:
    """Rows about a member's meetings and news, or about a company's cases at meetings."""
    if subject.kind == "member":
        yield from _of_members(session, subject.member_ids)
    elif subject.kind == "company":
        for kind in (Presenting, Encounter):
            wanted = select(kind).where(col(kind.enquiry_id).in_(subject.cases))
            yield from session.execute(wanted.order_by(col(kind.id))).scalars()


def _of_members(session: Session, ids: Collection[int]) -> Iterator[SQLModel]:
    own = or_(col(Meeting.owner_id).in_(ids), col(Meeting.added_by).in_(ids))
    yield from session.execute(select(Meeting).where(own).order_by(col(Meeting.id))).scalars()
    for kind, whose in (
        (Attendance, Attendance.member_id),
        (Presenting, Presenting.added_by),
        (Encounter, Encounter.member_id),
        (News, News.member_id),
    ):
        wanted = select(kind).where(col(whose).in_(ids))
        yield from session.execute(wanted.order_by(col(kind.id))).scalars()


def erase_company(doing: Erasing) -> None:
    """Where it was met is counted and no longer says whom; its place on a list has no name."""
    rows = select(Encounter).where(col(Encounter.enquiry_id).in_(doing.subject.cases))
    for encounter in doing.session.execute(rows).scalars():
        doing.counts["words"] += bool(encounter.company)
        encounter.company = ""
        doing.session.add(encounter)
    places = select(col(Presenting.meeting_id)).where(
        col(Presenting.enquiry_id).in_(doing.subject.cases)
    )
    for meeting_id in sorted(set(doing.session.execute(places).scalars())):
        doing.meeting_changed(doing.session.get_one(Meeting, meeting_id))


def erase_member(doing: Erasing) -> None:
    """Their names go from the meetings they held, added or came to, and from their own news."""
    subject = doing.subject
    parts = [subject.name, *subject.words, *subject.name.split()]
    named = [part for part in parts if len(part) > 1]
    if not named:
        return
    wanted = traces.pattern(named)
    for meeting in calendar.naming(doing.session, subject.member_ids, date.min):
        for column in MEETING:
            doing.redact(meeting, column, wanted)
        doing.meeting_changed(meeting)
    own = select(News).where(col(News.member_id).in_(subject.member_ids))
    for news in doing.session.execute(own).scalars():
        doing.redact(news, "text", wanted)
