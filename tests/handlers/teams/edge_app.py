"""The adapter as Teams meets it: requests in, answers and what the handler got out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.handlers.teams.adapter import Activity, Adapter, Answer, Handler
from bot.handlers.teams.auth import Authentication, Credentials
from tests.handlers.teams.edge_server import Server
from tests.handlers.teams.edge_tokens import APP, PARTNER, TENANT, Clock, activity, token

HERE = "http://127.0.0.1:3978"


def keyed(server: Server, clock: Clock | None = None, **how: Any) -> Authentication:
    """Authentication that fetches its keys from a server on this computer."""
    return Authentication(
        Credentials(APP, "x", TENANT),
        how.pop("tenants", (TENANT, PARTNER)),
        openid_url=f"{server.url}openid",
        clock=clock or Clock(),
        **how,
    )


def local() -> Authentication:
    return Authentication(Credentials("", "", ""), local=True)


class Heard:
    """A handler that keeps what it got and says what it was told to."""

    def __init__(self, answer: Answer | None = None, fault: Exception | None = None) -> None:
        self.activities: list[Activity] = []
        self.answer = answer or Answer()
        self.fault = fault
        self.before: Callable[[], Awaitable[object]] | None = None

    async def __call__(self, activity: Activity) -> Answer:
        self.activities.append(activity)
        if self.before:
            await self.before()
        if self.fault:
            raise self.fault
        return self.answer


class Door:
    """Where requests come in."""

    def __init__(self, authentication: Authentication, handler: Handler | None = None) -> None:
        self.heard = Heard()
        self.adapter = adapter = Adapter(authentication)
        handle = handler or self.heard

        async def endpoint(http: Request) -> Response:
            return await adapter.process(http, handle)

        self._app = Starlette(routes=[Route("/api/messages", endpoint, methods=["POST"])])

    async def send(
        self,
        said: Any = None,
        *,
        headers: dict[str, str] | None = None,
        peer: str = "127.0.0.1",
        url: str = HERE,
        content: Any = None,
    ) -> httpx.Response:
        """Post an activity, or `content` as it is, with a good token unless `headers` say other."""
        body = content if content is not None else json.dumps(said or activity()).encode()
        sent = {"content-type": "application/json", "authorization": f"Bearer {token()}"}
        sent |= headers or {}
        transport = httpx.ASGITransport(self._app, client=(peer, 40000))
        async with httpx.AsyncClient(transport=transport, base_url=url) as client:
            return await client.post(
                "/api/messages",
                content=body,
                headers={name: told.encode("latin-1") for name, told in sent.items() if told},
            )

    async def status(self, said: Any = None, bearer: str | None = None, **how: Any) -> int:
        """The status of one post, with this token."""
        headers = {} if bearer is None else {"authorization": f"Bearer {bearer}" if bearer else ""}
        return (await self.send(said, headers=headers, **how)).status_code
