"""Who may what, and who sees which company: newcomers, and cases without the company's yes."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.cases import open_case
from tests.e2e.conftest import Open
from tests.e2e.pictures import snap
from tests.e2e.trial import Trial
from tests.e2e.windows import SOON, Window
from tests.e2e.words import like, words

SECRET = "Kanariegul Mekanik AB"
SECRET_NEED = "Vår hemliga kund i Chile vill ha kredit"


def test_somebody_new_answers_one_question_and_what_they_asked_for_goes_on(
    window: Open, trial: Trial
) -> None:
    karin = window("karin", direct=True)
    page = window("sara").page
    page.goto(f"{trial.address}/")
    page.get_by_label(words("web.new_name")).fill("Nora Ny")
    page.get_by_label(words("web.new_email")).fill("nora.ny@almi.se")
    page.get_by_role("button", name=words("web.new_go")).click()
    nora = Window(page, trial.address, "nora-ny")
    expect(page.locator(".top-note")).to_contain_text("Nora Ny")

    nora.say("/hanvisa Ett bageri i Floda vill sälja till Danmark")
    expect(nora.form).to_contain_text(words("form.introduce.organisation"))
    expect(nora.field("organisation").locator("select")).to_have_value("almi")
    snap(page, "trust-01-introduce")
    nora.form.locator("footer button.primary").click()
    expect(nora.field("need").locator("textarea")).to_have_value(
        "Ett bageri i Floda vill sälja till Danmark"
    )
    nora.choose("consent", "Ja")
    nora.write("company", "Floda Bageri AB")
    nora.choose("q.needs", "Betalningsrisk")
    number = nora.newest_case() + 1
    nora.send()
    expect(nora.card(number)).to_contain_text("Floda Bageri AB")

    other = 9  # a sample case somebody has taken
    nora.step(other, "support")
    expect(nora.answer_under(other)).to_contain_text(like("refused.unconfirmed"))
    expect(karin.flow).to_contain_text(like("notice.confirm_member", name="Nora Ny"), timeout=SOON)
    snap(karin.page, "trust-02-confirm")
    karin.step_on(karin.flow.locator("li.post", has_text="Nora Ny").last, "confirm")
    expect(karin.flow).to_contain_text(like("confirm.done", name="Nora Ny"))
    nora.step(other, "support")
    expect(nora.card(other)).to_contain_text("Almi", timeout=SOON)


def test_without_the_companys_yes_the_room_sees_no_name_and_the_taker_does(window: Open) -> None:
    sara, maria, karin = window("sara"), window("maria", direct=True), window("karin")
    number = open_case(sara, SECRET, SECRET_NEED, consent=False)
    expect(karin.card(number)).to_contain_text(words("card.withheld"), timeout=SOON)
    expect(karin.card(number)).to_contain_text("Boråsregionen")
    for text in (SECRET, SECRET_NEED, "Mark"):
        expect(karin.card(number).locator(".facts, h2, .quote", has_text=text)).to_have_count(
            0 if text != "Mark" else karin.card(number).locator("dt", has_text="Marknad").count()
        )
    expect(maria.message).to_contain_text(like("notice.offered"), timeout=SOON)
    expect(maria.flow).not_to_contain_text(SECRET)
    snap(karin.page, "trust-03-withheld")

    maria.step_on(maria.message, "take")
    expect(karin.status(number)).to_contain_text("Maria Dahl", timeout=SOON)
    maria.say(f"visa {number}")
    expect(maria.message).to_contain_text(SECRET)
    expect(maria.message).to_contain_text(SECRET_NEED)
    snap(maria.page, "trust-04-the-taker-sees")
    karin.say(f"/visa {number}")
    expect(karin.answer).to_contain_text(words("card.withheld"))
    for who in (karin, window("karin", direct=True), window("petra")):
        expect(who.page.locator("body")).not_to_contain_text(SECRET)
        expect(who.page.locator("body")).not_to_contain_text(SECRET_NEED)


def test_joining_a_withheld_case_waits_for_the_posters_yes(window: Open) -> None:
    sara, told, petra = window("sara"), window("sara", direct=True), window("petra")
    number = open_case(sara, "Tystlåtna Textilier AB", "Vill inte synas", consent=False)
    petra.step(number, "support")
    expect(petra.answer_under(number)).to_contain_text(words("take.waits", number=str(number)))
    expect(told.message).to_contain_text(like("notice.requested"), timeout=SOON)
    told.step_on(told.message, "approve")
    expect(sara.card(number)).to_contain_text("Västsvenska Handelskammaren", timeout=SOON)
    joined = window("petra", direct=True)
    expect(joined.message).to_contain_text("Tystlåtna Textilier AB")
