"""Who may see how a contact is reached, and whom to ask where one may not.

A contact is somebody outside the centre who trusted one member. Others see who it is and how it
is reached when the member who added it has opened it to everybody, or has said yes to just them.
Nobody else does, but for colleagues and the coordinator who is to take over what somebody left:
they see names alone.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.desk import telling
from bot.desk.cases import name_of
from bot.desk.work import Work
from bot.storage import contacts, people
from bot.storage.tables import Contact, Member
from bot.texts import Arg, month_name, phrase


def titled(contact: Contact) -> Arg:
    """A contact by name and organisation: "Hans Schmidt, Hafen GmbH"."""
    if not contact.organisation:
        return contact.name
    return phrase("book.titled", name=contact.name, organisation=contact.organisation)


def named(contact: Contact) -> Arg:
    """The same within a sentence: "Hans Schmidt på Hafen GmbH"."""
    if not contact.organisation:
        return contact.name
    return phrase("book.named", name=contact.name, organisation=contact.organisation)


def masked(contact: Contact) -> Arg:
    """Where a contact is and not who, within a sentence: for whoever has not been given it."""
    if not contact.organisation:
        return phrase("book.masked")
    return phrase("book.masked_at", organisation=contact.organisation)


def reach(contact: Contact) -> str:
    """Phone and e-mail as they are written beside a name; empty where there is neither."""
    return " · ".join(way for way in (contact.phone, contact.email) if way)


def voucher(work: Work, contact: Contact) -> Member | None:
    """The member who vouches for a contact; None where they have left and nobody took over."""
    member = people.member(work.session, contact.added_by)
    return member if member is not None and not member.ended_at else None


def may_reach(
    work: Work, contact: Contact, member: Member, introduced: frozenset[int] | None = None
) -> bool:
    """Whether a member may see a contact's details.

    `introduced` are the contacts the member has been given (`contacts.introduced_to`), where many
    are looked at; it is looked up where it is left out. An unconfirmed member sees none.
    """
    if contact.added_by == member.id:
        return True
    if contact.ended_at is not None or member.confirmed_at is None:
        return False
    if contact.open:
        return True
    if introduced is None:
        introduced = contacts.introduced_to(work.session, member.id or 0)
    return contact.id in introduced


def whom_to_ask(work: Work, contact: Contact) -> Member | None:
    """Who answers an introduction today: the one who added it, or their deputy while away.

    Where they are away without a deputy it is still they, and the question waits. Where nobody
    vouches, it is the coordinator; None where there is none either.
    """
    member = voucher(work, contact)
    if member is None:
        return next(iter(telling.coordinators_now(work)), None)
    return telling.deputy(work, member) or member


def is_fresh(work: Work, contact: Contact) -> bool:
    """Whether somebody has said, within the agreed days, that a contact holds."""
    return contact.confirmed_at > work.now - timedelta(days=work.centre.contacts.fresh_days)


def unconfirmed_since(work: Work, contact: Contact) -> Arg | None:
    """ "inte bekräftad sedan mars", with the year where it is another; None for a fresh one."""
    if is_fresh(work, contact):
        return None
    day = work.calendar.local(contact.confirmed_at).date()
    if day.year == work.calendar.local(work.now).year:
        return phrase("book.unconfirmed", month=month_name(day))
    return phrase("book.unconfirmed_year", month=month_name(day), year=str(day.year))


def last_confirmed(work: Work, contact: Contact) -> date:
    """The local day on which somebody said last that a contact holds."""
    return work.calendar.local(contact.confirmed_at).date()


def of_whom(work: Work, contact: Contact) -> Arg:
    """Who added a contact, as "Anna Ek, Almi"; the organisation alone where they have left."""
    member = voucher(work, contact)
    at = name_of(work, contact.organisation_of) if contact.organisation_of else ""
    if member is None or not member.name:
        return phrase("book.of_nobody", organisation=at) if at else phrase("history.former")
    return phrase("book.titled", name=member.name, organisation=name_of(work, member.organisation))
