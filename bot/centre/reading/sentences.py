"""The sentences of an enquiry as the learnt part sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from bot.centre.reading.concepts import concepts
from bot.centre.reading.features import MOST_TOKENS, features
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.words import Token

CONCEPT = "@"
"""Begins a feature that is a concept's name."""
FEWEST_WORDS = 2
MOST_SENTENCES = 60
"""How many sentences are read; a longer text is read from its beginning."""


def sentences(text: Prepared) -> tuple[tuple[Token, ...], ...]:
    """The sentences that say something; the whole text where none does."""
    found = tuple(_telling(text))
    return found or (text.tokens,)


def _telling(text: Prepared) -> Iterator[tuple[Token, ...]]:
    for sentence in text.sentences[:MOST_SENTENCES]:
        tokens = text.tokens[sentence.first : sentence.last]
        if sum(token.is_word for token in tokens) >= FEWEST_WORDS:
            yield tokens


def features_of(text: Prepared) -> list[frozenset[str]]:
    """The features of each sentence."""
    return [_features(tokens) for tokens in sentences(text)]


def whole(text: Prepared) -> frozenset[str]:
    """The features of the enquiry as one."""
    return _features(text.tokens)


def _features(tokens: Sequence[Token]) -> frozenset[str]:
    """The words and their pieces, and what they mean: each concept, and each with the next."""
    names = [f"{CONCEPT}{name}" for name, _, _ in concepts(tokens[:MOST_TOKENS])]
    pairs = (f"{one} {other}" for one, other in pairwise(names))
    return frozenset(chain(features(tokens), names, pairs))
