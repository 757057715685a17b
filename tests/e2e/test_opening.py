"""Opening a case: by the button, by a line, with a form that asks only what matters."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.cases import open_case
from tests.e2e.conftest import Open
from tests.e2e.pictures import snap
from tests.e2e.windows import SOON
from tests.e2e.words import like, words

NEED = "Vill veta vilka intyg som krävs för Egypten"


def test_a_slash_line_opens_the_form_with_the_need_in_it_and_nobody_else_sees_the_line(
    window: Open,
) -> None:
    sara, maria = window("sara"), window("maria")
    sara.say(f"/hanvisa {NEED}")
    expect(sara.field("need").locator("textarea")).to_have_value(NEED)
    number = sara.newest_case() + 1
    sara.choose("consent", "Ja")
    if sara.field("q.needs").get_by_label("Regler och krav").is_checked():
        sara.unpick("q.needs", "Regler och krav")
    sara.choose("q.needs", "Exportdokument")
    expect(sara.field("offer_to")).to_contain_text("Handelskammaren")
    sara.send()
    expect(maria.card(number)).to_contain_text(NEED, timeout=SOON)
    expect(maria.flow.get_by_text("/hanvisa")).to_have_count(0)


def test_a_mention_says_the_line_aloud_and_opens_the_form(window: Open) -> None:
    sara, maria = window("sara"), window("maria")
    sara.say("@Exportlots hänvisa Gjuteriet söker en agent i Norge")
    expect(sara.field("need").locator("textarea")).to_have_value("Gjuteriet söker en agent i Norge")
    expect(maria.flow.locator("li.post", has_text="söker en agent i Norge")).to_contain_text(
        "Sara Lind", timeout=SOON
    )
    expect(maria.page.locator("dialog")).not_to_be_visible()


def test_the_english_word_opens_the_same_form(window: Open) -> None:
    sara = window("sara")
    sara.say("/referral A workshop needs a distributor in Poland")
    expect(sara.field("need").locator("textarea")).to_have_value(
        "A workshop needs a distributor in Poland"
    )


def test_further_questions_and_the_suggestion_follow_the_answers(window: Open) -> None:
    anna = window("anna")
    anna.start_referral()
    anna.write("need", "Behöver pengar till en stor order")
    expect(anna.field("offer_to")).to_contain_text(words("form.refer.offer_suggested"))
    expect(anna.field("q.money")).to_have_count(0)
    anna.choose("q.needs", "Finansiering")
    expect(anna.field("q.money")).to_be_visible()
    expect(anna.field("need").locator("textarea")).to_have_value(
        "Behöver pengar till en stor order"
    )
    snap(anna.page, "opening-01-further-questions")
    anna.choose("q.needs", "Betalningsrisk")
    expect(anna.field("q.first_need")).to_be_visible()
    anna.unpick("q.needs", "Finansiering")
    expect(anna.field("q.money")).to_have_count(0)
    expect(anna.field("q.first_need")).to_have_count(0)
    expect(anna.field("offer_to")).to_contain_text("EKN")


def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(window: Open) -> None:
    petra = window("petra")
    petra.start_referral()
    petra.write("company", "Varbergs Varv")
    petra.write("number", "556016-0681")
    petra.choose("q.size", "2–9 anställda")
    errors = petra.send_badly()
    for name, said in (
        ("need", "form.refer.need_missing"),
        ("consent", "form.refer.consent_missing"),
    ):
        expect(petra.field(name).locator(".error")).to_have_text(words(said))
    expect(petra.field("company").locator("input")).to_have_value("Varbergs Varv")
    expect(petra.field("q.size").get_by_label("2–9 anställda")).to_be_checked()
    snap(petra.page, "opening-02-errors")
    errors.get_by_role("link", name=words("form.refer.need")).click()
    expect(petra.field("need").locator("textarea")).to_be_focused()

    petra.write("need", "Undrar vem som ordnar en ATA-carnet")
    petra.choose("consent", "Ja")
    petra.send_badly()
    expect(petra.field("number").locator(".error")).to_have_text(words("form.number_wrong"))
    expect(petra.field("need").locator("textarea")).to_have_value(
        "Undrar vem som ordnar en ATA-carnet"
    )
    petra.write("number", "556016-0680")
    number = petra.newest_case() + 1
    petra.send()
    expect(petra.card(number)).to_contain_text("Varbergs Varv")


def test_a_form_that_was_closed_keeps_what_was_typed(window: Open) -> None:
    elias = window("elias")
    elias.start_referral()
    elias.write("need", "Söker forskare inom ytbehandling")
    elias.choose("consent", "Nej")
    elias.press(words("web.close"), elias.form.locator("footer"))
    expect(elias.page.locator("dialog")).not_to_be_visible()
    elias.start_referral()
    expect(elias.field("need").locator("textarea")).to_have_value(
        "Söker forskare inom ytbehandling"
    )
    expect(elias.field("consent").get_by_label("Nej", exact=True)).to_be_checked()


def test_the_same_company_again_is_met_with_the_case_and_an_offer_to_join(window: Open) -> None:
    sara, lena = window("sara"), window("lena")
    number = open_case(sara, "Tranemo Tryckkärl AB")
    lena.start_referral()
    lena.write("need", "Undrar hur man får betalt")
    lena.choose("consent", "Ja")
    lena.write("company", "TRANEMO TRYCKKÄRL aktiebolag")
    lena.find("q.municipality", "Mark")
    lena.send()
    expect(lena.answer).to_contain_text(like("refer.already"))
    expect(lena.answer).to_contain_text("Tranemo Tryckkärl AB")
    snap(lena.page, "opening-03-already-there")
    lena.step_on(lena.answer, "support")
    expect(sara.card(number)).to_contain_text("Almi", timeout=SOON)
    expect(sara.card(number + 1)).to_have_count(0)


def test_a_withheld_company_again_is_told_to_ask_the_coordinator_and_no_more(window: Open) -> None:
    sara, johan = window("sara"), window("johan")
    number = open_case(sara, "Hemliga Verkstaden i Kinna AB", consent=False)
    johan.start_referral()
    johan.write("need", "Undrar hur man får betalt")
    johan.choose("consent", "Ja")
    johan.write("company", "Hemliga Verkstaden i Kinna AB")
    johan.find("q.municipality", "Mark")
    johan.send()
    expect(johan.answer).to_contain_text(words("refer.ask_coordinator"))
    expect(johan.answer).not_to_contain_text(str(number))
    expect(johan.answer.get_by_role("button", name=words("button.show"), exact=True)).to_have_count(
        0
    )
    johan.press(words("button.open_anyway"), johan.answer)
    expect(johan.form).to_contain_text(words("form.refer.title"))
    expect(johan.field("need").locator("textarea")).to_have_value("Undrar hur man får betalt")


def test_markup_and_right_to_left_text_are_shown_as_typed(window: Open) -> None:
    sara, maria = window("sara"), window("maria")
    typed = "<b>Inte fet</b> & <script>alert(1)</script> 😀 שלום @channel"
    number = open_case(sara, "<i>Snedsteg</i> AB", typed)
    expect(maria.card(number)).to_contain_text(typed, timeout=SOON)
    expect(maria.card(number)).to_contain_text("<i>Snedsteg</i> AB")
    expect(maria.card(number).locator("b b, i, script")).to_have_count(0)


def test_two_suggestions_that_are_near_are_left_to_the_poster(window: Open) -> None:
    petra = window("petra")
    petra.start_referral()
    petra.write("need", "Mer kommer i ett mejl")
    petra.choose("consent", "Ja")
    petra.find("q.market", "Tyskland")
    petra.choose("q.needs", "Mässor och delegationer")
    expect(petra.field("offer_to")).to_contain_text(words("form.refer.offer_near"))
    picked = petra.field("offer_to").get_by_label(words("form.refer.offer_nobody"))
    expect(picked).to_be_checked()
    number = petra.newest_case() + 1
    petra.send()
    expect(petra.answer).to_contain_text(like("refer.done_choose", number=str(number)))
    petra.press(words("button.offer_to", organisation="Business Sweden"), petra.answer)
    expect(petra.status(number)).to_contain_text("Business Sweden", timeout=SOON)
