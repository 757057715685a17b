"""A window of the Playground for each person, and what a person does in one.

The Playground's own page knows one user. Each window here is that page, told on loading who sits
before it. What Teams does between people and the Playground leaves out, `Office` does: a line
that one writes is shown to the others, a line of another than its one user reaches the bot in
that person's name, and everybody sees their own chat with the bot. Cards, buttons and forms are
the page's own, and presses go to the bot through the Playground.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import unquote

from playwright.sync_api import Browser, Locator, Page, Route, WebSocketRoute

from tests.e2e.teams.people import BOT, BOT_NAME, CHANNEL, CHANNEL_NAME, ME, TEAM_NAME, Person
from tests.e2e.teams.playground import PATIENCE, Json, Playground

T = TypeVar("T")
SIZE = {"width": 1180, "height": 900}
_THAW = "Object.freeze = (it) => it"
"""The page's store freezes cards, and its own card renderer then fails on `msteams` in a button's
data (0.2.28): nothing would be sent. Unfrozen, it sends what a client without dialogs sends."""
_PERSONAL = "Personal Chat"
_CHANNEL = f"{TEAM_NAME} - {CHANNEL_NAME}"


class Office:
    """All who sit before a window, and what passes between them."""

    def __init__(self, browser: Browser, playground: Playground) -> None:
        self.browser = browser
        self.playground = playground
        self.windows: list[Window] = []

    def open(self, person: Person) -> Window:
        """Sit down. The window shows the person's own chat with the bot."""
        context = self.browser.new_context(
            viewport=SIZE, locale="sv-SE", reduced_motion="reduce", device_scale_factor=1
        )
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(_THAW)
        opened = Window(self, person, context.new_page())
        self.windows.append(opened)
        return opened

    def close(self) -> None:
        """Everybody goes home."""
        for window in self.windows:
            window.page.context.close()
        self.windows.clear()

    def until(self, seen: Callable[[], T | None], what: str) -> T:
        """Wait until there is something to see, and pass on meanwhile what the bot has sent."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.pass_on()
            found = seen()
            if found:
                return found
            self.windows[0].page.wait_for_timeout(50)
        raise AssertionError(f"it never came: {what}")

    def pass_on(self) -> None:
        """Show everybody the bot's new messages in their own chat, which the Playground keeps."""
        for sent in self.playground.news():
            for window in self.windows:
                if window.person is not ME and window.chat == sent.conversation:
                    message = {
                        **_message(sent.id, BOT, str(sent.activity.get("text") or "")),
                        "textFormat": sent.activity.get("textFormat", "markdown"),
                        "attachments": sent.activity.get("attachments") or [],
                    }
                    window.receive("updateMessage" if sent.updates else "createMessage", message)

    def tell_others(self, writer: Window, where: str, text: str, answer: Json) -> None:
        """What one has written in a channel or group is seen by all who look at it."""
        if where in self.playground.chats.values():
            return
        message = _message(answer["messageId"], writer.person.id, text)
        if post := answer.get("postConversationId"):
            message["postConversationId"] = post
        for window in self.windows:
            if window is not writer:
                window.receive("createMessage", message, where)


class Window:
    """One person's window. `page` is the browser's own."""

    def __init__(self, office: Office, person: Person, page: Page) -> None:
        self.office, self.person, self.page = office, person, page
        self.playground = office.playground
        self.chat = self.playground.chats[person.id]
        self.faults: list[str] = []
        self._socket: WebSocketRoute | None = None
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.route(lambda url: not url.startswith(self.playground.address), _refuse)
        page.route("**/_internal/v1/config", self._who)
        page.route("**/_conversation/v1/conversations/*/messages", self._written)
        page.route_web_socket(re.compile("/_ws_conversation/"), self._connected)
        page.goto(self.playground.address)
        self.here(_PERSONAL)
        page.get_by_role("button", name="Close").last.click()

    # -- what stands between the page and the Playground ---------------------------------------

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

    def _connected(self, socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        self._socket = socket

    def receive(self, action: str, message: Json, where: str = "") -> None:
        """Show a message, as the Playground's own come."""
        assert self._socket is not None
        shown = {"action": action, "actionConversationId": where or self.chat, "message": message}
        self._socket.send(json.dumps(shown))

    def _written(self, route: Route) -> None:
        """The page sends what was written. The Playground takes it to be its one user's."""
        body = route.request.post_data_json
        where = unquote(route.request.url.split("/conversations/")[1].removesuffix("/messages"))
        if self.person is ME:
            answered = route.fetch()
            answer = answered.json()
            route.fulfill(response=answered)
        else:
            answer = self._kept(where, body)
            route.fulfill(json=answer)
        self.office.tell_others(self, where, body["text"], answer)
        if self.person is not ME:
            self._tell_bot(answer.get("postConversationId") or where, body)

    def _kept(self, where: str, body: Json) -> Any:
        """Let the Playground keep the line, and nobody hear of it yet."""
        if where == self.chat:
            return {"messageId": str(time.time_ns() // 10**6), "timestamp": time.time() * 1000}
        unsaid = {key: value for key, value in body.items() if key != "mentions"}
        return self.playground.ask(f"/_conversation/v1/conversations/{where}/messages", unsaid)

    def _tell_bot(self, where: str, body: Json) -> None:
        named = [it for it in body.get("mentions") or () if it["mentioned"]["id"] == BOT]
        if not named and where != self.chat:
            return
        mentioned = {"id": BOT, "name": BOT_NAME}
        entities = [{"type": "mention", "mentioned": mentioned, "text": it["text"]} for it in named]
        self.playground.tell(
            self.person,
            where,
            type="message",
            text=body["text"],
            textFormat="plain",
            entities=entities,
        )

    # -- where one is --------------------------------------------------------------------------

    def here(self, name: str) -> None:
        """Go to a conversation by its name in the list."""
        self.page.get_by_role("treeitem", name=name, exact=True).click()

    def to_chat(self) -> None:
        """Go to the one-to-one chat with the bot."""
        self.here(_PERSONAL)

    def to_channel(self) -> None:
        """Go to the centre's channel."""
        self.here(_CHANNEL)

    # -- what one sees -------------------------------------------------------------------------

    def card(self, *texts: str) -> Locator:
        """The newest card in sight with all of this in it."""
        found = self.page.locator(".ac-adaptiveCard")
        for text in texts:
            found = found.filter(has_text=text)
        return found.last

    def thread(self, text: str) -> Locator:
        """A post of the channel with this in it: what it says, what is under it, where to answer."""
        answer = self.page.get_by_label("Send Message")
        return self.page.locator("div", has_text=text).filter(has=answer).last

    def until(self, *texts: str, gone: bool = False) -> None:
        """Wait until all this can be read in the window, or none of it."""
        self.office.until(lambda: self.reads(*texts) is not gone, f"{texts} before {self.person}")

    def reads(self, *texts: str) -> bool:
        """Whether all this can be read in the window now."""
        said = self.page.locator("body").inner_text().replace("\N{NO-BREAK SPACE}", " ")
        return all(text in said for text in texts)

    # -- what one does -------------------------------------------------------------------------

    def say(self, text: str, *, mention: bool = False, thread: Locator | None = None) -> None:
        """Write a line where one is: to the bot, a new post in a channel, or into a thread."""
        within = thread if thread is not None else self.page.locator("body")
        box = within.locator("[data-lexical-editor]")
        (box.last if thread is not None else box.first).click()
        if mention:
            self.page.keyboard.type("@")
            self.page.get_by_role("menuitem", name=BOT_NAME).click()
            self.page.keyboard.type(" ")
        self.page.keyboard.type(text)
        post = self.page.get_by_role("button", name="Post", exact=True)
        if thread is None and post.count():
            post.click()
        else:
            self.page.keyboard.press("Enter")

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press a button of a card, in the menu of rarer ones if it is there."""
        place = within if within is not None else self.page.locator("body")
        button = place.get_by_role("button", name=name, exact=True)
        self.office.until(
            lambda: button.count() or place.get_by_role("button", name="...").count(), name
        )
        if button.count():
            button.last.click()
            return
        place.get_by_role("button", name="...", exact=True).last.click()
        self.page.get_by_role("menuitem", name=name, exact=True).click()

    def under(self, card: Locator) -> str:
        """The line that the bot's private answer to a press leaves under the card."""
        return card.locator("xpath=..").locator("xpath=..").get_by_label("x").inner_text()


def _message(number: str, writer: str, text: str) -> dict[str, Any]:
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
