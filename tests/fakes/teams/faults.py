"""Faults that a test plans, and Teams' limit on sends."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

METHODS = ("create", "send", "update", "delete", "member", "members", "team", "channels")
KEYS = ("openid", "keys")
STORE = ("onedrive",)
"""Where files lie; no part of the connector."""


class ApiError(Exception):
    """An answer {"error": {"code", "message"}}."""

    def __init__(
        self, status: int, code: str, message: str = "", *, retry_after: float | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message or code
        self.retry_after = retry_after


@dataclass
class Fault:
    """`hang` seconds pass first; `close` cuts the connection instead of an answer; `applied`
    does what was asked all the same."""

    status: int | None = None
    code: str = "ServiceError"
    retry_after: float | None = None
    hang: float = 0.0
    close: bool = False
    applied: bool = False
    times: int = 1

    @property
    def replaces(self) -> bool:
        """Whether the method is not run at all."""
        return not self.applied and (self.close or self.status is not None)

    @property
    def error(self) -> ApiError | None:
        if self.status is None:
            return None
        return ApiError(self.status, self.code, "planned", retry_after=self.retry_after)


class Faults:
    """The faults still to come, for each method in the order planned; "*" is any method."""

    def __init__(self) -> None:
        self._planned: dict[str, list[Fault]] = {}

    def plan(self, method: str, fault: Fault) -> None:
        known = (*METHODS, *KEYS, *STORE)
        if method not in (*known, "*"):
            raise ValueError(f"no method {method!r}; there are {', '.join(known)}")
        self._planned.setdefault(method, []).append(fault)

    def take(self, method: str) -> Fault | None:
        for name in (method, "*") if method in METHODS else (method,):
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
    """Seven sends in a second, and sixty in thirty, to one thread."""

    WINDOWS = ((7, 1.0), (60, 30.0))

    def __init__(self) -> None:
        self._sent: dict[str, deque[float]] = {}

    def wait_for(self, thread: str) -> float:
        """Seconds until this thread may be written to; 0 counts as written."""
        now = time.monotonic()
        sent = self._sent.setdefault(thread, deque(maxlen=60))
        for most, seconds in self.WINDOWS:
            if len(sent) >= most and now - sent[-most] < seconds:
                return seconds - (now - sent[-most])
        sent.append(now)
        return 0.0
