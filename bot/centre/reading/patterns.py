"""Answers told by words near each other: "banken … nej", "inte … betalat", "bilen … tullen".

A pattern is a few groups of words; it is met where one word of each stands within so many words
in one sentence, in whatever order, and nothing in the sentence bars it. People tell such things
in endless ways, but with these words.
Each token is looked up once, and a pattern remembers only where it last saw each of its groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.centre.reading.data import table
from bot.centre.reading.findings import Finding
from bot.centre.reading.parts import Sentence
from bot.centre.reading.prepared import Prepared

SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Pattern:
    """What it tells, how sure, and within how many words its groups stand together."""

    question: str
    code: str
    sure: float
    within: int
    groups: int
    unless: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Patterns:
    """All patterns, and which group of which pattern a word or the beginning of one belongs to."""

    patterns: tuple[Pattern, ...]
    words: dict[str, tuple[tuple[int, int], ...]]
    stems: dict[str, tuple[tuple[int, int], ...]]

    def of(self, low: str) -> Iterator[tuple[int, int]]:
        """The pattern and group of everything that a word belongs to."""
        yield from self.words.get(low, ())
        if not low[:1].isalnum():
            return
        for length in range(SHORTEST_STEM, min(len(low), 24) + 1):
            yield from self.stems.get(low[:length], ())


@cache
def known() -> Patterns:
    """The packaged patterns, put together once."""
    raw = dict(table("patterns"))
    named = {name: members.split(",") for name, members in raw.pop("groups").items()}
    patterns: list[Pattern] = []
    words: dict[str, list[tuple[int, int]]] = defaultdict(list)
    stems: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for question, codes in raw.items():
        for code, lines in codes.items():
            for line in lines:
                sure, within, rest = line.split(" ", 2)
                told, _, barred = rest.partition("!")
                groups = [group.strip() for group in told.split("|")]
                number = len(patterns)
                unless = frozenset(_words(barred, named))
                patterns.append(
                    Pattern(question, code, float(sure), int(within), len(groups), unless)
                )
                for place, group in enumerate(groups):
                    for word in _words(group, named):
                        bare = word.lower()
                        into = stems if bare.endswith("*") else words
                        into[bare.rstrip("*")].append((number, place))
    return Patterns(
        tuple(patterns),
        {word: tuple(each) for word, each in words.items()},
        {stem: tuple(each) for stem, each in stems.items() if len(stem) >= SHORTEST_STEM},
    )


def _words(group: str, named: dict[str, list[str]]) -> Iterator[str]:
    """The words of a group, a group's name standing for its words."""
    for word in filter(None, (each.strip() for each in group.split(","))):
        yield from named.get(word) or (word,)


def read_patterns(text: Prepared) -> Iterable[Finding]:
    """The surest answer to each question that some pattern tells."""
    best: dict[str, Finding] = {}
    for sentence in text.sentences:
        for finding in _met(text, sentence):
            if finding.question not in best or finding.sure > best[finding.question].sure:
                best[finding.question] = finding
    yield from best.values()


def _met(text: Prepared, sentence: Sentence) -> Iterator[Finding]:
    patterns = known()
    said = {token.low for token in text.tokens[sentence.first : sentence.last]}
    seen: dict[int, dict[int, int]] = defaultdict(dict)
    for here in range(sentence.first, sentence.last):
        for number, group in patterns.of(text.tokens[here].low):
            places = seen[number]
            places[group] = here
            pattern = patterns.patterns[number]
            if len(set(places.values())) < pattern.groups or said & pattern.unless:
                continue
            first = min(places.values())
            if here - first <= pattern.within:
                yield text.finding(pattern.question, pattern.code, first, here + 1, pattern.sure)
