"""The yearly turnover, of the group where it is told.

An order, a loan, a budget or a price is no turnover. A sum needs a word for turnover near it, or
its place beside the number of employees in a profile ("38 pers, 70 mkr").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.centre.reading.amounts import Amount, amounts_of
from bot.centre.reading.data import wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.heads import Head, heads_of, listed
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.roles import role_of
from bot.centre.reading.sizes import code_of
from bot.centre.reading.words import Token

TURNOVERS = (
    (3e6, "<3"),
    (110e6, "3-109"),
    (500e6, "110-499"),
    (5e9, "500-4999"),
    (float("inf"), "5000+"),
)
REACH = 9
SENTENCE = 40
PROFILE = 7
"""Words between a number of employees and a sum in one profile."""
LEAST_IN_PROFILE = 500_000
LEAST_IN_KRONOR = 50_000
"""A bare number as large as this is kronor, and not millions."""
VAGUE = wordlist("sizes.vague") - {":", "."}
SEPARATORS = wordlist("sizes.separators")
JOINERS = wordlist("sizes.joiners") | VAGUE
YEARLY = wordlist("sizes.yearly")
COUNTED = wordlist("turnover.counted")
AIMS = wordlist("turnover.aims")


@dataclass(frozen=True, slots=True)
class Rated:
    """A sum, how sure it is the turnover, and whether the group's."""

    amount: Amount
    sure: float
    group: bool = False


def read_turnover(text: Prepared) -> Iterable[Finding]:
    """The yearly turnover, as one finding or none."""
    heads = tuple(heads_of(text))
    rated = [_rated(text, amount, heads) for amount in amounts_of(text.tokens, text.numbers)]
    found = [each for each in rated if each is not None]
    if not found:
        yield from _none(text)
        return
    best = max(found, key=lambda each: (each.group, each.sure, -each.amount.first))
    amount = best.amount
    unit = 1.0 if amount.unit or amount.value >= LEAST_IN_KRONOR else 1e6
    code = code_of(amount.low * unit, amount.high * unit, TURNOVERS)
    yield text.finding("turnover", code, amount.first, amount.last, best.sure)


def _rated(text: Prepared, amount: Amount, heads: Sequence[Head]) -> Rated | None:
    if _is_counted(text.tokens, amount):
        return None
    return _by_words(text, amount) or _by_place(text, amount, heads)


def _by_words(text: Prepared, amount: Amount) -> Rated | None:
    """A sum with a word for turnover nearer to it than any word for other money."""
    tokens, sentence = text.tokens, text.sentence_of[amount.first]
    back = range(amount.first - 1, max(sentence.first, amount.first - REACH) - 1, -1)
    before = _nearest(tokens, back)
    after = _nearest(tokens, range(amount.last, min(sentence.last, amount.last + 5)))
    kinds = [each for each in (before, after) if each[1]]
    if not kinds:
        return None
    kind = min(kinds)[1]
    if kind == "money" or (kind == "weak" and not (amount.unit and amount.value >= 1e6)):
        return None
    bare = before[1] == "turnover" and before[0] <= 4 and _may_be_millions(amount)
    bare = bare and not any(t.text == "," for t in tokens[amount.first - before[0] : amount.first])
    kronor = amount.value >= LEAST_IN_KRONOR and kind == "turnover"
    if not amount.unit and not kronor and not (bare and tokens[amount.first].is_figure):
        return None
    group, other, planned = _whose(tokens, amount, sentence.first, sentence.last)
    if other:
        return None
    sure = (0.9 if kind == "turnover" else 0.6) - (0.0 if amount.unit else 0.2)
    return Rated(amount, 0.3 if planned else sure, group)


def _may_be_millions(amount: Amount) -> bool:
    """Whether a bare number after "omsätter" is millions, and not a year."""
    return 1 <= amount.value < 20_000 and not 1900 < amount.value < 2100


def _by_place(text: Prepared, amount: Amount, heads: Sequence[Head]) -> Rated | None:
    """A sum beside the number of employees, or with "om året" after it."""
    if not amount.unit or amount.value < 50_000:
        return None
    tokens, sentence = text.tokens, text.sentence_of[amount.first]
    after = []
    for token in tokens[amount.last : min(amount.last + 3, sentence.last)]:
        if token.text in ",;.)":
            break
        after.append(token.low)
    if any(low in listed("money") for low in after):
        return None
    at = bisect_left(heads, amount.first, key=_begins)
    for head in heads[max(0, at - 2) : at + 2]:
        gap = (head.last, amount.first) if head.first < amount.first else (amount.last, head.first)
        between = tokens[gap[0] : min(gap[1], gap[0] + PROFILE + 1)]
        if _in_one_profile(between, after_head=head.first < amount.first):
            return Rated(amount, 0.8, head.group)
    if any(low in YEARLY for low in after):
        before = [
            token.low for token in tokens[max(sentence.first, amount.first - 6) : amount.first]
        ]
        if not any(low in listed("money") for low in before):
            return Rated(amount, 0.6)
    return _in_profile(text, amount) or _of_group(tokens, amount)


def _begins(head: Head) -> int:
    return head.first


def _in_one_profile(between: Sequence[Token], *, after_head: bool) -> bool:
    """Whether only commas and a place stand between a sum and a number of employees."""
    if len(between) > PROFILE or (not after_head and any(token.text == "." for token in between)):
        return False
    return all(
        token.low in JOINERS or token.is_capital or token.low in ("i", "in", "at", "på")
        for token in between
    )


def _in_profile(text: Prepared, amount: Amount) -> Rated | None:
    """A sum alone between the commas of a profile in the first sentences."""
    tokens, sentence = text.tokens, text.sentence_of[amount.first]
    if (sentence.first > 0 and sentence.start > 160) or amount.value < LEAST_IN_PROFILE:
        return None
    near = tokens[max(sentence.first, amount.first - SENTENCE) : amount.last + 3]
    if any(token.low in listed("money") for token in near):
        return None
    here = amount.first - 1
    while here >= sentence.first and tokens[here].low in VAGUE:
        here -= 1
    after = tokens[amount.last] if amount.last < len(tokens) else None
    apart = here >= sentence.first and tokens[here].text in SEPARATORS
    ended = after is None or not after.is_word or after.newline
    return Rated(amount, 0.6) if apart and ended else None


def _of_group(tokens: Sequence[Token], amount: Amount) -> Rated | None:
    """ "en koncern på 620 mkr", "a group of 3 bn"."""
    here = amount.first - 1
    while here > 0 and tokens[here].low in VAGUE:
        here -= 1
    grouped = here >= 0 and _names_a_group(tokens[here].low)
    after = [token.low for token in tokens[amount.last : amount.last + 2]]
    grouped = grouped or (len(after) == 2 and after[0] in ("i", "in") and _names_a_group(after[1]))
    return Rated(amount, 0.8, group=True) if grouped and amount.value >= 1e7 else None


def _names_a_group(low: str) -> bool:
    return low.endswith(("koncern", "koncernen", "grupp", "gruppen")) or low == "group"


def _is_counted(tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether a number counts something else: people, percent, years, days."""
    after = tokens[amount.last].low if amount.last < len(tokens) else ""
    return after in COUNTED or (not amount.unit and after in listed("heads"))


def _nearest(tokens: Sequence[Token], places: range) -> tuple[int, str]:
    """The nearest word that says what a sum is, with its distance."""
    for distance, here in enumerate(places):
        low = tokens[here].low
        if tokens[here].text == ";" or (low in ("men", "but") and distance):
            break
        if tokens[here].text == "," and places.step > 0:
            break
        takes_in = low in ("drar", "drog") and [t.low for t in tokens[here + 1 : here + 2]] == [
            "in"
        ]
        if low in listed("turnover") or takes_in:
            return distance, "turnover"
        if low in listed("money"):
            return distance, "money"
        if low in listed("turnover_weak"):
            return distance, "weak"
    return 99, ""


def _whose(
    tokens: Sequence[Token], amount: Amount, start: int, end: int
) -> tuple[bool, bool, bool]:
    """Whether a turnover is the group's, somebody else's, or only planned."""
    behind = tokens[max(start, amount.first - REACH) : amount.first]
    around = [*behind, *tokens[amount.last : min(end, amount.last + 4)]]
    group = any(token.low in listed("group") for token in around)
    other = not group and any(
        role_of(token.low) == "other" and token.low not in listed("turnover_weak")
        for token in behind[-5:]
    )
    return group, other, any(token.low in AIMS for token in behind[-6:])


def _none(text: Prepared) -> Iterator[Finding]:
    """ "ingen omsättning", "no revenue yet", "pre-revenue", "noll i omsättning"."""
    tokens = text.tokens
    for here, token in enumerate(tokens[:-1]):
        after = tokens[here + 1].low
        third = tokens[here + 2].low if here + 2 < len(tokens) else ""
        denied = token.low in ("ingen", "no", "noll", "zero", "inga")
        if denied and after in listed("turnover"):
            yield text.finding("turnover", "<3", here, here + 2, 0.85)
            return
        if third in listed("turnover") and (
            token.low == "pre" or (denied and after in ("i", "in"))
        ):
            yield text.finding("turnover", "<3", here, here + 3, 0.85)
            return
