"""How SQLite goes about a statement, and whether that grows with the database.

Without statistics SQLite plans from the schema alone, so what is seen in an empty database is
what happens in a large one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

_CASES = ("company", "enquiry", "referral", "log", "reminder", "posting", "notice", "search")
GROWING = frozenset(
    (*_CASES, "receipt", "draft", "wanted", "contact", "introduction", "correction", "quiet_offer")
)
"""Tables that grow with every case. Members, rooms and identities are few and may be read whole."""

_ASKED = re.compile(r"^\s*(SELECT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
_SCAN = re.compile(r"^SCAN (\w+)")
_BY_ROOM = re.compile(r"^SEARCH (\w+) .*\(room_id=\?\)$")
"""A room has every case's card: to look for one by the room alone is a scan by another name."""


@dataclass
class Heard:
    """The statements a session ran, each with the parameters it was given first."""

    statements: dict[str, Any] = field(default_factory=dict)
    count: int = 0
    """How many were run, repeated ones included."""


@contextmanager
def hearing(*engines: Any) -> Iterator[Heard]:
    """Note every statement that these engines, or this session's connection, run."""
    heard = Heard()

    def note(_c: Any, _cursor: Any, statement: str, given: Any, _x: Any, many: bool) -> None:
        heard.count += 1
        heard.statements.setdefault(statement, given[0] if many else given)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield heard
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def scans(session: Session, heard: Heard) -> list[str]:
    """The steps that read a growing table whole, each with its statement; none is as it should be.

    A full-text match shows as a scan of the search table, and is none.
    """
    driver: Any = session.connection().connection.driver_connection
    found: list[str] = []
    for statement, given in heard.statements.items():
        if not _ASKED.match(statement):
            continue
        steps = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
        found += [f"{step}: {' '.join(statement.split())}" for step in steps if _grows(step)]
    return found


def _grows(step: str) -> bool:
    met = _SCAN.match(step) or _BY_ROOM.match(step)
    if met is None or met[1] not in GROWING:
        return False
    return re.search(r"VIRTUAL TABLE INDEX \d+:\S*[M=<>]", step) is None
