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
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page

from tests.e2e.pictures import BUILD, DRAWN, GUIDES
from tests.e2e.slack.drawing import _COARSER as COARSER
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
    """One message: a text, cards, or both."""

    cards: Sequence[Json] = ()
    text: str = ""
    time: str = "09.12"


@dataclass(frozen=True)
class Look:
    """How it is shown."""

    theme: Theme = "light"
    width: int = WIDE


@dataclass(frozen=True)
class Drawn:
    """A page with something on it, to look into and to photograph."""

    page: Page
    failed: list[str] = field(default_factory=list)

    def words(self) -> str:
        """What can be read."""
        shown = self.page.locator("#picture").inner_text()
        return shown.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")

    def wider(self) -> list[str]:
        """What runs out of the picture to the side."""
        found: list[str] = self.page.evaluate("wider()")
        return found

    def press(self, words: str) -> None:
        """Press what has these words on it."""
        self.page.get_by_role("button", name=words).first.click()

    def photograph(self, path: Path) -> None:
        """Keep a picture."""
        self.page.evaluate("settle()")
        taken = self.page.locator("#picture").screenshot(animations="disabled", caret="hide")
        made = self.page.evaluate(COARSER, base64.b64encode(taken).decode())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(shrink(self.page, base64.b64decode(made)))


def place(name: str) -> Path:
    """Where a picture goes: among the guides' when `PICTURES=1`, else to `build/e2e/`."""
    return (GUIDES if DRAWN else BUILD) / f"{name}.png"


@contextmanager
def message(browser: Browser, items: Sequence[Said], look: Look = Look()) -> Iterator[Drawn]:
    """Messages of the bot, one under another."""
    with _page(browser, {"kind": "message", "items": [asdict(it) for it in items]}, look) as page:
        yield page


@contextmanager
def dialog(browser: Browser, card: Json, title: str, look: Look = Look()) -> Iterator[Drawn]:
    """A dialog with its title above the card."""
    what = {"kind": "dialog", "items": [asdict(Said([card]))], "title": title}
    with _page(browser, what, look) as page:
        yield page


@contextmanager
def _page(browser: Browser, what: dict[str, Any], look: Look) -> Iterator[Drawn]:
    script, style = _bundle()
    context = browser.new_context(
        viewport={"width": look.width, "height": 800}, device_scale_factor=2, offline=True
    )
    try:
        page = context.new_page()
        drawn = Drawn(page)
        page.on("pageerror", lambda error: drawn.failed.append(str(error)))
        page.set_content('<!doctype html><html lang="sv"><div id="picture"></div></html>')
        page.add_style_tag(content=style)
        page.add_script_tag(content=script)
        page.evaluate("it => draw(it)", {**what, **asdict(look), "author": APP})
        yield drawn
        assert not drawn.failed, drawn.failed
    finally:
        context.close()


@lru_cache
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
