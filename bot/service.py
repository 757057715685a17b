"""What those who watch over the service ask it: is it alive, can it work, how does it go?

In public there is a bare word about life, for a load balancer. The rest is told on an address of
its own, which only the machine, or the network of those who run it, reaches. Nothing here tells
about cases or members.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.desk.standing import report
from bot.desk.work import Desk
from bot.gauges import Gauges, metrics_text
from bot.observing import log
from bot.storage import engine, schema
from bot.storage.pulses import LATE

Ticked = Callable[[], datetime | None]
NO_STORE = {"Cache-Control": "no-store"}

_log = log(__name__)


def public(last_tick: Ticked) -> Route:
    """`/health` for everybody: "ok" while the clock ticks, and not a word more."""
    started = datetime.now(UTC)

    async def health(request: Request) -> Response:
        del request
        ok = not _stalled(last_tick() or started)
        return _answer({"status": "ok" if ok else "stalled"}, ok=ok)

    return Route("/health", health)


def routes(
    desk: Desk,
    last_tick: Ticked,
    troubles: Callable[[], dict[str, str]] = dict,
    leaving: Callable[[], bool] = bool,
) -> list[Route]:
    """For those inside: `/health` (alive, and how), `/ready` (can it work) and `/metrics`.

    `troubles` tells of each platform what keeps it from working, in that platform's own word.
    `leaving` says that the service has been told to stop: it takes nothing new.
    """
    started = datetime.now(UTC)
    gauges = Gauges(desk, lambda: datetime.now(UTC), last_tick, troubles)

    async def health(request: Request) -> Response:
        """200 while the clock ticks, also when the database is away; 503 when it has stopped."""
        del request
        ticked = last_tick()
        stalled = _stalled(ticked or started)
        body = {
            "status": "stalled" if stalled else "ok",
            "last_tick": ticked.isoformat(timespec="seconds") if ticked else None,
            "delivery": await asyncio.to_thread(_delivery, desk),
            "platforms": {name: trouble or "ok" for name, trouble in troubles().items()},
        }
        return _answer(body, ok=not stalled)

    async def ready(request: Request) -> Response:
        """200 when the database answers and its schema will do; 503 when not, or when leaving."""
        del request
        status = "leaving" if leaving() else await asyncio.to_thread(_readiness, desk)
        return _answer({"status": status}, ok=status == "ready")

    async def metrics(request: Request) -> Response:
        """Counters, times and what stands in the database, in Prometheus' text form."""
        del request
        text = await asyncio.to_thread(metrics_text, gauges)
        return Response(text, headers=NO_STORE, media_type=CONTENT_TYPE_LATEST)

    return [Route("/health", health), Route("/ready", ready), Route("/metrics", metrics)]


def _stalled(ticked: datetime) -> bool:
    return datetime.now(UTC) - ticked > LATE


def _readiness(desk: Desk) -> str:
    """What keeps us from working, if anything.

    A newer schema does not: changes expand first, so this version goes on until it is replaced.
    """
    try:
        schema.require(desk.store.address)
    except engine.NewerSchema:
        _log.warning("newer_schema")
    except engine.OlderSchema:
        return "older_schema"
    except engine.StorageFault as error:
        _log.warning("database_unavailable", why=repr(error.__cause__))
        return "database_unavailable"
    return "ready"


def _delivery(desk: Desk) -> dict[str, Any] | None:
    """What waits and what was given up, and why; None when the database does not answer."""
    now = datetime.now(UTC)
    try:
        return report(desk, now).as_data(now)
    except engine.StorageFault as error:
        _log.warning("database_unavailable", why=repr(error.__cause__))
    except Exception:
        _log.exception("health_not_told")
    return None


def _answer(body: dict[str, Any], *, ok: bool) -> Response:
    return JSONResponse(body, 200 if ok else 503, headers=NO_STORE)
