"""Terms and standing: credit time, the deal, what the bank said, the stage, start-up.

Consent is never read: a company's yes is asked for, and given by nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from bot.centre.reading.data import table, wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.numerals import DAYS
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.words import Lexicon, Token

CREDITS = (
    (0.5, "prepaid"),
    (30.5, "<=30d"),
    (365.5, "31-365d"),
    (730.5, "1-2y"),
    (float("inf"), ">2y"),
)
SENTENCE = 40
BUYERS = wordlist("terms.buyers")
WANTS = wordlist("terms.wants")
CREDIT_WORDS = wordlist("terms.credit_words")
NOT_CREDIT = wordlist("terms.not_credit")


def read_terms(text: Prepared) -> Iterable[Finding]:
    """Credit by its days, and everything that phrases tell."""
    yield from _credit(text)
    yield from _by_phrases(text)


def _credit(text: Prepared) -> Iterator[Finding]:
    """The longest time that a buyer is said to want, or to have, to pay."""
    tokens, told = text.tokens, []
    for number in text.numbers:
        here = number.last
        unit = DAYS.get(tokens[here].low) if here < len(tokens) else None
        sure = _sure_of_credit(text, number.first, here) if unit and number.value > 0 else 0.0
        if unit and sure:
            days = number.high * unit
            code = next(code for limit, code in CREDITS if days < limit)
            told.append((sure, text.finding("credit", code, number.first, here + 1, sure)))
    if told:
        yield max(told, key=lambda each: each[0])[1]


def _sure_of_credit(text: Prepared, first: int, last: int) -> float:
    """How surely a time is one to pay within; 0 for how old, how long ago or how late."""
    tokens, sentence = text.tokens, text.sentence_of[first]
    behind = [token.low for token in tokens[max(sentence.first, first - 7) : first]]
    ahead = [token.low for token in tokens[last + 1 : min(sentence.last, last + 6)]]
    around = {*behind, *ahead}
    if around & NOT_CREDIT or (behind and behind[-1] in ("i", "sedan", "sen", "var", "last")):
        return 0.0
    if around & CREDIT_WORDS or ahead[:2] == ["på", "sig"]:
        return 0.85
    said = {token.low for token in tokens[max(sentence.first, first - SENTENCE) : last + 5]}
    return 0.7 if set(behind) & WANTS and said & BUYERS else 0.0


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
        found = _lexicon().at(tokens, here) if tokens[here].is_word else None
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
