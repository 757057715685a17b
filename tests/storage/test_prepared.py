"""Prepared statements do what the session would, on either database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from bot.storage import channels, companies, records
from bot.storage.engine import Store
from bot.storage.prepared import Prepared
from bot.storage.records import made, table_of
from bot.storage.tables import Company, Reminder, Room, Stamp

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def _room(**given: object) -> Room:
    return Room(platform="slack", workspace="T", channel="C", name="Exporten", **given)


def test_what_the_session_has_not_written_yet_is_found_and_is_the_same_record(
    store: Store,
) -> None:
    with store.write() as session:
        new = _room(reference="a link")
        session.add(new)
        assert channels.room(session, "slack", "T", "C") is new
        new.name = "Träffen"
    with store.write() as session:
        found = channels.room(session, "slack", "T", "C")
        assert found is not None
        assert (found.name, found.reference, found.active) == ("Träffen", "a link", True)
        found.gone = "archived"
    with store.read() as session:
        seen = channels.room(session, "slack", "T", "C")
        assert seen is not None
        assert seen.gone == "archived"
        seen.gone = ""
        session.expire_all()


def test_instants_and_lists_come_back_as_the_model_has_them(store: Store) -> None:
    with store.write() as session:
        records.append(
            session, Reminder, kind="nudge", subject="1", due_at=NOW, args={"a": ["å", None]}
        )
        records.keep(session, made(Company, name="Testbolaget", name_key="testbolaget"))
    with store.read() as session:
        kept = session.exec(select(Reminder)).one()
        assert (kept.due_at, kept.done_at, kept.args) == (NOW, None, {"a": ["å", None]})
        (company,) = companies.companies_in(session, "", "testbolaget", 3)
        assert (company.name, company.organisation_number) == ("Testbolaget", None)


def test_a_broken_constraint_comes_as_sqlalchemy_tells_it(store: Store) -> None:
    again = Prepared(insert(table_of(Stamp)).values(id=1, centre="another"))
    with pytest.raises(IntegrityError) as told, store.write() as session:
        again.run(session, {})
    assert isinstance(told.value, DBAPIError)
    assert "another" not in str(told.value)


def test_whoever_listens_hears_them_and_they_find_the_same(store: Store) -> None:
    heard: list[str] = []
    with store.write() as session:
        session.add(_room())
        session.flush()

        def hear(_c: object, _k: object, statement: str, *_: object) -> None:
            heard.append(statement)

        event.listen(session.get_bind(), "before_cursor_execute", hear)
        found = channels.room(session, "slack", "T", "C")
        event.remove(session.get_bind(), "before_cursor_execute", hear)
        assert found is not None
    assert [line.split()[0] for line in heard] == ["SELECT"]
