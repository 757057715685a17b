"""What a digest tells, gathered from the rows: no sentence yet, and no company's name.

A digest tells what happened in its period and how everything lies now. Who sees which name is
decided where it becomes sentences (`digest_lines.py`), through the reader's own sight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.centre.digests import Edition, following, weeks_from
from bot.centre.lifecycle import Status
from bot.desk import meter
from bot.desk.cases import Case, attach_all
from bot.desk.companies import fold
from bot.desk.dates import today
from bot.desk.labels import codes_of
from bot.desk.meter import Reading
from bot.desk.work import Work
from bot.storage import digests, store, wanted
from bot.storage.digests import Held
from bot.storage.tables import Digest, Meeting, News, Wanted
from bot.texts import Label

AHEAD = timedelta(days=14)
"""How far ahead a digest tells of meetings."""

GAP = "gap"
"""The outcome that nobody in the centre offers what was needed."""


@dataclass(frozen=True)
class Span:
    """What a digest is about: from `since` to `until`, several `weeks` where some were missed.

    `week` is the last of them, as "2026-W47".
    """

    week: str
    since: datetime
    until: datetime
    weeks: int = 1


@dataclass(frozen=True)
class Good:
    """Good news about a case: how it ended, or what came of it later."""

    case: Case
    what: Label


@dataclass(frozen=True)
class Weekly:
    """A digest's matter. Cases are numbers, in the order in which they are told."""

    span: Span
    good: tuple[Good, ...]
    opened: tuple[int, ...]
    taken: tuple[int, ...]
    handed_over: tuple[int, ...]
    held: Mapping[str, tuple[Held, ...]]
    waiting: tuple[int, ...]
    meter: Reading
    month: datetime
    companies: int
    gaps: tuple[tuple[str, int], ...]
    gap_cases: tuple[int, ...]
    meetings: tuple[Meeting, ...]
    news: tuple[News, ...]
    wanted: tuple[Wanted, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell: then nothing is sent. The meter alone is no news."""
        return not any(
            (
                self.good,
                self.opened,
                self.taken,
                self.handed_over,
                self.held,
                self.waiting,
                self.companies,
                self.gaps,
                self.meetings,
                self.news,
                self.wanted,
            )
        )


def span_of(row: Digest) -> Span:
    """What a digest that was made is about."""
    return Span(row.week, row.since, row.until, row.weeks)


def span_from(edition: Edition) -> Span:
    """What a digest that was never made would have been about."""
    return Span(edition.week, edition.begins, edition.due)


def coming_span(work: Work) -> Span:
    """What the next digest is about, as far as it has come: everything since the last one."""
    coming = following(work.centre.digest, work.calendar, work.now)
    row = digests.last_digest(work.session)
    if row is None:
        return Span(coming.week, coming.begins, work.now)
    return Span(coming.week, row.until, work.now, max(weeks_from(row.week, coming.week), 1))


def gather(work: Work, span: Span) -> Weekly:
    """Everything a digest tells."""
    session, since, until = work.session, span.since, span.until
    closed = _closed(work, span)
    stepped = digests.stepped(session, since, until, digests.TAKEN)
    month = meter.month_of(work, until - timedelta(days=3.5))
    gaps = [case for case in closed if case.enquiry.outcome == GAP]
    first = today(work)
    return Weekly(
        span=span,
        good=(*_ended_well(work, closed), *_came_of_it(work, span)),
        opened=tuple(digests.opened(session, since, until)),
        taken=tuple(digests.taken(session, since, until, stepped)),
        handed_over=tuple(digests.handed_over(session, since, until, stepped)),
        held=_held(work),
        waiting=tuple(digests.waiting(session)),
        meter=meter.reading(work, month, until),
        month=month,
        companies=_companies(work, span),
        gaps=_needs(gaps),
        gap_cases=tuple(case.number for case in gaps),
        meetings=tuple(digests.meetings(session, first, first + AHEAD)),
        news=tuple(digests.news(session, since, until, first)),
        wanted=tuple(wanted.due_unanswered(session, since, until)),
    )


def _closed(work: Work, span: Span) -> list[Case]:
    """The cases closed in the period that are closed still."""
    numbers = digests.stepped(work.session, span.since, span.until, ("closed",))
    cases = attach_all(work, store.enquiries(work.session, numbers))
    return [case for case in cases if case.status is Status.CLOSED]


def _ended_well(work: Work, closed: Iterable[Case]) -> list[Good]:
    good = {outcome.code: outcome.label for outcome in work.centre.outcomes if outcome.good}
    ended = [case for case in closed if case.enquiry.outcome in good]
    return [Good(case, good[case.enquiry.outcome]) for case in ended]


def _came_of_it(work: Work, span: Span) -> list[Good]:
    """What members have told of cases closed before: the effect that is told last counts."""
    good = {effect.code: effect.label for effect in work.centre.effects if effect.good}
    told = dict(digests.effects(work.session, span.since, span.until))
    numbers = [number for number, effect in told.items() if effect in good]
    cases = attach_all(work, store.enquiries(work.session, numbers))
    return [Good(case, good[told[case.number]]) for case in cases]


def _held(work: Work) -> dict[str, tuple[Held, ...]]:
    """The live cases by their lead, the organisations in the order of the agreement."""
    found: dict[str, list[Held]] = {o.slug: [] for o in work.centre.organisations}
    for case in digests.held(work.session):
        found.setdefault(case.lead, []).append(case)
    return {slug: tuple(cases) for slug, cases in found.items() if cases}


def _companies(work: Work, span: Span) -> int:
    """How many companies somebody has been in touch with, each counted once however often.

    By their cases, and those met at meetings that are not the company of one of them.
    """
    met = digests.stepped(work.session, span.since, span.until, digests.MET)
    known = digests.companies(work.session, met)
    told = digests.encounters(work.session, span.since, span.until)
    opened = {encounter.enquiry_id for encounter in told if encounter.enquiry_id}
    known |= digests.companies(work.session, opened)
    names = {key for key, _place in known.values()}
    others = {fold(encounter.company) for encounter in told if not encounter.enquiry_id}
    return len(known) + len(others - names)


def _needs(cases: Iterable[Case]) -> tuple[tuple[str, int], ...]:
    """The needs of these cases, the most frequent first, and how many cases had each."""
    found: Counter[str] = Counter()
    for case in cases:
        found.update(set(codes_of(case.enquiry.answers.get("needs"))))
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
