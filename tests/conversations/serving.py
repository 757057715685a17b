"""Front ends on a server in a thread of its own, as `serve` runs them."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette

from bot.app import FrontEnd

LONGEST = 30.0
"""Seconds that anything asked of it may take."""


class Served:
    """Running from the start, until `close`. `run` does something on its event loop."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._fronts: list[asyncio.Task[None]] = []
        self._app = Starlette(lifespan=self._lifespan)
        config = uvicorn.Config(self._app, log_config=None, lifespan="on", ws="none")
        self._server = uvicorn.Server(config)
        sockets = {"sockets": [self._socket]}
        self._thread = threading.Thread(target=self._server.run, kwargs=sockets)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server has ended before it began"
            time.sleep(0.005)

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        self._loop, self._ends = asyncio.get_running_loop(), asyncio.Event()
        yield
        self._ends.set()
        await asyncio.gather(*self._fronts)

    def add(self, front: FrontEnd) -> str:
        """Serve this one too. Returns the address of the server, without a path."""
        self.run(self._begin(front))
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    async def _begin(self, front: FrontEnd) -> None:
        runs = asyncio.Event()
        self._app.router.routes.extend(front.routes)
        self._fronts.append(asyncio.create_task(self._live(front, runs)))
        await runs.wait()

    async def _live(self, front: FrontEnd, runs: asyncio.Event) -> None:
        async with front.running():
            runs.set()
            await self._ends.wait()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LONGEST)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(LONGEST)
        self._socket.close()
