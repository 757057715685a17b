"""Limits of a request's body, kept before anybody reads it: 1 MiB, and ten seconds to arrive.

Slack's and Teams' own requests are below 100 kB and come at once. More, or slower, is a fault or
an attack; neither may fill the memory or hold a connection. A body is taken in whole and then
handed on, so a request that is given up never reaches a platform's code. How long the headers may
take is the reverse proxy's to say (docs/drift.md): uvicorn has no limit for them.
"""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.observing import log

LARGEST = 1024 * 1024
"""Bytes of a request's body that are taken in."""
PATIENCE = 10.0
"""Seconds that a whole body may take."""

_log = log(__name__)


class _No(Exception):
    """A body that is not taken in, and the answer to it."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Bodies:
    """ASGI middleware: the application gets whole bodies within the limits, and no others."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST, patience: float = PATIENCE) -> None:
        self._app = app
        self._largest = largest
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 or 408 to what is beyond the limits, and hand on what is within."""
        if scope["type"] != "http" or not _has_body(headers := Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        try:
            self._weigh(headers.getlist("content-length"))
            async with asyncio.timeout(self._patience):
                body = await self._read(receive)
        except (_No, TimeoutError) as error:
            no = error if isinstance(error, _No) else _No(408, "too_slow")
            _log.warning("body_refused", why=no.why)
            answer = Response(status_code=no.status, headers={"Connection": "close"})
            await answer(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _given(body, receive), send)

    def _weigh(self, told: list[str]) -> None:
        """Refuse by what the headers say. Two lengths are a trick to make two readers differ."""
        if len(set(told)) > 1 or not all(one.isascii() and one.isdecimal() for one in told):
            raise _No(400, "length")
        if told and (len(told[0]) > len(str(self._largest)) or int(told[0]) > self._largest):
            raise _No(413, "too_large")

    async def _read(self, receive: Receive) -> bytes | None:
        """The body; None where whoever sent it has gone."""
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if len(body) > self._largest:
                raise _No(413, "too_large")
            if not message.get("more_body", False):
                return bytes(body)


def _has_body(headers: Headers) -> bool:
    """HTTP/1.1: without either of these there is none, and nothing to wait for."""
    return "content-length" in headers or "transfer-encoding" in headers


def _given(body: bytes, receive: Receive) -> Receive:
    """The body in one piece, and after it whatever the connection brings."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once
