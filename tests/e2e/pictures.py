"""Screenshots: every walk leaves them in `build/e2e/`; the guides' own go to `docs/bilder/`.

`PICTURES=1 make e2e` draws the guides' pictures anew. Without it they only land in `build/e2e/`,
so that an ordinary run leaves the working tree as it was.
"""

from __future__ import annotations

import os

from playwright.sync_api import FloatRect, Locator, Page

from tests.e2e.small_png import shrink
from tests.e2e.trial import ROOT

BUILD = ROOT / "build" / "e2e"
GUIDES = ROOT / "docs" / "bilder"
DRAWN = bool(os.environ.get("PICTURES"))
HIGH = 1500
LARGEST = 150_000
"""Bytes: what a picture in a guide may weigh."""


def snap(what: Page | Locator, name: str) -> bytes:
    """Keep a screenshot of a page or a part of it."""
    BUILD.mkdir(parents=True, exist_ok=True)
    return what.screenshot(path=BUILD / f"{name}.png", animations="disabled", caret="hide")


def picture(page: Page, name: str, around: tuple[Locator, ...] = (), margin: int = 10) -> None:
    """Make one of the guides' pictures: the whole window, or what surrounds these elements.

    A part is taken from a window so high that nothing covers it.
    """
    size = page.viewport_size
    assert size
    if around:
        page.set_viewport_size({"width": size["width"], "height": HIGH})
        around[-1].evaluate(
            "it => { it.scrollIntoView({ block: 'end' }); it.closest('main')?.scrollBy(0, 24); }"
        )
    clip = _box(around, size["width"], margin) if around else None
    made = page.screenshot(animations="disabled", caret="hide", clip=clip)
    if around:
        page.set_viewport_size(size)
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / f"{name}.png").write_bytes(made)
    if DRAWN:
        small = shrink(page, made)
        assert len(small) < LARGEST, f"{name}.png weighs {len(small)} bytes: crop it"
        GUIDES.mkdir(parents=True, exist_ok=True)
        (GUIDES / f"{name}.png").write_bytes(small)


def _box(around: tuple[Locator, ...], width: int, margin: int) -> FloatRect:
    boxes = [it.bounding_box() for it in around]
    sides = [(b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"]) for b in boxes if b]
    assert len(sides) == len(around), "something to show is not in the page"
    left = max(0, min(side[0] for side in sides) - margin)
    top = max(0, min(side[1] for side in sides) - margin)
    right = min(width, max(side[2] for side in sides) + margin)
    bottom = min(HIGH, max(side[3] for side in sides) + margin)
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}
