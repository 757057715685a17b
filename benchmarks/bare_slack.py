"""Bolt applications with our settings and nothing to do: they acknowledge."""

from __future__ import annotations

from collections.abc import Iterable
from re import Pattern

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request as Http
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from benchmarks import quiet_slack, signed_slack
from bot.handlers.slack.app import ANY, PATH


def bolt(api_url: str) -> AsyncApp:
    """A Bolt app with our front end's settings, and no listener yet."""
    return AsyncApp(
        client=AsyncWebClient(token=quiet_slack.TOKEN, base_url=api_url),
        signing_secret=signed_slack.SECRET,
        process_before_response=True,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
    )


def acknowledging(
    api_url: str, commands: Iterable[str | Pattern[str]] = (ANY,), views: bool = True
) -> ASGIApp:
    """An app that acknowledges these commands, and every form."""
    app = bolt(api_url)

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    for command in commands:
        app.command(command)(acknowledge)
    if views:
        app.view(ANY)(acknowledge)
    return served(AsyncSlackRequestHandler(app))


def served(handler: AsyncSlackRequestHandler) -> ASGIApp:
    """An app where Slack's requests come in."""

    async def handle(http: Http) -> Response:
        return await handler.handle(http)

    return Starlette(routes=[Route(PATH, handle, methods=["POST"])])
