"""The very same bytes to our front end and to a bare one, in turns.

Both are ASGI applications on the event loop that `serve` runs on. CPU is of the whole process,
because the desk works in a thread.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.types import ASGIApp
from uvicorn import Config

from benchmarks.clock import Times
from benchmarks.posted import Answered, Signed

WARM_UP = 10

Made = Callable[[int], Signed]
Look = Callable[[Answered], None]
Settled = Callable[[], Awaitable[None]]


@dataclass
class Acked:
    """One sort of request on either side: to its answer, and ours to what it leads to.

    `then` says what ours is at when all is done; empty where that is the answer itself.
    """

    name: str
    then: str = ""
    ours: Times = field(default_factory=Times)
    bare: Times = field(default_factory=Times)
    ended: Times = field(default_factory=Times)


@dataclass(frozen=True)
class Side:
    """One application. `look` raises RuntimeError over a wrong answer; `settled` waits for what
    goes on after the answer."""

    app: ASGIApp
    look: Look
    settled: Settled | None = None


def on_the_loop_of_serve() -> asyncio.Runner:
    """What runs coroutines as `serve` does: uvicorn's choice of an event loop."""
    return asyncio.Runner(loop_factory=Config(app="").get_loop_factory())


async def take_turns(found: Acked, ours: Side, bare: Side, made: Made, rounds: int) -> None:
    """Each request to either side, who goes first by turns; the first few are not counted."""
    for turn in range(WARM_UP + rounds):
        kept = Acked("") if turn < WARM_UP else found
        request = made(turn)
        sides = [(ours, kept.ours), (bare, kept.bare)]
        for side, times in sides if turn % 2 else reversed(sides):
            await _take(request, side, times, kept.ended)


async def _take(request: Signed, side: Side, answered: Times, ended: Times) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = await request.sent_to(side.app)
    answered.note(answer.wall - wall, answer.cpu - cpu)
    if side.settled is not None:
        await side.settled()
        ended.note(time.perf_counter() - wall, time.process_time() - cpu)
    side.look(answer)
