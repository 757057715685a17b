"""All who sit before a window of the Playground, and what passes between them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Browser, ViewportSize

from tests.e2e.pictures import snap
from tests.e2e.teams.people import BOT, ME, Person
from tests.e2e.teams.playground import PATIENCE, Json, Playground
from tests.e2e.teams.relay import message
from tests.e2e.teams.windows import Window

T = TypeVar("T")
SIZE: ViewportSize = {"width": 1280, "height": 900}


class Office:
    """Opens the windows and passes on what the Playground itself shows only to its one user."""

    def __init__(self, browser: Browser, playground: Playground) -> None:
        self.browser = browser
        self.playground = playground
        self.windows: list[Window] = []

    def open(self, person: Person) -> Window:
        """Sit down. The window shows the person's own chat with the bot."""
        context = self.browser.new_context(
            viewport=SIZE, locale="sv-SE", timezone_id="Europe/Stockholm", reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE * 1000)
        opened = Window(self, person, context.new_page())
        self.windows.append(opened)
        return opened

    def close(self) -> None:
        """Everybody goes home."""
        for window in self.windows:
            window.page.context.close()
        self.windows.clear()

    def until(self, seen: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
        """Wait until there is something to see, and pass on meanwhile what the bot has sent."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            self.pass_on()
            found = seen()
            if found:
                return found
            self.windows[0].page.wait_for_timeout(50)
        for window in self.windows:
            snap(window.page, f"playground-missing-{window.person.name.split()[0].lower()}")
        faults = [fault for window in self.windows for fault in window.faults]
        raise AssertionError(f"it never came: {what} {faults or ''}")

    def pass_on(self) -> None:
        """Show everybody the bot's new messages in their own chat, which the Playground keeps."""
        for sent in self.playground.news():
            for window in self.windows:
                if window.person is not ME and window.relay.chat == sent.conversation:
                    shown = {
                        **message(sent.id, BOT, str(sent.activity.get("text") or "")),
                        "textFormat": sent.activity.get("textFormat", "markdown"),
                        "attachments": sent.activity.get("attachments") or [],
                    }
                    action = "updateMessage" if sent.updates else "createMessage"
                    window.relay.show(action, window.relay.chat, shown)

    def tell_others(self, writer: Person, where: str, text: str, answer: Json) -> None:
        """What one has written in a channel or group is seen by all who look at it.

        The page writes the bot's name over everything that is not its user's own: so the writer's
        stands in the line.
        """
        if where in self.playground.chats.values():
            return
        said = f"{writer.name}: {re.sub('</?at>', '', text)}"
        shown = message(str(answer["messageId"]), writer.id, said)
        if post := answer.get("postConversationId"):
            shown["postConversationId"] = post
        for window in self.windows:
            if window.person is not writer:
                window.relay.show("createMessage", where, shown)
