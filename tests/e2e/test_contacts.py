"""Whom to ask: contacts kept and asked for, a question put to everybody, and what time does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e import access
from tests.e2e.conftest import Open, opened_room
from tests.e2e.pictures import snap
from tests.e2e.trial import Trial
from tests.e2e.windows import SOON, Window
from tests.e2e.words import like, words

PHONE = {"width": 390, "height": 800}
TALL = {"width": 1180, "height": 1500}
FOOD = "@Exportlots vem kan Polen och livsmedel?"
MARTA = "Marta Kowalska"
"""A contact of the samples, that Johan has added and nobody else may see."""
LATER = 15_000


@pytest.fixture(scope="module")
def trial() -> Iterator[Trial]:
    """A room of this file's own: its tests move the clock, each from where the last one left it."""
    yield from opened_room()


def answer_to(who: Window, question: str) -> Locator:
    """Ask in the room, and find the answer in the thread of what was asked."""
    who.say(question)
    asked = who.flow.locator("li.post", has_text=question).last
    answer = asked.locator("article").last
    expect(asked).to_contain_text(words("web.thread_lines", who.lang, n=1))
    return answer


def test_a_contact_is_added_and_kept_in_ones_own_list(window: Open) -> None:
    petra = window("petra", direct=True)
    petra.say("ny kontakt Hans Schmidt, Hafen GmbH")
    expect(petra.field("organisation").locator("input")).to_have_value("Hafen GmbH")
    petra.write("about", "tullfrågor i Hamburg")
    petra.find("markets", "Tyskland")
    petra.choose("needs", "Exportdokument")
    petra.write("phone", "+49 00 000 00 02")
    snap(petra.form, "contacts-01-form")
    petra.send()
    expect(petra.message).to_contain_text(like("book.added"))
    petra.say("mina kontakter")
    row = petra.message.get_by_role("row", name="Hans Schmidt")
    expect(row).to_contain_text(words("book.asked"))
    assert access.nameless(petra.page) == []
    snap(petra.page, "contacts-02-list")


def test_who_can_is_answered_in_the_thread_for_all(window: Open) -> None:
    lena, omar = window("lena", viewport=TALL), window("omar", viewport=PHONE)
    answer = answer_to(lena, FOOD)
    for told in ("Business Sweden", "Johan Berg", "Baltic Food Partners"):
        expect(answer).to_contain_text(told)
    expect(answer).not_to_contain_text(MARTA)
    expect(answer).not_to_contain_text("010-000 00 05")
    snap(answer, "contacts-03-poland")
    expect(omar.flow).to_contain_text("Baltic Food Partners", timeout=SOON)
    assert access.too_wide(omar.page) == []
    snap(omar.page, "contacts-04-phone")
    penta = answer_to(lena, "@Exportlots vem känner någon på Volvo Penta")
    expect(penta).to_contain_text(words("who.ask_them", name="Anna Ek"))
    emma = window("emma", "en", viewport=TALL)
    certificates = answer_to(emma, "@Exportlots who does origin certificates")
    expect(certificates).to_contain_text("Petra Åkesson")
    snap(certificates, "contacts-05-certificates")


def test_a_contact_is_shown_when_its_adder_says_yes_and_not_when_not(window: Open) -> None:
    sara = window("sara", viewport=TALL)
    told, johan = window("sara", direct=True), window("johan", direct=True)
    first = answer_to(sara, FOOD)
    first.get_by_role("button", name=words("button.introduce", name="Johan Berg")).first.click()
    expect(sara.answer).to_contain_text("Baltic Food Partners")
    expect(sara.answer).not_to_contain_text(MARTA)
    expect(johan.message).to_contain_text("Sara Lind", timeout=SOON)
    expect(johan.message).to_contain_text(MARTA)
    snap(johan.page, "contacts-06-asked")
    johan.press(words("button.introduce_yes"), johan.message)
    expect(told.message).to_contain_text("+48 00 000 00 01", timeout=SOON)
    snap(told.page, "contacts-07-yes")
    first.get_by_role("button", name=words("button.introduce", name="Johan Berg")).last.click()
    expect(johan.message).to_contain_text("Agnieszka Nowak", timeout=SOON)
    johan.press(words("button.introduce_no"), johan.message)
    expect(told.message).to_contain_text("Delikatesy Bałtyk", timeout=SOON)
    expect(told.message).not_to_contain_text("Agnieszka Nowak")
    snap(told.page, "contacts-08-no")


def test_what_nobody_fits_is_put_to_everybody_and_the_first_is_put_in_touch(window: Open) -> None:
    sara, elias, maria = window("sara"), window("elias"), window("maria")
    told = window("sara", direct=True)
    answer_to(sara, "@Exportlots vem känner någon på Grönköpings Kvarn")
    card = elias.flow.locator("li.post.bot", has_text=words("wanted.title")).last
    expect(card).to_contain_text("Grönköpings Kvarn", timeout=SOON)
    snap(sara.page, "contacts-09-wanted")
    late = maria.flow.locator("li.post.bot", has_text="Grönköpings Kvarn").last
    expect(late).to_contain_text(words("wanted.status.open"), timeout=SOON)
    elias.press(words("button.can_help"), card)
    expect(card).to_contain_text("Elias Nyström")
    expect(late).to_contain_text("Elias Nyström", timeout=SOON)
    expect(late.get_by_role("button", name=words("button.can_help"))).to_have_count(0)
    expect(told.message).to_contain_text("Elias Nyström", timeout=SOON)
    expect(told.message).to_contain_text("010-000 00 08")
    snap(elias.page, "contacts-10-helped")
    snap(told.page, "contacts-11-told")


def test_what_nobody_answers_is_in_the_digest(window: Open) -> None:
    anna, sara = window("anna", direct=True), window("sara", viewport=TALL)
    anna.say("efterlys någon som har kört kyltransporter till Mongoliet")
    if anna.form.is_visible():
        anna.send()
    expect(anna.message).to_contain_text(words("wanted.put_up"))
    anna.say("efterlysningar")
    expect(anna.message).to_contain_text("Mongoliet")
    sara.set_clock("2026-11-30T08:05")
    digest = sara.flow.locator("li.post", has_text=like("digest.title", week="48")).last
    expect(digest).to_contain_text("Mongoliet", timeout=LATER)
    snap(digest, "contacts-12-digest")


def test_whoever_leaves_hands_over(window: Open) -> None:
    karin, emma = window("karin", direct=True), window("emma", "en", direct=True)
    karin.say("medlemmar")
    karin.press("Johan Berg", karin.message)
    karin.press(words("button.end_membership"), karin.message)
    karin.press("Ja, gör det")
    expect(karin.message).to_contain_text(MARTA)
    karin.press(words("button.pass_on"), karin.message)
    karin.choose("to", "Emma Clarke")
    snap(karin.page, "contacts-13-hand-over")
    karin.send()
    expect(emma.message).to_contain_text(MARTA, timeout=SOON)
    snap(emma.page, "contacts-14-handed-over")


def test_after_ninety_days_the_adder_is_asked(window: Open) -> None:
    sara, lena = window("sara", direct=True), window("lena", direct=True)
    sara.set_clock("2027-02-22T09:05")
    asked = sara.message_about("Olof Strand")
    expect(asked).to_contain_text(words("book.fresh", n=90), timeout=LATER)
    snap(sara.page, "contacts-15-fresh")
    question = "vem känner någon på Nordhamn Marin"
    lena.say(question)
    expect(lena.message).to_contain_text("inte bekräftad sedan november 2026")
    snap(lena.page, "contacts-16-unconfirmed")
    sara.press(words("button.book_holds"), asked)
    expect(sara.message).to_contain_text("bekräftad i dag")
    lena.say(question)
    expect(lena.message).to_contain_text("Nordhamn Marin AB")
    expect(lena.message).not_to_contain_text("inte bekräftad")
