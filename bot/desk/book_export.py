"""The directory as rows: the functions of the centre, and the contacts that members know.

A contact that its adder has not opened to everybody is left out: a file goes further than a chat.
With `details` it is there, for whoever moves the directory to another installation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from bot.centre.model import Centre
from bot.desk import contact_fields
from bot.desk.book_sheet import COLUMNS
from bot.desk.filing import Cells
from bot.desk.labels import zone_of
from bot.storage import contacts, people
from bot.storage.tables import Contact, Member
from bot.texts import Lang, phrase, say

BETWEEN = " | "
"""Between several values in a cell: no name of a need, market or language has it."""


def head(lang: Lang) -> list[str]:
    """The heading row."""
    return [say(phrase(f"directory.column.{column}"), lang) for column in COLUMNS]


def rows(session: Session, centre: Centre, lang: Lang, *, details: bool = False) -> Iterator[Cells]:
    """Every function, then every contact that may leave, by name."""
    for cells in _functions(centre, lang):
        yield [cells.get(column, "") for column in COLUMNS]
    found = [one for one in contacts.live_contacts(session) if one.open or details]
    found.sort(key=lambda one: (one.name.casefold(), one.id or 0))
    members = people.members(session, {one.added_by for one in found if one.added_by})
    for contact in found:
        adder = members.get(contact.added_by or 0) if details else None
        cells = _contact(centre, contact, lang, adder)
        yield [cells[column] for column in COLUMNS]


def left_out(session: Session) -> int:
    """How many contacts do not leave without `details`."""
    return sum(not one.open for one in contacts.live_contacts(session))


def _functions(centre: Centre, lang: Lang) -> Iterator[dict[str, str]]:
    for organisation in centre.organisations:
        for function in organisation.functions:
            yield {
                "kind": say(phrase("directory.kind.function"), lang),
                "name": say(function.label, lang),
                "organisation": organisation.name,
                "needs": _labels(centre, contact_fields.NEEDS, function.needs, lang),
                "phone": function.phone or "",
                "email": function.mailbox or "",
                "partner": organisation.short,
            }


def _contact(centre: Centre, contact: Contact, lang: Lang, adder: Member | None) -> dict[str, str]:
    shown = "directory.shown.all" if contact.open else "directory.shown.ask"
    known = centre.has_organisation(contact.organisation_of)
    partner = centre.organisation(contact.organisation_of).short if known else ""
    return {
        "kind": say(phrase("directory.kind.contact"), lang),
        "name": contact.name,
        "organisation": contact.organisation,
        "title": contact.title,
        "about": contact.about,
        "needs": _labels(centre, contact_fields.NEEDS, contact.needs, lang),
        "markets": _labels(centre, contact_fields.MARKETS, contact.markets, lang),
        "languages": BETWEEN.join(contact.languages),
        "phone": contact.phone,
        "email": contact.email,
        "note": contact.note,
        "shown_to": say(phrase(shown), lang),
        "added_by": (adder.email or adder.name) if adder is not None else "",
        "partner": partner,
        "confirmed": contact.confirmed_at.astimezone(zone_of(centre)).date().isoformat(),
    }


def _labels(centre: Centre, question: str, codes: Sequence[str], lang: Lang) -> str:
    labels = contact_fields.labels(centre, question, tuple(codes))
    return BETWEEN.join(say(label, lang) for label in labels)
