"""Kept databases of earlier versions, put into a database of either kind and read again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, Table, text
from sqlalchemy.types import Date, DateTime, Time

from bot.storage.addresses import parse
from bot.storage.connections import upgrading
from bot.storage.schema import SCRIPTS

FOLDER = Path(__file__).with_name("released")
Row = dict[str, Any]
WORDS = {
    "sqlite": "INSERT INTO search (rowid, words) VALUES (:id, :words)",
    "postgresql": "INSERT INTO search (enquiry_id, words)"
    " VALUES (:id, array_to_tsvector(string_to_array(:words, ' ')))",
}


@dataclass(frozen=True)
class Release:
    """One released version's database: its revision, and its rows by table."""

    version: str
    revision: str
    tables: dict[str, list[Row]]

    @property
    def found_by(self) -> dict[int, str]:
        """The words by which each case is found."""
        return {row["enquiry_id"]: row["words"] for row in self.tables["search"]}


def releases(folder: Path = FOLDER) -> Iterator[Release]:
    """Every kept version."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        first, *lines = map(json.loads, gzip.decompress(path.read_bytes()).splitlines())
        tables: dict[str, list[Row]] = {}
        for line in lines:
            tables.setdefault(line["table"], []).append(line["row"])
        yield Release(first["version"], first["revision"], tables)


def load(release: Release, url: str) -> None:
    """Make the database that the version had, with all that was in it."""
    engine = upgrading(parse(url))
    with engine.connect() as connection, connection.begin():
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(SCRIPTS))
        command.upgrade(config, release.revision)
        for name, table in _tables(connection).items():
            rows = release.tables.get(name)
            if rows:
                connection.execute(table.insert().values([_typed(table, row) for row in rows]))
                _count_on(connection, table)
        for number, words in release.found_by.items():
            connection.execute(text(WORDS[connection.dialect.name]), {"id": number, "words": words})
    engine.dispose()


def rows(url: str, release: Release) -> dict[str, list[Row]]:
    """What is in the database now of the tables and columns that the version had."""
    engine = upgrading(parse(url))
    found: dict[str, list[Row]] = {}
    with engine.connect() as connection:
        for name, table in _tables(connection).items():
            kept = release.tables.get(name)
            if kept:
                columns = [table.c[column] for column in kept[0]]
                asked = table.select().with_only_columns(*columns).order_by(*table.primary_key)
                found[name] = [
                    {column: _plain(value) for column, value in row.items()}
                    for row in connection.execute(asked).mappings()
                ]
    engine.dispose()
    return found


def _tables(connection: Connection) -> dict[str, Table]:
    """The tables as they are, parents before children."""
    metadata = MetaData()
    metadata.reflect(connection)
    own = [table for table in metadata.sorted_tables if not table.name.startswith("search")]
    return {table.name: table for table in own}


def _typed(table: Table, row: Row) -> Row:
    """A kept row's days and instants as this database wants them."""
    return {name: _value(table, name, value) for name, value in row.items()}


def _value(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if value is None:
        return None
    if isinstance(kind, DateTime):
        at = datetime.fromisoformat(value)
        return at.replace(tzinfo=UTC) if kind.timezone else at
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return time.fromisoformat(value) if isinstance(kind, Time) else value


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL goes on counting where the rows end."""
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    sequence = "pg_get_serial_sequence(:table, 'id')"
    counted = f"SELECT setval({sequence}, max(id)) FROM {table.name} WHERE {sequence} IS NOT NULL"
    connection.execute(text(counted), {"table": table.name})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return value.isoformat() if isinstance(value, datetime | date | time) else value
