"""Pieces of a digest's lines, short enough for a room's card on every platform."""

from __future__ import annotations

from collections.abc import Sequence

from bot.texts import LANGUAGES, Arg, Listed, phrase, say

LONGEST = 280
"""Characters of a line in either language: Teams and Slack cut a room's line at 300."""
SEVERAL = 180
"""The same where several organisations share a line: more is no longer read on a phone."""
NUMBERS = 6
"""So many cases are named by number; more are counted."""
TOGETHER = 3
"""So many things stand side by side in one line."""


def beside(values: Sequence[Arg]) -> Arg:
    """As many things as fit side by side in one line, and how many there are besides."""
    for shown in range(min(TOGETHER, len(values)), 0, -1):
        line = joined(values[:shown])
        if shown < len(values):
            line = phrase("digest.and_more", shown=line, n=len(values) - shown)
        if shown == 1 or fits(line):
            return line
    return ""


def fits(line: Arg, most: int = LONGEST) -> bool:
    """Whether a line is short enough in both languages."""
    return all(len(say(line, lang)) <= most for lang in LANGUAGES)


def cut(text: str, most: int) -> str:
    """A text, or as much of it as fits with a mark that there was more."""
    return text if len(text) <= most else text[: max(most - 1, 0)].rstrip() + "…"


def joined(values: Sequence[Arg]) -> Arg:
    """Things side by side."""
    line = values[0]
    for value in values[1:]:
        line = phrase("digest.beside", first=line, second=value)
    return line


def numbers(found: Sequence[int]) -> Arg:
    """Case numbers within a sentence: "9, 14 och 17", or "9, 14, 17 och 46 till"."""
    if len(found) <= NUMBERS:
        return Listed(tuple(str(number) for number in found))
    some = tuple(str(number) for number in found[: NUMBERS - 1])
    left = len(found) - len(some)
    return phrase("digest.numbers_more", numbers=Listed(some, commas=True), n=left)
