"""What a country is to the company: wanted, sold to already, where something comes from, or none.

The preposition right before a name says most ("till Norge", "från Kina"); then the word after an
adjective ("tysk ägare"); then the nearest telling word in the same clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.centre.reading.data import table, wordlist
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.words import JOINING, Token
from bot.centre.reading.world import Name, names

Dealing = Literal["wanted", "plain", "sold", "origin", "language", ""]

REACH = 10
SENTENCE = 40
"""Words that are looked back at most, however long a sentence is."""
CLAUSE = wordlist("dealing.clause")
LANGUAGE_BEFORE = wordlist("dealing.language_before")
TOWARDS = wordlist("dealing.towards")
OUT_OF = wordlist("dealing.out_of")
ASKING = wordlist("dealing.asking")
ENGLISH = frozenset(("engelska", "english"))
SOUGHT = wordlist("dealing.sought")
SEEKING = wordlist("dealing.seeking")
FUTURE = wordlist("dealing.future")
ELSEWHERE = wordlist("dealing.elsewhere")
SELLING = wordlist("dealing.selling")
GOING_WELL = wordlist("dealing.going_well")
WELL = wordlist("dealing.well")
JOINERS = wordlist("dealing.joiners")
LASTING = wordlist("dealing.lasting")
AT_HOME = wordlist("dealing.at_home")
SKIPPED = wordlist("dealing.skipped")
NO_NOUN = wordlist("dealing.no_noun")


@cache
def dealings() -> dict[str, Dealing]:
    """What each word tells of a country near it."""
    raw = table("dealings")
    found: dict[str, Dealing] = {}
    kinds: tuple[Dealing, ...] = ("wanted", "sold", "origin")
    for kind in kinds:
        for word in raw[kind]:
            found.setdefault(str(word).lower(), kind)
    return found


@cache
def listed(key: str) -> frozenset[str]:
    """One of the plain lists in the table of dealings."""
    return frozenset(str(word).lower() for word in table("dealings")[key])


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a name stands: `first` to `last` of the tokens, in a sentence `start` to `end`."""

    tokens: Sequence[Token]
    start: int
    end: int
    first: int
    last: int

    @property
    def after(self) -> str:
        """The word after the name."""
        return _after(self.tokens, self.last, self.end)

    @property
    def before(self) -> str:
        """The word before the name, past articles."""
        return _before(self.tokens, self.first, self.start)

    def near(self, reach: int) -> set[str]:
        """The words shortly before the name."""
        return {t.low for t in self.tokens[max(self.start, self.first - reach) : self.first]}


def dealing_of(text: Prepared, name: Name, first: int, last: int) -> Dealing:
    """What a mention is to the company; empty when it is no market at all here."""
    sentence = text.sentence_of[first]
    spot = Spot(text.tokens, sentence.first, sentence.last, first, last)
    if name.sort == "union" and _is_no_market(spot):
        return ""
    by_noun = _by_noun(spot) if name.sort == "adjective" else None
    if by_noun is not None:
        return by_noun
    if name.sort == "people" or (
        name.sort == "adjective" and spot.after in listed("adjective_wanted")
    ):
        return _by_act(spot)
    by_word = _by_word_before(spot)
    if by_word is not None:
        return by_word
    found = _by_cues(text.tokens, sentence.first, first, origin=True)
    return (
        "sold"
        if found in ("plain", "wanted") and _goes_well(text.tokens, last, sentence.last)
        else found
    )


def _by_word_before(spot: Spot) -> Dealing | None:
    """What the word right before a name says; None when it says nothing."""
    before = spot.before
    if before in ("än", "than") or _beside_home(spot.tokens, spot.start, spot.first):
        return "sold"
    if before == "via":
        return ""
    if before in TOWARDS:
        return "sold" if spot.near(7) & SELLING and not spot.near(7) & FUTURE else "wanted"
    return _out_of(spot) if before in OUT_OF else None


def _after(tokens: Sequence[Token], last: int, end: int) -> str:
    here = last
    while here < end and tokens[here].text in JOINING:
        here += 1
    return tokens[here].low if here < end else ""


def _before(tokens: Sequence[Token], first: int, start: int) -> str:
    """The word before a name, past articles and other names joined to it."""
    here = first - 1
    while here >= start and first - here <= 3 and tokens[here].low in SKIPPED:
        here -= 1
    return tokens[here].low if here >= start else ""


def _is_no_market(spot: Spot) -> bool:
    """Whether "EU" means its money or its rules, or what lies outside it."""
    before = spot.before
    if spot.after in listed("not_union") or before in ("utanför", "outside", "utom", "non"):
        return True
    return bool({"outside"} & spot.near(2))


def _by_noun(spot: Spot) -> Dealing | None:
    """What an adjective is by the noun after it; None when that does not say."""
    after = spot.after
    if after in listed("adjective_origin"):
        return "wanted" if spot.near(6) & SEEKING else "origin"
    if dealings().get(after) == "wanted":
        return "wanted"
    return "language" if _is_language(spot, after) else None


def _is_language(spot: Spot, after: str) -> bool:
    """Whether an adjective is the language: no noun follows it, or one speaks it."""
    tokens, last, before = spot.tokens, spot.last, spot.before
    further = names().word(tokens[last + 1].low) if last + 1 < len(tokens) else None
    if (
        after in ("och", "o", "and", "eller", "el", "or")
        and further
        and further.sort == "adjective"
    ):
        return False
    low = tokens[spot.first].low
    noun = last < len(tokens) and tokens[last].is_word and after not in NO_NOUN
    if before in LANGUAGE_BEFORE or low in ENGLISH:
        return True
    return not noun and (low.endswith("ska") or before in ("in", "into"))


def _out_of(spot: Spot) -> Dealing:
    """ "från Kina": wanted after "order" or "kund", else where something comes from."""
    for here in range(spot.first - 1, max(spot.start, spot.first - 6) - 1, -1):
        low = spot.tokens[here].low
        if low in ASKING:
            return "wanted"
        if dealings().get(low) == "origin" and here < spot.first - 1:
            return "origin"
    return (
        "origin" if spot.near(6) & {"kommer", "comes", "köper", "buy", "hämtar", "tar"} else "plain"
    )


def _by_act(spot: Spot) -> Dealing:
    """People who want something of the company are its market; others are merely named."""
    near = spot.near(6)
    if near & ELSEWHERE and {"till", "to"} & near:
        return "origin"
    after = spot.tokens[spot.last : min(spot.last + 3, spot.end)]
    acts = any(token.low in listed("acting") for token in after)
    found = _by_cues(spot.tokens, spot.start, spot.first, origin=False)
    return "wanted" if acts and found == "plain" and spot.first - spot.start <= 4 else found


def _is_sought(tokens: Sequence[Token], start: int, first: int) -> bool:
    """Whether a supplier there is looked for, rather than had."""
    return any(token.low in SOUGHT for token in tokens[max(start, first - SENTENCE) : first])


def _beside_home(tokens: Sequence[Token], start: int, first: int) -> bool:
    """Whether a country is told together with home ("här och i Frankrike", "Sverige o Danmark")."""
    here = first - 1
    while (
        here >= start and first - here <= 3 and tokens[here].low in ("i", "in", "och", "o", "and")
    ):
        here -= 1
    joined = any(tokens[h].low in ("och", "o", "and") for h in range(here + 1, first))
    return joined and here >= start and tokens[here].low in AT_HOME


def inherits(tokens: Sequence[Token], last: int, first: int) -> bool:
    """Whether a mention only goes on a list that the one before it began ("Norge och Danmark")."""
    between = tokens[last:first]
    return len(between) <= 3 and all(token.low in JOINERS for token in between)


def lasts(tokens: Sequence[Token], last: int, end: int) -> bool:
    """Whether a list of countries is said to be sold to since long ("… sedan länge", "… i dag")."""
    one, two = ((tokens[h].low if h < end else "") for h in (last, last + 1))
    return one in LASTING or (one == "i" and two == "dag")


def _goes_well(tokens: Sequence[Token], last: int, end: int) -> bool:
    """Whether it is said that sales there go on already ("Norge går bra", "i Norge säljer vi")."""
    one, two = ((tokens[h].low if h < end else "") for h in (last, last + 1))
    if one in GOING_WELL:
        return one != "har" or two in ("vi", "de", "we")
    return (one in ("går", "goes", "gick") and two in WELL) or (
        one in ("säljer", "sålde") and two in ("vi", "de")
    )


def _by_cues(tokens: Sequence[Token], start: int, first: int, *, origin: bool) -> Dealing:
    """What the nearest telling word before a mention says of it."""
    here, sold = first - 1, False
    while here >= start and here >= first - REACH:
        token = tokens[here]
        if token.low in CLAUSE:
            break
        told = dealings().get(token.low, "")
        if told == "sold":
            sold = True
        elif told == "origin" and origin and _is_sought(tokens, start, first):
            return "wanted"
        elif told and not (told == "origin" and not origin):
            return "sold" if sold and told == "wanted" and first - here > 4 else told
        here -= 1
    return "sold" if sold else "plain"
