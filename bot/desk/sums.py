"""What the coordinator reports for a period, counted from the cases.

The measures are those of the domain notes ("What the process leader reports") as far as the data
holds: unique companies and cases, who referred to whom, first contact and the 24-hour meter, the
spread, outcomes and unmet needs. Nothing is told by person, and the meter only for the whole
centre. Fewer than five companies in a municipality are never shown, nor what would let their
number be worked out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median

from sqlalchemy import select
from sqlmodel import Session, col

from bot.centre.conditions import Facts
from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.desk.figures import ERASED, Answered, Figures, figures, hours, in_time
from bot.desk.labels import Period, codes_of
from bot.storage.tables import Enquiry, LogEntry, Member
from bot.storage.wanted import asked_between

FEWEST = 5
"""The fewest companies whose figures are shown for a municipality (domain, section 4)."""

NEVER = datetime.max.replace(tzinfo=UTC)

SPREAD = ("sector", "size", "stage", "market", "market_region", "needs")
"""Questions whose answers are counted over all cases."""


@dataclass
class Matrix:
    """What became of the offers from one organisation to another."""

    offered: int = 0
    accepted: int = 0
    declined: int = 0
    returned: int = 0


@dataclass
class Place:
    """The cases in one municipality, and whose: the company, or the case where it has none."""

    cases: int = 0
    whose: set[int] = field(default_factory=set)

    def add(self, other: Place) -> None:
        """Count another place's cases with this one's."""
        self.cases += other.cases
        self.whose |= other.whose


@dataclass
class Sums:
    """A period's figures. Hours are medians on the clock; shares are counted as n of m."""

    centre: Centre
    period: Period
    cases: int = 0
    companies: int = 0
    new_companies: int = 0
    unnamed_cases: int = 0
    core_complete: int = 0
    complete: int = 0
    referred: int = 0
    taken: int = 0
    taken_in_time: int = 0
    meter_of: int = 0
    contact_made: int = 0
    contact_in_time: int = 0
    hours_to_taken: float | None = None
    hours_to_contact: float | None = None
    co_handled: int = 0
    matrix: dict[tuple[str, str], Matrix] = field(default_factory=dict)
    spread: dict[str, Counter[str]] = field(default_factory=dict)
    places: dict[str, dict[str, Place]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    later: dict[str, Counter[str]] = field(default_factory=dict)
    unmet: Counter[str] = field(default_factory=Counter)
    wanted: int = 0
    wanted_unanswered: int = 0

    @property
    def returning_companies(self) -> int:
        """Companies that had a case before the period."""
        return self.companies - self.new_companies


def sums(session: Session, centre: Centre, period: Period, *, now: datetime | None = None) -> Sums:
    """The figures of the cases opened in a period; voided cases are left out.

    With `now`, a case still within its deadline does not count against the meter.
    """
    found = Sums(centre, period, spread={question: Counter() for question in SPREAD})
    calendar = WorkCalendar.of(centre.working_hours)
    people = _organisations_of_members(session)
    earlier = _companies_before(session, period)
    companies: set[int] = set()
    to_taken: list[float] = []
    to_contact: list[float] = []
    for case in figures(session, centre, period):
        if case.status == "void":
            continue
        _count_case(found, centre, case)
        _count_times(found, calendar, case, now)
        _count_referrals(found, case, people)
        _count_spread(found, case)
        if case.company is None:
            found.unnamed_cases += 1
        else:
            companies.add(case.company)
        to_taken += [h for h in (case.hours_to_taken,) if h is not None]
        to_contact += [h for h in (hours(case.opened, case.contact_made),) if h is not None]
    _count_wanted(found, session, now)
    found.companies = len(companies)
    found.new_companies = len(companies - earlier)
    found.hours_to_taken = _median(to_taken)
    found.hours_to_contact = _median(to_contact)
    return found


def shown_municipalities(
    places: Mapping[str, Place], fewest: int = FEWEST
) -> tuple[dict[str, Place], Place]:
    """The municipalities of a sub-region that may be shown, and the others together.

    Hidden is where fewer than `fewest` companies are behind the figure. One small number beside
    a shown total gives itself away, so the others together also have `fewest` or more; the
    smallest of the shown ones join them until they do. The empty name (a case whose municipality
    was erased) is always one of the others.
    """
    shown = dict(sorted(places.items(), key=lambda pair: (-pair[1].cases, pair[0])))
    others = Place()
    hidden = [name for name, place in shown.items() if len(place.whose) < fewest or not name]
    for name in hidden:
        others.add(shown.pop(name))
    while hidden and len(others.whose) < fewest and shown:
        others.add(shown.popitem()[1])
    return shown, others


def _count_case(found: Sums, centre: Centre, case: Figures) -> None:
    found.cases += 1
    found.statuses[case.status] += 1
    if case.outcome:
        found.outcomes[case.outcome] += 1
    for months, effect in case.later.items():
        found.later.setdefault(str(months), Counter())[str(effect)] += 1
    answered = {key for key, value in case.answers.items() if codes_of(value)}
    if case.consent:
        answered.add("consent")
    if case.sub_region:
        answered.add("municipality")
    if "market_region" in answered:
        answered.add("market")
    facts: Facts = {key: codes_of(value) for key, value in case.answers.items()}
    asked = [q for q in centre.questions if q.core or q.when.holds(facts)]
    found.core_complete += all(q.id in answered for q in asked if q.core)
    found.complete += all(q.id in answered for q in asked)
    found.co_handled += (
        len({r.organisation for r in case.referrals if r.status in ("accepted", "done")}) > 1
    )


def _count_times(found: Sums, calendar: WorkCalendar, case: Figures, now: datetime | None) -> None:
    within = in_time(calendar, case, now)
    found.taken += case.taken is not None
    found.taken_in_time += within is True
    found.meter_of += within is not None or now is None
    if case.contact_made is not None:
        found.contact_made += 1
        found.contact_in_time += case.contact_made <= calendar.meter_deadline(case.opened)


def _count_referrals(found: Sums, case: Figures, people: Mapping[int, str]) -> None:
    found.referred += bool(case.referrals)
    for referral in case.referrals:
        giver = people.get(referral.offered_by, case.poster)
        pair = found.matrix.setdefault((giver, referral.organisation), Matrix())
        pair.offered += 1
        pair.accepted += _was_accepted(referral)
        pair.declined += referral.status == "declined"
        pair.returned += referral.status == "left"
    if case.outcome == "gap" or case.returned:
        for need in codes_of(case.answers.get("needs")):
            found.unmet[need] += 1


def _count_spread(found: Sums, case: Figures) -> None:
    for question in SPREAD:
        found.spread[question].update(set(codes_of(case.answers.get(question))))
    region = case.sub_region or case.municipality
    if region:
        place = found.places.setdefault(region, {}).setdefault(case.municipality, Place())
        place.cases += 1
        place.whose.add(case.company or -case.number)


def _count_wanted(found: Sums, session: Session, now: datetime | None) -> None:
    """What colleagues asked everybody for. Unanswered after a working day it is a gap."""
    for row in asked_between(session, found.period.since, found.period.until):
        found.wanted += 1
        until = min(at for at in (row.ended_at, now, NEVER) if at is not None)
        if row.answered_at is None and row.remind_at <= until:
            found.wanted_unanswered += 1
            found.unmet.update(row.needs)


def _was_accepted(referral: Answered) -> bool:
    return referral.status in ("accepted", "handed_over", "left", "done")


def _organisations_of_members(session: Session) -> dict[int, str]:
    rows = session.execute(select(col(Member.id), col(Member.organisation)))
    return {int(member): organisation for member, organisation in rows}


def _companies_before(session: Session, period: Period) -> set[int]:
    """Companies with a case before the period, erased ones too; none where it has no beginning."""
    if period.since is None:
        return set()
    earlier = col(Enquiry.opened_at) < period.since
    known = select(col(Enquiry.company_id)).where(earlier, col(Enquiry.company_id).is_not(None))
    erased = (
        select(col(LogEntry.args))
        .join(Enquiry, col(Enquiry.id) == col(LogEntry.enquiry_id))
        .where(earlier, col(Enquiry.company_id).is_(None), col(LogEntry.step) == ERASED)
    )
    kept = (args.get("company") for args in session.execute(erased).scalars())
    return {*session.execute(known.distinct()).scalars(), *(one for one in kept if one)}


def _median(values: list[float]) -> float | None:
    return round(median(values), 1) if values else None
