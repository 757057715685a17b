"""What happens to a case until it ends."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.conversations.dialogues.common import has, lacks, mentioned, opened
from tests.conversations.people import KARIN, MARIA, SARA
from tests.conversations.stages import ANSWER, INBOX, Card, Stage


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


def taken_back(on: Stage) -> None:
    """What cannot be undone is asked about first: from a menu, from a button, and in words."""
    on.seed(KARIN, SARA, MARIA)
    mentioned(on, SARA, "Kinna Kakel AB")
    on.press(SARA, "Återta ärendet", Card(1))
    on.hears("Vill du återta ärende 1?", "Ärende 1 är återtaget.")
    on.press(KARIN, "Stryk", Card(1))
    on.hears("stryk", "Ärende 1 är struket.")
    lacks(on.card(1), "Kakel", "Brasilien")
    opened(on)
    on.private(SARA, "återta 2")
    on.hears("Vill du återta ärende 2?", "[Återta ärendet]")
    on.press(SARA, "Återta ärendet", ANSWER)
    on.hears("Ärende 2 är återtaget.")
    has(on.inbox(MARIA), "är återtaget av den som öppnade det.")
    opened(on)
    on.press(MARIA, "Jag tar det", Card(3))
    on.command(MARIA, "/visa", "3")
    on.press(MARIA, "Släpp ärendet", ANSWER)
    on.hears("Ärende 3 är öppet igen.")
    has(on.inbox(SARA), "har släppt ärende 3")


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
