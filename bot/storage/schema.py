"""Bringing a database's schema to this version's, once, whoever starts first.

Alembic does the changing, from `migrations/` in this package. An upgrade is one transaction: it
happens whole or not at all. A SQLite file that holds something is copied first. Nearly every start
finds the schema as it should be, and does without Alembic, which holds ten MiB with what it loads.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.storage.addresses import file_of, parse, place_of
from bot.storage.connections import AT_ONCE, UPGRADE_WAIT, make_private, upgrading
from bot.storage.faults import CannotOpen, NewerSchema, NotOurs, OlderSchema, Upgrading
from bot.storage.locks import FileLock

SCRIPTS = Path(__file__).parent / "migrations"
_ADVISORY = 0x6578706F7274
"""The key of PostgreSQL's advisory lock: "export"."""


def head() -> str:
    """The revision that this version of the program needs."""
    return _revisions()[0]


@cache
def _revisions() -> tuple[str, ...]:
    """Every revision this version knows, the newest first: their files begin with them."""
    names = (path.name.partition("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*_*.py"))
    return tuple(sorted(names, reverse=True))


def upgrade(address: str | URL) -> bool:
    """Bring the schema to this version's; False when nothing had to be done.

    Makes a SQLite file that is missing. Another process that is upgrading is waited for. Raises
    `NewerSchema`, `NotOurs`, `CannotOpen`, `Upgrading`, `UnknownDatabase` and `NoDriver`.
    """
    url = parse(address)
    engine = upgrading(url)
    with opening(url), closing_engine(engine):
        if _up_to_date(engine, url):
            return False
        with _alone(url):
            return _upgrade(engine, url)


def require(address: str | URL) -> None:
    """Raise `OlderSchema`, `NewerSchema` or `NotOurs` unless the schema is this version's."""
    url = parse(address)
    engine = upgrading(url)
    with opening(url), closing_engine(engine):
        if not _up_to_date(engine, url):
            raise OlderSchema(place=place_of(url))


def revision(address: str | URL) -> str | None:
    """The revision a database is at; None for one without tables. Raises as `upgrade` does."""
    url = parse(address)
    engine = upgrading(url)
    with opening(url), closing_engine(engine), engine.connect() as connection:
        return _revision(connection, url)


@contextmanager
def closing_engine(engine: Engine) -> Iterator[Engine]:
    """Dispose of an engine when done."""
    try:
        yield engine
    finally:
        engine.dispose()


def _upgrade(engine: Engine, url: URL) -> bool:
    path = file_of(url)
    if path is not None:
        make_private(path)
        _write_ahead(engine)
    with engine.connect().execution_options(**{AT_ONCE: True}) as connection, connection.begin():
        if path is None:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY})
        found = _revision(connection, url)
        if found == head():
            return False
        if found and path is not None:
            _copy(path, path.with_name(f"{path.name}.before-{head()}"))
        _migrate(connection)
        _check_references(connection)
    return True


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    command.upgrade(config, "head")


def _up_to_date(engine: Engine, url: URL) -> bool:
    path = file_of(url)
    if path is not None and not path.exists():
        return False
    with engine.connect() as connection:
        found = _revision(connection, url)
    if found is None or found == head():
        return found is not None
    if found not in _revisions():
        raise NewerSchema(place=place_of(url), found=found)
    return False


def _revision(connection: Connection, url: URL) -> str | None:
    tables = inspect(connection).get_table_names()
    kept = text("SELECT version_num FROM alembic_version")
    found: str | None = connection.execute(kept).scalar() if "alembic_version" in tables else None
    if found is None and tables:
        raise NotOurs(place=place_of(url))
    return found


@contextmanager
def _alone(url: URL) -> Iterator[None]:
    """Keep other processes away from a SQLite file. PostgreSQL has its advisory lock."""
    path = file_of(url)
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f"{path.name}.upgrading")) as lock:
        if not lock.take(UPGRADE_WAIT):
            raise Upgrading(place=place_of(url))
        yield


def _write_ahead(engine: Engine) -> None:
    """Switch the file to a write-ahead log, for good: readers and the writer no longer meet."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")


def _copy(path: Path, to: Path) -> None:
    """Copy a database that may be in use; `to` is either whole or not there."""
    partial = to.with_name(f"{to.name}.partial")
    partial.unlink(missing_ok=True)
    make_private(partial)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as target:
        source.backup(target)
    os.replace(partial, to)


def _check_references(connection: Connection) -> None:
    """Foreign keys were off: nothing may point at what is not there any more."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"The upgrade would break {len(broken)} references; nothing was done.")


@contextmanager
def opening(url: URL) -> Iterator[None]:
    """The system's refusals as a sentence that names the database and the reason."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        why = str(getattr(error, "orig", error)).splitlines()[0]
        raise CannotOpen(place=place_of(url), why=why) from error
