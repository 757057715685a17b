"""What those who watch over the service ask it: is it alive, and can it work?

Nothing here tells about cases or members.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.desk.work import Desk
from bot.observing import log
from bot.storage import engine, outbox, schema
from bot.storage.pulses import LATE

_log = log(__name__)


def routes(
    desk: Desk,
    last_tick: Callable[[], datetime | None],
    troubles: Callable[[], dict[str, str]] = dict,
) -> list[Route]:
    """`/health` (alive, and when it last ticked) and `/ready` (the database answers).

    `troubles` tells of each platform what keeps it from working, in that platform's own word.
    """
    started = datetime.now(UTC)

    async def health(request: Request) -> Response:
        """200 while the clock ticks, also when the database is away; 503 when it has stopped."""
        del request
        ticked = last_tick()
        stalled = datetime.now(UTC) - (ticked or started) > LATE
        body = {
            "status": "stalled" if stalled else "ok",
            "last_tick": ticked.isoformat(timespec="seconds") if ticked else None,
            "parked_notices": await asyncio.to_thread(_parked, desk),
            "platforms": {name: trouble or "ok" for name, trouble in troubles().items()},
        }
        return _answer(body, ok=not stalled)

    async def ready(request: Request) -> Response:
        """200 when the database answers and its schema will do; 503 when not."""
        del request
        status = await asyncio.to_thread(_readiness, desk)
        return _answer({"status": status}, ok=status == "ready")

    return [Route("/health", health), Route("/ready", ready)]


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
    except engine.StorageFault:
        _log.exception("database_unavailable")
        return "database_unavailable"
    return "ready"


def _parked(desk: Desk) -> int | None:
    """How many notices were given up; None when the database does not answer."""
    try:
        with desk.store.read() as session:
            return outbox.count_parked(session)
    except Exception:
        _log.exception("database_unavailable")
        return None


def _answer(body: dict[str, Any], *, ok: bool) -> Response:
    return JSONResponse(body, 200 if ok else 503, headers={"Cache-Control": "no-store"})
