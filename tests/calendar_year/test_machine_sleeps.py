"""The machine sleeps for hours, for a weekend and for three weeks: what was missed is said once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from bot.centre.model import Centre
from bot.storage.engine import open_store
from bot.storage.tables import Digest
from tests.calendar_year import almanac
from tests.calendar_year.case_life import Cases
from tests.calendar_year.digest_oracle import editions
from tests.calendar_year.expected import Clock, Said
from tests.calendar_year.ledger import accounts, faults
from tests.calendar_year.meeting_life import Programme
from tests.calendar_year.oracle import Oracle
from tests.calendar_year.people_life import People
from tests.calendar_year.town import Town, faulty, found, without_pictures
from tests.conftest import CENTRE
from tests.databases import Databases

FIRST, LAST = date(2026, 6, 15), date(2026, 10, 30)
THREE_WEEKS = (
    almanac.instant(date(2026, 7, 10), time(17)),
    almanac.instant(date(2026, 7, 31), time(10)),
)
"""From a Friday evening to a Friday morning: three Mondays are missed."""


def awake(seed: int) -> list[datetime]:
    """The hours in which the machine was awake."""
    random, asleep = Random(seed), [THREE_WEEKS]
    at = almanac.instant(FIRST, time(12)) + timedelta(days=3)
    while at < almanac.instant(LAST, time()):
        ends = at + timedelta(hours=random.choice((2, 5, 14, 30, 70)))
        asleep.append((at, ends))
        at = ends + timedelta(hours=random.randint(60, 200))
    every = almanac.hours(almanac.instant(FIRST, time()), almanac.instant(LAST, time(18)))
    return [at for at in every if not any(begins <= at < ends for begins, ends in asleep)]


@pytest.fixture(scope="module")
def town(databases: Databases, vastra_gotaland: Centre) -> Iterator[Town]:
    """The town that autumn."""
    address = databases.fresh()
    store = open_store(address, centre=CENTRE, upgrade=False)
    hours = awake(27)
    lived = found(store, without_pictures(vastra_gotaland), hours[0])
    first = FIRST + timedelta(days=1)
    lived.begin(Cases(lived, 21, pace=(1, 5)).stories(first, LAST - timedelta(days=10)))
    lived.begin(Programme(lived, 22).stories(first, LAST))
    lived.begin(People(lived, 23).stories(first, LAST))
    with capture_logs() as logs:
        asyncio.run(lived.run(hours))
    assert faulty(logs) == []
    yield lived
    store.close()
    databases.done(address)


def test_it_slept_through_much(town: Town) -> None:
    slept = [b - a for a, b in pairwise(town.ticks)]
    assert sum(gap > almanac.HOUR for gap in slept) > 12
    assert max(slept) > timedelta(days=20)


def test_what_was_missed_is_caught_up_with_and_said_once(town: Town) -> None:
    assert faults(Oracle(town).said(), accounts(town)) == ""


def test_nothing_is_said_twice_of_the_same_thing_when_it_wakes(town: Town) -> None:
    """By no oracle: at the first open tick after a stop nobody hears the same thing twice."""
    gaps = pairwise(town.ticks)
    woke = {b for a, b in gaps if b - a > almanac.HOUR}
    first = {Clock(town.ticks).opens(at) for at in woke}
    said = Counter(s for s in accounts(town) if s.at in first)
    assert said and max(said.values()) == 1


def test_three_weeks_are_one_digest_that_says_so(town: Town) -> None:
    made = next(e for e in editions(Clock(town.ticks)) if e.weeks == 3)
    assert made.made == THREE_WEEKS[1]
    with town.desk.store.read() as session:
        row = session.get_one(Digest, made.week)
        rows = session.exec(select(Digest).order_by(Digest.until)).all()
    assert (row.weeks, row.since, row.until) == (3, made.since, made.until)
    assert all(a.until == b.since for a, b in pairwise(rows))
    letters = {
        left.lang: left.text
        for left in town.left
        if left.key.startswith(f"notice:digest:{made.week}:")
    }
    assert "3 veckor" in letters["sv"] and "3 weeks" in letters["en"]
    whole = Said(made.made, "digest", "slack", f"week:{made.week}")
    assert [s for s in accounts(town) if s.kind == "digest" and s.at == made.made].count(whole) == 1
    others = [e for e in editions(Clock(town.ticks)) if e.weeks != 3]
    assert others and all(e.weeks == 1 for e in others if e.made > made.made)
