"""What of a pasted text is the enquiry, and its sentences.

Quoted lines, headers of forwarded mail, signatures and legal small print are set aside, so that
a signature's street is not taken for the company's town. They are not lost: names, telephones
and addresses may be read from the newest signature.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.centre.reading.data import wordlist
from bot.centre.reading.words import Token, folded

Span = tuple[int, int]

HEADERS = tuple(sorted(wordlist("parts.headers"), key=len, reverse=True))
CLOSINGS = wordlist("parts.closings")
SMALL_PRINT = tuple(sorted(wordlist("parts.small_print"), key=len, reverse=True))
CUTS = ("-----original", "-----ursprungl", "----- original", "________________", "begin forwarded",
        "vidarebefordrat meddelande", "---------- forwarded", "-------- original",
        "-------- vidarebefordrat")  # fmt: skip
WROTE = ("skrev:", "wrote:", "skrev följande:")

FORWARDS = wordlist("parts.forwards")
SHORT_NOTE, SHORT_FORWARD = 80, 400
"""Characters: a note above a quoted mail is passing it on when it is no longer than this."""

LINE = re.compile(r"[^\n]*\n?")


@dataclass(frozen=True)
class Parts:
    """`body` is the enquiry's own lines, `signature` who wrote it, `older` the mail quoted below.

    Where nothing but quoted mail is left, that is the enquiry: somebody forwarded it.
    """

    body: tuple[Span, ...]
    signature: tuple[Span, ...] = ()
    older: tuple[Span, ...] = ()


def parts_of(text: str) -> Parts:
    """The parts of a text, line by line from its top."""
    body: list[Span] = []
    signature: list[Span] = []
    older: list[Span] = []
    state = "body"
    for line in LINE.finditer(text):
        if not line.group():
            continue
        span = line.span()
        bare = line.group().strip()
        low = folded(bare[:120])[0]
        state, kind = _next(state, low, bool(body))
        if not bare:
            continue
        {"body": body, "signature": signature, "older": older, "none": []}[kind].append(span)
    return _settled(text, body, signature, older)


def _next(state: str, low: str, begun: bool) -> tuple[str, str]:
    """The state after a line, and where the line belongs."""
    if low.startswith(">"):
        return state, "older"
    if low.startswith(CUTS) or low.endswith(WROTE) or _is_header(low):
        return ("older" if begun else state), "none"
    if state == "body" and low.startswith(SMALL_PRINT) and begun:
        return "print", "none"
    if state == "signature" and low.startswith(SMALL_PRINT):
        return "print", "none"
    if state == "body" and begun and _closes(low):
        return "signature", "signature"
    return state, "none" if state == "print" else state


def _closes(low: str) -> bool:
    return low in ("--", "—", "-- ") or low.rstrip(" ,.!/") in CLOSINGS


def _is_header(low: str) -> bool:
    name, colon, rest = low.partition(":")
    name = name.strip("* ")
    if not colon or name not in HEADERS:
        return False
    return name in ("ämne", "subject", "skickat", "sent", "cc", "kopia", "bcc") or "@" in rest


def _settled(text: str, body: list[Span], signature: list[Span], older: list[Span]) -> Parts:
    length = sum(end - start for start, end in body)
    quoted = sum(end - start for start, end in older)
    words = {
        word.strip(".,:!?()") for start, end in body for word in text[start:end].lower().split()
    }
    passed_on = length < SHORT_FORWARD and bool(words & FORWARDS)
    if older and (passed_on or (length < SHORT_NOTE and quoted > 2 * length)):
        return Parts(tuple(sorted([*body, *older])), tuple(signature))
    return Parts(tuple(body), tuple(signature), tuple(older))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: where it stands in the text, and its first token and the one after its last."""

    start: int
    end: int
    first: int
    last: int


ENDS = frozenset(".!?;…•")
INNER = wordlist("parts.inner")
"""Short forms that a sentence goes on after, also with a capital ("t.ex. Norge")."""
ABBREVIATIONS = wordlist("parts.abbreviations")


def sentences_of(tokens: tuple[Token, ...]) -> tuple[Sentence, ...]:
    """The sentences of a row of tokens; a line that ends without a full stop ends one only when
    the next begins like a new one."""
    found: list[Sentence] = []
    first = 0
    for place in range(1, len(tokens) + 1):
        if place < len(tokens) and not _parts_here(tokens, place):
            continue
        found.append(Sentence(tokens[first].start, tokens[place - 1].end, first, place))
        first = place
    return tuple(found)


def _parts_here(tokens: tuple[Token, ...], place: int) -> bool:
    before, after = tokens[place - 1], tokens[place]
    if before.text in ENDS:
        if before.text != "." or not after.gap:
            return before.text != "." and after.gap
        previous = tokens[place - 2].low if place > 1 and not before.gap else ""
        inner = previous in INNER or (previous in ABBREVIATIONS and not after.is_capital)
        return after.newline or not inner
    return after.newline and (after.is_capital or not after.is_word)
