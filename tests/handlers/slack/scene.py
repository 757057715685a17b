"""The Slack front end as it runs: a real desk on a real file, delivery, jobs, and a fake Slack."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import uvicorn
from sqlmodel import col, select
from starlette.applications import Starlette

from bot import service
from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.delivery import Delivery
from bot.desk.dispatch import dispatch
from bot.desk.due import tick
from bot.desk.replies import Caller, Outcome, Place, Request, Value
from bot.desk.work import Desk
from bot.handlers.slack.app import PATH, SlackFrontEnd, connect
from bot.handlers.slack.inbound import PLATFORM
from bot.jobs import Jobs
from bot.storage import store
from bot.storage.engine import open_store
from bot.storage.tables import Draft, Enquiry, Identity, LogEntry, Member, Notice, Room
from tests.fakes.slack import Delivery as Sent
from tests.fakes.slack import FakeSlack, Person
from tests.fakes.slack.state import BOT_USER, TEAM, Json

CHANNEL = "C0EXPORT"
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday at nine in Stockholm."""

PEOPLE = {
    "karin": ("U0KARIN", "Karin Holm", "vgr", "sv-SE"),
    "sara": ("U0SARA", "Sara Lind", "brg", "sv-SE"),
    "maria": ("U0MARIA", "Maria Dahl", "ekn", "sv-SE"),
    "anna": ("U0ANNA", "Anna Ek", "almi", "sv-SE"),
    "emma": ("U0EMMA", "Emma Clarke", "business-sweden", "en-GB"),
}
"""Confirmed members by the name the tests call them; karin coordinates."""

T = TypeVar("T")


def until(look: Callable[[], T], what: str, seconds: float = 30.0) -> T:
    """Wait until something is there, and return it."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what}: still not so after {seconds} s")
        time.sleep(0.01)


class Clock:
    """Goes as fast as the real one, from a time of the test's choosing."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self._moved = at - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._moved

    def move(self, **by: float) -> None:
        self._moved += timedelta(**by)


class Foreign(logging.Handler):
    """What libraries log, from warnings up."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@dataclass
class Scene:
    """Everything at hand: the workspace, its people, and the bot's own side."""

    slack: FakeSlack
    desk: Desk
    front: SlackFrontEnd
    clock: Clock
    logs: list[dict[str, Any]]
    delivery: Delivery
    jobs: Jobs
    expected: set[str] = field(default_factory=set)
    """Errors in the log that the test provokes; any other fails it at its end."""
    port: int = 0
    loop: asyncio.AbstractEventLoop | None = None
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None
    _forms: count[int] = field(default_factory=count)

    @property
    def karin(self) -> Person:
        return self.slack.person("U0KARIN")

    @property
    def sara(self) -> Person:
        return self.slack.person("U0SARA")

    @property
    def maria(self) -> Person:
        return self.slack.person("U0MARIA")

    @property
    def anna(self) -> Person:
        return self.slack.person("U0ANNA")

    @property
    def emma(self) -> Person:
        return self.slack.person("U0EMMA")

    def newcomer(self, user: str, name: str, *, team: str = TEAM, email: str = "") -> Person:
        """Somebody in the channel whom the desk does not know yet."""
        self.slack.add_user(user, name, email=email or None, team=team)
        self.slack.state.channels[CHANNEL].members.add(user)
        return self.slack.person(user)

    def stranger_member(self, user: str, name: str, organisation: str) -> Person:
        """A confirmed member who sits in a workspace of their own (Slack Connect)."""
        person = self.newcomer(user, name, team="T0ELSEWHERE")
        seat(self.desk, user, name, organisation, reference=CHANNEL)
        return person

    # -- its life

    def start(self, socket_mode: bool = False) -> None:
        app = Starlette(
            routes=[
                *service.routes(
                    self.desk, lambda: self.jobs.last_tick, lambda: {PLATFORM: self.front.trouble}
                ),
                *self.front.routes,
            ],
            lifespan=self._lifespan,
        )
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(100)
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(app, log_config=None, lifespan="on", ws="none", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listener]}, daemon=True
        )
        self._thread.start()
        server = self._server
        until(lambda: server.started, "the service")
        if not socket_mode:
            self.slack.serve_events_to(self.url(PATH))

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def ready(self) -> None:
        until(lambda: self.front.installation.where, "Slack told who we are")

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        self.loop = asyncio.get_running_loop()
        async with self.front.running():
            sending = asyncio.create_task(self.delivery.run())
            self.jobs.start()
            yield
            self.jobs.stop()
            self.delivery.stop()
            await sending

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(20)
            assert not self._thread.is_alive(), "the service does not stop"
        self._server = None
        self.desk.store.close()

    def on_loop(self, work: Coroutine[Any, Any, T]) -> T:
        assert self.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def settle(self) -> None:
        """Let everything that is under way arrive."""

        async def settled() -> None:
            await self.front.installation.settled()
            await self.delivery.deliver()
            await self.front.installation.settled()

        self.on_loop(settled())
        self.slack.settle()

    def move(self, **by: float) -> None:
        """Let time pass: reminders, then what they left to send."""
        self.clock.move(**by)
        tick(self.desk, self.clock())
        self.settle()

    # -- on the desk's side

    def do(self, who: str, command: str, **args: Value | int) -> Outcome:
        """A member gives a command without Slack, a form already filled in."""
        user, name, _, _ = PEOPLE[who]
        given: dict[str, Value] = {
            name.replace("q_", "q."): str(v) if isinstance(v, int) else v
            for name, v in args.items()
        }
        given.setdefault("_form", f"form-{next(self._forms)}")
        caller, place = Caller(PLATFORM, TEAM, user, name), Place(PLATFORM, TEAM, CHANNEL)
        outcome = dispatch(self.desk, Request(command, given, caller, place), self.clock())
        assert outcome.done, outcome
        self.delivery.wake(outcome.touched)
        return outcome

    def open(self, who: str = "sara", *, settle: bool = True, **args: Value | int) -> int:
        """A case whose suggested organisation is EKN; its card is in the channel."""
        given: dict[str, Value | int] = {
            "need": "Hur får vi betalt i Brasilien?",
            "consent": "yes",
            "company": f"Bolaget {next(self._forms)} AB",
            "q_municipality": "Mark",
            "q_market": ("BR",),
            "q_needs": ("payment-risk",),
            "even_so": "yes",
            **args,
        }
        self.do(who, "refer", **given)
        with self.desk.store.read() as session:
            number = store.newest(session)
        if settle:
            self.settle()
        return number

    def case(self, number: int) -> Enquiry:
        with self.desk.store.read() as session:
            row = store.enquiry(session, number)
        assert row is not None
        return row

    def cases(self) -> list[Enquiry]:
        with self.desk.store.read() as session:
            return list(session.exec(select(Enquiry).order_by(col(Enquiry.id))))

    def log(self, number: int, step: str = "") -> list[LogEntry]:
        with self.desk.store.read() as session:
            found = list(store.log(session, number, limit=10_000))
        return [entry for entry in found if step in ("", entry.step)]

    def members(self) -> dict[str, Member]:
        with self.desk.store.read() as session:
            return {member.name: member for member in session.exec(select(Member))}

    def notices(self, kind: str = "") -> list[Notice]:
        with self.desk.store.read() as session:
            rows = list(session.exec(select(Notice).order_by(col(Notice.id))))
        return [row for row in rows if kind in ("", row.kind)]

    def drafts(self) -> list[Draft]:
        with self.desk.store.read() as session:
            return list(session.exec(select(Draft)))

    def rooms(self) -> dict[str, Room]:
        with self.desk.store.read() as session:
            return {room.channel: room for room in session.exec(select(Room))}

    # -- on Slack's side

    def cards(self, channel: str = CHANNEL) -> list[Json]:
        """The cards in a channel, oldest first: what the bot has written outside threads."""
        return [
            message
            for message in self.slack.messages(channel)
            if message["user"] == BOT_USER
            and message.get("thread_ts", message["ts"]) == message["ts"]
        ]

    def card(self, channel: str = CHANNEL) -> Json:
        """The newest card."""
        return until(lambda: self.cards(channel), "a card")[-1]

    def read(self, thing: Any) -> str:
        return self.slack.text_of(thing)

    def whispers(self, who: Person, channel: str | None = CHANNEL) -> list[str]:
        """What was said to one person where others are, as they read it."""
        return [self.read(message) for message in who.private(channel)]

    def whisper(self, who: Person, channel: str | None = CHANNEL) -> str:
        """The latest of it, once everything has arrived."""
        self.settle()
        return until(lambda: self.whispers(who, channel), "a private answer")[-1]

    def inbox(self, who: Person) -> list[str]:
        self.settle()
        return [self.read(message) for message in who.inbox if message["user"] == BOT_USER]

    def view(self, who: Person) -> Json:
        """The modal on somebody's screen, once it is there."""
        self.settle()
        return until(lambda: who.view, "a modal")

    def logged(self, event: str) -> list[dict[str, Any]]:
        return [entry for entry in self.logs if entry["event"] == event]

    def health(self) -> Json:
        import httpx

        found: Json = httpx.get(self.url("/health")).json()
        return found


def seat(desk: Desk, user: str, name: str, organisation: str, *, reference: str = "",
         lang: str = "sv", coordinator: bool = False) -> None:  # fmt: skip
    """A confirmed member, known by a Slack identity."""
    with desk.store.write() as session:
        member = Member(
            name=name,
            organisation=organisation,
            lang=lang,
            joined_at=MONDAY,
            confirmed_at=MONDAY,
            coordinator=coordinator,
            phone="010-000 00 00",
        )
        session.add(member)
        session.flush()
        session.add(
            Identity(
                member_id=member.id or 0,
                platform=PLATFORM,
                workspace=TEAM,
                user=user,
                reference=reference,
                used_at=MONDAY,
            )
        )


def desk_on(address: str, centre: Centre) -> Desk:
    """A desk on a database; its first coordinator is Karin."""
    opened = open_store(address, centre=centre.slug, upgrade=False)
    calendar = WorkCalendar.of(centre.working_hours)
    return Desk(opened, centre, calendar, (f"{PLATFORM}/{TEAM}/U0KARIN",))


def seated(address: str, centre: Centre) -> None:
    """Fill a new database with the members and their room."""
    desk = desk_on(address, centre)
    with desk.store.write() as session:
        session.add(Room(platform=PLATFORM, workspace=TEAM, channel=CHANNEL, name="exportcenter"))
    for user, name, organisation, locale in PEOPLE.values():
        lang = "sv" if locale.startswith("sv") else "en"
        seat(desk, user, name, organisation, lang=lang, coordinator=organisation == "vgr")
    desk.store.close()


def populate(slack: FakeSlack) -> None:
    """The workspace: the centre's channel with its members and the bot."""
    slack.add_channel(CHANNEL, "exportcenter")
    for user, name, organisation, locale in PEOPLE.values():
        slack.add_user(user, name, email=f"{user.lower()}@{organisation}.example", locale=locale)
        slack.state.channels[CHANNEL].members.add(user)
    slack.state.channels[CHANNEL].members.add(BOT_USER)


def set_scene(
    slack: FakeSlack,
    desk: Desk,
    logs: list[dict[str, Any]],
    *,
    socket_mode: bool = False,
    reads_threads: bool = False,
    reads_messages: bool = False,
) -> Scene:
    """The bot beside the workspace, not yet started."""
    clock = Clock()
    front = connect(
        desk,
        clock,
        token=slack.bot_token,
        api_url=slack.api_url,
        app_token=slack.app_token if socket_mode else "",
        signing_secret="" if socket_mode else slack.signing_secret,
        reads_threads=reads_threads,
        reads_messages=reads_messages,
    )
    delivery = Delivery(desk, {PLATFORM: front.outbound}, clock)
    jobs = Jobs(desk, delivery.wake, clock)
    front.wakes(delivery.wake)
    return Scene(slack, desk, front, clock, logs, delivery, jobs)


def view_of(sent: Sent) -> Json:
    """The view that the answer to a submission carried."""
    found: Json = sent.body["view"]
    return found


def about(view: Json) -> Any:
    """What a modal keeps of its form."""
    return json.loads(view["private_metadata"])
