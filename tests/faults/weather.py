"""What goes wrong on the platforms' side, drawn from a seed; and traps that kill in mid-send.

A `Sky` stands where a fake keeps its planned faults (`fake.faults`) and decides call by call. A
trap kills the service at the next message it sends: before the platform has acted, or after it
has and before the service knows.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.fakes.slack.faults import Fault as SlackFault
from tests.fakes.teams.faults import Fault as TeamsFault

BEFORE, AFTER = "before acting", "after acting"
SENDS = frozenset({"chat.postMessage", "chat.update", "send", "create", "update"})
ASKED_FIRST = frozenset({"conversations.history", "conversations.replies"})
"""How Slack is asked whether a message has arrived: hindered less, or nobody could ask."""
OFTEN, SELDOM = 0.2, 0.05
LONGEST_DELAY = 0.8
"""Seconds: a service gives a call up after half its lease, and what is later is another fault."""
KINDS = ("delayed", "refused", "busy", BEFORE, AFTER)


class Sky:
    """The faults of one platform. `calm` ends them."""

    def __init__(self, seed: str, fault: Callable[[str, float], Any]) -> None:
        self._chance = random.Random(seed)
        self._fault = fault
        self._lock = threading.Lock()
        self._trap: tuple[str, Callable[[], bool]] | None = None
        self.calm = True
        self.seen: Counter[str] = Counter()

    def set_trap(self, where: str, spring: Callable[[], bool]) -> None:
        """At the next message sent: `spring` kills, `BEFORE` or `AFTER` the platform acts."""
        with self._lock:
            self._trap = (where, spring)

    def clear_trap(self) -> None:
        """Nobody is killed by a message any more."""
        with self._lock:
            self._trap = None

    def take(self, method: str) -> Any:
        """The fault that this call meets, if any."""
        with self._lock:
            trap = self._trap if method in SENDS else None
            if trap is not None:
                self._trap = None
        if trap is not None and trap[1]():
            return self._fault(trap[0], 0.0)
        with self._lock:
            return self._drawn(method)

    def _drawn(self, method: str) -> Any:
        often = OFTEN if method in SENDS else SELDOM
        if self.calm or self._chance.random() >= often:
            return None
        kind = self._chance.choice(KINDS[:1] if method in ASKED_FIRST else KINDS)
        self.seen[kind] += 1
        return self._fault(kind, self._chance.uniform(0.02, LONGEST_DELAY))


def slack_fault(kind: str, delay: float) -> SlackFault:
    """A fault as Slack has it."""
    if kind == "delayed":
        return SlackFault(delay=delay)
    if kind == "refused":
        return SlackFault(status=500, error="internal_error")
    if kind == "busy":
        return SlackFault(status=429, error="ratelimited", headers={"Retry-After": "1"})
    return SlackFault(drop="before" if kind == BEFORE else "after")


def teams_fault(kind: str, delay: float) -> TeamsFault:
    """A fault as Teams has it."""
    if kind == "delayed":
        return TeamsFault(hang=delay)
    if kind == "refused":
        return TeamsFault(status=500)
    if kind == "busy":
        return TeamsFault(status=429, code="TooManyRequests", retry_after=1)
    return TeamsFault(close=True, applied=kind == AFTER)
