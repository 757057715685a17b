"""Whose a place, a size or a country is: the company's own, somebody else's, or of old.

The word that governs a mention mostly stands shortly before it, in the same clause ("kunden i
Hamburg", "företaget, som ligger i Vara"). So the nearest such word decides, and a clause's end
hides what stands before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from bot.centre.reading.data import table, wordlist
from bot.centre.reading.words import Token

Role = Literal["own", "indefinite", "self", "other", "linked", "acts", "former", "speaker", ""]
ROLES: tuple[Role, ...] = ("own", "self", "other", "linked", "acts", "former", "speaker")
"""Those that the table of words tells of."""

REACH = 9
"""Words that are looked back from a mention."""

STOPS = frozenset((";", ":", "(", ")", "–", "—", "•", "|"))
TURNS = wordlist("roles.turns")
VERBS = wordlist("roles.verbs")
WHICH = frozenset(("som", "där", "which", "who", "that", "where", "vilket", "vilka"))
FOR_ANOTHER = frozenset(("åt",))
ARTICLES = frozenset(("ett", "en", "a", "an", "the", "den", "det", "nåt", "något", "någon", "nån"))
INDEFINITE = frozenset(("ett", "en", "a", "an", "nåt", "något", "någon", "nån"))
POSSESSIVE = wordlist("roles.possessive")
SITTING = frozenset(("sitter", "jobbar", "arbetar", "work", "sit", "works", "åker"))
SHORTEST_COMPOUND = 7
SHORTEST_TAIL = 4
SHORT_FOR_COMPANY = "ftg"


@cache
def cues() -> dict[str, Role]:
    """The role that each cue word tells of."""
    raw = table("roles")
    found: dict[str, Role] = {}
    for role in ROLES:
        for word in raw[role]:
            found.setdefault(str(word).lower(), role)
    return found


@cache
def openers() -> frozenset[str]:
    """Who is the company itself where a text begins with them."""
    return frozenset(str(word).lower() for word in table("roles")["opening_own"])


@cache
def others_joined() -> frozenset[str]:
    """What tells of somebody else also as the end of a compound."""
    return frozenset(str(word).lower() for word in table("roles")["compound_other"])


@cache
def role_of(low: str) -> Role:
    """The role a word tells of, also as the end of a compound ("möbelföretaget")."""
    known = cues().get(low)
    if known is not None or len(low) < SHORTEST_COMPOUND:
        return known or ""
    for cut in range(1, len(low) - len(SHORT_FOR_COMPANY) + 1):
        tail = low[cut:]
        if (cues().get(tail) == "own" and len(tail) >= SHORTEST_TAIL) or tail == SHORT_FOR_COMPANY:
            return "own"
        if tail in others_joined():
            return "other"
    return ""


def governor(tokens: Sequence[Token], place: int, first: int = 0) -> tuple[Role, int]:
    """The role of what governs a token, and where the word stands that says so.

    `first` is the beginning of the sentence. No role and -1 where nothing says it.
    """
    for here in range(place - 1, max(first, place - REACH) - 1, -1):
        token = tokens[here]
        if token.text in STOPS or (token.text == "," and _ends_clause(tokens, here, place)):
            break
        role = role_of(token.low)
        if token.low == "up" and here > first and tokens[here - 1].text == "-":
            role = "own"
        if here <= 4 and first == 0 and token.low in openers() and not _owned(tokens, here):
            return "indefinite", here
        if role == "self" and _speaks(tokens, here):
            return "speaker", here
        if role and not _empty(tokens, here, role):
            return (_for_whom(tokens, here, first) if role == "own" else role), here
        if token.low in TURNS and not _lists(tokens, here, place):
            break
    return "", -1


def _for_whom(tokens: Sequence[Token], here: int, first: int) -> Role:
    """Whether a company is the own one, one among others, or one that something is done for.

    "Åt ett företag" is done for another; "en firma" may be another where "vi" speak of ourselves.
    """
    for before in range(here - 1, max(first, here - 4) - 1, -1):
        low = tokens[before].low
        if low in ARTICLES:
            other = before > first and tokens[before - 1].low in FOR_ANOTHER
            return "other" if other else "indefinite" if low in INDEFINITE else "own"
        if not tokens[before].is_word or role_of(low):
            break
    return "other" if here > first and tokens[here - 1].low in FOR_ANOTHER else "own"


def _ends_clause(tokens: Sequence[Token], here: int, place: int) -> bool:
    after = tokens[here + 1].low if here + 1 < place else ""
    if after in WHICH:
        return False
    return any(tokens[between].low in VERBS for between in range(here + 1, place))


def _lists(tokens: Sequence[Token], here: int, place: int) -> bool:
    """Whether an "och" only joins two names ("i Borås och Varberg")."""
    return place - here <= 2 and here > 0 and tokens[here - 1].is_capital


def _empty(tokens: Sequence[Token], here: int, role: Role) -> bool:
    """Whether a word that could tell a role does not here: "US" is no "us"."""
    return tokens[here].low == "us" and tokens[here].text == "US"


def _owned(tokens: Sequence[Token], here: int) -> bool:
    """Whether somebody is ours or theirs ("vår leverantör")."""
    return any(token.low in POSSESSIVE for token in tokens[max(0, here - 3) : here])


def _speaks(tokens: Sequence[Token], here: int) -> bool:
    """Whether "jag" is the writer at work, and not the owner of a one-person firm."""
    after = tokens[here + 1].low if here + 1 < len(tokens) else ""
    return tokens[here].low in ("jag", "i") and after in SITTING
