"""Where to: the countries, the EU or the part of the world that the case is about.

Where a company wants to go and where it sells already are both told, and the first goes before
the second. Where its suppliers, owners, machines and competitors come from is no market, nor is
the country at home.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.centre.reading.data import table, wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.words import JOINING, Token, begins_with
from bot.centre.reading.world import Name, capitals, names, wary

BEFORE_NAMES = wordlist("markets.before_names")
TAILS = tuple(sorted(wordlist("markets.tails"), key=len, reverse=True))
CLAUSE = wordlist("markets.clause")
LANGUAGE_BEFORE = wordlist("markets.language_before")
REACH = 10
SURE = {"wanted": 0.9, "plain": 0.75, "sold": 0.6}


@dataclass(frozen=True, slots=True)
class Mention:
    """A country or region in the text: the tokens, and what it is to the company."""

    name: Name
    first: int
    last: int
    dealing: str


def read_markets(text: Prepared) -> Iterable[Finding]:
    """The markets, each once; those sold to already only where no others are told."""
    home = text.centre.markets.home
    mentions = [
        m for m in mentions_of(text) if m.dealing != "origin" and home not in m.name.countries
    ]
    countries = [m for m in mentions if m.name.countries]
    regions = [m for m in mentions if m.name.region]
    wanted = [m for m in mentions if m.dealing != "sold"]
    kept = _wanted_first(countries, wanted)
    yield from _findings(text, kept)
    if not kept or all(m.dealing == "sold" for m in kept):
        yield from _regions(text, [m for m in regions if not kept or m.dealing != "sold"])


def _wanted_first(mentions: list[Mention], wanted: list[Mention]) -> list[Mention]:
    if any(m in wanted for m in mentions):
        return [m for m in mentions if m in wanted]
    if any(m.name.region for m in wanted):
        return []
    return mentions


def _findings(text: Prepared, mentions: list[Mention]) -> Iterator[Finding]:
    known = text.centre.markets.countries
    told: set[str] = set()
    for mention in sorted(mentions, key=lambda m: (-SURE[m.dealing], m.first)):
        for code in mention.name.countries:
            if code not in told and code in known:
                told.add(code)
                yield text.finding(
                    "market", code, mention.first, mention.last, SURE[mention.dealing]
                )


def _regions(text: Prepared, mentions: list[Mention]) -> Iterator[Finding]:
    known = {region.slug for region in text.centre.markets.regions}
    told: set[str] = set()
    for mention in mentions:
        slug = mention.name.region
        if slug not in told and slug in known:
            told.add(slug)
            yield text.finding(
                "market_region", slug, mention.first, mention.last, SURE[mention.dealing]
            )


def mentions_of(text: Prepared) -> Iterator[Mention]:
    """Every country, people, city and region that is named, from left to right."""
    tokens, place = text.tokens, 0
    while place < len(tokens):
        found = _named(tokens, place)
        if found is None:
            place += 1
            continue
        last, name = found
        dealing = _dealing(text, name, place, last)
        if dealing:
            yield Mention(name, place, last, dealing)
        place = last


def _named(tokens: tuple[Token, ...], place: int) -> tuple[int, Name] | None:
    token = tokens[place]
    if not token.is_word:
        return None
    found = names().at(tokens, place)
    if found is None:
        joined = begins_with(token.low, names().word, 3) if len(token.low) > 6 else None
        if joined and joined[2].sort in ("country", "region") and _tail(joined[1]):
            return place + 1, joined[2]
        return None
    last, name = found
    words = token.low if last == place + 1 else " ".join(t.low for t in tokens[place:last])
    before = tokens[place - 1].low if place else ""
    if words in capitals() and not token.is_capital:
        return None
    if words in ("us", "la", "eu", "uk") and words != "eu" and not token.text.isupper():
        return None
    if (words in wary() or name.sort == "city") and not token.is_capital:
        return None
    if words in wary() and before not in BEFORE_NAMES:
        return None
    return found


def _tail(rest: str) -> bool:
    rest = rest.removeprefix("s")
    return any(rest.startswith(tail) for tail in TAILS)


@cache
def dealings() -> dict[str, str]:
    """What each word tells of a country near it."""
    raw = table("dealings")
    found: dict[str, str] = {}
    for dealing in ("wanted", "sold", "origin"):
        for word in raw[dealing]:
            found.setdefault(str(word).lower(), dealing)
    return found


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(str(word).lower() for word in table("dealings")[key])


def _dealing(text: Prepared, name: Name, first: int, last: int) -> str:
    """What a mention is to the company; empty when it is no market at all here."""
    tokens, sentence = text.tokens, text.sentence_of[first]
    before = tokens[first - 1].low if first > sentence.first else ""
    after = _after(tokens, last, sentence.last)
    if name.sort == "union":
        if (
            after in _listed("not_union")
            or before in ("utanför", "outside")
            or (before == "the" and first > 1 and tokens[first - 2].low == "outside")
        ):
            return ""
    if name.sort == "adjective":
        if before in LANGUAGE_BEFORE or after in _listed("adjective_origin"):
            return ""
        if after in dealings() and dealings()[after] == "wanted":
            return "wanted"
    return _by_cues(tokens, sentence.first, first)


def _after(tokens: tuple[Token, ...], last: int, end: int) -> str:
    here = last
    while here < end and tokens[here].text in JOINING:
        here += 1
    return tokens[here].low if here < end else ""


def _by_cues(tokens: tuple[Token, ...], start: int, first: int) -> str:
    """What the nearest telling word before a mention says of it."""
    here = first - 1
    sold = False
    while here >= start and here >= first - REACH:
        token = tokens[here]
        if token.low in CLAUSE:
            break
        told = dealings().get(token.low, "")
        if told == "sold":
            sold = True
        elif told and not (token.low in ("in", "till", "to", "ut", "från") and here == first - 1):
            return "sold" if sold and told == "wanted" and first - here > 4 else told
        here -= 1
    return "sold" if sold else "plain"
