"""What happens by the calendar: meetings, reminders, the day after, news, the digest."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.conversations.dialogues.common import COMPANY, CONSENT, has, lacks, opened
from tests.conversations.dialogues.looking import COMPANIES
from tests.conversations.people import (
    ANNA,
    EVERYBODY,
    JOHAN,
    KARIN,
    MARIA,
    PETRA,
    SARA,
    TURE,
    Someone,
)
from tests.conversations.stages import ANSWER, INBOX, Card, Stage

BOOST = "Export boost i Kinna"
WHEN, PLACE = "När?", "Plats"
NOW = "Genast, i alla rum"


def at(day: int, clock: int, *, month: int = 12) -> datetime:
    """A day of the winter of the dialogues, at an hour and five minutes in Stockholm."""
    return datetime(2026, month, day, clock - 1, 5, tzinfo=UTC)


def planned(on: Stage, who: Someone, when: str) -> None:
    """An Export boost where the case of `opened` is."""
    on.command(who, "/träff", BOOST)
    on.fill(who, {WHEN: when, PLACE: "Kulturhuset, Kinna", "Delregion": "Boråsregionen Sjuhärad"})
    on.fill(who, {"Vem gör vad": "Fika: Anna\nLokal: Sara"})
    on.send(who)


def meeting_and_reminders(on: Stage) -> None:
    """A meeting is added, people come, a company presents itself, and the clock reminds."""
    on.seed(KARIN, SARA, MARIA, JOHAN, ANNA)
    opened(on)
    planned(on, SARA, "19 maj 2026 13-16")
    assert "Det har redan varit: tisdag 19 maj 2026" in on.errors(SARA)[WHEN]
    on.fill(SARA, {WHEN: "8 december 13-16"})
    on.send(SARA)
    on.hears(f"Träffen är inlagd: {BOOST}, tisdag 8 december")
    on.press(MARIA, "Jag kommer", Card(BOOST))
    on.hears("Bra, du står som att du kommer till", "[Jag kommer inte]")
    on.press(ANNA, "Jag kommer", Card(BOOST))
    on.press(ANNA, "Jag kommer inte", ANSWER)
    has(on.card(BOOST), "1 kommer", "EKN: Maria Dahl", "Fika: Anna")
    on.command(JOHAN, "/träffar")
    on.hears("Träffar framöver (1)", BOOST)

    on.wait_until(at(24, 9, month=11))
    has(on.room(), f"Om 14 dagar: {BOOST}", "Ett ärende passar träffen")
    on.press(SARA, "Sätt upp ett företag", Card(BOOST))
    on.fill(SARA, {"Vilket företag?": "Ärende 1 · Kinna Kakel AB"})
    on.send(SARA)
    on.hears("Ärende 1 (Kinna Kakel AB) står på listan")
    has(on.card(BOOST), "1 företag presenterar sig")
    on.press(SARA, "Ändra", Card(BOOST))
    on.fill(SARA, {WHEN: "9 december 13-16"})
    on.send(SARA)
    has(on.room(), f"{BOOST} är flyttad från tisdag 8 december")
    has(on.inbox(MARIA), f"{BOOST} är flyttad från tisdag 8 december")

    on.wait_until(at(8, 9))
    has(on.room(), f"I morgon: {BOOST}")
    on.wait_until(at(9, 7))
    has(on.inbox(MARIA), f"I dag: {BOOST}")
    lacks(on.inbox(ANNA), f"I dag: {BOOST}")


def day_after(on: Stage) -> None:
    """Each organisation that was there says whom it met, and a case comes of it."""
    on.seed(KARIN, SARA, MARIA, JOHAN)
    planned(on, SARA, "onsdag 9-12")
    on.press(MARIA, "Jag kommer", Card(BOOST))
    on.wait_until(at(26, 9, month=11))
    has(on.inbox(MARIA), f"Vilka företag träffade ni på {BOOST} onsdag 25 november?")
    on.press(MARIA, "Skriv vilka vi träffade", INBOX)
    on.fill(MARIA, {"Företag, ett på varje rad": "Skene Väv AB, Mark\nHorred Såg"})
    on.send(MARIA)
    on.hears("Tack. Öppna gärna ett ärende", "Skene Väv AB", "Horred Såg")
    on.press(MARIA, "Öppna ett ärende", ANSWER)
    assert on.form(MARIA).field(COMPANY).value == ("Skene Väv AB",)
    on.fill(MARIA, {CONSENT: "Ja"})
    on.send(MARIA)
    on.hears("Ärende 1 är öppnat.")
    has(on.card(1), f"Träffades på {BOOST} onsdag 25 november.")
    on.press(SARA, "Inga företag", INBOX)
    on.hears("Vi har noterat att ni inte träffade några företag")
    on.command(JOHAN, "/träffade")
    on.fill(JOHAN, {"Företag, ett på varje rad": "Björketorp Stål"})
    on.send(JOHAN)
    on.hears("Björketorp Stål")
    lacks(on.told, "Horred")


def news_and_digest(on: Stage) -> None:
    """News at once and with the digest, which comes on Monday; all of it in private."""
    on.seed(KARIN, SARA, MARIA, PETRA)
    on.wait_until(at(23, 10, month=11))
    opened(on)
    for company in COMPANIES[:9]:
        on.beforehand(SARA, need=f"{company} undrar något", consent="yes", company=company)
    on.press(MARIA, "Jag tar det", Card(1))
    planned(on, SARA, "8 december 13-16")
    on.command(PETRA, "/nyhet", "Kursen om ursprungsintyg har platser kvar.")
    on.send(PETRA)
    on.hears("Nyheten kommer med veckobrevet måndag 30 november")
    on.command(PETRA, "/nyhet")
    on.fill(PETRA, {"Vad vill du berätta?": "Telefonen är trasig.", "När ska det berättas?": NOW})
    on.send(PETRA)
    on.hears("Nyheten är på väg till alla rum.")
    has(on.room(), "Nyhet från Petra Åkesson", "Telefonen är trasig.")
    on.press(PETRA, "Ta tillbaka", ANSWER)
    on.hears("Nyheten är tillbakatagen.")
    lacks(on.room(), "Telefonen är trasig.")

    on.wait_until(at(30, 8, month=11))
    digest = "Veckobrev vecka 48 (23–29 nov.)"
    has(on.card(digest), "Kursen om ursprungsintyg", BOOST, "Målet är 100 procent.")
    has(on.card(digest), "Nya ärenden vecka")
    has(on.inbox(MARIA), "Din lista, måndag 30 november:", "Ärende 1 · Kinna Kakel AB")
    on.press(SARA, "Visa allt", Card(digest))
    on.hears(digest, "Vem har vad (1)", "Nyheter (1)")
    on.command(SARA, "/veckobrev")
    on.hears(digest)


def coordinators_own(on: Stage) -> None:
    """The pack, the silent, the report and the checklist are the coordinator's alone."""
    on.seed(*EVERYBODY)
    opened(on)
    on.command(SARA, "/underlag")
    on.hears("Underlaget är till för processledaren.")
    for word in ("tysta", "rapport"):
        on.command(SARA, f"/{word}", "2026" if word == "rapport" else "")
        on.hears("Det här är bara för processledaren. Fråga Karin Holm.")
    on.private(KARIN, "tysta")
    on.hears("Tysta i 14 dagar")
    on.private(KARIN, "underlag")
    on.hears("Underlag till nästa partnermöte", "Ärende 1 · Kinna Kakel AB")


def away_in_words(on: Stage) -> None:
    """Away until a day, with a deputy, in one line; whoever asks reaches the deputy."""
    on.seed(*EVERYBODY)
    on.command(KARIN, "/medlemmar")
    on.press(KARIN, "Ture Falk", ANSWER)
    on.press(KARIN, "Ja, det stämmer", ANSWER)
    on.command(MARIA, "/borta", "till 4 december, ersättare Ture")
    on.hears("Maria Dahl är borta till och med fredag 4 december. Ture Falk får meddelandena")
    opened(on)
    has(on.inbox(TURE), "Kan ni ta ärende 1 (Kinna Kakel AB)?")
    lacks(on.inbox(MARIA), "Kan ni ta ärende 1")
