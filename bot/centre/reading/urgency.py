"""How urgent it is, and what has a closing date: "i morgon", "på fredag", "ASAP", "före den 30:e".

A day is reckoned from `now` where that is known; without it a weekday counts as this week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.centre.reading.data import table, wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.numerals import DAYS, MONTHS, WEEKDAYS
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.words import Lexicon, Token
from bot.texts import ZONE

NOT = frozenset(("inte", "not", "ingen", "ej", "no", "inget", "ingenting", "nothing"))
ORDER = ("48h", "2w", "quarter", "none")
DUE = wordlist("urgency.due")
CLOSES = wordlist("urgency.closes")
PAYS = wordlist("urgency.pays")
PAY_WORDS = 4
"""How many words before "om 90 dagar" a word for paying makes it a credit time."""
LONG_AGO = frozenset(("old", "business", "ago", "gammal", "gammalt"))
SOON = 2


def read_urgency(text: Prepared) -> Iterable[Finding]:
    """The most urgent of what is told, as one finding or none."""
    found = sorted(
        (*_phrases(text), *_spans(text), *_dates(text), *_weekdays(text)),
        key=lambda f: (ORDER.index(f.code), -f.sure),
    )
    surely = [finding for finding in found if finding.sure >= 0.5]
    if any(finding.code == "none" and finding.sure > 0.8 for finding in surely):
        surely = [f for f in surely if f.code == "none" or f.sure > 0.85] or surely
    yield from surely[:1]


_phrases_known: list[Lexicon[tuple[str, float]]] = []


def _lexicon() -> Lexicon[tuple[str, float]]:
    if not _phrases_known:
        raw = table("hurry")["urgency"]
        _phrases_known.append(
            Lexicon(
                (str(p), (str(code), float(sure)))
                for code, by in raw.items()
                for sure, ps in by.items()
                for p in ps
            )
        )
    return _phrases_known[0]


def _phrases(text: Prepared) -> Iterator[Finding]:
    tokens, here = text.tokens, 0
    while here < len(tokens):
        found = _lexicon().at(tokens, here) if tokens[here].is_word else None
        if found is None:
            here += 1
            continue
        last, (code, sure) = found
        if not _denied(tokens, here):
            yield text.finding("urgency", code, here, last, sure)
        here = last


def _denied(tokens: tuple[Token, ...], here: int) -> bool:
    """Whether a "not" stands before a word, or "är det inte" after it."""
    before = tokens[max(0, here - 2) : here]
    after = tokens[here + 1 : here + 4]
    late = [token.low for token in after]
    return any(token.low in NOT for token in before) or late[:3] in (
        ["är", "det", "inte"], ["är", "det", "ej"], ["har", "det", "inte"]
    )  # fmt: skip


def _spans(text: Prepared) -> Iterator[Finding]:
    """ "inom tre dagar", "om två veckor", "within 10 days", "elva dagar kvar", "two weeks from"."""
    tokens = text.tokens
    for number in text.numbers:
        unit = DAYS.get(tokens[number.last].low) if number.last < len(tokens) else None
        if unit is None:
            continue
        before = tokens[number.first - 1].low if number.first else ""
        two = tokens[number.first - 2].low if number.first > 1 else ""
        after = tokens[number.last + 1].low if number.last + 1 < len(tokens) else ""
        ahead = before in ("om", "inom", "within", "in") or two in ("inom", "within", "om")
        left = after in ("kvar", "left", "till", "from") and unit < 30
        ago = before == "in" and after in LONG_AGO
        if (ahead or left) and not ago and not _is_credit(tokens, number.first):
            sure = 0.8 if number.value * unit < 120 else 0.45
            code = _code(number.value * unit)
            yield text.finding("urgency", code, number.first, number.last + 1, sure)


def _is_credit(tokens: tuple[Token, ...], first: int) -> bool:
    """Whether a span is when somebody pays: "köparen vill betala om 90 dagar"."""
    before = tokens[max(0, first - PAY_WORDS) : first]
    return any(token.low in PAYS for token in before)


def _code(days: float) -> str:
    return "48h" if days <= 2 else "2w" if days <= 15 else "quarter" if days <= 100 else "none"


def _dates(text: Prepared) -> Iterator[Finding]:
    """ "den 12 december", "före 30 nov"; without a month or `now` a due day counts as near."""
    tokens = text.tokens
    today = text.now.astimezone(ZONE).date() if text.now else None
    for number in text.numbers:
        here = number.last
        ordinal = here + 1 < len(tokens) and tokens[here].text == ":"
        here += 2 if ordinal else 0
        month = MONTHS.get(tokens[here].low) if here < len(tokens) else None
        before = tokens[number.first - 1].low if number.first else ""
        if not 1 <= number.value <= 31 or number.written or before not in DUE:
            continue
        if month is None and ordinal and before == "den" and _is_due(text, number.first):
            yield text.finding("urgency", "2w", number.first - 1, here, 0.6)
        day = _next_day(today, month, int(number.value)) if month and today else None
        if day and today and 0 <= (day - today).days <= 200:
            code = _code((day - today).days)
            yield text.finding("urgency", code, number.first, here + 1, 0.75)


def _is_due(text: Prepared, first: int) -> bool:
    sentence = text.sentence_of[first]
    near = text.tokens[max(sentence.first, first - 7) : min(first + 5, sentence.last)]
    return any(token.low in CLOSES for token in near)


def _weekdays(text: Prepared) -> Iterator[Finding]:
    """ "på torsdag" within two days of today, where today is known or told ("Det är onsdag")."""
    tokens = text.tokens
    today = text.now.astimezone(ZONE).weekday() if text.now else _told_today(tokens)
    if today is None:
        return
    for here, token in enumerate(tokens):
        day = WEEKDAYS.get(token.low)
        before = tokens[here - 1].low if here else ""
        if day is None or before not in ("på", "on", "senast", "by", "till", "innan", "before"):
            continue
        if 0 < (day - today) % 7 <= SOON:
            yield text.finding("urgency", "48h", here, here + 1, 0.9)


def _told_today(tokens: tuple[Token, ...]) -> int | None:
    """The weekday that "idag är det onsdag" or "it's Wednesday" tells of."""
    for here in range(2, len(tokens)):
        day = WEEKDAYS.get(tokens[here].low)
        two = [token.low for token in tokens[here - 2 : here]]
        if day is not None and (
            two in (["är", "det"], ["det", "är"], ["is", "it"], ["it", "is"], ["today", "is"])
        ):
            return day
    return None


def _next_day(today: date, month: int, day: int) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found >= today - timedelta(days=1):
            return found
    return None
