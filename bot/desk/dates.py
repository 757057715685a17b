"""Days that people choose in forms."""

from __future__ import annotations

from datetime import date, timedelta

from bot.desk.work import Mistaken, Work
from bot.texts import phrase

FARTHEST = timedelta(days=730)


def today(work: Work) -> date:
    """The local date at the centre."""
    return work.calendar.local(work.now).date()


def future_day(work: Work, typed: str, name: str, *, today_too: bool = False) -> date:
    """A day after today and within two years; raises `Mistaken` at the input `name`.

    With `today_too` this very day will do, as for somebody who fell ill in the morning.
    """
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise Mistaken({name: phrase("form.day_missing")}) from None
    if today_too and day < today(work):
        raise Mistaken({name: phrase("form.until_before")})
    if day <= today(work) and not today_too:
        raise Mistaken({name: phrase("form.until_past")})
    if day > today(work) + FARTHEST:
        raise Mistaken({name: phrase("form.until_far")})
    return day
