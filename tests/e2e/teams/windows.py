"""A window of the Playground for each person: functions named by what a person does in one.

Cards, buttons, forms and threads are the page's own; `relay` says who sits before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import ConsoleMessage, Locator, Page

from tests.e2e.pictures import snap
from tests.e2e.teams.people import BOT_NAME, CHANNEL_NAME, GROUP_NAME, TEAM_NAME, Person
from tests.e2e.teams.playground import PATIENCE
from tests.e2e.teams.relay import Relay
from tests.e2e.teams.sheets import Sheet

if TYPE_CHECKING:
    from tests.e2e.teams.office import Office

_CHAT = "Personal Chat"
_CHANNEL = f"{TEAM_NAME} - {CHANNEL_NAME}"
_HINTS = "is not supported yet in Microsoft 365 Agents playground"


class Window:
    """One person's window. `page` is the browser's own, `faults` what its script has failed at."""

    def __init__(self, office: Office, person: Person, page: Page) -> None:
        self.office, self.person, self.page = office, person, page
        self.faults: list[str] = []
        self.relay = Relay(office, person, page)
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on("console", self._heard)
        page.goto(office.playground.address)
        self._here(_CHAT)
        page.get_by_title("Hide log panel").click()

    def _heard(self, said: ConsoleMessage) -> None:
        """What the page could not do with a message stands there, and not among its faults."""
        if said.text.startswith("Saga error"):
            self.faults.append(said.text.partition("\n")[0])

    # -- where one is --------------------------------------------------------------------------

    def to_chat(self) -> None:
        """Go to the one-to-one chat with the bot."""
        self._here(_CHAT)

    def to_channel(self) -> None:
        """Go to the centre's channel."""
        self._here(_CHANNEL)

    def to_group(self) -> None:
        """Go to the group chat."""
        self._here(GROUP_NAME)

    def _here(self, name: str) -> None:
        self.page.get_by_role("treeitem", name=name, exact=True).click()

    # -- what one sees -------------------------------------------------------------------------

    def card(self, *texts: str) -> Locator:
        """The newest card of a chat with all of this in it; in a channel the newest stands first."""
        found = self.page.locator(".ac-adaptiveCard")
        for text in texts:
            found = found.filter(has_text=text)
        return found.last

    def sheet(self, *texts: str) -> Sheet:
        """A card with all of this in it, when it has come, as a form to fill in."""
        return Sheet(self.shown(*texts))

    def shown(self, *texts: str) -> Locator:
        """A card with all of this in it, when it has come."""
        card = self.card(*texts)
        what = f"a card with {' and '.join(texts)} in the window of {self.person.name}"
        self.office.until(lambda: card.count() and card.is_visible(), what)
        return card

    def thread(self, text: str) -> Locator:
        """A post of the channel with this in it, what is under it, and where to answer."""
        answer = self.page.get_by_label("Send Message")
        return self.page.locator("div", has_text=text).filter(has=answer).last

    @property
    def whispers(self) -> list[str]:
        """The lines under cards that the bot's answers to presses left, for the presser alone."""
        return self.page.get_by_label("Display Invoked Message").all_inner_texts()

    def reads(self, *texts: str) -> bool:
        """Whether all this can be read in the window now."""
        said = self.page.locator("body").inner_text().replace("\N{NO-BREAK SPACE}", " ")
        return all(text in said for text in texts)

    def until(self, *texts: str, patience: float = PATIENCE) -> None:
        """Wait until all this can be read in the window."""
        what = f"{' and '.join(texts)} in the window of {self.person.name}"
        self.office.until(lambda: self.reads(*texts), what, patience)

    def picture(self, name: str) -> None:
        """Keep a picture of the window, without what the Playground says of itself."""
        hints = self.page.get_by_text(_HINTS)
        hints.evaluate_all(
            "all => all.forEach(it => { it.parentElement.parentElement.style.visibility = 'hidden' })"
        )
        snap(self.page, name)

    # -- what one does -------------------------------------------------------------------------

    def say(self, text: str, *, mention: bool = False, thread: Locator | None = None) -> None:
        """Write a line where one is: to the bot, a new post in a channel, or into a thread."""
        place = thread if thread is not None else self.page.locator("body")
        boxes = place.locator("[data-lexical-editor]")
        (boxes.last if thread is not None else boxes.first).click()
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

    def press(self, name: str, place: Locator | None = None) -> None:
        """Press a button of a card, in the menu of rarer ones if it is there."""
        within = place if place is not None else self.page.locator("body")
        button = within.get_by_role("button", name=name, exact=True)
        more = within.get_by_role("button", name="More options")
        self.office.until(lambda: button.count() or more.count(), f"the button {name}")
        if button.count():
            button.last.click()
        else:
            more.last.click()
            self.page.get_by_role("menuitem", name=name, exact=True).click()

    def open_action(self, text: str, command: str) -> Sheet:
        """Choose one of the bot's actions in a message's menu; what opens is a dialog.

        New posts are held back until `close_action`: the page would empty the dialog at the next.
        """
        self.relay.asleep = True
        self.thread(text).get_by_label("Show more information").first.click()
        self.page.get_by_role("menuitem", name="Action Command").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_placeholder("Input command id").fill(command)
        dialog.get_by_role("button", name="Create", exact=True).click()
        dialog.locator(".ac-adaptiveCard").wait_for()
        return Sheet(dialog)

    def close_action(self) -> None:
        """Close the dialog, and see what has come meanwhile."""
        self.page.get_by_role("dialog").get_by_label("Close").first.click()
        self.relay.wake()
