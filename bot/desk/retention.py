"""Retention carried out: what the centre's file says has had its time is taken out of the rows.

Like everything that comes due it is computed from rows and `now`, so a long stop loses nothing.
The work is done in slices, each a short transaction that claims what it does: members never wait
long for the write lane, and two processes do not do the same. Outside the words nothing changes:
codes, times, organisations and outcomes are what is counted, and stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.centre.keeping import Limits, limits
from bot.centre.model import Centre
from bot.desk import thinning
from bot.desk.thinning import Thinning
from bot.desk.work import Desk
from bot.observing import log
from bot.storage import joining, overheard, retention
from bot.storage.engine import Store
from bot.storage.scrubbing import empty_log

SLICE = 20
"""Rows in one transaction: some milliseconds of the write lane."""
MOST = 500
"""Rows of a kind in one run. Each case has cards to edit, and a room takes about one a second."""
CODES = timedelta(hours=24)
"""How long join codes and wrong tries are kept: long enough to tell a late one what it is."""

logger = log(__name__)


@dataclass(frozen=True)
class Kind:
    """One sort of thing that has its time: which are due, and what is taken out of one."""

    name: str
    due: Callable[[Limits], retention.Ids]
    thin: Callable[[Thinning, int], None]


KINDS: tuple[Kind, ...] = (
    Kind("contact", lambda at: retention.contacts(at.contacts), thinning.contact),
    Kind("case", lambda at: retention.cases(at.cases), thinning.case),
    Kind("company", lambda _: retention.companies(), thinning.company),
    Kind("meeting", lambda at: retention.meetings(at.meetings), thinning.meeting),
    Kind("news", lambda at: retention.news(at.talk, at.today), thinning.news),
    Kind("wanted", lambda at: retention.wanted(at.talk), thinning.wanted),
    Kind("introduction", lambda at: retention.introductions(at.talk), thinning.introduction),
    Kind("passed_on", lambda at: retention.passed_on(at.raw_text), thinning.passed_on),
    Kind("message", lambda at: retention.messages(at.messages), thinning.message),
    Kind("member", lambda at: retention.members(at.members), thinning.member),
    Kind("disclosure", lambda at: retention.disclosures(at.access), thinning.disclosure),
)
"""Everything that has a time of months. A case's contact comes before the case itself, and a
company after the last case that was about it."""


def carry_out(desk: Desk, now: datetime) -> int:
    """Take out what has had its time at `now`; returns how many rows lost something."""
    hours(desk, now)
    at = limits(desk.centre, now)
    done = {kind.name: _kind(desk, kind, at, now) for kind in KINDS}
    empty_log(desk.store.url)
    told = {name: count for name, count in done.items() if count}
    if told:
        logger.info("retention", **told)
    return sum(told.values())


def hours(desk: Desk, now: datetime) -> None:
    """Remove what is kept for hours or days alone: receipts, drafts, codes, phrases, offers."""
    at = limits(desk.centre, now)
    with desk.store.write() as session:
        retention.forget_receipts(session, at.receipts)
        retention.forget_drafts(session, at.drafts)
        overheard.forget_phrases(session, at.raw_text)
        joining.forget_codes(session, now - CODES)


def _kind(desk: Desk, kind: Kind, at: Limits, now: datetime) -> int:
    done = 0
    while done < MOST:
        with desk.store.read() as session:
            if not retention.due(session, kind.due(at), 1):
                return done
        count = _slice(desk, kind, at, now)
        if not count:
            return done
        done += count
    return done


def _slice(desk: Desk, kind: Kind, at: Limits, now: datetime) -> int:
    with desk.store.write() as session:
        doing = Thinning(session, desk.centre, now)
        numbers = retention.claimed(session, kind.due(at), SLICE)
        for number in numbers:
            kind.thin(doing, number)
        return len(numbers)


@dataclass(frozen=True)
class Ahead:
    """What a kind will lose by an instant: how many there are, and the first of them by number."""

    kind: str
    count: int
    first: tuple[int, ...] = ()


def ahead(store: Store, centre: Centre, at: datetime, shown: int = 10) -> list[Ahead]:
    """What has had its time by `at`, kind by kind, those without anything left out.

    A company is shown under its last case: whether one goes is only known when that has gone.
    """
    until = limits(centre, at)
    with store.read() as session:
        found = []
        for kind in KINDS:
            which = kind.due(until)
            count = retention.count(session, which)
            if count:
                first = tuple(retention.due(session, which, shown))
                found.append(Ahead(kind.name, count, first))
        return found
