"""A small bolt app for the fake's own tests, served as the real one is."""

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

CHANNEL = "C0EXPORT"
TOWNS = ["Alingsås", "Borås", "Mark", "Mariestad", "Marstrand"]


def words(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def field(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(label),
        "element": element,
        **more,
    }


def form(second: bool = False) -> dict[str, Any]:
    """A modal with the usual fields, and one more when `second`."""
    need = {"type": "plain_text_input", "action_id": "need"}
    options = [{"text": words(t), "value": t[0].lower()} for t in ("Yes", "No")]
    consent = {"type": "radio_buttons", "action_id": "consent", "options": options}
    town = {"type": "external_select", "action_id": "town", "min_query_length": 2}
    size = {
        "type": "static_select",
        "action_id": "size",
        "options": [{"text": words(t), "value": t} for t in ("small", "large")],
    }
    blocks = [
        field("need", "What is needed?", need),
        field("consent", "May we say who?", consent, dispatch_action=True),
        field("town", "Where?", town, optional=True),
    ]
    if second:
        blocks.append(field("size", "How large?", size, optional=True))
    return {
        "type": "modal",
        "callback_id": "form",
        "title": words("A case"),
        "submit": words("Send"),
        "close": words("Back"),
        "notify_on_close": True,
        "blocks": blocks,
    }


def card(text: str) -> list[dict[str, Any]]:
    confirm = {
        "title": words("Sure?"),
        "text": words("No way back."),
        "confirm": words("Yes"),
        "deny": words("No"),
    }
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "take", "text": words("I take it"), "value": "7"},
                {"type": "button", "action_id": "void", "text": words("Void"), "confirm": confirm},
                {
                    "type": "overflow",
                    "action_id": "more",
                    "options": [{"text": words("Show all"), "value": "all"}],
                },
            ],
        },
    ]


def make_app(slack: FakeSlack, seen: list[Any]) -> AsyncApp:
    """An app that does a little of everything, and keeps what came in `seen`."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)

    @app.middleware
    async def keep(body: dict[str, Any], request: Any, next_: Any = None, next: Any = None) -> None:  # noqa: A002
        seen.append((body, request.headers))
        await next()

    @app.command("/hanvisa")
    async def command(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        if body["text"] == "help":
            await ack(text="Write *what* &lt;you&gt; need")
        elif body["text"] == "slow":
            await asyncio.sleep(0.6)
            await ack()
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=form())
            await ack()

    @app.event("app_mention")
    async def mentioned(event: dict[str, Any], client: AsyncWebClient) -> None:
        thread = event.get("thread_ts", event["ts"])
        await client.chat_postMessage(
            channel=event["channel"],
            thread_ts=thread,
            text="*Case 7* open",
            blocks=card("*Case 7* open"),
        )

    @app.event("message")
    async def written() -> None:
        return None

    @app.event("member_joined_channel")
    async def joined(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=event["channel"], text=f"Hello <@{event['inviter']}>")

    @app.event("app_home_opened")
    async def at_home(event: dict[str, Any], client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": card("Mine")}
        await client.views_publish(user_id=event["user"], view=view)

    @app.action("take")
    async def take(ack: Any, body: dict[str, Any], client: AsyncWebClient, respond: Any) -> None:
        if "message" in body:
            await client.chat_update(
                channel=body["channel"]["id"],
                ts=body["message"]["ts"],
                text="taken",
                blocks=[card("Taken")[0]],
            )
            await respond(text="Only you see this", replace_original=False)
        await ack()

    @app.action("consent")
    async def consent(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        view = body["view"]
        await client.views_update(view_id=view["id"], hash=view["hash"], view=form(second=True))
        await ack()

    @app.action("more")
    async def more(ack: Any) -> None:
        await ack()

    @app.options("town")
    async def towns(ack: Any, payload: dict[str, Any]) -> None:
        found = [t for t in TOWNS if t.lower().startswith(payload["value"].lower())]
        await ack(options=[{"text": words(t), "value": t} for t in found])

    @app.view("form")
    async def submitted(ack: Any, view: dict[str, Any]) -> None:
        need = view["state"]["values"]["need"]["need"]["value"]
        if len(need) < 5:
            await ack(response_action="errors", errors={"need": "Say a little more"})
        else:
            await ack()

    @app.view_closed("form")
    async def closed(ack: Any) -> None:
        await ack()

    @app.shortcut("begin")
    async def begin(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form())
        await ack()

    return app


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
