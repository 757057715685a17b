"""Terms and standing: credit time, the deal, what the bank said, the stage, start-up, a project begun.

Consent is never read: a company's yes is asked for, and given by nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from bot.centre.reading.data import table, wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.words import Lexicon, Token

CREDITS = (
    (0.5, "prepaid"),
    (30.5, "<=30d"),
    (365.5, "31-365d"),
    (730.5, "1-2y"),
    (float("inf"), ">2y"),
)
UNITS = {"dagar": 1, "dgr": 1, "dag": 1, "days": 1, "day": 1, "dagars": 1, "d": 1, "månader": 30.4, "månad": 30.4, "mån": 30.4, "månaders": 30.4,
         "months": 30.4, "month": 30.4, "år": 365, "års": 365, "year": 365, "years": 365, "yrs": 365, "veckor": 7, "veckors": 7, "weeks": 7}  # fmt: skip
CREDIT_WORDS = wordlist("terms.credit_words")
NOT_CREDIT = wordlist("terms.not_credit")
SEVERAL = ("deadline",)


def read_terms(text: Prepared) -> Iterable[Finding]:
    """Credit by its days, and everything that phrases tell."""
    yield from _credit(text)
    yield from _by_phrases(text)


def _credit(text: Prepared) -> Iterator[Finding]:
    tokens = text.tokens
    best: Finding | None = None
    for number in text.numbers:
        here = number.last
        unit = UNITS.get(tokens[here].low) if here < len(tokens) else None
        if unit is None or number.value <= 0:
            continue
        sentence = text.sentence_of[number.first]
        around = {
            tokens[p].low
            for p in range(max(sentence.first, number.first - 7), min(sentence.last, here + 5))
        }
        if not around & CREDIT_WORDS or around & NOT_CREDIT:
            continue
        days = number.high * unit
        code = next(code for limit, code in CREDITS if days < limit)
        found = text.finding("credit", code, number.first, here + 1, 0.85)
        best = found if best is None else max(best, found, key=lambda f: f.sure)
    if best:
        yield best


@cache
def _lexicon() -> Lexicon[tuple[tuple[str, str, float], ...]]:
    """Phrases and the answers they tell of, from the table of terms; and of deadlines."""
    told: dict[str, list[tuple[str, str, float]]] = {}
    tables = {
        **table("terms"),
        "deadline": {code: {0.8: ps} for code, ps in table("hurry")["deadline"].items()},
    }
    for question, codes in tables.items():
        for code, by in codes.items():
            for sure, phrases in by.items():
                for phrase in phrases:
                    told.setdefault(str(phrase).lower(), []).append(
                        (question, str(code), float(sure))
                    )
    return Lexicon((phrase, tuple(answers)) for phrase, answers in told.items())


def _by_phrases(text: Prepared) -> Iterator[Finding]:
    tokens, here = text.tokens, 0
    best: dict[str, Finding] = {}
    while here < len(tokens):
        found = _lexicon().at(tokens, here)
        if found is None:
            here += 1
            continue
        last, answers = found
        for question, code, sure in answers:
            finding = text.finding(question, code, here, last, sure)
            if not _denied(tokens, here) and (question not in best or best[question].sure < sure):
                best[question] = finding
        here = last
    yield from best.values()


def _denied(tokens: tuple[Token, ...], here: int) -> bool:
    return any(
        tokens[place].low in ("inte", "not", "aldrig", "never", "ej", "inget", "ingen", "nothing")
        for place in range(max(0, here - 2), here)
    )
