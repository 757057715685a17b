"""Every command the desk knows, by name and by words. A new feature adds one line to FEATURES."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from types import ModuleType
from unicodedata import combining, normalize

from rapidfuzz import fuzz, process

from bot.desk import (
    absence,
    answers,
    attending,
    book_file,
    calendar_in,
    calendar_out,
    checklist_page,
    contact_book,
    contact_list,
    contacts,
    debriefing,
    declining,
    digest,
    directory,
    endings,
    enquiries,
    guide,
    handling,
    home,
    introductions,
    joining,
    meeting_pack,
    meetings,
    members,
    merging,
    news,
    notes,
    noting,
    overhearing,
    overview,
    passing_on,
    presence,
    presenting,
    profile,
    progress,
    questions,
    referrals,
    report,
    rooms,
    silence,
    taking,
    wanted,
)
from bot.desk.commands import Entry
from bot.desk.replies import Value
from bot.desk.sensing import SENTENCE

FEATURES: tuple[ModuleType, ...] = (
    enquiries,
    answers,
    referrals,
    taking,
    declining,
    noting,
    questions,
    handling,
    progress,
    notes,
    endings,
    merging,
    overview,
    home,
    rooms,
    presence,
    members,
    joining,
    directory,
    profile,
    absence,
    meetings,
    attending,
    presenting,
    calendar_in,
    calendar_out,
    debriefing,
    meeting_pack,
    digest,
    news,
    silence,
    contact_book,
    contact_list,
    introductions,
    book_file,
    passing_on,
    report,
    checklist_page,
    overhearing,
    contacts,
    wanted,
    guide,
)


def _once(named: Iterable[tuple[str, Entry]]) -> dict[str, Entry]:
    """By name. Raises ValueError for a name or word that two commands have: one would be lost."""
    found: dict[str, Entry] = {}
    for name, entry in named:
        if found.setdefault(name, entry) is not entry:
            raise ValueError(f"Two commands are called {name!r}: give one of them another name.")
    return found


ENTRIES: dict[str, Entry] = _once(
    (entry.name, entry) for module in FEATURES for entry in module.ENTRIES
)
WORDS: dict[str, Entry] = _once((word, entry) for entry in ENTRIES.values() for word in entry.words)
_LENGTHS = sorted({len(word) for word in WORDS}, reverse=True)
_PREFIX = re.compile(r"^\s*(/exportlots\b|/)?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^#?(\d{1,9})\b(?!-\d{4}\b)[\s:,.-]*")
"""A case's number; not the beginning of an organisation number."""
MORE = 2
"""Words after a command that has no use for them, from where on it may be a sentence."""
TAKES_WORDS = frozenset({"note", "answer"})
"""Commands about a case that are nothing but the words after them."""
NEAR = 70
"""How like a known word (0 to 100) a misspelt one must be to be proposed."""
NEARLY = 10
"""How much less like it than the likeliest one a word may be to be proposed beside it."""


def find(name: str) -> Entry | None:
    """The command with this name; None for one from an older version."""
    return ENTRIES.get(name)


def read(text: str) -> tuple[str, dict[str, Value]]:
    """What was typed, as a command's name and arguments; `unknown` where it is none.

    The words may come in either language, with or without a slash, and with a case's number
    after them: "ta 14", "/hanvisa ...", "anteckna 14 ringt i dag".
    """
    typed = _PREFIX.sub("", text, count=1).strip()
    folded = typed.casefold()
    for length in _LENGTHS:
        entry = WORDS.get(folded[:length])
        if entry is not None and not folded[length : length + 1].isalnum():
            rest = typed[length:].strip(" \t\n:,")
            args = _arguments(entry, typed if entry.whole and rest else rest)
            return entry.name, args | ({SENTENCE: typed} if _is_more(entry, rest, args) else {})
    return "unknown", {"text": typed, "near": nearest(folded)}


def _is_more(entry: Entry, rest: str, args: dict[str, Value]) -> bool:
    """Whether what follows a command's word may make a sentence of it that is no command at all.

    Not where the command takes words as they come, nor where a case's number follows.
    """
    takes = entry.rest not in ("", "case") or "case" in args or entry.name in TAKES_WORDS
    return not takes and len(rest.split()) >= MORE


def _arguments(entry: Entry, rest: str) -> dict[str, Value]:
    if not rest or not entry.rest:
        return {}
    if entry.rest != "case":
        return {entry.rest: rest}
    args: dict[str, Value] = {}
    number = _NUMBER.match(rest)
    if number:
        args["case"] = number[1]
        rest = rest[number.end() :]
    if rest and any(item.name == "words" for item in fields(entry.command)):
        args["words"] = rest
    return args


def _well_spelt(word: str) -> str:
    """The word with its own letters, where one without them ("laget") is understood as well."""
    alike = [other for other in WORDS[word].words if _bare(other) == _bare(word)]
    return alike[0] if alike else word


def _bare(word: str) -> str:
    return "".join(letter for letter in normalize("NFD", word) if not combining(letter))


def nearest(folded: str) -> tuple[str, ...]:
    """Up to three known words like the ones typed, one a command."""
    start = " ".join(folded.split()[:2])[:40]
    if not start:
        return ()
    found: dict[str, str] = {}
    likely = process.extract(start, list(WORDS), scorer=fuzz.WRatio, limit=8)
    enough = max(NEAR, likely[0][1] - NEARLY)
    for word, score, _ in likely:
        if score >= enough and len(word) > 2 and 2 * len(word) > len(start.split()[0]):
            found.setdefault(WORDS[word].name, _well_spelt(word))
    return tuple(found.values())[:3]
