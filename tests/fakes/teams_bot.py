"""A small Teams bot for the fake's own tests, on the real adapter and connector."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.handlers.teams.adapter import Adapter, Answer
from bot.handlers.teams.auth import Authentication, Credentials
from bot.handlers.teams.connector import Connector
from tests.fakes.teams import FakeTeams

T = TypeVar("T")
Json = dict[str, Any]
CARD = "application/vnd.microsoft.card.adaptive"
TOWNS = ("Alingsås", "Borås", "Mark", "Mariestad", "Marstrand")


def card(*body: Json, actions: list[Json] | None = None, **more: Any) -> Json:
    made = {"type": "AdaptiveCard", "version": "1.5", "fallbackText": "A card", "body": list(body)}
    return {**made, **({"actions": actions} if actions else {}), **more}


def words(text: str, **more: Any) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, **more}


def attached(content: Json) -> Json:
    return {"contentType": CARD, "content": content}


def execute(title: str, verb: str) -> Json:
    data = {"do": verb}
    spare = {"type": "Action.Submit", "title": title, "data": data}
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": data, "fallback": spare}


def submit(title: str, **data: Any) -> Json:
    return {"type": "Action.Submit", "title": title, "data": data}


def case(state: str = "open") -> Json:
    """A card with a step, a form, a plain submit and something folded."""
    asks = [words("Sure?"), {"type": "ActionSet", "actions": [execute("Yes, void it", "void")]}]
    return card(
        words(f"Case 7 {state}"),
        {"type": "Container", "id": "asks", "isVisible": False, "items": asks},
        actions=[
            execute("I take it", "take"),
            submit("Decline", msteams={"type": "task/fetch"}, form="decline"),
            submit("Plain", kind="plain"),
            {"type": "Action.ToggleVisibility", "title": "Void", "targetElements": ["asks"]},
        ],
    )


def choices(*pairs: str) -> list[Json]:
    return [{"title": text, "value": text[0].lower()} for text in pairs]


def form(wrong: str = "", **values: str) -> Json:
    """The usual fields."""
    fields: list[Json] = [
        {"type": "Input.Text", "id": "need", "label": "What is needed?", "maxLength": 20}
        | {"isRequired": True, "errorMessage": "Say what is needed"},
        {"type": "Input.ChoiceSet", "id": "who", "label": "May we say who?"}
        | {"choices": choices("Yes", "No"), "style": "expanded"},
        {"type": "Input.ChoiceSet", "id": "markets", "label": "Which markets?"}
        | {"choices": choices("Norway", "Finland"), "isMultiSelect": True},
        {"type": "Input.ChoiceSet", "id": "town", "label": "Where?", "choices": []}
        | {"choices.data": {"type": "Data.Query", "dataset": "towns", "associatedInputs": "auto"}},
        {"type": "Input.Toggle", "id": "sure", "title": "I am sure"},
        {"type": "Input.Date", "id": "day", "label": "When?"},
    ]
    for field in fields:
        if field["id"] in values:
            field["value"] = values[field["id"]]
    said = [words(wrong, color="Attention")] if wrong else []
    return card(*said, *fields, actions=[submit("Send", form="decline")])


class Bot:
    """Does a little of everything, and keeps what came in `seen`."""

    def __init__(self, fake: FakeTeams, *, local: bool = False) -> None:
        self.fake = fake
        named = ("", "", "") if local else (fake.app_id, fake.password, fake.tenant)
        credentials = Credentials(*named, login=fake.login)
        checks = Authentication(credentials, [fake.tenant], openid_url=fake.openid_url, local=local)
        self.adapter, self.connector = Adapter(checks), Connector(credentials)
        self.seen: list[Mapping[str, Any]] = []
        self.slow = 0.0
        self.answer: Answer | None = None
        """Given to every invoke instead of the usual, where set."""
        self.loop: asyncio.AbstractEventLoop | None = None
        self.thread = ""

    async def endpoint(self, request: Request) -> Response:
        return await self.adapter.process(request, self.take)

    async def take(self, activity: Mapping[str, Any]) -> Answer:
        self.seen.append(activity)
        await asyncio.sleep(self.slow)
        if activity["type"] == "invoke":
            return self.answer or await self.invoked(activity["name"], activity)
        if activity["type"] == "message":
            await self.written(activity)
        return Answer()

    def ask(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a call on the bot's loop, from the test's thread."""
        assert self.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    async def say(self, activity: Mapping[str, Any], **what: Any) -> str:
        where = activity["conversation"]["id"]
        message = {"type": "message", **what}
        return await self.connector.send(activity["serviceUrl"], where, message)

    async def written(self, activity: Mapping[str, Any]) -> None:
        if activity.get("value") is not None:
            await self.say(activity, text=f"submitted {sorted(activity['value'])}")
        elif "form" in activity["text"]:
            made = form()
            made["actions"] = [execute("Send", "send")]
            await self.say(activity, attachments=[attached(made)])
        else:
            await self.say(activity, attachments=[attached(case())], summary="Case 7 open")

    async def invoked(self, name: str, activity: Mapping[str, Any]) -> Answer:
        value = activity["value"]
        if name == "adaptiveCard/action":
            return await self.pressed(activity, value["action"])
        if name == "application/search":
            found = [t for t in TOWNS if t.lower().startswith(value["queryText"].lower())]
            results = [{"title": t, "value": t.upper()} for t in found]
            kind = "application/vnd.microsoft.search.searchResponse"
            return Answer(200, {"type": kind, "value": {"results": results}})
        if name.endswith(("/fetch", "/fetchTask")):
            return dialog(form())
        need = value["data"].get("need", "")
        return dialog(form("Say a little more", need=need)) if len(need) < 5 else Answer()

    async def pressed(self, activity: Mapping[str, Any], action: Mapping[str, Any]) -> Answer:
        if action["verb"] == "send":
            text = "application/vnd.microsoft.activity.message"
            return Answer(200, {"statusCode": 200, "type": text, "value": "Thank you"})
        if action["verb"] == "take":
            message = {"type": "message", "attachments": [attached(case("taken"))]}
            where = activity["conversation"]["id"]
            await self.connector.update(
                activity["serviceUrl"], where, activity["replyToId"], message
            )
        return Answer(200, {"statusCode": 200, "type": CARD, "value": case(action["verb"])})


def dialog(content: Json) -> Answer:
    value = {"title": "Decline", "height": 400, "width": 500, "card": attached(content)}
    return Answer(200, {"task": {"type": "continue", "value": value}})


@contextmanager
def working(bot: Bot) -> Iterator[str]:
    """The bot on uvicorn in a thread; the fake sends its activities there."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        bot.loop, bot.thread = asyncio.get_running_loop(), threading.current_thread().name
        async with bot.connector.running():
            yield

    site = Starlette(routes=[Route("/api/messages", bot.endpoint, methods=["POST"])], lifespan=life)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/api/messages"
    bot.fake.serve(url)
    try:
        yield url
    finally:
        bot.fake.serve(None)
        server.should_exit = True
        thread.join()
        listening.close()
