"""What is counted and timed while the service runs, for Prometheus to fetch.

Labels are codes of ours alone (commands, platforms, outcomes): never a member, a company, a room
or anything typed, so that the number of series is bounded and none of them tells about people.
What stands in the database is not counted here but read when it is asked for (`bot.gauges`).
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from time import monotonic

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Receive, Scope, Send

REGISTRY = CollectorRegistry()
"""Ours alone: the library's own registry adds series that nobody has asked for."""

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0, 10.0)
"""Seconds. Slack gives three for an acknowledgement, Teams some ten."""
LATE = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)

commands = Counter(
    "exportlots_commands",
    "Commands given to the desk, by what came of them.",
    ("command", "outcome"),
    registry=REGISTRY,
)
command_seconds = Histogram(
    "exportlots_command_seconds",
    "Seconds that a command took, its commit included.",
    ("command",),
    buckets=QUICK,
    registry=REGISTRY,
)
acknowledgement_seconds = Histogram(
    "exportlots_acknowledgement_seconds",
    "Seconds until a platform's request was answered.",
    ("platform",),
    buckets=QUICK,
    registry=REGISTRY,
)
deliveries = Counter(
    "exportlots_deliveries",
    "Tries to send a card or a notice, by what the platform said.",
    ("platform", "result"),
    registry=REGISTRY,
)
tick_lateness = Histogram(
    "exportlots_tick_lateness_seconds",
    "Seconds that a tick of the clock began later than it should.",
    buckets=LATE,
    registry=REGISTRY,
)
build = Gauge(
    "exportlots_build_info",
    "Always 1; the labels say which version runs.",
    ("version", "schema", "python"),
    registry=REGISTRY,
)


def built(version: str, schema: str) -> None:
    """Say which version this is."""
    build.clear()
    build.labels(version, schema, platform.python_version()).set(1)


class Acknowledged:
    """ASGI middleware: how long each platform waits for its answer, by the path it asks."""

    def __init__(self, app: ASGIApp, platforms: Mapping[str, str]) -> None:
        self._app = app
        self._platforms = platforms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and time what is a platform's."""
        name = self._platforms.get(scope.get("path", "")) if scope["type"] == "http" else None
        if name is None:
            await self._app(scope, receive, send)
            return
        began = monotonic()
        try:
            await self._app(scope, receive, send)
        finally:
            acknowledgement_seconds.labels(name).observe(monotonic() - began)
