"""Names stand in one order on every database: that of their code points."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.storage import companies, contacts
from bot.storage.engine import Store
from bot.storage.tables import Company, Contact

KEYS = ("ab", "a b", "a-b", "abc", "å ab", "ä ab", "ab\u00e9", "abé", "abz", "abö", "b", "aba")


def test_companies_that_begin_alike_are_found_whatever_the_letters(store: Store) -> None:
    with store.write() as session:
        for key in sorted(set(KEYS)):
            session.add(Company(name=key, name_key=key, municipality="Mark"))
    with store.read() as session:
        found = {row.name_key for row in companies.companies_in(session, "Mark", "abc", 2)}
    assert found == {key for key in KEYS if key.startswith("ab")}


def test_contacts_stand_in_the_order_of_code_points(store: Store) -> None:
    names = ["Zorn", "Åsa", "Östen", "ada", "Ada", "Ärla", "de Geer", "Degeer"]
    at = datetime(2026, 5, 18, tzinfo=UTC)
    with store.write() as session:
        for name in names:
            session.add(Contact(name=name, added_at=at, confirmed_at=at))
    with store.read() as session:
        found = [contact.name for contact in contacts.unvouched(session)]
    assert found == sorted(names)
