"""The Teams front end: a checked activity comes in, its answer goes out with the response.

What changes something has been committed before Teams is answered: what was not, is not
acknowledged. Answers to messages, and everything for others, leave by calls of our own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from starlette.requests import Request as Http
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.work import Desk
from bot.handlers.desk_line import NotKept, Wake
from bot.handlers.teams import events, interactions
from bot.handlers.teams.adapter import Activity, Adapter, Answer
from bot.handlers.teams.auth import OPENID_URL, Authentication, Credentials
from bot.handlers.teams.connector import Connector
from bot.handlers.teams.origins import text
from bot.handlers.teams.outbound import TeamsOutbound
from bot.handlers.teams.setup import Installation
from bot.observing import log
from bot.rush import Rush

PATH = "/api/messages"
"""Where Teams' requests come in: the bot's messaging endpoint in Azure."""

_log = log(__name__)


def connect(
    desk: Desk,
    now: Callable[[], datetime],
    *,
    app_id: str = "",
    password: str = "",
    tenant: str = "",
    tenants: Iterable[str] = (),
    local: bool = False,
    reads_threads: bool = False,
    reads_messages: bool = False,
    openid_url: str = OPENID_URL,
    login: Any = None,
) -> TeamsFrontEnd:
    """Teams for one bot, single-tenant; `tenants` are others in which the app is installed.

    `local` is Teams without an app id, on this computer only. `openid_url` and `login` (an HTTP
    client for MSAL) stand in for Microsoft in tests.
    """
    credentials = Credentials(app_id, password, tenant, login=login)
    authentication = Authentication(
        credentials, (tenant, *tenants), openid_url=openid_url, local=local
    )
    connector = Connector(credentials)
    installation = Installation(
        desk=desk,
        now=now,
        connector=connector,
        outbound=TeamsOutbound(connector, app_id, dialogs=not local),
        reads_threads=reads_threads,
        reads_messages=reads_messages,
    )
    return TeamsFrontEnd(installation, Adapter(authentication))


class TeamsFrontEnd:
    """Everything Teams: its route, its way out, its life."""

    def __init__(self, installation: Installation, adapter: Adapter) -> None:
        self.installation = installation
        self._adapter = adapter

    @property
    def outbound(self) -> TeamsOutbound:
        """The way out."""
        return self.installation.outbound

    @property
    def trouble(self) -> str:
        """What keeps us from working now, in Microsoft's word; else empty."""
        return self.outbound.trouble or self._adapter.trouble

    def wakes(self, wake: Wake) -> None:
        """Whom to tell after each step."""
        self.installation.wake = wake

    def gives_way(self, rush: Rush) -> None:
        """What goes on beside lets those requests be answered first."""
        self.installation.rush = rush

    @property
    def routes(self) -> list[Route]:
        """Where Teams' requests come in."""
        return [Route(PATH, self._handle, methods=["POST"])]

    async def _handle(self, http: Http) -> Response:
        return await self._adapter.process(http, self._answer)

    async def _answer(self, activity: Activity) -> Answer:
        if text(activity, "type") == "invoke":
            return await interactions.invoke(self.installation, activity)
        try:
            await events.take(self.installation, activity)
        except NotKept as error:
            _log.warning("to_come_again", command=str(error))
            return Answer(503)
        return Answer()

    async def leave(self) -> None:
        """Nothing to do: Teams' requests come by HTTP, and end with the server."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Connected from here on; at the end the answers under way are let arrive."""
        async with self.installation.connector.running():
            try:
                yield
            finally:
                await self.installation.settled()
