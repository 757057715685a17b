"""One browser window, acting as one member: functions named by what a member does.

Nothing here waits for a time, only for what the page will show.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from bot.samples.play import stories
from bot.texts import Lang
from tests.e2e.words import words

SOON = 3_000
"""Milliseconds within which another window's step must have arrived."""
CLOCK = 20_000
"""Milliseconds for a clock that is moved: the room has said all that came due when it shows."""
CHANNEL = "exportcenter"
SAMPLE_CASES = sum(steps[0].command == "refer" for steps in stories())
_CASE = re.compile(r"(?:Ärende|Case) (\d+)")


class Window:
    """A window in which `user` acts. `page` is the browser's own page."""

    def __init__(self, page: Page, address: str, user: str, lang: Lang = "sv") -> None:
        self.page, self.address, self.user, self.lang = page, address, user, lang
        self.loads = 0
        page.on("load", lambda _: self._loaded())

    def _loaded(self) -> None:
        self.loads += 1

    # -- where one is --------------------------------------------------------------------------

    def enter(self) -> Window:
        """Go to the shared room."""
        return self._go(f"rum/{CHANNEL}")

    def enter_direct(self) -> Window:
        """Go to the private conversation with the bot."""
        return self._go("direkt")

    def _go(self, where: str) -> Window:
        listening = self.page.expect_request(lambda it: "/handelser" in it.url)
        with listening:
            self.page.goto(f"{self.address}/som/{quote(self.user)}/{where}")
        return self

    # -- what one sees -------------------------------------------------------------------------

    @property
    def flow(self) -> Locator:
        """Everything in the stream."""
        return self.page.locator("#flow")

    def card(self, number: int | str) -> Locator:
        """A case's card in the stream, with what stands under it."""
        heading = self.page.get_by_role("heading", level=2, name=re.compile(rf"\w+ {number}\b"))
        return self.page.locator("#flow > li.post.bot").filter(has=heading).first

    def meeting(self, title: str) -> Locator:
        """A meeting's own card in the stream, with what stands under it."""
        return self._titled(title).first

    def reminder(self, title: str) -> Locator:
        """The newest message in the stream that shows a meeting: a reminder, once there is one."""
        return self._titled(title).last

    def _titled(self, title: str) -> Locator:
        heading = self.page.get_by_role("heading", level=2, name=title, exact=True)
        return self.page.locator("#flow > li.post.bot").filter(has=heading)

    def status(self, number: int | str) -> Locator:
        """How a case stands, on its card."""
        return self.card(number).locator(".card .status").first

    @property
    def whispers(self) -> Locator:
        """All private answers in sight."""
        return self.page.locator("aside.whisper")

    @property
    def answer(self) -> Locator:
        """The private answer furthest down."""
        return self.page.locator("aside.whisper").last

    def answer_under(self, number: int | str) -> Locator:
        """The private answer to a press on a case's card; it stands under that card."""
        return self.card(number).locator("aside.whisper")

    @property
    def message(self) -> Locator:
        """The newest direct message."""
        return self.page.locator("#flow > li.post").last

    def message_about(self, text: str) -> Locator:
        """The newest direct message with this in it."""
        return self.page.locator("#flow > li.post", has_text=text).last

    def thread(self, number: int | str) -> Locator:
        """The thread under a case's card."""
        return self.card(number).locator("details.thread")

    @property
    def form(self) -> Locator:
        """The open form."""
        return self.page.locator("dialog #form")

    def newest_case(self) -> int:
        """The number of the newest case in the room, when the sample cases have arrived in it."""
        expect(self.card(SAMPLE_CASES)).to_be_visible(timeout=CLOCK)
        titles = self.page.locator("#flow > li.post.bot .card h2").all_inner_texts()
        return max(int(found[1]) for it in titles if (found := _CASE.match(it)))

    # -- what one does -------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Write a line in the room, or to the bot in private."""
        box = self.page.locator("#text")
        box.fill(text)
        box.press("Enter")
        expect(box).to_have_value("")

    def say_in_thread(self, number: int | str, text: str) -> None:
        """Write a line in the thread under a case."""
        thread = self.thread(number)
        if thread.get_attribute("open") is None:
            thread.locator("summary").first.click()
        box = thread.locator("textarea")
        box.fill(text)
        box.press("Enter")
        expect(box).to_have_value("")

    def start_referral(self) -> None:
        """Press the button that opens an empty form."""
        self.page.locator("header.top button.primary").click()
        expect(self.form).to_be_visible()

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Press the button with this name."""
        place = within if within is not None else self.page.locator("body")
        exact = isinstance(name, str)
        place.get_by_role("button", name=name, exact=exact).first.click()

    def press_again(self, value: str) -> None:
        """Send a press as it was made before: a double click that came late, or an old button."""
        self.page.evaluate(
            """async ([to, channel, press]) => {
              const data = new URLSearchParams({ channel, thread: "", anchor: "flow", press });
              await fetch(to, { method: "POST", body: data, headers: { "X-Room": "live" } });
            }""",
            [f"/som/{quote(self.user)}/tryck", CHANNEL, value],
        )

    def step(self, number: int | str, step: str) -> None:
        """Press a step on a case's card, in the menu of rarer steps if it is there."""
        card = self.card(number).locator(".card").first
        self.step_on(card, step)

    def step_on(self, place: Locator, step: str) -> None:
        """Press a step on a card or message."""
        name = words(f"button.{step}", self.lang)
        button = place.get_by_role("button", name=name, exact=True)
        # Buttons in the closed menu are in the page, and not to be seen.
        if not button.first.is_visible():
            place.locator("details.menu > summary").first.click()
        button.first.click()

    # -- forms ---------------------------------------------------------------------------------

    def field(self, name: str) -> Locator:
        """One field of the open form."""
        return self.form.locator(f'[data-field="{name}"]')

    def write(self, name: str, text: str) -> None:
        """Type into a field."""
        box = self.field(name).locator("input:not([type=hidden]):not([role]), textarea").first
        box.fill(text)

    def choose(self, name: str, *options: str) -> None:
        """Choose among options that are all in sight or in a short drop-down list."""
        for option in options:
            field = self.field(name)
            expect(field).to_be_visible()
            listed = field.locator("select")
            if listed.count():
                self._change(name, lambda it=listed, to=option: it.select_option(label=to))
            else:
                pick = field.get_by_label(option, exact=True).first
                if not pick.is_checked():
                    self._change(name, pick.check)

    def unpick(self, name: str, option: str) -> None:
        """Take a tick away."""
        self._change(name, self.field(name).get_by_label(option, exact=True).first.uncheck)

    def find(self, name: str, *typed: str) -> None:
        """Choose in a long list by typing the beginning of a name."""
        for text in typed:
            box = self.field(name).get_by_role("combobox")
            box.click()
            box.fill(text)
            expect(self.field(name).get_by_role("option").first).to_contain_text(text)
            self._change(name, lambda it=box: it.press("Enter"))

    def send(self) -> None:
        """Send the form, and wait until it was taken."""
        self.form.locator("footer button.primary, footer button.danger").first.click()
        expect(self.page.locator("dialog")).not_to_be_visible()

    def send_badly(self) -> Locator:
        """Send a form that will come back. Returns its list of errors."""
        self.form.locator("footer button.primary").first.click()
        errors = self.form.locator("#errors")
        expect(errors).to_be_visible()
        return errors

    def _change(self, name: str, act: Callable[[], object]) -> None:
        """Change a field; where it decides about others, wait for the form to be drawn anew."""
        if self.field(name).get_attribute("data-refreshes") is None:
            act()
            return
        self.page.evaluate("document.getElementById('form').dataset.before = '1'")
        act()
        expect(self.page.locator("dialog #form:not([data-before])")).to_be_visible()

    # -- the clock -----------------------------------------------------------------------------

    def move_clock(self, step: str) -> None:
        """Move the room's clock by one of its buttons: hour, half_day, morning, week."""
        before = self.page.locator("#now time").get_attribute("datetime")
        self.press(words(f"web.clock_{step}", self.lang), self.page.locator(".clock"))
        self._clock_has_left(before or "")

    def set_clock(self, at: str) -> None:
        """Move the room's clock to a day and time (`2026-12-01T09:00`)."""
        panel = self.page.locator(".clock-set")
        if panel.get_attribute("open") is None:
            panel.locator("summary").click()
        panel.locator("#clock-at").fill(at)
        before = self.page.locator("#now time").get_attribute("datetime")
        panel.get_by_role("button").click()
        self._clock_has_left(before or "")
        panel.locator("summary").click()

    def _clock_has_left(self, before: str) -> None:
        now = self.page.locator("#now time")
        expect(now).not_to_have_attribute("datetime", before, timeout=CLOCK)
