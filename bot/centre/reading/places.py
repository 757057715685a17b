"""Where the company's business is: municipality, or "outside".

Each place that is named is weighed by what stands about it. A customer's town, a fair, a port or
the writer's own office is not the company's; a place in the county goes before one outside it,
and "outside" is said only where it is clearly the company's own. A wrong municipality is worse
than none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.centre.model import OUTSIDE
from bot.centre.reading import place_weighing as weights
from bot.centre.reading.data import wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.gazetteer import Place
from bot.centre.reading.heads import Head, heads_of
from bot.centre.reading.place_names import (
    SEATS,
    gazetteer_of,
    is_a_place,
    labelled,
    named_at,
    opens,
)
from bot.centre.reading.prepared import Prepared

OFFICES = wordlist("places.offices")
SURE_SIGNED = 0.7
NOT_NAMES = wordlist("places.not_names")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in the text: its tokens, and how surely it is the company's own (0 to 1)."""

    place: Place
    first: int
    last: int
    sure: float


def read_places(text: Prepared) -> Iterable[Finding]:
    """The company's municipality, as one finding or none."""
    mentions = sorted(
        (m for m in mentions_of(text) if m.sure > 0), key=lambda m: (-m.sure, m.first)
    )
    inside = [m for m in mentions if not m.place.outside]
    outside = [m for m in mentions if m.place.outside and m.sure >= weights.OUTSIDE]
    best = inside[0] if inside else None
    if outside and (best is None or _goes_before(text, outside[0], best)):
        best = outside[0]
    if best is None or best.sure < weights.PLAIN:
        signed = _signed(text)
        if signed is not None:
            yield signed
            return
    if best is None:
        return
    code = OUTSIDE if best.place.outside else best.place.municipality
    yield text.finding("municipality", code, best.first, best.last, best.sure)


def _signed(text: Prepared) -> Finding | None:
    """The place in a company's own signature, where the letter itself names none for sure."""
    tokens, gazetteer = text.signature, gazetteer_of(text.centre)
    if any(token.low in OFFICES for token in tokens):
        return None
    for here in range(len(tokens)):
        found = named_at(gazetteer, tokens, here)
        if not found or found[1].outside or not tokens[here].is_capital:
            continue
        last, place, _ = found
        if place.common and not (here and tokens[here - 1].text in (",", "")):
            continue
        start, end = tokens[here].start, tokens[last - 1].end
        code = place.municipality
        return Finding("municipality", code, text.text[start:end], start, end, SURE_SIGNED)
    return None


def _goes_before(text: Prepared, outside: Mention, inside: Mention) -> bool:
    """Whether a place outside is the company's rather than a weaker one inside.

    Where only the head office is outside, the business may be here all the same.
    """
    seat = text.tokens[max(0, outside.first - 4) : outside.first]
    weaker = inside.sure < weights.OUTSIDE or outside.sure >= weights.OWN > inside.sure + 0.05
    return weaker and not any(token.low in SEATS for token in seat)


def mentions_of(text: Prepared) -> Iterator[Mention]:
    """Every place that is named, from left to right."""
    gazetteer, tokens, place = gazetteer_of(text.centre), text.tokens, 0
    heads = tuple(heads_of(text))
    while place < len(tokens):
        found = named_at(gazetteer, tokens, place)
        sure = _sure(text, found, place, heads) if found else None
        if found and sure is not None:
            yield Mention(found[1], place, found[0], sure)
            place = found[0]
        else:
            place += 1


def _begins(head: Head) -> int:
    return head.first


def _sure(
    text: Prepared, found: tuple[int, Place, bool], first: int, heads: tuple[Head, ...]
) -> float | None:
    """How surely a place is the company's own; None when the word is no place here."""
    last, named, joined = found
    tokens = text.tokens
    token = tokens[first]
    if token.low in NOT_NAMES:
        return None
    if joined:
        return weights.weigh_compound(text, first)
    at = bisect_left(heads, first, key=_begins)
    near = heads[max(0, at - 2) : at + 2]
    beside = weights.is_beside(tokens, first, last, near)
    if named.common and not is_a_place(tokens, first, last, beside):
        return None
    if labelled(tokens, first):
        return weights.LABEL
    sure = weights.weigh(
        text,
        first,
        last,
        _base(text, first, last),
        common=named.common or named.outside,
        beside=beside,
    )
    return weights.LAST if weights.is_crossing(tokens, first, sure) and sure else sure


def _base(text: Prepared, first: int, last: int) -> float:
    """What a place weighs by where it stands: opening the text, or plainly, or in small letters."""
    tokens = text.tokens
    after = tokens[last].low if last < len(tokens) else "."
    opening = opens(tokens, first)
    small = not tokens[first].is_capital and (first == 0 or tokens[first - 1].low not in weights.IN)
    if small and not (opening and after in (",", ".", ":", "här", "here")):
        return weights.SMALL
    return weights.OPENING if opening else weights.PLAIN
