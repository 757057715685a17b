"""How long a platform asks us to wait before we call again: `Retry-After` (RFC 9110, 10.2.3).

It is written by somebody else: as seconds or as a date, absurd or not at all. What comes of it is
added to a time, and nothing of ours stands still for longer than an hour because of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import isfinite

LONGEST_WAIT = 3600.0
"""Seconds that we let ourselves be told to wait."""


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait: told so, or as a date, which is held against the answer's own.

    None where nothing is told that could be followed.
    """
    known = {name.lower(): str(value).strip() for name, value in headers.items()}
    told = known.get("retry-after", "")
    try:
        seconds = float(told)
    except ValueError:
        until, now = _date(told), _date(known.get("date", ""))
        if until is None or now is None:
            return None
        seconds = (until - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT) if isfinite(seconds) else None


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo is not None else None
