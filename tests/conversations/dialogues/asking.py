"""What members ask each other: who can help, and a question to everybody."""

from __future__ import annotations

from tests.conversations.dialogues.common import has, lacks
from tests.conversations.people import ANNA, EMMA, JOHAN, KARIN, MARIA, PETRA, SARA, Someone
from tests.conversations.stages import ALOUD, ANSWER, INBOX, Card, Stage

AREAS, MARKETS = "Vad kan du hjälpa till med?", "Vilka marknader kan du?"
ROLE = "Vad arbetar du med?"
QUESTION = "Efterlysning"


def _tells(on: Stage, who: Someone, answers: dict[str, str | tuple[str, ...]]) -> None:
    on.command(who, "/profil")
    on.fill(who, answers)
    on.send(who)


def who_can_help(on: Stage) -> None:
    """Asked aloud and in private; a question handed on; what nobody knows goes to the room."""
    on.seed(KARIN, SARA, JOHAN, PETRA, ANNA, MARIA, EMMA)
    _tells(on, JOHAN, {MARKETS: ("Polen",), ROLE: "exportrådgivare, livsmedel"})
    _tells(on, PETRA, {AREAS: ("Exportdokument",)})

    on.say(SARA, "vem kan Polen och livsmedel?")
    has(
        on.aloud(),
        "De här kan hjälpa",
        "Polen, Livsmedel",
        "Business Sweden, exportrådgivare i Västra Götaland",
        "Här för Business Sweden: Johan Berg och Emma Clarke.",
        "Kan marknaden i Polen",
        "Arbetar med: exportrådgivare, livsmedel",
        "Johan Berg finns här.",
    )
    lacks(on.aloud(), "johan.berg@business-sweden.se", "Anna Ek")
    on.press(SARA, "Skicka frågan till Johan Berg", ALOUD)
    on.hears("Johan Berg har fått frågan enskilt, och vet hur du nås.")
    has(on.inbox(JOHAN), "Sara Lind, BRG undrar om du kan hjälpa till:", "sara.lind@")
    on.press(SARA, "Om Johan Berg", ALOUD)
    on.hears("johan.berg@business-sweden.se")

    on.private(EMMA, "who does origin certificates")
    on.hears("The Chamber, trade documents", "Helps with Export documents", "Reached at petra@")

    on.say(ANNA, "vem pratar arabiska?")
    has(on.aloud(), "Jag hittar ingen som passar för arabiska.")
    has(on.card(QUESTION), "vem pratar arabiska?", "Anna Ek, Almi", "[Jag kan hjälpa]")
    on.press(JOHAN, "Fråga en kollega", Card(QUESTION))
    on.fill(JOHAN, {"Vem tror du kan hjälpa till?": "Maria Dahl, EKN"})
    on.send(JOHAN)
    on.hears("Maria Dahl, EKN har fått frågan enskilt.")
    has(on.inbox(ANNA), "Johan Berg, Business Sweden har frågat Maria Dahl, EKN")
    on.press(MARIA, "Jag kan hjälpa", INBOX)
    on.hears("Tack. Anna Ek, Almi får veta att du kan hjälpa till")
    has(on.inbox(ANNA), "Maria Dahl, EKN kan hjälpa dig", "maria.dahl@ekn.se")
    has(on.inbox(MARIA), "Du hjälper Anna Ek, Almi", "anna.ek@almi.se")
    has(on.card(QUESTION), "Maria Dahl, EKN hjälper till")
    lacks(on.card(QUESTION), "[Jag kan hjälpa]")

    on.private(PETRA, "efterlys någon som kan japanska avtal")
    on.hears("Frågan är utlagd i rummet.")
    on.press(PETRA, "Ta bort efterlysningen", ANSWER)
    on.hears("Efterlysningen är borttagen.")
