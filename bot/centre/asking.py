"""What a question to colleagues is about: "vem kan Polen och livsmedel?", "who does carnets".

Such a question is short and names things: a need by one of its topics, a market, a place, a
language, an organisation, somebody's name. What is left of it is kept as words, since what a
member or a contact is good at is often said in words of its own. Pure, and linear in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.centre.asking_names import names_in, organisations_in, spoken_in
from bot.centre.asking_topics import countries_in, needs_in, sectors_in
from bot.centre.asking_words import (
    DOING,
    LEAST,
    MOST,
    POINTING,
    CentreKey,
    small_words,
    words_of,
)
from bot.centre.model import OUTSIDE, Centre
from bot.centre.reading import Reader, Reading
from bot.centre.reading.words import Token, tokens_of

LONGEST = 1000
"""Characters of a question that are looked at: nobody asks a colleague at greater length."""
FEW_WORDS = 60
"""A question to colleagues has no more words; what is longer tells of a company."""
OPENING = 12
"""Within so many words it says that it is one."""
WORDS = 12
"""So many of its own words are looked for."""
LIKELY, TOLD = 0.85, 2
"""How sure the reader of enquiries must be of a need that no topic names, and how many words of
its own a question must have for that: the reader learnt from longer texts."""


@dataclass(frozen=True)
class Asked:
    """What a question is about, by codes; `names` and `words` as they were written.

    `regions` are parts of the world, `places` municipalities (`outside` where one is not of the
    centre's), `languages` ISO 639 codes. `about` tells whether a company's own matter stands in
    it, that could become a case.
    """

    text: str = ""
    needs: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    outside: bool = False
    about: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing in it can be looked for."""
        return not any(
            (
                self.needs,
                self.markets,
                self.regions,
                self.places,
                self.languages,
                self.organisations,
                self.names,
                self.words,
            )
        )


def ask(centre: Centre, text: str) -> Asked:
    """What a question is about, as far as it can be read."""
    return _asked(CentreKey(centre), text[:LONGEST])


@lru_cache(maxsize=64)
def _asked(key: CentreKey, text: str) -> Asked:
    centre = key.centre
    tokens = tokens_of(text)
    spoken = dict(spoken_in(tokens))
    reading = Reader.of(centre).read(text)
    taken = set(spoken)
    found = _read(centre, reading, tokens, taken)
    desks = dict(organisations_in(centre, tokens))
    taken |= set(desks)
    topics = dict(needs_in(centre, tokens))
    free = [place for place in range(len(tokens)) if place not in taken]
    words = [place for place in free if _telling(tokens[place])]
    names = tuple(names_in(tokens, [place for place in free if place not in topics]))
    return Asked(
        text=text.strip(),
        needs=_needs(reading, topics, told=len(words) >= TOLD and not names),
        markets=found["market"],
        regions=found["market_region"],
        places=tuple(p for p in found["municipality"] if p in centre.geography.by_name),
        sectors=tuple(dict.fromkeys(sectors_in(centre, tokens))),
        languages=tuple(dict.fromkeys(spoken.values())),
        organisations=tuple(dict.fromkeys(desks.values())),
        names=names,
        words=tuple(dict.fromkeys(tokens[place].text for place in words))[:WORDS],
        outside=OUTSIDE in found["municipality"],
        about=bool(found["municipality"]) or any(_company(token) for token in tokens),
    )


def _read(
    centre: Centre, reading: Reading, tokens: Sequence[Token], taken: set[int]
) -> dict[str, tuple[str, ...]]:
    """Markets and places, and in `taken` the tokens that they were read from."""
    found: dict[str, list[str]] = {"market": [], "market_region": [], "municipality": []}
    for finding in sorted(reading.findings, key=lambda finding: finding.start):
        if finding.question not in found:
            continue
        here = {
            place
            for place, token in enumerate(tokens)
            if token.start < finding.end and finding.start < token.end
        }
        if here & taken:
            continue
        taken |= here
        found[finding.question].append(finding.code)
    if not found["market"] and not found["market_region"]:
        for place, code in countries_in(centre, tokens):
            if place not in taken:
                taken.add(place)
                found["market"].append(code)
    return {question: tuple(dict.fromkeys(codes)) for question, codes in found.items()}


def _needs(reading: Reading, topics: dict[int, str], *, told: bool) -> tuple[str, ...]:
    """Those that a topic names; else, where the matter is told, the one the reader is sure of."""
    if topics:
        return tuple(dict.fromkeys(topics[place] for place in sorted(topics)))
    return tuple(need.code for need in reading.needs[:1] if told and need.sure >= LIKELY)


def _telling(token: Token) -> bool:
    known = small_words()
    return (
        token.is_word
        and LEAST <= len(token.text) <= MOST
        and token.low not in known
        and token.plain not in known
    )


def _company(token: Token) -> bool:
    """Whether a company is spoken of whose matter it may be."""
    return token.low in _COMPANIES


_COMPANIES = words_of(
    "företag företaget bolag bolaget kund kunden firma company firm client customer"
)


def is_question(text: str) -> bool:
    """Whether words to the bot are a question to colleagues, and no company's own story.

    One that opens with "finns det någon som ..." or "does anyone know ..." counts, with or
    without a question mark.
    """
    if len(text) > LONGEST:
        return False
    tokens = [token for token in tokens_of(text) if token.is_word]
    if not tokens or len(tokens) > FEW_WORDS:
        return False
    opening = tokens[:OPENING]
    return any(_points(opening, place) for place in range(len(opening)))


def _points(tokens: Sequence[Token], place: int) -> bool:
    """Whether somebody is asked for here, and for what they do."""
    if tokens[place].low not in _SOMEBODY and tokens[place].plain not in _SOMEBODY:
        return False
    near = tokens[max(place - 3, 0) : place + 4]
    return any(token.low in DOING for token in near if token is not tokens[place])


_SOMEBODY = POINTING - words_of("finns does is are was were något nåt which vilket")
