"""What a question and a person or contact have in common, facet by facet, with why in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from bot.centre.asking import Asked
from bot.centre.asking_names import language_code
from bot.centre.asking_words import matching
from bot.centre.model import EU, Centre, Unknown
from bot.desk.helpers import Fit
from bot.texts import Arg, Label, Listed, language_names, phrase

AREA, MARKET, REGION, UNION, LANGUAGE, WORDS, SAID = 3.5, 3.0, 2.0, 1.5, 4.0, 2.5, 1.0
"""What each thing in common is worth; for words, the first one and each further."""
NEIGHBOURS = frozenset(("CH", "IS", "LI", "NO"))
"""Countries that the rules may count with the EU's market, and that are not in the EU."""


def areas(centre: Centre, asked: Asked, codes: Collection[str]) -> Iterator[Fit]:
    """The needs asked about that somebody says they help with."""
    found = [code for code in asked.needs if code in codes]
    if found:
        yield Fit("need", AREA, phrase("who.why.areas", areas=labels(centre, "needs", found)))


def markets(centre: Centre, asked: Asked, codes: Collection[str]) -> Iterator[Fit]:
    """The markets asked about: the country itself, one in that part of the world, or the EU."""
    found = [code for code in asked.markets if code in codes]
    if found:
        yield _markets(centre, MARKET, found)
    parts = centre.markets.regions_of((), asked.regions)
    within = [code for code in codes if centre.markets.regions_of((code,), ()) & parts]
    if within and not found:
        yield _markets(centre, REGION, within)
    union = EU in codes and any(_in_union(centre, code) for code in asked.markets)
    if union and not found:
        yield _markets(centre, UNION, [EU])


def _markets(centre: Centre, worth: float, codes: Sequence[str]) -> Fit:
    shown = labels(centre, "market", codes[:4])
    return Fit("market", worth, phrase("who.why.markets", markets=shown))


def _in_union(centre: Centre, code: str) -> bool:
    """Whether a country is in the EU, as far as the centre file tells."""
    if code in NEIGHBOURS:
        return False
    union = centre.markets.groups_of((EU,), ())
    return bool(union) and union <= centre.markets.groups_of((code,), ())


def languages(asked: Asked, spoken: Iterable[str]) -> Iterator[Fit]:
    """The languages asked for that somebody speaks, as they wrote them."""
    found = tuple(name for name in spoken if language_code(name) in asked.languages)
    if found and asked.languages:
        yield Fit("language", LANGUAGE, phrase("who.why.languages", languages=Listed(found)))


def words(asked: Asked, code: str, text: str) -> Iterator[Fit]:
    """The question's own words in what somebody has written of themselves, with that text."""
    found = matching(asked.words, text)
    if found:
        worth = WORDS + SAID * (len(found) - 1)
        yield Fit("words", worth, phrase(code, text=" ".join(text.split())[:120]))


def language_label(code: str) -> Label:
    """A language by its name."""
    names = language_names().get(code, (code,))
    return Label(sv=names[0], en=names[-1].capitalize())


def labels(centre: Centre, question: str, codes: Iterable[str]) -> Arg:
    """Codes in words; the code itself where the centre file no longer has it."""
    return Listed(tuple(_label(centre, question, code) for code in codes), commas=True)


def _label(centre: Centre, question: str, code: str) -> Arg:
    try:
        return centre.label(question, code)
    except Unknown:
        return code
