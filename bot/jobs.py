"""The clock: ticks that call the desk. No rules of its own, and nothing kept.

What is due lies in rows, so a tick that was missed loses nothing: the next one finds it. The
scheduler's own store is in memory for that reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from time import monotonic

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import metrics
from bot.desk import due
from bot.desk.work import Desk
from bot.observing import log
from bot.storage.engine import NotRead, NotSaved

TICK = 15
"""Seconds between two looks for what has come due."""

BEAT = timedelta(minutes=1)
"""How often the last tick is written into the database, where `check` looks."""

TIDY = 3600
"""Seconds between two removals of old receipts and drafts."""

Job = Callable[[], Awaitable[object]]

_log = log(__name__)


class Jobs:
    """Ticks for one desk. `last_tick` (real time) is when the last whole one ended.

    `wake` is called when a tick has left something to be sent. `also` are further jobs, with how
    many seconds lie between their beginnings; each answers for its own faults.
    """

    def __init__(
        self,
        desk: Desk,
        wake: Callable[[], None],
        now: Callable[[], datetime],
        also: Iterable[tuple[Job, int]] = (),
    ) -> None:
        self._desk = desk
        self._wake = wake
        self._now = now
        self._also = tuple(also)
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._running: set[asyncio.Future[object]] = set()
        self.last_tick: datetime | None = None
        self._kept: datetime | None = None
        self._began: float | None = None

    async def tick(self) -> int:
        """Do what is due now and let it be sent; returns how much was."""
        done = 0
        with _next_time("tick"):
            done = await asyncio.to_thread(due.tick, self._desk, self._now())
            await self._beat(datetime.now(UTC))
        if done:
            _log.info("ticked", due=done)
            self._wake()
        return done

    async def _on_time(self) -> int:
        """A tick of the clock, and how late it began."""
        began = monotonic()
        if self._began is not None:
            metrics.tick_lateness.observe(max(began - self._began - TICK, 0.0))
        self._began = began
        return await self.tick()

    async def _beat(self, real: datetime) -> None:
        """Remember that we ticked: here at once, in the database now and then."""
        if self._kept is None or real - self._kept >= BEAT:
            await asyncio.to_thread(due.ticked, self._desk, real)
            self._kept = real
        self.last_tick = real

    async def tidy(self) -> None:
        """Remove receipts and drafts that have had their day."""
        with _next_time("tidy"):
            await asyncio.to_thread(due.forget, self._desk, self._now())

    def start(self) -> None:
        """Begin to tick, at once. Call it where the event loop runs."""
        for job, seconds in ((self._on_time, TICK), (self.tidy, TIDY), *self._also):
            self._scheduler.add_job(
                self._whole,
                "interval",
                args=(job,),
                seconds=seconds,
                next_run_time=datetime.now(UTC),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    async def _whole(self, job: Job) -> None:
        """Run a job to its end: the scheduler cancels what runs when it is stopped.

        That is no fault to be logged: `ended` waits for the job.
        """
        running = asyncio.ensure_future(job())
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        with suppress(asyncio.CancelledError):
            await asyncio.shield(running)

    def stop(self) -> None:
        """Tick no more; a tick under way goes on, and `ended` waits for it."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def ended(self, seconds: float) -> bool:
        """Wait for what was under way when we stopped; False when it took longer."""
        if not self._running:
            return True
        _, left = await asyncio.wait(set(self._running), timeout=seconds)
        return not left


@contextmanager
def _next_time(job: str) -> Iterator[None]:
    """What cannot be read or saved just now is due the next time too: nothing is lost by it."""
    try:
        yield
    except (NotSaved, NotRead) as error:
        _log.warning("not_saved", job=job, why=repr(error.__cause__))
