"""Named selections of what has had its time: ids alone, the oldest first, each by an index.

None decides how long anything is kept; the instants come from `centre.keeping`. What has been
done is found no more, so that a run goes on where the last one ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update
from sqlmodel import Session, col

from bot.storage.tables import (
    Company,
    Disclosure,
    Draft,
    Encounter,
    Enquiry,
    Introduction,
    LogEntry,
    Meeting,
    Member,
    News,
    Notice,
    Presenting,
    Receipt,
    Referral,
    Reminder,
    Wanted,
)

LIVE = ("open", "in_progress", "waiting")
CONTACT_GONE, TEXT_GONE = 1, 2
"""How far retention has come with a case (`Enquiry.thinned`)."""

Ids = Select[Any]


def contacts(before: datetime) -> Ids:
    """Cases that ended before then and still may hold the company's contact."""
    return _cases(col(Enquiry.thinned) == 0, before)


def cases(before: datetime) -> Ids:
    """Cases that ended before then and still hold what was written in them."""
    return _cases(col(Enquiry.thinned) < TEXT_GONE, before)


def _cases(state: ColumnElement[bool], before: datetime) -> Ids:
    ended = and_(col(Enquiry.closed_at) <= before, col(Enquiry.status).not_in(LIVE))
    return select(col(Enquiry.id)).where(state, ended).order_by(col(Enquiry.closed_at))


def companies() -> Ids:
    """Companies with a name that no case is about any more."""
    about = exists().where(col(Enquiry.company_id) == col(Company.id))
    named = or_(col(Company.name) != "", col(Company.organisation_number).is_not(None))
    return select(col(Company.id)).where(named, ~about).order_by(col(Company.id))


def meetings(before: date) -> Ids:
    """Meetings over before that day whose list of names is still there."""
    over = and_(col(Meeting.day) < before, col(Meeting.end_day) < before)
    return (
        select(col(Meeting.id)).where(over, col(Meeting.kept).is_(None)).order_by(col(Meeting.day))
    )


def news(before: datetime, today: date) -> Ids:
    """News written before then that no digest will tell again."""
    told = or_(col(News.until).is_(None), col(News.until) < today)
    wanted = select(col(News.id)).where(col(News.at) <= before, col(News.text) != "", told)
    return wanted.order_by(col(News.id))


def wanted(before: datetime) -> Ids:
    """Questions to everybody asked before then."""
    old = and_(col(Wanted.asked_at) <= before, col(Wanted.text) != "")
    return select(col(Wanted.id)).where(old).order_by(col(Wanted.id))


def introductions(before: datetime) -> Ids:
    """Introductions asked for before then, that still hold what was asked."""
    old = and_(col(Introduction.asked_at) <= before, col(Introduction.question) != "")
    return select(col(Introduction.id)).where(old).order_by(col(Introduction.id))


def messages(before: datetime) -> Ids:
    """Notices about no case, made before then, that are not still to be sent."""
    return _bare(col(Notice.created_at) <= before)


def passed_on(before: datetime) -> Ids:
    """Questions that were passed on to somebody before then: notices that hold words."""
    words = col(Notice.args)["question"].as_string() != ""
    return _bare(col(Notice.kind) == "passed_on", col(Notice.created_at) <= before, words)


def _bare(*which: ColumnElement[bool]) -> Ids:
    bare = and_(col(Notice.enquiry_id).is_(None), col(Notice.state) != "pending")
    return select(col(Notice.id)).where(bare, *which).order_by(col(Notice.id))


def members(before: datetime) -> Ids:
    """Memberships that ended before then, with a name, of nobody on a live case."""
    ended = and_(col(Member.ended_at) <= before, col(Member.name) != "")
    own = or_(col(Enquiry.poster_id) == col(Member.id), col(Enquiry.handler_id) == col(Member.id))
    busy = exists().where(own, col(Enquiry.status).in_(LIVE))
    return select(col(Member.id)).where(ended, ~busy).order_by(col(Member.id))


def disclosures(before: datetime) -> Ids:
    """Notes of who was shown a withheld case, made before then."""
    old = col(Disclosure.at) <= before
    return select(col(Disclosure.id)).where(old).order_by(col(Disclosure.id))


def due(session: Session, which: Ids, limit: int) -> list[int]:
    """Some of the ids that a selection finds."""
    return list(session.execute(which.limit(limit)).scalars())


def claimed(session: Session, which: Ids, limit: int) -> list[int]:
    """The same within a write: rows that another process is busy with are passed over.

    SQLite has one writer, and PostgreSQL locks the rows, so nobody does the same twice.
    """
    return due(session, which.with_for_update(skip_locked=True), limit)


def count(session: Session, which: Ids) -> int:
    """How many a selection finds."""
    counted = select(func.count()).select_from(which.order_by(None).subquery())
    return int(session.execute(counted).scalar_one())


# --- what the parts of a case hold


def forget_traffic(session: Session, number: int) -> None:
    """What was sent about a case and reminded of is gone, and who was shown it."""
    for kind in (Notice, Disclosure):
        session.execute(delete(kind).where(col(kind.enquiry_id) == number))
    done = and_(col(Reminder.enquiry_id) == number, col(Reminder.done_at).is_not(None))
    session.execute(delete(Reminder).where(done))


def unname_referrals(session: Session, number: int) -> None:
    """Organisations and times stay; who answered and who handled goes."""
    emptied = {"handler_name": "", "handler_id": None, "answered_by": None, "noted_by": None}
    which = update(Referral).where(col(Referral.enquiry_id) == number)
    session.execute(which.values(**emptied).execution_options(synchronize_session=False))


def log_of(session: Session, number: int) -> Sequence[LogEntry]:
    """Every entry of a case's history."""
    rows = select(LogEntry).where(col(LogEntry.enquiry_id) == number).order_by(col(LogEntry.id))
    return session.execute(rows).scalars().all()


def unname_encounters(session: Session, number: int) -> None:
    """Where the case's company was met is counted, and no longer says whom."""
    met = update(Encounter).where(col(Encounter.enquiry_id) == number)
    session.execute(met.values(company="").execution_options(synchronize_session=False))


def presented_at(session: Session, number: int) -> list[int]:
    """The meetings on whose list a case stands."""
    rows = select(col(Presenting.meeting_id)).where(col(Presenting.enquiry_id) == number)
    return sorted(set(session.execute(rows).scalars()))


def companies_in(session: Session, municipality: str, enough: int) -> int:
    """How many companies there are in a municipality, counted no further than `enough`."""
    some = select(col(Company.id)).where(col(Company.municipality) == municipality).limit(enough)
    return int(session.execute(select(func.count()).select_from(some.subquery())).scalar_one())


# --- what is kept for hours


def forget_receipts(session: Session, before: datetime) -> None:
    """Remove the receipts of what was handled before then."""
    session.execute(delete(Receipt).where(col(Receipt.at) < before))


def forget_drafts(session: Session, before: datetime) -> None:
    """Remove what was typed before then and never sent."""
    session.execute(delete(Draft).where(col(Draft.saved_at) < before))
