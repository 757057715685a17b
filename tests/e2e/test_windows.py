"""Whom one is: chosen on the first page, one window for each, and a window nobody sees."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.cases import open_case
from tests.e2e.conftest import Open
from tests.e2e.pictures import snap
from tests.e2e.trial import Trial
from tests.e2e.windows import SOON
from tests.e2e.words import words

_HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_whom_to_be_is_chosen_on_the_first_page_and_two_windows_are_two_members(
    window: Open, trial: Trial
) -> None:
    page = window("karin").page
    page.goto(f"{trial.address}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(words("web.choose_title"))
    snap(page, "windows-01-choose")
    page.get_by_role("link", name="Sara Lind").first.click()
    expect(page.locator(".top-note")).to_contain_text("Sara Lind")
    with page.expect_popup() as popup:
        page.get_by_role("link", name=words("web.open_window", name="Maria Dahl")).click()
    other = popup.value
    expect(other.locator(".top-note")).to_contain_text("Maria Dahl")
    page.locator("#text").fill("God morgon från Sara")
    page.locator("#text").press("Enter")
    expect(other.locator("#flow")).to_contain_text("God morgon från Sara", timeout=SOON)
    other.locator("#text").fill("God morgon från Maria")
    other.locator("#text").press("Enter")
    expect(page.locator("#flow")).to_contain_text("God morgon från Maria", timeout=SOON)


def test_unread_messages_are_counted_until_they_are_looked_at(window: Open) -> None:
    petra, maria = window("petra"), window("maria", direct=True)
    maria.enter()
    counted = maria.page.locator("#unread-side")
    expect(counted).not_to_be_visible()
    open_case(petra, "Räknade Rör AB")
    expect(counted).to_contain_text(words("web.unread", n=1), timeout=SOON)
    window("maria", direct=True)
    expect(counted).not_to_be_visible(timeout=SOON)


def test_a_hidden_window_catches_up_when_it_is_seen_again(window: Open) -> None:
    sara, maria = window("sara"), window("maria")
    number = open_case(sara, "Dolda Fönster AB")
    expect(maria.card(number)).to_be_visible(timeout=SOON)
    sara.page.evaluate(_HIDE, True)
    maria.step(number, "take")
    expect(maria.status(number)).to_contain_text("Maria Dahl")
    expect(sara.status(number)).not_to_contain_text("Maria Dahl")
    sara.page.evaluate(_HIDE, False)
    expect(sara.status(number)).to_contain_text("Maria Dahl", timeout=SOON)
    assert sara.loads == 1
