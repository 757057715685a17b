"""Contacts that members know: added, asked for, given, confirmed, and handed over."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.conversations.dialogues.common import has, lacks
from tests.conversations.people import ANNA, JOHAN, KARIN, MARIA, SARA, Someone
from tests.conversations.stages import ANSWER, INBOX, Stage

PHONE, MAIL = "+49 40 000 00 01", "hans@hafen.example"
NAME, ORGANISATION = "Namn", "Företag eller organisation"
MARKETS, SEEN_BY = "Vilka marknader?", "Vem får se hur man når kontakten?"


def _added(on: Stage, who: Someone) -> None:
    on.command(who, "/ny kontakt", "Hans Schmidt, Hafen GmbH")
    assert on.form(who).field(NAME).value == ("Hans Schmidt",)
    on.fill(who, {"Vad kan kontakten hjälpa till med?": "hittar distributörer i Hamburg"})
    on.fill(who, {"Vilka behov?": ("Söka partner",), MARKETS: ("Tyskland",)})
    on.fill(who, {"Telefon": PHONE, "E-post": MAIL, "Bra att veta": "ring efter lunch"})
    on.send(who)


def contact_given(on: Stage) -> None:
    """Added, asked for through an answer, given after a yes; a second yes says so."""
    on.seed(KARIN, SARA, MARIA, JOHAN, ANNA)
    on.command(JOHAN, "/ny kontakt")
    on.fill(JOHAN, {NAME: "Hans", "E-post": "hans(at)hafen"})
    on.send(JOHAN)
    assert on.errors(JOHAN) == {"E-post": "Kontrollera e-postadressen."}
    _added(on, JOHAN)
    on.hears("Hans Schmidt på Hafen GmbH finns nu bland kontakterna.", "[Mina kontakter]")
    _added(on, ANNA)
    on.hears("Samma kontakt har lagts in av Johan Berg på Business Sweden.")
    has(on.inbox(JOHAN), "Anna Ek på Almi känner också Hans Schmidt på Hafen GmbH.")

    on.private(SARA, "vem känner någon på Hafen GmbH")
    on.hears("Hafen GmbH", "[Fråga Johan Berg]")
    lacks(on.told, "Schmidt", PHONE, MAIL)
    on.press(SARA, "Fråga Johan Berg", ANSWER)
    on.hears("Johan Berg på Business Sweden har fått frågan om kontakten på Hafen GmbH.")
    has(
        on.inbox(JOHAN),
        "Sara Lind på Business Region Göteborg vill komma i kontakt med Hans Schmidt",
    )
    on.press(JOHAN, "Ja, visa uppgifterna", INBOX)
    on.hears("får nu se hur man når Hans Schmidt på Hafen GmbH.")
    has(on.inbox(SARA), "Johan Berg på Business Sweden säger ja.", PHONE, MAIL, "ring efter lunch")
    lacks(on.room(), "Schmidt", PHONE)
    on.private(MARIA, "vem känner någon på Hafen GmbH")
    lacks(on.told, "Schmidt", PHONE, MAIL)


def contact_refused_and_kept(on: Stage) -> None:
    """A no without blame, silence, the question after ninety days, and a colleague who leaves."""
    on.seed(KARIN, SARA, MARIA, JOHAN, ANNA)
    _added(on, ANNA)
    on.private(SARA, "vem känner någon på Hafen GmbH")
    on.press(SARA, "Fråga Anna Ek", ANSWER)
    on.press(ANNA, "Nej, inte den här gången", INBOX)
    on.hears("Uppgifterna visas inte.")
    has(on.inbox(SARA), "Kontakten på Hafen GmbH kan inte förmedlas just nu.", "inte på dig")
    on.private(MARIA, "vem känner någon på Hafen GmbH")
    on.press(MARIA, "Fråga Anna Ek", ANSWER)
    on.wait_until(datetime(2026, 11, 25, 8, 5, tzinfo=UTC))
    has(on.inbox(MARIA), "Anna Ek på Almi har inte svarat om kontakten på Hafen GmbH än.")
    on.private(ANNA, "mina kontakter")
    on.hears("Vill komma i kontakt (1)", "Maria Dahl", "Mina kontakter (1)", "du tillfrågas")

    on.wait_until(datetime(2027, 2, 23, 8, 5, tzinfo=UTC))
    has(on.inbox(ANNA), "Stämmer det fortfarande?", "Hans Schmidt, Hafen GmbH")
    on.press(ANNA, "Stämmer", INBOX)
    on.hears("Hans Schmidt på Hafen GmbH är bekräftad i dag.")

    on.private(KARIN, "medlemmar")
    on.press(KARIN, "Anna Ek", ANSWER)
    on.press(KARIN, "Avsluta medlemskapet", ANSWER)
    on.hears("Att lämna vidare hos Almi (1)", "Kontakt: Hans Schmidt, Hafen GmbH")
    on.press(KARIN, "Lämna vidare", ANSWER)
    on.send(KARIN)
    assert "Till vem?" in on.errors(KARIN)
    on.fill(KARIN, {"Till vem?": "Karin Holm, Västra Götalandsregionen"})
    on.send(KARIN)
    on.hears("Du har nu en kontakt.")
    has(on.inbox(KARIN), "Maria Dahl på Exportkreditnämnden vill komma i kontakt med Hans Schmidt")
    on.press(KARIN, "Ja, visa uppgifterna", INBOX)
    has(on.inbox(MARIA), "Karin Holm på Västra Götalandsregionen säger ja.", PHONE)
