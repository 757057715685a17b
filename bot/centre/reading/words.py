"""Words with their places in a text, how they are compared, and lists of phrases to look up.

Every part of the reader walks the same tokens once. Nothing here looks further back than a fixed
number of words, and the only regular expression takes one sort of character at a time, so that
no text makes it slower than its length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from rapidfuzz.distance import OSA

Value = TypeVar("Value")

PIECE = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+|\d+|\s+|.", re.DOTALL)
"""A word, figures, white space, or one sign."""

LONGEST_WORD = 48
"""Letters that are compared of a word; longer ones are no words, and match nothing."""

JOINING = frozenset("-'’‑–&/")
"""Signs that may stand within a phrase ("Dals-Ed", "Nödinge–Nol") without parting it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a row of figures or a sign; `gap` when space stands before it, `newline` when that
    space ends a line. `low` is for comparing, `plain` the same without å, ä, ö and accents."""

    text: str
    start: int
    end: int
    low: str
    plain: str
    gap: bool
    newline: bool

    @property
    def is_word(self) -> bool:
        """Whether it is letters."""
        return self.text[0].isalpha()

    @property
    def is_figure(self) -> bool:
        """Whether it is digits."""
        return self.text[0].isdecimal()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def tokens_of(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """The tokens of a stretch of text, with their places in the whole."""
    found = []
    gap, newline = True, True
    for piece in PIECE.finditer(text, start, len(text) if end is None else end):
        words = piece.group()
        if words.isspace():
            gap, newline = True, newline or "\n" in words
            continue
        low, plain = folded(words[:LONGEST_WORD])
        found.append(Token(words, piece.start(), piece.end(), low, plain, gap, newline))
        gap, newline = False, False
    return tuple(found)


@lru_cache(maxsize=20_000)
def folded(word: str) -> tuple[str, str]:
    """A word as it is compared: in small letters, and also without its accents."""
    low = unicodedata.normalize("NFC", word).lower()
    if low.isascii():
        return low, low
    bare = unicodedata.normalize("NFD", low)
    plain = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return low, plain.replace("ø", "o").replace("æ", "a").replace("ß", "ss")


def keys_of(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as a list looks them up."""
    return tuple(token.low for token in tokens_of(phrase) if token.text not in JOINING)


class Lexicon(Generic[Value]):
    """Phrases and what they stand for; the longest that stands at a place is found.

    A phrase is also found without its accents when it is `PLAIN_FROM` letters or longer and
    was written without any, and with a genitive s at its end.
    """

    PLAIN_FROM = 4

    def __init__(self, phrases: Iterable[tuple[str, Value]] = ()) -> None:
        self._root: dict[str, _Node[Value]] = {}
        for phrase, value in phrases:
            self.add(phrase, value)

    def add(self, phrase: str, value: Value) -> None:
        """Also knows this phrase; the first value for it holds."""
        keys = keys_of(phrase)
        self._put(keys, value)
        plain = tuple(folded(key)[1] for key in keys)
        if plain != keys and sum(map(len, plain)) >= self.PLAIN_FROM:
            self._put(plain, value)

    def _put(self, keys: tuple[str, ...], value: Value) -> None:
        level = self._root
        for key in keys[:-1]:
            before = level.setdefault(key, _Node())
            if before.more is _NONE:
                before.more = {}
            level = before.more
        node = level.setdefault(keys[-1], _Node())
        if not node.ends:
            node.ends, node.value = True, value

    def at(self, tokens: Sequence[Token], place: int) -> tuple[int, Value] | None:
        """The longest phrase that begins at a token: the place after it, and its value."""
        level, found, here = self._root, None, place
        while here < len(tokens):
            token = tokens[here]
            if here > place and token.text in JOINING:
                here += 1
                continue
            node = level.get(token.low)
            if node is None:
                found = found or self._genitive(level, token.low, here)
                break
            here += 1
            if node.ends:
                found = (here, node.value)
            level = node.more
            if not level:
                break
        return found or self._genitive(self._root, tokens[place].low, place)

    def word(self, low: str) -> Value | None:
        """What one word stands for; None when it is no phrase."""
        node = self._root.get(low)
        return node.value if node and node.ends else None

    @staticmethod
    def _genitive(level: dict[str, _Node[Value]], low: str, here: int) -> tuple[int, Value] | None:
        node = level.get(low[:-1]) if low.endswith("s") and len(low) > 3 else None
        return (here + 1, node.value) if node and node.ends else None


_NONE: dict[str, Any] = {}
"""What follows most words: shared, and never added to."""


class _Node(Generic[Value]):
    __slots__ = ("ends", "more", "value")

    def __init__(self) -> None:
        self.ends = False
        self.value: Value = None  # type: ignore[assignment]
        self.more: dict[str, _Node[Value]] = _NONE


def begins_with(
    word: str, knows: Callable[[str], Value | None], shortest: int = 4
) -> tuple[str, str, Value] | None:
    """A compound's beginning that is known: it, the rest without a joining s, and its value.

    The longest beginning is taken. Words are bounded, so the work for one is too.
    """
    for length in range(min(len(word) - 1, LONGEST_WORD), shortest - 1, -1):
        value = knows(word[:length])
        if value is not None:
            return word[:length], word[length:], value
    return None


def near(word: str, other: str) -> bool:
    """Whether a word is another misspelt: one slip, or two in a long word; never the first letter.

    Swapped neighbours count as one slip, and so does a missing accent.
    """
    if word[:1] != other[:1]:
        return False
    allowed = 2 if len(other) >= 10 else 1
    return OSA.distance(word, other, score_cutoff=allowed) <= allowed
