"""Databases for tests, of the kind that `--database` names: SQLite files, or a real PostgreSQL.

A test asks for a fresh one, perhaps with what another was kept with, and gives it back. On SQLite
a file is copied. On PostgreSQL the same few databases are emptied and filled again: to make one
anew takes a tenth of a second, to empty one a few thousandths.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from bot.storage.addresses import parse
from bot.storage.engine import Store, open_store, upgrade
from tests.postgres import Server

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where SQLite's files lie: thousands of commits would otherwise wait for a disk."""
PREFIX = "exportlots-tests-"
GROWN = 4_000_000
"""Bytes that a PostgreSQL database may have grown before it is thrown away instead of emptied."""


@dataclass
class Kept:
    """What was in a database: its file, or each table's rows as PostgreSQL copies them out."""

    file: Path | None = None
    rows: dict[str, bytes] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)


class Databases(ABC):
    """Where tests get their databases from. An address is what `DATABASE_URL` would say."""

    kind: str

    @abstractmethod
    def fresh(self, kept: Kept | None = None) -> str:
        """The address of a migrated database, empty or as another was when it was kept."""

    @abstractmethod
    def keep(self, address: str) -> Kept:
        """What is in a database that nobody has open, for others to begin with."""

    @abstractmethod
    def done(self, address: str) -> None:
        """The test needs this one no more."""

    @abstractmethod
    def held(self, address: str) -> Any:
        """Within it somebody else keeps every writer waiting; readers go on."""

    @abstractmethod
    def run(self, address: str, statement: str) -> None:
        """One statement by somebody else, committed at once."""

    @abstractmethod
    def state(self, address: str) -> object:
        """A mark that is another when somebody has committed a change since."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what is open."""

    @contextmanager
    def opened(self, centre: str, kept: Kept | None = None) -> Iterator[Store]:
        """A store on a fresh database, stamped for a centre."""
        address = self.fresh(kept)
        store = open_store(address, centre=centre, upgrade=False)
        try:
            yield store
        finally:
            store.close()
            self.done(address)


class Files(Databases):
    """SQLite: one file each."""

    kind = "sqlite"

    def __init__(self) -> None:
        _sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=MEMORY))
        self.template = self.folder / "template.sqlite"
        self._numbers = count(1)
        self._watching: dict[str, sqlite3.Connection] = {}
        upgrade(f"sqlite:///{self.template}")

    def fresh(self, kept: Kept | None = None) -> str:
        """A copy in a folder of its own: SQLite's side files lie beside it."""
        folder = self.folder / str(next(self._numbers))
        folder.mkdir()
        source = kept.file if kept and kept.file else self.template
        return f"sqlite:///{shutil.copy(source, folder / 'exportlots.sqlite')}"

    def keep(self, address: str) -> Kept:
        """A copy that nobody changes."""
        kept = self.folder / f"kept-{next(self._numbers)}.sqlite"
        with closing(sqlite3.connect(_path(address))) as source:
            source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Kept(file=Path(shutil.copy(_path(address), kept)))

    def done(self, address: str) -> None:
        """Away with the folder."""
        if address in self._watching:
            self._watching.pop(address).close()
        shutil.rmtree(_path(address).parent, ignore_errors=True)

    @contextmanager
    def held(self, address: str) -> Iterator[None]:
        """Another connection has the write lock."""
        with closing(sqlite3.connect(_path(address), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    def run(self, address: str, statement: str) -> None:
        """By a connection of its own."""
        with closing(sqlite3.connect(_path(address), isolation_level=None)) as other:
            other.execute(statement)

    def state(self, address: str) -> object:
        """SQLite's own counter, which one connection sees rise for what the others do."""
        if address not in self._watching:
            self._watching[address] = sqlite3.connect(_path(address), check_same_thread=False)
        return self._watching[address].execute("PRAGMA data_version").fetchone()

    def close(self) -> None:
        """Everything goes, with what a test did not give back."""
        for connection in self._watching.values():
            connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Servers(Databases):
    """PostgreSQL: databases of one server, used again and again."""

    kind = "postgresql"

    def __init__(self, server: Server) -> None:
        self.server = server
        upgrade(server.url("template_migrated"))
        self._free: list[str] = []
        self._own: dict[str, psycopg.Connection[Any]] = {}
        self._size = self._measure("template_migrated")

    def fresh(self, kept: Kept | None = None) -> str:
        """One that is free, or a copy of the template."""
        address = self._free.pop() if self._free else self.server.url(template="template_migrated")
        if kept is not None:
            self._fill(address, kept)
        return address

    def keep(self, address: str) -> Kept:
        """Every row, and where the counters are."""
        kept = Kept()
        with psycopg.connect(_plain(address)) as connection:
            for table in _tables(connection):
                command = SQL("COPY {} TO STDOUT").format(Identifier(table))
                with connection.cursor().copy(command) as out:
                    rows = b"".join(bytes(part) for part in out)
                if rows:
                    kept.rows[table] = rows
            kept.numbers = dict(connection.execute(_COUNTED).fetchall())
        return kept

    def done(self, address: str) -> None:
        """Empty it for the next test; away with one that is in use, has grown or was changed."""
        try:
            reusable = self._emptied(address)
        except psycopg.Error:
            reusable = False
        if reusable:
            self._free.append(address)
            return
        if address in self._own:
            self._own.pop(address).close()
        self.server.drop(_name(address))

    @contextmanager
    def held(self, address: str) -> Iterator[None]:
        """Another transaction has every table to itself, but for readers."""
        with psycopg.connect(_plain(address)) as other:
            names = SQL(", ").join(map(Identifier, _tables(other)))
            everything = SQL("LOCK TABLE {} IN EXCLUSIVE MODE NOWAIT").format(names)
            while not _taken(other, everything):
                time.sleep(0.01)
            yield
            other.rollback()

    def run(self, address: str, statement: str) -> None:
        """By a connection of its own."""
        with psycopg.connect(_plain(address), autocommit=True) as other:
            other.execute(statement.encode())

    def state(self, address: str) -> object:
        """Which transactions have ended on the server; readers have no number and count not."""
        found = self._connection(address).execute("SELECT pg_current_snapshot()::text")
        return found.fetchone()

    def close(self) -> None:
        """Let go of the server."""
        for connection in self._own.values():
            with suppress(psycopg.Error):
                connection.close()

    def _connection(self, address: str) -> psycopg.Connection[Any]:
        found = self._own.get(address)
        if found is None or not _answers(found):
            options = "-c session_replication_role=replica -c lock_timeout=5000"
            found = psycopg.connect(_plain(address), autocommit=True, options=options)
            self._own[address] = found
        return found

    def _emptied(self, address: str) -> bool:
        connection = self._connection(address)
        (others,) = connection.execute(_OTHERS).fetchone() or (1,)
        if others or self._measure(_name(address)) > self._size + GROWN:
            return False
        connection.execute(_EMPTY)
        return True

    def _fill(self, address: str, kept: Kept) -> None:
        connection = self._connection(address)
        for table, rows in kept.rows.items():
            command = SQL("COPY {} FROM STDIN").format(Identifier(table))
            with connection.cursor().copy(command) as into:
                into.write(rows)
        for name, number in kept.numbers.items():
            connection.execute("SELECT setval(%s::regclass, %s)", (name, number))

    def _measure(self, name: str) -> int:
        with psycopg.connect(_plain(self.server.address("postgres"))) as connection:
            found = connection.execute("SELECT pg_database_size(%s)", (name,)).fetchone()
        return int(found[0]) if found else 0


def _sweep() -> None:
    """Away with what tests that were killed have left: it lies in memory."""
    for folder in Path(MEMORY or tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and MEMORY and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(folder, ignore_errors=True)


_chosen: list[Databases] = []


def choose(databases: Databases) -> None:
    """From now on `chosen` is this one."""
    _chosen[:] = [databases]


def chosen() -> Databases:
    """What the fixture `databases` gives, for those that no fixture reaches (random histories)."""
    return _chosen[0]


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    return [name for (name,) in connection.execute(_TABLES)]


def _path(address: str) -> Path:
    return Path(parse(address).database or "")


def _name(address: str) -> str:
    return parse(address).database or ""


def _taken(other: psycopg.Connection[Any], everything: Composed) -> bool:
    """Whether all of it could be had at once: who waits for a part holds another, and is in the way
    of a writer who is in its midst."""
    try:
        other.execute(everything)
    except psycopg.errors.LockNotAvailable:
        other.rollback()
        return False
    return True


def _answers(connection: psycopg.Connection[Any]) -> bool:
    """Whether it is still there: other tests stop the server, and one that was idle does not know."""
    try:
        connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def _plain(address: str) -> str:
    """The address as the driver itself reads it."""
    return address.replace("+psycopg", "")


_TABLES = (
    "SELECT tablename FROM pg_tables "
    "WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY tablename"
)
_COUNTED = (
    "SELECT format('%I', sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL"
)
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_EMPTY = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables
                WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""
