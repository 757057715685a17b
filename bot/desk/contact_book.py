"""The contacts members know outside the centre: added and changed in a form.

Whoever adds a contact vouches for it: they are asked before anybody else learns how it is reached,
and asked now and then whether it still holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.desk import telling
from bot.desk.cases import name_of
from bot.desk.commands import Entry, Errors, new_form_id
from bot.desk.contact_fields import (
    LIMITS,
    MARKETS,
    NEEDS,
    Particulars,
    choices,
    kept,
    of,
    put,
    split,
)
from bot.desk.contact_likeness import Book, key
from bot.desk.contact_sharing import named
from bot.desk.contact_views import edit_button, list_button, new_button
from bot.desk.membership import confirmed_only
from bot.desk.replies import Block, Buttons, Form, Input, Line, Option, Outcome
from bot.desk.vouching import own_contact
from bot.desk.work import Mistaken, Work
from bot.storage import contacts, people
from bot.storage.tables import Contact
from bot.texts import Listed, phrase

LABELS = {"title": "role"}
"""Fields whose question is called otherwise."""
ASK, ALL = "ask", "all"
"""Who sees how a contact is reached: whom its adder says yes to, or every member."""


@dataclass(frozen=True)
class NewContact:
    """A contact as its form gives it; `words` is what was typed after the command."""

    name: str = ""
    organisation: str = ""
    title: str = ""
    about: str = ""
    needs: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    languages: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
    sharing: str = ASK
    words: str = ""


@dataclass(frozen=True)
class EditContact(NewContact):
    """The same for a contact that is there; `sent` says that the form was filled in."""

    contact: int = 0
    sent: str = ""


def add_contact(work: Work, command: NewContact) -> Outcome:
    """A new contact; its adder is told who has the same one already, and so are they."""
    confirmed_only(work)
    given = kept(work.centre, _particulars(command))
    contact = Contact(
        name=given.name,
        organisation_of=work.member.organisation,
        added_by=work.me,
        added_at=work.now,
        confirmed_at=work.now,
    )
    put(contact, given)
    others = _same(work, contact)
    work.session.add(contact)
    work.session.flush()
    work.touched.add(work.me)
    said = phrase("book.added_open" if contact.open else "book.added", contact=named(contact))
    buttons = Buttons((edit_button(contact), new_button(), list_button()))
    return Outcome(private=(Line(said), *_also_known(work, contact, others), buttons))


def _particulars(command: NewContact) -> Particulars:
    return Particulars(
        name=command.name,
        organisation=command.organisation,
        title=command.title,
        about=command.about,
        needs=command.needs,
        markets=command.markets,
        languages=split(command.languages),
        phone=command.phone,
        email=command.email,
        note=command.note,
        open=command.sharing == ALL,
    )


def _same(work: Work, contact: Contact) -> list[contacts.Known]:
    """The same contact as others have added it. Raises `Mistaken` where it is one's own twice."""
    known = contacts.known_contacts(work.session)
    found = [one for one in Book(known).like(contact) if isinstance(one, contacts.Known)]
    own = [one for one in found if one.added_by == work.me and one.id != contact.id]
    if any(key(one) == key(contact) for one in own):
        raise Mistaken({"name": phrase("book.already", contact=named(contact))})
    return [one for one in found if one.added_by != work.me]


def _also_known(work: Work, contact: Contact, others: list[contacts.Known]) -> list[Block]:
    """Who knows the same contact: told to both sides, once."""
    members = people.members(work.session, (one.added_by for one in others if one.added_by))
    present = [member for member in members.values() if not member.ended_at and member.name]
    for member in present:
        key_ = f"book-also:{contact.id}:{member.id}"
        telling.message(
            work, [member.id or 0], "book_also", key_, contact=contact.id or 0, by=work.me
        )
    names = tuple(
        phrase("book.named", name=m.name, organisation=name_of(work, m.organisation))
        for m in present
    )
    return [Line(phrase("book.also", names=Listed(names)))] if names else []


def edit_contact(work: Work, command: EditContact) -> Outcome:
    """The contact as it is now; saving it says that it holds."""
    contact = own_contact(work, command.contact)
    given = kept(work.centre, _particulars(command))
    put(contact, given)
    contact.confirmed_at = work.now
    _same(work, contact)
    work.session.add(contact)
    work.touched.add(work.me)
    line = Line(phrase("book.saved", contact=named(contact)))
    return Outcome(private=(line, Buttons((list_button(),))))


# --- the form


def contact_form(work: Work, command: NewContact, errors: Errors) -> Form:
    """Who it is, what they can help with, and how they are reached."""
    confirmed_only(work)
    if command.words and not command.name:
        name, _, organisation = command.words.partition(",")
        command = replace(command, name=name.strip(), organisation=organisation.strip(), words="")
    return Form(
        id=new_form_id(),
        command="new_contact",
        title=phrase("form.book.title"),
        submit=phrase("form.book.submit"),
        intro=(Line(phrase("form.book.intro")),),
        inputs=_inputs(work, command, errors),
    )


def edit_form(work: Work, command: EditContact, errors: Errors) -> Form:
    """The contact as it stands, or as it was last typed."""
    contact = own_contact(work, command.contact)
    if not command.sent:
        known = of(contact)
        command = EditContact(
            name=known.name,
            organisation=known.organisation,
            title=known.title,
            about=known.about,
            needs=known.needs,
            markets=known.markets,
            languages=", ".join(known.languages),
            phone=known.phone,
            email=known.email,
            note=known.note,
            sharing=ALL if known.open else ASK,
        )
    return Form(
        id=new_form_id(),
        command="edit_contact",
        title=phrase("form.book.edit_title"),
        submit=phrase("form.book.edit_submit"),
        hidden={"contact": str(contact.id), "sent": "yes"},
        inputs=_inputs(work, command, errors),
    )


def _inputs(work: Work, command: NewContact, errors: Errors) -> tuple[Input, ...]:
    sharing = tuple(Option(code, phrase(f"form.book.{code}")) for code in (ASK, ALL))
    needs, markets = (choices(work.centre, one).options for one in (NEEDS, MARKETS))
    return (
        _text("name", command, errors, required=True, hint=True),
        _text("organisation", command, errors),
        _text("title", command, errors),
        _text("about", command, errors, hint=True),
        Input(
            "needs",
            phrase("form.book.needs"),
            "choices",
            command.needs,
            needs,
            error=errors.get("needs"),
        ),
        Input(
            "markets",
            phrase("form.book.markets"),
            "searches",
            command.markets,
            markets,
            error=errors.get("markets"),
        ),
        _text("languages", command, errors, hint=True),
        _text("phone", command, errors),
        _text("email", command, errors),
        _text("note", command, errors, long=True, hint=True),
        Input(
            "sharing",
            phrase("form.book.sharing"),
            "choice",
            command.sharing,
            sharing,
            required=True,
        ),
    )


def _text(
    name: str,
    command: NewContact,
    errors: Errors,
    *,
    required: bool = False,
    long: bool = False,
    hint: bool = False,
) -> Input:
    return Input(
        name,
        phrase(f"form.book.{LABELS.get(name, name)}"),
        "long" if long else "text",
        getattr(command, name),
        hint=phrase(f"form.book.{name}_hint") if hint else None,
        required=required,
        error=errors.get(name),
        max_length=LIMITS[name],
    )


ENTRIES = (
    Entry(
        "new_contact",
        NewContact,
        add_contact,
        contact_form,
        ("ny kontakt", "new contact"),
        "words",
        help="help.new_contact",
    ),
    Entry("edit_contact", EditContact, edit_contact, edit_form),
)
