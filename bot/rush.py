"""A rush: many requests of the platforms at once, whose answers somebody waits for.

Slack gives three seconds for an acknowledgement, and one process has one interpreter. So while
many wait, what nobody waits for (cards, messages, the line that says what came of it) lets them go
first, though never for long: it is planned in rows, and goes out late rather than not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from starlette.types import ASGIApp, Receive, Scope, Send

FEW = 3
"""So many requests under way are no rush: the machine has room for what else there is to do."""
PATIENCE = 1.5
"""Seconds that one piece of work gives way at a time: with half a second, the last of 64 answers
came a fifth later."""


class Rush:
    """Counts the requests under way in this process."""

    def __init__(self, few: int = FEW, patience: float = PATIENCE) -> None:
        self._few = few
        self._patience = patience
        self._under_way = 0
        self._calm = asyncio.Event()

    async def over(self) -> None:
        """Wait until few requests wait for their answers, but no longer than the patience."""
        if self._under_way <= self._few:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._calm.wait(), self._patience)

    def begins(self) -> None:
        """A request has come."""
        self._under_way += 1
        if self._under_way > self._few:
            self._calm.clear()

    def ends(self) -> None:
        """It is answered."""
        self._under_way -= 1
        if self._under_way <= self._few:
            self._calm.set()


class Counted:
    """ASGI middleware: the requests that platforms send are counted while they are under way."""

    def __init__(self, app: ASGIApp, rush: Rush, platforms: Mapping[str, str]) -> None:
        self._app = app
        self._rush = rush
        self._platforms = platforms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and count what is a platform's."""
        if scope["type"] != "http" or scope["path"] not in self._platforms:
            await self._app(scope, receive, send)
            return
        self._rush.begins()
        try:
            await self._app(scope, receive, send)
        finally:
            self._rush.ends()
