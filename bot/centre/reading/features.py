"""What the needs are learnt by: words by their stems, pairs of them, and pieces of words.

Pieces make compounds, inflections and misspellings resemble what was learnt; they are taken from
the word without its accents, since many write so in haste. The same function serves training and
reading, so that both see a text alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from threading import local

import snowballstemmer

from bot.centre.reading.words import Token

PIECES = (3, 4, 5)
"""How many letters the pieces of words have."""
MOST_TOKENS = 400
"""Words that are read of one sentence. Nobody writes longer ones; a hostile text may."""

_kept = local()


def features(tokens: Sequence[Token]) -> set[str]:
    """The features of a sentence."""
    found: set[str] = set()
    before = "^"
    for token in tokens[:MOST_TOKENS]:
        stem = _key_of(token)
        if not stem:
            continue
        found.add(stem)
        found.add(f"{before} {stem}")
        if token.is_word:
            found.update(_pieces(token.plain))
        before = stem
    found.add(f"{before} $")
    return found


def _key_of(token: Token) -> str:
    if token.is_word:
        return stem_of(token.low)
    if token.is_figure:
        return "#"
    return token.text if token.text in "?%€$" else ""


@lru_cache(maxsize=50_000)
def stem_of(low: str) -> str:
    """The stem of a word in small letters, by the rules for Swedish. English fares well enough."""
    stemmer = getattr(_kept, "stemmer", None)
    if stemmer is None:
        stemmer = _kept.stemmer = snowballstemmer.stemmer("swedish")
    return str(stemmer.stemWord(low))


@lru_cache(maxsize=50_000)
def _pieces(plain: str) -> tuple[str, ...]:
    return tuple(_cut(f"<{plain}>"))


def _cut(word: str) -> Iterator[str]:
    for size in PIECES:
        for place in range(len(word) - size + 1):
            yield f"~{word[place : place + size]}"
