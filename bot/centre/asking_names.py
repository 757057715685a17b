"""Names in a question: of languages, of the centre's organisations, of persons and firms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.centre.asking_words import (
    AT,
    JOINING,
    KNOWING,
    LEAST,
    MAYBE_SPOKEN,
    SPEAKERS,
    SPOKEN,
    small_words,
)
from bot.centre.model import Centre
from bot.centre.reading.words import Lexicon, Token
from bot.texts import language_names

BACK = 3
"""So many words before a language may stand what says that it is spoken."""
LONGEST_NAME = 5
"""Words of a name."""
BEGINNING = 4
"""Letters of a language's name by which who speaks it is recognised ("polsktalande")."""


def spoken_in(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The languages that somebody is to speak, by ISO 639 code, and where they are named."""
    for place, token in enumerate(tokens):
        code = _languages().get(token.low)
        if code is None:
            code = _speakers(token.low)
        elif not (_spoken(tokens, place) or _hyphened(tokens, place + 1)):
            code = None
        if code:
            yield place, code


def _hyphened(tokens: Sequence[Token], place: int) -> bool:
    """ "Polish-speaking": the language stands before the hyphen."""
    if not 0 < place < len(tokens) - 1:
        return False
    before, after = tokens[place - 1], tokens[place + 1]
    return before.low in _languages() and after.low in SPEAKERS


def _spoken(tokens: Sequence[Token], place: int) -> bool:
    before = [token.low for token in tokens[max(place - BACK, 0) : place]]
    after = tokens[place + 1].low if place + 1 < len(tokens) else ""
    if after in SPOKEN or any(word in SPOKEN for word in before):
        return True
    ends = not after or not after[0].isalpha() or after in JOINING or after in _languages()
    return ends and any(word in MAYBE_SPOKEN for word in before)


def _speakers(word: str) -> str:
    """The language of who speaks it: "polsktalande", "arabiskspråkig"."""
    ending = next((end for end in SPEAKERS if word.endswith(end)), word)
    beginning = word.removesuffix(ending)
    if len(beginning) < BEGINNING:
        return ""
    return next((code for name, code in _languages().items() if name.startswith(beginning)), "")


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    return {name: code for code, names in language_names().items() for name in names}


def language_code(name: str) -> str:
    """The language that somebody calls so in either language; empty where none is."""
    return _languages().get(name.strip().casefold(), "")


def organisations_in(centre: Centre, tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The centre's organisations that are named, and where."""
    names: Lexicon[str] = Lexicon()
    for organisation in centre.organisations:
        names.add(organisation.name, organisation.slug)
        names.add(organisation.short, organisation.slug)
    end = 0
    for place in range(len(tokens)):
        found = names.at(tokens, place) if place >= end else None
        if found is not None:
            end = found[0]
            yield from ((inside, found[1]) for inside in range(place, end))


def names_in(tokens: Sequence[Token], free: Sequence[int]) -> Iterator[str]:
    """What may be the name of a person or a firm, of the tokens that mean nothing else.

    Where somebody asks whom one knows "på" or "at" a place, what follows is a name however it is
    written; elsewhere capitals make one, but not at the beginning.
    """
    open_to = set(free)
    knows = any(token.low in KNOWING for token in tokens)
    place = 0
    while place < len(tokens):
        end = _run(tokens, place, open_to, lower=knows and _at(tokens, place))
        if end > place:
            yield _written(tokens[place:end])
            place = end
        else:
            place += 1


def _at(tokens: Sequence[Token], place: int) -> bool:
    """Whether a name in small letters may begin here: after "på", or right after "känner"."""
    if not place:
        return False
    before = tokens[place - 1].low
    return before in AT or before in KNOWING or before in ("någon", "nån", "anyone", "somebody")


def _run(tokens: Sequence[Token], place: int, free: set[int], *, lower: bool) -> int:
    """Where the name that begins here ends; `place` itself where none does."""
    end = place
    while end < len(tokens) and end - place < LONGEST_NAME and _part(tokens, end, free, lower):
        end += 1
    while end > place and not tokens[end - 1].is_word and not tokens[end - 1].is_figure:
        end -= 1
    alone = end == place + 1 and len(tokens[place].low) < LEAST
    first = place == 0 and end == 1 and not lower
    return place if alone or first else end


def _part(tokens: Sequence[Token], place: int, free: set[int], lower: bool) -> bool:
    token = tokens[place]
    if token.text in ("&", "-", "’", "'"):
        return not token.gap or token.text == "&"
    if place not in free or not (token.is_word or token.is_figure):
        return False
    if token.low in small_words() or token.plain in small_words():
        return False
    return lower or token.is_capital


def _written(tokens: Sequence[Token]) -> str:
    parts = [(" " if token.gap and at else "") + token.text for at, token in enumerate(tokens)]
    return "".join(parts)
