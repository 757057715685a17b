"""Needs, sectors and countries that a question names, by the words of the centre file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.centre.asking_words import CentreKey, words_of
from bot.centre.model import Centre
from bot.centre.reading.words import JOINING, Lexicon, Token, keys_of
from bot.texts import LANGUAGES, country_name

WITHIN = 5
"""Letters from which a topic is found within a longer word, too ("förtullning")."""
ENDINGS = words_of("s a e n t r en et er ar or na ad de es ens ets ers ars orna arna erna ing ed")
"""What a short topic may have after it: it is the same word then."""
GENERAL = frozenset(("other", "service"))
"""Sectors whose names are words of everyday use."""


@dataclass(frozen=True)
class Topic:
    """A topic as it is looked up: all its words but the last as they are, the last also longer."""

    before: tuple[str, ...]
    last: str
    need: str

    def at(self, tokens: Sequence[Token], place: int) -> bool:
        """Whether it begins at a token."""
        end = place + len(self.before)
        if end >= len(tokens):
            return False
        here = (token.low for token in tokens[place:end])
        return all(map(str.__eq__, here, self.before)) and _is(self.last, tokens[end])


def needs_in(centre: Centre, tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The need that each token names, where it begins one of its topics; the longest topic wins."""
    topics = _topics(CentreKey(centre))
    places = [place for place, token in enumerate(tokens) if token.text not in JOINING]
    words = [tokens[place] for place in places]
    for at, place in enumerate(places):
        if not words[at].is_word:
            continue
        found = next((topic for topic in topics if topic.at(words, at)), None)
        if found is not None:
            yield place, found.need


def sectors_in(centre: Centre, tokens: Sequence[Token]) -> Iterator[str]:
    """The sectors named by one of the words of their names."""
    names = _sectors(CentreKey(centre))
    for before, token in zip((None, *tokens), tokens, strict=False):
        if before is not None and before.text in JOINING and not token.gap:
            continue
        for name, code in names:
            if token.low == name or (token.low.startswith(name) and _ending(token.low, name)):
                yield code


def countries_in(centre: Centre, tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The countries named as they are called in either language, and where."""
    lexicon = _countries(CentreKey(centre))
    for place in range(len(tokens)):
        found = lexicon.at(tokens, place)
        if found is not None:
            yield place, found[1]


def _is(topic: str, token: Token) -> bool:
    """Whether a word is a topic's: itself, inflected, or (long ones) in a compound."""
    low = token.low
    if low == topic or (low.startswith(topic) and _ending(low, topic)):
        return True
    if len(topic) < WITHIN:
        return False
    return low.startswith(topic) or topic in low or token.plain.startswith(topic)


def _ending(low: str, topic: str) -> bool:
    return low[len(topic) :] in ENDINGS


@lru_cache(maxsize=8)
def _topics(key: CentreKey) -> tuple[Topic, ...]:
    """Every topic of the centre, and the needs' own names, the longest first."""
    found: dict[tuple[str, ...], str] = {}
    for need in key.centre.needs:
        if need.retired:
            continue
        names = (need.label.sv, need.label.en)
        for phrase in (*need.topics.sv, *need.topics.en, *names):
            found.setdefault(keys_of(phrase), need.code)
    ranked = sorted(found, key=lambda keys: -sum(map(len, keys)))
    return tuple(Topic(keys[:-1], keys[-1], found[keys]) for keys in ranked if keys)


@lru_cache(maxsize=8)
def _sectors(key: CentreKey) -> tuple[tuple[str, str], ...]:
    if not key.centre.has_question("sector"):
        return ()
    found = []
    for code in key.centre.question("sector").codes:
        if code.code in GENERAL:
            continue
        for name in (code.label.sv, code.label.en):
            parts = re.split(r" och | and |, ", name.casefold())
            found += [(part.strip(), code.code) for part in parts if " " not in part.strip()]
    return tuple(found)


@lru_cache(maxsize=8)
def _countries(key: CentreKey) -> Lexicon[str]:
    lexicon: Lexicon[str] = Lexicon()
    for code in sorted(key.centre.markets.countries - {key.centre.markets.home}):
        for lang in LANGUAGES:
            lexicon.add(country_name(code, lang), code)
    return lexicon
