"""Choices found by typing: which options of a field fit the letters typed so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import combining, normalize

from rapidfuzz import fuzz, process

from bot.desk.replies import Option
from bot.texts import Lang, say

NEAR = 75
"""How like (0 to 100) a misspelt name must be, where none begins with or holds what was typed."""
NEAR_SHOWN = 5


def matching(options: Sequence[Option], typed: str, lang: Lang) -> list[Option]:
    """The options that match, the likeliest first; all of them before anything is typed.

    An option is found by its label in the reader's language and by its other words (`also`).
    """
    if not typed.strip():
        return list(options)
    named = [
        (option, name) for option in options for name in (say(option.label, lang), *option.also)
    ]
    return _ranked(named, folded(typed))


def _ranked(named: Iterable[tuple[Option, str]], typed: str) -> list[Option]:
    """The very name, then those that begin so, have a word that does, hold it, are like it."""
    ranked: list[tuple[int, int, Option]] = []
    plain = [(option, folded(name)) for option, name in named]
    for place, (option, name) in enumerate(plain):
        if name == typed:
            ranked.append((0, place, option))
        elif name.startswith(typed):
            ranked.append((1, place, option))
        elif f" {typed}" in name or f"-{typed}" in name:
            ranked.append((2, place, option))
        elif typed in name:
            ranked.append((3, place, option))
    if ranked:
        best = [option for _, _, option in sorted(ranked, key=lambda found: found[:2])]
        return list(dict.fromkeys(best))
    names = {place: name for place, (_, name) in enumerate(plain)}
    like = process.extract(typed, names, scorer=fuzz.ratio, score_cutoff=NEAR, limit=NEAR_SHOWN)
    return list(dict.fromkeys(plain[place][0] for _, _, place in like))


def folded(text: str) -> str:
    """For comparing: "Goteborg" finds Göteborg."""
    plain = normalize("NFD", text.strip().casefold())
    return "".join(letter for letter in plain if not combining(letter))
