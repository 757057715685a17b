"""Three services on one PostgreSQL: a case is taken once, a notice sent once, whoever is first.

They are real processes beside a Slack on loopback, which brings what members do to one of the three
after the other, as a load balancer would. One is killed while it sends.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlmodel import col, select

from bot.centre.digests import latest
from bot.centre.load import load
from bot.centre.worktime import WorkCalendar
from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Place, Request
from bot.desk.work import Desk
from bot.storage import store
from bot.storage.engine import Store, open_store
from bot.storage.tables import (
    Digest,
    Enquiry,
    Identity,
    LogEntry,
    Member,
    Notice,
    Posting,
    Referral,
    Room,
)
from tests.conftest import CENTRE
from tests.e2e.teams.service import always_open
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.state import BOT_USER
from tests.postgres import Server

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
CHANNEL = "C0EXPORT"
ORGANISATIONS = ("almi", "business-sweden", "brg", "een", "ekn", "handelskammaren")
RACES, RACERS = 10, 10
SERVE = """
from datetime import timedelta
from bot import jobs
from bot.delivery import Delivery
jobs.TICK = 3
Delivery.__init__.__kwdefaults__["lease"] = timedelta(seconds=6)
from bot.__main__ import main
main()
"""
"""`python -m bot serve` that ticks more often and leases for a shorter time, to wait less here."""


class Spread(FakeSlack):
    """Slack behind a load balancer: each event goes to the next of the services."""

    def spread_to(self, addresses: list[str]) -> None:
        """From now on these."""
        self._next = cycle(addresses)

    @property
    def events_url(self) -> str | None:  # type: ignore[override]
        """Another one each time it is asked for."""
        found: str | None = next(self._next, None)
        return found

    @events_url.setter
    def events_url(self, url: str | None) -> None:
        self._next = cycle([url] if url else [])


class Service:
    """One `serve` on a port of its own."""

    def __init__(self, folder: Path, port: int, settings: dict[str, str]) -> None:
        self.address, self.log = f"http://127.0.0.1:{port}", folder / f"{port}.log"
        ours = ("SLACK_", "TEAMS_", "DATABASE_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVE, "serve"],
                cwd=folder,
                env={**kept, **settings, "PORT": str(port), "PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )

    def ready(self) -> bool:
        """Whether it answers."""
        assert self.process.poll() is None, self.log.read_text()
        try:
            with urlopen(f"{self.address}/health", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """Without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


class Centre:
    """The database, the workspace with a hundred members, and the services."""

    def __init__(self, url: str, slack: Spread, folder: Path) -> None:
        self.url, self.slack, self.folder = url, slack, folder
        self.file = always_open(folder)
        centre = load(self.file)
        self.store: Store = open_store(url, centre=CENTRE)
        self.desk = Desk(self.store, centre, WorkCalendar.of(centre.working_hours))
        self.numbers = count(1)
        self.users = [f"U0{number:03}" for number in range(RACES * RACERS + 1)]
        self.services: list[Service] = []
        self._people()

    def _people(self) -> None:
        self.slack.add_channel(CHANNEL, "export")
        self.slack.state.channels[CHANNEL].members.add(BOT_USER)
        now = datetime.now(UTC)
        edition = latest(self.desk.centre.digest, self.desk.calendar, now - timedelta(days=14))
        assert edition is not None
        with self.store.write() as session:
            session.add(Room(platform="slack", workspace=self.slack.team, channel=CHANNEL))
            session.add(
                Digest(
                    week=edition.week, since=edition.begins, until=edition.due, made_at=edition.due
                )
            )
            for number, user in enumerate(self.users):
                name = f"Member {number:03}"
                self.slack.add_user(user, name, email=f"{user.lower()}@example.org")
                self.slack.state.channels[CHANNEL].members.add(user)
                member = Member(
                    name=name,
                    organisation=ORGANISATIONS[number % len(ORGANISATIONS)],
                    joined_at=now,
                    confirmed_at=now,
                    coordinator=number == 0,
                )
                session.add(member)
                session.flush()
                session.add(
                    Identity(
                        member_id=member.id or 0,
                        platform="slack",
                        workspace=self.slack.team,
                        user=user,
                        used_at=now,
                    )
                )

    def open(self, now: datetime) -> int:
        """A case that nobody is asked about."""
        number = next(self.numbers)
        args = {
            "need": "Hur får vi betalt i Norge?",
            "consent": "yes",
            "company": f"Bolaget {number} AB",
            "q.municipality": "Mark",
            "q.size": "10-49",
            "q.market": ("BR",),
            "q.needs": ("payment-risk",),
            "even_so": "yes",
            "offer_to": "nobody",
            "_form": f"form-{number}",
        }
        caller = Caller("slack", self.slack.team, self.users[0], "Member 000")
        place = Place("slack", self.slack.team, CHANNEL, "")
        outcome = dispatch(self.desk, Request("refer", args, caller, place, ""), now)
        assert outcome.done, outcome
        with self.store.read() as session:
            return store.newest(session)

    def serve(self, ports: list[int]) -> None:
        """Three services, started at once."""
        settings = {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
            "DATABASE_URL": self.url,
            "CENTRE_FILE": str(self.file),
            "HOST": "127.0.0.1",
            "LOG_LEVEL": "warning",
        }
        self.services = [Service(self.folder, port, settings) for port in ports]
        for service in self.services:
            wait_for(service.ready)
        self.spread(self.services)

    def spread(self, services: list[Service]) -> None:
        """Bring what happens to these."""
        self.slack.spread_to([f"{service.address}/slack/events" for service in services])

    def cards(self) -> dict[int, str]:
        """Where each case's card is, once it is there."""
        with self.store.read() as session:
            rows = session.exec(select(Posting).where(Posting.message_id != ""))
            return {row.enquiry_id: row.message_id for row in rows if row.enquiry_id}

    def message(self, number: int) -> dict[str, object]:
        """The card as it is seen in the channel."""
        ts = self.cards()[number]
        return next(m for m in self.slack.messages(CHANNEL) if m["ts"] == ts)

    def taken(self) -> list[int]:
        """The cases that somebody has taken."""
        with self.store.read() as session:
            rows = session.exec(select(Enquiry.id).where(col(Enquiry.handler_id).is_not(None)))
            return [number for number in rows if number]

    def weeks(self) -> list[str]:
        """The digests that were made."""
        with self.store.read() as session:
            return list(session.exec(select(Digest.week)))

    def reminded(self) -> dict[int, int]:
        """How often the poster was told that nobody is asked about a case."""
        with self.store.read() as session:
            rows = session.exec(select(Notice.enquiry_id).where(Notice.kind == "unasked"))
            return dict(Counter(number for number in rows if number))

    def settled(self) -> bool:
        """Whether all has left, and every card is as its case."""
        with self.store.read() as session:
            late = session.exec(select(Notice.id).where(Notice.state == "pending")).first()
            behind = session.exec(select(Posting.id).where(col(Posting.behind).is_(True))).first()
        return late is None and behind is None

    def close(self) -> None:
        """Nothing is left running."""
        for service in self.services:
            service.kill()
        self.store.close()


@pytest.fixture
def centre(postgres: Server, tmp_path: Path) -> Iterator[Centre]:
    with Spread() as slack:
        slack.patience = PATIENCE
        made = Centre(postgres.url("several"), slack, tmp_path)
        yield made
        made.close()
    postgres.drop("several")


def race(centre: Centre, numbers: list[int]) -> None:
    """Ten members press for each case at once, all on the card as it was before anybody had."""
    seen = {number: centre.message(number) for number in numbers}
    racers = [
        (centre.users[1 + turn * RACES + place], number)
        for turn in range(RACERS)
        for place, number in enumerate(numbers)
    ]

    def press(racer: tuple[str, int]) -> None:
        user, number = racer
        centre.slack.person(user).press(seen[number], "Jag tar det", stale=True)

    with ThreadPoolExecutor(24) as threads:
        list(threads.map(press, racers))


def each_once(centre: Centre, *, also_private: bool) -> None:
    """Every notice that counts as sent is one message, and no message is anything else."""
    with centre.store.read() as session:
        sent = session.exec(select(Notice).where(Notice.state == "sent")).all()
        lost = session.exec(
            select(Notice).where(col(Notice.state).in_(("pending", "parked")))
        ).all()
        ids = {i.member_id: i.user for i in session.exec(select(Identity))}
    assert lost == []
    spoken = [notice for notice in sent if notice.folds is None]
    heard = centre.slack.messages(CHANNEL)
    cards = set(centre.cards().values())
    assert Counter(m["ts"] for m in heard if m["ts"] in cards) == dict.fromkeys(cards, 1)
    lines = [m for m in heard if m["ts"] not in cards]
    assert len(lines) == len([notice for notice in spoken if notice.room_id])
    if not also_private:
        return
    for member_id, number in Counter(n.member_id for n in spoken if n.member_id).items():
        assert len(centre.slack.person(ids[member_id]).inbox) == number


def test_a_hundred_members_three_services_and_one_that_dies(
    centre: Centre, unused_ports: list[int]
) -> None:
    past = datetime.now(UTC) - timedelta(hours=5)
    cases = [centre.open(past) for _ in range(RACES)]
    centre.serve(unused_ports)
    wait_for(lambda: len(centre.weeks()) > 1 and len(centre.reminded()) >= RACES)
    wait_for(lambda: len(centre.cards()) == RACES and centre.settled())
    with centre.store.read() as session:
        kinds = Counter(notice.kind for notice in session.exec(select(Notice)))
    assert len(centre.weeks()) == 2, "the digest that was due is made once"
    assert kinds["digest"] == 1
    assert centre.reminded() == dict.fromkeys(cases, 1), "five hours, and nobody was asked"
    each_once(centre, also_private=True)

    race(centre, cases)
    assert sorted(centre.taken()) == cases
    wait_for(centre.settled)
    taken_once(centre, cases)
    each_once(centre, also_private=True)

    dying, *others = centre.services
    number = centre.open(datetime.now(UTC))
    wait_for(lambda: number in centre.cards() and centre.settled())
    centre.spread([dying])
    before = len(centre.slack.called("chat.postMessage"))
    with ThreadPoolExecutor(1) as thread:
        press = centre.slack.person(centre.users[1]).press
        thread.submit(press, centre.message(number), "Jag tar det")
        wait_for(lambda: len(centre.slack.called("chat.postMessage")) > before)
        dying.kill()
    centre.spread(others)
    wait_for(centre.settled)
    taken_once(centre, [number])
    each_once(centre, also_private=False)
    for service in others:
        assert "Traceback" not in service.log.read_text(), service.log.read_text()


def test_a_database_that_goes_away_and_comes_back(
    centre: Centre, postgres: Server, unused_ports: list[int]
) -> None:
    number = centre.open(datetime.now(UTC))
    centre.serve(unused_ports[:2])
    wait_for(lambda: number in centre.cards() and centre.settled())
    card, member = centre.message(number), centre.slack.person(centre.users[1])
    postgres.stop()
    try:
        member.press(card, "Jag tar det")
        wait_for(lambda: "inte att spara" in member.read(member.private(CHANNEL)))
        time.sleep(4)
    finally:
        postgres.start()
    for service in centre.services:
        wait_for(service.ready)
    past = centre.open(datetime.now(UTC) - timedelta(hours=5))
    member.press(card, "Jag tar det")
    assert centre.taken() == [number]
    wait_for(lambda: past in centre.reminded() and past in centre.cards() and centre.settled())
    taken_once(centre, [number])
    each_once(centre, also_private=True)
    for service in centre.services:
        log = service.log.read_text()
        assert "Traceback" not in log, log
        assert 1 <= log.count("database_away") <= 4, f"once for each cause: {log}"


def taken_once(centre: Centre, numbers: list[int]) -> None:
    """One handler, one lead, one entry in the log, and one word of it to the poster."""
    with centre.store.read() as session:
        for number in numbers:
            case = session.get_one(Enquiry, number)
            steps = [
                row.step
                for row in session.exec(select(LogEntry).where(LogEntry.enquiry_id == number))
            ]
            leads = session.exec(
                select(Referral).where(
                    Referral.enquiry_id == number,
                    Referral.status == "accepted",
                    Referral.role == "lead",
                )
            ).all()
            assert steps.count("claimed") + steps.count("accepted") == 1, steps
            assert [lead.handler_id for lead in leads] == [case.handler_id]
            told = session.exec(
                select(Notice).where(
                    Notice.enquiry_id == number,
                    Notice.kind == "taken",
                    col(Notice.member_id) == case.poster_id,
                )
            ).all()
            assert len(told) == 1


@pytest.fixture
def unused_ports() -> list[int]:
    from tests.postgres import free_port

    return [free_port() for _ in range(3)]
