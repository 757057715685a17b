"""Every place in Sweden that the reader knows: the centre's own municipalities and localities from
the centre file, the other municipalities from the packaged table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.centre.model import OUTSIDE, Centre
from bot.centre.reading.data import table, wordlist
from bot.centre.reading.words import Lexicon, begins_with, folded, near
from bot.centre.reading.world import names

TAILS = wordlist("gazetteer.tails")
"""What may be joined to a place's name and leave it a place of the company ("Tibroföretag")."""
DEMONYMS = wordlist("gazetteer.demonyms")

NOT_JOINED = frozenset(("regionen", "posten", "området", "tidning", "varvet", "länet", "region"))
SHORTEST_MISSPELT = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its municipality, or "outside"; `common` when its name is also an ordinary word,
    `exact` when the municipality's own name was written."""

    name: str
    municipality: str
    common: bool = False
    exact: bool = True

    @property
    def outside(self) -> bool:
        """Whether the centre does not serve it."""
        return self.municipality == OUTSIDE


class Gazetteer:
    """Places by what people write: names, localities, compounds, and slips of the pen."""

    def __init__(self, centre: Centre) -> None:
        self._known: Lexicon[Place] = Lexicon()
        self._plain: dict[str, list[Place]] = {}
        self._slips: dict[str, Place | None] = {}
        for name, place in (*_served(centre), *_elsewhere(centre)):
            self._known.add(name, place)
            self._remember(name, place)

    def _remember(self, name: str, place: Place) -> None:
        plain = folded(name)[1]
        if len(plain) >= SHORTEST_MISSPELT and " " not in plain and not place.common:
            self._plain.setdefault(plain[0], []).append(place)

    @property
    def phrases(self) -> Lexicon[Place]:
        """Names and localities as phrases."""
        return self._known

    def compound(self, low: str, capital: bool) -> tuple[Place, bool] | None:
        """The place in a compound ("Tibroföretag"), and whether it tells whence one is."""
        found = begins_with(low, self._word, 3)
        if found is None:
            return None
        beginning, rest, place = found
        if rest not in TAILS and rest.removeprefix("s") not in TAILS:
            return None
        short = rest.removeprefix("s") in DEMONYMS
        if place.common and (short or not capital or len(beginning) < 3 or beginning == "mark"):
            return None
        return place, short

    def in_company_name(self, low: str) -> Place | None:
        """The municipality that a company's joined name begins with ("Mellerudsmaskiner")."""
        found = begins_with(low, self._word, 5)
        if found is None or found[2].common or not found[2].exact:
            return None
        rest = found[1].removeprefix("s")
        long = len(found[1]) > len(rest) >= 4
        return found[2] if long and rest not in NOT_JOINED else None

    def misspelt(self, plain: str) -> Place | None:
        """The one place that a word can be a slip of; None when there is none, or several."""
        if plain not in self._slips:
            if len(self._slips) > 20_000:
                self._slips.clear()
            self._slips[plain] = self._slip(plain)
        return self._slips[plain]

    def _slip(self, plain: str) -> Place | None:
        if not SHORTEST_MISSPELT - 1 <= len(plain) <= 24 or names().word(plain) is not None:
            return None
        like = [
            place
            for place in self._plain.get(plain[0], ())
            if abs(len(place.name) - len(plain)) <= 2 and near(plain, folded(place.name)[1])
        ]
        return like[0] if len({place.municipality for place in like}) == 1 else None

    def _word(self, low: str) -> Place | None:
        return self._known.word(low)


def _served(centre: Centre) -> Iterator[tuple[str, Place]]:
    common = {name.casefold() for name in centre.geography.common_words}
    for town in centre.municipalities:
        yield town.name, Place(town.name, town.name, town.name.casefold() in common)
        if town.name.endswith("an"):
            stem = town.name.removesuffix("an") + "e"
            yield stem, Place(stem, town.name)
    for town in centre.municipalities:
        for name in town.localities:
            yield name, Place(name, town.name, name.casefold() in common, exact=False)
            if name.endswith("ön") and len(name) > 4:
                stem = name.removesuffix("n")
                yield stem, Place(stem, town.name, common=True, exact=False)


def _elsewhere(centre: Centre) -> Iterator[tuple[str, Place]]:
    """Municipalities and regions that the centre does not serve; its own were told before."""
    raw = table("sweden")
    served = centre.geography.by_name
    common = {str(name) for name in raw["common"]}
    for county_name, county in raw["counties"].items():
        if not any(name in served for name in county["municipalities"]):
            for name in (county_name, *county["called"]):
                yield name, Place(name, OUTSIDE, name in common, exact=False)
        for town, localities in county["municipalities"].items():
            if town in served:
                continue
            for name in (town, *localities):
                yield name, Place(name, OUTSIDE, name in common, exact=name == town)
