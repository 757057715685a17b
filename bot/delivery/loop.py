"""The one who sends: woken after every commit, and every second for what was left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from secrets import token_hex

from bot.delivery import cards, notices
from bot.delivery.pages import Pages
from bot.delivery.remembering import AGAIN
from bot.delivery.sending import LEASE, TRIES, Hold, Post, Step, Words, real_time
from bot.desk import outgoing
from bot.desk.replies import Outbound
from bot.desk.work import Desk
from bot.observing import log
from bot.rush import Rush
from bot.storage import leases, outbox, parked
from bot.storage.engine import NotRead, NotSaved
from bot.storage.outbox import Queue, Target

AT_ONCE = 8
"""Rooms and people of one platform served side by side; within one, everything goes in order."""

PAUSE = 1.0
"""Seconds between two looks when nobody wakes us."""

_log = log(__name__)


class Delivery:
    """Brings cards to the revision they want and sends notices, through the outbounds.

    `now` is the desk's clock, `real` the world's (leases). Several deliveries, in one process or
    in many, may work on one database: a room is leased and a notice claimed before it is sent.
    """

    def __init__(
        self,
        desk: Desk,
        outbounds: Mapping[str, Outbound],
        now: Callable[[], datetime],
        *,
        words: Words = outgoing,
        real: Callable[[], datetime] = real_time,
        lease: timedelta = LEASE,
        tries: int = TRIES,
        rush: Rush | None = None,
    ) -> None:
        self._post = Post(desk, dict(outbounds), words, now, real, lease, tries)
        self._pages = Pages(self._post)
        self._rush = rush or Rush()
        self._passing = asyncio.Lock()
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = False
        self._busy: dict[Target, asyncio.Task[list[Step]]] = {}

    def wake(self, touched: Iterable[int] = ()) -> None:
        """There is something to send. May be called from any thread, and costs nothing.

        `touched` are members whose own page looks different now: it is drawn after the next pass.
        """
        self._pages.touch(touched)
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Send until `stop`: at once when woken, and every second for what was left."""
        self._loop = asyncio.get_running_loop()
        self._stopping = False
        await self._look_again()
        while not self._stopping:
            await self._deliver_in_any_case()
            try:
                await asyncio.wait_for(self._woken.wait(), PAUSE)
            except TimeoutError:
                continue
            finally:
                self._woken.clear()
        await self._deliver_in_any_case()

    async def _look_again(self) -> None:
        """Whoever starts us may have mended what was refused: it need not wait for its time."""
        try:
            await asyncio.to_thread(self._hasten)
        except NotSaved as error:
            self._post.troubles.met(error)

    def _hasten(self) -> None:
        with self._post.desk.store.write() as session:
            parked.look_again(session, self._post.now())

    async def _deliver_in_any_case(self) -> None:
        """One pass; where there is no database, the next one does it. On the way out, its end."""
        try:
            await self.deliver()
        except NotRead as error:
            self._post.troubles.met(error)
        except Exception:
            _log.exception("delivery_pass_failed")
        self._post.troubles.looked()

    def stop(self) -> None:
        """Finish the messages in hand, remember them, give the rooms back, return from `run`."""
        self._stopping = True
        self.wake()

    async def deliver(self) -> int:
        """Send everything that can be sent now; returns how many messages left.

        The pages of those whom the steps have touched are drawn last.
        """
        async with self._passing:
            sent = await self._pass()
        await self._rush.over()
        await self._pages.draw()
        return sent

    async def _pass(self) -> int:
        """Serve every target that something waits for, until nothing more can leave.

        Each target is served by a task of its own, and each platform lets so many work at once:
        one that is slow to answer holds up neither the other targets nor the other platforms.
        Who is at work stays known where a look fails: their messages are in the air.
        """
        sent, look, busy = 0, True, self._busy
        if not busy:
            self._gates = {}
        while True:
            if look and not self._stopping:
                await self._rush.over()
                for queue in await asyncio.to_thread(self._waiting, tuple(busy)):
                    busy[queue.target] = asyncio.create_task(self._serve(queue))
            if not busy:
                return sent
            look = await self._woken_or_done(busy.values())
            for target in [target for target, task in busy.items() if task.done()]:
                steps = busy.pop(target).result()
                sent += steps.count(Step.SENT)
                look = look or bool({Step.SENT, Step.SETTLED} & set(steps))

    async def _woken_or_done(self, tasks: Iterable[asyncio.Task[list[Step]]]) -> bool:
        """Until one of them is done, somebody woke us or a second is over; whether to look again.

        What waited for its time, or was left by a process that died, waits for nobody's slowness.
        """
        if self._loop is not asyncio.get_running_loop():
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return False
        waking = asyncio.create_task(self._woken.wait())
        done, _ = await asyncio.wait(
            {*tasks, waking}, timeout=PAUSE, return_when=asyncio.FIRST_COMPLETED
        )
        waking.cancel()
        if waking in done:
            self._woken.clear()
        return waking in done or not done

    def _gate(self, platform: str) -> asyncio.Semaphore:
        """How many of a platform's targets are served at once."""
        return self._gates.setdefault(platform, asyncio.Semaphore(AT_ONCE))

    def _waiting(self, busy: tuple[Target, ...]) -> list[Queue]:
        post = self._post
        now = post.now()
        quiet = not post.desk.calendar.is_open(now)
        busy = (*busy, *post.at_rest())
        with post.desk.store.read() as session:
            return outbox.waiting(session, now, tuple(post.outbounds), quiet=quiet, busy=busy)

    async def _serve(self, queue: Queue) -> list[Step]:
        """One target's queue; a fault here must not stop the others.

        What could not be saved just now (a busy or full disk) waits in its rows for the next pass.
        """
        async with self._gate(queue.platform):
            steps: list[Step] = []
            try:
                if queue.room_id is None:
                    await self._tell(queue, None, steps)
                elif queue.served:
                    await self._serve_room(queue, queue.room_id, steps)
                else:
                    ids = queue.notices
                    await asyncio.to_thread(notices.set_aside, self._post, queue.room_id, ids)
            except (NotSaved, NotRead) as error:
                self._post.troubles.met(error)
            except Exception:
                _log.exception("queue_failed", room=queue.room_id, member=queue.member_id)
            return steps

    async def _serve_room(self, queue: Queue, room_id: int, steps: list[Step]) -> None:
        hold = await asyncio.to_thread(self._lease, room_id)
        if hold is None:
            return
        try:
            await self._serve_held(queue, hold, steps)
        except (NotSaved, NotRead) as error:
            self._post.troubles.met(error)
        await self._give_back(hold)

    async def _serve_held(self, queue: Queue, hold: Hold, steps: list[Step]) -> None:
        """A room's cards, then its lines. A database that fails does so with nothing in the air."""
        for posting_id in queue.postings:
            await self._rush.over()
            steps.append(await cards.bring(self._post, hold, posting_id))
            if steps[-1] is Step.STOP or self._stopping:
                return
        await self._tell(queue, hold, steps)

    async def _tell(self, queue: Queue, hold: Hold | None, steps: list[Step]) -> None:
        for notice_id in queue.notices:
            await self._rush.over()
            steps.append(await notices.tell(self._post, hold, notice_id))
            if steps[-1] is Step.STOP or self._stopping:
                return

    def _lease(self, room_id: int) -> Hold | None:
        post = self._post
        token, real = token_hex(8), post.real()
        until = real + post.lease
        with post.desk.store.write() as session:
            lease = leases.lease_room(session, room_id, token, until, real)
        return Hold(room_id, token, until, lease == "inherited") if lease else None

    async def _give_back(self, hold: Hold) -> None:
        """Tried until its time is over: a room that is not given back is taken for one in mid-send.

        Once where we are to stop, as the room may as well wait for its time then.
        """
        while True:
            try:
                await asyncio.to_thread(self._free, hold)
            except NotSaved as error:
                self._post.troubles.met(error)
            else:
                return
            if self._stopping or self._post.real() >= hold.until:
                return
            await asyncio.sleep(AGAIN)

    def _free(self, hold: Hold) -> None:
        with self._post.desk.store.write() as session:
            leases.free_room(session, hold.room_id, hold.token)
