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

Role = Literal["own", "other", "former", "speaker", ""]

REACH = 9
"""Words that are looked back from a mention."""

STOPS = frozenset((";", ":", "(", ")", "–", "—", "•", "|"))
TURNS = wordlist("roles.turns")
WHICH = frozenset(("som", "där", "which", "who", "that", "where", "vilket", "vilka"))


@cache
def cues() -> dict[str, Role]:
    """The role that each cue word tells of."""
    raw = table("roles")
    found: dict[str, Role] = {}
    roles: tuple[Role, ...] = ("own", "other", "former", "speaker")
    for role in roles:
        for word in raw[role]:
            found.setdefault(str(word).lower(), role)
    return found


@cache
def role_of(low: str) -> Role:
    """The role a word tells of, also as the end of a compound ("möbelföretaget")."""
    known = cues().get(low)
    if known is not None or len(low) < 7:
        return known or ""
    for cut in range(1, len(low) - 3):
        known = cues().get(low[cut:])
        if known in ("own", "other") and len(low) - cut >= 4:
            return known
    return ""


def governor(tokens: Sequence[Token], place: int, first: int = 0) -> tuple[Role, int]:
    """The role of what governs a token, and where the word stands that says so.

    `first` is the beginning of the sentence. No role and -1 where nothing says it.
    """
    here, comma = place - 1, False
    while here >= first and here >= place - REACH:
        token = tokens[here]
        if token.text in STOPS:
            break
        if token.text == ",":
            after = tokens[here + 1].low if here + 1 < place else ""
            if after not in WHICH and _has_verb(tokens, here + 1, place):
                break
            comma = True
        role = role_of(token.low)
        if role and not _empty(tokens, here, role):
            return role, here
        if token.low in TURNS and not _lists(tokens, here, place):
            break
        here -= 1
    return "", -1


def _lists(tokens: Sequence[Token], here: int, place: int) -> bool:
    """Whether an "och" only joins two names ("i Borås och Varberg")."""
    return place - here <= 2 and here > 0 and tokens[here - 1].is_capital


VERBS = wordlist("roles.verbs")


def _has_verb(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any(tokens[here].low in VERBS for here in range(first, last))


def _empty(tokens: Sequence[Token], here: int, role: Role) -> bool:
    """Whether a word that could tell a role does not here: the preposition "i" is no speaker."""
    low = tokens[here].low
    if low == "i":
        return not (tokens[here].text == "I" and here + 1 < len(tokens)
                    and tokens[here + 1].low in ("am", "sit", "work", "live", "m", "'m", "’m"))  # fmt: skip
    return low in ("us", "used") and tokens[here].text == "US"
