"""The composition root: settings become a centre, a store, a desk and one ASGI application.

Everything is made here and handed on; nothing is made at import. What only one of the commands
needs is imported when it runs: `serve` never loads the web room.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from bot import service
from bot.centre.load import load
from bot.centre.worktime import WorkCalendar
from bot.delivery import Delivery
from bot.desk.replies import Outbound
from bot.desk.work import Desk
from bot.feed import calendar_feed
from bot.handlers.bodies import Bodies
from bot.handlers.headers import NoPage
from bot.jobs import Job, Jobs
from bot.settings import Settings, secret
from bot.storage.engine import open_store

if TYPE_CHECKING:
    from bot.handlers.web.setup import ActAs

GRACE = 10.0
"""Seconds that a message on its way gets to arrive when the service stops."""


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
    delivery = Delivery(desk, outbounds, utc_now)
    jobs = Jobs(desk, delivery.wake, utc_now, _calendars(desk, delivery.wake))
    for front in fronts.values():
        front.wakes(delivery.wake)

    def troubles() -> dict[str, str]:
        return {name: front.trouble for name, front in fronts.items()}

    routes = list(service.routes(desk, lambda: jobs.last_tick, troubles))
    if settings.calendar_feed is not None:
        routes.append(calendar_feed(desk, secret(settings.calendar_feed), utc_now))
    return Starlette(
        routes=[*routes, *(route for front in fronts.values() for route in front.routes)],
        middleware=[Middleware(NoPage), Middleware(Bodies)],
        lifespan=_lifespan(desk, delivery, jobs, fronts.values()),
    )


def _calendars(desk: Desk, wake: Callable[[], None]) -> list[tuple[Job, int]]:
    """The reading of the centre's calendars, imported only where the centre file names some."""
    if not desk.centre.calendars:
        return []
    from bot.calendars import EVERY, Calendars

    return [(Calendars(desk, utc_now, wake).read, EVERY)]


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
        finally:
            desk.store.close()

    return lifespan


@asynccontextmanager
async def _reading(desk: Desk) -> AsyncIterator[None]:
    """Load the reader beside the start, so that no member waits for it and the start does not."""
    from bot.desk.understanding import warm

    loading = asyncio.create_task(asyncio.to_thread(warm, desk.centre))
    try:
        yield
    finally:
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
        with suppress(TimeoutError):
            await asyncio.wait_for(sending, GRACE)
