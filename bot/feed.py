"""The centre's calendar at an address that only those know who were given it.

A calendar program cannot log in anywhere, so the secret is a part of the path. Whoever has it reads
meetings, and no company's or member's name. A wrong one is a page that is not there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import calendar_writing
from bot.desk.work import Desk
from bot.observing import log
from bot.storage.engine import StorageFault

HEADERS = {
    "Cache-Control": "private, max-age=900",
    "Content-Disposition": 'inline; filename="exportcenter.ics"',
    "X-Robots-Tag": "noindex",
}

_log = log(__name__)


def calendar_feed(desk: Desk, secret: str, now: Callable[[], datetime]) -> Route:
    """`/calendar/<secret>.ics`, for calendar programs to subscribe to."""

    async def feed(request: Request) -> Response:
        given = str(request.path_params["secret"])
        if not compare_digest(given.encode(), secret.encode()):
            return Response(status_code=404)
        try:
            content = await asyncio.to_thread(calendar_writing.feed, desk, now())
        except StorageFault as error:
            _log.warning("database_unavailable", why=repr(error.__cause__))
            return Response(status_code=503, headers={"Retry-After": "300"})
        return Response(content, headers=HEADERS, media_type="text/calendar; charset=utf-8")

    return Route("/calendar/{secret}.ics", feed)
