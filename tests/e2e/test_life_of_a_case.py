"""One company's need, from the first line to the outcome, by four members in four windows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.cases import NEED, describe
from tests.e2e.conftest import Open, opened_room
from tests.e2e.pictures import snap
from tests.e2e.trial import Trial
from tests.e2e.windows import SOON, Window
from tests.e2e.words import like, words

COMPANY = "Kinna Köksluckor AB"
EKN, BUSINESS_SWEDEN = "Exportkreditnämnden", "Business Sweden"


@pytest.fixture(scope="module")
def trial() -> Iterator[Trial]:
    """A room of this file's own: its tests move the clock."""
    yield from opened_room()


def test_a_need_is_opened_taken_supported_handed_over_waited_on_and_closed(
    window: Open, trial: Trial
) -> None:
    sara, maria = window("sara"), window("maria", direct=True)
    karin, johan = window("karin"), window("johan", direct=True)
    windows = (sara, maria, karin, johan)
    number = sara.newest_case() + 1

    sara.start_referral()
    describe(sara, COMPANY)
    expect(sara.field("offer_to")).to_contain_text(EKN)
    snap(sara.page, "case-01-form")
    sara.send()
    expect(sara.answer).to_contain_text(
        words("refer.done", number=str(number), organisation=EKN), timeout=SOON
    )
    expect(sara.answer).to_contain_text("EKN tar risken")
    _shows(karin, number, words("card.status.asked", organisations=EKN))
    expect(karin.card(number)).to_contain_text(NEED)
    snap(karin.page, "case-02-asked")

    expect(maria.message).to_contain_text(like("notice.offered"), timeout=SOON)
    expect(maria.message).to_contain_text(COMPANY)
    expect(johan.flow).not_to_contain_text(COMPANY)
    snap(maria.page, "case-03-direct-message")

    maria.step_on(maria.message, "take")
    taken = words("card.status.taken", who="Maria Dahl", organisation=EKN)
    _shows(karin, number, taken)
    _shows(sara, number, taken)
    expect(karin.thread(number)).to_contain_text(words("web.thread_lines", n=1))
    snap(karin.page, "case-04-taken")
    told = window("sara", direct=True)
    expect(told.message).to_contain_text(words("notice.ready"))
    expect(told.message.locator("pre")).to_contain_text(like("ready.text", who="Maria Dahl"))
    snap(told.page, "case-05-ready-text")

    maria.step_on(maria.flow, "contact")
    expect(told.message).to_contain_text(like("notice.contact"), timeout=SOON)

    petra = window("petra")
    petra.step(number, "support")
    expect(petra.whispers).to_contain_text(words("take.done.support", number=str(number)))
    expect(karin.card(number)).to_contain_text("Västsvenska Handelskammaren", timeout=SOON)
    expect(maria.message).to_contain_text(like("notice.joined"), timeout=SOON)
    snap(karin.page, "case-06-support")

    room = window("maria")
    room.step(number, "hand_over")
    room.choose("organisation", BUSINESS_SWEDEN)
    room.send()
    expect(johan.message).to_contain_text(COMPANY, timeout=SOON)
    _shows(karin, number, taken)
    johan.step_on(johan.message, "take")
    _shows(
        karin, number, words("card.status.taken", who="Johan Berg", organisation=BUSINESS_SWEDEN)
    )
    expect(johan.message).to_contain_text(words("take.done.lead", number=str(number)))
    asked_again = johan.message.get_by_role("button", name=words("button.contact"))
    expect(asked_again, "contact was made before the handing over").to_have_count(0)
    expect(maria.flow).to_contain_text(like("notice.handed_over", lead=BUSINESS_SWEDEN))
    snap(karin.page, "case-07-handed-over")

    mine = window("johan")
    mine.step(number, "wait")
    mine.write("for_what", "provleverans")
    mine.write("until", "2026-12-01")
    mine.send()
    resting = words(
        "card.status.waiting", who="Johan Berg", organisation=BUSINESS_SWEDEN,
        until="tisdag 1 december",
    )  # fmt: skip
    _shows(karin, number, resting)
    snap(karin.page, "case-08-waiting")
    karin.set_clock("2026-12-01T08:45")
    expect(johan.flow).to_contain_text(like("notice.woken", title=f"Ärende {number} ({COMPANY})"))
    snap(johan.page, "case-09-woken")
    _shows(
        karin, number, words("card.status.taken", who="Johan Berg", organisation=BUSINESS_SWEDEN)
    )

    mine.step(number, "close")
    mine.choose("outcome", "Företaget fick hjälp")
    mine.write("words", "Första leveransen är betald.")
    mine.send()
    _shows(karin, number, words("card.status.closed", outcome="Företaget fick hjälp"))
    _shows(sara, number, words("card.status.closed", outcome="Företaget fick hjälp"))
    expect(told.flow).to_contain_text(like("notice.closed"), timeout=SOON)

    history = karin.card(number).locator("details.section", has_text=like("card.history"))
    history.locator("summary").click()
    for step in (
        "opened",
        "offered",
        "accepted",
        "contact",
        "joined",
        "waiting",
        "woken",
        "closed",
    ):
        expect(history).to_contain_text(like(f"step.{step}"))
    snap(karin.page, "case-10-closed")
    assert all(it.loads == 1 for it in windows), "a window was loaded anew"


def test_a_case_is_taken_once_and_the_second_is_told_who_has_it(window: Open) -> None:
    sara, maria, johan = window("sara"), window("maria"), window("johan")
    number = sara.newest_case() + 1
    sara.start_referral()
    sara.write("need", "Hur skyddar vi oss mot att kunden inte betalar?")
    sara.choose("consent", "Ja")
    sara.write("company", "Fritsla Beslag AB")
    sara.choose("q.needs", "Betalningsrisk")
    sara.choose("offer_to", words("form.refer.offer_nobody"))
    sara.send()
    stale = johan.card(number).get_by_role("button", name=words("button.take"), exact=True)
    expect(stale).to_be_visible()
    pressed = stale.get_attribute("value")
    maria.step(number, "take")
    _shows(johan, number, "Maria Dahl")
    johan.press_again(pressed or "")
    expect(johan.answer).to_contain_text("Maria Dahl")
    _shows(sara, number, "Maria Dahl")


def test_two_presses_of_one_button_are_one_step(window: Open) -> None:
    sara, maria = window("sara"), window("maria")
    number = sara.newest_case() + 1
    sara.start_referral()
    sara.write("need", "Vem kan säga om köparen är god för pengarna?")
    sara.choose("consent", "Ja")
    sara.write("company", "Svenljunga Skinn AB")
    sara.choose("q.needs", "Betalningsrisk")
    sara.form.locator("footer button.primary").dblclick()
    expect(sara.page.locator("dialog")).not_to_be_visible()
    expect(sara.card(number)).to_be_visible()
    button = maria.card(number).get_by_role("button", name=words("button.take"), exact=True)
    pressed = button.get_attribute("value") or ""
    button.dblclick()
    _shows(sara, number, "Maria Dahl")
    maria.press_again(pressed)
    history = sara.card(number).locator("details.section", has_text=like("card.history"))
    expect(history).to_contain_text(words("card.history", n=3))
    accepted = re.compile(r"\(Exportkreditnämnden\) tog ärendet")
    expect(history.locator("li", has_text=accepted)).to_have_count(1)
    expect(sara.card(number + 1)).to_have_count(0)


def _shows(who: Window, number: int, status: str) -> None:
    """A window that did nothing shows the step at once."""
    expect(who.status(number)).to_contain_text(status, timeout=SOON)
