"""The story of the guides, played and photographed: one company, from need to outcome."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.cases import describe
from tests.e2e.conftest import PICTURE, Open
from tests.e2e.pictures import picture
from tests.e2e.windows import SOON
from tests.e2e.words import like, words

COMPANY = "Marks Möbelverkstad AB"
PHONE = {"width": 390, "height": 780}


def test_the_tour_is_photographed(camera: Open) -> None:
    sara = camera("sara")
    sara.page.set_viewport_size({**PICTURE, "height": 860})
    sara.card(9).scroll_into_view_if_needed()
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
    picture(sara.page, "formular-vem-ska-fragas", (sara.form,))
    number = sara.newest_case() + 1
    maria = camera("maria", direct=True)
    sara.send()
    card = sara.card(number)
    expect(card).to_be_visible()
    card.locator("summary", has_text=words("card.suggestions")).click()
    sara.page.set_viewport_size({**PICTURE, "height": 1000})
    picture(sara.page, "provtur-3", (sara.answer, card), 20)
    sara.page.set_viewport_size(PICTURE)
    expect(maria.message).to_contain_text(COMPANY, timeout=SOON)
    picture(maria.page, "provtur-4")

    sara.set_clock("2026-11-24T10:05")
    maria.step_on(maria.message, "take")
    expect(sara.status(number)).to_contain_text("Maria Dahl", timeout=SOON)
    sara.answer.get_by_role("button", name=words("web.put_away")).click()
    expect(sara.whispers).to_have_count(0)
    picture(sara.page, "provtur-5")
    picture(sara.page, "arende", (card.locator("article > .face"), card.locator(".card")))
    expect(maria.flow).to_contain_text(like("take.done.lead", number=str(number)))
    picture(maria.page, "taget")
    ready = camera("sara", direct=True)
    expect(ready.message).to_contain_text(COMPANY)
    picture(ready.page, "fardig-text")

    sara.set_clock("2026-11-24T13:40")
    petra = camera("petra")
    petra.step(number, "support")
    expect(sara.card(number)).to_contain_text("Handelskammaren", timeout=SOON)
    card.locator("summary", has_text=like("card.history")).click()
    picture(sara.page, "provtur-6", (card,))

    karin = camera("karin", direct=True)
    karin.page.set_viewport_size(PHONE)
    karin.say("läget")
    expect(karin.message.get_by_role("table")).to_be_visible()
    karin.message.scroll_into_view_if_needed()
    picture(karin.page, "provtur-7")

    maria.move_clock("morning")
    expect(maria.flow).to_contain_text(like("notice.contact_question"))
    picture(maria.page, "provtur-8")
