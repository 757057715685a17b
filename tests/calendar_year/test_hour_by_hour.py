"""The years 2026 and 2027, hour by hour: every message counted, and every one where it belongs."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, MutableMapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from bot.centre.model import Centre
from bot.storage.engine import open_store
from bot.storage.tables import Digest, Notice, Posting
from tests.calendar_year import almanac
from tests.calendar_year.case_life import Cases
from tests.calendar_year.difficult_days import DIFFICULT
from tests.calendar_year.digest_oracle import editions
from tests.calendar_year.expected import Clock, Said
from tests.calendar_year.ledger import accounts, faults
from tests.calendar_year.meeting_life import Programme
from tests.calendar_year.oracle import Oracle
from tests.calendar_year.people_life import People
from tests.calendar_year.town import PEOPLE, ROOMS, Town, faulty, found, without_pictures
from tests.conftest import CENTRE
from tests.databases import Databases

pytestmark = pytest.mark.sqlite_only  # Two years take long: PostgreSQL has the autumn that sleeps.
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)

BY_THE_CLOCK = frozenset(
    {
        "meeting_reminder",
        "meeting_own",
        "meeting_after",
        "meeting_pack",
        "digest",
        "own_list",
        "contact_question",
        "stale",
        "stale_coordinator",
        "later",
        "woken",
        "offer_nudge",
        "offer_slow",
        "expired",
        "unasked",
        "unasked_coordinator",
        "question_unanswered",
    }
)
"""What nobody's step causes: it comes in working hours, a meeting's own morning apart."""


@pytest.fixture(scope="module")
def logs() -> list[MutableMapping[str, Any]]:
    """What the service wrote into its log meanwhile."""
    return []


@pytest.fixture(scope="module")
def town(
    databases: Databases,
    vastra_gotaland: Centre,
    logs: list[MutableMapping[str, Any]],
) -> Iterator[Town]:
    """The town when the two years are over."""
    address = databases.fresh()
    store = open_store(address, centre=CENTRE, upgrade=False)
    begins = almanac.instant(FIRST, time())
    lived = found(store, without_pictures(vastra_gotaland), begins)
    first = FIRST + timedelta(days=4)
    lived.begin(Cases(lived, 1).stories(first, LAST - timedelta(days=40)))
    lived.begin(Programme(lived, 2).stories(first, LAST))
    lived.begin(People(lived, 3).stories(first, LAST))
    with capture_logs() as seen:
        asyncio.run(lived.run(almanac.hours(begins, almanac.instant(LAST, time(23)))))
    logs += seen
    yield lived
    store.close()
    databases.done(address)


@pytest.fixture(scope="module")
def left(town: Town) -> list[Said]:
    """Every message that left."""
    return accounts(town)


def test_every_hour_of_two_years_was_ticked(town: Town) -> None:
    assert len(town.ticks) == 2 * 365 * 24
    apart = {later - earlier for earlier, later in pairwise(town.ticks)}
    assert apart == {almanac.HOUR}


def test_every_message_is_one_that_must_come_and_none_is_missing(
    town: Town, left: list[Said]
) -> None:
    assert faults(Oracle(town).said(), left) == ""


def test_nothing_the_clock_says_comes_at_night(left: list[Said]) -> None:
    for said in left:
        if said.kind == "meeting_own":
            assert time(6) <= almanac.here(said.at).time() < almanac.CLOSES, said
        elif said.kind in BY_THE_CLOCK:
            assert almanac.is_open(said.at), said


def test_nothing_went_wrong_unseen(town: Town, logs: list[MutableMapping[str, Any]]) -> None:
    assert faulty(logs) == []
    with town.desk.store.read() as session:
        states = Counter(session.exec(select(Notice.state)))
        behind = session.exec(select(Posting).where(Posting.behind)).all()
    assert states.keys() <= {"sent", "dropped"}
    assert behind == []


def test_everybody_reads_their_own_language(town: Town) -> None:
    langs = {user: lang for user, (_, _, lang) in PEOPLE.items()}
    langs |= {room: lang for room, (_, _, lang) in ROOMS.items()}
    assert {one.lang == langs[one.to] for one in town.left} == {True}


def test_there_was_a_life_to_count(town: Town, left: list[Said]) -> None:
    """Otherwise nothing would be shown by all this."""
    kinds = Counter(said.kind for said in left)
    assert kinds.keys() >= BY_THE_CLOCK
    assert kinds["digest"] == 2 * len(editions(Clock(town.ticks))) - 2 * _weeks_without_anything()
    months = {said.at.month for said in left if said.kind == "later"}
    assert len(months) == 12
    verbs = Counter(step.verb for step in town.steps)
    assert {"cancel_meeting", "absence", "news", "ask", "answer", "wait", "reopen"} <= verbs.keys()
    assert len(town.steps) > 500 and len(town.left) > 2000
    assert len(town.refused) < len(town.steps) / 50


def _weeks_without_anything() -> int:
    """The first Monday: nothing had happened yet."""
    return 1


def test_each_digest_goes_on_where_the_last_one_ended(town: Town) -> None:
    with town.desk.store.read() as session:
        rows = session.exec(select(Digest).order_by(Digest.until)).all()
    assert [row.sent for row in rows] == [False] + [True] * (len(rows) - 1)
    for before, after in pairwise(rows):
        assert after.since == before.until
        assert after.weeks == 1
    wanted = [(e.week, e.since, e.until, e.made) for e in editions(Clock(town.ticks))]
    assert [(r.week, r.since, r.until, r.made_at) for r in rows[1:]] == wanted


def test_news_stands_in_one_digest_or_was_told_at_once(town: Town) -> None:
    letters = {
        room: [x.text for x in town.left if x.key.startswith("notice:digest:") and x.to == room]
        for room in ROOMS
    }
    items = [step for step in town.steps if step.verb == "news"]
    assert {step.args["when"] for step in items} == {"now", "digest"}
    for step in items:
        told = [sum(str(step.args["text"]) in text for text in letters[room]) for room in ROOMS]
        due = step.at < town.ticks[-1] - timedelta(days=8)
        assert told == [int(step.args["when"] == "digest")] * 2 or not due, step


# --- days one can look up in a calendar, written down by hand


def of_meeting(
    town: Town, left: list[Said], when: str, kind: str, to: str = "slack"
) -> list[datetime]:
    """At which local times that was said of the meeting first planned for then."""
    number = next(s.about for s in town.steps if s.verb == "meeting" and s.args["when"] == when)
    return sorted(
        almanac.here(said.at)
        for said in left
        if (said.about, said.kind, said.to) == (f"meeting:{number}", kind, to)
    )


def local(*texts: str) -> list[datetime]:
    """Local times as written."""
    return [datetime.strptime(text, "%Y-%m-%d %H.%M") for text in texts]  # noqa: DTZ007


def test_after_easter(town: Town, left: list[Said]) -> None:
    reminded = of_meeting(town, left, "2026-04-07 13.00-16.00", "meeting_reminder")
    assert reminded == local("2026-03-24 09.00", "2026-04-02 09.00")
    own = of_meeting(town, left, "2026-04-07 13.00-16.00", "meeting_own", "anna")
    assert own == local("2026-04-07 07.00")


def test_after_midsummer(town: Town, left: list[Said]) -> None:
    reminded = of_meeting(town, left, "2026-06-22 09.00-12.00", "meeting_reminder")
    assert reminded == local("2026-06-08 09.00", "2026-06-18 09.00")
    assert of_meeting(town, left, "2026-06-22 09.00-12.00", "meeting_after", "lena") == local(
        "2026-06-23 09.00"
    )


def test_between_christmas_and_epiphany(town: Town, left: list[Said]) -> None:
    reminded = of_meeting(town, left, "2026-12-28 13.00-15.00", "meeting_reminder")
    assert reminded == local("2026-12-14 09.00", "2026-12-23 09.00")
    reminded = of_meeting(town, left, "2027-01-04 09.00-11.00", "meeting_reminder")
    assert reminded == local("2026-12-21 09.00", "2026-12-30 09.00")


def test_on_a_saturday_and_on_the_sunday_the_clocks_change(town: Town, left: list[Said]) -> None:
    assert of_meeting(town, left, "2026-09-12 10.00-15.00", "meeting_own", "emma") == local(
        "2026-09-12 07.00"
    )
    assert of_meeting(town, left, "2026-09-12 10.00-15.00", "meeting_after", "emma") == local(
        "2026-09-14 09.00"
    )
    assert of_meeting(town, left, "2027-03-28 10.00-14.00", "meeting_own", "nils") == local(
        "2027-03-28 07.00"
    )
    reminded = of_meeting(town, left, "2027-03-28 10.00-14.00", "meeting_reminder")
    assert reminded == local("2027-03-12 09.00", "2027-03-25 09.00")


def test_early_meetings(town: Town, left: list[Said]) -> None:
    for when, own in (
        ("2026-05-20 07.30-09.00", "2026-05-20 07.00"),  # due at 6.30, and the clock ticks at 7
        ("2026-11-03 06.15-18.00", "2026-11-03 06.00"),
        ("2026-08-20 05.00-20.00", "2026-08-19 09.00"),
    ):
        to = next(user for event in DIFFICULT if event.when == when for _, user, *_ in event.then)
        assert of_meeting(town, left, when, "meeting_own", to) == local(own)


def test_the_digest_after_easter_is_tuesdays(left: list[Said]) -> None:
    days = {almanac.here(s.at) for s in left if s.kind == "digest"}
    assert not {at.time() for at in days} - {time(8)}
    tuesdays = sorted(at.date() for at in days if at.weekday() != 0)
    assert tuesdays == [date(2026, 4, 7), date(2027, 3, 30)]
    assert len(days) == 103


def test_a_case_closed_in_february_is_asked_about_in_may_august_and_the_next_february(
    town: Town, left: list[Said]
) -> None:
    closed = [
        s for s in town.steps if s.verb == "close" and s.at < datetime(2026, 7, 1, tzinfo=UTC)
    ]
    reopened = {s.about for s in town.steps if s.verb == "reopen"}
    asked = [s for s in left if s.kind == "later"]
    whole = 0
    for step in closed:
        mine = [s for s in asked if s.about == f"case:{step.about}"]
        if step.about in reopened or not mine:
            continue
        whole += 1
        day = almanac.here(step.at).date()
        wanted = [almanac.this_or_after(almanac.months_later(day, n)) for n in (3, 6, 12)]
        assert [almanac.here(s.at).date() for s in mine] == wanted
    assert whole > 10
