"""Making sure that what was deleted is gone from the file, not only from the tables.

SQLite leaves deleted words in free pages, in the search index's old segments and in the
write-ahead log. After an erasure this takes them out; it is the one place that rewrites the file.
It then looks for the words in the very bytes, so that nobody has to believe it.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.storage.addresses import file_of
from bot.storage.faults import NotSaved, StorageFault

WAIT = 10.0
"""Seconds to wait for others to finish before giving up."""
CHUNK = 1 << 22
"""Bytes of a file looked at a time."""


class InUse(StorageFault):
    """The file could not be rewritten, as somebody else was reading or writing it."""

    code = "privacy.scrub_in_use"


class NotRewritten(StorageFault):
    """The file could not be rewritten; `why` is the database's word, mostly a full disk."""

    code = "privacy.scrub_failed"


def scrub(store: Engine | str) -> bool:
    """Rewrite the database so that nothing erased can be read in its file.

    For SQLite: the search index is merged, the file rewritten with freed pages overwritten, the
    write-ahead log emptied. Needs as much free disk as the database, and no other transaction.
    For PostgreSQL every table is rewritten (`VACUUM FULL`), and the server's notes of their values
    with them; False is returned, as its log, its standbys and its backups are the administrator's.
    Raises `InUse` when a reader or writer was in the way for `WAIT` seconds, and `NotRewritten` for
    a full disk; the erasure itself stands, and this can be run again.
    """
    own = isinstance(store, str)
    engine = create_engine(store) if isinstance(store, str) else store
    try:
        if engine.dialect.name != "sqlite":
            _rewrite_tables(engine)
            return False
        _rewrite(engine)
        return True
    except DBAPIError as error:
        if any(word in str(error.orig) for word in ("locked", "busy", "lock timeout")):
            raise InUse from error
        raise NotRewritten(why=str(error.orig)) from error
    finally:
        if own:
            engine.dispose()


def empty_log(store: URL) -> bool:
    """Bring SQLite's write-ahead log into the file and cut it off, so that it holds no old words.

    What is deleted is overwritten in the file (`secure_delete`), and stays in the log until then.
    False where a reader or writer was in the way: the next time will do. True on PostgreSQL, which
    has a log of its own that is not ours. Raises `NotSaved` for a full or failing disk.
    """
    path = file_of(store)
    if path is None or not path.exists():
        return True
    try:
        with closing(sqlite3.connect(path, timeout=1.0)) as connection:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise NotSaved from error
    return not busy


def remove_copies(store: Engine) -> list[Path]:
    """Remove the copies that upgrades have laid beside a SQLite file; returns which there were.

    They hold what has just been erased, and no version of the program reads them.
    """
    copies = _copies(store)
    for copy in copies:
        copy.unlink(missing_ok=True)
    return copies


@dataclass(frozen=True)
class Proof:
    """What was looked through, and which words were found in which file."""

    files: tuple[Path, ...]
    found: dict[str, tuple[Path, ...]]


def search_files(store: Engine, words: Collection[str]) -> Proof:
    """Look for words in the bytes of a SQLite database: its file, side files and copies.

    In every way in which they can stand there: any case, letters whole or composed, and as JSON
    writes them. On PostgreSQL there is no file that we may read, and nothing is looked through.
    """
    files = tuple(_files(store))
    wanted = {word: _pattern(word) for word in words if word.strip()}
    found: dict[str, list[Path]] = {}
    for path in files:
        for word in _found(path, wanted):
            found.setdefault(word, []).append(path)
    return Proof(files, {word: tuple(paths) for word, paths in found.items()})


def _files(store: Engine) -> list[Path]:
    path = file_of(store.url)
    if path is None:
        return []
    side = (path.with_name(path.name + ending) for ending in ("", "-wal", "-shm", "-journal"))
    return [*(file for file in side if file.exists()), *_copies(store)]


def _copies(store: Engine) -> list[Path]:
    path = file_of(store.url)
    return sorted(path.parent.glob(f"{path.name}.before-*")) if path else []


def _found(path: Path, wanted: dict[str, re.Pattern[bytes]]) -> set[str]:
    """The words that stand in a file, read in pieces that overlap."""
    found: set[str] = set()
    overlap = max((len(pattern.pattern) for pattern in wanted.values()), default=0)
    last = b""
    with suppress(FileNotFoundError), path.open("rb") as file:
        while piece := file.read(CHUNK):
            window = last + piece
            found |= {word for word, pattern in wanted.items() if pattern.search(window)}
            last = window[-overlap:] if overlap else b""
    return found


def _pattern(word: str) -> re.Pattern[bytes]:
    """A word in bytes, each letter in any of its ways; spaces may be several."""
    letters = (_letter(letter) for letter in normalize("NFC", " ".join(word.split())))
    return re.compile(b"".join(letters), re.IGNORECASE)


def _letter(letter: str) -> bytes:
    if letter == " ":
        return rb"[ \t\r\n]+"
    if letter.isascii():
        return re.escape(letter.encode())
    ways = {
        way.encode()
        for one in (letter, letter.lower(), letter.upper(), letter.casefold())
        for form in ("NFC", "NFD")
        for way in (normalize(form, one), json.dumps(normalize(form, one))[1:-1])
    }
    return b"(?:" + b"|".join(re.escape(way) for way in sorted(ways)) + b")"


def _rewrite(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"PRAGMA busy_timeout={int(WAIT * 1000)}"))
        connection.execute(text("PRAGMA secure_delete=ON"))
        for table in _safe(connection.execute(text(_FULL_TEXT)).scalars()):
            merge = f'INSERT INTO "{table}"("{table}") VALUES (\'optimize\')'  # noqa: S608
            connection.execute(text(merge))
        connection.execute(text("VACUUM"))
        left = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
        if left[0]:
            raise InUse


def _rewrite_tables(engine: Engine) -> None:
    """Each of our tables and its indexes anew, one at a time: each is closed for a moment.

    Then what the server keeps of their values to plan by, which has names in it as well. Of a table
    without rows nothing new is learnt, and so the old is dropped. The owner of the database may do
    that; to anybody else the server says so in its log, and goes on.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = {int(WAIT * 1000)}"))
        connection.execute(text("SET statement_timeout = 0"))
        for table in _safe(connection.execute(text(_TABLES)).scalars()):
            connection.execute(text(f'VACUUM (FULL, ANALYZE) "{table}"'))
            if not connection.execute(text(f'SELECT EXISTS (SELECT FROM "{table}")')).scalar():  # noqa: S608
                _forget_values(connection, table)
        connection.execute(text("VACUUM FULL pg_catalog.pg_statistic"))


def _forget_values(connection: Connection, table: str) -> None:
    """Let the server forget what it knew of a table's words: a column that is given its own type
    anew keeps its index, its rows and nothing of its values."""
    for column, kind in connection.execute(text(_LEARNT), {"name": table}).all():
        for name in _safe([column]):
            connection.execute(text(f'ALTER TABLE "{table}" ALTER COLUMN "{name}" TYPE {kind}'))


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_LEARNT = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_stats s
JOIN pg_attribute a
    ON a.attrelid = format('%I.%I', s.schemaname, s.tablename)::regclass AND a.attname = s.attname
WHERE s.schemaname = current_schema() AND s.tablename = :name
    AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'tsvector'::regtype)
"""
_FULL_TEXT = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%'"


def _safe(names: Iterable[str]) -> list[str]:
    """Our own tables' names, safe to be put into a statement."""
    return [name for name in names if name.replace("_", "").isalnum()]
