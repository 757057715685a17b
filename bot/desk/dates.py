"""Days that people choose in forms."""

from __future__ import annotations

from datetime import date, timedelta

from bot.desk import moments
from bot.desk.work import Mistaken, Work
from bot.texts import Day, phrase

FARTHEST = timedelta(days=730)


def today(work: Work) -> date:
    """The local date at the centre."""
    return work.calendar.local(work.now).date()


def future_day(work: Work, typed: str, name: str, *, today_too: bool = False) -> date:
    """A day after today and within two years; raises `Mistaken` at the input `name`.

    With `today_too` this very day will do, as for somebody who fell ill in the morning.
    """
    day = _day(work, typed, name)
    if today_too and day < today(work):
        raise Mistaken({name: phrase("form.until_before")})
    if day <= today(work) and not today_too:
        raise Mistaken({name: phrase("form.until_past")})
    if day > today(work) + FARTHEST:
        raise Mistaken({name: phrase("form.until_far")})
    return day


def _day(work: Work, typed: str, name: str) -> date:
    """A date as a form's own field gives it, or as somebody types it where there is none.

    What can mean several days is said back with the guess, to be written out.
    """
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        found = moments.read(typed, work.now, work.calendar, work.lang)
    if isinstance(found, moments.Unclear) and found.why not in ("past", "far"):
        day = found.guess.day
        asked = phrase("moment.write_out", day=Day(day), written=day.isoformat())
        raise Mistaken({name: asked})
    if found is None:
        raise Mistaken({name: phrase("form.day_missing")})
    return (found.guess if isinstance(found, moments.Unclear) else found).day
