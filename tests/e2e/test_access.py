"""The room for everybody: by keyboard, on a phone, in the dark, read aloud."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.access import faint, nameless, too_small, too_wide
from tests.e2e.cases import open_case
from tests.e2e.conftest import Open
from tests.e2e.pictures import snap
from tests.e2e.trial import Trial
from tests.e2e.windows import CHANNEL, SOON, Window
from tests.e2e.words import like, words

PHONE = {"width": 390, "height": 844}
PAGES = ("first", "room", "messages", "form", "errors", "card", "overview", "thread")


def _bring_up(who: Window, where: str) -> None:
    """Show one of the room's pages or states."""
    if where == "first":
        who.page.goto(f"{who.address}/")
    elif where == "messages":
        who.enter_direct()
        who.say("hjälp")
        expect(who.message).to_contain_text(like("help.intro"))
    elif where in ("form", "errors"):
        who.start_referral()
        who.choose("q.needs", "Finansiering")
        expect(who.field("q.money")).to_be_visible()
        if where == "errors":
            who.send_badly()
    elif where == "card":
        who.say("/visa 9")
        expect(who.answer.locator(".card")).to_be_visible()
        for summary in who.answer.locator("details.section > summary").all():
            summary.click()
        who.answer.locator("details.menu > summary").click()
    elif where == "overview":
        who.say("/läget")
        expect(who.answer.get_by_role("table")).to_be_visible()
    elif where == "thread":
        who.say_in_thread(9, "Vi hörs på torsdag")
        expect(who.thread(9)).to_contain_text("Vi hörs på torsdag")


@pytest.mark.parametrize("where", PAGES)
def test_a_phone_shows_every_page_without_scrolling_sideways(window: Open, where: str) -> None:
    omar = window("omar", viewport=PHONE)
    _bring_up(omar, where)
    snap(omar.page, f"phone-{where}")
    assert too_wide(omar.page) == []
    assert too_small(omar.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_enough_and_all_controls_have_names(window: Open, scheme: str) -> None:
    omar = window("omar", color_scheme=scheme)
    for where in PAGES:
        omar.enter()
        _bring_up(omar, where)
        snap(omar.page, f"{scheme}-{where}")
        assert faint(omar.page) == [], where
        assert nameless(omar.page) == [], where


def test_the_menu_on_a_phone_holds_rooms_people_and_the_clock(window: Open) -> None:
    omar = window("omar", viewport=PHONE)
    omar.press(words("web.menu"))
    side = omar.page.get_by_role("complementary", name=words("web.navigation"))
    expect(side.get_by_role("link", name=words("web.direct"))).to_be_visible()
    expect(side.get_by_role("button", name=words("web.clock_hour"))).to_be_visible()
    snap(omar.page, "phone-menu")
    assert nameless(omar.page) == []
    omar.page.keyboard.press("Escape")
    expect(side).not_to_be_visible()


def test_the_page_says_its_language_and_a_swedish_text_among_english_says_its_own(
    window: Open,
) -> None:
    emma = window("emma", "en")
    expect(emma.page.locator("html")).to_have_attribute("lang", "en")
    expect(emma.card(9).locator(".body").first).to_have_attribute("lang", "sv")
    emma.start_referral()
    expect(emma.form).to_have_attribute("lang", "en")


def test_the_page_reads_in_order_with_one_main_heading(window: Open, trial: Trial) -> None:
    karin = window("karin")
    expect(karin.page.get_by_role("heading", level=1)).to_have_count(1)
    expect(karin.page.get_by_role("main")).to_have_count(1)
    expect(karin.page.get_by_role("heading", level=1)).to_have_text(CHANNEL)
    karin.start_referral()
    expect(karin.page.get_by_role("dialog")).to_match_aria_snapshot(
        f"""
        - dialog "{words("form.refer.title")}":
          - form "{words("form.refer.title")}"
        """
    )


def test_a_case_is_opened_and_taken_with_the_keyboard_alone(window: Open) -> None:
    anna, maria = window("anna"), window("maria")
    number = anna.newest_case() + 1
    keys = anna.page.keyboard
    anna.page.locator("body").focus()
    keys.press("Tab")
    assert _focused(anna.page) == words("web.skip")
    keys.press("Enter")
    expect(anna.page.locator("#text")).to_be_focused()
    keys.type("/hanvisa Hur får vi betalt från Peru?")
    keys.press("Enter")
    expect(anna.form).to_be_visible()
    expect(anna.field("need").locator("textarea")).to_be_focused()
    keys.press("Tab")
    keys.press("Space")
    expect(anna.field("consent").get_by_label("Ja", exact=True)).to_be_checked()
    keys.press("Tab")
    keys.type("Tangentbordets Trä AB")
    _tab_to(anna.page, anna.field("q.municipality").get_by_role("combobox"))
    keys.type("borå")
    expect(anna.field("q.municipality").get_by_role("option").first).to_have_text("Borås")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Enter")
    _tab_to(anna.page, anna.field("q.needs").get_by_label("Betalningsrisk"))
    keys.press("Space")
    expect(anna.field("offer_to")).to_contain_text("EKN")
    expect(anna.field("q.needs").get_by_label("Betalningsrisk")).to_be_focused()
    _tab_to(anna.page, anna.form.locator("footer button.primary"))
    keys.press("Enter")
    expect(anna.page.locator("dialog")).not_to_be_visible()
    expect(anna.card(number)).to_contain_text("Tangentbordets Trä AB")

    take = maria.card(number).get_by_role("button", name=words("button.take"), exact=True)
    take.focus()
    maria.page.keyboard.press("Enter")
    expect(anna.status(number)).to_contain_text("Maria Dahl", timeout=SOON)
    stays = maria.page.evaluate("document.activeElement !== document.body")
    assert stays, "the keyboard's place was lost when the card changed"

    menu = maria.card(number).locator("details.menu > summary").first
    menu.focus()
    maria.page.keyboard.press("Enter")
    note = maria.card(number).get_by_role("button", name=words("button.note"), exact=True)
    expect(note).to_be_in_viewport(ratio=1)
    maria.page.keyboard.press("Escape")
    expect(note).not_to_be_visible()
    expect(menu).to_be_focused()


def test_the_focus_stays_in_an_open_form_and_returns_when_it_closes(window: Open) -> None:
    karin = window("karin")
    start = karin.page.get_by_role("button", name=words("web.new_referral"))
    start.focus()
    karin.page.keyboard.press("Enter")
    expect(karin.form).to_be_visible()
    outside = 0
    for _ in range(60):
        karin.page.keyboard.press("Tab")
        outside += not karin.page.evaluate(
            "document.querySelector('dialog').contains(document.activeElement)"
            " || document.activeElement === document.body"
        )
    assert outside == 0
    karin.page.keyboard.press("Escape")
    expect(karin.form).not_to_be_visible()
    expect(start).to_be_focused()


def test_what_arrives_is_read_out(window: Open) -> None:
    sara, karin = window("sara"), window("karin")
    number = open_case(sara, "Upplästa Verken AB")
    expect(karin.page.locator("#heard")).to_contain_text(f"Ärende {number}", timeout=SOON)


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def _tab_to(page: Page, element: object, most: int = 80) -> None:
    for _ in range(most):
        if element.evaluate("it => it === document.activeElement"):  # type: ignore[attr-defined]
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def test_the_checks_find_what_is_wrong(window: Open) -> None:
    omar = window("omar", viewport=PHONE)
    # By script, since the page's own policy keeps style attributes out.
    omar.page.evaluate(
        """() => {
          const add = (tag, text, style) => {
            const made = Object.assign(document.createElement(tag), { textContent: text });
            Object.assign(made.style, style);
            document.querySelector("main").append(made);
          };
          add("p", "Blek text", { color: "#999", background: "#fff" });
          add("input", "", { width: "5rem" });
          add("button", "Liten", { height: "10px", minHeight: "0", padding: "0", fontSize: "8px" });
          add("p", "Bred", { width: "800px" });
        }"""
    )
    assert [it[0] for it in faint(omar.page)] == ["Blek text"]
    assert any(it.startswith("<input style") for it in nameless(omar.page))
    assert any("Liten" in it for it in too_small(omar.page))
    assert any("Bred" in it for it in too_wide(omar.page))
