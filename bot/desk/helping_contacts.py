"""The contacts that members know and that may help: by what they know, and by name.

Before the one who added a contact has said yes, others see where it is and what about, never who
it is or how it is reached: they are told whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from bot.centre.asking import Asked
from bot.desk import facets
from bot.desk.companies import ALIKE, fold
from bot.desk.contact_likeness import grouped
from bot.desk.contact_sharing import (
    is_fresh,
    may_reach,
    reach,
    titled,
    unconfirmed_since,
    voucher,
    whom_to_ask,
)
from bot.desk.contact_views import ask_button
from bot.desk.helpers import Fit, Helper, reasons, worth
from bot.desk.replies import Button
from bot.desk.work import Work
from bot.storage import contacts as kept
from bot.storage.tables import Contact
from bot.texts import Arg, phrase

NAMED = 6.0
LOOKED_AT = 20
"""So many of those that fit best are looked at closely: five are shown at most."""
TOGETHER = 2
"""So many of those who know the same contact are named."""
STALE, UNVOUCHED = 0.6, 0.7
"""What is left of a contact's worth that nobody has confirmed of late, or vouches for."""


def contacts(work: Work, asked: Asked) -> list[Helper]:
    """Every contact with something in common with the question; the same of several once."""
    introduced = kept.introduced_to(work.session, work.me)

    def sees(contact: Contact) -> bool:
        return may_reach(work, contact, work.member, introduced)

    live = kept.live_contacts(work.session)
    fits = {contact.id: list(_fits(work, asked, contact)) for contact in live}
    fitting = [contact for contact in live if fits[contact.id]]
    fitting.sort(key=lambda contact: -worth(fits[contact.id]) * _weight(work, contact))
    found = []
    for group in grouped(fitting[:LOOKED_AT]):
        first = sorted(group, key=lambda contact: not sees(contact))[:TOGETHER]
        same = [_helper(work, asked, it, fits[it.id], sees=sees(it)) for it in first]
        found.append(_together(same))
    return found


def _together(same: Sequence[Helper]) -> Helper:
    """One contact that several know: how the first knows it, and whom else to ask."""
    first = same[0]
    lines = dict.fromkeys(line for helper in same for line in helper.reach)
    buttons = {button.label: button for helper in same for button in helper.buttons}
    best = max(helper.worth for helper in same)
    return replace(first, worth=best, reach=tuple(lines), buttons=tuple(buttons.values()))


def _fits(work: Work, asked: Asked, contact: Contact) -> Iterator[Fit]:
    centre = work.centre
    yield from facets.areas(centre, asked, contact.needs)
    yield from facets.markets(centre, asked, contact.markets)
    yield from facets.languages(asked, contact.languages)
    for text in (contact.about, contact.title):
        yield from facets.words(asked, "who.why.about", text)
    if any(_alike(name, contact.organisation) for name in asked.names):
        yield Fit("name", NAMED, phrase("who.why.at", organisation=contact.organisation))
    if any(_alike(name, contact.name) for name in asked.names):
        yield Fit("name", NAMED, phrase("who.why.name"))
    if not asked.names:
        yield from facets.words(asked, "who.why.at_words", contact.organisation)


def _alike(name: str, called: str) -> bool:
    """Whether a name that was typed is this one, or a whole part of it."""
    one, other = fold(name), fold(called)
    if not one or not other:
        return False
    return fuzz.ratio(one, other) >= ALIKE or fuzz.token_set_ratio(one, other) >= NEARLY_SAME


NEARLY_SAME = 96
"""How alike the words of two names must be where one has more of them ("Volvo", "Volvo Penta")."""


def _helper(
    work: Work, asked: Asked, contact: Contact, fits: Sequence[Fit], *, sees: bool
) -> Helper:
    value = worth(fits) * _weight(work, contact)
    about = phrase("who.why.about", text=contact.about) if contact.about else None
    shown = sees and not work.place.heard
    stale = unconfirmed_since(work, contact)
    return Helper(
        "contact",
        titled(contact) if shown else _masked(contact),
        value,
        tuple(dict.fromkeys((*reasons(fits), *(line for line in (about, stale) if line)))),
        tuple(_reach(work, contact, shown=shown)),
        tuple(_steps(work, contact, asked, shown=shown)),
        key=f"{contact.organisation} {contact.name}",
    )


def _weight(work: Work, contact: Contact) -> float:
    """What is left of a contact's worth: less where nobody has confirmed it, or vouches for it."""
    fresh = 1 if is_fresh(work, contact) else STALE
    return fresh * (UNVOUCHED if contact.added_by is None else 1)


def _masked(contact: Contact) -> Arg:
    """Where the contact is, not who."""
    if contact.organisation:
        return phrase("who.contact_at", organisation=contact.organisation)
    return phrase("who.contact")


def _reach(work: Work, contact: Contact, *, shown: bool) -> Iterator[Arg]:
    """The details for whoever may see them, in private; else whom to ask."""
    ways = reach(contact)
    if shown and ways:
        yield phrase("who.reach.ways", ways=ways)
    own = contact.added_by == work.me
    whom = whom_to_ask(work, contact)
    if own and work.place.heard:
        yield phrase("who.they_know", name=work.member.name)
    elif own:
        yield phrase("who.own_contact")
    elif shown:
        yield phrase("who.shared")
    elif voucher(work, contact) is None:
        yield phrase("who.unvouched", name=whom.name) if whom else phrase("who.unvouched_nobody")
    elif whom is not None:
        yield phrase("who.ask_them", name=whom.name)


def _steps(work: Work, contact: Contact, asked: Asked, *, shown: bool) -> Iterator[Button]:
    whom = whom_to_ask(work, contact)
    if shown:
        args = {"contact": str(contact.id)}
        yield Button(phrase("button.contact_details"), "ask_introduction", args)
    elif whom is not None:
        yield ask_button(contact, whom.name, asked.text)
