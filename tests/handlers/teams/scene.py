"""The Teams front end as it runs: a real desk on a real file, delivery, jobs, and a fake Teams."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
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
from bot.handlers.teams.app import PATH, TeamsFrontEnd, connect
from bot.handlers.teams.inbound import PLATFORM
from bot.handlers.teams.references import CHANNEL, PERSONAL, Reference
from bot.jobs import Jobs
from bot.storage import people, store
from bot.storage.engine import open_store
from bot.storage.tables import Draft, Enquiry, Identity, LogEntry, Member, Notice, Room
from tests.fakes.teams import ELSEWHERE, FakeTeams, Message, Person
from tests.fakes.teams.state import BOT, TENANT, Human, Json
from tests.handlers.slack.scene import MONDAY, Clock, T, until

__all__ = ["MONDAY", "PLATFORM", "Clock", "Scene", "until"]

TEAM_NAME, CHANNEL_NAME = "Exportcenter Väst", "Ärenden"

PEOPLE = {
    "karin": ("Karin Holm", "vgr", "sv-SE"),
    "sara": ("Sara Lind", "brg", "sv-SE"),
    "maria": ("Maria Dahl", "ekn", "sv-SE"),
    "anna": ("Anna Ek", "almi", "sv-SE"),
    "emma": ("Emma Clarke", "business-sweden", "en-GB"),
}
"""Confirmed members by the name the tests call them; karin coordinates."""


@dataclass
class Scene:
    """Everything at hand: the team, its people, and the bot's own side."""

    teams: FakeTeams
    desk: Desk
    front: TeamsFrontEnd
    clock: Clock
    logs: list[dict[str, Any]]
    delivery: Delivery
    jobs: Jobs
    expected: set[str] = field(default_factory=set)
    """Errors in the log that the test provokes; any other fails it at its end."""
    refused: bool = False
    """Whether the test provokes what Teams itself tells a person went wrong."""
    port: int = 0
    loop: asyncio.AbstractEventLoop | None = None
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None
    _forms: count[int] = field(default_factory=count)

    @property
    def karin(self) -> Person:
        return self.teams.person("karin")

    @property
    def sara(self) -> Person:
        return self.teams.person("sara")

    @property
    def maria(self) -> Person:
        return self.teams.person("maria")

    @property
    def anna(self) -> Person:
        return self.teams.person("anna")

    @property
    def emma(self) -> Person:
        return self.teams.person("emma")

    @property
    def channel(self) -> str:
        """The centre's room."""
        return self.teams.channel

    @property
    def team(self) -> str:
        return next(iter(self.teams.state.teams))

    def newcomer(self, key: str, name: str, **more: Any) -> Person:
        """Somebody in the team whom the desk does not know yet."""
        person = self.teams.add_person(key, name, **more)
        self.teams.state.teams[self.team].members.add(key)
        return person

    def outsider(self, key: str, name: str, organisation: str = "", channel: str = "") -> Person:
        """Somebody of another tenant; a confirmed member, where an organisation is given, and met
        in the centre's room if not in another channel."""
        person = self.teams.add_person(key, name, tenant=ELSEWHERE)
        if organisation:
            known = Reference(self.teams.service_url, TENANT, BOT, PERSONAL, person.id, name, True,
                              channel or self.channel)  # fmt: skip
            seat(self.desk, person.human, organisation, reference=known.kept())
        return person

    # -- its life

    def start(self) -> None:
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
        self.teams.serve(self.url(PATH))

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

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

    def move(self, **by: float) -> None:
        """Let time pass: reminders, then what they left to send."""
        self.clock.move(**by)
        tick(self.desk, self.clock())
        self.settle()

    # -- on the desk's side

    def do(self, who: str, command: str, **args: Value | int) -> Outcome:
        """A member gives a command without Teams, a form already filled in."""
        human = self.teams.state.human(who)
        given: dict[str, Value] = {
            name.replace("q_", "q."): str(v) if isinstance(v, int) else v
            for name, v in args.items()
        }
        given.setdefault("_form", f"form-{next(self._forms)}")
        caller = Caller(PLATFORM, TENANT, human.aad, human.name)
        place = Place(PLATFORM, TENANT, self.channel)
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

    def identity(self, who: Person) -> Identity:
        with self.desk.store.read() as session:
            found = people.identity(session, PLATFORM, TENANT, who.aad)
        assert found is not None
        return found

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

    # -- on Teams' side

    def cards(self, where: str = "") -> list[Message]:
        """The cards in a channel or group chat, oldest first: what the bot wrote, not in threads."""
        found = self.teams.threads(where or self.channel)
        return [message for message in found if message.author == "bot"]

    def card(self, where: str = "") -> Message:
        """The newest card."""
        return until(lambda: self.cards(where), "a card")[-1]

    def thread(self, card: Message | None = None) -> list[str]:
        """What stands under a card, oldest first, as it is read."""
        return [self.read(line) for line in self.teams.thread(card or self.card())]

    def read(self, thing: Any) -> str:
        return self.teams.text_of(thing)

    def everything(self, where: str = "") -> str:
        """Whatever was sent into a channel or chat, each version and every field of it, as JSON:
        what somebody who listens at the client could find there."""
        place = where or self.channel
        return "\n".join(
            str(call.body) for call in self.teams.calls if call.body and _went_to(call, place)
        )

    def inbox(self, who: Person) -> list[str]:
        """What the bot has written to one person, once everything has arrived."""
        self.settle()
        return [self.read(message) for message in who.letters]

    def letter(self, who: Person) -> Message:
        """The newest of it."""
        self.settle()
        return until(lambda: who.letters, f"a message to {who}")[-1]

    def answer(self, who: Person) -> str:
        """The newest of it, as it is read."""
        return self.read(self.letter(who))

    def logged(self, event: str) -> list[dict[str, Any]]:
        return [entry for entry in self.logs if entry["event"] == event]

    def health(self) -> Json:
        found: Json = httpx.get(self.url("/health")).json()
        return found


def _went_to(call: Any, place: str) -> bool:
    told = (call.body or {}).get("channelData") if isinstance(call.body, dict) else None
    channel = ((told or {}).get("channel") or {}).get("id")
    return place in (call.args.get("conversation", "").partition(";")[0], channel)


def seat(desk: Desk, human: Human, organisation: str, *, reference: str = "", lang: str = "sv",
         coordinator: bool = False) -> None:  # fmt: skip
    """A confirmed member, known by a Teams identity."""
    with desk.store.write() as session:
        member = Member(
            name=human.name,
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
                workspace=TENANT,
                user=human.aad,
                reference=reference,
                used_at=MONDAY,
            )
        )


def desk_on(address: str, centre: Centre) -> Desk:
    """A desk on a database; its first coordinator is Karin."""
    opened = open_store(address, centre=centre.slug, upgrade=False)
    calendar = WorkCalendar.of(centre.working_hours)
    karin = Human("karin", PEOPLE["karin"][0])
    return Desk(opened, centre, calendar, (f"{PLATFORM}/{TENANT}/{karin.aad}",))


def seated(address: str, centre: Centre, channel: str) -> None:
    """Fill a new database with the members and their room."""
    desk = desk_on(address, centre)
    with desk.store.write() as session:
        session.add(Room(platform=PLATFORM, workspace=TENANT, channel=channel, name=CHANNEL_NAME))
    for key, (name, organisation, locale) in PEOPLE.items():
        lang = "sv" if locale.startswith("sv") else "en"
        seat(desk, Human(key, name), organisation, lang=lang, coordinator=organisation == "vgr")
    desk.store.close()


def populate(teams: FakeTeams) -> None:
    """The centre's team with its channel, its members and the app."""
    for key, (name, organisation, locale) in PEOPLE.items():
        teams.add_person(key, name, email=f"{key}@{organisation}.example", locale=locale)
    team = teams.add_team(TEAM_NAME, *PEOPLE, installed=True)
    teams.add_channel(team, CHANNEL_NAME)


def reach(teams: FakeTeams, desk: Desk) -> None:
    """Write down how this Teams is written to, in the room's row and in each member's."""
    team = next(iter(teams.state.teams))
    with desk.store.write() as session:
        for room in session.exec(select(Room)):
            room.reference = Reference(teams.service_url, TENANT, BOT, CHANNEL).kept()
            room.within = team
            session.add(room)
        for identity in session.exec(select(Identity)):
            human = teams.state.human(identity.user)
            known = Reference(teams.service_url, TENANT, BOT, PERSONAL, human.id, human.name)
            identity.reference = known.kept()
            session.add(identity)


def set_scene(
    teams: FakeTeams,
    desk: Desk,
    logs: list[dict[str, Any]],
    *,
    reads_threads: bool = False,
    reads_messages: bool = False,
    tenants: tuple[str, ...] = (),
) -> Scene:
    """The bot beside the team, not yet started."""
    reach(teams, desk)
    teams.reads_threads = reads_threads or reads_messages
    teams.reads_chats = reads_messages
    clock = Clock()
    known: dict[str, Any] = {
        "app_id": teams.app_id,
        "password": teams.password,
        "tenant": teams.tenant,
        "openid_url": teams.openid_url,
        "login": teams.login,
    }
    front = connect(
        desk,
        clock,
        tenants=tenants,
        reads_threads=reads_threads,
        reads_messages=reads_messages,
        **({"local": True} if teams.local else known),
    )
    delivery = Delivery(desk, {PLATFORM: front.outbound}, clock)
    jobs = Jobs(desk, delivery.wake, clock)
    front.wakes(delivery.wake)
    return Scene(teams, desk, front, clock, logs, delivery, jobs)
