"""Sums of money in kronor: "2,4 mkr", "1.1 bn", "€2.5m", "25 000 kkr", "halv miljard"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.centre.reading.data import table
from bot.centre.reading.numbers import Number
from bot.centre.reading.words import Token


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in kronor, from its lowest to its highest, and the tokens it was read from.

    `unit` is false for a bare number, which may be no money at all; its values are then as
    written.
    """

    low: float
    high: float
    first: int
    last: int
    unit: bool = True

    @property
    def value(self) -> float:
        """The sum, or the middle of its range."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class _Units:
    scales: dict[str, float]
    currencies: dict[str, float]
    joined: dict[str, float]


@cache
def _units() -> _Units:
    raw = table("amounts")
    rates = raw["rates"]
    currencies = {
        str(word): float(rates[code]) for code, words in raw["currencies"].items() for word in words
    }
    joined = {str(word): float(scale) for word, scale in raw["joined"].items()}
    for word, (code, scale) in raw["joined_foreign"].items():
        joined[str(word)] = float(scale) * float(rates[code])
    return _Units({str(w): float(s) for w, s in raw["scales"].items()}, currencies, joined)


def amounts_of(tokens: Sequence[Token], numbers: Sequence[Number]) -> Iterator[Amount]:
    """Every number as a sum of money, with and without a unit."""
    for number in numbers:
        yield _amount(tokens, number)


def _amount(tokens: Sequence[Token], number: Number) -> Amount:
    units = _units()
    here, factor, scaled = number.last, 1.0, False
    first, prefix, lead = _before(tokens, number.first, units)
    while here < len(tokens) and here < number.last + 3:
        low = tokens[here].low.rstrip(".")
        if low in units.joined and not scaled:
            factor, scaled, prefix, here = units.joined[low], True, prefix or 1.0, here + 1
            break
        if low in units.scales and not scaled and _is_unit(tokens, here, number):
            factor, scaled, here = units.scales[low], True, here + 1
            here += here < len(tokens) and tokens[here].text == "." and _abbreviated(tokens, here)
        elif low in units.currencies and (prefix is None or lead == 1.0):
            prefix, here = units.currencies[low], here + 1
            break
        else:
            break
    known = prefix is not None or scaled
    rate = (prefix or 1.0) * factor * (1.0 if scaled else lead)
    return Amount(number.low * rate, number.high * rate, first, here, known)


def _abbreviated(tokens: Sequence[Token], here: int) -> bool:
    """Whether a full stop after "milj" belongs to it: the sentence goes on."""
    return here + 1 < len(tokens) and not tokens[here + 1].is_capital


def _is_unit(tokens: Sequence[Token], here: int, number: Number) -> bool:
    """Whether a short unit stands close to its number ("5 m" is metres, "5m" is not)."""
    low = tokens[here].low
    if len(low) > 1:
        return True
    if not tokens[here].gap and not number.written:
        return True
    return tokens[here].text in "M" and not number.written


def _before(tokens: Sequence[Token], first: int, units: _Units) -> tuple[int, float | None, float]:
    """A currency or unit that stands before its number ("SEK 25 million", "kSEK 900")."""
    if first == 0:
        return first, None, 1.0
    low = tokens[first - 1].low
    if low in units.currencies and low != "kr":
        return first - 1, units.currencies[low], 1.0
    if low in units.joined:
        return first - 1, 1.0, units.joined[low]
    return first, None, 1.0
