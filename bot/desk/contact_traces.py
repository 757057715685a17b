"""What is kept of contacts and introductions about somebody: gathered for an extract, and erased.

A contact is a person like any other: whoever asks to be erased goes, whoever added them. What a
member added stays when the member goes, without anybody who vouches for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlmodel import Session, SQLModel, col

from bot.desk.erasing import Erasing
from bot.desk.leftovers import left
from bot.desk.subject import Subject
from bot.storage import contacts
from bot.storage.tables import Contact, Introduction, Member, Wanted


def rows_of(session: Session, subject: Subject) -> Iterator[SQLModel]:
    """Who asked for a person as a contact; or what a member added, asked and was asked."""
    if subject.known:
        about = select(Introduction).where(col(Introduction.contact_id).in_(subject.known))
        yield from session.execute(about.order_by(col(Introduction.id))).scalars()
    if subject.kind != "member":
        return
    ids = subject.member_ids
    asked = or_(col(Introduction.asked_by).in_(ids), col(Introduction.asked_of).in_(ids))
    wanted = or_(col(Wanted.asked_by).in_(ids), col(Wanted.answered_by).in_(ids))
    for kind, whose in (
        (Contact, col(Contact.added_by).in_(ids)),
        (Introduction, asked),
        (Wanted, wanted),
    ):
        yield from session.execute(select(kind).where(whose).order_by(col(kind.id))).scalars()


def known_rows(session: Session, subject: Subject) -> list[Contact]:
    """The contacts by which members know a person."""
    wanted = select(Contact).where(col(Contact.id).in_(subject.known))
    return list(session.execute(wanted.order_by(col(Contact.id))).scalars())


def erase_contact(doing: Erasing) -> None:
    """A person as a contact is deleted; who added them and who was shown them is told."""
    for contact in known_rows(doing.session, doing.subject):
        number = contact.id or 0
        adder = doing.session.get(Member, contact.added_by) if contact.added_by else None
        if adder is not None and adder.name:
            doing.left.append(left("known_adder", name=adder.name))
        for name in _shown_to(doing.session, number):
            doing.left.append(left("known_shown", name=name))
        doing.session.expunge(contact)
        contacts.delete_contact(doing.session, number)
        doing.counts["known"] += 1


def _shown_to(session: Session, contact_id: int) -> list[str]:
    """Who has been given a contact's details in a message, which cannot be taken back from here."""
    asked = select(col(Introduction.asked_by)).where(
        col(Introduction.contact_id) == contact_id, col(Introduction.answer) == "yes"
    )
    names = select(col(Member.name)).where(col(Member.id).in_(asked), col(Member.name) != "")
    return list(session.execute(names.order_by(col(Member.id))).scalars())


def erase_member(doing: Erasing) -> None:
    """What a member added has nobody who vouches for it; the coordinator's to hand over."""
    count = sum(
        contacts.leave_contacts(doing.session, number) for number in doing.subject.member_ids
    )
    if count:
        doing.left.append(left("known", n=count))
