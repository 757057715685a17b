"""The cases that the walks open. Companies and people are invented."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.windows import Window

NEED = (
    "En butikskedja i Brasilien vill köpa våra stolar, men betala först 60 dagar efter leverans. "
    "Hur vågar vi säga ja?"
)


def describe(who: Window, company: str, need: str = NEED) -> None:
    """Fill the open form: a company that wonders how to be paid abroad. EKN leads."""
    who.write("need", need)
    who.choose("consent", "Ja")
    who.write("company", company)
    who.find("q.municipality", "Mark")
    who.choose("q.size", "10–49 anställda")
    who.choose("q.stage", "Exporterar då och då")
    who.find("q.market", "Brasilien")
    who.choose("q.needs", "Betalningsrisk")
    who.choose("q.urgency", "Inom två veckor")


def open_case(who: Window, company: str, need: str = NEED, *, consent: bool = True) -> int:
    """Open a case that EKN is asked about, with the shortest form. Returns its number."""
    number = who.newest_case() + 1
    who.start_referral()
    who.write("need", need)
    who.choose("consent", "Ja" if consent else "Nej")
    who.write("company", company)
    who.find("q.municipality", "Mark")
    who.choose("q.needs", "Betalningsrisk")
    who.send()
    expect(who.card(number)).to_be_visible()
    return number
