"""A moment that was typed in a form: read, shown back for a yes when unclear, and written out.

A form with such a field has two more: `sure`, a tick that is shown only when the moment was
unclear, and the hidden `asked`, the words that the tick is about. A tick that was given to other
words than those now typed counts for nothing.
"""

from __future__ import annotations

from datetime import time

from bot.desk.commands import Errors
from bot.desk.moments import Unclear, When, read
from bot.desk.replies import Input
from bot.desk.work import Mistaken, Work
from bot.texts import Arg, Day, Lang, phrase


def settle(work: Work, typed: str, sure: str = "", asked: str = "", name: str = "when") -> When:
    """The moment that was typed. Raises `Mistaken` at the input `name` for an unclear one.

    `sure` and `asked` are what the form of `asked_back` brought: with them the guess is taken.
    """
    found = read(typed, work.now, work.calendar, work.lang)
    if found is None:
        raise Mistaken({name: phrase("moment.unread" if typed.strip() else "moment.missing")})
    if isinstance(found, When):
        return found
    if sure == "yes" and asked == typed:
        return found.guess
    raise Mistaken({name: phrase(f"moment.{found.why}", when=said(found.guess))})


def asked_back(
    work: Work, typed: str, errors: Errors, name: str = "when"
) -> tuple[tuple[Input, ...], dict[str, str]]:
    """The tick for an unclear moment and what is hidden with it; nothing while all is clear."""
    found = read(typed, work.now, work.calendar, work.lang) if name in errors else None
    if not isinstance(found, Unclear):
        return (), {}
    return (Input("sure", phrase("moment.sure", when=said(found.guess)), "check"),), {
        "asked": typed
    }


def said(when: When) -> Arg:
    """The moment in a sentence, with its year: "onsdag 19 maj 2027 kl. 9.00-12.00"."""
    day = phrase("moment.day", day=Day(when.day), year=str(when.day.year))
    last = phrase("moment.day", day=Day(when.end_day), year=str(when.end_day.year))
    if when.end_day == when.day:
        if when.starts is None:
            return day
        if when.ends is None:
            return phrase("moment.at", day=day, starts=_clock(when.starts))
        return phrase("moment.span", day=day, starts=_clock(when.starts), ends=_clock(when.ends))
    first = day if when.starts is None else phrase("moment.at", day=day, starts=_clock(when.starts))
    if when.ends is not None:
        last = phrase("moment.at", day=last, starts=_clock(when.ends))
    return phrase("moment.days", first=first, last=last)


def _clock(at: time) -> Arg:
    return phrase("moment.clock", hour=f"{at:%H}", minute=f"{at:%M}")


def written(when: When, lang: Lang) -> str:
    """The moment as one would type it into the field, read back as the same: "2027-05-19 9.00"."""
    mark = "." if lang == "sv" else ":"
    starts = f" {when.starts:%H}{mark}{when.starts:%M}" if when.starts else ""
    ends = f"{when.ends:%H}{mark}{when.ends:%M}" if when.ends else ""
    if when.end_day == when.day:
        return f"{when.day.isoformat()}{starts}{f'-{ends}' if ends else ''}"
    return (
        f"{when.day.isoformat()}{starts} - {when.end_day.isoformat()}{f' {ends}' if ends else ''}"
    )
