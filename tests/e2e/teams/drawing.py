"""Cards and dialogs as pictures: drawn by npm's `adaptivecards` in the tests' browser.

The cards are drawn by Adaptive Cards' own renderer with a host config like Teams'; everything
around them, and the few fields that Teams draws otherwise, by `frames/`. Texts that Teams parses
as Markdown are parsed. Nothing is fetched: one bundle carries scripts, styles and letters.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page

from tests.e2e.pictures import BUILD, DRAWN, GUIDES
from tests.e2e.slack.drawing import COARSER
from tests.e2e.small_png import shrink
from tests.e2e.teams.node import HERE, run

Json = Mapping[str, Any]
Theme = Literal["light", "dark"]

APP = "Exportlots"
WIDE, NARROW = 720, 320
"""A channel on a desktop, and the narrowest phone."""
THEMES: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Said:
    """One message: a text, or a card. `reply` stands in the thread of what is above."""

    cards: Sequence[Json] = ()
    text: str = ""
    time: str = "09.12"
    reply: bool = False


@dataclass(frozen=True)
class Look:
    """How it is shown."""

    theme: Theme = "light"
    width: int = WIDE


LIGHT = Look()
LOOKS = tuple(Look(theme, width) for theme in THEMES for width in (WIDE, NARROW))


@dataclass(frozen=True)
class Drawn:
    """A page with something on it, to look into and to photograph."""

    page: Page
    failed: list[str] = field(default_factory=list)

    def words(self) -> str:
        """What can be read."""
        shown = self.page.locator("#picture").inner_text()
        return shown.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")

    def cut(self) -> list[str]:
        """Buttons whose words are cut off."""
        found: list[str] = self.page.evaluate("cut()")
        return found

    def press(self, words: str) -> None:
        """Press what has these words on it."""
        self.page.get_by_role("button", name=words, exact=True).first.click()

    def pressed(self) -> list[dict[str, Any]]:
        """What has left the card, in order: the kind of each action and its data."""
        found: list[dict[str, Any]] = self.page.evaluate("pressed")
        return found

    def complaints(self, card: Json) -> list[str]:
        """What Adaptive Cards' own parser says against a card."""
        found: list[str] = self.page.evaluate("it => complaints(it)", card)
        return found

    def photograph(self, path: Path) -> None:
        """Keep a picture."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self._taken())

    def small_photograph(self, path: Path) -> None:
        """Keep a picture for a guide, packed by `small_png`."""
        made = self.page.evaluate(COARSER, base64.b64encode(self._taken()).decode())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(shrink(self.page, base64.b64decode(made)))

    def _taken(self) -> bytes:
        self.page.evaluate("settle()")
        shown = self.page.locator("#picture")
        return shown.screenshot(animations="disabled", caret="hide")


def place(name: str) -> Path:
    """Where a picture goes: among the guides' when `PICTURES=1`, else to `build/e2e/`."""
    return (GUIDES if DRAWN else BUILD) / f"{name}.png"


@contextmanager
def message(
    browser: Browser, items: Sequence[Said], look: Look = LIGHT, channel: str = ""
) -> Iterator[Drawn]:
    """Messages of the bot, one under another, below the channel's name where it is given."""
    shown = [asdict(item) for item in items]
    with _page(browser, {"kind": "message", "items": shown, "channel": channel}, look) as page:
        yield page


@contextmanager
def dialog(browser: Browser, card: Json, title: str, look: Look = LIGHT) -> Iterator[Drawn]:
    """A dialog with its title above the card."""
    what = {"kind": "dialog", "items": [asdict(Said([card]))], "title": title}
    with _page(browser, what, look) as page:
        yield page


@contextmanager
def _page(browser: Browser, what: dict[str, Any], look: Look) -> Iterator[Drawn]:
    drawn = _sheet(browser, look.width)
    drawn.failed.clear()
    drawn.page.evaluate("it => draw(it)", {**what, **asdict(look), "author": APP})
    yield drawn
    assert not drawn.failed, drawn.failed


@cache
def _sheet(browser: Browser, width: int) -> Drawn:
    """A page of this width to draw on, one for a whole run; closed with its browser."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, device_scale_factor=2, offline=True
    )
    drawn = Drawn(context.new_page())
    drawn.page.on("pageerror", lambda error: drawn.failed.append(str(error)))
    drawn.page.set_content('<!doctype html><html lang="sv"><div id="picture"></div></html>')
    script, style = _bundle()
    drawn.page.add_style_tag(content=style)
    drawn.page.add_script_tag(content=script)
    return drawn


@cache
def _bundle() -> tuple[str, str]:
    """The page's script and style, built once in a run."""
    with tempfile.TemporaryDirectory() as folder:
        run(
            "esbuild",
            HERE / "frames" / "picture.js",
            *("--bundle", "--minify", "--charset=utf8", "--log-level=warning"),
            *("--loader:.woff2=dataurl", "--loader:.woff=empty", "--loader:.svg=dataurl"),
            f"--outfile={folder}/picture.js",
        )
        made = Path(folder)
        return (made / "picture.js").read_text("utf-8"), (made / "picture.css").read_text("utf-8")
