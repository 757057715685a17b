"""Who and what is here already, for a directory file that is read in."""

from __future__ import annotations

from typing import NamedTuple

from sqlmodel import Session

from bot.desk.book_lines import Faulty
from bot.desk.contact_likeness import Book, Named, key
from bot.storage import contacts, people
from bot.storage.contacts import Known
from bot.storage.tables import Contact, Member
from bot.texts import Arg, phrase


class Here:
    """Who and what is here already, looked up once for many lines."""

    def __init__(self, session: Session) -> None:
        """Look around in this session; the rows are read in the one of each part."""
        self.reads_in(session)
        self._members = [_Someone.of(member) for member in people.present_members(session)]
        found = contacts.known_contacts(session)
        self._book = Book(found)
        self._known: dict[object, Known] = {}
        self._any: dict[object, Known] = {}
        for contact in found:
            self._know(contact)

    def reads_in(self, session: Session) -> None:
        """From now on rows are read in this session."""
        self.session = session
        self._rows: dict[int, Member] = {}

    def _know(self, contact: Known) -> None:
        self._known.setdefault((key(contact), contact.added_by), contact)
        self._any.setdefault(key(contact), contact)

    def put(self, contact: Contact) -> None:
        """One more contact, which has no number yet: no other line of the file means it."""
        own = (contact.name, contact.organisation, contact.added_by, contact.organisation_of)
        self._book.put(Known(0, *own))

    def contact(self, asked: Named, adder: Member | None) -> Contact | None:
        """The same contact of the same adder, or one that nobody vouches for.

        Where no adder is said, anybody's.
        """
        found = self._known.get((key(asked), adder.id if adder else None))
        found = found or self._known.get((key(asked), None))
        if found is None and adder is None:
            found = self._any.get(key(asked))
        return contacts.live_contact(self.session, found.id) if found is not None else None

    def name(self, member_id: int | None) -> Arg:
        """What a member is called."""
        found = next((member.name for member in self._members if member.id == member_id), "")
        return found or phrase("history.former")

    def also(self, contact: Contact) -> tuple[str, ...]:
        """The names of others who know the same."""
        adders = {
            one.added_by
            for one in self._book.like(contact)
            if isinstance(one, Known) and one.added_by not in (None, contact.added_by)
        }
        return tuple(member.name for member in self._members if member.id in adders)

    def adder(self, asked: str) -> Member:
        """A confirmed member by e-mail or name. Raises `Faulty`."""
        found = self.member(asked)
        if found.confirmed_at is None:
            raise Faulty(phrase("directory.fault.unconfirmed", name=found.name))
        return found

    def member(self, asked: str) -> Member:
        """A member by e-mail or name. Raises `Faulty`."""
        wanted = " ".join(asked.casefold().split())
        found = [member.id for member in self._members if wanted in member.called]
        if not found:
            raise Faulty(phrase("directory.fault.no_member", given=asked[:80]))
        if len(found) > 1:
            raise Faulty(phrase("directory.fault.several", given=asked[:80]))
        number = found[0]
        if number not in self._rows:
            self._rows[number] = self.session.get_one(Member, number)
        return self._rows[number]


class _Someone(NamedTuple):
    """A member by id, name, and every way they are called in a file."""

    id: int
    name: str
    called: frozenset[str]

    @classmethod
    def of(cls, member: Member) -> _Someone:
        """The ways a member is called; a former member by none."""
        called = (" ".join(way.casefold().split()) for way in (member.name, member.email))
        return cls(member.id or 0, member.name, frozenset(way for way in called if way))
