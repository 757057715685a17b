"""The extract holds every word that concerns somebody: each column of each table is marked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, Integer, Table, Time
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel, insert, select

from bot.desk import privacy
from bot.desk.traces import _has_words as has_words
from bot.storage.tables import Company, Enquiry, Member, Room, UtcDateTime
from tests.centre_at_work import CentreAtWork
from tests.desk.register import NOW

NAME = "Kanariefågel Åkeri AB"
PERSON = "Åsa Kanarie-Öhrn"
OF_CASES = ("enquiry", "referral", "log", "posting", "notice", "reminder", "disclosure",
            "presenting", "encounter")  # fmt: skip
"""Tables with rows that belong to a company's cases, though no name stands in them."""
STORED_ONCE = {("stamp", "centre")}
"""One row, made with the database; it says which centre this is."""


def marked(table: Table, column: str, name: str = "") -> str:
    """What is written in a column, alone of all."""
    return f"{name} märkt-{table.name}-{column}".strip()


def filled(table: Table, given: dict[str, Any], name: str = "") -> dict[str, Any]:
    """A row in which every column that can hold words has its mark."""
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name in given:
            row[column.name] = given[column.name]
        elif column.foreign_keys:
            row[column.name] = None if column.nullable else 1
        elif isinstance(column.type, JSON):
            said = marked(table, column.name, name)
            row[column.name] = [said] if (table.name, column.name) in lists() else {"x": said}
        elif has_words(column.type):
            row[column.name] = marked(table, column.name, name)
        elif isinstance(column.type, UtcDateTime):
            row[column.name] = NOW
        elif isinstance(column.type, Date):
            row[column.name] = NOW.date()
        elif isinstance(column.type, Time):
            row[column.name] = time(9)
        elif isinstance(column.type, Boolean):
            row[column.name] = False
        elif isinstance(column.type, Integer) and not column.primary_key:
            row[column.name] = 0
    return row


@cache
def lists() -> frozenset[tuple[str, str]]:
    """The JSON columns that hold a list."""
    return frozenset(
        (str(mapper.class_.__tablename__), name)
        for mapper in SQLModel._sa_registry.mappers
        for name, field in mapper.class_.model_fields.items()
        if str(field.annotation).startswith("list")
    )


def tables() -> Iterator[Table]:
    """Every table that a row can be added to, those that others point at first."""
    for table in SQLModel.metadata.sorted_tables:
        if (table.name, "centre") not in STORED_ONCE:
            yield table


def fill(session: Session, given: dict[str, dict[str, Any]], name: str) -> None:
    for table in tables():
        if table.name not in ("company", "member", "room"):
            session.execute(insert(table).values(**filled(table, given.get(table.name, {}), name)))


def words_of(table: Table) -> list[str]:
    return [c.name for c in table.columns if has_words(c.type) and not c.foreign_keys]


@pytest.fixture
def company(room: CentreAtWork) -> int:
    with room.desk.store.write() as session:
        row = Company(name=NAME, name_key="x", organisation_number="5560360793")
        session.add(row)
        session.flush()
        return row.id or 0


def of_cases(company: int) -> dict[str, dict[str, Any]]:
    """What ties rows to the company's case 1."""
    own = {name: {"enquiry_id": 1} for name in OF_CASES}
    own["enquiry"] = {"id": 1, "company_id": company, "poster_id": 1, "consent": "no"}
    own["posting"]["room_id"] = 1
    return own


def test_every_word_of_a_companys_cases_is_in_its_extract(room: CentreAtWork, company: int) -> None:
    with room.desk.store.write() as session:
        fill(session, of_cases(company), "")
    with room.desk.store.read() as session:
        found = privacy.extract(session, room.desk.centre, company=NAME)
    told, text = json.dumps(found.data(), ensure_ascii=False), found.text("sv", NOW)
    for table in tables():
        if table.name in OF_CASES:
            for column in words_of(table):
                if column == "consent":
                    continue
                assert marked(table, column) in told, f"{table.name}.{column}"
                assert marked(table, column) in text, f"{table.name}.{column} in the document"


def test_every_column_of_a_companys_cases_is_in_its_extract(
    room: CentreAtWork, company: int
) -> None:
    with room.desk.store.write() as session:
        fill(session, of_cases(company), "")
    with room.desk.store.read() as session:
        data = privacy.extract(session, room.desk.centre, company=NAME).data()
    rows = {row["table"]: set(row) for row in (*data["rows"], *data["traffic"])}
    for table in tables():
        if table.name in OF_CASES:
            assert {c.name for c in table.columns} <= rows[table.name], table.name


@pytest.mark.parametrize("kind", ["company", "person"])
def test_a_name_is_found_in_every_column_of_every_table(
    room: CentreAtWork, company: int, kind: str
) -> None:
    asked = NAME if kind == "company" else PERSON
    with room.desk.store.write() as session:
        session.add(Member(name=PERSON, organisation="almi", joined_at=NOW))
        session.flush()
        fill(session, {"enquiry": {"id": 1, "poster_id": 1}}, asked)
        for row in session.exec(select(Room)):
            row.name = marked(SQLModel.metadata.tables["room"], "name", asked)
        session.exec(select(Enquiry)).one()
    with room.desk.store.read() as session:
        found = privacy.extract(session, room.desk.centre, **{kind: asked})
    told = json.dumps(found.data(), ensure_ascii=False)
    for table in tables():
        if table.name in ("company", "member", "room"):
            continue
        for column in words_of(table):
            assert marked(table, column, asked) in told, f"{table.name}.{column}"
    assert "märkt-room-name" in told


def test_every_kind_of_column_is_either_marked_or_holds_no_words() -> None:
    """A column type of ours that hides its words (a seal) is searched as what it is made of."""
    plain = (str, dict, list, int, bool, datetime, date, time, float)
    for table in tables():
        for column in table.columns:
            kind = column.type
            inner = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
            known = isinstance(inner, JSON) or inner.python_type in plain
            assert known, f"{table.name}.{column.name}"
