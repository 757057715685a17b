"""A contact as its owner sees it, as whoever may reach it does, and the buttons beside it."""

from __future__ import annotations

from bot.desk import contact_fields
from bot.desk.contact_sharing import (
    is_fresh,
    last_confirmed,
    of_whom,
    reach,
    titled,
    unconfirmed_since,
)
from bot.desk.replies import Button, Card, Fact, Row
from bot.desk.work import Work
from bot.storage.tables import Contact
from bot.texts import Arg, Day, Listed, phrase

QUESTION = 300
"""Characters of a question that go along with a wish to be put in touch."""


def covers(work: Work, contact: Contact) -> Arg:
    """What a contact can help with and where, in a few words."""
    found: list[Arg] = [
        *contact_fields.labels(work.centre, contact_fields.NEEDS, contact.needs),
        *contact_fields.labels(work.centre, contact_fields.MARKETS, contact.markets),
    ]
    if contact.about:
        found.insert(0, contact.about)
    return Listed(tuple(found), commas=True) if found else ""


def details(work: Work, contact: Contact) -> Card:
    """Everything that is known of a contact; only for whoever may reach it."""
    centre = work.centre
    ways = reach(contact)
    values: list[tuple[str, Arg]] = [
        ("title", contact.title),
        ("organisation", contact.organisation),
        ("phone", contact.phone),
        ("email", contact.email),
        ("about", contact.about),
        ("needs", _listed(contact_fields.labels(centre, contact_fields.NEEDS, contact.needs))),
        (
            "markets",
            _listed(contact_fields.labels(centre, contact_fields.MARKETS, contact.markets)),
        ),
        ("languages", Listed(tuple(contact.languages)) if contact.languages else ""),
        ("note", contact.note),
        ("from", of_whom(work, contact)),
    ]
    facts = tuple(Fact(phrase(f"book.fact.{name}"), value) for name, value in values if value)
    fallback = phrase("book.fallback", contact=titled(contact), reach=ways)
    return Card(
        title=contact.name,
        fallback=fallback if ways else titled(contact),
        status=unconfirmed_since(work, contact),
        tone="busy" if is_fresh(work, contact) else "waiting",
        facts=facts,
        read=True,
    )


def _listed(items: tuple[Arg, ...]) -> Arg:
    return Listed(items, commas=True) if items else ""


def own_row(work: Work, contact: Contact) -> Row:
    """A line of a member's own contacts, with what can be done about it."""
    held: Arg = unconfirmed_since(work, contact) or phrase(
        "book.confirmed", day=Day(last_confirmed(work, contact), short=True)
    )
    shared = phrase("book.open" if contact.open else "book.asked")
    return Row(
        (titled(contact), covers(work, contact), shared, held),
        (edit_button(contact), confirm_button(contact), end_button(contact)),
    )


def asked_row(work: Work, contact: Contact) -> Row:
    """A line of the question whether contacts still hold."""
    day = Day(last_confirmed(work, contact), short=True)
    since = phrase("book.confirmed", day=day)
    return Row(
        (titled(contact), since),
        (confirm_button(contact), edit_button(contact), end_button(contact)),
    )


def confirm_button(contact: Contact) -> Button:
    """It still holds, in one press."""
    args = {"contact": str(contact.id)}
    return Button(phrase("button.book_holds"), "confirm_contact", args)


def edit_button(contact: Contact) -> Button:
    """Opens the contact's form."""
    args = {"contact": str(contact.id)}
    return Button(phrase("button.book_edit"), "edit_contact", args, opens=True)


def end_button(contact: Contact) -> Button:
    """The contact is not to be found any more, once it is asked."""
    asks = phrase("asks.end_contact", name=contact.name)
    args = {"contact": str(contact.id)}
    return Button(phrase("button.book_end"), "end_contact", args, style="danger", asks=asks)


def restore_button(contact: Contact) -> Button:
    """The way back for one that was removed by mistake."""
    return Button(phrase("button.book_restore"), "restore_contact", {"contact": str(contact.id)})


def take_button(contact: Contact) -> Button:
    """Vouch for a contact that nobody vouches for."""
    return Button(phrase("button.book_take"), "take_contact", {"contact": str(contact.id)})


def new_button() -> Button:
    """Opens the form of a new contact."""
    return Button(phrase("button.book_new"), "new_contact", opens=True)


def list_button() -> Button:
    """One's own contacts."""
    return Button(phrase("button.book_list"), "my_contacts")


def ask_button(contact: Contact, whom: Arg, question: str = "") -> Button:
    """Ask the one who knows a contact to put one in touch."""
    args = {"contact": str(contact.id), "question": " ".join(question.split())[:QUESTION]}
    return Button(phrase("button.introduce", name=whom), "ask_introduction", args)
