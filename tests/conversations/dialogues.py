"""What members of the centre say and do, and what they should be told, on any platform.

Each function is one dialogue. It is played on a stage with an empty database; `seed` puts the
named members in, already confirmed.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tests.conversations.people import (
    ANNA,
    BRG,
    BUSINESS_SWEDEN,
    EKN,
    EVERYBODY,
    JOHAN,
    KARIN,
    MARIA,
    PETRA,
    SARA,
    TURE,
    VGR,
    Someone,
)
from tests.conversations.sheets import Lines, missing
from tests.conversations.stages import ANSWER, INBOX, Card, Stage

WHICH = "Vilken organisation arbetar du för?"
CONSENT = "Har företaget sagt ja till att vi delar ärendet med de andra i exportcentret?"
NEED, NEEDS = "Vad behöver företaget?", "Vad behöver företaget hjälp med?"
COMPANY, MARKET = "Företagets namn", "Till vilka länder ska företaget sälja?"
MUNICIPALITY, OFFER_TO = "I vilken kommun finns verksamheten?", "Vem ska vi fråga?"
COMPANIES = (
    "Skene Textil AB", "Rydal Spinneri", "Fritsla Beslag AB", "Sätila Mössor", "Horred Såg", "Björketorp Stål",
    "Berghem Lack", "Öxabäck Ost", "Torestorp Trä", "Älekulla Verktyg", "Hyssna Möbler AB", "Örby Garn AB",
)  # fmt: skip
PAID = "En kedja i Brasilien vill betala 60 dagar efter leverans. Hur vågar vi säga ja?"


def has(lines: Lines, *texts: str) -> None:
    assert not (lost := missing(texts, lines)), f"{lost} not in {lines}"


def lacks(lines: Lines, *texts: str) -> None:
    assert len(missing(texts, lines)) == len(texts), f"one of {texts} in {lines}"


def opened(on: Stage, who: Someone = SARA, *, company: str = "Kinna Kakel AB", consent: str = "Ja") -> None:
    """A case about payment risk; EKN is suggested, and so asked."""
    on.command(who, "/hanvisa", PAID)
    on.fill(who, {CONSENT: consent, COMPANY: company, MUNICIPALITY: "Mark", NEEDS: "Betalningsrisk"})
    on.send(who)


def first_day(on: Stage) -> None:
    """Strangers come, say where they are from, and what they asked for goes on by itself."""
    on.arrives(KARIN)
    on.bot_arrives(by=KARIN)
    on.command(KARIN, "/rum")
    on.hears("En fråga, bara den här gången.")
    on.fill(KARIN, {WHICH: VGR})
    on.send(KARIN)
    on.hears("Du är nu med som processledare", "Det här gäller kanalen exportcenter.")
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
    assert "Fråga Exportkreditnämnden" in on.form(SARA).field(OFFER_TO).options
    on.send(SARA)
    on.hears("Ärende 1 är öppnat. Exportkreditnämnden har fått en förfrågan.", "EKN tar risken", "[Visa]")
    has(on.card(1), "Ärende 1 · Kinna Köksluckor & Söner AB", "De har <b>aldrig</b> sålt dit & undrar:")
    has(on.card(1), "Behov  Betalningsrisk", "Plats  Mark", "[Jag tar det]", "[Vi kan inte]")
    has(on.inbox(MARIA), "Kan ni ta ärende 1 (Kinna Köksluckor & Söner AB)?", "Därför får ni frågan:")
    assert on.inbox(JOHAN) == []

    on.press(MARIA, "Jag tar det", INBOX)
    on.hears("Ärende 1 är ditt.")
    has(on.card(1), "Maria Dahl, Exportkreditnämnden, har tagit ärendet")
    has(on.inbox(SARA), "Färdig text att skicka till företaget:", "Hej, Maria Dahl från Exportkreditnämnden")
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


def support_and_hand_over(on: Stage) -> None:
    """One helps, another is asked to help, and the lead goes to a third who says yes."""
    on.seed(*EVERYBODY)
    opened(on)
    on.press(MARIA, "Jag tar det", Card(1))
    on.press(PETRA, "Stötta", Card(1))
    on.hears("Ni stöttar nu i ärende 1.")
    has(on.card(1), "Västsvenska Handelskammaren")
    has(on.inbox(MARIA), "Västsvenska Handelskammaren stöttar nu i ärende 1")
    on.command(MARIA, "/erbjud", "1")
    on.fill(MARIA, {"Vilken organisation?": "Almi", "Vad ska de göra?": "Stötta"})
    on.send(MARIA)
    on.hears("Almi har fått en förfrågan om att stötta i ärende 1.")
    on.press(ANNA, "Jag tar det", INBOX)
    on.hears("Ni stöttar nu i ärende 1.")
    on.press(JOHAN, "Visa", Card(1))
    lacks(on.told, "[Stötta]")

    on.press(MARIA, "Lämna över", Card(1))
    on.fill(MARIA, {"Vilken organisation?": BUSINESS_SWEDEN})
    on.send(MARIA)
    on.hears("Inget ändras förrän de säger ja.")
    has(on.card(1), "Maria Dahl, Exportkreditnämnden, har tagit ärendet")
    on.private(JOHAN, "ta 1")
    on.hears("Ärende 1 är ditt.")
    has(on.card(1), "Johan Berg, Business Sweden, har tagit ärendet")
    on.say(PETRA, "lämna 1")
    on.press(PETRA, "Sluta stötta", ANSWER)
    on.hears("Ni stöttar inte längre i ärende 1.")


def question_and_answer(on: Stage) -> None:
    """A question from the organisation asked, and the poster's answer, each in private."""
    on.seed(KARIN, SARA, MARIA)
    opened(on)
    on.press(MARIA, "Ställ en fråga", INBOX)
    on.fill(MARIA, {"Din fråga": "Finns det en offert?\nOch i vilken valuta?"})
    on.send(MARIA)
    on.hears("Frågan om ärende 1 är skickad", "Svarstiden står stilla")
    has(on.inbox(SARA), "Finns det en offert?", "Och i vilken valuta?")
    on.press(SARA, "Svara på frågan", INBOX)
    assert on.form(SARA).title == "Svara på frågan i ärende 1"
    on.fill(SARA, {"Ditt svar": "Ja, sedan i måndags. I euro."})
    on.send(SARA)
    on.hears("Svaret om ärende 1 är skickat.")
    has(on.inbox(MARIA), "Ja, sedan i måndags. I euro.")
    lacks(on.room(), "offert", "euro")
    on.private(SARA, "fråga 1 Kan ni ringa i dag?")
    on.hears("Frågan om ärende 1 är skickad")
    on.private(MARIA, "svara 1 Ja, efter lunch")
    on.hears("Svaret om ärende 1 är skickat.")
    has(on.inbox(SARA), "Ja, efter lunch")


def wait_and_resume(on: Stage) -> None:
    """It rests until a day, is taken up before; rests again, and is woken on the day."""
    on.seed(KARIN, SARA, MARIA)
    opened(on)
    on.press(MARIA, "Jag tar det", Card(1))
    on.press(MARIA, "Låt vila", Card(1))
    on.fill(MARIA, {"Vad väntar ni på?": "provleverans", "Till vilken dag?": "2026-11-20"})
    on.send(MARIA)
    assert on.errors(MARIA) == {"Till vilken dag?": "Välj en dag efter i dag."}
    on.fill(MARIA, {"Till vilken dag?": "2026-12-01"})
    on.send(MARIA)
    on.hears("Ärende 1 vilar.")
    has(on.card(1), "tisdag 1 december", "[Återuppta]")
    on.press(MARIA, "Återuppta", Card(1))
    on.hears("Ärende 1 är i gång igen.")
    on.say(MARIA, "vänta 1")
    on.fill(MARIA, {"Till vilken dag?": "2026-11-25"})
    on.send(MARIA)
    on.wait_until(datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    has(on.card(1), "Maria Dahl, Exportkreditnämnden, har tagit ärendet")
    has(on.inbox(MARIA), "har vilat")


def notes(on: Stage) -> None:
    """Written in the thread, by a button, and as words; nobody is told."""
    on.seed(KARIN, SARA, MARIA)
    opened(on)
    on.press(MARIA, "Jag tar det", Card(1))
    on.in_thread(MARIA, 1, "ringde i dag, återkommer på torsdag")
    on.hears("Antecknat i ärende 1.")
    on.in_thread(SARA, 1, "visa")
    on.hears("ringde i dag, återkommer på torsdag")
    on.press(SARA, "Anteckna", ANSWER)
    on.fill(SARA, {"Anteckning": "De har mässa på fredag.\nRing inte då."})
    on.send(SARA)
    on.hears("Antecknat i ärende 1.")
    on.command(KARIN, "/anteckna", "1 Möte bokat & klart")
    on.hears("Antecknat i ärende 1.")
    on.in_thread(KARIN, 1, "läget")
    on.hears("Pågående ärenden: 1")
    on.command(KARIN, "/visa", "1")
    on.hears("De har mässa på fredag.", "Möte bokat & klart")
    assert [line for line in on.thread(1) if line.startswith("Maria Dahl:")] == [
        "Maria Dahl: @Exportlots ringde i dag, återkommer på torsdag"
    ]


def decline_and_next(on: Stage) -> None:
    """No, with a reason and a hint; the poster is given the next one as a button."""
    on.seed(*EVERYBODY)
    opened(on)
    on.press(MARIA, "Vi kan inte", INBOX)
    on.send(MARIA)
    assert list(on.errors(MARIA)) == ["Varför?"]
    on.fill(MARIA, {"Varför?": "Har inte tid just nu"})
    on.fill(MARIA, {"När har ni tid igen?": "2026-12-07", "Vem tror du kan hjälpa i stället?": "Almi"})
    on.fill(MARIA, {"Vill du säga något mer till den som frågar?": "Hör av er efter jul."})
    on.send(MARIA)
    on.hears("Tack för svaret om ärende 1.")
    has(on.inbox(SARA), "Hör av er efter jul.")
    lacks(on.card(1), "Hör av er")
    on.press(SARA, "Fråga Almi", INBOX)
    on.hears("Almi har fått en förfrågan om ärende 1.")
    on.press(ANNA, "Jag tar det", INBOX)
    on.hears("Ärende 1 är ditt.")
    on.command(MARIA, "/avböj", "1")
    on.hears("Er organisation har ingen öppen förfrågan om ärende 1.")


def close_and_reopen(on: Stage) -> None:
    """It ends with an outcome, and is opened again by the one who had it, and by the poster."""
    on.seed(KARIN, SARA, MARIA)
    opened(on)
    on.press(MARIA, "Jag tar det", Card(1))
    on.press(MARIA, "Avsluta", Card(1))
    on.send(MARIA)
    assert list(on.errors(MARIA)) == ["Hur gick det?"]
    on.fill(MARIA, {"Hur gick det?": "Företaget fick hjälp", "Något att lägga till?": "Betalt."})
    on.send(MARIA)
    on.hears("Ärende 1 är avslutat. Tack.", "[Öppna igen]")
    has(on.card(1), "Avslutat: Företaget fick hjälp")
    has(on.inbox(SARA), "avsluta")
    on.press(MARIA, "Öppna igen", ANSWER)
    on.hears("Ärende 1 är öppet igen.")
    has(on.card(1), "Maria Dahl, Exportkreditnämnden, har tagit ärendet")
    on.private(MARIA, "avsluta 1")
    on.fill(MARIA, {"Hur gick det?": "Företaget tackade nej"})
    on.send(MARIA)
    on.press(SARA, "Öppna igen", Card(1))
    on.hears("Exportkreditnämnden, som hade det sist, har fått en ny förfrågan.")
    has(on.card(1), "Öppet: väntar på svar från Exportkreditnämnden")


def withheld(on: Stage) -> None:
    """Without the company's yes the room sees no name; whoever wants to join waits for the poster."""
    on.seed(*EVERYBODY)
    on.command(SARA, "/hanvisa", PAID)
    on.fill(SARA, {CONSENT: "Nej", COMPANY: "Hemliga Hyllor AB", MUNICIPALITY: "Mark", NEEDS: "Betalningsrisk"})
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


def lists_and_pages(on: Stage) -> None:
    """Who has what, mine, ours, one's own page, a search; twelve cases are two pages."""
    on.seed(KARIN, SARA, MARIA, JOHAN)
    for company in COMPANIES:
        opened(on, company=company)
    on.press(MARIA, "Jag tar det", Card(3))
    on.command(SARA, "/läget")
    on.hears("Pågående ärenden: 12", "Ärende 3 · Fritsla Beslag AB", "[Visa 2 till]")
    on.press(SARA, "Visa 2 till", ANSWER)
    on.hears("Ärende 12 · Örby Garn AB")
    on.press(SARA, "Visa", ANSWER, beside="Hyssna Möbler")
    on.hears("Ärende 11 · Hyssna Möbler AB", "[Återta ärendet]")
    on.say(MARIA, "mina ärenden")
    on.hears("Dina ärenden: 1")
    on.private(MARIA, "våra ärenden")
    on.hears("Ärenden hos Exportkreditnämnden: 12")
    on.command(JOHAN, "/våra")
    on.hears("Er organisation har inga pågående ärenden.")
    on.command(JOHAN, "/visa", "beslag")
    on.own_page(MARIA)
    on.hears("Väntar på svar från Exportkreditnämnden", "Dina ärenden: 1", "Du är med som Maria Dahl")
    on.press(MARIA, "Visa", ANSWER, beside="Fritsla")
    on.hears("Ärende 3 · Fritsla Beslag AB")
    on.own_page(MARIA)
    on.press(MARIA, "Ändra profilen", ANSWER)
    on.fill(MARIA, {"Telefon": "010-000 00 09", "Vad kan du hjälpa till med?": ("Betalningsrisk", "Finansiering")})
    on.fill(MARIA, {"Vilka marknader kan du?": ("Norge", "Brasilien")})
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


def answers_by_phone(on: Stage) -> None:
    """Nobody from there is in the chat: ring, and note what they said; take a request back."""
    on.seed(KARIN, SARA, JOHAN)
    opened(on)
    on.hears("Ingen från Exportkreditnämnden är med i chatten än.")
    on.press(SARA, "Ta tillbaka förfrågan", ANSWER)
    on.hears("Förfrågan till Exportkreditnämnden om ärende 1 är tillbakatagen.")
    on.command(SARA, "/erbjud", "1")
    on.fill(SARA, {"Vilken organisation?": EKN, "Vad ska de göra?": "Ta ärendet"})
    on.send(SARA)
    on.press(SARA, "Anteckna deras svar", Card(1))
    on.fill(SARA, {"Vad blev svaret?": "Ja"})
    on.send(SARA)
    assert on.errors(SARA) == {"Vem tar det, om personen inte är med i chatten?": "Skriv eller välj vem som tar ärendet."}
    on.fill(SARA, {"Vem tar det, om personen inte är med i chatten?": "Karin Lund"})
    on.send(SARA)
    on.hears("Antecknat: Exportkreditnämnden har sagt ja till ärende 1.")
    has(on.card(1), "Karin Lund")


def the_clock(on: Stage) -> None:
    """Nobody answers: a reminder, then it has expired; the coordinator hears of it."""
    on.seed(KARIN, SARA, MARIA)
    opened(on)
    on.wait_until(datetime(2026, 11, 23, 13, 30, tzinfo=UTC))
    has(on.inbox(MARIA), "väntar på svar från er. Ett nej hjälper också")
    on.wait_until(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    on.wait_until(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    has(on.inbox(KARIN), "ärende 1")
    on.press(MARIA, "Jag tar det", INBOX)
    on.hears("Ärende 1 är ditt.")
    on.wait_until(datetime(2026, 11, 26, 8, 30, tzinfo=UTC))
    on.press(MARIA, "Inte än", INBOX)
    on.hears("Ärende 1 är fortfarande ditt.")


def mistakes(on: Stage) -> None:
    """Wrong words, wrong forms, too late, not allowed: a friendly line, and nothing changes."""
    on.seed(KARIN, SARA, MARIA, TURE, JOHAN)
    on.say(SARA, "läge")
    on.hears("läge")
    on.say(SARA, "tabort 14")
    on.press(SARA, "Visa hjälp", ANSWER)
    on.hears("”läget” visar vem som har vad just nu")
    on.command(SARA, "/hanvisa")
    on.send(SARA)
    assert list(on.errors(SARA)) == [NEED, CONSENT]
    on.fill(SARA, {NEED: PAID, CONSENT: "Ja", COMPANY: "Kinna Kakel AB", "Organisationsnummer": "556016-0681"})
    on.send(SARA)
    assert list(on.errors(SARA)) == ["Organisationsnummer"]
    on.fill(SARA, {"Organisationsnummer": "556016-0680", NEEDS: "Betalningsrisk", OFFER_TO: "Fråga ingen än"})
    on.send(SARA)
    on.hears("Ärende 1 är öppnat. Ingen är tillfrågad än.")

    seen_by_johan = on.hold(JOHAN, 1)
    on.press(TURE, "Jag tar det", Card(1))
    on.hears("Du är inte bekräftad för Exportkreditnämnden än.")
    seen_by_maria = on.hold(MARIA, 1)
    on.press(MARIA, "Jag tar det", seen_by_maria)
    on.hears("Ärende 1 är ditt.")
    on.press(MARIA, "Jag tar det", seen_by_maria)
    on.hears("Ärende 1 är ditt.")
    on.press(JOHAN, "Jag tar det", seen_by_johan)
    on.hears("Det går inte nu: ärende 1 är taget av Maria Dahl, Exportkreditnämnden.")
    on.press(JOHAN, "Avsluta", Card(1))
    on.hears("Bara den som har ärende 1 kan avsluta det.")
    on.command(MARIA, "/ta", "99")
    on.hears("Det finns inget ärende 99.")
    on.command(MARIA, "/ta")
    on.hears("Vilket ärende gäller det?")
    on.private(MARIA, "visa 123456789012345678")
    on.command(SARA, "/anteckna", "1")
    on.send(SARA)
    assert list(on.errors(SARA)) == ["Anteckning"]
    on.press(SARA, "Släpp ärendet", Card(1)) if "[Släpp ärendet]" in on.card(1) else None
    on.press(MARIA, "Avsluta", Card(1))
    on.private(SARA, "hjälp")
    on.command(SARA, "/rum")
    on.hears("processledare")


DIALOGUES = (
    first_day,
    open_and_take,
    support_and_hand_over,
    question_and_answer,
    wait_and_resume,
    notes,
    decline_and_next,
    close_and_reopen,
    withheld,
    twice_the_same_company,
    lists_and_pages,
    who_is_here,
    answers_by_phone,
    the_clock,
    mistakes,
)
