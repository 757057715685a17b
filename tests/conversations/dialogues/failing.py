"""What goes wrong, and what is said to it."""

from __future__ import annotations

from tests.conversations.dialogues.common import (
    COMPANY,
    CONSENT,
    MUNICIPALITY,
    NEED,
    NEEDS,
    OFFER_TO,
    PAID,
    opened,
)
from tests.conversations.people import JOHAN, KARIN, MARIA, SARA, TURE
from tests.conversations.stages import ANSWER, Card, Stage


def mistakes(on: Stage) -> None:
    """Wrong words, wrong forms, too late, not allowed: a friendly line, and nothing changes."""
    on.seed(KARIN, SARA, MARIA, TURE, JOHAN)
    on.say(SARA, "läge")
    on.hears("Jag förstår inte ”läge”. Liknande ord som jag kan: läget.")
    on.private(SARA, "xyzzy")
    on.hears("Jag förstår inte ”xyzzy”.")
    on.press(SARA, "Visa hjälp", ANSWER)
    on.hears("”läget” visar vem som har vad just nu")
    on.command(SARA, "/hanvisa")
    on.send(SARA)
    assert list(on.errors(SARA)) == [NEED, CONSENT]
    on.fill(
        SARA,
        {
            NEED: PAID,
            CONSENT: "Ja",
            COMPANY: "Kinna Kakel AB",
            "Organisationsnummer": "556016-0681",
        },
    )
    on.send(SARA)
    assert list(on.errors(SARA)) == ["Organisationsnummer"]
    on.fill(
        SARA,
        {"Organisationsnummer": "556016-0680", NEEDS: "Betalningsrisk", OFFER_TO: "Fråga ingen än"},
    )
    on.send(SARA)
    on.hears("Ärende 1 är öppnat. Ingen är tillfrågad än.")

    on.press(TURE, "Jag tar det", Card(1))
    on.hears("Du är inte bekräftad för Exportkreditnämnden än.")
    on.command(MARIA, "/ta", "99")
    on.hears("Det finns inget ärende 99.")
    on.command(MARIA, "/ta")
    on.hears("Vilket ärende gäller det?")
    on.private(MARIA, "visa 123456789012345678")
    on.hears("Jag hittar inget ärende med ”123456789012345678”")
    on.command(SARA, "/anteckna", "1")
    on.send(SARA)
    assert list(on.errors(SARA)) == ["Anteckning"]
    on.command(SARA, "/rum")
    on.hears("Bara processledaren kan ändra var centret möts.")
    on.press(JOHAN, "Avsluta", Card(1))
    on.hears("Så länge ingen har det kan även den som öppnade det")


def too_late(on: Stage) -> None:
    """Two press, one was first; old buttons; a form whose case has changed or ended meanwhile."""
    on.seed(KARIN, SARA, MARIA, JOHAN)
    opened(on)
    seen_by_johan, seen_by_maria = on.hold(JOHAN, 1), on.hold(MARIA, 1)
    seen_by_sara = on.hold(SARA, 1)
    on.press(MARIA, "Jag tar det", seen_by_maria)
    on.hears("Ärende 1 är ditt.")
    on.press(MARIA, "Jag tar det", seen_by_maria)
    on.hears("Ärende 1 är ditt.")
    on.press(JOHAN, "Jag tar det", seen_by_johan)
    on.hears("Det går inte nu: ärende 1 är taget av Maria Dahl, Exportkreditnämnden.")
    on.press(JOHAN, "Vi kan inte", seen_by_johan)

    on.press(SARA, "Komplettera svaren", seen_by_sara)
    on.fill(SARA, {COMPANY: "Kinna Klinker AB"})
    on.command(MARIA, "/ändra", "1")
    on.fill(MARIA, {MUNICIPALITY: "Borås"})
    on.send(MARIA)
    on.hears("Sparat i ärende 1.")
    on.send(SARA)
    on.hears("Någon annan har kompletterat svaren medan du skrev.")
    assert on.form(SARA).field(COMPANY).value == ("Kinna Klinker AB",)
    on.send(SARA)
    on.hears("Sparat i ärende 1.")

    on.press(MARIA, "Låt vila", Card(1))
    on.fill(MARIA, {"Till vilken dag?": "2026-12-01"})
    on.command(SARA, "/ändra", "1")
    on.fill(SARA, {"Organisationsnummer": "556016-0680"})
    on.send(MARIA)
    on.press(MARIA, "Avsluta", Card(1))
    on.fill(MARIA, {"Hur gick det?": "Företaget fick hjälp"})
    on.send(MARIA)
    on.hears("Ärende 1 är avslutat. Tack.")
    on.send(SARA)
    on.hears("Det går inte nu: ärende 1 är avslutat")
    on.press(MARIA, "Anteckna", seen_by_maria)
    on.fill(MARIA, {"Anteckning": "Efteråt"})
    on.send(MARIA)
    on.hears("Antecknat i ärende 1.")
