"""Screenshots: every walk leaves them in `build/e2e/`; the guides' own go to `docs/bilder/`.

`PICTURES=1 make e2e` draws the guides' pictures anew. Without it they only land in `build/e2e/`,
so that an ordinary run leaves the working tree as it was.
"""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.e2e.small_png import shrink
from tests.e2e.trial import ROOT

BUILD = ROOT / "build" / "e2e"
GUIDES = ROOT / "docs" / "bilder"
LARGEST = 150_000
"""Bytes: what a picture in a guide may weigh."""


def snap(what: Page | Locator, name: str) -> bytes:
    """Keep a screenshot of a page or a part of it."""
    BUILD.mkdir(parents=True, exist_ok=True)
    return what.screenshot(path=BUILD / f"{name}.png", animations="disabled", caret="hide")


def picture(page: Page, name: str, around: tuple[Locator, ...] = (), margin: int = 16) -> None:
    """Make one of the guides' pictures: the whole window, or what surrounds these elements."""
    clip = _box(page, around, margin) if around else None
    made = shrink(page, page.screenshot(animations="disabled", caret="hide", clip=clip))
    BUILD.mkdir(parents=True, exist_ok=True)
    Path(BUILD / f"{name}.png").write_bytes(made)
    assert len(made) < LARGEST, f"{name}.png weighs {len(made)} bytes: crop it"
    if os.environ.get("PICTURES"):
        GUIDES.mkdir(parents=True, exist_ok=True)
        Path(GUIDES / f"{name}.png").write_bytes(made)


def _box(page: Page, around: tuple[Locator, ...], margin: int) -> dict[str, float]:
    boxes = [box for it in around if (box := it.bounding_box())]
    assert boxes, "nothing to show: the elements are not in the page"
    size = page.viewport_size or {"width": 10_000, "height": 10_000}
    left = max(0, min(box["x"] for box in boxes) - margin)
    top = max(0, min(box["y"] for box in boxes) - margin)
    right = min(size["width"], max(box["x"] + box["width"] for box in boxes) + margin)
    bottom = min(size["height"], max(box["y"] + box["height"] for box in boxes) + margin)
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}
