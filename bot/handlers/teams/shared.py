"""One run of some work for all who ask for it at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Shared:
    """Work that runs once at a time: who comes while it runs waits for that run.

    Used for what is fetched from Microsoft (signing keys, our own token): fifty requests at once
    cause one fetch, and one that goes away does not take it from the others.
    """

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._work = work
        self._task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._task is not None and not self._task.done()

    def start(self) -> asyncio.Task[None]:
        """The run under way, or a new one, without waiting for it."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        return self._task

    async def wait(self) -> None:
        """The run under way, or a new one, to its end."""
        await asyncio.shield(self.start())
