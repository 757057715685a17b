"""Database connections, prepared: for writing, for reading, and for changing the schema."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from bot.storage.addresses import file_of
from bot.storage.faults import NoDriver
from bot.storage.locks import Lane
from bot.storage.prepared import told

LOCK_WAIT = 1.5
"""Seconds a write may wait for others before it is given up as not saved."""
READ_WAIT = 1.0
"""Seconds a read may wait; only a recovery after a crash ever makes it."""
STATEMENT_LIMIT = 10
"""Seconds a PostgreSQL statement may run."""
IDLE_LIMIT = 20
"""Seconds a PostgreSQL transaction that writes may stand idle: a process that stands still while it
has its turn (a paused machine) is cut off, and the others go on. One that reads is in nobody's way,
and may take its time over what it has read."""
UPGRADE_WAIT = 60.0
"""Seconds to wait for another process that is upgrading the schema."""
AT_ONCE = "write_lock_at_once"
"""Execution option of `upgrading`: take SQLite's write lock when the transaction begins."""

_ALWAYS = ("PRAGMA foreign_keys=ON", "PRAGMA temp_store=MEMORY")
_WRITING = ("PRAGMA synchronous=FULL", "PRAGMA secure_delete=ON")
_READING = ("PRAGMA query_only=ON",)
_UPGRADING = (
    "PRAGMA foreign_keys=OFF",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)
"""Foreign keys are off while tables are rebuilt, and checked before the commit."""


def writing(url: URL, lane: Lane | None) -> Engine:
    """An engine whose transactions write. On SQLite there is one connection, behind `lane`."""
    if lane is None:
        return _postgresql(url, wait=LOCK_WAIT, idle=IDLE_LIMIT, **_pool(8))
    engine = _sqlite(url, (*_ALWAYS, *_WRITING), LOCK_WAIT, pool_size=1, max_overflow=0)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not _autocommits(connection):
            told(connection, f"PRAGMA busy_timeout={int(lane.left() * 1000) or 1}", ())
            told(connection, "BEGIN IMMEDIATE", ())

    return engine


def reading(url: URL) -> Engine:
    """An engine whose transactions see one state of the database and cannot change it.

    Any number of threads may read at once; on SQLite none of them waits for a connection, and on
    PostgreSQL none for those that write.
    """
    if file_of(url) is None:
        own = _postgresql(url, wait=LOCK_WAIT, **_pool(12))
        return own.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    engine = _sqlite(url, (*_ALWAYS, *_READING), READ_WAIT, pool_size=8, max_overflow=-1)
    event.listen(engine, "begin", _begin)
    return engine


def upgrading(url: URL) -> Engine:
    """An engine for the one who changes the schema; nothing is kept open."""
    if file_of(url) is None:
        return _postgresql(url, wait=UPGRADE_WAIT, poolclass=NullPool)
    engine = _sqlite(url, _UPGRADING, UPGRADE_WAIT, poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def make_private(path: Path) -> None:
    """Make the file and its folder if they are missing, readable to their owner only.

    The cases hold names and telephone numbers. SQLite gives its side files the same rights.
    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _begin(connection: Connection) -> None:
    if not _autocommits(connection):
        at_once = connection.get_execution_options().get(AT_ONCE, False)
        told(connection, "BEGIN IMMEDIATE" if at_once else "BEGIN", ())


def _autocommits(connection: Connection) -> bool:
    return connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"


def _sqlite(url: URL, pragmas: tuple[str, ...], wait: float, **pool: Any) -> Engine:
    """SQLite with its transactions begun by us: the driver's own habit begins them too late."""
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": wait},
        **pool,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "checkout")
    def ours_again(connection: Any, _record: object, _proxy: object) -> None:
        connection.isolation_level = None

    return engine


_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""A server that has gone without a word (a cut line, a failover) is noticed within seconds; the
system's own patience is hours."""


def _pool(overflow: int) -> dict[str, Any]:
    """Connections that are tried before use: the server may have been restarted.

    Writers and readers of one process have 28 at most, so that three processes fit into the
    hundred that PostgreSQL allows unless told otherwise.
    """
    return {
        "pool_size": 4,
        "max_overflow": overflow,
        "pool_timeout": LOCK_WAIT,
        "pool_pre_ping": True,
    }


def _postgresql(url: URL, wait: float, idle: int = 0, **pool: Any) -> Engine:
    if find_spec("psycopg") is None:
        raise NoDriver
    limits = f"-c lock_timeout={int(wait * 1000)} -c timezone=UTC -c client_encoding=UTF8"
    if wait < STATEMENT_LIMIT:
        limits += f" -c statement_timeout={STATEMENT_LIMIT * 1000}"
        limits += f" -c idle_in_transaction_session_timeout={idle * 1000}"
    return create_engine(
        url, hide_parameters=True, connect_args={**_PATIENCE, "options": limits}, **pool
    )
