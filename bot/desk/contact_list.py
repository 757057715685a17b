"""A member's own contacts: listed, confirmed, removed, and taken over where nobody vouches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.desk import introducing
from bot.desk.commands import Entry
from bot.desk.contact_sharing import named, titled
from bot.desk.contact_views import (
    details,
    edit_button,
    end_button,
    list_button,
    new_button,
    own_row,
    restore_button,
    take_button,
)
from bot.desk.lists import PAGE, next_page
from bot.desk.replies import Block, Buttons, Line, Outcome, Row, Table
from bot.desk.vouching import managed, may_take, own_contact, vouch
from bot.desk.work import Work, refuse
from bot.storage import contacts
from bot.storage.tables import Contact
from bot.texts import phrase

COLUMNS = ("contact", "about", "shown_to", "confirmed")


@dataclass(frozen=True)
class MyContacts:
    """One's own contacts, ten at a time."""

    after: int = 0


def my_contacts(work: Work, command: MyContacts) -> Outcome:
    """Who waits for an answer first, then one's contacts, those longest unconfirmed first."""
    after = max(0, command.after)
    blocks: list[Block] = []
    if not after:
        blocks += introducing.waiting(work)
        blocks += _left_behind(work)
    total = contacts.count_added_by(work.session, work.me)
    found = contacts.added_by(work.session, work.me, PAGE, after)
    table = Table(
        phrase("book.title", n=total),
        tuple(phrase(f"column.{name}") for name in COLUMNS),
        tuple(own_row(work, contact) for contact in found),
        phrase("book.empty"),
        next_page("my_contacts", after, total),
    )
    return Outcome(private=(*blocks, table, Buttons((new_button(),))))


def _left_behind(work: Work) -> list[Block]:
    """Contacts that nobody vouches for: for who may take them, without how they are reached."""
    own = "" if work.member.coordinator else work.member.organisation
    if work.member.confirmed_at is None:
        return []
    found = contacts.unvouched(work.session, own)
    if not found:
        return []
    rows = tuple(_left_row(contact) for contact in found[:PAGE])
    columns = (phrase("column.contact"),)
    return [Table(phrase("book.left_title", n=len(found)), columns, rows, "")]


def _left_row(contact: Contact) -> Row:
    return Row((titled(contact),), (take_button(contact), end_button(contact)))


@dataclass(frozen=True)
class OnContact:
    """A command about one contact."""

    contact: int = 0


@dataclass(frozen=True)
class ConfirmContact(OnContact):
    """It still holds."""


def confirm_contact(work: Work, command: ConfirmContact) -> Outcome:
    """One press; a second one says the same."""
    contact = own_contact(work, command.contact)
    contact.confirmed_at = work.now
    work.session.add(contact)
    work.touched.add(work.me)
    line = Line(phrase("book.holds", contact=named(contact)))
    return Outcome(private=(line, Buttons((edit_button(contact), list_button()))))


@dataclass(frozen=True)
class ConfirmContacts:
    """All that were asked about together still hold; `asked` is when."""

    asked: str = ""


def confirm_contacts(work: Work, command: ConfirmContacts) -> Outcome:
    """One press for all that are left of one question; those changed meanwhile stay as they are."""
    try:
        at = datetime.fromisoformat(command.asked)
    except ValueError:
        raise refuse("refused.old_button") from None
    if at.tzinfo is None:
        raise refuse("refused.old_button")
    found = contacts.asked_and_silent(work.session, work.me, at)
    for contact in found:
        contact.confirmed_at = work.now
        work.session.add(contact)
    work.touched.add(work.me)
    line = phrase("book.all_hold", n=len(found)) if found else phrase("book.none_left")
    return Outcome(private=(Line(line), Buttons((list_button(),))))


@dataclass(frozen=True)
class EndContact(OnContact):
    """It is not to be found any more."""


def end_contact(work: Work, command: EndContact) -> Outcome:
    """By who vouches for it; by a colleague or the coordinator where nobody does.

    It can be brought back for as long as a text from the chat is kept, then it is gone for good.
    """
    contact = managed(work, command.contact)
    contact.ended_at = work.now
    work.session.add(contact)
    work.touched.add(work.me)
    introducing.close(work, contact)
    days = work.centre.retention.raw_text_days
    line = Line(phrase("book.ended", contact=named(contact), n=days))
    return Outcome(private=(line, Buttons((restore_button(contact), list_button()))))


@dataclass(frozen=True)
class RestoreContact(OnContact):
    """It was removed by mistake."""


def restore_contact(work: Work, command: RestoreContact) -> Outcome:
    """As it was, and confirmed: whoever brings it back says that it holds."""
    contact = contacts.contact(work.session, command.contact)
    if contact is None:
        raise refuse("book.gone_for_good")
    if contact.added_by != work.me and not may_take(work, contact):
        raise refuse("book.not_yours")
    if contact.ended_at is not None:
        contact.ended_at, contact.confirmed_at = None, work.now
        work.session.add(contact)
        work.touched.add(work.me)
    line = Line(phrase("book.restored", contact=named(contact)))
    return Outcome(private=(line, Buttons((list_button(),))))


@dataclass(frozen=True)
class TakeContact(OnContact):
    """Vouch for a contact that nobody vouches for."""


def take_contact(work: Work, command: TakeContact) -> Outcome:
    """By a colleague of the one who left, or the coordinator; the first press wins."""
    contact = contacts.live_contact(work.session, command.contact)
    if contact is None:
        raise refuse("book.gone")
    if contact.added_by != work.me:
        if not may_take(work, contact):
            raise refuse("book.not_yours")
        vouch(work, [contact], work.me)
    line = Line(phrase("book.taken", contact=named(contact)))
    blocks = (line, details(work, contact), Buttons((edit_button(contact), list_button())))
    return Outcome(private=blocks)


ENTRIES = (
    Entry(
        "my_contacts",
        MyContacts,
        my_contacts,
        None,
        ("mina kontakter", "my contacts"),
        writes=False,
        help="help.my_contacts",
    ),
    Entry("confirm_contact", ConfirmContact, confirm_contact),
    Entry("confirm_contacts", ConfirmContacts, confirm_contacts),
    Entry("end_contact", EndContact, end_contact),
    Entry("restore_contact", RestoreContact, restore_contact),
    Entry("take_contact", TakeContact, take_contact),
)
