"""Making sure that what was deleted is gone from the file, not only from the tables.

SQLite leaves deleted words in free pages, in the search index's old segments and in the
write-ahead log. After an erasure this takes them out; it is the one place that rewrites the file.
"""

from __future__ import annotations

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from bot.storage.faults import StorageFault

WAIT = 10.0
"""Seconds to wait for others to finish before giving up."""


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
    Returns False for PostgreSQL, where `VACUUM FULL` and the log's retention are the
    administrator's. Raises `InUse` when a reader or writer was in the way for `WAIT` seconds, and
    `NotRewritten` for a full disk; the erasure itself stands, and this can be run again.
    """
    own = isinstance(store, str)
    engine = create_engine(store) if isinstance(store, str) else store
    try:
        if engine.dialect.name != "sqlite":
            return False
        _rewrite(engine)
        return True
    except OperationalError as error:
        if "locked" in str(error.orig) or "busy" in str(error.orig):
            raise InUse from error
        raise NotRewritten(why=str(error.orig)) from error
    finally:
        if own:
            engine.dispose()


def _rewrite(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"PRAGMA busy_timeout={int(WAIT * 1000)}"))
        connection.execute(text("PRAGMA secure_delete=ON"))
        for table in _indexes(connection.execute(text(_FULL_TEXT)).scalars().all()):
            merge = f'INSERT INTO "{table}"("{table}") VALUES (\'optimize\')'  # noqa: S608
            connection.execute(text(merge))
        connection.execute(text("VACUUM"))
        left = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
        if left[0]:
            raise InUse


_FULL_TEXT = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%'"


def _indexes(names: object) -> list[str]:
    """Our own index tables' names, safe to be put into a statement."""
    found = names if isinstance(names, list | tuple) else []
    return [str(name) for name in found if str(name).replace("_", "").isalnum()]
