"""Where to: the countries, the EU or the part of the world that the case is about.

Where a company wants to go and where it sells already are both told, and the first goes before
the second. Where its suppliers, owners, machines and competitors come from is no market, nor is
the country at home. The EU as a whole, and fairs or rules that belong to a country, count where
no country is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.centre.reading.data import wordlist
from bot.centre.reading.dealing import Dealing, dealing_of, inherits, lasts
from bot.centre.reading.findings import Finding
from bot.centre.reading.heads import heads_of
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.words import Token, begins_with
from bot.centre.reading.world import Name, by_code, capitals, names, wary

BEFORE_NAMES = wordlist("markets.before_names")
TAILS = tuple(wordlist("markets.tails"))
SURE: dict[str, float] = {"wanted": 0.9, "plain": 0.75, "sold": 0.6}
PROFILE_SIGNS = frozenset(",(–-/.")
PLACES = ("country", "city")
SURE_SIGN = 0.55
SURE_UNION = 0.65


@dataclass(frozen=True, slots=True)
class Mention:
    """A country or region in the text: the tokens, and what it is to the company."""

    name: Name
    first: int
    last: int
    dealing: Dealing


def read_markets(text: Prepared) -> Iterable[Finding]:
    """The markets, each once; those sold to already only where no others are told."""
    mentions = [m for m in mentions_of(text) if m.dealing in SURE]
    named = [m for m in mentions if m.name.countries and m.name.sort not in ("union", "sign")]
    regions = [m for m in mentions if m.name.region]
    aimed = _surest(named)
    if aimed:
        yield from _findings(text, (*aimed, *_also_union(text, mentions, aimed)))
        return
    wide = [m for m in mentions if m.name.sort == "union" and m.dealing != "sold"]
    far = [m for m in regions if m.dealing != "sold"]
    if wide or far:
        yield from _regions(text, far)
        yield from () if far else _findings(text, wide)
    elif named:
        yield from _findings(text, named)
    elif regions:
        yield from _regions(text, regions)
    else:
        yield from _findings(text, mentions)


def _surest(named: list[Mention]) -> list[Mention]:
    """Of the countries told, those that the case is about.

    What is wanted goes before what is merely named; a country before a people or an adjective,
    which often stand for a competitor or a paper ("italienarna kan det", "ett tyskt intyg").
    """
    wanted = [m for m in named if m.dealing == "wanted"]
    plain = [m for m in named if m.dealing == "plain"]
    places = [m for m in plain if m.name.sort in PLACES]
    adjectives = [m for m in wanted if m.name.sort == "adjective"]
    sure = [m for m in wanted if m.name.sort in PLACES]
    return sure or adjectives or places or wanted or plain


def _also_union(text: Prepared, mentions: list[Mention], aimed: list[Mention]) -> list[Mention]:
    """The EU beside a country: only where both are wanted in one breath ("EU och USA")."""
    begins, ends = {a.first for a in aimed}, {a.last for a in aimed}
    return [
        m
        for m in mentions
        if m.name.sort == "union"
        and m.dealing == "wanted"
        and (m.first - 1 in ends or m.last + 1 in begins)
    ]


def _findings(text: Prepared, mentions: Sequence[Mention]) -> Iterator[Finding]:
    known = text.centre.markets.countries
    told: set[str] = set()
    for mention in sorted(mentions, key=lambda m: (-_sure(m), m.first)):
        for code in mention.name.countries:
            if code not in told and code in known:
                told.add(code)
                yield text.finding("market", code, mention.first, mention.last, _sure(mention))


def _sure(mention: Mention) -> float:
    sure = SURE[mention.dealing]
    if mention.name.sort == "sign":
        return min(sure, SURE_SIGN)
    return min(sure, SURE_UNION) if mention.name.sort == "union" else sure


def _regions(text: Prepared, mentions: list[Mention]) -> Iterator[Finding]:
    known = {region.slug for region in text.centre.markets.regions}
    told: set[str] = set()
    for mention in mentions:
        slug = mention.name.region
        if slug not in told and slug in known:
            told.add(slug)
            yield text.finding("market_region", slug, mention.first, mention.last, _sure(mention))


def mentions_of(text: Prepared) -> tuple[Mention, ...]:
    """Every country, people, city and region that is named, from left to right."""
    tokens, place, home = text.tokens, 0, text.centre.markets.home
    found: list[Mention] = []
    while place < len(tokens):
        named = _named(tokens, place)
        if named is None:
            place += 1
            continue
        last, name = named
        if home not in name.countries:
            found.append(Mention(name, place, last, dealing_of(text, name, place, last)))
        place = last
    return tuple(_settled(text, _listed(text, found)))


def _listed(text: Prepared, mentions: list[Mention]) -> list[Mention]:
    """The mentions, those in a list being to the company what its first one is."""
    found: list[Mention] = []
    for mention in mentions:
        before = found[-1] if found else None
        joined = before and before.dealing and inherits(text.tokens, before.last, mention.first)
        found.append(replace(mention, dealing=before.dealing) if before and joined else mention)
    return found


def _settled(text: Prepared, mentions: list[Mention]) -> Iterator[Mention]:
    """The mentions, those in a company's profile or with "sedan länge" after them as sold to."""
    profiles = {text.sentence_of[head.first] for head in heads_of(text)}
    going = False
    for place in range(len(mentions) - 1, -1, -1):
        mention = mentions[place]
        sentence = text.sentence_of[mention.first]
        after = mentions[place + 1] if place + 1 < len(mentions) else None
        joined = after is not None and inherits(text.tokens, mention.last, after.first)
        going = lasts(text.tokens, mention.last, sentence.last) or (going and joined)
        before = text.tokens[mention.first - 1].text if mention.first else ""
        bare = mention.dealing == "plain" and mention.name.sort == "country"
        profile = bare and sentence in profiles and before in PROFILE_SIGNS
        plain = mention.dealing in ("plain", "sold")
        if plain and (going or profile):
            mentions[place] = replace(mention, dealing="sold")
    return iter(_listed(text, mentions))


def _named(tokens: tuple[Token, ...], place: int) -> tuple[int, Name] | None:
    if not tokens[place].is_word:
        return None
    found = names().at(tokens, place) or _coded(tokens, place)
    if found is None:
        return _joined(tokens[place], place)
    return found if _stands(tokens, place, *found) else None


def _joined(token: Token, place: int) -> tuple[int, Name] | None:
    """A compound that begins with a country ("Tysklandsmarknaden")."""
    if len(token.low) < 7:
        return None
    found = begins_with(token.low, names().word, 3)
    if found is None or found[2].sort not in ("country", "region"):
        return None
    return (place + 1, found[2]) if found[1].removeprefix("s").startswith(TAILS) else None


def _coded(tokens: tuple[Token, ...], place: int) -> tuple[int, Name] | None:
    """A two-letter code in a row of such ("CH+UK+NO", "(IT, DE, NO)")."""
    code = by_code().get(tokens[place].text)
    if code is None:
        return None
    for sign, beyond in ((place - 1, place - 2), (place + 1, place + 2)):
        if not 0 <= min(sign, beyond) <= max(sign, beyond) < len(tokens):
            continue
        if tokens[sign].text in ("+", "/", ",") and tokens[beyond].text in by_code():
            return place + 1, code
    return None


def _stands(tokens: tuple[Token, ...], place: int, last: int, name: Name) -> bool:
    """Whether a name means the place here, and not the word that is spelt the same."""
    token = tokens[place]
    written = " ".join(t.low for t in tokens[place:last])
    before = tokens[place - 1].low if place else ""
    if written in capitals():
        return token.text.isupper() or (len(written) > 3 and token.is_capital) or written == "eu"
    if written in wary():
        return token.is_capital and before in BEFORE_NAMES
    if name.sort == "city" and not token.is_capital:
        return len(written) > 4 and before in BEFORE_NAMES
    return True
