"""What is kept of a contact, as it is typed in a form or read from a file, within limits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from bot.centre.model import Centre
from bot.desk.inputs import answer_options
from bot.desk.replies import Option
from bot.desk.work import Mistaken
from bot.storage.tables import Contact
from bot.texts import LANGUAGES, Arg, phrase, say

LIMITS: Mapping[str, int] = {
    "name": 120,
    "organisation": 120,
    "title": 120,
    "about": 300,
    "languages": 120,
    "phone": 60,
    "email": 120,
    "note": 1000,
}
"""Characters of each text."""
MARKETS, NEEDS = "market", "needs"
MOST_CODES = 40
"""Needs or markets of one contact: who can help with everything helps nobody to choose."""
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
"""Near enough to an e-mail address to catch a slip; only a letter would prove one."""


@dataclass(frozen=True)
class Particulars:
    """A contact as somebody gives it; `open` lets every member see how it is reached."""

    name: str = ""
    organisation: str = ""
    title: str = ""
    about: str = ""
    needs: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    note: str = ""
    open: bool = False


def kept(centre: Centre, given: Particulars) -> Particulars:
    """The same, tidied; raises `Mistaken` with each field that cannot be taken as it is."""
    errors: dict[str, Arg] = {}
    texts = {name: _tidy(name, getattr(given, name)) for name in LIMITS if name != "languages"}
    languages = tuple(dict.fromkeys(" ".join(one.split()) for one in given.languages))
    texts_and = {**texts, "languages": ", ".join(languages)}
    if not texts["name"]:
        errors["name"] = phrase("form.book.name_missing")
    for name, text in texts_and.items():
        if len(text) > LIMITS[name]:
            errors[name] = phrase("form.book.long", limit=LIMITS[name])
    if texts["email"] and not ADDRESS.fullmatch(texts["email"]) and "email" not in errors:
        errors["email"] = phrase("form.book.email_wrong")
    markets = choices(centre, MARKETS).codes
    for name, known in (("needs", need_codes(centre)), ("markets", markets)):
        codes = getattr(given, name)
        if len(codes) > MOST_CODES or not known.issuperset(codes):
            errors[name] = phrase("form.book.codes_wrong", limit=MOST_CODES)
    if errors:
        raise Mistaken(errors)
    return Particulars(
        **texts,
        needs=tuple(dict.fromkeys(given.needs)),
        markets=tuple(dict.fromkeys(given.markets)),
        languages=tuple(one for one in languages if one),
        open=given.open,
    )


def _tidy(name: str, text: str) -> str:
    """On one line, but for a note, which keeps its own."""
    if name != "note":
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def split(text: str) -> tuple[str, ...]:
    """Languages as they are typed: "tyska, polska"."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def of(contact: Contact) -> Particulars:
    """A contact's particulars as they are kept."""
    values: dict[str, Any] = {
        item.name: getattr(contact, item.name) for item in fields(Particulars)
    }
    for name in ("needs", "markets", "languages"):
        values[name] = tuple(values[name])
    return Particulars(**values)


def put(contact: Contact, given: Particulars) -> list[str]:
    """Write them into a contact; returns the names of those that became something else."""
    changed = []
    before = of(contact)
    for item in fields(Particulars):
        value = getattr(given, item.name)
        if value != getattr(before, item.name):
            setattr(contact, item.name, list(value) if isinstance(value, tuple) else value)
            changed.append(item.name)
    return changed


# --- needs and markets


@dataclass(frozen=True)
class Choices:
    """The needs or markets that can be chosen: as options of a form, and by every word for them."""

    options: tuple[Option, ...]
    codes: frozenset[str]
    words: Mapping[str, str]


_MADE: dict[tuple[int, str], tuple[Centre, Choices]] = {}
"""By centre and question: a file of 5,000 lines asks 10,000 times. The centre is kept beside, so
that its id is no other's."""


def choices(centre: Centre, question: str) -> Choices:
    """What can be chosen as an answer to "needs" or "market"; nothing where nobody asks of it."""
    made = _MADE.get((id(centre), question))
    if made is None:
        options = _needs(centre) if question == NEEDS else _markets(centre)
        made = (centre, Choices(options, frozenset(o.value for o in options), _words(options)))
        _MADE[id(centre), question] = made
    return made[1]


def _needs(centre: Centre) -> tuple[Option, ...]:
    return tuple(Option(need.code, need.label) for need in centre.needs if not need.retired)


def _markets(centre: Centre) -> tuple[Option, ...]:
    if not centre.has_question(MARKETS):
        return ()
    return answer_options(centre, centre.question(MARKETS))


def _words(options: Sequence[Option]) -> Mapping[str, str]:
    """Codes by the code itself and by its name in either language."""
    found: dict[str, str] = {}
    for option in options:
        for lang in LANGUAGES:
            found.setdefault(folded(say(option.label, lang)), option.value)
    return {**found, **{folded(option.value): option.value for option in options}}


def folded(text: str) -> str:
    """A word for looking one up: case and spaces aside."""
    return " ".join(text.casefold().split())


def need_codes(centre: Centre) -> frozenset[str]:
    """Every need there is or was: an old contact keeps what it had."""
    return frozenset(need.code for need in centre.needs)


def labels(centre: Centre, question: str, codes: Sequence[str]) -> tuple[Arg, ...]:
    """Needs or markets by name; one that the centre file no longer has by its code."""
    known = need_codes(centre) if question == NEEDS else choices(centre, question).codes
    asked = centre.has_question(question)
    return tuple(
        centre.label(question, code) if asked and code in known else code for code in codes
    )
