"""Messages, modals and App Home as pictures: Block Kit drawn by React in the tests' browser.

The blocks are drawn by `slack-blocks-to-jsx`, everything around them and the fields of forms by
`frames/`. Nothing is fetched: one bundle carries scripts, styles and letters. Every function
writes a PNG at double size, packed by `small_png`, and returns the words that can be read in it.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.e2e.pictures import BUILD, DRAWN, GUIDES
from tests.e2e.slack.node import HERE, run
from tests.e2e.small_png import shrink

Json = Mapping[str, Any]

APP = "Exportlots"
WIDTH = 640
FORM_WIDTH = 552
"""A modal is 520 wide in Slack; the rest is the dimmed window around it."""
WORDS = {
    "private": "Bara du ser det här",
    "optional": "(valfritt)",
    "close": "Avbryt",
    "tabs": ["Hem", "Meddelanden", "Om"],
}
"""What Slack itself writes around an app's words."""
COARSER = """async (png) => {
  const image = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (it) => it.charCodeAt())]));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const got = pen.getImageData(0, 0, image.width, image.height);
  got.data.forEach((value, at) => { got.data[at] = Math.round(value / 8.5) * 8.5; });
  pen.putImageData(got, 0, 0);
  const file = new FileReader();
  file.readAsDataURL(await canvas.convertToBlob());
  await new Promise((done) => { file.onload = done; });
  return file.result.split(",")[1];
}"""
"""31 steps of each colour: the shades of letters' edges leave room for those of emoji."""


@dataclass(frozen=True)
class Said:
    """One message of a conversation: an app's blocks, or a person's text in Slack's mrkdwn."""

    author: str
    time: str
    blocks: Sequence[Json] | None = None
    text: str = ""
    app: bool = False
    private: bool = False
    """Ephemeral: only the reader sees it."""
    thread: bool = False
    """A reply in the thread of what stands above."""


def place(name: str) -> Path:
    """Where a picture goes: among the guides' when `PICTURES=1`, else to `build/e2e/`."""
    return (GUIDES if DRAWN else BUILD) / f"{name}.png"


def draw_message(
    browser: Browser,
    blocks: Sequence[Json],
    path: Path,
    *,
    author: str = APP,
    time: str = "09.12",
    width: int = WIDTH,
    names: Mapping[str, str] | None = None,
    opened: str = "",
) -> str:
    """Draw one message of the app. `opened` is the `action_id` of a menu to show unfolded."""
    said = Said(author, time, blocks, app=True)
    return draw_conversation(browser, [said], path, width=width, names=names, opened=opened)


def draw_conversation(
    browser: Browser,
    items: Sequence[Said],
    path: Path,
    *,
    channel: str = "",
    width: int = WIDTH,
    names: Mapping[str, str] | None = None,
    opened: str = "",
) -> str:
    """Draw several messages one under another, with the channel's name above where it is given.

    `names` says what Slack would show for the ids of people and channels that are mentioned.
    """
    shown = [asdict(item) for item in items]
    what = {"kind": "conversation", "items": shown, "channel": channel, "names": names or {}}
    return _draw(browser, what, width, path, opened)


def draw_modal(
    browser: Browser,
    view: Json,
    path: Path,
    *,
    values: Mapping[str, Mapping[str, Json]] | None = None,
    errors: Mapping[str, str] | None = None,
    opened: Mapping[str, Sequence[str]] | None = None,
    names: Mapping[str, str] | None = None,
    width: int = FORM_WIDTH,
) -> str:
    """Draw a modal.

    `values` is what has been filled in, as Slack sends it (`view.state.values`), `errors` the
    faults by block id, as answered to it, and `opened` the choices under selects that are open.
    """
    what = {"kind": "modal", "view": view, "values": values or {}, "errors": errors or {}}
    return _draw(browser, {**what, "opened": opened or {}, "names": names or {}}, width, path)


def draw_home(
    browser: Browser,
    view: Json,
    path: Path,
    *,
    author: str = APP,
    width: int = WIDTH,
    names: Mapping[str, str] | None = None,
    opened: str = "",
) -> str:
    """Draw App Home."""
    what = {"kind": "home", "view": view, "author": author, "names": names or {}}
    return _draw(browser, what, width, path, opened)


def _draw(browser: Browser, what: dict[str, Any], width: int, path: Path, opened: str = "") -> str:
    script, style = _bundle()
    context = browser.new_context(
        viewport={"width": width, "height": 800}, device_scale_factor=2, offline=True
    )
    try:
        page = context.new_page()
        failed: list[str] = []
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.set_content('<!doctype html><html lang="sv"><div id="picture"></div></html>')
        page.add_style_tag(content=style)
        page.add_script_tag(content=script)
        page.evaluate("it => draw(it)", {**what, "width": width, "words": WORDS})
        if opened:
            page.locator(f'[id="{opened}"]').last.click()
        assert not failed, failed
        return _photograph(page, path)
    finally:
        context.close()


def _photograph(page: Page, path: Path) -> str:
    shown = page.locator("#picture")
    page.evaluate("settle()")
    made = page.evaluate(
        COARSER, base64.b64encode(shown.screenshot(animations="disabled", caret="hide")).decode()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(shrink(page, base64.b64decode(made)))
    return shown.inner_text().replace("\N{NO-BREAK SPACE}", " ")


@lru_cache
def _bundle() -> tuple[str, str]:
    """The page's script and style, built once in a run."""
    with tempfile.TemporaryDirectory() as folder:
        run(
            "esbuild",
            HERE / "frames" / "picture.jsx",
            *("--bundle", "--minify", "--charset=utf8", "--jsx=automatic", "--log-level=warning"),
            '--define:process.env.NODE_ENV="production"',
            *("--loader:.woff2=dataurl", "--loader:.woff=empty", "--loader:.svg=dataurl"),
            f"--outfile={folder}/picture.js",
        )
        made = Path(folder)
        return (made / "picture.js").read_text("utf-8"), (made / "picture.css").read_text("utf-8")
