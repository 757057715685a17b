"""How far a company is on its export journey, from the countries it is said to sell to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.centre.reading.data import wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.markets import mentions_of
from bot.centre.reading.prepared import Prepared

COUNTRIES = wordlist("standing.countries")
HERE = wordlist("standing.here")
SELDOM = wordlist("standing.seldom")
FEW = 3


def read_standing(text: Prepared) -> Iterable[Finding]:
    """The stage, where it can be reckoned; what is said of it in words is read elsewhere."""
    yield from _numbered(text)
    yield from _listed(text)


def _numbered(text: Prepared) -> Iterator[Finding]:
    """ "säljer till sju länder", "customers in eleven countries", "elva länder"."""
    tokens = text.tokens
    for number in text.numbers:
        if number.last >= len(tokens) or tokens[number.last].low not in COUNTRIES:
            continue
        sentence = text.sentence_of[number.first]
        before = {t.low for t in tokens[max(sentence.first, number.first - 6) : number.first]}
        if not before & HERE:
            continue
        code = "regular-1-3" if number.value <= FEW else "regular-4+"
        yield text.finding("stage", code, number.first, number.last + 1, 0.86)
        return


def _listed(text: Prepared) -> Iterator[Finding]:
    """The countries that are sold to: up to three, or more."""
    sold = [m for m in mentions_of(text) if m.dealing == "sold" and m.name.sort != "sign"]
    codes = {code for mention in sold for code in mention.name.countries}
    if not codes:
        return
    first = sold[0]
    sentence = text.sentence_of[first.first]
    near = {t.low for t in text.tokens[max(sentence.first, first.first - 40) : first.first]}
    regular = "regular-1-3" if len(codes) <= FEW else "regular-4+"
    code = "sporadic" if near & SELDOM else regular
    yield text.finding("stage", code, first.first, sold[-1].last, 0.8)
