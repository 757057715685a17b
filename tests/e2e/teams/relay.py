"""What stands between one person's page and the Playground, which knows one user only.

The page is told on loading who sits before it. A line of another than the Playground's one user
reaches the bot in that person's name. Presses and sent forms carry their presser's name already,
and pass untouched.
"""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from playwright.sync_api import Page, Route, WebSocketRoute

from tests.e2e.teams.people import BOT, BOT_NAME, ME, MY_CHAT, Person
from tests.e2e.teams.playground import Json

if TYPE_CHECKING:
    from tests.e2e.teams.office import Office


class Relay:
    """One person's. While `asleep`, the page is shown nothing new, as with the lid shut."""

    def __init__(self, office: Office, person: Person, page: Page) -> None:
        self.office, self.person = office, person
        self.playground = office.playground
        self.chat = self.playground.chats[person.id]
        self.asleep = False
        self._held: list[str] = []
        self._socket: WebSocketRoute | None = None
        page.route(lambda url: not url.startswith(self.playground.address), _refuse)
        page.route("**/_internal/v1/config", self._who)
        page.route("**/_conversation/v1/conversations/*/messages", self._written)
        if person is not ME:
            page.route("**/_debug/conversation/*/installation", _swallow)
        page.route_web_socket(re.compile("/_ws_conversation/"), self._connected)

    def show(self, action: str, where: str, shown: Json) -> None:
        """Show a message in the page, as the Playground's own come."""
        self._pass(json.dumps({"action": action, "actionConversationId": where, "message": shown}))

    def wake(self) -> None:
        """Show all that has come meanwhile."""
        self.asleep = False
        while self._held:
            self._pass(self._held.pop(0))

    def _pass(self, what: str | bytes) -> None:
        """To the page, but for the one user's own chat: the Playground sends it to every page."""
        assert self._socket is not None, "the page is not connected"
        if json.loads(what).get("actionConversationId") == MY_CHAT != self.chat:
            return
        if self.asleep:
            self._held.append(str(what))
        else:
            self._socket.send(what)

    def _connected(self, socket: WebSocketRoute) -> None:
        self._socket = socket
        socket.connect_to_server().on_message(self._pass)

    def _who(self, route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        given = told["config"]
        everybody = [given["currentUser"], *given["users"]]
        given["currentUser"] = next(it for it in everybody if it["id"] == self.person.id)
        given["users"] = [it for it in everybody if it["id"] != self.person.id]
        for group in (*given["groupChats"], *given["teams"]):
            group["members"] = [it["id"] for it in given["users"]]
        given["personalChat"]["id"] = self.chat
        route.fulfill(response=answer, json=told)

    def _written(self, route: Route) -> None:
        """The page sends what was written. The Playground takes it to be its one user's."""
        body: Any = route.request.post_data_json
        where = unquote(route.request.url.split("/conversations/")[1].removesuffix("/messages"))
        if self.person is ME:
            answered = route.fetch()
            answer = answered.json()
            route.fulfill(response=answered)
        else:
            answer = self._kept(where, body)
            route.fulfill(json=answer)
        self.office.tell_others(self.person, where, body["text"], answer)
        if self.person is not ME:
            self._tell_bot(answer.get("postConversationId") or where, body, answer["messageId"])

    def _kept(self, where: str, body: Json) -> Any:
        """Let the Playground keep the line, and nobody hear of it yet."""
        if where == self.chat:
            at = time.time_ns() // 10**6
            return {"messageId": str(at), "timestamp": at}
        unsaid = {key: value for key, value in body.items() if key != "mentions"}
        return self.playground.ask(f"/_conversation/v1/conversations/{where}/messages", unsaid)

    def _tell_bot(self, where: str, body: Json, number: str) -> None:
        named = [it for it in body.get("mentions") or () if it["mentioned"]["id"] == BOT]
        if not named and where != self.chat:
            return
        bot = {"id": BOT, "name": BOT_NAME}
        self.playground.tell(
            self.person,
            where,
            id=number,
            type="message",
            text=body["text"],
            textFormat="plain",
            entities=[{"type": "mention", "mentioned": bot, "text": it["text"]} for it in named],
        )


def message(number: str, writer: str, text: str) -> dict[str, Any]:
    """A message as the Playground shows one to its page."""
    return {
        "messageId": number,
        "timestamp": int(time.time() * 1000),
        "from": {"id": writer},
        "text": text,
        "textFormat": "plain",
        "attachments": [],
        "attachmentLayout": "list",
        "mentions": [],
    }


def _refuse(route: Route) -> None:
    """Nothing is fetched from elsewhere: the page asks for letters from a server of Microsoft's."""
    route.abort()


def _swallow(route: Route) -> None:
    """A page tells of an installation for each chat it opens, and the Playground that its user
    made it: in a chat of somebody else that would be a lie."""
    route.fulfill(status=200)
