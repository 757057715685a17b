"""The bare side of a comparison: the driver's own connection, and the rows that a step writes.

What the desk wrote is found by comparing a case's rows before and after; the bare side then writes
the very same, with finished values.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bot.storage.addresses import parse
from bot.storage.connections import writing
from bot.storage.locks import lane_for

OF_CASE = ("referral", "log", "reminder", "posting", "notice")

Row = dict[str, Any]
Rows = dict[str, dict[Any, Row]]
Statement = tuple[str, tuple[Any, ...]]


@contextmanager
def bare_on(path: Path) -> Iterator[sqlite3.Connection]:
    """The driver's own connection, with the pragmas that the storage sets."""
    engine = writing(parse(f"sqlite:///{path}"), lane_for(path))
    raw = engine.raw_connection()
    driver: Any = raw.driver_connection
    yield driver
    raw.close()
    engine.dispose()


def as_dict(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    """A row factory: columns by name."""
    return dict(zip((column[0] for column in cursor.description), values, strict=True))


def rows_of(looking: sqlite3.Connection, number: int) -> Rows:
    """Everything a step on this case can write, by table and key."""
    found = {"enquiry": looking.execute("SELECT * FROM enquiry WHERE id = ?", (number,)).fetchall()}
    for table in OF_CASE:
        wanted = f"SELECT * FROM {table} WHERE enquiry_id = ? ORDER BY id"
        found[table] = looking.execute(wanted, (number,)).fetchall()
    found["receipt"] = looking.execute(
        "SELECT * FROM receipt ORDER BY rowid DESC LIMIT 2"
    ).fetchall()
    return {table: {row[_key(table)]: row for row in rows} for table, rows in found.items()}


def _key(table: str) -> str:
    return "key" if table == "receipt" else "id"


def statements_between(before: Rows, after: Rows) -> list[Statement]:
    """The statements that make the rows before into those after."""
    found: list[Statement] = []
    for table, rows in after.items():
        had = before[table]
        gone = had.keys() - rows.keys() if table != "receipt" else ()
        found += [(f"DELETE FROM {table} WHERE {_key(table)} = ?", (key,)) for key in gone]
        for key, row in rows.items():
            if key not in had:
                marks = ", ".join("?" * len(row))
                found.append(
                    (f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", (*row.values(),))
                )
            elif row != had[key]:
                new = {name: value for name, value in row.items() if value != had[key][name]}
                sets = ", ".join(f"{name} = ?" for name in new)
                found.append(
                    (f"UPDATE {table} SET {sets} WHERE {_key(table)} = ?", (*new.values(), key))
                )
    return found


def everything(path: Path) -> dict[str, list[Any]]:
    """All rows of the tables that a step writes."""
    with closing(sqlite3.connect(path)) as database:
        tables = ("enquiry", "receipt", *OF_CASE)
        return {t: database.execute(f"SELECT * FROM {t} ORDER BY 1").fetchall() for t in tables}
