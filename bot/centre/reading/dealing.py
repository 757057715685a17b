"""What a country is to the company: wanted, sold to already, where something comes from, or none.

The preposition right before a name says most ("till Norge", "från Kina"); then the word after an
adjective ("tysk ägare"); then the nearest telling word in the same clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from bot.centre.reading.data import table, wordlist
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.words import JOINING, Token
from bot.centre.reading.world import Name, names

Dealing = Literal["wanted", "plain", "sold", "origin", "language", ""]

REACH = 10
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


def dealing_of(text: Prepared, name: Name, first: int, last: int) -> Dealing:
    """What a mention is to the company; empty when it is no market at all here."""
    tokens, sentence = text.tokens, text.sentence_of[first]
    after = _after(tokens, last, sentence.last)
    before = _before(tokens, first, sentence.first)
    if name.sort == "union" and _is_no_market(tokens, first, before, after):
        return ""
    if name.sort == "adjective":
        by_noun = _by_noun(tokens, sentence.first, first, last, before, after)
        if by_noun is not None:
            return by_noun
    if name.sort == "people" or (name.sort == "adjective" and after in listed("adjective_wanted")):
        return _by_act(tokens, sentence.first, first, last, sentence.last)
    if before in ("än", "than") or _beside_home(tokens, sentence.first, first):
        return "sold"
    if before == "via":
        return ""
    if before in TOWARDS:
        return _towards(tokens, sentence.first, first)
    if before in OUT_OF:
        return _out_of(tokens, sentence.first, first)
    found = _by_cues(tokens, sentence.first, first, origin=True)
    if found in ("plain", "wanted") and _goes_well(tokens, last, sentence.last):
        return "sold"
    return found


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


def _is_no_market(tokens: Sequence[Token], first: int, before: str, after: str) -> bool:
    """Whether "EU" means its money or its rules, or what lies outside it."""
    if after in listed("not_union") or before in ("utanför", "outside", "utom", "non"):
        return True
    return before == "the" and first > 1 and tokens[first - 2].low == "outside"


def _by_noun(
    tokens: Sequence[Token], start: int, first: int, last: int, before: str, after: str
) -> Dealing | None:
    """What an adjective is by the noun after it; None when that does not say."""
    if after in listed("adjective_origin"):
        near = {token.low for token in tokens[max(start, first - 6) : first]}
        return "wanted" if near & SEEKING else "origin"
    if dealings().get(after) == "wanted":
        return "wanted"
    token = tokens[first]
    noun = last < len(tokens) and tokens[last].is_word and after not in NO_NOUN
    further = names().word(tokens[last + 1].low) if last + 1 < len(tokens) else None
    if (
        after in ("och", "o", "and", "eller", "el", "or")
        and further
        and further.sort == "adjective"
    ):
        return None
    spoken = token.low.endswith("ska") and not noun
    if (
        spoken
        or before in LANGUAGE_BEFORE
        or token.low in ENGLISH
        or (not noun and before in ("in", "into"))
    ):
        return "language"
    return None


def _towards(tokens: Sequence[Token], start: int, first: int) -> Dealing:
    """ "till Norge": sold to already after "vi exporterar", wanted after all else."""
    near = {token.low for token in tokens[max(start, first - 7) : first]}
    if near & SELLING and not near & FUTURE:
        return "sold"
    return "wanted"


def _out_of(tokens: Sequence[Token], start: int, first: int) -> Dealing:
    """ "från Kina": wanted after "order" or "kund", else where something comes from."""
    for here in range(first - 1, max(start, first - 6) - 1, -1):
        low = tokens[here].low
        if low in ASKING:
            return "wanted"
        if dealings().get(low) == "origin" and here < first - 1:
            return "origin"
    near = {token.low for token in tokens[max(start, first - 6) : first]}
    return "origin" if near & {"kommer", "comes", "köper", "buy", "hämtar", "tar"} else "plain"


def _by_act(tokens: Sequence[Token], start: int, first: int, last: int, end: int) -> Dealing:
    """People who want something of the company are its market; others are merely named."""
    near = {token.low for token in tokens[max(start, first - 6) : first]}
    if near & ELSEWHERE and {"till", "to"} & near:
        return "origin"
    acts = any(token.low in listed("acting") for token in tokens[last : min(last + 3, end)])
    found = _by_cues(tokens, start, first, origin=False)
    return "wanted" if acts and found == "plain" and first - start <= 4 else found


def _is_sought(tokens: Sequence[Token], start: int, first: int) -> bool:
    """Whether a supplier there is looked for, rather than had."""
    return any(token.low in SOUGHT for token in tokens[start:first])


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
