"""An absence as people type it: "till 19 maj, ersättare Anna", "from 4 May to 8 May".

What is unclear comes back in the form, filled in with the best guess, for a yes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from bot.desk import moments
from bot.desk.work import Work
from bot.storage import people
from bot.storage.tables import Member
from bot.texts import Arg, Day, phrase

LONGEST = 300
"""Characters that are read: two days and a name need far fewer."""

_DEPUTY = re.compile(
    r"[\s,;.]*\b(?:ersättare|ersätts av|vikarie|deputy|stand-in|covered by)\b[\s:]*"
    r"(?:(?:är|is)\s+)?(?P<name>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_UNTIL = r"(?:till och med|till o m|t\.? ?o\.? ?m\.?|till|until|till and including|through|to)"
_BETWEEN = re.compile(
    r"^(?:(?:från och med|från|fr\.? ?o\.? ?m\.?|from)\s+)?(?P<first>.+?)"
    rf"\s+{_UNTIL}\s+(?P<last>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE = re.compile(rf"^{_UNTIL}\s+(?P<last>.+)$", re.IGNORECASE | re.DOTALL)


@dataclass
class Told:
    """What was understood: days as ISO dates, the deputy's id, and what is unclear, by input."""

    from_day: str = ""
    until: str = ""
    deputy: int = 0
    errors: dict[str, Arg] = field(default_factory=dict)


def read(work: Work, member: Member, words: str) -> Told:
    """Understand what was typed after "borta", for this member."""
    told, words = Told(), words[:LONGEST]
    found = _DEPUTY.search(words)
    days = (words[: found.start()] if found else words).strip(" \t\n,;.")
    if found:
        _deputy(work, member, found["name"].strip(" \t\n,;.!"), told)
    before, between = _BEFORE.match(days), _BETWEEN.match(days)
    if before:
        told.until = _day(work, before["last"], "until", told, last=True)
    elif between:
        told.from_day = _day(work, between["first"], "from_day", told)
        told.until = _day(work, between["last"], "until", told, last=True)
    else:
        told.from_day = _day(work, days, "until", told)
        told.until = _day(work, days, "until", told, last=True)
    return told


def _day(work: Work, typed: str, name: str, told: Told, *, last: bool = False) -> str:
    when = moments.read(typed, work.now, work.calendar, work.lang) if typed else None
    if when is None:
        told.errors[name] = phrase("form.day_missing")
        return ""
    if isinstance(when, moments.Unclear):
        when = when.guess
        told.errors[name] = phrase("form.absence.unclear", words=typed, day=Day(_of(when, last)))
    return _of(when, last).isoformat()


def _of(when: moments.When, last: bool) -> date:
    return when.end_day if last else when.day


def _deputy(work: Work, member: Member, name: str, told: Told) -> None:
    """Whom of the colleagues a name means: the whole name, one of its parts, or a beginning."""
    colleagues = [
        other
        for other in people.members_of(work.session, member.organisation)
        if other.confirmed_at and other.id != member.id
    ]
    typed = name.casefold()
    for same in (_whole, _part, _begins):
        found = [other for other in colleagues if typed and same(other.name.casefold(), typed)]
        if len(found) == 1:
            told.deputy = found[0].id or 0
            return
        if found:
            told.errors["deputy"] = phrase("form.absence.deputy_which", name=name)
            return
    told.errors["deputy"] = phrase("form.absence.deputy_unknown", name=name)


def _whole(name: str, typed: str) -> bool:
    return name == typed


def _part(name: str, typed: str) -> bool:
    return typed in name.split()


def _begins(name: str, typed: str) -> bool:
    return any(part.startswith(typed) for part in name.split())
