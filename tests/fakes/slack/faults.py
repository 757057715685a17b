"""Faults that a test plans, and Slack's rate limit."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any


class ApiError(Exception):
    """A method's answer `{"ok": false, "error": …}`."""

    def __init__(self, error: str, *, status: int = 200, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.more = more


@dataclass
class Fault:
    status: int | None = None
    error: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    delay: float = 0.0
    drop: str | None = None
    times: int = 1

    @property
    def replaces(self) -> bool:
        """Whether the method is not run at all."""
        return (
            self.drop == "before"
            or self.error is not None
            or self.body is not None
            or (self.status is not None and self.status >= 300)
        )


class Faults:
    """The faults still to come, for each method in the order planned."""

    def __init__(self) -> None:
        self._planned: dict[str, list[Fault]] = {}

    def plan(self, method: str, fault: Fault) -> None:
        if fault.drop not in (None, "before", "after"):
            raise ValueError("drop is 'before' or 'after'")
        self._planned.setdefault(method, []).append(fault)

    def take(self, method: str) -> Fault | None:
        for name in (method, "*"):
            waiting = self._planned.get(name)
            if waiting:
                fault = waiting[0]
                fault.times -= 1
                if fault.times <= 0:
                    waiting.pop(0)
                return fault
        return None

    def clear(self) -> None:
        self._planned.clear()


class Pace:
    """About one message a second a channel."""

    def __init__(self, seconds: float = 1.0) -> None:
        self.seconds = seconds
        self._last: dict[str, float] = {}

    def wait_for(self, channel: str) -> float:
        """Seconds until this channel may be written to; 0 counts as written."""
        now = time.monotonic()
        left = self._last.get(channel, -1e9) + self.seconds - now
        if left > 0:
            return left
        self._last[channel] = now
        return 0.0
