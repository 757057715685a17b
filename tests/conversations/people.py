"""Who talks in the dialogues, and the clock they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.handlers.web.setup import MovableClock
from bot.texts import Lang

ROOM = "exportcenter"
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday at 09.00 in Stockholm; the dialogues begin a minute later."""


@dataclass(frozen=True)
class Someone:
    """A person, and the organisation they say they come from (`slug` in the centre's file)."""

    key: str
    name: str
    email: str
    organisation: str
    slug: str
    coordinator: bool = False
    confirmed: bool = True
    lang: Lang = "sv"


VGR, EKN = "Västra Götalandsregionen", "Exportkreditnämnden"
BRG, ALMI, BUSINESS_SWEDEN = "Business Region Göteborg", "Almi", "Business Sweden"
CHAMBER = "Västsvenska Handelskammaren"

KARIN = Someone("karin", "Karin Holm", "karin.holm@vgregion.se", VGR, "vgr", coordinator=True)
SARA = Someone("sara", "Sara Lind", "sara.lind@businessregion.se", BRG, "brg")
MARIA = Someone("maria", "Maria Dahl", "maria.dahl@ekn.se", EKN, "ekn")
TURE = Someone("ture", "Ture Falk", "ture.falk@ekn.se", EKN, "ekn", confirmed=False)
JOHAN = Someone(
    "johan", "Johan Berg", "johan.berg@business-sweden.se", BUSINESS_SWEDEN, "business-sweden"
)
ANNA = Someone("anna", "Anna Ek", "anna.ek@almi.se", ALMI, "almi")
PETRA = Someone("petra", "Petra Åkesson", "petra@handelskammaren.net", CHAMBER, "handelskammaren")
EMMA = Someone(
    "emma",
    "Emma Clarke",
    "emma.clarke@business-sweden.se",
    BUSINESS_SWEDEN,
    "business-sweden",
    lang="en",
)
EVERYBODY = (KARIN, SARA, MARIA, TURE, JOHAN, ANNA, PETRA)


class Clock(MovableClock):
    """The desk's time. It stands still unless it is moved, so that two runs have the same times."""

    def __init__(self, at: datetime = MONDAY) -> None:
        super().__init__()
        self._at = at

    def now(self) -> datetime:
        return self._at

    def move(self, seconds: float) -> datetime:
        self._at += timedelta(seconds=seconds)
        return self._at
