"""A small bolt app for the fake's own tests, served as the real one is."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

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


def listen_to_commands(app: AsyncApp) -> None:
    """A form, a text, or a long wait."""

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


def listen_to_events(app: AsyncApp) -> None:
    """Answers to mentions, arrivals and the home tab."""

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


def listen_to_actions(app: AsyncApp) -> None:
    """A card is taken, a question appears."""

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


def listen_to_forms(app: AsyncApp) -> None:
    """Towns by typing, a form that is corrected, a shortcut."""

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


def make_app(slack: FakeSlack, seen: list[Any]) -> AsyncApp:
    """An app that does a little of everything, and keeps what came in `seen`."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)

    @app.middleware
    async def keep(body: dict[str, Any], request: Any, next_: Any) -> None:
        seen.append((body, request.headers))
        await next_()

    for listen in (listen_to_commands, listen_to_events, listen_to_actions, listen_to_forms):
        listen(app)
    return app
