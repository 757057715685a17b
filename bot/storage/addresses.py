"""A database's address: which kind it is, and the file behind it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.storage.faults import UnknownDatabase

SQLITE, POSTGRESQL = "sqlite", "postgresql+psycopg"
_OTHER_NAMES = {"postgres": POSTGRESQL, "postgresql": POSTGRESQL, "sqlite+pysqlite": SQLITE}


def parse(address: str | URL) -> URL:
    """The address as a URL, a SQLite file's path made absolute.

    The names that hosts give PostgreSQL (`postgres://`) are understood. Raises `UnknownDatabase`
    for anything that is neither SQLite nor PostgreSQL.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # the second for a port that is none, and it quotes it
        raise UnknownDatabase from None
    kind = _OTHER_NAMES.get(url.drivername, url.drivername)
    if kind not in {SQLITE, POSTGRESQL}:
        raise UnknownDatabase
    url = url.set(drivername=kind)
    if kind == SQLITE and not in_memory(url):
        url = url.set(database=str(Path(url.database or "").expanduser().absolute()), query={})
    return url


def in_memory(url: URL) -> bool:
    """Whether a SQLite address names no file, and asks for one that is thrown away."""
    return url.drivername == SQLITE and url.database in {None, "", ":memory:"}


def file_of(url: URL) -> Path | None:
    """The file of a SQLite address; None for PostgreSQL."""
    if url.drivername != SQLITE or not url.database:
        return None
    return Path(url.database)


def place_of(url: URL) -> str:
    """Where the database is, for a sentence: a path, or the server and name without password."""
    path = file_of(url)
    return str(path) if path else f"{url.host or 'localhost'}/{url.database or ''}"
