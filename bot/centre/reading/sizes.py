"""How big the company is: employees and turnover, of the group where it belongs to one.

A number counts by what stands about it. People to be hired, sent or trained are no employees, a
customer's size is not the company's, and an order, a loan or a budget is no turnover. What is
told of the group goes before what is told of the company, and that before a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.centre.reading.amounts import Amount, amounts_of
from bot.centre.reading.data import table, wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.numbers import Number, word_value
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.roles import role_of
from bot.centre.reading.words import JOINING, Token

SIZES = ((2, "0-1"), (10, "2-9"), (50, "10-49"), (250, "50-249"), (float("inf"), "250+"))
TURNOVERS = ((3e6, "<3"), (110e6, "3-109"), (500e6, "110-499"), (5e9, "500-4999"), (float("inf"), "5000+"))  # fmt: skip
ALONE = wordlist("sizes.alone")
WE_ARE = {("vi", "är"), ("we", "are"), ("är", "vi"), ("are", "we"), ("dom", "är"), ("de", "är"), ("they", "are"), ("we", "re"),
          ("they", "re"), ("vi", "blir"), ("team", "of"), ("team", "på"), ("teamet", "på"), ("gäng", "på"), ("gäng", "om"), ("company", "of"), ("staff", "of"),
          ("workforce", "of"), ("headcount", "of"), ("personalstyrka", "på"), ("arbetsstyrka", "på"), ("bolag", "på"), ("företag", "på"), ("firma", "på"), ("styrka", "på"), ("employs", ""),
          ("sysselsätter", ""), ("employ", ""), ("employing", ""), ("headcount", ""), ("antal", "anställda")}  # fmt: skip
VAGUE = wordlist("sizes.vague")
JOINED_HEADS = tuple(sorted(wordlist("sizes.joined_heads"), key=len, reverse=True))
REACH = 8
TURNOVER_REACH = 9


@dataclass(frozen=True, slots=True)
class Head:
    """A number of people: who is counted, and how sure it is that it is the company's."""

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


def read_sizes(text: Prepared) -> Iterable[Finding]:
    """The number of employees, as one finding or none."""
    heads = [head for head in (*_counted(text), *_told(text)) if head.sure > 0]
    if not heads:
        return
    groups = [head for head in heads if head.group]
    if groups:
        best = max(groups, key=lambda head: (round(head.sure, 1), head.high))
    else:
        best = max(heads, key=lambda head: (round(head.sure, 2), -head.first))
    yield text.finding(
        "size", code_of(best.low, best.high, SIZES), best.first, best.last, best.sure
    )


def code_of(low: float, high: float, limits: Sequence[tuple[float, str]]) -> str:
    """The answer in which a number lies; of a range its middle, where the ends differ."""
    ends = [next(code for limit, code in limits if value < limit) for value in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    middle = (low + high) / 2
    return next(code for limit, code in limits if middle < limit)


def _counted(text: Prepared) -> Iterator[Head]:
    for number in text.numbers:
        head = _head(text, number)
        if head:
            yield head


def _head(text: Prepared, number: Number) -> Head | None:
    """A number as a number of people, or None."""
    tokens, sentence = text.tokens, text.sentence_of[number.first]
    if number.value > 500_000 or _is_part_of_more(tokens, number):
        return None
    last, strong, labelled = _heads_after(tokens, number, sentence.last)
    if not last and _said_before(tokens, number, sentence.first):
        last, strong, labelled = number.last, False, True
    if not last:
        return None
    sure = 0.9 if strong else 0.8 if labelled else 0.65
    return Head(number.low, number.high, number.first, last, *_about(text, number, sure, strong))


def _is_part_of_more(tokens: Sequence[Token], number: Number) -> bool:
    """Whether a number is a percentage, a sum, a year or part of a date or telephone number."""
    after = tokens[number.last] if number.last < len(tokens) else None
    before = tokens[number.first - 1] if number.first else None
    if after and (
        after.text in "%:€$"
        or after.low
        in (
            "procent",
            "percent",
            "kr",
            "mkr",
            "msek",
            "år",
            "years",
            "år",
            "dagar",
            "days",
            "länder",
            "countries",
        )
    ):
        return True
    return bool(before and before.text in "+€$#/" and not tokens[number.first].gap)


def _heads_after(tokens: Sequence[Token], number: Number, end: int) -> tuple[int, bool, bool]:
    """The place after the word for people behind a number, and whether it is an employee's."""
    here = number.last
    for step in range(5):
        if here >= end:
            break
        low = tokens[here].low
        if low in listed("heads"):
            strong = low in listed("strong_heads") or _strong_soon(tokens, here + 1, end)
            return (
                here + 1,
                strong,
                low in ("man", "pers", "personer", "people", "heads", "mannar", "gubbar"),
            )
        if low.startswith(JOINED_HEADS):
            return here + 1, True, True
        if low == "strong" or (
            low == "of" and here + 1 < end and tokens[here + 1].low in ("us", "them")
        ):
            return here + 1 + (low == "of"), True, True
        if (
            tokens[here].text in JOINING
            or low
            in (
                "st",
                "stycken",
                "fast",
                "heltids",
                "fasta",
                "full",
                "time",
                "egna",
                "duktiga",
                "hel",
                "glada",
                "permanent",
                "dedicated",
            )
            or (step == 0 and tokens[here].is_word and low not in STOP_AFTER)
        ):
            here += 1
            continue
        break
    return 0, False, False


STOP_AFTER = wordlist("sizes.stop_after")


def _strong_soon(tokens: Sequence[Token], here: int, end: int) -> bool:
    return any(
        tokens[place].low in listed("strong_heads") for place in range(here, min(here + 3, end))
    )


def _said_before(tokens: Sequence[Token], number: Number, start: int) -> bool:
    """Whether "vi är", "team of" or "employees:" stands before a number."""
    after = tokens[number.last].low if number.last < len(tokens) else "."
    if (
        after in STOP_AFTER and after not in ("i", "in", "och", "and", "på", "med", "som", "till")
    ) or _joined_to_word(tokens, number):
        return False
    here = number.first - 1
    while here >= start and number.first - here <= 4 and tokens[here].low in VAGUE:
        two = (tokens[here - 1].low, tokens[here].low) if here > start else ("", "")
        if two in WE_ARE:
            return _bare_end(tokens, number)
        here -= 1
    if here < start:
        return False
    one = tokens[here].low
    if (one, "") in WE_ARE or (one in listed("strong_heads") and here < number.first - 1):
        return True
    before = tokens[here - 1].low if here > start else ""
    return (before, one) in WE_ARE and _bare_end(tokens, number)


def _joined_to_word(tokens: Sequence[Token], number: Number) -> bool:
    """Whether a number is only the beginning of a name ("3D") or of a time ("10.30")."""
    return number.last < len(tokens) and tokens[number.last].is_word and not tokens[number.last].gap


def _bare_end(tokens: Sequence[Token], number: Number) -> bool:
    """Whether nothing is counted after a number but the "we" before it."""
    if number.last >= len(tokens):
        return True
    after = tokens[number.last]
    return not after.is_word or after.low in (
        "i", "in", "och", "and", "på", "här", "here", "nu", "idag", "today", "now", "st", "stycken", "totalt", "som", "who", "hos", "med",
        "at", "men", "but", "total", "just", "right", "allt", "personligen", "bara",
    )  # fmt: skip


def _about(text: Prepared, number: Number, sure: float, strong: bool) -> tuple[float, bool]:
    """How sure a number of people is the company's own, and whether it is the group's."""
    tokens, sentence = text.tokens, text.sentence_of[number.first]
    group = False
    here = number.first - 1
    own = False
    while here >= sentence.first and here >= number.first - REACH:
        low = tokens[here].low
        if tokens[here].text in ";()" or low in ("men", "but", "medan", "while"):
            break
        if low in listed("group"):
            group = True
        role = role_of(low)
        if role == "other" and not own and low not in listed("group"):
            return 0.0, False
        if role == "own":
            own = True
        if low in listed("not_heads") and not own:
            return (0.0 if not strong or number.first - here <= 4 else sure), group
        if low in listed("planned") and not own:
            return 0.3, group
        here -= 1
    for here in range(number.last, min(number.last + 6, sentence.last)):
        low = tokens[here].low
        if low in (".", ";", "men", "but", ","):
            break
        if low in listed("group"):
            group = True
    return sure, group


def _told(text: Prepared) -> Iterator[Head]:
    """Sizes told without a number: "enmansföretag", "jag och min bror", "inga anställda"."""
    tokens = text.tokens
    for here, token in enumerate(tokens):
        after = tokens[here + 1].low if here + 1 < len(tokens) else ""
        third = tokens[here + 2].low if here + 2 < len(tokens) else ""
        if token.low in ALONE and (
            token.low not in ("sole", "solo")
            or after in ("trader", "proprietor", "founder", "företagare")
        ):
            yield Head(1, 1, here, here + 1, 0.85)
        elif token.low in ("inga", "no", "noll", "zero") and after in listed("strong_heads"):
            yield Head(1, 1, here, here + 2, 0.85)
        elif (token.low, after) in (
            ("bara", "jag"),
            ("just", "me"),
            ("only", "me"),
        ) and third not in ("som", "who"):
            yield Head(1, 1, here, here + 2, 0.75)
        elif token.low == "one" and third in (
            "band",
            "company",
            "business",
            "firm",
            "show",
            "operation",
        ):
            yield Head(1, 1, here, here + 3, 0.85)
        elif (
            token.low in ("jag", "hon", "han", "me", "myself")
            and after in ("och", "and")
            and third
            in ("min", "mitt", "en", "my", "a", "hans", "hennes", "his", "her", "två", "tre", "two")
        ):
            yield Head(2, 3, here, min(here + 4, len(tokens)), 0.55)
        else:
            joined = _joined(token.low)
            if joined:
                yield Head(joined, joined, here, here + 1, 0.85)


def _joined(low: str) -> float | None:
    """The number in "femmannaföretag" or "tjugopersonersbolag"."""
    for tail in JOINED_HEADS:
        at = low.find(tail)
        if at > 1:
            return word_value(low[:at]) or None
    return None


def read_turnover(text: Prepared) -> Iterable[Finding]:
    """The yearly turnover, as one finding or none."""
    found = []
    for amount in amounts_of(text.tokens, text.numbers):
        rated = _turnover(text, amount)
        if rated:
            found.append((amount, *rated))
    none = _no_turnover(text)
    if not found:
        yield from none
        return
    amount, sure, _ = max(found, key=lambda each: (each[2], each[1], -each[0].first))
    unit = 1.0 if amount.unit else 1e6
    code = code_of(amount.low * unit, amount.high * unit, TURNOVERS)
    yield text.finding("turnover", code, amount.first, amount.last, sure)


def _turnover(text: Prepared, amount: Amount) -> tuple[float, bool] | None:
    """How sure a sum is the company's turnover, and whether the group's; None when it is not."""
    tokens, sentence = text.tokens, text.sentence_of[amount.first]
    if _is_counted(tokens, amount):
        return None
    before = _nearest(
        tokens, range(amount.first - 1, max(sentence.first, amount.first - TURNOVER_REACH) - 1, -1)
    )
    after = _nearest(tokens, range(amount.last, min(sentence.last, amount.last + 5)))
    kinds = [(distance, kind) for distance, kind in (before, after) if kind]
    if not kinds:
        return None
    distance, kind = min(kinds)
    if kind == "money" or (kind == "weak" and not (amount.unit and amount.value >= 1e6)):
        return None
    if not amount.unit and not (
        1 <= amount.value < 20_000 and before[1] == "turnover" and not 1900 < amount.value < 2100
    ):
        return None
    sure = (0.9 if kind == "turnover" else 0.6) - (0.0 if amount.unit else 0.2)
    group, other, planned = _turnover_role(tokens, amount, sentence.first, sentence.last)
    if other:
        return None
    return (0.3 if planned else sure), group


def _is_counted(tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether a number counts something else: people, percent, years, days."""
    after = tokens[amount.last].low if amount.last < len(tokens) else ""
    if after in (
        "%",
        "procent",
        "percent",
        "år",
        "dagar",
        "länder",
        "kunder",
        "countries",
        "customers",
        "days",
        "years",
        "ton",
        "st",
        "styck",
    ):
        return True
    return not amount.unit and after in listed("heads")


def _nearest(tokens: Sequence[Token], places: range) -> tuple[int, str]:
    """The nearest word that says what a sum is, with its distance."""
    for distance, here in enumerate(places):
        low = tokens[here].low
        if tokens[here].text == ";" or (low in ("men", "but") and distance):
            break
        if tokens[here].text == "," and places.step > 0:
            break
        if low in listed("turnover"):
            return distance, "turnover"
        if low in listed("money"):
            return distance, "money"
        if low in listed("turnover_weak"):
            return distance, "weak"
    return 99, ""


def _turnover_role(
    tokens: Sequence[Token], amount: Amount, start: int, end: int
) -> tuple[bool, bool, bool]:
    """Whether a turnover is the group's, somebody else's, or only planned."""
    around = [
        tokens[here].low
        for here in range(max(start, amount.first - REACH), min(end, amount.last + 4))
    ]
    group = any(low in listed("group") for low in around)
    behind = around[: amount.first - max(start, amount.first - REACH)]
    other = not group and any(
        role_of(low) == "other" and low not in listed("turnover_weak") for low in behind[-5:]
    )
    planned = any(
        low in ("mål", "målet", "sikte", "siktar", "target", "aim", "aiming", "växa", "nå")
        for low in behind[-6:]
    )
    return group, other, planned


def _no_turnover(text: Prepared) -> Iterator[Finding]:
    """ "ingen omsättning", "no revenue yet", "pre-revenue"."""
    tokens = text.tokens
    for here, token in enumerate(tokens[:-1]):
        after = tokens[here + 1].low
        if token.low in ("ingen", "no", "noll", "zero", "inga") and after in listed("turnover"):
            yield text.finding("turnover", "<3", here, here + 2, 0.85)
            return
        if token.low == "pre" and tokens[min(here + 2, len(tokens) - 1)].low == "revenue":
            yield text.finding("turnover", "<3", here, here + 3, 0.85)
            return
