"""Whose turn it is to write, where several processes share one PostgreSQL.

A use case reads, decides and writes. On SQLite nobody else writes in between, and the tests of the
desk rest on that. Here the same holds by advisory locks, taken first thing in the transaction and
freed by its end, whatever ends it: one writer at a time, but for the steps that keep to a single
case, which only keep out others on that case. Locks of rows alone would not do: much that a step
decides rests on rows that are not there (no lead yet, no such company, nothing planned).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlmodel import Session

_DESK = 0x6578706F7275
"""The advisory lock of the whole desk; the schema's upgrade has the number before it."""
_CASES = 0x6C6F7473
"""The first half of a case's lock, "lots"; its number is the second."""
_HIGHEST = 2**31
_ALL = text("SELECT pg_advisory_xact_lock(:desk)")
_ONE = text(
    "SELECT pg_advisory_xact_lock_shared(:desk), "
    "pg_advisory_xact_lock(CAST(:cases AS integer), CAST(:number AS integer))"
)


def wait_for_turn(session: Session, case: int | None) -> None:
    """Wait until this transaction may read and write as if it were alone.

    With a case's number it must keep to that case and its rows; others may write elsewhere.
    Always the desk first and then at most one case, so that no two wait for one another.
    """
    if case is None:
        session.execute(_ALL, {"desk": _DESK})
        return
    session.execute(_ONE, {"desk": _DESK, "cases": _CASES, "number": case % _HIGHEST})


class Once:
    """Notices a transaction that is begun inside another one of the same thread."""

    def __init__(self) -> None:
        self._local = threading.local()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Be the only one in this thread. Raises RuntimeError inside itself."""
        if getattr(self._local, "held", False):
            raise RuntimeError("write() was called inside write(): use the session that is open.")
        self._local.held = True
        try:
            yield
        finally:
            self._local.held = False
