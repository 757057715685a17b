"""The database as anybody may read it: plain SQL beside the bot, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.faults.lives import PATIENCE

Row = dict[str, Any]
T = TypeVar("T")
MEMBERS = "SELECT id, name FROM member"


class Records:
    """Reads with a connection of its own each time."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, poolclass=NullPool)

    def rows(self, statement: str, **values: Any) -> list[Row]:
        """What a question answers; one that is asked while the database is away waits for it."""

        def ask(connection: Connection) -> list[Row]:
            return [dict(row) for row in connection.execute(text(statement), values).mappings()]

        return self._patiently(ask)

    def change(self, statement: str, **values: Any) -> None:
        """One statement, beside the bot: only for what it would do to itself (a lost lease)."""
        self._patiently(lambda connection: connection.execute(text(statement), values))

    def _patiently(self, ask: Callable[[Connection], T]) -> T:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with self._engine.begin() as connection:
                    return ask(connection)
            except OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def members(self) -> dict[int, str]:
        """Everybody's name by their id in the database."""
        return {row["id"]: row["name"] for row in self.rows(MEMBERS)}

    def log(self, case: int) -> list[Row]:
        """A case's log, without what the clock did."""
        return self.rows(
            "SELECT l.id, l.step, l.words, l.trace, l.args, m.name FROM log l "
            "JOIN member m ON m.id = l.member_id WHERE l.enquiry_id = :case ORDER BY l.id",
            case=case,
        )

    def case_of(self, token: str) -> int:
        """The case with this word in its need; 0 where there is none."""
        found = self.rows("SELECT id FROM enquiry WHERE need LIKE :like", like=f"%{token}%")
        return int(found[0]["id"]) if found else 0

    def shown(self, case: int) -> bool:
        """Whether the case's cards are as they should be."""
        statement = "SELECT id FROM posting WHERE enquiry_id = :case AND behind"
        return not self.rows(statement, case=case)

    def notices(self) -> list[Row]:
        """Every notice, in the order in which they were planned."""
        rows = self.rows("SELECT * FROM notice ORDER BY id")
        return [row | {"args": as_json(row["args"])} for row in rows]

    def left(self) -> Sequence[Row]:
        """What has not come to its end."""
        notices = self.rows(
            "SELECT id, kind, state, tried, error, not_before FROM notice "
            "WHERE state NOT IN ('sent', 'dropped')"
        )
        return notices + self.rows("SELECT * FROM posting WHERE behind")


def as_json(value: Any) -> Any:
    """A JSON column, which one database gives as text."""
    return json.loads(value) if isinstance(value, str) else value
