"""Every name by which people call a country, a group of countries or a part of the world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from bot.centre.reading.data import table
from bot.centre.reading.words import Lexicon
from bot.texts import LANGUAGES, country_name

Sort = Literal["country", "adjective", "people", "city", "region", "union", "sign"]

ENDINGS = ("", "a", "t", "e", "as", "en", "ens", "er", "erna", "ernas", "an")
"""How an adjective's stem ends ("tysk"): with them also languages and people are found."""


@dataclass(frozen=True, slots=True)
class Name:
    """What one name stands for: countries, or a part of the world; how it is said."""

    sort: Sort
    countries: tuple[str, ...] = ()
    region: str = ""


@cache
def names() -> Lexicon[Name]:
    """All names, the surer sorts first where two are alike."""
    return Lexicon(
        (*_several(), *_union(), *_regions(), *_countries(), *_peoples(), *_cities(), *_signs())
    )


@cache
def wary() -> frozenset[str]:
    """Names that are also something else, in small letters."""
    return frozenset(str(name).lower() for name in table("world")["wary"])


@cache
def capitals() -> frozenset[str]:
    """Short forms that stand in capitals only, in small letters."""
    return frozenset(str(name).lower() for name in table("world")["capitals"])


@cache
def by_code() -> dict[str, Name]:
    """Countries by the two letters that people write in a row of several."""
    return {**{code: Name("country", (code,)) for code in _codes()}, "UK": Name("country", ("GB",))}


def _each() -> Iterator[tuple[str, dict[str, Any]]]:
    for code, more in table("world")["countries"].items():
        yield str(code), dict(more)


def _several() -> Iterator[tuple[str, Name]]:
    for name, codes in table("world")["several"].items():
        yield str(name), Name("country", tuple(str(code) for code in codes))


def _union() -> Iterator[tuple[str, Name]]:
    for name in table("world")["union"]:
        yield str(name), Name("union", ("EU",))


def _regions() -> Iterator[tuple[str, Name]]:
    for slug, called in table("world")["regions"].items():
        for name in called:
            yield str(name), Name("region", region=str(slug))


def _countries() -> Iterator[tuple[str, Name]]:
    for code, more in _each():
        for name in more.get("called", ()):
            yield str(name), Name("country", (code,))
    for code in _codes():
        for lang in LANGUAGES:
            yield country_name(code, lang), Name("country", (code,))


def _codes() -> Iterator[str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for code in (first + second for first in letters for second in letters):
        if country_name(code, "en") != code and code not in (
            "EU",
            "EZ",
            "UN",
            "QO",
            "ZZ",
            "XA",
            "XB",
        ):
            yield code


def _peoples() -> Iterator[tuple[str, Name]]:
    for code, more in _each():
        adjective, people = Name("adjective", (code,)), Name("people", (code,))
        for stem in more.get("sv", ()):
            for ending in ENDINGS:
                yield (
                    stem + ending,
                    people if ending.startswith(("e", "ar")) and len(ending) > 1 else adjective,
                )
            for ending in ("ar", "arna", "arnas"):
                yield stem + ending, people
        for word in (*more.get("people", ()), *_derived(more.get("sv", ()))):
            yield word, people
            if word.endswith("aren"):
                yield word.removesuffix("en") + "n", people
            elif word.endswith("ierna"):
                yield word.removesuffix("a"), people
        for word in more.get("en", ()):
            yield word, adjective


def _cities() -> Iterator[tuple[str, Name]]:
    for code, more in _each():
        for name in more.get("cities", ()):
            yield str(name), Name("city", (code,))


def _derived(stems: tuple[str, ...]) -> Iterator[str]:
    """A people from its adjective: "colombiansk" gives colombianen and colombianerna."""
    for stem in stems:
        root = stem.removesuffix("sk").removesuffix("i")
        if stem.endswith(("ansk", "isk")) and len(root) >= 5:
            yield from (
                root + ending for ending in ("en", "er", "erna", "ernas", "are", "aren", "arna")
            )


def _signs() -> Iterator[tuple[str, Name]]:
    for code, signs in table("world")["signs"].items():
        for name in signs:
            yield str(name), Name("sign", (str(code),))
