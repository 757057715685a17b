"""What an organisation that is asked can answer, and what follows."""

from __future__ import annotations

from tests.conversations.dialogues.common import has, lacks, opened
from tests.conversations.people import (
    ANNA,
    BUSINESS_SWEDEN,
    EKN,
    EVERYBODY,
    JOHAN,
    KARIN,
    MARIA,
    PETRA,
    SARA,
)
from tests.conversations.stages import ANSWER, INBOX, Card, Stage


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


def decline_and_next(on: Stage) -> None:
    """No, with a reason and a hint; the poster is given the next one as a button."""
    on.seed(*EVERYBODY)
    opened(on)
    on.press(MARIA, "Vi kan inte", INBOX)
    on.send(MARIA)
    assert list(on.errors(MARIA)) == ["Varför?"]
    on.fill(MARIA, {"Varför?": "Har inte tid just nu"})
    on.fill(
        MARIA, {"När har ni tid igen?": "2026-12-07", "Vem tror du kan hjälpa i stället?": "Almi"}
    )
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
    assert on.errors(SARA) == {
        "Vem tar det, om personen inte är med i chatten?": "Skriv eller välj vem som tar ärendet."
    }
    on.fill(SARA, {"Vem tar det, om personen inte är med i chatten?": "Karin Lund"})
    on.send(SARA)
    on.hears("Antecknat: Exportkreditnämnden har sagt ja till ärende 1.")
    has(on.card(1), "Karin Lund")
