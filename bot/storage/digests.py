"""Named queries of the weekly digest: what happened in a period, what lies where, and what is told.

Each reads by an index, a week of it or what is live: never a table from one end to the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Executable, or_, select
from sqlmodel import Session, col
from sqlmodel import select as rows

from bot.centre.lifecycle import Offer, Status
from bot.storage.prepared import Prepared
from bot.storage.records import first, records, rows_of, table_of
from bot.storage.tables import (
    Attendance,
    Company,
    Digest,
    Encounter,
    Enquiry,
    LogEntry,
    Meeting,
    Member,
    News,
    Referral,
)

PAGE = 500
"""So many numbers go into one question."""
NOT_COUNTED = (Status.VOID, Status.MERGED)
TAKEN = ("accepted", "claimed", "released", "noted_yes")
"""Log steps by which an organisation comes onto a case."""
MET = ("opened", "opened_for", "contact")
"""Log steps that say that somebody has been in touch with the company."""


class Held(NamedTuple):
    """A live case that somebody leads: who handles it, here or outside the chat."""

    number: int
    lead: str
    handler_id: int | None
    handler_name: str


class Opened(NamedTuple):
    """A case by when it was opened and by whom it is led, for the picture."""

    at: datetime
    lead: str


# --- the digests themselves


_D = table_of(Digest).c
_LAST = Prepared(rows_of(Digest).order_by(_D.until.desc()).limit(1))


def last_digest(session: Session) -> Digest | None:
    """The digest made last; None in a new installation."""
    return first(records(session, Digest, _LAST.all(session, {})))


def last_sent(session: Session) -> Digest | None:
    """The digest sent last."""
    newest = rows(Digest).where(col(Digest.sent).is_(True)).order_by(col(Digest.until).desc())
    return session.exec(newest.limit(1)).first()


def digest(session: Session, week: str) -> Digest | None:
    """The digest of one week ("2026-W47")."""
    return session.get(Digest, week)


# --- what happened


def opened(session: Session, since: datetime, until: datetime) -> Sequence[int]:
    """The numbers of the cases opened in a period, the oldest first."""
    return (
        session.execute(
            select(col(Enquiry.id))
            .where(
                col(Enquiry.opened_at) >= since,
                col(Enquiry.opened_at) < until,
                col(Enquiry.status).not_in(NOT_COUNTED),
            )
            .order_by(col(Enquiry.opened_at), col(Enquiry.id))
        )
        .scalars()
        .all()
    )


def stepped(
    session: Session, since: datetime, until: datetime, steps: Collection[str]
) -> Sequence[int]:
    """The numbers of the cases with one of these steps in a period, each once, in order."""
    found = session.execute(
        select(col(LogEntry.enquiry_id))
        .where(col(LogEntry.at) >= since, col(LogEntry.at) < until, col(LogEntry.step).in_(steps))
        .order_by(col(LogEntry.id))
    ).scalars()
    return list(dict.fromkeys(found))


def taken(session: Session, since: datetime, until: datetime, among: Iterable[int]) -> list[int]:
    """Of these cases, those that got their first lead in a period."""
    return _numbers(
        session,
        among,
        lambda some: select(col(Enquiry.id)).where(
            col(Enquiry.id).in_(some),
            col(Enquiry.taken_at) >= since,
            col(Enquiry.taken_at) < until,
            col(Enquiry.status).not_in(NOT_COUNTED),
        ),
    )


def handed_over(
    session: Session, since: datetime, until: datetime, among: Iterable[int]
) -> list[int]:
    """Of these cases, those that went from one lead to another in a period."""
    return _numbers(
        session,
        among,
        lambda some: (
            select(col(Referral.enquiry_id))
            .join(Enquiry, col(Enquiry.id) == col(Referral.enquiry_id))
            .where(
                col(Referral.enquiry_id).in_(some),
                col(Referral.status) == Offer.HANDED_OVER,
                col(Referral.answered_at) >= since,
                col(Referral.answered_at) < until,
                col(Enquiry.status).not_in(NOT_COUNTED),
            )
        ),
    )


def effects(session: Session, since: datetime, until: datetime) -> list[tuple[int, str]]:
    """What came of closed cases later, as it was told in a period: number and effect."""
    found = session.execute(
        select(col(LogEntry.enquiry_id), col(LogEntry.args))
        .join(Enquiry, col(Enquiry.id) == col(LogEntry.enquiry_id))
        .where(
            col(LogEntry.at) >= since,
            col(LogEntry.at) < until,
            col(LogEntry.step) == "later",
            col(Enquiry.status).not_in(NOT_COUNTED),
        )
        .order_by(col(LogEntry.id))
    )
    return [(number, str(args.get("effect", ""))) for number, args in found]


def companies(session: Session, among: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The companies of these cases, each once, with name key and municipality."""
    found: dict[int, tuple[str, str]] = {}
    for some in _pages(among):
        known = session.execute(
            select(col(Company.id), col(Company.name_key), col(Company.municipality))
            .join(Enquiry, col(Enquiry.company_id) == col(Company.id))
            .where(col(Enquiry.id).in_(some), col(Enquiry.status) != Status.VOID)
        )
        found |= {company: (key, place) for company, key, place in known}
    return found


def encounters(session: Session, since: datetime, until: datetime) -> Sequence[Encounter]:
    """The companies met at meetings, as they were told in a period."""
    return session.exec(
        rows(Encounter)
        .where(Encounter.at >= since, Encounter.at < until)
        .order_by(col(Encounter.at), col(Encounter.id))
    ).all()


# --- what lies where


def held(session: Session) -> list[Held]:
    """Every live case that an organisation leads, the longest open first."""
    found = session.execute(
        select(
            col(Enquiry.id), col(Enquiry.lead), col(Enquiry.handler_id), col(Enquiry.handler_name)
        )
        .where(col(Enquiry.status).in_((Status.IN_PROGRESS, Status.WAITING)))
        .order_by(col(Enquiry.opened_at), col(Enquiry.id))
    )
    return [Held(*row) for row in found]


def waiting(session: Session) -> Sequence[int]:
    """The cases that nobody has taken, the longest open first."""
    return (
        session.execute(
            select(col(Enquiry.id))
            .where(col(Enquiry.status) == Status.OPEN)
            .order_by(col(Enquiry.opened_at), col(Enquiry.id))
        )
        .scalars()
        .all()
    )


def names(session: Session, members: Iterable[int]) -> Mapping[int, str]:
    """The names of several members."""
    wanted = set(members)
    if not wanted:
        return {}
    found = session.execute(
        select(col(Member.id), col(Member.name)).where(col(Member.id).in_(wanted))
    )
    return {int(member): name for member, name in found}


def opened_by_lead(session: Session, since: datetime, until: datetime) -> list[Opened]:
    """When the cases of a period were opened and who leads them, the oldest first."""
    found = session.execute(
        select(col(Enquiry.opened_at), col(Enquiry.lead))
        .where(
            col(Enquiry.opened_at) >= since,
            col(Enquiry.opened_at) < until,
            col(Enquiry.status).not_in(NOT_COUNTED),
        )
        .order_by(col(Enquiry.opened_at))
    )
    return [Opened(*row) for row in found]


# --- meetings and news


def meetings(session: Session, first: date, last: date) -> Sequence[Meeting]:
    """The meetings planned to begin on these days, the first one first."""
    return session.exec(
        rows(Meeting)
        .where(Meeting.status == "planned", Meeting.day >= first, Meeting.day <= last)
        .order_by(col(Meeting.day), col(Meeting.starts), col(Meeting.id))
    ).all()


def meetings_of(session: Session, member_id: int, first: date, last: date) -> Sequence[Meeting]:
    """The same, of those to which a member has said that they come."""
    return session.exec(
        rows(Meeting)
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .where(
            Attendance.member_id == member_id,
            col(Attendance.coming).is_(True),
            Meeting.status == "planned",
            Meeting.day >= first,
            Meeting.day <= last,
        )
        .order_by(col(Meeting.day), col(Meeting.starts), col(Meeting.id))
    ).all()


def unopened(session: Session, member_id: int, since: datetime) -> Sequence[Encounter]:
    """The companies that a member has met since then and not opened a case about."""
    return session.exec(
        rows(Encounter)
        .where(
            Encounter.member_id == member_id,
            col(Encounter.enquiry_id).is_(None),
            Encounter.at >= since,
        )
        .order_by(col(Encounter.at), col(Encounter.id))
    ).all()


def news(session: Session, since: datetime, until: datetime, today: date) -> Sequence[News]:
    """What a digest tells: the items of its period, and those that go on until a later day."""
    own = (col(News.at) >= since) & col(News.at_once).is_(False) & col(News.until).is_(None)
    return session.exec(
        rows(News)
        .where(
            News.at < until,
            col(News.withdrawn_at).is_(None),
            or_(own, col(News.until) >= today),
        )
        .order_by(col(News.at), col(News.id))
    ).all()


def standing_news(session: Session, since: datetime, today: date) -> Sequence[News]:
    """The items that a coming digest will tell, and those told lately; the newest first."""
    return session.exec(
        rows(News)
        .where(
            col(News.withdrawn_at).is_(None), or_(col(News.at) >= since, col(News.until) >= today)
        )
        .order_by(col(News.at).desc(), col(News.id).desc())
    ).all()


def _pages(among: Iterable[int]) -> Iterable[list[int]]:
    """Numbers in groups that every database takes at once."""
    numbers = list(among)
    return (numbers[at : at + PAGE] for at in range(0, len(numbers), PAGE))


def _numbers(
    session: Session, among: Iterable[int], asked: Callable[[list[int]], Executable]
) -> list[int]:
    """What a question answers for each group of numbers, each once, in the order given."""
    wanted = list(among)
    found: set[int] = set()
    for some in _pages(wanted):
        found.update(session.execute(asked(some)).scalars())
    return [number for number in dict.fromkeys(wanted) if number in found]
