"""The line between a chat platform and the desk: commands one way, what is done beside the other.

What Slack and Teams share and what is neither's: the desk is asked in a thread of its own, what
need not be committed before the platform is answered goes on beside. Nothing raises but what a
platform is to send again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any, TypeVar
from uuid import uuid4
from weakref import WeakValueDictionary

from bot import metrics
from bot.desk.dispatch import dispatch as ask_the_desk
from bot.desk.dispatch import keep as keep_for_later
from bot.desk.registry import find
from bot.desk.registry import read as read_words
from bot.desk.replies import Button, Line, Outcome, Request, Value
from bot.desk.work import Desk
from bot.observing import log, trace, tracing
from bot.rush import Rush
from bot.texts import phrase

Dispatch = Callable[[Desk, Request, datetime], Outcome]
Keep = Callable[[Desk, Request, datetime], Button]
Read = Callable[[str], tuple[str, dict[str, Value]]]
Wake = Callable[[Iterable[int]], None]

Result = TypeVar("Result")

AT_WORK = 8
"""Commands at work at once. More would stand in line for the database, each against its limit;
here they wait without one. They are not behind what delivery does, which has threads of its own."""

_log = log(__name__)


class NotKept(Exception):
    """The database could not take what a platform told: it is not to be acknowledged.

    A person is told that nothing was saved, and gives it again. Of what a platform tells by itself
    nobody would know that it is missing: it must come again.
    """


def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_WORK, "desk")


@dataclass(kw_only=True)
class DeskLine:
    """How a platform's front end reaches the desk. `wake` tells delivery after each step."""

    desk: Desk
    now: Callable[[], datetime]
    wake: Wake = lambda _touched: None
    dispatch: Dispatch = ask_the_desk
    keep: Keep = keep_for_later
    read: Read = read_words
    rush: Rush = field(default_factory=Rush)
    _workers: ThreadPoolExecutor = field(default_factory=_workers)
    _tasks: set[asyncio.Task[object]] = field(default_factory=set)
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def ask(self, request: Request) -> Outcome:
        """Give a command to the desk, and let what it left be sent."""
        with tracing(trace()):
            began = monotonic()
            try:
                outcome = await self._in_thread(self.dispatch, request)
            except Exception:
                reference = uuid4().hex[:8]
                _log.exception("command_failed", command=request.name, reference=reference)
                _counted(request, "failed", began)
                return Outcome(private=(Line(phrase("chat.broken", ref=reference)),), done=False)
            _counted(request, _kind(outcome), began)
        self.wake(outcome.touched)
        return outcome

    async def hear(self, request: Request) -> Outcome:
        """Give the desk what a platform tells by itself. Raises NotKept: it is to come again."""
        outcome = await self.ask(request)
        if not outcome.kept:
            raise NotKept(request.name)
        return outcome

    async def keep_request(self, request: Request) -> Button:
        """Keep a request until a press can open its form. Raises what `dispatch.keep` raises."""
        return await self._in_thread(self.keep, request)

    async def _in_thread(
        self, ask: Callable[[Desk, Request, datetime], Result], request: Request
    ) -> Result:
        asked = partial(copy_context().run, ask, self.desk, request, self.now())
        return await asyncio.get_running_loop().run_in_executor(self._workers, asked)

    def turn(self, what: str) -> asyncio.Lock:
        """Whose turn it is with one thing: held while it is being drawn."""
        return self._turns.setdefault(what, asyncio.Lock())

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something after the platform is answered; what goes wrong in it is logged."""
        task: asyncio.Task[object] = asyncio.get_running_loop().create_task(self._logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _logged(self, work: Coroutine[Any, Any, object]) -> None:
        await self.rush.over()
        try:
            await work
        except Exception:
            _log.exception("answer_failed")

    async def settled(self) -> None:
        """Wait until everything spawned has ended."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)


def _kind(outcome: Outcome) -> str:
    """What came of a command, in one word."""
    if outcome.repeated:
        return "repeated"
    if outcome.form is not None:
        return "form"
    return "done" if outcome.done else "refused"


def _counted(request: Request, outcome: str, began: float) -> None:
    """Count a command and log it: its name where it is one of ours, and nothing that was given."""
    command = request.name if find(request.name) else "unknown"
    seconds = monotonic() - began
    metrics.commands.labels(command, outcome).inc()
    metrics.command_seconds.labels(command).observe(seconds)
    _log.info(
        "command",
        command=command,
        platform=request.caller.platform,
        outcome=outcome,
        ms=round(seconds * 1000),
    )
