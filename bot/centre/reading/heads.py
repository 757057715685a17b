"""How many people a company has: every number of people, and whether it is the company's own.

A number counts by what stands about it: people to be hired, sent or trained are no employees, and
a customer's size is not the company's. In the profile that hasty writers begin with ("Älvängen,
motorsåg, 14 st, 22 mkr") the bare number is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.centre.reading.data import table, wordlist
from bot.centre.reading.numbers import Number
from bot.centre.reading.numerals import word_value
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.roles import openers, role_of
from bot.centre.reading.words import JOINING, Token

VAGUE = wordlist("sizes.vague")
SEPARATORS = wordlist("sizes.separators")
PERSONS = wordlist("sizes.persons")
FILLERS = wordlist("sizes.fillers")
ENDS = wordlist("sizes.ends")
STOP_AFTER = wordlist("sizes.stop_after")
PART_OF_MORE = wordlist("sizes.part_of_more")
JOINED_HEADS = tuple(wordlist("sizes.joined_heads"))
CLIENTS = wordlist("places.clients")
OURS = wordlist("places.ours")
PLACES_ONLY = wordlist("sizes.places_only")
LINKED_OWN = wordlist("sizes.linked_own")
OF_US = frozenset((("av", "oss"), ("of", "us"), ("left", "us")))
LABELLED = frozenset(
    ("man", "mans", "pers", "personer", "people", "heads", "mannar", "gubbar", "p")
)
GANGS = (
    "gäng",
    "bolag",
    "företag",
    "team",
    "koncern",
    "byrå",
    "studio",
    "firma",
    "grupp",
    "verkstad",
)
REACH = 8
SURE_EMPLOYED, SURE_PEOPLE, SURE_BARE, SURE_PERSONS, SURE_PLANNED = 0.9, 0.8, 0.62, 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Head:
    """A number of people: its tokens, how sure it is the company's, and whether the group's."""

    low: float
    high: float
    first: int
    last: int
    sure: float
    group: bool = False


@cache
def listed(key: str) -> frozenset[str]:
    """A list of words from the table of amounts."""
    return frozenset(str(word).lower() for word in table("amounts")[key])


@cache
def pairs(key: str) -> frozenset[tuple[str, ...]]:
    """A list of phrases from the table of amounts, each as its words."""
    return frozenset(tuple(str(phrase).lower().split()) for phrase in table("amounts")[key])


def heads_of(text: Prepared) -> Iterator[Head]:
    """Every number of people that may be the company's, from left to right."""
    for number in text.numbers:
        head = _head(text, number)
        if head and head.sure > 0:
            yield head


def _head(text: Prepared, number: Number) -> Head | None:
    """A number as a number of people, or None."""
    tokens, sentence = text.tokens, text.sentence_of[number.first]
    joins = number.value == 1 and _joins(tokens, number.first)
    if number.value > 500_000 or joins or _is_part_of_more(tokens, number):
        return None
    last, sure = _heads_after(tokens, number, sentence.last)
    if not last and _said_before(tokens, number, sentence.first):
        last, sure = number.last, SURE_PEOPLE
    if not last:
        last, sure = _bare(text, number)
    if (
        number.written
        and number.value <= 2
        and ((number.value == 1 and sure < SURE_EMPLOYED) or _one_of_many(tokens, last))
    ):
        sure = SURE_PLANNED
    if not last:
        return None
    return Head(number.low, number.high, number.first, last, *_about(text, number, sure))


def _joins(tokens: Sequence[Token], first: int) -> bool:
    """Whether a number is added to others ("designduo + 1 anställd")."""
    return first > 0 and tokens[first - 1].text == "+"


def _one_of_many(tokens: Sequence[Token], last: int) -> bool:
    """Whether "en anställd" is one among others ("en anställd som stulit verktyg")."""
    return last < len(tokens) and tokens[last].low in ("som", "who", "that")


def _is_part_of_more(tokens: Sequence[Token], number: Number) -> bool:
    """Whether a number is a percentage, a sum, a length, a year or part of a date or number."""
    after = tokens[number.last] if number.last < len(tokens) else None
    before = tokens[number.first - 1] if number.first else None
    if after and (after.text in "%:€$" or after.low in PART_OF_MORE):
        return not (after.text == ":" and after.newline)
    return bool(before and before.text in "+€$#" and not tokens[number.first].gap)


def _heads_after(tokens: Sequence[Token], number: Number, end: int) -> tuple[int, float]:
    """The place after the word for people behind a number, and how sure it makes it."""
    here = number.last
    for step in range(5):
        if here >= end:
            break
        low = tokens[here].low
        after = tokens[here + 1].low if here + 1 < end else ""
        if low in listed("strong_heads") or low.startswith(JOINED_HEADS) or low == "strong":
            return here + 1, SURE_EMPLOYED
        if low in listed("heads"):
            strong = any(
                t.low in listed("strong_heads") for t in tokens[here + 1 : min(here + 3, end)]
            )
            return here + 1, SURE_EMPLOYED if strong else SURE_PEOPLE if low in LABELLED else 0.65
        if low == "of" and after in ("us", "them") and number.value > 1:
            return here + 2, SURE_EMPLOYED if after == "us" else SURE_PERSONS
        if low in PERSONS and number.value <= 60:
            return here + 1, SURE_PERSONS
        joined = tokens[here].text in JOINING or low in FILLERS or tokens[here].text == "+"
        if not joined and not (step == 0 and tokens[here].is_word and low not in STOP_AFTER):
            break
        here += 1
    return 0, 0.0


def _said_before(tokens: Sequence[Token], number: Number, start: int) -> bool:
    """Whether "vi är", "team of" or "employees:" stands before a number."""
    after = tokens[number.last] if number.last < len(tokens) else None
    nearest = tuple(token.low for token in tokens[max(start, number.first - 2) : number.first])
    if nearest in OF_US:
        return True
    if after and after.is_word and (not after.gap or after.low not in ENDS):
        return False
    for here in range(number.first - 1, max(start, number.first - 4) - 1, -1):
        if _counts_us(tokens, here, start, number.first):
            return True
        if tokens[here].low not in VAGUE:
            break
    return False


def _counts_us(tokens: Sequence[Token], here: int, start: int, first: int) -> bool:
    """Whether a word with the one before it leads in how many a company is."""
    one = tokens[here].low
    back = here - 2 if here > start and tokens[here - 1].text in JOINING else here - 1
    two = (tokens[back].low, one) if back >= start else ("", one)
    return (
        {two, (one,)} & pairs("we_are") != set()
        or (one in ("vi", "oss", "us") and here == first - 1)
        or (one in ("har", "has") and is_group(two[0]))
        or (one in ("på", "om", "of") and two[0].endswith(GANGS))
        or (one in listed("strong_heads") and here < first - 1)
    )


def _bare(text: Prepared, number: Number) -> tuple[int, float]:
    """A number alone, or with "st", between the commas of a profile in the first sentences."""
    tokens, sentence = text.tokens, text.sentence_of[number.first]
    if (sentence.first > 0 and sentence.start > 160) or not 1 <= number.value < 5000:
        return 0, 0.0
    here = _past_vague(tokens, number.first, sentence.first)
    minus = here == number.first - 1 and not tokens[number.first].gap
    opened = here < sentence.first or (tokens[here].text in SEPARATORS and not minus)
    last = number.last
    counted = last < len(tokens) and tokens[last].low in ("st", "stycken", "p")
    last += counted
    after = tokens[last] if last < len(tokens) else None
    closed = after is None or not after.is_word or after.newline or (counted and after.low in ENDS)
    if after and (after.text in SEPARATORS - {",", "(", ";", "/"} or after.text in "%'’"):
        closed = False
    year = 1900 <= number.value <= 2100
    if not closed or (here < sentence.first and not counted) or not (opened or counted) or year:
        return 0, 0.0
    return last, 0.7 if counted else SURE_BARE


def _after_a_name(tokens: Sequence[Token], number: Number) -> bool:
    """Whether "28 st" stands beside a name ("Skärhamn, 28 st")."""
    counted = number.last < len(tokens) and tokens[number.last].low in ("st", "stycken")
    before = [token for token in tokens[max(0, number.first - 2) : number.first] if token.is_word]
    after = tokens[number.last + 1 : number.last + 3]
    named = any(token.is_capital for token in (*before, *(t for t in after if t.is_word)))
    return counted and named


def _past_vague(tokens: Sequence[Token], first: int, start: int) -> int:
    """The place before a number and its "ca" or "drygt"."""
    here = first - 1
    while here >= start and first - here <= 3 and tokens[here].low in VAGUE - {":", "."}:
        here -= 1
    return here


def _about(text: Prepared, number: Number, sure: float) -> tuple[float, bool]:
    """How sure a number of people is the company's own, and whether it is the group's."""
    tokens, sentence = text.tokens, text.sentence_of[number.first]
    start = max(sentence.first, number.first - REACH)
    before = _past_vague(tokens, number.first, sentence.first)
    apart = before < sentence.first or tokens[before].text in SEPARATORS
    group = _of_group(tokens, number, start, sentence.last)
    own = False
    for here in range(number.first - 1, start - 1, -1):
        low = tokens[here].low
        if tokens[here].text in ";)" or low in ("men", "but", "medan", "while"):
            break
        role = role_of(low)
        own = own or (role in ("own", "self") and low not in listed("heads"))
        anothers = role in ("other", "linked") and not _may_be_ours(text, here, low, apart=apart)
        if anothers and not own and not (apart and before - here > 3):
            return 0.0, False
        if apart or own:
            continue
        if low in listed("not_heads") and (sure < SURE_EMPLOYED or number.first - here <= 4):
            return 0.0, group
        if low in listed("planned"):
            return SURE_PLANNED, group
    return sure, group


def _may_be_ours(text: Prepared, here: int, low: str, *, apart: bool) -> bool:
    """Whether a word for somebody else stands for the company all the same.

    A text may begin with what the company is ("Leverantör i Borås, 30 anst"), and promoters call
    it their client ("en kund, Annelund, 4 anst").
    """
    if low in PLACES_ONLY or low in LINKED_OWN or is_group(low):
        return True
    if not apart:
        return False
    if here <= 4 and low.endswith(tuple(openers())):
        return True
    return low.endswith(tuple(CLIENTS)) and not text.said & OURS


def is_group(low: str) -> bool:
    """Whether a word tells of a group of companies ("industrikoncern")."""
    return low in listed("group") or low.endswith(("koncern", "koncernen", "koncernens"))


def _of_group(tokens: Sequence[Token], number: Number, start: int, end: int) -> bool:
    """Whether a word for a group stands before a number, or shortly after it."""
    for here in range(number.first - 1, start - 1, -1):
        if tokens[here].text in ";" or tokens[here].low in ("men", "but", "själva", "själv"):
            break
        if is_group(tokens[here].low):
            return True
    for here in range(number.last, min(number.last + 6, end)):
        if tokens[here].text in ".;," or tokens[here].low in ("men", "but"):
            break
        if is_group(tokens[here].low):
            return True
    return False


def joined_value(low: str) -> float | None:
    """The number in "femmannaföretag" or "tjugopersonersbolag"."""
    for tail in JOINED_HEADS:
        at = low.find(tail)
        if at > 1:
            return word_value(low[:at]) or None
    return None
