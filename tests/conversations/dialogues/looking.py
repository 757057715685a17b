"""What members look up: cases, lists, pages, each other."""

from __future__ import annotations

from tests.conversations.dialogues.common import has, lacks, opened
from tests.conversations.people import EMMA, EVERYBODY, JOHAN, KARIN, MARIA, SARA, TURE
from tests.conversations.stages import ANSWER, Card, Stage

COMPANIES = (
    "Skene Textil AB", "Rydal Spinneri", "Sätila Mössor", "Horred Såg", "Björketorp Stål",
    "Berghem Lack", "Öxabäck Ost", "Torestorp Trä", "Älekulla Verktyg", "Hyssna Möbler AB",
)  # fmt: skip


def lists_and_pages(on: Stage) -> None:
    """Who has what, mine, ours, one's own page, a search; twelve cases are two pages."""
    on.seed(KARIN, SARA, MARIA, JOHAN)
    opened(on, company="Fritsla Beslag AB")
    opened(on, company="Örby Garn AB")
    for company in COMPANIES:
        on.beforehand(SARA, need=f"{company} undrar något", consent="yes", company=company)
    on.press(MARIA, "Jag tar det", Card(2))
    on.command(SARA, "/läget")
    on.hears("Pågående ärenden: 12", "Ärende 2 · Örby Garn AB", "[Visa 2 till]")
    lacks(on.told, "Hyssna")
    on.press(SARA, "Visa 2 till", ANSWER)
    on.hears("Ärende 12 · Hyssna Möbler AB")
    on.press(SARA, "Visa", ANSWER, beside="Älekulla")
    on.hears("Ärende 11 · Älekulla Verktyg", "[Återta ärendet]")
    on.say(MARIA, "mina ärenden")
    on.hears("Dina ärenden: 1")
    on.private(MARIA, "våra ärenden")
    on.hears("Ärenden hos Exportkreditnämnden: 2")
    on.command(JOHAN, "/våra")
    on.hears("Er organisation har inga pågående ärenden.")
    on.command(JOHAN, "/visa", "beslag")
    on.hears("Ärende 1 · Fritsla Beslag AB")
    on.say(JOHAN, "visa AB")
    on.hears("ärenden passar")
    on.own_page(MARIA)
    on.hears(
        "Väntar på svar från Exportkreditnämnden", "Dina ärenden: 1", "Du är med som Maria Dahl"
    )
    on.press(MARIA, "Visa", ANSWER, beside="Örby")
    on.hears("Ärende 2 · Örby Garn AB")
    on.own_page(MARIA)
    on.press(MARIA, "Ändra profilen", ANSWER)
    on.fill(
        MARIA,
        {
            "Telefon": "010-000 00 09",
            "Vad kan du hjälpa till med?": ("Finansiering", "Betalningsrisk"),
        },
    )
    on.fill(MARIA, {"Vilka marknader kan du?": ("Brasilien", "Norge")})
    on.send(MARIA)
    on.hears("Din profil är sparad.")


def who_is_here(on: Stage) -> None:
    """The members, a member's card, a newcomer confirmed there, an absence and its end."""
    on.seed(*EVERYBODY)
    on.say(SARA, "medlemmar")
    on.hears("Vilka är med?", "Ture Falk (inte bekräftad)", "ingen är med än")
    on.press(SARA, "Maria Dahl", ANSWER)
    on.hears("Maria Dahl", "Organisation  Exportkreditnämnden", "maria.dahl@ekn.se")
    on.command(MARIA, "/medlemmar")
    on.press(MARIA, "Ture Falk", ANSWER)
    on.press(MARIA, "Ja, det stämmer", ANSWER)
    on.hears("Ture Falk är bekräftad för Exportkreditnämnden.")
    on.command(MARIA, "/frånvaro")
    on.fill(MARIA, {"Från vilken dag?": "2026-11-23", "Till och med vilken dag?": "2026-11-27"})
    on.fill(MARIA, {"Vem svarar under tiden?": "Ture Falk"})
    on.send(MARIA)
    on.hears("Maria Dahl är borta till och med fredag 27 november. Ture Falk får meddelandena")
    opened(on)
    has(on.inbox(TURE), "Kan ni ta ärende 1 (Kinna Kakel AB)?")
    assert on.inbox(MARIA) == []
    on.own_page(MARIA)
    on.press(MARIA, "Avsluta frånvaron", ANSWER)
    on.hears("Maria Dahl är tillbaka.")
    on.command(KARIN, "/medlemmar")
    on.press(KARIN, "Petra Åkesson", ANSWER)
    on.press(KARIN, "Avsluta medlemskapet", ANSWER)
    on.hears("Petra Åkesson är inte längre med.")


def in_english(on: Stage) -> None:
    """A member who reads English in a Swedish room: answers and forms are hers, the card is not."""
    on.seed(KARIN, SARA, MARIA, EMMA)
    on.say(EMMA, "help")
    on.hears("[New referral]")
    on.command(EMMA, "/referral", "They need to be paid")
    assert on.form(EMMA).title == "New referral"
    on.send(EMMA)
    consent = "Has the company agreed that we share the case with the others in the export centre?"
    assert list(on.errors(EMMA)) == [consent]
    on.fill(EMMA, {consent: "Yes", "Company name": "Kinna Kakel AB"})
    on.fill(EMMA, {"In which municipality is the business?": "Mark"})
    on.send(EMMA)
    on.hears("Case 1 is open.")
    has(
        on.card(1),
        "Ärende 1 · Kinna Kakel AB",
        "Öppet: ingen är tillfrågad",
        "They need to be paid",
    )
    on.press(MARIA, "Jag tar det", Card(1))
    on.hears("Ärende 1 är ditt.")
    has(on.inbox(EMMA), "has taken case 1 (Kinna Kakel AB)")
    on.private(EMMA, "note 1")
    on.fill(EMMA, {"Note": "They called"})
    on.send(EMMA)
    on.hears("case 1")
