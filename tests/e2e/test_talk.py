"""What members say and ask: questions, a no, overviews, help, notes, two languages."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.cases import open_case
from tests.e2e.conftest import Open
from tests.e2e.pictures import snap
from tests.e2e.windows import SOON
from tests.e2e.words import like, words

PHONE = {"width": 390, "height": 844}


def test_a_question_reaches_the_poster_and_the_answer_comes_back(window: Open) -> None:
    sara, told, maria = window("sara"), window("sara", direct=True), window("maria", direct=True)
    number = open_case(sara, "Frågvisa Fabriken AB")
    expect(maria.message).to_contain_text("Frågvisa Fabriken AB", timeout=SOON)
    maria.step_on(maria.message, "ask")
    maria.write("words", "Vilken bank har företaget?")
    maria.send()
    expect(told.message).to_contain_text("Vilken bank har företaget?", timeout=SOON)
    snap(told.page, "talk-01-question")
    told.step_on(told.message, "answer")
    told.write("words", "Sparbanken i Kinna.")
    told.send()
    expect(maria.flow).to_contain_text("Sparbanken i Kinna.", timeout=SOON)
    history = sara.card(number).locator("details.section", has_text=like("card.history"))
    expect(history).to_contain_text(like("step.answered"))


def test_a_no_goes_to_the_poster_in_private_with_the_next_suggestion(window: Open) -> None:
    sara, told, maria = window("sara"), window("sara", direct=True), window("maria", direct=True)
    number = open_case(sara, "Nekade Nät AB")
    expect(maria.message).to_contain_text("Nekade Nät AB", timeout=SOON)
    maria.step_on(maria.message, "decline")
    maria.choose("reason", "Ligger utanför uppdraget")
    maria.write("words", "Gäller ett helägt dotterbolag.")
    maria.send()
    expect(told.message).to_contain_text(like("notice.declined"), timeout=SOON)
    expect(told.message).to_contain_text("Gäller ett helägt dotterbolag.")
    offered = told.message.locator("button.primary")
    expect(offered).not_to_contain_text("Exportkreditnämnden")
    snap(told.page, "talk-02-declined")
    offered.click()
    expect(sara.status(number)).to_contain_text(like("card.status.asked"), timeout=SOON)


def test_a_private_answer_is_seen_by_one_and_can_be_put_away(window: Open) -> None:
    elias, maria = window("elias"), window("maria")
    elias.say("/mina")
    expect(elias.answer).to_contain_text(like("mine.title"))
    expect(elias.answer).to_contain_text(words("web.only_you"))
    elias.say("Hej alla, hur går det?")
    expect(maria.flow.locator("li.post").last).to_contain_text("hur går det?", timeout=SOON)
    expect(maria.flow).not_to_contain_text(like("mine.title"))
    again = window("elias")
    expect(again.answer).to_contain_text(like("mine.title"))
    elias.press(words("web.put_away"), elias.answer)
    expect(elias.whispers).to_have_count(0)
    expect(again.whispers).to_have_count(0, timeout=SOON)


def test_an_unknown_word_is_met_with_the_nearest_and_help(window: Open) -> None:
    karin = window("karin", direct=True)
    karin.say("lägget")
    expect(karin.message).to_contain_text(like("help.unknown_near", text="lägget", near="läget"))
    karin.say("xyzzy")
    expect(karin.message).to_contain_text(words("help.unknown", text="xyzzy"))
    karin.say("hjälp")
    expect(karin.message).to_contain_text(like("help.intro"))
    expect(karin.message).to_contain_text(words("help.refer"))
    snap(karin.page, "talk-03-help")


def test_the_overview_is_one_list_that_fits_a_phone(window: Open) -> None:
    karin = window("karin", direct=True, viewport=PHONE)
    karin.say("läget")
    table = karin.message.get_by_role("table")
    expect(table).to_be_visible()
    rows = table.get_by_role("row")
    assert 2 <= rows.count() <= 11
    for row in rows.all()[1:]:
        box = row.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    snap(karin.page, "talk-04-overview")
    rows.nth(1).get_by_role("button", name=words("button.show")).click()
    expect(karin.message.locator(".card h2")).to_contain_text(re.compile(r"\d"))


def test_vem_har_vad_asks_the_same_as_laget(window: Open) -> None:
    karin = window("karin", direct=True)
    karin.say("vem har vad")
    expect(karin.message.get_by_role("table")).to_be_visible()


def test_an_english_member_reads_english_among_swedes(window: Open) -> None:
    emma = window("emma", "en", direct=True)
    expect(emma.page.locator("html")).to_have_attribute("lang", "en")
    emma.say("help")
    expect(emma.message).to_contain_text(words("help.refer", "en"))
    emma.say("who has what")
    expect(emma.message.get_by_role("table")).to_contain_text(words("column.case", "en"))
    snap(emma.page, "talk-05-english")
    room = window("emma", "en")
    room.start_referral()
    expect(room.form).to_contain_text(words("form.refer.need", "en"))
    body = room.page.locator("#flow .body[lang=sv]")
    expect(body.first).to_be_visible()


def test_the_frame_of_the_page_follows_the_chosen_language(window: Open) -> None:
    lena = window("lena")
    lena.page.get_by_role("button", name="English", exact=True).click()
    expect(lena.page.locator("html")).to_have_attribute("lang", "en")
    expect(lena.page.get_by_role("button", name=words("web.new_referral", "en"))).to_be_visible()
    lena.page.get_by_role("button", name="Svenska", exact=True).click()
    expect(lena.page.locator("html")).to_have_attribute("lang", "sv")


def test_a_line_to_the_bot_in_a_thread_becomes_a_note_in_the_history(window: Open) -> None:
    sara, maria = window("sara"), window("maria")
    number = open_case(sara, "Antecknade Axlar AB")
    sara.say_in_thread(number, "@Exportlots anteckna Ringt i dag, de återkommer på torsdag.")
    expect(maria.thread(number)).to_contain_text("de återkommer på torsdag", timeout=SOON)
    history = maria.card(number).locator("details.section", has_text=like("card.history"))
    expect(history).to_contain_text("de återkommer på torsdag", timeout=SOON)
