"""One browser for all, one room for each file of tests, a window for each member."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bot.texts import Lang
from tests.e2e.pictures import DRAWN
from tests.e2e.trial import Trial
from tests.e2e.windows import Window

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=sv-SE",
]
DESKTOP = {"width": 1180, "height": 820}
PICTURE = {"width": 1060, "height": 720}

Open = Callable[..., Window]


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.exit(
            "No browser was found. Install Chromium (Debian: apt install chromium), or name one: "
            "CHROMIUM=/path/to/chromium make e2e",
            returncode=1,
        )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, with an empty profile of its own (playwright makes one and removes it)."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def trial() -> Iterator[Trial]:
    """A room with the sample cases, shared by all tests that leave its clock alone."""
    yield from opened_room()


def opened_room() -> Iterator[Trial]:
    """A room of one's own, for a file whose tests move the clock."""
    opened = Trial()
    yield opened
    said = opened.end()
    assert "Traceback" not in said, said


def _opener(browser: Browser, trial: Trial, **how: Any) -> Iterator[Open]:
    """Opens windows, each a browser session of its own, as on the desks of different people.

    Motion is off, so that a picture is the same every time.
    """
    opened: list[BrowserContext] = []

    def window(user: str, lang: Lang = "sv", *, direct: bool = False, **more: Any) -> Window:
        context = browser.new_context(reduced_motion="reduce", locale="sv-SE", **{**how, **more})
        context.set_default_timeout(10_000)
        opened.append(context)
        made = Window(context.new_page(), trial.address, user, lang)
        return made.enter_direct() if direct else made.enter()

    yield window
    for context in opened:
        context.close()


@pytest.fixture
def window(browser: Browser, trial: Trial) -> Iterator[Open]:
    """`window("maria")` acts as Maria, in the room; with `direct=True` in her private messages."""
    yield from _opener(browser, trial, viewport=DESKTOP)


@pytest.fixture
def camera(browser: Browser, trial: Trial) -> Iterator[Open]:
    """As `window`, for the guides' pictures: with two pixels for one when they are drawn anew."""
    scale = 2 if DRAWN else 1
    yield from _opener(browser, trial, viewport=PICTURE, device_scale_factor=scale)
