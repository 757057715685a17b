"""A small HTTP server on the loopback address, in the test's own loop: it answers as told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.handlers.teams.edge_tokens import jwk


@dataclass(frozen=True)
class Seen:
    """A request that came: its path is as it was sent, with its escapes."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


@dataclass(frozen=True)
class Reply:
    """An answer. `body` is JSON, or bytes as they are."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


Respond = Callable[[Seen, web.Request], Awaitable[Reply]]


@dataclass
class Server:
    """What came, and how it is answered (`hang` and `drop` below are answers that never come)."""

    respond: Respond
    seen: list[Seen] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        came = Seen(request.method, request.raw_path, headers, await request.read())
        self.seen.append(came)
        reply = await self.respond(came, request)
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        return web.Response(status=reply.status, body=body, headers=reply.headers)


@asynccontextmanager
async def serving(respond: Respond) -> AsyncIterator[Server]:
    server = Server(respond)
    app = web.Application(client_max_size=8 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield server
    finally:
        await runner.cleanup()


def always(status: int = 200, body: Any = None, **headers: str) -> Respond:
    async def respond(seen: Seen, request: web.Request) -> Reply:
        return Reply(status, body, {name.replace("_", "-"): told for name, told in headers.items()})

    return respond


async def hang(seen: Seen, request: web.Request) -> Reply:
    await asyncio.Event().wait()
    raise AssertionError


async def drop(seen: Seen, request: web.Request) -> Reply:
    assert request.transport is not None
    request.transport.abort()
    return Reply()


class Listed:
    """Microsoft's two documents: the metadata, and the list of keys it names."""

    server: Server

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.keys: Any = list(keys or [jwk()])
        self.jwks_uri: Any = None
        self.status = 200
        self.hangs = False
        self.released = asyncio.Event()

    async def __call__(self, seen: Seen, request: web.Request) -> Reply:
        if self.hangs:
            await self.released.wait()
        if self.status != 200:
            return Reply(self.status, b"<html>down</html>")
        if seen.path == "/keys":
            return Reply(body=self.keys if isinstance(self.keys, bytes) else {"keys": self.keys})
        own = f"http://{seen.headers['host']}/keys"
        return Reply(body={"jwks_uri": own if self.jwks_uri is None else self.jwks_uri})
