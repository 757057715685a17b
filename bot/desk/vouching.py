"""Who vouches for a contact: whose it is to change, and how it passes to another."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk import introducing
from bot.desk.contact_sharing import voucher
from bot.desk.work import Work, refuse
from bot.storage import contacts
from bot.storage.tables import Contact


def own_contact(work: Work, contact_id: int) -> Contact:
    """A contact that the acting member vouches for. Raises `Refused` for any other."""
    contact = contacts.live_contact(work.session, contact_id)
    if contact is None:
        raise refuse("book.gone")
    if contact.added_by != work.me:
        raise refuse("book.not_yours")
    return contact


def managed(work: Work, contact_id: int) -> Contact:
    """The same, or one that nobody vouches for and the acting member may take over."""
    contact = contacts.live_contact(work.session, contact_id)
    if contact is None:
        raise refuse("book.gone")
    if contact.added_by != work.me and not may_take(work, contact):
        raise refuse("book.not_yours")
    return contact


def may_take(work: Work, contact: Contact) -> bool:
    """Whether nobody vouches for a contact, and the acting member may.

    A confirmed colleague of the one who left, or the coordinator.
    """
    if voucher(work, contact) is not None or work.member.confirmed_at is None:
        return False
    return work.member.coordinator or contact.organisation_of == work.member.organisation


def vouch(work: Work, given: Sequence[Contact], member_id: int) -> None:
    """A member vouches for contacts from now on, and is asked what waits about them."""
    for contact in given:
        contact.added_by, contact.asked_at = member_id, None
        work.session.add(contact)
        introducing.ask_anew(work, contact, member_id)
    work.touched.add(member_id)
    work.session.flush()
