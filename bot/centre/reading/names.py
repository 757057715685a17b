"""The company's name and organisation number, and whom to call: name, telephone, e-mail.

The findings are of no question of the checklist; they are "company", "number", "contact.name",
"contact.phone" and "contact.email".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from stdnum.se import orgnr

from bot.centre.reading.data import table, wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.words import Token

NUMBER = re.compile(r"(?<!\d)(?:16)?\d{6}[-–]?\d{4}(?!\d)")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
PHONE = re.compile(r"(?<![\d-])(?:\+|00)?\d[\d ()/–-]{6,18}\d(?![\d-])")
FORMS = wordlist("names.forms")
QUOTES = {"”": "”", "“": "”", '"': '"', "»": "«", "'": "'", "„": "“"}
NAMED = wordlist("names.named")
CALLS = wordlist("names.calls")
SMALL = wordlist("names.small")
LONGEST_NAME = 6


def read_names(text: Prepared) -> Iterable[Finding]:
    """Company, number and contact, as far as they are told."""
    yield from _number(text)
    yield from _company(text)
    yield from _contact(text)


def _number(text: Prepared) -> Iterator[Finding]:
    for found in NUMBER.finditer(text.text):
        digits = "".join(filter(str.isdigit, found.group()))[-10:]
        if orgnr.is_valid(digits) and digits[2] >= "2" and not _is_phone(text.text, found.start()):
            yield _finding("number", f"{digits[:6]}-{digits[6:]}", text.text, found.span(), 0.95)
            return


def _is_phone(text: str, start: int) -> bool:
    return (
        text[max(0, start - 5) : start].rstrip(" :.").lower().endswith(("tel", "mob", "+46", "fon"))
    )


def _finding(question: str, code: str, text: str, span: tuple[int, int], sure: float) -> Finding:
    return Finding(question, code, text[span[0] : span[1]], span[0], span[1], sure)


def _company(text: Prepared) -> Iterator[Finding]:
    """The first name that is a company's: with its form, in quotes, or said to be its name."""
    tokens = text.tokens
    best: tuple[float, int, int] | None = None
    for here, token in enumerate(tokens):
        found = _formed(tokens, here) or _quoted(tokens, here) or _called(tokens, here)
        if found and not _someone_elses(text, found[1]) and (best is None or found[0] > best[0]):
            best = found
        if token.start > 8000:
            break
    if best:
        sure, first, last = best
        span = (tokens[first].start, tokens[last - 1].end)
        yield _finding("company", text.text[slice(*span)], text.text, span, sure)


def _formed(tokens: Sequence[Token], here: int) -> tuple[float, int, int] | None:
    """A name that ends in "AB" or the like ("Tidaholms Snickeri AB"), or begins with it."""
    token = tokens[here]
    if token.low not in FORMS or not token.is_capital or token.text == "As":
        return None
    if token.low in ("as", "ab") and not token.text.isupper() and token.low == "as":
        return None
    first = here
    while first > 0 and here - first < LONGEST_NAME and _belongs(tokens, first - 1, here):
        first -= 1
    while first < here and (tokens[first].low in SMALL or not tokens[first].is_capital):
        first += 1
    if first < here:
        return 0.95, first, here + 1
    last = here + 1
    while (
        last < len(tokens)
        and last - here <= LONGEST_NAME
        and tokens[last].is_capital
        and tokens[last].gap
    ):
        last += 1
    return (0.9, here, last) if last > here + 1 and token.low == "ab" else None


def _belongs(tokens: Sequence[Token], place: int, end: int) -> bool:
    token = tokens[place]
    if tokens[place + 1].newline:
        return False
    if token.low in SMALL:
        return (
            token.text not in ("I", "På", "På", "För")
            and place > 0
            and tokens[place - 1].is_capital
        )
    return token.is_capital and token.low not in NOT_NAMES


NOT_NAMES = wordlist("names.not_names")


def _quoted(tokens: Sequence[Token], here: int) -> tuple[float, int, int] | None:
    """A short name in quotes after a word such as "företaget"."""
    close = QUOTES.get(tokens[here].text)
    if close is None or here == 0 or tokens[here - 1].low not in NAMED:
        return None
    for last in range(here + 2, min(here + 2 + LONGEST_NAME, len(tokens))):
        if tokens[last].text in (close, '"', "”"):
            return 0.85, here + 1, last
    return None


def _called(tokens: Sequence[Token], here: int) -> tuple[float, int, int] | None:
    """One or more capitalised words after "företaget", "heter", "called"."""
    if tokens[here].low not in NAMED or here + 1 >= len(tokens):
        return None
    last = here + 1
    if tokens[last].text == ":":
        last += 1
    first = last
    while (
        last < len(tokens)
        and last - first < 4
        and tokens[last].is_capital
        and tokens[last].low not in NOT_NAMES
        and (last == first or tokens[last].gap)
    ):
        last += 1
    if (
        last == first
        or tokens[first].newline
        or (tokens[here].low in ("heter", "named") and _is_person(tokens, first))
    ):
        return None
    return 0.7, first, last


def _is_person(tokens: Sequence[Token], first: int) -> bool:
    return tokens[first].low in first_names()


def first_names() -> frozenset[str]:
    """Common first names, in small letters."""
    return frozenset(str(name).lower() for name in table("people")["first"])


def _someone_elses(text: Prepared, first: int) -> bool:
    """Whether a name is the customer's or one of the centre's own organisations."""
    tokens = text.tokens
    low = tokens[first].low
    if any(low == o.slug or low == o.short.lower() for o in text.centre.organisations):
        return True
    before = tokens[first - 1].low if first else ""
    return before in (
        "kunden",
        "köparen",
        "kund",
        "customer",
        "buyer",
        "leverantören",
        "supplier",
        "konkurrenten",
        "distributören",
        "agenten",
        "banken",
    )


def _contact(text: Prepared) -> Iterator[Finding]:
    """E-mail and telephone wherever they stand, a name by a word that tells of one."""
    body = [*text.parts.body, *text.parts.signature]
    for question, pattern in (("contact.email", EMAIL), ("contact.phone", PHONE)):
        found = next(_in_parts(text.text, pattern, body, question), None)
        if found:
            yield found
    yield from _contact_name(text)


def _in_parts(
    text: str, pattern: re.Pattern[str], spans: Sequence[tuple[int, int]], question: str
) -> Iterator[Finding]:
    for start, end in spans:
        for found in pattern.finditer(text, start, end):
            words = found.group()
            if question == "contact.phone" and not _dials(words):
                continue
            yield _finding(question, words.strip(), text, found.span(), 0.9)


def _dials(words: str) -> bool:
    """Whether figures are a telephone number: they begin as one, and are as many as one has."""
    digits = "".join(filter(str.isdigit, words))
    return words.startswith(("0", "+")) and 8 <= len(digits) <= 15


def _contact_name(text: Prepared) -> Iterator[Finding]:
    for tokens, always in ((text.tokens, False), (text.signature, True)):
        for here in range(len(tokens) - 1):
            one, two = tokens[here], tokens[here + 1]
            if (
                not (one.is_word and two.is_word and one.is_capital and two.is_capital)
                or two.newline
            ):
                continue
            if one.low not in first_names() or two.low in FORMS:
                continue
            if always or _called_for(tokens, here):
                span = (one.start, two.end)
                yield _finding("contact.name", text.text[slice(*span)], text.text, span, 0.8)
                return


def _called_for(tokens: Sequence[Token], here: int) -> bool:
    return any(tokens[place].low in CALLS for place in range(max(0, here - 3), here)) or any(
        tokens[place].low in ("vd", "ceo", "ägare", "owner", "grundare", "founder")
        for place in range(here + 2, min(here + 5, len(tokens)))
    )
