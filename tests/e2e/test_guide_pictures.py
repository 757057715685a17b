"""The guides' pictures: one company's story for the tour, and single scenes for the user's guide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.cases import describe, open_case
from tests.e2e.conftest import PICTURE, Open, opened_room
from tests.e2e.pictures import picture
from tests.e2e.trial import Trial
from tests.e2e.windows import SOON, Window
from tests.e2e.words import like, words

COMPANY = "Marks Möbelverkstad AB"
PHONE = {"width": 390, "height": 780}
TALL = {**PICTURE, "height": 860}
TAKEN = 9
"""A sample case that somebody has taken."""


@pytest.fixture(scope="module")
def trial() -> Iterator[Trial]:
    """A room of this file's own: its tests move the clock."""
    yield from opened_room()


def test_the_tour(camera: Open) -> None:
    sara = camera("sara", viewport=TALL)
    sara.card(TAKEN).evaluate("it => it.scrollIntoView({ block: 'start' })")
    picture(sara.page, "provtur-1")
    sara.page.set_viewport_size(PICTURE)

    sara.set_clock("2026-11-24T09:20")
    sara.start_referral()
    describe(sara, COMPANY)
    sara.write("contact_name", "Britta Alm")
    sara.write("contact_phone", "0320-00 00 00")
    sara.form.locator(".form-main").evaluate("it => it.scrollTop = 0")
    picture(sara.page, "provtur-2")
    sara.field("offer_to").scroll_into_view_if_needed()
    picture(sara.page, "vem-ska-fragas")
    number = sara.newest_case() + 1
    maria = camera("maria", direct=True, viewport={**PICTURE, "height": 620})
    sara.send()
    card = sara.card(number)
    card.locator("summary", has_text=words("card.suggestions")).click()
    picture(sara.page, "provtur-3", (sara.answer, card.locator("article")))
    expect(maria.message).to_contain_text(COMPANY, timeout=SOON)
    picture(maria.page, "provtur-4")

    sara.set_clock("2026-11-24T10:05")
    maria.step_on(maria.message, "take")
    expect(sara.status(number)).to_contain_text("Maria Dahl", timeout=SOON)
    expect(sara.thread(number)).to_contain_text(words("web.thread_lines", n=1), timeout=SOON)
    sara.press(words("web.put_away"), sara.answer)
    expect(sara.whispers).to_have_count(0)
    card.evaluate("it => it.scrollIntoView({ block: 'end' })")
    picture(sara.page, "provtur-5")
    picture(sara.page, "arende", (card.locator("article"),))
    told = camera("sara", direct=True)
    picture(told.page, "fardig-text", (told.message.locator("article"),))

    sara.set_clock("2026-11-24T13:40")
    camera("petra").step(number, "support")
    expect(card).to_contain_text("Handelskammaren", timeout=SOON)
    card.locator("summary", has_text=like("card.history")).click()
    picture(sara.page, "provtur-6", (card.locator("article"),))

    karin = camera("karin", direct=True, viewport=PHONE)
    karin.say("läget")
    expect(karin.message.get_by_role("table")).to_be_visible()
    picture(karin.page, "provtur-7")

    maria.page.set_viewport_size(PICTURE)
    maria.move_clock("morning")
    expect(maria.flow).to_contain_text(like("notice.contact_question"))
    picture(maria.page, "provtur-8")


def test_the_first_time(camera: Open, trial: Trial) -> None:
    page = camera("karin").page
    page.goto(f"{trial.address}/")
    page.get_by_label(words("web.new_name")).fill("Nora Lund")
    page.get_by_label(words("web.new_email")).fill("nora.lund@almi.se")
    page.get_by_role("button", name=words("web.new_go")).click()
    nora = Window(page, trial.address, "nora-lund")
    nora.start_referral()
    picture(page, "forsta-gangen")


def test_a_company_that_is_already_there(camera: Open) -> None:
    open_case(camera("sara"), "Ulricehamns Trikå AB")
    lena = camera("lena")
    lena.start_referral()
    lena.write("need", "Vill veta hur man får betalt från en ny kund i Kanada.")
    lena.choose("consent", "Ja")
    lena.write("company", "Ulricehamns Trikå")
    lena.find("q.municipality", "Mark")
    lena.send()
    picture(lena.page, "finns-redan", (lena.answer,))


def test_a_case_without_the_companys_yes(camera: Open) -> None:
    sara, karin = camera("sara"), camera("karin")
    number = open_case(sara, "Sotenäs Konserv AB", consent=False)
    expect(karin.card(number)).to_be_visible(timeout=SOON)
    picture(karin.page, "utan-samtycke", (karin.card(number).locator("article"),))


def test_the_forms_of_those_who_have_or_are_asked(camera: Open) -> None:
    maria = camera("maria")
    number = open_case(camera("sara"), "Vänersborgs Vagnar AB")
    expect(maria.card(number)).to_be_visible(timeout=SOON)
    maria.step(number, "decline")
    maria.choose("reason", "Ligger utanför uppdraget")
    picture(maria.page, "vi-kan-inte", (maria.form,), 0)
    maria.page.keyboard.press("Escape")
    maria.step(number, "take")
    expect(maria.status(number)).to_contain_text("Maria Dahl")
    maria.press(words("web.put_away"), maria.answer_under(number))
    card = maria.card(number).locator(".card")
    card.locator("details.menu > summary").click()
    picture(maria.page, "fler-steg", (card, card.locator(".menu-items")), 1)
    maria.page.keyboard.press("Escape")
    for step, name in (("hand_over", "lamna-over"), ("close", "avsluta")):
        maria.step(number, step)
        expect(maria.form).to_be_visible()
        picture(maria.page, name, (maria.form,), 0)
        maria.page.keyboard.press("Escape")
        expect(maria.form).not_to_be_visible()


def test_the_overview_and_the_help(camera: Open) -> None:
    karin = camera("karin", direct=True, viewport=TALL)
    karin.say("läget")
    expect(karin.message.get_by_role("table")).to_be_visible()
    picture(karin.page, "laget", (karin.message.locator("article"),))
    karin.say("hjälp")
    expect(karin.message).to_contain_text(like("help.intro"))
    picture(karin.page, "hjalp", (karin.message.locator("article"),))
