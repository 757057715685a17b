"""The guides' pictures of the calendar: a meeting of the samples, from its card to the day after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PICTURE, Open, opened_room
from tests.e2e.pictures import picture
from tests.e2e.trial import Trial
from tests.e2e.windows import SOON
from tests.e2e.words import like, words

BOOST = "Export boost i Borås"
LATER = 15_000
TALL = {**PICTURE, "height": 1400}


@pytest.fixture(scope="module")
def trial() -> Iterator[Trial]:
    """A room of this file's own: its tests move the clock."""
    yield from opened_room()


def test_the_calendar(camera: Open) -> None:
    sara = camera("sara", viewport=TALL)
    card = sara.meeting(BOOST)
    picture(sara.page, "provtur-9", (card.locator("article"),))
    sara.step_on(card, "meeting_change")
    expect(sara.form).to_be_visible()
    sara.page.set_viewport_size({**PICTURE, "height": 860})
    picture(sara.page, "traff", (sara.form,), 0)
    sara.page.keyboard.press("Escape")
    sara.page.set_viewport_size(TALL)

    sara.move_clock("morning")
    karin = camera("karin", direct=True)
    pack = karin.message_about("Underlag till")
    picture(karin.page, "underlag", (pack.locator("article"),), 2)

    sara.set_clock("2026-11-30T08:05")
    digest = sara.flow.locator("li.post", has_text=like("digest.title", week="48")).last
    expect(digest.get_by_role("img")).to_be_visible(timeout=LATER)
    picture(sara.page, "provtur-10", (digest.locator("article"),))

    sara.set_clock("2026-12-01T09:05")
    reminder = sara.reminder(BOOST)
    expect(reminder).to_contain_text(like("meeting_reminder.days", title=BOOST), timeout=LATER)
    picture(sara.page, "provtur-11", (reminder.locator("article"),))

    anna = camera("anna", direct=True)
    anna.set_clock("2026-12-07T09:05")
    asked = anna.message_about("Vilka företag träffade ni")
    expect(asked).to_contain_text(BOOST, timeout=SOON)
    anna.press(words("button.met"), asked)
    anna.write("companies", "Skene Väv AB, Mark\nRydboholms Garn AB, Borås")
    anna.send()
    expect(anna.message).to_contain_text("Skene Väv AB")
    question = asked.locator("article")
    picture(anna.page, "provtur-12", (question, anna.message.locator("article")))
