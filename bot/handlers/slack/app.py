"""The Slack front end: Bolt checks where a payload came from, a handful of listeners take it on.

Slack is matched once: Bolt has one listener for each sort of payload, and the command is looked
up in the desk's own registry. `process_before_response` makes the acknowledgement wait for the
listener, and with it for the commit: what was not committed, Slack sends again.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.ssl_check.async_ssl_check import AsyncSslCheck
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request as Http
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.work import Desk
from bot.handlers.desk_line import NotKept, Wake
from bot.handlers.slack import events, interactions
from bot.handlers.slack.bodies import read
from bot.handlers.slack.outbound import SlackOutbound
from bot.handlers.slack.replays import Replays
from bot.handlers.slack.setup import Installation, NotThereError
from bot.observing import log, tracing
from bot.rush import Rush

if TYPE_CHECKING:
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

PATH = "/slack/events"
"""Where Slack's requests come in, all of them, when there is no Socket Mode."""
NOT_LISTENING = "socket_mode_not_connected"
ANY = re.compile(".*", re.DOTALL)
TIMEOUT = 10
"""Seconds for one call. A shared session has its own limit: the client's is not looked at."""

_log = log(__name__)


def connect(
    desk: Desk,
    now: Callable[[], datetime],
    *,
    token: str,
    api_url: str,
    app_token: str = "",
    signing_secret: str = "",
    reads_threads: bool = False,
    reads_messages: bool = False,
) -> SlackFrontEnd:
    """Slack for one workspace: by Socket Mode with an app token, else by signed requests."""
    client = client_for(token, api_url)
    installation = Installation(
        desk=desk,
        now=now,
        client=client,
        outbound=SlackOutbound(client),
        reads_threads=reads_threads,
        reads_messages=reads_messages,
    )
    return SlackFrontEnd(installation, signing_secret=signing_secret, app_token=app_token)


def client_for(token: str, api_url: str) -> AsyncWebClient:
    """A client of Slack's Web API. Repeats are the business of delivery, so it makes none."""
    return AsyncWebClient(token=token, base_url=api_url, timeout=TIMEOUT, retry_handlers=[])


def listening(installation: Installation, signing_secret: str = "") -> AsyncApp:
    """Bolt's application, with our listeners.

    Left alone, Bolt asks Slack itself who we are, and answers 200 to what comes while Slack does
    not say: it would be lost. It gets no token, and asks us. It would also answer 200 to whoever
    says "ssl_check", before any signature is looked at; that is answered behind the signature.
    """

    async def authorize() -> AuthorizeResult:
        where = installation.here
        return AuthorizeResult(
            enterprise_id=None,
            team_id=where.workspace,
            bot_user_id=where.bot_user,
            bot_token=installation.client.token,
        )

    logging.getLogger("slack_bolt.AsyncApp").addFilter(_no_other_token)
    app = AsyncApp(
        name=__name__,  # else Bolt looks for whoever calls, through the source of every module
        client=AsyncWebClient(base_url=installation.client.base_url),
        authorize=authorize,
        signing_secret=signing_secret or None,
        process_before_response=True,
        request_verification_enabled=bool(signing_secret),
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
    )

    app.use(AsyncSslCheck())

    async def on_event(body: dict[str, Any], ack: AsyncAck) -> None:
        await events.take(installation, body)
        await ack()

    async def on_command(body: dict[str, Any], ack: AsyncAck) -> None:
        await ack(**await interactions.command(installation, body))

    async def on_press(body: dict[str, Any], ack: AsyncAck) -> None:
        await interactions.press(installation, body)
        await ack()

    async def on_shortcut(body: dict[str, Any], ack: AsyncAck) -> None:
        await interactions.shortcut(installation, body)
        await ack()

    async def on_view(body: dict[str, Any], ack: AsyncAck) -> None:
        await ack(**await interactions.submit(installation, body))

    async def on_search(body: dict[str, Any], ack: AsyncAck) -> None:
        await ack(options=await interactions.search(installation, body))

    async def on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        if isinstance(error, NotThereError):
            _log.warning("too_early", type=body.get("type", ""))
        elif isinstance(error, NotKept):
            _log.warning("to_come_again", command=str(error))
        else:
            _log.error("slack_listener_failed", exc_info=error, type=body.get("type", ""))
        return BoltResponse(status=503, body="")

    app.command(ANY)(on_command)  # Bolt asks them in this order: the frequent and urgent first.
    app.view(ANY)(on_view)
    app.action(ANY)(on_press)
    app.event(ANY)(on_event)
    app.shortcut(ANY)(on_shortcut)
    app.options(ANY)(on_search)
    app.error(on_error)
    return app


def _no_other_token(record: logging.LogRecord) -> bool:
    """Bolt looks for a token in the environment by itself, and warns that it does not use it."""
    return "`token` will be unused" not in record.getMessage()


class SlackFrontEnd:
    """Everything Slack: its routes (without Socket Mode), its way out, its life."""

    def __init__(
        self, installation: Installation, *, signing_secret: str = "", app_token: str = ""
    ) -> None:
        self.installation = installation
        self._app_token = app_token
        self._socket: AsyncSocketModeHandler | None = None
        self._connecting: asyncio.Task[None] | None = None
        self.app = listening(installation, "" if app_token else signing_secret)
        self._replays = Replays()

    @property
    def outbound(self) -> SlackOutbound:
        """The way out."""
        return self.installation.outbound

    @property
    def trouble(self) -> str:
        """Slack's word for what keeps us from working now, or from giving files; else empty."""
        stops = self.outbound.trouble or ("" if self._listens else NOT_LISTENING)
        return stops or self.outbound.files.lacks

    @property
    def _listens(self) -> bool:
        """Whether Slack's payloads can come in; slack_sdk connects a lost socket anew by itself."""
        if not self._app_token:
            return True
        session = self._socket.client.current_session if self._socket else None
        return session is not None and not session.closed

    def wakes(self, wake: Wake) -> None:
        """Whom to tell after each step."""
        self.installation.wake = wake

    def gives_way(self, rush: Rush) -> None:
        """What goes on beside lets those requests be answered first."""
        self.installation.rush = rush

    @property
    def routes(self) -> list[Route]:
        """Where Slack's requests come in; nothing with Socket Mode."""
        if self._app_token:
            return []
        return [Route(PATH, self._once, methods=["POST"])]

    async def _once(self, http: Http) -> Response:
        return await self._replays.once(http, self._handle)

    async def _handle(self, http: Http) -> Response:
        """One request of Slack's. Bolt falls over a stamp or a body that is not of Slack's form."""
        if not http.headers.get("x-slack-request-timestamp", "").isdecimal():
            _log.warning("signature_refused")
            return Response(status_code=401)
        try:
            with tracing():
                request = read(await http.body(), http.headers.raw)
                answer = to_starlette_response(await self.app.async_dispatch(request))
        except (AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
            _log.warning("unreadable_request", why=type(error).__name__)
            return Response(status_code=400)
        if answer.status_code == 401:
            _log.warning("signature_refused")
        return answer

    async def leave(self) -> None:
        """End Socket Mode: Slack turns to whoever else is connected, or sends again later."""
        connecting, self._connecting = self._connecting, None
        if connecting is not None:
            connecting.cancel()
            with suppress(asyncio.CancelledError):
                await connecting

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Connected from here on; at the end the answers under way are let arrive."""
        client = self.installation.client
        limit = aiohttp.ClientTimeout(total=TIMEOUT)
        async with aiohttp.ClientSession(timeout=limit, trust_env=True) as session:
            client.session = session
            self._connecting = asyncio.create_task(self._connect())
            try:
                yield
            finally:
                await self.leave()
                await self.installation.settled()
                client.session = None

    async def _connect(self) -> None:
        """Learn who we are, then listen: over Socket Mode until cancelled, or by HTTP."""
        at_last = self.installation.at_last
        await at_last(self.installation.identify, "who we are")
        await events.look_again(self.installation)
        if not self._app_token:
            return
        from bot.handlers.slack.socket_mode import Socket

        self._socket = handler = Socket(
            self.app, self._app_token, web_client=self.installation.client
        )
        try:
            await at_last(handler.connect_async, "Socket Mode")
            await asyncio.Event().wait()
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]
