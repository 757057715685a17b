"""Numbers in figures and in words, Swedish and English: "elva", "ett tjugotal", "1 200",
"2,4", "400-500", "a couple of dozen".

A number has a lowest and a highest value; a roundabout one ("knappt 50") leans the right way, so
that it falls on the right side of a limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.centre.reading.numerals import (
    ABOVE,
    BELOW,
    GROUPS,
    SCALES,
    TENS,
    rounded_value,
    word_value,
)
from bot.centre.reading.words import Token

HYPHENS = frozenset("-–‑—")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the tokens it was read from: `first` up to, but without, `last`.

    `exact` is false for "ett tjugotal" and for a range; `written` tells that words were used.
    """

    low: float
    high: float
    first: int
    last: int
    exact: bool = True
    written: bool = False

    @property
    def value(self) -> float:
        """The number, or the middle of its range."""
        return (self.low + self.high) / 2


def numbers_of(tokens: Sequence[Token]) -> tuple[Number, ...]:
    """Every number, ranges as one, from left to right."""
    found: list[Number] = []
    place = 0
    while place < len(tokens):
        number = _at(tokens, place)
        if number is None:
            place += 1
            continue
        number = _ranged(tokens, number)
        found.append(_leaning(tokens, number))
        place = number.last
    return tuple(found)


def _at(tokens: Sequence[Token], place: int) -> Number | None:
    token = tokens[place]
    if token.is_figure:
        return _figures(tokens, place)
    if token.text in "½¼¾":
        value = {"½": 0.5, "¼": 0.25, "¾": 0.75}[token.text]
        return Number(value, value, place, place + 1)
    if token.is_word:
        return _words(tokens, place)
    return None


def _figures(tokens: Sequence[Token], place: int) -> Number:
    """Digits with their thousands and decimals: 25 000 · 25.000 · 2,4 · 1 200,50."""
    digits, here = tokens[place].text, place + 1
    while here < len(tokens) and len(digits) <= 12 and _thousand(tokens, here, digits):
        step = 1 if tokens[here].is_figure else 2
        digits += tokens[here + step - 1].text
        here += step
    value = float(digits[:18])
    if _decimals(tokens, here):
        value += float("0." + tokens[here + 1].text[:6])
        here += 2
    if here < len(tokens) and tokens[here].text == "½":
        value, here = value + 0.5, here + 1
    return Number(value, value, place, here)


def _thousand(tokens: Sequence[Token], here: int, digits: str) -> bool:
    """Whether three digits more belong to a number: after a space, or after "." or ","."""
    before = tokens[here - 1]
    if len(before.text) > 3 or digits.startswith("0"):
        return False
    token = tokens[here]
    if token.is_figure:
        return token.gap and not token.newline and len(token.text) == 3
    if token.text not in ".," or token.gap or here + 1 >= len(tokens):
        return False
    after = tokens[here + 1]
    return after.is_figure and not after.gap and len(after.text) == 3


def _decimals(tokens: Sequence[Token], here: int) -> bool:
    if here + 1 >= len(tokens) or tokens[here].text not in ".," or tokens[here].gap:
        return False
    after = tokens[here + 1]
    if not after.is_figure or after.gap or len(after.text) == 3 or len(after.text) > 6:
        return False
    further = tokens[here + 2] if here + 2 < len(tokens) else None
    return not (further and further.text in ".," and _figure_after(tokens, here + 2))


def _figure_after(tokens: Sequence[Token], here: int) -> bool:
    return here + 1 < len(tokens) and tokens[here + 1].is_figure and not tokens[here + 1].gap


def _words(tokens: Sequence[Token], place: int) -> Number | None:
    """A number in words, put together from as many words as belong to it."""
    rounded = _rounded(tokens, place)
    if rounded:
        return rounded
    total, current, here, took = 0.0, 0.0, place, False
    while here < len(tokens) and here < place + 8:
        low = tokens[here].low
        scale = SCALES.get(low)
        value = None if scale else word_value(low)
        if scale:
            current = (current or 1) * scale
            if scale == 1000:
                total, current = total + current, 0
        elif value is not None and not (took and _full(current, value)):
            current += value
        elif took and (low == "and" or tokens[here].text == "-") and _goes_on(tokens, here):
            here += 1
            continue
        else:
            break
        took, here = True, here + 1
    if not took:
        return None
    value = total + current
    return _halved(tokens, Number(value, value, place, here, written=True))


def _full(current: float, value: float) -> bool:
    """Whether a number has no room for another word: "fem sex" is two numbers."""
    rest = current % 100
    return rest > 0 if value >= 10 else 0 < rest < 20 or rest % 10 > 0


def _goes_on(tokens: Sequence[Token], here: int) -> bool:
    """Whether "and" or a hyphen leads on to the rest of a number ("twenty-five")."""
    if here + 1 >= len(tokens) or here == 0:
        return False
    after = word_value(tokens[here + 1].low)
    before = tokens[here - 1].low
    if after is None:
        return False
    if tokens[here].low == "and":
        return before in ("hundred", "thousand")
    return before in TENS and after < 10 and not tokens[here].gap


def _rounded(tokens: Sequence[Token], place: int) -> Number | None:
    """ "ett tjugotal", "ett dussin", "a couple of dozen", "ett par hundra", "några", "halv"."""
    low = tokens[place].low
    article = low in ("ett", "en", "a", "an", "one") and place + 1 < len(tokens)
    here = place + 1 if article else place
    word = tokens[here].low
    value = rounded_value(word)
    if value is not None:
        return Number(value, value, place, here + 1, exact=False, written=True)
    if word in ("halv", "halva", "half"):
        last = here + 1
        if last < len(tokens) and tokens[last].low in ("a", "an"):
            last += 1
        dozen = GROUPS.get(tokens[last].low) if last < len(tokens) else None
        value = 0.5 * (dozen or 1)
        return Number(value, value, place, last + (1 if dozen else 0), exact=False, written=True)
    if word in ("par", "couple", "few") and article:
        return _pair(tokens, place, here + 1, 2.0 if word != "few" else 3.0)
    if low in ("några", "nagra", "several", "flera"):
        return _pair(tokens, place, here + 1, 4.0)
    return None


def _pair(tokens: Sequence[Token], place: int, here: int, many: float) -> Number:
    """ "ett par" and "några", with "hundra", "dussin" or "tusen" after it."""
    if here < len(tokens) and tokens[here].low == "of":
        here += 1
    word = tokens[here].low if here < len(tokens) else ""
    scale = GROUPS.get(word) or SCALES.get(word) or rounded_value(word)
    if scale:
        return Number(many * scale, many * scale, place, here + 1, exact=False, written=True)
    return Number(many, many, place, here, exact=False, written=True)


def _halved(tokens: Sequence[Token], number: Number) -> Number:
    """With "och en halv" or "and a half" after it."""
    lows = [token.low for token in tokens[number.last : number.last + 3]]
    if lows[:2] in (["och", "halv"],):
        return replace(number, low=number.low + 0.5, high=number.high + 0.5, last=number.last + 2)
    if lows in (["och", "en", "halv"], ["and", "a", "half"], ["och", "ett", "halvt"]):
        return replace(number, low=number.low + 0.5, high=number.high + 0.5, last=number.last + 3)
    return number


def _ranged(tokens: Sequence[Token], number: Number) -> Number:
    """A number with the upper end of its range, where one follows ("400-500", "30 till 40")."""
    here = number.last
    if here + 1 >= len(tokens) or (
        number.low == 0 and number.high == 0 and tokens[here].text not in HYPHENS
    ):
        return number
    sign = tokens[here].text in HYPHENS
    word = tokens[here].low in ("till", "to", "à", "a", "eller", "or", "upp")
    between = number.first > 0 and tokens[number.first - 1].low in ("mellan", "between")
    joined = between and tokens[here].low in ("och", "and")
    if not (sign or word or joined):
        return number
    upper = _at(tokens, here + 1)
    if upper is None or upper.high <= number.low or upper.high > 20 * max(number.low, 1):
        return number
    return Number(number.low, upper.high, number.first, upper.last, exact=False,
                  written=number.written)  # fmt: skip


def _leaning(tokens: Sequence[Token], number: Number) -> Number:
    """A number that leans up or down by the words before it ("knappt 50", "över 249")."""
    one = tokens[number.first - 1].low if number.first else ""
    two = (tokens[number.first - 2].low, one) if number.first > 1 else ("", one)
    lean = 0.98 if {(one,), two} & BELOW else 1.02 if {(one,), two} & ABOVE else 1.0
    if lean == 1.0:
        return number
    return replace(number, low=number.low * lean, high=number.high * lean, exact=False)
