"""A small HTTP interface beside the Web API, to act as a person from a terminal."""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.finding import NotThere
from tests.fakes.slack.state import Json

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack
    from tests.fakes.slack.people import Person

ACTS = {
    "slash": "command, text, channel",
    "mention": "text, channel, thread",
    "write": "text, channel, thread",
    "direct": "text, thread",
    "edit": "on, text",
    "delete": "on",
    "press": "on, wanted (a label or action_id), sure",
    "choose": "on, wanted (a label or block_id), value",
    "type": "on, wanted, text",
    "suggest": "on, wanted, words",
    "submit": "values (an object: label or block_id to value)",
    "close": "all_of_them",
    "shortcut": "callback_id",
    "message_shortcut": "callback_id, on",
    "open_home": "tab",
}
WORKSPACE = {
    "add_channel": "channel, name, private",
    "add_user": "user, name, email, locale, team",
    "join": "channel, user",
    "leave": "channel, user",
    "invite_bot": "channel, by",
    "remove_bot": "channel, by",
    "archive": "channel, by",
    "unarchive": "channel, by",
    "rename": "channel, name",
    "revoke_token": "",
    "uninstall": "",
    "install": "",
    "plan": "method, status, error, headers, delay, drop, times",
}
THING = {"press", "choose", "type", "suggest"}
MESSAGE = {"edit", "delete", "message_shortcut"}


def as_json(value: Any) -> web.Response:
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return web.Response(text=text + "\n", content_type="application/json")


def thing_on(person: Person, on: str | None, channel: str | None) -> Json | None:
    """What is meant by "view", "home", "private" (the last), or a message's ts."""
    if on in (None, "", "view") and person.view:
        return None
    if on == "home":
        return person.home
    seen = person.private(channel)
    if on == "private":
        if not seen:
            raise NotThere("nothing private to see")
        return seen[-1]
    everywhere = [channel] if channel else list(person.fake.state.channels)
    public = [m for where in everywhere for m in person.fake.messages(where)]
    for message in [*seen, *public]:
        if message["ts"] == on:
            return message
    if on in (None, "", "last") and public:
        return public[-1]
    raise NotThere(f"there is no {on or 'open modal'}")


def do(fake: FakeSlack, asked: Json) -> Any:
    """Take one step. Raises LookupError or TypeError where it makes no sense."""
    act = asked.pop("act", None)
    if act in WORKSPACE and not (act in ACTS and "user" in asked):
        return answer(getattr(fake, act)(**asked))
    if act not in ACTS:
        raise LookupError(f"act is one of {', '.join([*ACTS, *WORKSPACE])}")
    person = fake.person(asked.pop("user", ""))
    method = getattr(person, act)
    if act in THING or act in MESSAGE:
        names = inspect.signature(method).parameters
        channel = asked.get("channel") if "channel" in names else asked.pop("channel", None)
        found = thing_on(person, asked.pop("on", None), channel)
        asked["thing" if act in THING else "message"] = found
    return answer(method(**asked), person)


def answer(result: Any, person: Person | None = None) -> Any:
    shown: Any = result
    if isinstance(result, Delivery):
        shown = {
            n: getattr(result, n) for n in ("status", "acknowledged", "reason", "body", "seconds")
        }
        if result.message:
            shown["ts"] = result.message["ts"]
    if person is None:
        return {"result": shown}
    more = {"errors": person.errors, "notices": person.notices[-3:], "view": view_seen(person)}
    return {"result": shown, **{k: v for k, v in more.items() if v}}


def view_seen(person: Person) -> Json | None:
    view = person.view
    if view is None:
        return None
    return {
        "id": view["id"],
        "text": person.read(view).split("\n"),
        "fields": person.fields(view),
        "buttons": person.buttons(view),
        "filled": view["state"]["values"],
        "errors": person.errors,
    }


def message_seen(person: Person, message: Json) -> Json:
    shown = {
        "ts": message["ts"],
        "from": person.fake.state.users[message["user"]].name,
        "text": person.read(message).split("\n"),
        "buttons": person.buttons(message),
    }
    if message.get("thread_ts", message["ts"]) != message["ts"]:
        shown["thread"] = message["thread_ts"]
    return {k: v for k, v in shown.items() if v}


def see(fake: FakeSlack, user: str, channel: str | None) -> Json:
    """All that is on a person's screen."""
    person = fake.person(user)
    shown: Json = {
        "view": view_seen(person),
        "home": person.read(person.home).split("\n") if person.home else None,
        "home_buttons": person.buttons(person.home) if person.home else None,
        "private": [message_seen(person, m) for m in person.private(channel)],
        "inbox": [message_seen(person, m) for m in person.inbox],
        "notices": person.notices,
        "violations": fake.violations,
    }
    for name in [channel] if channel else list(fake.state.channels):
        where = fake.state.channels[name]
        if user in where.members and not where.im_user:
            shown[f"#{where.name}"] = [message_seen(person, m) for m in fake.messages(name)]
    return {k: v for k, v in shown.items() if v}


def add_routes(app: web.Application, fake: FakeSlack) -> None:
    async def aside(step: Any, *args: Any) -> web.Response:
        try:
            return as_json(await asyncio.get_running_loop().run_in_executor(None, step, *args))
        except (LookupError, TypeError, ValueError, RuntimeError) as wrong:
            response = as_json({"error": str(wrong).strip("'\"")})
            response.set_status(400)
            return response

    async def post_do(request: web.Request) -> web.Response:
        text = await request.text()
        return await aside(lambda: do(fake, dict(json.loads(text or "{}"))))

    async def get_see(request: web.Request) -> web.Response:
        query = request.query
        return await aside(see, fake, query.get("user", ""), query.get("channel"))

    async def get_help(request: web.Request) -> web.Response:
        return as_json({"people": ACTS, "workspace": WORKSPACE})

    async def get_calls(request: web.Request) -> web.Response:
        with fake.state.lock:
            return as_json(
                [{"method": c.method, "args": c.args, "result": c.result} for c in fake.calls]
            )

    app.router.add_post("/do", post_do)
    app.router.add_get("/see", get_see)
    app.router.add_get("/calls", get_calls)
    app.router.add_get("/", get_help)
