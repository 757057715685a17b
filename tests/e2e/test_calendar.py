"""What the centre does by the calendar: a meeting's life, news, the digest and the pack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open, opened_room
from tests.e2e.pictures import snap
from tests.e2e.trial import Trial
from tests.e2e.windows import SOON, Window
from tests.e2e.words import like, words

BOOST = "Export boost i Mark"
IN_BORAS = "Export boost i Borås"
"""A meeting of the samples, on 4 December."""
VISIT = "Besök hos Tranemo Maskin AB"
"""A joint visit of the samples, on 1 December."""
TEXTILES, MACHINES = 2, 7
"""Sample cases in the same part of the region: one that looks for a buyer, one for credit."""
PHONE = {"width": 390, "height": 800}
TALL = {"width": 1180, "height": 1900}
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//chamber//calendar//SV
BEGIN:VEVENT
UID:tullkurs@chamber.example
DTSTAMP:20261201T080000Z
DTSTART;TZID=Europe/Stockholm:20270114T130000
DTEND;TZID=Europe/Stockholm:20270114T160000
SUMMARY:Tullkurs i Skövde
LOCATION:Skövde
END:VEVENT
BEGIN:VEVENT
UID:broken@chamber.example
DTSTAMP:20261201T080000Z
DTSTART:nästa vecka
SUMMARY:Ingen vet när
END:VEVENT
END:VCALENDAR
"""
LATER = 15_000
"""Milliseconds for a message with a picture in it, the first of which loads what draws it."""


@pytest.fixture(scope="module")
def trial() -> Iterator[Trial]:
    """A room of this file's own: its tests move the clock, each from where the last one left it."""
    yield from opened_room()


def test_a_meeting_is_added_and_people_answer(window: Open) -> None:
    sara, anna, maria = window("sara"), window("anna"), window("maria")
    sara.say("@Exportlots träffar")
    expect(sara.answer).to_contain_text(IN_BORAS)
    snap(sara.page, "calendar-01-ahead")
    sara.press(words("button.meeting_add"), sara.answer)
    _describe(sara, "19 maj 2026 13-16")
    errors = sara.send_badly()
    expect(errors).to_contain_text(like("moment.past"))
    snap(sara.page, "calendar-02-past")
    sara.write("when", "10 december 13-16")
    sara.send()
    expect(sara.answer).to_contain_text(like("meeting.added"))
    snap(sara.page, "calendar-03-added")
    for who in (anna, maria):
        expect(who.meeting(BOOST)).to_be_visible(timeout=SOON)
        who.press(words("button.coming.meeting_yes"), who.meeting(BOOST))
        expect(who.meeting(BOOST).locator("aside.whisper")).to_contain_text(
            like("coming.meeting_yes")
        )
    both = words("meeting.section.coming", n=2)
    expect(sara.meeting(BOOST)).to_contain_text(both, timeout=SOON)
    expect(sara.meeting(BOOST)).to_contain_text("Anna Ek")
    sara.meeting(BOOST).scroll_into_view_if_needed()
    snap(sara.page, "calendar-04-coming")


def test_the_partners_get_their_pack_the_morning_before(window: Open) -> None:
    karin, room = window("karin", direct=True), window("omar")
    karin.move_clock("morning")
    expect(karin.flow).to_contain_text(like("pack.before"), timeout=LATER)
    snap(karin.message_about("Underlag till"), "calendar-05-pack")
    expect(room.reminder("Exportcentrets månadsmöte")).to_contain_text(words("meeting.fact.when"))
    snap(room.page, "calendar-06-partners")


def test_the_room_is_reminded_with_the_cases_that_fit(window: Open) -> None:
    sara = window("sara", viewport=TALL)
    emma = window("emma", "en", direct=True)
    sara.set_clock("2026-11-26T09:05")
    soon = like("meeting_reminder.days", title=BOOST)
    expect(sara.flow).to_contain_text(soon, timeout=LATER)
    reminder = sara.reminder(BOOST)
    expect(reminder).to_contain_text("Viskan Textil AB")
    snap(reminder, "calendar-07-fourteen-days")
    sara.press(words("button.invite", number=str(TEXTILES)), reminder)
    expect(sara.answer).to_contain_text(like("present.done"))
    expect(sara.meeting(BOOST)).to_contain_text("Viskan Textil AB", timeout=SOON)
    snap(sara.page, "calendar-08-invited")
    expect(emma.message).to_contain_text(BOOST, timeout=SOON)
    snap(emma.page, "calendar-09-ready-text")


def test_the_digest_comes_on_monday_and_tells_the_news(window: Open) -> None:
    petra, anna = window("petra"), window("anna", direct=True)
    sara = window("sara", viewport=TALL)
    petra.say("@Exportlots nyhet Mässan i Hannover har platser kvar för små företag.")
    if petra.form.is_visible():
        petra.send()
    expect(petra.answer).to_contain_text(like("news.kept"))
    snap(petra.page, "calendar-10-news")
    sara.set_clock("2026-11-30T08:05")
    title = like("digest.title", week="48")
    digest = sara.flow.locator("li.post", has_text=title).last
    expect(digest).to_be_visible(timeout=LATER)
    expect(digest).to_contain_text("Hannover")
    expect(digest).to_contain_text(BOOST)
    expect(digest.get_by_role("img")).to_be_visible()
    snap(digest, "calendar-11-digest")
    phone = window("lena", viewport=PHONE)
    expect(phone.flow.get_by_role("img")).to_be_visible()
    snap(phone.page, "calendar-11-digest-phone")
    sara.press(words("button.digest_all"), digest)
    expect(sara.answer).to_contain_text(like("digest.all.held"))
    snap(sara.page, "calendar-12-show-all")
    expect(anna.message).to_contain_text(like("own.title"))
    snap(anna.page, "calendar-13-own-list")


def test_a_moved_meeting_is_told_at_once(window: Open) -> None:
    sara, anna = window("sara"), window("anna", direct=True)
    sara.step_on(sara.meeting(BOOST), "meeting_change")
    sara.write("place", "Kinna, Kulturhuset")
    sara.write("when", "10 december 9-12")
    sara.write("agenda", "9.00 Välkommen\n9.15 Företagen berättar\n11.00 Samtal")
    sara.send()
    expect(sara.flow).to_contain_text(like("meeting.told.moved", title=BOOST), timeout=SOON)
    expect(anna.message).to_contain_text(like("meeting.told.moved", title=BOOST), timeout=SOON)
    snap(sara.page, "calendar-14-moved")


def test_a_visit_reminds_those_alone_who_come_along(window: Open) -> None:
    sara, maria, emma = window("sara"), window("maria", direct=True), window("emma", direct=True)
    sara.meeting(VISIT).scroll_into_view_if_needed()
    snap(sara.page, "calendar-15-visit")
    sara.set_clock("2026-12-01T07:05")
    expect(maria.message).to_contain_text(like("meeting_reminder.today", title=VISIT))
    snap(maria.page, "calendar-16-visit-own")
    expect(emma.flow).not_to_contain_text(VISIT)


def test_reminders_come_three_days_before_on_the_eve_and_on_the_morning(window: Open) -> None:
    sara, anna = window("sara"), window("anna", direct=True)
    sara.set_clock("2026-12-07T09:05")
    expect(sara.flow).to_contain_text(like("meeting_reminder.days", title=BOOST), timeout=LATER)
    snap(sara.page, "calendar-17-three-days")
    sara.set_clock("2026-12-09T09:05")
    expect(sara.flow).to_contain_text(like("meeting_reminder.tomorrow", title=BOOST), timeout=LATER)
    snap(sara.reminder(BOOST), "calendar-18-eve")
    sara.set_clock("2026-12-10T07:05")
    expect(anna.message).to_contain_text(like("meeting_reminder.today", title=BOOST), timeout=LATER)
    snap(anna.page, "calendar-19-own-morning")


def test_the_day_after_each_organisation_says_whom_it_met(window: Open) -> None:
    anna, room = window("anna", direct=True), window("karin")
    anna.set_clock("2026-12-11T09:05")
    question = anna.message_about("Vilka företag träffade ni")
    expect(question).to_contain_text(BOOST, timeout=LATER)
    snap(anna.page, "calendar-20-day-after")
    anna.press(words("button.met"), question)
    anna.write("companies", "Nordic Snickeri Kinna AB, Mark\nSkene Väv AB, Mark")
    snap(anna.page, "calendar-21-met")
    anna.send()
    expect(anna.message).to_contain_text("Skene Väv AB")
    snap(anna.page, "calendar-22-companies")
    row = anna.message.get_by_role("row", name="Skene Väv AB")
    anna.press(words("button.refer_met"), row)
    expect(anna.field("company").locator("input")).to_have_value("Skene Väv AB")
    expect(anna.field("need").locator("textarea")).to_have_value(like("met.need", title=BOOST))
    expect(anna.field("q.municipality")).to_contain_text("Mark")
    snap(anna.page, "calendar-23-draft")
    anna.choose("consent", "Ja")
    anna.send()
    expect(room.page.locator("#flow > li.post.bot").last).to_contain_text("Skene Väv AB")
    colleague = window("lena", direct=True)
    colleague.say("träffade")
    expect(colleague.form).to_contain_text(BOOST)
    snap(colleague.page, "calendar-24-colleague")


def test_a_calendar_is_read_in_and_a_meeting_taken_along(window: Open, tmp_path: Path) -> None:
    petra = window("petra", direct=True)
    petra.say("kalender")
    file = tmp_path / "chamber.ics"
    file.write_bytes(CALENDAR.replace("\n", "\r\n").encode())
    petra.field("file").locator("input[type=file]").set_input_files(file)
    petra.send()
    expect(petra.message).to_contain_text(words("calendar.added", n=1))
    expect(petra.message).to_contain_text("Tullkurs i Skövde")
    expect(petra.message).to_contain_text(like("calendar.fault", property="DTSTART"))
    snap(petra.page, "calendar-25-read-in")
    petra.say("kalenderfil 4")
    with petra.page.expect_download() as taken:
        petra.message.get_by_role("link", name=BOOST).click()
    assert "BEGIN:VTIMEZONE" in taken.value.path().read_text(encoding="utf-8")
    snap(petra.page, "calendar-26-file")


def test_the_coordinators_own(window: Open) -> None:
    karin, sara = window("karin", direct=True), window("sara", direct=True)
    karin.say("tysta")
    expect(karin.message).to_contain_text(like("silence.title"))
    snap(karin.page, "calendar-27-silent")
    karin.say("rapport 2026")
    with karin.page.expect_download() as taken:
        karin.message.get_by_role("link").click()
    assert taken.value.path().read_bytes().startswith(b"PK")
    snap(karin.page, "calendar-28-report")
    karin.say("underlag")
    expect(karin.message).to_contain_text(like("pack.numbers"))
    snap(karin.page, "calendar-29-pack")
    karin.say("checklistan")
    with karin.page.expect_download() as taken:
        karin.message.get_by_role("link").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    sara.say("rapport 2026")
    expect(sara.message).to_contain_text(like("refused.coordinators_only"))


def _describe(who: Window, when: str) -> None:
    """Fill the form of a new meeting."""
    who.write("title", BOOST)
    who.choose("kind", "Export boost")
    who.write("when", when)
    who.write("place", "Kulturhuset, Kinna")
    who.choose("sub_region", "Boråsregionen Sjuhärad")
    who.choose("needs", "Säljkanal")
    who.write("agenda", "13.00 Välkommen\n13.15 Företagen berättar\n15.00 Samtal")
    who.write("duties", "Fika: Anna\nLokal: Sara")
