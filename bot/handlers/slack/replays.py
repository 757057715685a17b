"""A signed request that comes a second time, within the minutes in which its signature is good.

Slack signs anew whatever it sends again, so the very same signature is somebody else's copy. What
it asks for has been done, or is kept from being done twice by its receipt; here it is kept from
being answered, too: an answer may carry a form, or the names that a search field offers. A
process remembers its own requests only; in another one the receipt is what counts.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from time import monotonic

from starlette.requests import Request
from starlette.responses import Response

from bot.handlers.memory import Memory
from bot.observing import log

STAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
WINDOW = 600.0
"""Seconds in which a signature can be good: five minutes before and after the time it names."""
ROOM = 20_000
"""Requests that are remembered: thirty a second for ten minutes."""

FORMS = {STAMP: re.compile(r"[0-9]{1,12}"), SIGNATURE: re.compile(r"v0=[0-9a-f]{64}")}
"""How Slack writes them. Bolt ends in a traceback over others, for whoever likes to fill a log."""

_log = log(__name__)

Handle = Callable[[Request], Awaitable[Response]]


class Replays:
    """Lets each signed request through once."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._seen: Memory[tuple[str, str], bool] = Memory(ROOM, clock)

    async def once(self, http: Request, handle: Handle) -> Response:
        """The answer of `handle`; an empty one, and nothing done, where it has answered before.

        Only what was taken on (200) is remembered: what failed may come again as it was.
        """
        key = _key(http)
        if key is None:
            _log.warning("signature_refused")
            return Response(status_code=401)
        if self._seen.get(key):
            _log.warning("request_repeated")
            return Response(status_code=200)
        answer = await handle(http)
        if answer.status_code == 200:
            self._seen.keep(key, True, WINDOW)
        return answer


def _key(http: Request) -> tuple[str, str] | None:
    """The time and the signature of a request; None where either is missing, odd or told twice."""
    told = [http.headers.getlist(name) for name in FORMS]
    for form, values in zip(FORMS.values(), told, strict=True):
        if len(values) != 1 or not form.fullmatch(values[0]):
            return None
    return told[0][0], told[1][0]
