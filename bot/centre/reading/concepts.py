"""Concepts: what words of one meaning have in common, in both languages.

The need is learnt from words, and most enquiries have words that nobody taught. A lexicon written
by hand says that "monter", "booth" and "ställa ut" are the same thing, so that what was learnt of
one holds for all. It tells no need: one concept may speak for several, and that is learnt.

In the table a trailing star lets a word also begin another ("monter*"), a leading star lets it end
one ("*intyg"); several words are a phrase, found by the words' stems. Accents count where they
were written, so that "län" is not "lån"; a word written without them is met by either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from bot.centre.reading.data import read
from bot.centre.reading.features import stem_of
from bot.centre.reading.words import JOINING, PIECE, Token, folded, tokens_of

PASSED_OVER = "passed-over"
"""Names the small words that may stand within a phrase and change nothing."""
NOTHING = "nothing"
"""Names the words that only look like a concept's ("mässing" is no fair)."""
ENDINGS = "endings"
"""Names what inflection may add to a word without making it another."""
RESERVED = (PASSED_OVER, NOTHING, ENDINGS)
"""Lists of the table that are no concepts."""

MOST_BETWEEN = 2
"""Small words passed over in a row."""

SHORTEST_INFLECTED = 4
"""Letters of a word that may take an ending; a shorter one is met as it stands."""
SHORTEST_BARE = 4
SHORTEST_BARE_PART = 5
"""Letters of a word, or of a part of one, that is also met without its accents."""
SHORTEST_FRONT = 2
"""Letters that a compound has before the end that is known."""

Names = tuple[str, ...]


def concepts(tokens: Sequence[Token]) -> list[tuple[str, int, int]]:
    """The concepts of a text: each one's name, its first token, and the token after its last.

    At each place the longest phrase counts, then the word. One word can stand for two concepts,
    a compound for the one of its beginning and the one of its end.
    """
    lexicon = _lexicon()
    found: list[tuple[str, int, int]] = []
    here = 0
    while here < len(tokens):
        last, names = lexicon.at(tokens, here)
        found.extend((name, here, last) for name in names if name != NOTHING)
        here = last
    return found


class _Node:
    __slots__ = ("begins", "more", "names")

    def __init__(self) -> None:
        self.names: Names = ()
        self.more: dict[str, _Node] = {}
        self.begins: dict[str, _Node] = {}


class _Parts:
    """Beginnings, or ends turned round, by their letters; the longest that fits is found."""

    def __init__(self) -> None:
        self.known: dict[str, Names] = {}
        self.longest = 0

    def add(self, part: str, names: Names) -> None:
        """Know what a word that begins so may be about; the first to say so stands."""
        self.known.setdefault(part, names)
        self.longest = max(self.longest, len(part))

    def of(self, word: str, most: int) -> tuple[int, Names]:
        """How many letters of a word are known, and what they may be about."""
        for length in range(min(most, self.longest), 1, -1):
            names = self.known.get(word[:length])
            if names:
                return length, names
        return 0, ()


class _Phrases:
    """Phrases by their words' stems, compiled for each beginning when it is first met: stemming
    them all would take longer than most texts take to read."""

    OPENING = 3
    """Letters that a stem leaves alone, so that a phrase is kept by them."""

    def __init__(self, between: frozenset[str]) -> None:
        self._between = between
        self._written: dict[str, list[tuple[str, str]]] = {}
        self._compiled: dict[str, _Node] = {}

    def add(self, phrase: str, name: str) -> None:
        """Also knows a phrase, as it is written in the table."""
        found = PIECE.match(phrase)
        first = folded(found.group())[1] if found else ""
        self._written.setdefault(first[: self.OPENING], []).append((phrase, name))

    def at(self, tokens: Sequence[Token], place: int) -> tuple[int, Names]:
        """The longest phrase that begins at a token: the place after it, and its names."""
        root = self._root(tokens[place].plain[: self.OPENING])
        return self._follow(root, tokens, place, place) if root else (place, ())

    def _root(self, opening: str) -> _Node | None:
        if opening not in self._written:
            return None
        root = self._compiled.get(opening)
        if root is None:
            root = _Node()
            for phrase, name in self._written[opening]:
                self._compile(root, phrase, name)
            self._compiled[opening] = root
        return root

    def _compile(self, node: _Node, phrase: str, name: str) -> None:
        words = [token for token in tokens_of(phrase) if token.text not in JOINING]
        for place, token in enumerate(words):
            inside = 0 < place < len(words) - 1
            if token.text == "*" or (inside and token.low in self._between):
                continue
            if place + 1 < len(words) and words[place + 1].text == "*":
                node = node.begins.setdefault(token.plain, _Node())
            else:
                node = node.more.setdefault(_key(token), _Node())
        node.names = _also(node.names, name)

    def _follow(
        self, node: _Node, tokens: Sequence[Token], here: int, first: int
    ) -> tuple[int, Names]:
        best = (here, node.names)
        if not node.more and not node.begins:
            return best
        for _ in range(MOST_BETWEEN + 1):
            while first < here < len(tokens) and tokens[here].text in JOINING:
                here += 1
            if here >= len(tokens):
                break
            for further in self._further(node, tokens[here]):
                found = self._follow(further, tokens, here + 1, first)
                if found[1] and found[0] > best[0]:
                    best = found
            if here == first or tokens[here].low not in self._between:
                break
            here += 1
        return best

    @staticmethod
    def _further(node: _Node, token: Token) -> Iterator[_Node]:
        known = node.more.get(_key(token))
        if known:
            yield known
        if node.begins:
            for length in range(len(token.plain), 1, -1):
                known = node.begins.get(token.plain[:length])
                if known:
                    yield known


class _Concepts:
    """The table as it is looked up."""

    def __init__(self, raw: dict[str, list[str]]) -> None:
        self._phrases = _Phrases(frozenset(raw[PASSED_OVER]))
        self._endings = frozenset(raw[ENDINGS])
        self._longest_ending = max(map(len, self._endings))
        self._words: dict[str, Names] = {}
        self._begins, self._ends = _Parts(), _Parts()
        words: dict[str, Names] = {}
        for name, phrases in raw.items():
            for phrase in () if name in (PASSED_OVER, ENDINGS) else phrases:
                if phrase.strip("*").isalpha():
                    low = phrase.lower()
                    words[low] = _also(words.get(low, ()), name)
                else:
                    self._phrases.add(phrase, name)
        self._keep(words)

    def _keep(self, words: dict[str, Names]) -> None:
        """First as they were written, then without accents, where no other word is meant."""
        for written, names in words.items():
            self._add(written, names)
        for written, names in words.items():
            plain = folded(written)[1]
            shortest = SHORTEST_BARE_PART if "*" in written else SHORTEST_BARE
            if plain != written and len(plain.strip("*")) >= shortest:
                self._add(plain, names)

    def _add(self, written: str, names: Names) -> None:
        word = written.strip("*")
        self._words.setdefault(word, names)
        if written.endswith("*"):
            self._begins.add(word, names)
        if written.startswith("*"):
            self._ends.add(word[::-1], names)

    def at(self, tokens: Sequence[Token], place: int) -> tuple[int, Names]:
        """What begins at a token: the place after it, and its names."""
        last, names = self._phrases.at(tokens, place)
        if names:
            return last, names
        token = tokens[place]
        return place + 1, self.word(token.low) if token.is_word else ()

    def word(self, low: str) -> Names:
        """The names of one word: itself, an inflection of it, or a compound with it."""
        names = self._words.get(low)
        if names:
            return names
        for length in range(1, min(self._longest_ending, len(low) - SHORTEST_INFLECTED) + 1):
            names = self._words.get(low[:-length]) if low[-length:] in self._endings else None
            if names:
                return names
        return self._compound(low)

    def _compound(self, low: str) -> Names:
        front, names = self._begins.of(low, len(low))
        back, ends = self._end(low)
        if NOTHING in names:
            return ()
        if front + back <= len(low):
            return names + tuple(name for name in ends if name not in names)
        return names if front >= back else ends

    def _end(self, low: str) -> tuple[int, Names]:
        best: tuple[int, Names] = (0, ())
        for length in range(min(self._longest_ending, len(low)) + 1):
            if length and low[-length:] not in self._endings:
                continue
            word = low[: len(low) - length]
            back, names = self._ends.of(word[::-1], len(word) - SHORTEST_FRONT)
            if back > best[0]:
                best = (back, names)
        return best


def _also(names: Names, name: str) -> Names:
    return names if name in names else (*names, name)


@lru_cache(maxsize=50_000)
def _stem(low: str) -> str:
    return folded(stem_of(low))[1]


def _key(token: Token) -> str:
    return _stem(token.low) if token.is_word else token.plain


@cache
def _lexicon() -> _Concepts:
    return _Concepts(read("concepts"))
