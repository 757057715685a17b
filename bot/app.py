"""The composition root: settings become a centre, a store, a desk and one ASGI application.

Everything is made here and handed on; nothing is made at import. What only one of the commands
needs is imported when it runs: `serve` never loads the web room.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from bot import collecting, metrics, service
from bot.centre.load import load
from bot.centre.worktime import WorkCalendar
from bot.delivery import Delivery
from bot.desk.replies import Outbound
from bot.desk.work import Desk
from bot.feed import calendar_feed
from bot.handlers.bodies import Bodies
from bot.handlers.headers import NoPage
from bot.jobs import Job, Jobs
from bot.observing import log
from bot.rush import Counted, Rush
from bot.settings import Settings, secret
from bot.storage import schema
from bot.storage.engine import StorageFault, open_store
from bot.storage.parked import standing

if TYPE_CHECKING:
    from bot.handlers.web.setup import ActAs

GRACE = 20.0
"""Seconds that a message on its way gets to arrive when the service stops: a call may take 15.

A room whose message did not arrive in time keeps its lease, as the next sender must know that it
may have arrived all the same (`delivery.sending.Hold`).
"""

FIRST_OF_ALL = 0.3
"""Seconds that the start has for itself before the reader is loaded beside it."""

_log = log(__name__)


def utc_now() -> datetime:
    """The time of the world, which is the desk's time wherever it is not moved."""
    return datetime.now(UTC)


def open_desk(settings: Settings, *, upgrade: bool = True) -> Desk:
    """The centre of the settings and its database, as a desk.

    Raises what `load` and `open_store` raise: a faulty centre file, a database that cannot be
    used, belongs to another centre or is newer than the code.
    """
    centre = load(settings.centre_file)
    store = open_store(
        settings.database_url.get_secret_value(),
        centre=centre.slug,
        upgrade=upgrade,
        keys=settings.keys,
    )
    calendar = WorkCalendar.of(centre.working_hours)
    return Desk(store, centre, calendar, settings.coordinators)


def serve_app(settings: Settings) -> Starlette:
    """The service: the platforms that are configured, and answers for those who watch over it."""
    desk = open_desk(settings)
    fronts = front_ends(settings, desk)
    outbounds: dict[str, Outbound] = {name: front.outbound for name, front in fronts.items()}
    rush = Rush()
    delivery = Delivery(desk, outbounds, utc_now, rush=rush)
    jobs = Jobs(
        desk,
        delivery.wake,
        utc_now,
        _calendars(desk, delivery.wake, settings.https_proxy is not None),
    )
    for front in fronts.values():
        front.wakes(delivery.wake)
        front.gives_way(rush)

    def troubles() -> dict[str, str]:
        return {name: front.trouble for name, front in fronts.items()}

    leaving = Leaving(jobs, tuple(fronts.values()))
    metrics.built(_version(), schema.head())
    routes = [service.public(lambda: jobs.last_tick)]
    if settings.calendar_feed is not None:
        routes.append(calendar_feed(desk, secret(settings.calendar_feed), utc_now))
    ways_in = {route.path: name for name, front in fronts.items() for route in front.routes}
    app = Starlette(
        routes=[*routes, *(route for front in fronts.values() for route in front.routes)],
        middleware=[  # a request counts, and its time runs, when all of it is here
            Middleware(NoPage),
            Middleware(Bodies),
            Middleware(Counted, rush=rush, platforms=ways_in),
            Middleware(metrics.Acknowledged, platforms=ways_in),
        ],
        lifespan=_lifespan(desk, delivery, jobs, fronts.values()),
    )
    app.state.leave = leaving.begin
    app.state.inside = Starlette(
        routes=service.routes(desk, lambda: jobs.last_tick, troubles, leaving.begun)
    )
    return app


def _version() -> str:
    """This program's version: the installed one's, or as it stands beside the code."""
    try:
        return version("exportlots")
    except PackageNotFoundError:
        stated = Path(__file__).parents[1] / "pyproject.toml"
        if not stated.exists():
            return "unknown"
        return str(tomllib.loads(stated.read_text("utf-8"))["project"]["version"])


class Leaving:
    """The service has been told to stop: nothing new is begun, what runs goes on to its end."""

    def __init__(self, jobs: Jobs, fronts: tuple[FrontEnd, ...]) -> None:
        self._jobs, self._fronts = jobs, fronts
        self._begun = False

    def begun(self) -> bool:
        """Whether we are on our way out: `/ready` says so, and others take over."""
        return self._begun

    async def begin(self) -> None:
        """No more ticks, and no more from sockets of ours; requests are the server's to end."""
        self._begun = True
        _log.info("stopping")
        self._jobs.stop()
        for front in self._fronts:
            await front.leave()


def _calendars(
    desk: Desk, wake: Callable[[], None], proxied: bool = False
) -> list[tuple[Job, int]]:
    """The reading of the centre's calendars, imported only where the centre file names some."""
    if not desk.centre.calendars:
        return []
    from bot.calendars import EVERY, Calendars

    return [(Calendars(desk, utc_now, wake, proxied=proxied).read, EVERY)]


class FrontEnd(Protocol):
    """A platform, as the service needs to know it. `trouble` keeps it from working now, if any."""

    @property
    def outbound(self) -> Outbound:
        """The way out."""

    @property
    def routes(self) -> list[Route]:
        """The way in, where the platform sends requests to us."""

    @property
    def trouble(self) -> str:
        """What keeps it from working at present, in the platform's own word; else empty."""

    def wakes(self, wake: Callable[[Iterable[int]], None]) -> None:
        """Whom to tell that a step has left something to be sent, and whose page it changed."""

    def gives_way(self, rush: Rush) -> None:
        """What it does beside its answers lets these requests be answered first."""

    async def leave(self) -> None:
        """Take nothing new; what we have called out for may still be answered."""

    def running(self) -> AbstractAsyncContextManager[None]:
        """Connected within; at the end what is under way is let arrive."""


def front_ends(settings: Settings, desk: Desk) -> dict[str, FrontEnd]:
    """The platforms that the settings switch on, each imported only then."""
    found: dict[str, FrontEnd] = {}
    if settings.slack_bot_token is not None:
        from bot.handlers.slack.app import connect
        from bot.handlers.slack.inbound import PLATFORM

        found[PLATFORM] = connect(
            desk,
            utc_now,
            token=secret(settings.slack_bot_token),
            app_token=secret(settings.slack_app_token),
            signing_secret=secret(settings.slack_signing_secret),
            api_url=settings.slack_api_url,
            reads_threads=settings.slack_read_threads,
            reads_messages=settings.read_messages,
        )
    if settings.teams_on:
        found["teams"] = _teams(settings, desk)
    return found


def _teams(settings: Settings, desk: Desk) -> FrontEnd:
    from bot.handlers.teams.app import connect

    return connect(
        desk,
        utc_now,
        app_id=settings.teams_app_id,
        password=secret(settings.teams_app_password),
        tenant=settings.teams_tenant_id,
        tenants=settings.teams_allowed_tenants,
        local=settings.teams_local,
        reads_threads=settings.teams_read_threads,
        reads_messages=settings.read_messages,
    )


def try_app(settings: Settings, at: datetime | None = None, *, empty: bool = False) -> Starlette:
    """The room of `try`: members to act as, sample cases unless `empty`, a clock to move.

    `at` is what the room's clock shows at the start; without it the present, or the centre's next
    opening when it is closed. The settings name a database that may be filled with samples. The
    room answers this computer only.
    """
    from bot import samples
    from bot.handlers.web.app import create
    from bot.handlers.web.outbound import PLATFORM, WebOutbound
    from bot.handlers.web.setup import MovableClock, Room

    desk = open_desk(settings)
    clock = MovableClock(at) if at else MovableClock.at_work(desk.calendar, utc_now())
    if empty:
        with desk.store.write() as session:
            samples.settle(desk, session, clock.now())
    else:
        samples.fill(desk, clock.now())
    channels = tuple(room.channel for room in samples.ROOMS)
    outbound = WebOutbound(channels, clock.now, samples.posted(desk))
    delivery = Delivery(desk, {PLATFORM: outbound}, clock.now)
    jobs = Jobs(desk, delivery.wake, clock.now)

    async def moved() -> None:
        await jobs.tick()
        await delivery.deliver()

    return create(
        desk,
        outbound,
        clock,
        people=_sample_people(desk),
        rooms=[Room(room.channel, room.name, room.lang) for room in samples.ROOMS],
        on_moved=moved,
        reads_messages=settings.read_messages,
        language=settings.language,
        wake=delivery.wake,
        lifespan=_lifespan(desk, delivery, jobs),
    )


def _sample_people(desk: Desk) -> list[ActAs]:
    """The samples' members as the web room shows them."""
    from bot import samples
    from bot.handlers.web.setup import ActAs

    return [
        ActAs(
            person.user,
            person.name,
            desk.centre.organisation(person.organisation).short,
            person.lang,
        )
        for person in samples.people_of(desk.centre)
    ]


def _lifespan(
    desk: Desk, delivery: Delivery, jobs: Jobs, fronts: Iterable[FrontEnd] = ()
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Start platforms, delivery and clock; let what is on its way arrive at the end."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        try:
            async with AsyncExitStack() as stack:
                for front in fronts:
                    await stack.enter_async_context(front.running())
                await stack.enter_async_context(_reading(desk))
                await stack.enter_async_context(_sending(delivery, jobs))
                yield
            await asyncio.to_thread(_say_what_is_left, desk)
        finally:
            desk.store.close()

    return lifespan


def _say_what_is_left(desk: Desk) -> None:
    """The last line of the log: what whoever starts next will find, and send."""
    try:
        with desk.store.read() as session:
            left = standing(session, utc_now(), quiet=False)
    except StorageFault:
        _log.warning("stopped", left="unknown")
        return
    _log.info("stopped", notices=left.pending, cards=left.cards, parked=left.parked)


@asynccontextmanager
async def _reading(desk: Desk) -> AsyncIterator[None]:
    """Load the reader beside the start, so that no member waits for it and the start does not."""
    from bot.desk.understanding import warm

    leaving = asyncio.Event()

    async def load() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(leaving.wait(), FIRST_OF_ALL)
        if not leaving.is_set():
            await asyncio.to_thread(warm, desk.centre)
            collecting.go_on()

    loading = asyncio.create_task(load())
    try:
        yield
    finally:
        leaving.set()
        await asyncio.wait({loading})


@asynccontextmanager
async def _sending(delivery: Delivery, jobs: Jobs) -> AsyncIterator[None]:
    sending = asyncio.create_task(delivery.run())
    jobs.start()
    try:
        yield
    finally:
        jobs.stop()
        delivery.stop()
        if not await jobs.ended(GRACE):
            _log.warning("stopped_in_a_tick")
        try:
            await asyncio.wait_for(sending, GRACE)
        except TimeoutError:
            _log.warning("stopped_in_a_message")
