"""Words of a day and a time, as people type them, cut into pieces of a known kind.

One letter a kind, so that the order of the pieces is a short string which `moments` reads with
plain patterns. Every pattern here is bounded and none can backtrack far: text from people is
read in time that grows with its length, and it is cut at `LONGEST`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from babel.dates import get_day_names, get_month_names

LONGEST = 100
"""Characters that are read. A day and two times need fewer than 60 in either language."""

ISO, SLASHED, CLOCK, NUMBER, FOUR, ORDINAL = "ISCNFO"
HALF_DAY, AT, DASH, MONTH, WEEKDAY, WEEK, RELATIVE, NEXT, OTHER = "AKRMWVLZX"
"""The kinds: 2026-05-19 · 19/5 · 14.30 · 19 · 2026 or 1430 · 19:e · pm · kl · to · maj · tisdag ·
v. 21 · imorgon · nästa vecka · anything else."""


@dataclass(frozen=True)
class Piece:
    """One piece of what was typed."""

    kind: str
    text: str


_SPAN = "dagar|dag|veckor|vecka|månader|månad|days|day|weeks|week|months|month"
_RELATIVE = (
    r"the day after tomorrow|day after tomorrow|i\s?övermorgon|övermorgon|i\s?morgon|i\s?dag"
    rf"|i\s?förrgår|i\s?går|tomorrow|today|yesterday|(?:om|in)\s\w{{1,10}}\s(?:{_SPAN})"
)
_PIECES = re.compile(
    rf"(?P<{RELATIVE}>\b(?:{_RELATIVE})\b)"
    rf"|(?P<{ISO}>\b\d{{4}}-\d{{1,2}}-\d{{1,2}}(?!\d)|\b20\d{{6}}(?!\d))"
    rf"|(?P<{SLASHED}>\b\d{{1,2}}/\d{{1,2}}(?:/\d{{4}}|/\d{{2}})?(?!\d)"
    r"|\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)|\b\d{1,2}\.\d(?![\d.:]))"
    rf"|(?P<{CLOCK}>\b\d{{1,2}}[:.]\d{{2}}(?!\d))"
    rf"|(?P<{WEEK}>\b(?:vecka|week|v\.?|w)\s?\d{{1,2}}(?!\d))"
    rf"|(?P<{ORDINAL}>\b\d{{1,2}}(?::e|:a|st|nd|rd|th|e)\b)"
    rf"|(?P<{FOUR}>\b\d{{4}}(?!\d))"
    rf"|(?P<{NUMBER}>\b\d{{1,2}}(?!\d))"
    rf"|(?P<{HALF_DAY}>(?:(?<=\d)|\b)(?:a\.m\.|p\.m\.|am|pm|f\.m\.|e\.m\.|fm|em)(?!\w))"
    rf"|(?P<{AT}>\b(?:klockan|kl\.?|at|@)(?!\w)|@)"
    rf"|(?P<{DASH}>--?|\b(?:till|to|until|t\.o\.m\.|tom|och|and)(?!\w))"
    rf"|(?P<{NEXT}>\b(?:nästa|next)(?:\s(?:vecka|week))?\b)"
    rf"|(?P<{OTHER}>\w+|[^\s\w])"
)
_FILLING = frozenset(
    {"den", "på", "om", "the", "on", "of", "from", "från", "mellan", "between", "nu", ",", ".", ";"}
)
"""Words that change nothing where they stand between the others."""

_MARKS = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "\u00a0": " "})


def pieces(text: str) -> tuple[list[Piece], bool]:
    """The pieces of a text, and whether it was too long to be read to its end."""
    plain = unicodedata.normalize("NFC", text[: LONGEST * 4]).translate(_MARKS).lower()
    plain = " ".join(plain.split())
    cut = len(plain) > LONGEST or len(text) > LONGEST * 4
    # 2026-05-19T09:00, as calendars write it
    plain = re.sub(r"(?<=\d)t(?=\d\d:)", " ", plain[:LONGEST])
    found = (_piece(match) for match in _PIECES.finditer(plain))
    return [piece for piece in found if piece.text not in _FILLING], cut


def _piece(match: re.Match[str]) -> Piece:
    kind, text = match.lastgroup or OTHER, match.group()
    if kind == OTHER and text in months():
        kind = MONTH
    elif kind == OTHER and weekday(text) is not None:
        kind = WEEKDAY
    return Piece(kind, text)


def shape(found: list[Piece]) -> str:
    """The kinds in order."""
    return "".join(piece.kind for piece in found)


@cache
def months() -> frozenset[str]:
    """The names of months, long and short, in both languages."""
    names = {"sept", "sep"}
    for lang in ("sv", "en"):
        for width in ("wide", "abbreviated"):
            names |= {
                str(name).lower().strip(".")
                for name in get_month_names(width, locale=lang).values()
            }
    return frozenset(names)


def weekday(word: str) -> int | None:
    """The day of the week that a word names, 0 for Monday; "tisdagen" and "tors" too."""
    return _weekdays().get(word.removesuffix("en") if word.endswith("dagen") else word)


@cache
def _weekdays() -> dict[str, int]:
    names = {"tors": 3, "thur": 3, "thurs": 3, "tues": 1}
    for lang in ("sv", "en"):
        for width in ("wide", "abbreviated"):
            for number, name in get_day_names(width, locale=lang).items():
                names[str(name).lower().strip(".")] = number
    return names
