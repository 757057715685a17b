"""What comes by itself when the room's clock is moved: reminders, expiry, the first contact."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.cases import open_case
from tests.e2e.conftest import Open, opened_room
from tests.e2e.pictures import snap
from tests.e2e.trial import Trial
from tests.e2e.windows import SOON
from tests.e2e.words import like, words


@pytest.fixture(scope="module")
def trial() -> Iterator[Trial]:
    """A room of this file's own: its tests move the clock."""
    yield from opened_room()


def test_an_offer_is_nudged_then_expires_and_can_still_be_taken(window: Open) -> None:
    sara, told, maria = window("sara"), window("sara", direct=True), window("maria", direct=True)
    number = open_case(sara, "Väntande Verk AB")
    expect(maria.message).to_contain_text(like("notice.offered"), timeout=SOON)
    sara.move_clock("half_day")
    expect(maria.flow).to_contain_text(like("notice.offer_nudge"), timeout=SOON)
    expect(told.message).to_contain_text(like("notice.offer_slow"), timeout=SOON)
    snap(told.page, "clock-01-slow")
    sara.move_clock("morning")
    sara.move_clock("hour")
    expect(told.flow).to_contain_text(like("notice.expired"), timeout=SOON)
    expect(sara.status(number)).to_contain_text(words("card.status.open"), timeout=SOON)
    snap(told.page, "clock-02-expired")
    maria.step_on(maria.message_about("Väntande Verk AB"), "take")
    expect(sara.status(number)).to_contain_text("Maria Dahl", timeout=SOON)


def test_the_one_who_took_a_case_is_asked_about_contact_the_next_morning(window: Open) -> None:
    sara, told, maria = window("sara"), window("sara", direct=True), window("maria", direct=True)
    number = open_case(sara, "Morgonens Möbler AB")
    expect(maria.message).to_contain_text("Morgonens Möbler AB", timeout=SOON)
    maria.step_on(maria.message, "take")
    expect(sara.status(number)).to_contain_text("Maria Dahl", timeout=SOON)
    maria.move_clock("morning")
    asked = maria.flow.locator("li.post", has_text=like("notice.contact_question"))
    asked = asked.filter(has_text="Morgonens Möbler AB")
    expect(asked).to_be_visible(timeout=SOON)
    snap(maria.page, "clock-03-contact")
    maria.step_on(asked, "contact_yes")
    expect(told.flow).to_contain_text(like("notice.contact"), timeout=SOON)


def test_the_clock_is_the_same_in_every_window_and_goes_only_forward(window: Open) -> None:
    sara, maria = window("sara"), window("maria", direct=True)
    sara.move_clock("hour")
    shown = sara.page.locator("#now time b").inner_text()
    expect(maria.page.locator("#now time b")).to_have_text(shown, timeout=SOON)
    panel = sara.page.locator(".clock-set")
    panel.locator("summary").click()
    panel.locator("#clock-at").evaluate("it => { it.min = ''; it.value = '2026-11-24T07:00'; }")
    panel.get_by_role("button").click()
    expect(sara.page.locator("#trouble")).to_have_text(words("web.clock_back"))
    expect(sara.page.locator("#now time b")).to_have_text(shown)
