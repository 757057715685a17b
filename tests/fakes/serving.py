"""The small bolt app at work, over HTTP or on a socket; and single calls by a client."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from tests.fakes.slack import FakeSlack


@contextmanager
def by_http(slack: FakeSlack, app: AsyncApp) -> Iterator[str]:
    """The app on uvicorn in a thread; the fake sends its events there."""
    handler = AsyncSlackRequestHandler(app)
    site = Starlette(routes=[Route("/slack/events", handler.handle, methods=["POST"])])
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/slack/events"
    slack.serve_events_to(url)
    try:
        yield url
    finally:
        slack.settle()
        slack.serve_events_to(None)
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def by_socket(slack: FakeSlack, make: Any) -> Iterator[None]:
    """The app on a socket, in a thread with a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(10)

    async def start() -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(make(), slack.app_token)
        await handler.connect_async()
        return handler

    handler = run(start())
    slack.wait_connected()
    try:
        yield
    finally:
        slack.settle()
        run(handler.close_async())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def call(slack: FakeSlack, method: str, token: str | None = None, **args: Any) -> dict[str, Any]:
    """One call by a real client; the answer's data, also of an error."""

    async def ask() -> dict[str, Any]:
        client = AsyncWebClient(token=token or slack.bot_token, base_url=slack.api_url)
        try:
            return dict((await client.api_call(method, json=args)).data)
        except SlackApiError as refused:
            return {
                **refused.response.data,
                "status": refused.response.status_code,
                "retry": refused.response.headers.get("Retry-After"),
            }

    return asyncio.run(ask())
