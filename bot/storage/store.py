"""Named statements for enquiries, with their referrals and their log.

Here and in the modules beside this one (people, companies, postings, reminders and so on) stand all
statements: nobody else writes a SELECT for a daily command. Each function takes a session and
returns rows; none decides anything. Every query has its index in `tables.py`, and `make bench` runs
them on a million enquiries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.storage.prepared import Prepared
from bot.storage.records import records, rows_of, table_of
from bot.storage.tables import (
    Enquiry,
    LogEntry,
    Referral,
)

LIVE = ("open", "in_progress", "waiting")
STANDING = ("offered", "requested", "accepted", "expired")
ASKING = ("offered", "expired")


def enquiry(session: Session, number: int) -> Enquiry | None:
    """One enquiry by its number."""
    return session.get(Enquiry, number)


def newest(session: Session) -> int:
    """The number of the enquiry opened last; 0 where there is none."""
    return session.exec(select(func.max(Enquiry.id))).one() or 0


def enquiries(session: Session, numbers: Iterable[int]) -> Sequence[Enquiry]:
    """Several enquiries by number."""
    wanted = list(numbers)
    if not wanted:
        return []
    return session.exec(
        select(Enquiry).where(col(Enquiry.id).in_(wanted)).order_by(col(Enquiry.id))
    ).all()


_OFFERS = table_of(Referral).c
_REFERRALS = Prepared(
    rows_of(Referral).where(_OFFERS.enquiry_id == bindparam("number")).order_by(_OFFERS.id)
)


def referrals(session: Session, number: int) -> Sequence[Referral]:
    """Every referral of an enquiry, in the order they were made."""
    return records(session, Referral, _REFERRALS.all(session, {"number": number}))


def referrals_of(session: Session, numbers: Iterable[int]) -> dict[int, list[Referral]]:
    """The referrals of several enquiries, by enquiry number."""
    wanted = list(numbers)
    found: dict[int, list[Referral]] = {number: [] for number in wanted}
    if not wanted:
        return found
    rows = session.exec(
        select(Referral).where(col(Referral.enquiry_id).in_(wanted)).order_by(col(Referral.id))
    )
    for row in rows:
        found[row.enquiry_id].append(row)
    return found


def log(session: Session, number: int, limit: int = 200) -> Sequence[LogEntry]:
    """An enquiry's history, the oldest first; the newest `limit` entries of a long one."""
    newest = session.exec(
        select(LogEntry)
        .where(LogEntry.enquiry_id == number)
        .order_by(col(LogEntry.id).desc())
        .limit(limit)
    ).all()
    return list(reversed(newest))


def correspondence(session: Session, number: int) -> Sequence[LogEntry]:
    """The questions and answers of an enquiry, the oldest first."""
    return session.exec(
        select(LogEntry)
        .where(LogEntry.enquiry_id == number, col(LogEntry.step).in_(("asked", "answered")))
        .order_by(col(LogEntry.id))
    ).all()


def notes(session: Session, number: int) -> Sequence[LogEntry]:
    """The notes on an enquiry, the oldest first."""
    return session.exec(
        select(LogEntry)
        .where(LogEntry.enquiry_id == number, LogEntry.step == "noted")
        .order_by(col(LogEntry.id))
    ).all()


def live(session: Session, limit: int, after: int = 0) -> Sequence[Enquiry]:
    """Live cases, the longest open first, a page at a time (`after`: rows to pass over)."""
    found: list[Enquiry] = []
    for status in LIVE:
        found += session.exec(
            select(Enquiry)
            .where(Enquiry.status == status)
            .order_by(col(Enquiry.opened_at), col(Enquiry.id))
            .limit(limit + after)
        ).all()
    return _page(found, limit, after)


def _page(found: Iterable[Enquiry], limit: int, after: int) -> list[Enquiry]:
    """One page of what several queries found, the longest open first."""
    longest = sorted(found, key=lambda case: (case.opened_at, case.id or 0))
    return longest[after : after + limit]


def count_live(session: Session) -> int:
    """How many cases are live."""
    return session.exec(
        select(func.count()).select_from(Enquiry).where(col(Enquiry.status).in_(LIVE))
    ).one()


def mine(session: Session, member_id: int, limit: int, after: int = 0) -> Sequence[Enquiry]:
    """Live cases a member handles or has posted, the longest open first, a page at a time."""
    own: dict[int | None, Enquiry] = {}
    for field in (Enquiry.handler_id, Enquiry.poster_id):
        rows = session.exec(
            select(Enquiry)
            .where(col(field) == member_id, col(Enquiry.status).in_(LIVE))
            .order_by(col(Enquiry.opened_at), col(Enquiry.id))
            .limit(limit + after)
        )
        own.update({row.id: row for row in rows})
    return _page(own.values(), limit, after)


def count_mine(session: Session, member_id: int) -> int:
    """How many live cases a member handles or has posted."""
    others = or_(col(Enquiry.handler_id).is_(None), col(Enquiry.handler_id) != member_id)
    counted = 0
    for own in ((col(Enquiry.handler_id) == member_id,), (Enquiry.poster_id == member_id, others)):
        counted += session.exec(
            select(func.count()).select_from(Enquiry).where(col(Enquiry.status).in_(LIVE), *own)
        ).one()
    return counted


def of_organisation(
    session: Session, organisation: str, limit: int, after: int = 0
) -> Sequence[Enquiry]:
    """Live cases an organisation leads, supports or is asked about, the longest open first."""
    return session.exec(
        select(Enquiry)
        .where(col(Enquiry.id).in_(_referred(organisation, STANDING)))
        .where(col(Enquiry.status).in_(LIVE))
        .order_by(col(Enquiry.opened_at), col(Enquiry.id))
        .offset(after)
        .limit(limit)
    ).all()


def count_of_organisation(session: Session, organisation: str) -> int:
    """How many live cases an organisation leads, supports or is asked about."""
    return session.exec(
        select(func.count())
        .select_from(Enquiry)
        .where(col(Enquiry.id).in_(_referred(organisation, STANDING)))
        .where(col(Enquiry.status).in_(LIVE))
    ).one()


def asking(session: Session, organisation: str, limit: int) -> Sequence[Enquiry]:
    """Live cases with an offer that an organisation may still answer, the longest open first."""
    return session.exec(
        select(Enquiry)
        .where(col(Enquiry.id).in_(_referred(organisation, ASKING)))
        .where(col(Enquiry.status).in_(LIVE))
        .order_by(col(Enquiry.opened_at), col(Enquiry.id))
        .limit(limit)
    ).all()


def _referred(organisation: str, statuses: tuple[str, ...]) -> SelectOfScalar[int]:
    """The numbers of the cases with such a referral to an organisation."""
    return select(Referral.enquiry_id).where(
        Referral.organisation == organisation, col(Referral.status).in_(statuses)
    )


def handled_by(session: Session, member_id: int) -> Sequence[Enquiry]:
    """Every live case a member handles."""
    return session.exec(
        select(Enquiry).where(Enquiry.handler_id == member_id, col(Enquiry.status).in_(LIVE))
    ).all()


def opened_between(
    session: Session, since: datetime, until: datetime
) -> Sequence[tuple[datetime, datetime | None, datetime | None, str]]:
    """Opened, taken, first contact and lead of the enquiries of a period, for the meter."""
    rows = session.exec(
        select(Enquiry.opened_at, Enquiry.taken_at, Enquiry.contact_made_at, Enquiry.lead).where(
            Enquiry.opened_at >= since, Enquiry.opened_at < until, Enquiry.status != "void"
        )
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
