"""What can be counted of the cases, one at a time and without their words.

Both the export (one row a case) and the sums read from here, so the two can never disagree. A
million cases are read in pages by number: what is held in memory is one page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.desk.labels import Period, codes_of
from bot.storage.tables import Company, Enquiry, LogEntry, Referral

PAGE = 1000
ERASED = "erased"
"""The log step that an erasure leaves; its `args` keep what is counted and identifies nobody."""

THINNED = "thinned"
"""The log step that retention leaves, with the same in its `args`."""

ON_THE_CASE = frozenset({"accepted", "handed_over", "left", "done"})
"""Referrals by which an organisation has been on a case, now or before."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One referral as it is counted. `by` is the organisation of whoever made the offer."""

    id: int
    organisation: str
    role: str
    status: str
    offered_by: int
    offered_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One case as it is counted.

    `company` is a number that only tells one company from another; it outlives the company's
    erasure. Company name and organisation number are there only with the company's consent.
    """

    number: int
    status: str
    outcome: str
    company: int | None
    consent: str
    answers: dict[str, Any]
    poster: str
    lead: str
    opened: datetime
    taken: datetime | None
    contact_made: datetime | None
    closed: datetime | None
    later: dict[str, Any]
    name: str = ""
    organisation_number: str = ""
    sub_region: str | None = None
    referrals: tuple[Answered, ...] = field(default=())

    @property
    def municipality(self) -> str:
        """The municipality's code; empty where it was not answered."""
        return next(iter(codes_of(self.answers.get("municipality"))), "")

    @property
    def named(self) -> bool:
        """Whether the company has agreed to be named."""
        return self.consent == "yes"

    @property
    def supports(self) -> tuple[str, ...]:
        """The organisations that support or supported, each once."""
        slugs = (r.organisation for r in self.referrals if r.role == "support" and _standing(r))
        return tuple(dict.fromkeys(slugs))

    @property
    def declined(self) -> int:
        """How many offers were answered with no."""
        return sum(r.status == "declined" for r in self.referrals)

    @property
    def returned(self) -> int:
        """How many times a lead has given the case back."""
        return sum(r.status == "left" and r.role == "lead" for r in self.referrals)

    @property
    def hours_to_taken(self) -> float | None:
        """Hours on the clock from opened until a named person had it."""
        return hours(self.opened, self.taken)


def figures(session: Session, centre: Centre, period: Period) -> Iterator[Figures]:
    """Every case opened in the period, by number, read a page at a time."""
    last = 0
    while page := _page(session, period, last):
        last = page[-1].id
        yield from _figures(session, centre, page)


def in_time(calendar: WorkCalendar, case: Figures, now: datetime | None) -> bool | None:
    """Whether a named person had the case by the same clock time on the next working day.

    None while that still can happen, or where `now` is not given and nobody has taken it.
    """
    deadline = calendar.meter_deadline(case.opened)
    if case.taken is not None:
        return case.taken <= deadline
    return None if now is None or now <= deadline else False


def hours(earlier: datetime, later: datetime | None) -> float | None:
    """Hours on the clock between two instants, to one decimal; never below zero."""
    if later is None:
        return None
    return round(max((later - earlier).total_seconds(), 0) / 3600, 1)


_COLUMNS: tuple[Any, ...] = (
    col(Enquiry.id).label("id"),
    col(Enquiry.status),
    col(Enquiry.outcome),
    col(Enquiry.company_id),
    col(Enquiry.consent),
    col(Enquiry.answers),
    col(Enquiry.poster_organisation),
    col(Enquiry.lead),
    col(Enquiry.opened_at),
    col(Enquiry.taken_at),
    col(Enquiry.contact_made_at),
    col(Enquiry.closed_at),
    col(Enquiry.later),
)


def _page(session: Session, period: Period, last: int) -> Sequence[Row[Any]]:
    wanted = select(*_COLUMNS).where(col(Enquiry.id) > last)
    if period.since:
        wanted = wanted.where(col(Enquiry.opened_at) >= period.since)
    if period.until:
        wanted = wanted.where(col(Enquiry.opened_at) < period.until)
    return session.execute(wanted.order_by(col(Enquiry.id)).limit(PAGE)).all()


def _figures(session: Session, centre: Centre, page: Sequence[Row[Any]]) -> Iterator[Figures]:
    referrals = _referrals(session, [row.id for row in page])
    companies = _companies(session, {row.company_id for row in page if row.company_id})
    erased = _erased(session, [row.id for row in page if not row.company_id])
    for row in page:
        kept = erased.get(row.id, {})
        name, number = companies.get(row.company_id, ("", "")) if row.consent == "yes" else ("", "")
        yield Figures(
            number=row.id,
            status=row.status,
            outcome=row.outcome,
            company=row.company_id or kept.get("company"),
            consent=row.consent,
            answers=row.answers,
            poster=row.poster_organisation,
            lead=row.lead,
            opened=row.opened_at,
            taken=row.taken_at,
            contact_made=row.contact_made_at,
            closed=row.closed_at,
            later=row.later,
            name=name,
            organisation_number=number,
            sub_region=sub_region_of(centre, row.answers) or kept.get("sub_region"),
            referrals=tuple(referrals.get(row.id, ())),
        )


def sub_region_of(centre: Centre, answers: dict[str, Any]) -> str | None:
    """The sub-region in which the answered municipality lies; None for one outside or unknown."""
    name = next(iter(codes_of(answers.get("municipality"))), "")
    place = centre.geography.by_name.get(name)
    return place.sub_region if place else None


def _referrals(session: Session, numbers: list[int]) -> dict[int, list[Answered]]:
    rows = session.execute(
        select(
            col(Referral.enquiry_id),
            col(Referral.id),
            col(Referral.organisation),
            col(Referral.role),
            col(Referral.status),
            col(Referral.offered_by),
            col(Referral.offered_at),
            col(Referral.answered_at),
        )
        .where(col(Referral.enquiry_id).in_(numbers))
        .order_by(col(Referral.id))
    )
    found: dict[int, list[Answered]] = {}
    for number, *values in rows:
        found.setdefault(number, []).append(Answered(*values))
    return found


def _companies(session: Session, ids: set[int]) -> dict[int, tuple[str, str]]:
    if not ids:
        return {}
    rows = session.execute(
        select(col(Company.id), col(Company.name), col(Company.organisation_number)).where(
            col(Company.id).in_(ids)
        )
    )
    return {company: (name, number or "") for company, name, number in rows}


def _erased(session: Session, numbers: list[int]) -> dict[int, dict[str, Any]]:
    """What erasures and retention have kept of cases that have no company any more."""
    if not numbers:
        return {}
    rows = session.execute(
        select(col(LogEntry.enquiry_id), col(LogEntry.args)).where(
            col(LogEntry.enquiry_id).in_(numbers), col(LogEntry.step).in_((ERASED, THINNED))
        )
    )
    found: dict[int, dict[str, Any]] = {}
    for number, args in rows:
        found.setdefault(number, {}).update(args)
    return found


def _standing(referral: Answered) -> bool:
    return referral.status in ON_THE_CASE
