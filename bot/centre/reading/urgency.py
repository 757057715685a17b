"""How urgent it is, and what has a closing date: "i morgon", "på fredag", "ASAP", "före den 30:e".

A day is reckoned from `now` where that is known; without it a weekday counts as this week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.centre.reading.data import table, wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.words import Lexicon, Token
from bot.texts import ZONE

ORDER = ("48h", "2w", "quarter", "none")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan", "january"), ("februari", "feb", "february"), ("mars", "march"), ("april", "apr"),
            ("maj", "may"), ("juni", "jun", "june"), ("juli", "jul", "july"), ("augusti", "aug", "august"),
            ("september", "sep", "sept"), ("oktober", "okt", "oct", "october"), ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
DUE = wordlist("urgency.due")
UNITS = {"timmar": 1 / 24, "timme": 1 / 24, "hours": 1 / 24, "hour": 1 / 24, "h": 1 / 24, "tim": 1 / 24, "dag": 1, "dagar": 1, "dygn": 1, "day": 1,
         "days": 1, "vecka": 7, "veckor": 7, "v": 7, "week": 7, "weeks": 7, "månad": 30, "månader": 30, "mån": 30, "month": 30, "months": 30,
         "arbetsdagar": 1.5}  # fmt: skip


def read_urgency(text: Prepared) -> Iterable[Finding]:
    """The most urgent of what is told, as one finding or none."""
    found = sorted(
        (*_phrases(text), *_spans(text), *_dates(text)),
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
        found = _lexicon().at(tokens, here)
        if found is None:
            here += 1
            continue
        last, (code, sure) = found
        if not _denied(tokens, here):
            yield text.finding("urgency", code, here, last, sure)
        here = last


def _denied(tokens: tuple[Token, ...], here: int) -> bool:
    return any(
        tokens[place].low in ("inte", "not", "ingen", "ej", "no", "inget")
        for place in range(max(0, here - 2), here)
    )


def _spans(text: Prepared) -> Iterator[Finding]:
    """ "inom tre dagar", "om två veckor", "within 10 days"."""
    tokens = text.tokens
    for number in text.numbers:
        if number.last >= len(tokens) or number.first == 0:
            continue
        unit = UNITS.get(tokens[number.last].low)
        before = tokens[number.first - 1].low
        two = tokens[number.first - 2].low if number.first > 1 else ""
        if unit is None or (
            before not in ("om", "inom", "within", "in") and two not in ("inom", "within", "om")
        ):
            continue
        code = _code(number.value * unit)
        yield text.finding("urgency", code, number.first - 1, number.last + 1, 0.8)


def _code(days: float) -> str:
    return "48h" if days <= 2 else "2w" if days <= 15 else "quarter" if days <= 100 else "none"


def _dates(text: Prepared) -> Iterator[Finding]:
    """ "den 12 december", "före 30 nov", where the day is known to lie ahead of `now`."""
    if text.now is None:
        return
    today = text.now.astimezone(ZONE).date()
    tokens = text.tokens
    for number in text.numbers:
        here = number.last
        if here < len(tokens) and tokens[here].text == ":" and here + 1 < len(tokens):
            here += 2
        month = MONTHS.get(tokens[here].low) if here < len(tokens) else None
        before = tokens[number.first - 1].low if number.first else ""
        if month is None or not 1 <= number.value <= 31 or before not in DUE:
            continue
        day = _next_day(today, month, int(number.value))
        if day and 0 <= (day - today).days <= 200:
            yield text.finding("urgency", _code((day - today).days), number.first, here + 1, 0.75)


def _next_day(today: date, month: int, day: int) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found >= today - timedelta(days=1):
            return found
    return None
