"""Words for numbers and for time, as the packaged table has them."""

from __future__ import annotations

from bot.centre.reading.data import table


def _numbers(key: str) -> dict[str, float]:
    return {str(word): float(value) for word, value in table("numerals")[key].items()}


def _places(key: str, first: int) -> dict[str, int]:
    rows = enumerate(table("numerals")[key], first)
    return {str(name): number for number, names in rows for name in names}


def _phrases(key: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(str(phrase).split()) for phrase in table("numerals")[key])


ONES = _numbers("ones")
TENS = _numbers("tens")
SCALES = _numbers("scales")
GROUPS = _numbers("groups")
BELOW = _phrases("below")
ABOVE = _phrases("above")
DAYS = _numbers("days")
"""Days by the word for a unit of time."""
WEEKDAYS = _places("weekdays", 0)
MONTHS = _places("months", 1)
ROUNDED = ("talet", "tal", "talets")
SHORTEST_COMPOUND, LONGEST_COMPOUND = 6, 40


def word_value(low: str) -> float | None:
    """The value of one word ("tjugofem", "tvåhundra", "tvåhundrafemtio"); None when it is none."""
    for known in (ONES, TENS, SCALES):
        if low in known:
            return known[low]
    return _compound(low) if SHORTEST_COMPOUND <= len(low) <= LONGEST_COMPOUND else None


def _compound(low: str) -> float | None:
    for name in ("tusen", "hundra"):
        before, found, after = low.partition(name)
        if not found:
            continue
        first = word_value(before) if before else 1.0
        rest = word_value(after.removeprefix("och")) if after else 0.0
        return None if first is None or rest is None else first * SCALES[name] + rest
    for name, value in TENS.items():
        if low.startswith(name):
            rest = ONES.get(low[len(name) :])
            if rest is not None and 0 < rest < 10:
                return value + rest
    return None


def rounded_value(word: str) -> float | None:
    """The value of "tjugotal", "hundratalet", "dussin"; None for other words."""
    if word in GROUPS:
        return GROUPS[word]
    for suffix in ROUNDED:
        if word.endswith(suffix) and len(word) > len(suffix) + 2:
            return word_value(word[: -len(suffix)])
    return None
