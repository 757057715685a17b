"""The answer to how many employees: of the group where one is told, else of the company."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.centre.reading.data import wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.heads import Head, heads_of, joined_value, listed
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.words import Token

SIZES = ((2, "0-1"), (10, "2-9"), (50, "10-49"), (250, "50-249"), (float("inf"), "250+"))
ALONE = wordlist("sizes.alone")
ONE_PERSON = wordlist("sizes.one_person")
NO_COMPANY = frozenset(("bolag", "företag", "firma", "company", "firm"))
FAMILY = wordlist("sizes.family")
WITH_ME = FAMILY | frozenset(("min", "mitt", "en", "my", "a"))
ONLY_ME = frozenset((("bara", "jag"), ("just", "me"), ("only", "me")))
EARLY = 60
"""Tokens: what stands later is seldom about the company."""
OWN_ROOMS = frozenset(("firman", "hyttan", "bolaget", "företaget", "verkstaden", "ateljén"))


def read_sizes(text: Prepared) -> Iterable[Finding]:
    """The number of employees, as one finding or none."""
    heads = [head for head in (*heads_of(text), *_told(text)) if head.sure > 0]
    if not heads:
        return
    groups = [head for head in heads if head.group]
    if groups:
        larger = [head for head in heads if head.sure >= 0.8 and head.high > groups[0].high]
        best = max([*groups, *larger], key=lambda head: (round(head.sure, 1), head.high))
    else:
        best = max(heads, key=lambda head: (round(head.sure, 2), -head.first))
    code = code_of(best.low, best.high, SIZES)
    yield text.finding("size", code, best.first, best.last, best.sure)


def code_of(low: float, high: float, limits: Sequence[tuple[float, str]]) -> str:
    """The answer in which a number lies; of a range its middle, where the ends differ."""
    ends = [next(code for limit, code in limits if value < limit) for value in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    middle = (low + high) / 2
    return next(code for limit, code in limits if middle < limit)


def _told(text: Prepared) -> Iterator[Head]:
    """Sizes told without a number: "enmansföretag", "mor och dotter", "inga anställda"."""
    tokens = text.tokens
    for here, token in enumerate(tokens):
        after = tokens[here + 1].low if here + 1 < len(tokens) else ""
        third = tokens[here + 2].low if here + 2 < len(tokens) else ""
        told = _alone(tokens, here, after, third) or _pair(tokens, here, after, third)
        if told:
            yield told
            continue
        joined = joined_value(token.low)
        if joined:
            yield Head(joined, joined, here, here + 1, 0.85)


def _alone(tokens: Sequence[Token], here: int, after: str, third: str) -> Head | None:
    """ "enmansföretag", "inga anställda", "inget bolag", "bara jag", "ensam"."""
    low = tokens[here].low
    if low in ALONE and (low not in ("sole", "solo") or after in ONE_PERSON):
        return Head(1, 1, here, here + 1, 0.85)
    if low in ("inga", "no", "noll", "zero") and after in listed("strong_heads"):
        return Head(1, 1, here, here + 2, 0.85)
    if low in ("inget", "ingen", "no") and after in NO_COMPANY:
        return Head(1, 1, here, here + 2, 0.52)
    if (low, after) == ("enskild", "firma"):
        return Head(1, 1, here, here + 2, 0.55)
    if low == "one" and third in ONE_PERSON:
        return Head(1, 1, here, here + 3, 0.85)
    return _only_me(tokens, here, after, third)


def _only_me(tokens: Sequence[Token], here: int, after: str, third: str) -> Head | None:
    """ "bara jag" and "bara jag och Bosse"; "ensam", early in the text."""
    low = tokens[here].low
    if (low, after) in ONLY_ME and third not in ("som", "who"):
        fourth = tokens[here + 3] if here + 3 < len(tokens) else None
        both = third in ("och", "o", "and", "&") and fourth is not None
        many = 2 if both and fourth and (fourth.is_capital or fourth.low in WITH_ME) else 1
        return Head(many, many, here, here + 2, 0.75)
    single = low in ("ensam", "ensamt", "alone") and here < EARLY
    if single and (after not in ("i", "om", "in") or third in OWN_ROOMS):
        return Head(1, 1, here, here + 1, 0.55)
    return None


def _pair(tokens: Sequence[Token], here: int, after: str, third: str) -> Head | None:
    """ "jag och min bror", "far o dotter", "mor och dotter"."""
    low = tokens[here].low
    if after not in ("och", "o", "and", "&"):
        return None
    if low in ("jag", "hon", "han", "me", "myself", "he", "she") and (third in FAMILY or third in (
        "min", "mitt", "en", "my", "a", "hans", "hennes", "his", "her", "två", "tre", "two"
    )):  # fmt: skip
        return Head(2, 3, here, min(here + 4, len(tokens)), 0.55)
    if low in FAMILY and (third in FAMILY or third in ("jag", "i")):
        return Head(2, 3, here, here + 3, 0.57)
    return None
