"""What the rules cover: for every need, size, place and part of the world, who leads, and the
holes where no rule of the need's own gives anybody.

A hole is not a fault, since the fallback answers. It shows the region what nobody has as a task.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from bot.centre.checklist import Answers
from bot.centre.choosing import Situation, choose
from bot.centre.model import Centre

ANY = ""
"""Stands for a size or market where the centre file has none to tell apart."""


@dataclass(frozen=True, slots=True, order=True)
class Combination:
    """One sort of case. `market` is a part of the world, `municipality` one of its sort."""

    need: str
    size: str
    sub_region: str
    municipality: str
    market: str

    def answers(self) -> Answers:
        """The combination as answers to the checklist."""
        found: dict[str, str | tuple[str, ...]] = {
            "needs": (self.need,),
            "first_need": self.need,
            "municipality": self.municipality,
        }
        if self.size:
            found["size"] = self.size
        if self.market:
            found["market_region"] = (self.market,)
        return found


@dataclass(frozen=True, slots=True)
class Led:
    """Who leads a combination and by which rule; no rule where the fallback answers.

    `stop` is set where the case does not belong to the centre, and then nobody leads.
    """

    combination: Combination
    lead: str | None
    rule: str | None
    stop: str | None = None

    @property
    def hole(self) -> bool:
        """Whether no rule of the need's own gives anybody."""
        return self.rule is None and self.stop is None


@dataclass(frozen=True, slots=True)
class Hole:
    """Combinations of one need that no rule covers, put together as far as they are alike."""

    need: str
    lead: str | None
    sizes: tuple[str, ...]
    places: tuple[str, ...]
    markets: tuple[str, ...]


def combinations(centre: Centre) -> Iterator[Combination]:
    """Every need × size × sort of municipality × part of the world."""
    sizes = (
        tuple(code.code for code in centre.question("size").offered)
        if centre.has_question("size")
        else (ANY,)
    )
    places = [centre.municipality(name) for name in centre.geography.samples]
    markets = tuple(region.slug for region in centre.markets.regions) or (ANY,)
    needs = [need.code for need in centre.needs if not need.retired]
    for need, size, place, market in product(needs, sizes, places, markets):
        yield Combination(need, size, place.sub_region, place.name, market)


def who_leads(centre: Centre, among: Iterable[Combination] | None = None) -> tuple[Led, ...]:
    """Who leads each combination; all of them where none are named."""
    wanted = combinations(centre) if among is None else among
    return tuple(_led(centre, combination) for combination in wanted)


def holes(centre: Centre) -> tuple[Hole, ...]:
    """What no rule covers, in the order of the needs."""
    by_need: dict[tuple[str, str | None], list[Combination]] = defaultdict(list)
    for led in who_leads(centre):
        if led.hole:
            by_need[led.combination.need, led.lead].append(led.combination)
    return tuple(
        hole for (need, lead), found in by_need.items() for hole in _together(need, lead, found)
    )


def _led(centre: Centre, combination: Combination) -> Led:
    situation = Situation.of(centre, combination.answers(), frozenset())
    stop = next((stop.id for stop in centre.stops if stop.when.holds(situation.facts)), None)
    if stop is not None:
        return Led(combination, None, None, stop)
    choice = choose(situation, combination.need)
    if choice is not None:
        return Led(combination, choice.organisation, choice.rule.id)
    instead = choose(situation, centre.fallback.need)
    lead = instead.organisation if instead else centre.coordinator_organisation
    return Led(combination, lead, None)


def _together(need: str, lead: str | None, found: list[Combination]) -> Iterator[Hole]:
    """One hole for all that form a full block; else one a size; else each by itself."""
    by_size: dict[str, list[Combination]] = defaultdict(list)
    for combination in found:
        by_size[combination.size].append(combination)
    for group in [found] if _is_block(found) else by_size.values():
        blocks = [group] if _is_block(group) else [[one] for one in group]
        for block in blocks:
            yield Hole(
                need,
                lead,
                tuple(dict.fromkeys(c.size for c in block)),
                tuple(dict.fromkeys(c.municipality for c in block)),
                tuple(dict.fromkeys(c.market for c in block)),
            )


def _is_block(found: list[Combination]) -> bool:
    sizes, places, markets = (
        {c.size for c in found},
        {c.municipality for c in found},
        {c.market for c in found},
    )
    return len(found) == len(sizes) * len(places) * len(markets)
