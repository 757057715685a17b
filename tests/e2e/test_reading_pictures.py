"""The guides' pictures of plain words and of who can help."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PICTURE, Open, opened_room
from tests.e2e.pictures import picture
from tests.e2e.plain_words import QUESTION, TEXT, UNKNOWN
from tests.e2e.trial import Trial
from tests.e2e.words import like, words

TALL = {**PICTURE, "height": 1400}
SHORT_FORM = {**PICTURE, "height": 900}


@pytest.fixture(scope="module")
def trial() -> Iterator[Trial]:
    """A room of this file's own, whose last lines are those of the pictures."""
    yield from opened_room()


def test_a_form_filled_in_from_a_text(camera: Open) -> None:
    sara = camera("sara", viewport=SHORT_FORM)
    sara.say(f"/hanvisa {TEXT}")
    expect(sara.field("q.municipality")).to_contain_text(words("form.read", words="Tibro"))
    sara.field("q.market").scroll_into_view_if_needed()
    sara.form.locator(".form-main").evaluate("it => it.scrollTop = 560")
    picture(sara.page, "last-ur-texten", (sara.form,), 0)


def test_who_can_help_and_a_question_to_everybody(camera: Open) -> None:
    lena = camera("lena", viewport=TALL)
    lena.say(f"@Exportlots {QUESTION}")
    asked = lena.flow.locator("li.post", has_text=QUESTION).last
    expect(asked).to_contain_text("Baltic Food Partners")
    picture(lena.page, "vem-kan", (asked.locator("article").first, asked.locator("article").last))
    lena.say(f"@Exportlots {UNKNOWN}")
    card = lena.flow.locator("li.post.bot", has_text=words("wanted.status.open")).last
    expect(card).to_contain_text(UNKNOWN)
    picture(lena.page, "efterlysning", (card.locator("article"),))


def test_a_contact_is_asked_for(camera: Open) -> None:
    johan, lena = camera("johan", direct=True), camera("lena", direct=True)
    lena.say(QUESTION)
    expect(lena.message).to_contain_text("Baltic Food Partners")
    name = words("button.introduce", name="Johan Berg")
    lena.message.get_by_role("button", name=name, exact=True).first.click()
    expect(johan.message).to_contain_text("Lena Sjö")
    picture(johan.page, "kontakt-fraga", (johan.message.locator("article"),))
    johan.press(words("button.introduce_yes"), johan.message)
    expect(johan.message).to_contain_text(like("introduction.yes_done"))
