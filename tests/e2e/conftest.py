"""One browser for all, one room for each file of tests, a window for each member."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bot.texts import Lang
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


@pytest.fixture(scope="module")
def trial() -> Iterator[Trial]:
    """A room with the sample cases, shared by the tests of one file."""
    opened = Trial()
    yield opened
    said = opened.end()
    assert "Traceback" not in said, said


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser context that moves nothing, so that pictures are the same every time."""
    opened = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", locale="sv-SE")  # type: ignore[arg-type]
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def crisp(browser: Browser) -> Iterator[BrowserContext]:
    """As `context`, with two pixels for one: for the guides' pictures."""
    opened = browser.new_context(
        viewport=PICTURE,  # type: ignore[arg-type]
        device_scale_factor=2,
        reduced_motion="reduce",
        locale="sv-SE",
    )
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def window(context: BrowserContext, trial: Trial) -> Open:
    """Opens windows: `window("maria")` acts as Maria, in the room."""

    def opened(user: str, lang: Lang = "sv", *, direct: bool = False) -> Window:
        made = Window(context.new_page(), trial.address, user, lang)
        return made.enter_direct() if direct else made.enter()

    return opened


@pytest.fixture
def camera(crisp: BrowserContext, trial: Trial) -> Open:
    """As `window`, for the guides' pictures."""

    def opened(user: str, lang: Lang = "sv", *, direct: bool = False) -> Window:
        made = Window(crisp.new_page(), trial.address, user, lang)
        return made.enter_direct() if direct else made.enter()

    return opened
