"""Dates in words, read by dateparser: "19 maj", "May 19th 2027", "in two weeks".

It takes a tenth of a second to import, as much for each language it first reads, and 15 MB: it is
imported when a text needs it.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

ONES = {
    "en": 1, "ett": 1, "a": 1, "one": 1, "två": 2, "two": 2, "tre": 3, "three": 3, "fyra": 4,
    "four": 4, "fem": 5, "five": 5, "sex": 6, "six": 6, "sju": 7, "seven": 7, "åtta": 8,
    "eight": 8, "nio": 9, "nine": 9, "tio": 10, "ten": 10, "fjorton": 14, "fourteen": 14,
}  # fmt: skip
"""Numbers in words: dateparser knows some of them in Swedish and not the others."""


def parsed(text: str, base: date) -> date | None:
    """What dateparser makes of a text, seen from `base`; never a time of day."""
    words = " ".join(str(ONES.get(word, word)) for word in text.split())
    found = _parser(base).get_date_data(words)
    at: datetime | None = found.date_obj
    if at is None or found.period not in ("day", "week", "month") or at.time() != time():
        return None
    return at.date()


def _parser(base: date) -> Any:
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["sv", "en"],
        use_given_order=True,
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_LOCALE_DATE_ORDER": False,
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": datetime.combine(base, time()),
            "RETURN_TIME_AS_PERIOD": True,
            "PARSERS": ["relative-time", "absolute-time"],
        },
    )
