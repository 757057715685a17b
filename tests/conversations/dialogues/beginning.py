"""The first day, and how a case begins."""

from __future__ import annotations

from tests.conversations.dialogues.common import (
    COMPANY,
    CONSENT,
    MARKET,
    MUNICIPALITY,
    NEED,
    NEEDS,
    OFFER_TO,
    PAID,
    WHICH,
    has,
    lacks,
    opened,
)
from tests.conversations.people import BRG, EKN, EVERYBODY, JOHAN, KARIN, MARIA, PETRA, SARA, VGR
from tests.conversations.stages import ANSWER, INBOX, Card, Stage


def first_day(on: Stage) -> None:
    """Strangers come, say where they are from, and what they asked for goes on by itself."""
    on.arrives(KARIN)
    on.bot_arrives(by=KARIN)
    on.command(KARIN, "/rum")
    on.hears("En fråga, bara den här gången.")
    on.fill(KARIN, {WHICH: VGR})
    on.send(KARIN)
    on.hears("Du är nu med som processledare", "Det här gäller exportcenter.")
    assert on.form(KARIN).title == "Rum för centret"
    on.send(KARIN)
    on.hears("Nu möts centret i exportcenter. Språket är svenska.")

    on.arrives(SARA)
    on.say(SARA, "hjälp")
    on.hears("”hänvisa” och vad företaget behöver öppnar ett ärende", "[Ny hänvisning]")
    on.command(SARA, "/hanvisa", PAID)
    on.fill(SARA, {WHICH: BRG})
    on.send(SARA)
    on.hears("Du är nu med som främjare från Business Region Göteborg")
    assert on.form(SARA).field(NEED).value == (PAID,)
    on.fill(SARA, {CONSENT: "Ja", COMPANY: "Kinna Kakel AB", NEEDS: "Betalningsrisk"})
    on.send(SARA)
    on.hears("Ärende 1 är öppnat.", "Ingen från Exportkreditnämnden är med i chatten än.")

    on.arrives(MARIA)
    on.press(MARIA, "Jag tar det", Card(1))
    on.fill(MARIA, {WHICH: EKN, "Ditt namn": "Maria Dahl Ek"})
    on.send(MARIA)
    on.hears("Välkommen.", "Du är inte bekräftad för Exportkreditnämnden än.")
    has(on.card(1), "Öppet: väntar på svar från Exportkreditnämnden")

    has(on.inbox(KARIN), "Maria Dahl Ek har anmält sig som främjare från Exportkreditnämnden.")
    on.press(KARIN, "Ja, det stämmer", INBOX)
    on.hears("Maria Dahl Ek är bekräftad för Exportkreditnämnden.")
    assert on.inbox(MARIA)[-1] == "Du är bekräftad. Nu kan du ta ärenden."
    on.press(MARIA, "Jag tar det", Card(1))
    on.hears("Ärende 1 är ditt.")
    has(on.card(1), "Maria Dahl Ek, Exportkreditnämnden, har tagit ärendet")


def open_and_take(on: Stage) -> None:
    """A need in words, an organisation with a reason, one press, and a ready text."""
    on.seed(KARIN, SARA, MARIA, JOHAN)
    on.command(SARA, "/hanvisa", "Hur vågar vi sälja på kredit?")
    on.fill(
        SARA,
        {
            NEED: f"{PAID}\nDe har <b>aldrig</b> sålt dit & undrar: *vad* kostar <!channel> det?",
            CONSENT: "Ja",
            COMPANY: "Kinna Köksluckor & Söner AB",
            "Organisationsnummer": "556016-0680",
            MUNICIPALITY: "Mark",
            "Hur många anställda har företaget, eller koncernen om det ingår i en?": "10–49 anställda",
            "Var i exportresan är företaget?": "Exporterar då och då",
            MARKET: ("Brasilien", "Norge"),
            NEEDS: ("Betalningsrisk", "Exportdokument"),
            "Hur bråttom är det?": "Inom två veckor",
            "Kontaktperson på företaget": "Ulla Ask",
            "Kontaktens telefon": "070-000 00 01",
        },
    )
    on.fill(SARA, {OFFER_TO: "Fråga Exportkreditnämnden"})
    on.send(SARA)
    on.hears(
        "Ärende 1 är öppnat. Exportkreditnämnden har fått en förfrågan.", "EKN tar risken", "[Visa]"
    )
    has(
        on.card(1),
        "Ärende 1 · Kinna Köksluckor & Söner AB",
        "De har <b>aldrig</b> sålt dit & undrar:",
    )
    has(on.card(1), "Behov  Betalningsrisk", "Plats  Mark", "[Jag tar det]", "[Vi kan inte]")
    has(
        on.inbox(MARIA),
        "Kan ni ta ärende 1 (Kinna Köksluckor & Söner AB)?",
        "Därför får ni frågan:",
    )
    assert on.inbox(JOHAN) == []

    on.press(MARIA, "Jag tar det", INBOX)
    on.hears("Ärende 1 är ditt.")
    has(on.card(1), "Maria Dahl, Exportkreditnämnden, har tagit ärendet")
    has(
        on.inbox(SARA),
        "Färdig text att skicka till företaget:",
        "Hej, Maria Dahl från Exportkreditnämnden",
    )
    has(on.thread(1), "Maria Dahl, Exportkreditnämnden, har tagit ärendet")
    on.press(MARIA, "Visa", ANSWER)
    on.hears("Ulla Ask", "[Släpp ärendet]")
    on.press(MARIA, "Anteckna första kontakten", ANSWER)
    on.hears("Första kontakten i ärende 1 är antecknad.")
    has(on.inbox(SARA), "första kontakt")
    on.press(SARA, "Komplettera svaren", Card(1))
    on.fill(SARA, {MUNICIPALITY: "Borås", "Varför just nu?": "En förfrågan har kommit"})
    on.send(SARA)
    on.hears("Sparat i ärende 1.")
    has(on.card(1), "Plats  Borås")


def withheld(on: Stage) -> None:
    """Without the company's yes the room sees no name; whoever wants to join waits for the poster."""
    on.seed(*EVERYBODY)
    on.command(SARA, "/hanvisa", PAID)
    on.fill(
        SARA,
        {
            CONSENT: "Nej",
            COMPANY: "Hemliga Hyllor AB",
            MUNICIPALITY: "Mark",
            NEEDS: "Betalningsrisk",
        },
    )
    on.fill(SARA, {OFFER_TO: "Fråga ingen än"})
    on.send(SARA)
    on.hears("Ärende 1 är öppnat. Ingen är tillfrågad än.", "[Fråga Exportkreditnämnden]")
    lacks(on.card(1), "Hemliga", "Brasilien", "Mark")
    has(on.card(1), "Betalningsrisk")
    on.press(MARIA, "Jag tar det", Card(1))
    on.hears("Den som öppnade ärende 1 har fått frågan om du får vara med.")
    on.command(JOHAN, "/visa", "hyllor")
    on.hears("Jag hittar inget ärende med ”hyllor”")
    on.press(SARA, "Ja, de får veta", INBOX)
    on.hears("Exportkreditnämnden är med i ärende 1")
    on.command(MARIA, "/visa", "1")
    on.hears("Hemliga Hyllor AB", PAID)
    on.press(PETRA, "Stötta", Card(1))
    on.press(SARA, "Nej, inte den här gången", INBOX)
    on.hears("Västsvenska Handelskammaren är inte med i ärende 1.")
    on.command(JOHAN, "/hanvisa", "Samma bolag en gång till")
    on.fill(JOHAN, {CONSENT: "Ja", COMPANY: "Hemliga Hyllor AB", MUNICIPALITY: "Mark"})
    on.send(JOHAN)
    on.hears("Fråga processledaren innan du öppnar ett nytt.")
    lacks(on.told, "Hemliga")
    on.press(SARA, "Visa", Card(1))
    on.press(SARA, "Återta ärendet", ANSWER)
    on.hears("Ärende 1 är återtaget.")
    lacks([*on.room(), *on.inbox(JOHAN), *on.inbox(PETRA)], "Hemliga")


def twice_the_same_company(on: Stage) -> None:
    """A company that has a case: look at it, or open a second all the same."""
    on.seed(KARIN, SARA, JOHAN, MARIA)
    opened(on)
    opened(on, JOHAN)
    on.hears("Det finns redan ett pågående ärende om företaget", "[Öppna ett nytt ändå]")
    on.press(JOHAN, "Öppna ett nytt ändå", ANSWER)
    on.hears("Ifyllt med det du skrev förra gången.")
    assert on.form(JOHAN).field(COMPANY).value == ("Kinna Kakel AB",)
    on.send(JOHAN)
    on.hears("Ärende 2 är öppnat.")
    on.press(MARIA, "Jag tar det", Card(1))
    on.press(MARIA, "Jag tar det", Card(2))
    on.command(KARIN, "/slå ihop", "2")
    on.fill(KARIN, {"Det andra ärendets nummer": "1"})
    on.send(KARIN)
    on.hears("hopslaget med ärende")
