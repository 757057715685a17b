"""Slack's front end on a server in a thread of its own, as `serve` runs it."""

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

from bot.handlers.slack.app import PATH, SlackFrontEnd

LONGEST = 30.0
"""Seconds that anything asked of it may take."""


class Served:
    """Running from the start, until `close`. `run` does something on its event loop."""

    def __init__(self, front: SlackFrontEnd) -> None:
        self._front = front
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        app = Starlette(routes=list(front.routes), lifespan=self._lifespan)
        self._server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, lifespan="on", ws="none")
        )
        sockets = {"sockets": [self._socket]}
        self._thread = threading.Thread(target=self._server.run, kwargs=sockets)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server has ended before it began"
            time.sleep(0.005)
        self.run(front.installation.identify())

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        async with self._front.running():
            yield

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}{PATH}"

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LONGEST)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(LONGEST)
        self._socket.close()
