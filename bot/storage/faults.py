"""What can go wrong with the database, each as one sentence for the person who meets it.

A fault carries its sentence as a `Phrase`, so that a member reads it in their own language; as a
plain exception (a log, a terminal) it is English. What the driver said is the `__cause__`, for
logs only: it may quote values, which are other people's data.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.texts import Arg, Phrase, say


class StorageFault(Exception):
    """Base of all: `phrase` is what to show."""

    code: ClassVar[str]

    def __init__(self, **args: Arg) -> None:
        """Keep the sentence; `args` go into its gaps."""
        self.phrase = Phrase(self.code, args)
        super().__init__(say(self.phrase, "en"))


class NotSaved(StorageFault):
    """Nothing was written: locked for too long, full, read-only or failing. Trying again may do."""

    code = "storage.not_saved"


class NotRead(StorageFault):
    """Nothing could be read just now. Trying again may do."""

    code = "storage.not_read"


class AlreadyServed(StorageFault):
    """Another `serve` holds this SQLite file. `path` names it."""

    code = "storage.already_served"


class WrongCentre(StorageFault):
    """The database belongs to another centre: `found` in `place`, `wanted` by the settings."""

    code = "storage.wrong_centre"


class NewerSchema(StorageFault):
    """A later version of the program has changed the database in `place` to `found`."""

    code = "storage.newer_schema"


class OlderSchema(StorageFault):
    """The database in `place` needs `migrate` before this version can use it."""

    code = "storage.older_schema"


class NotOurs(StorageFault):
    """The database in `place` has tables, and they are not ours."""

    code = "storage.not_ours"


class CannotOpen(StorageFault):
    """The database in `place` cannot be opened, copied or changed; `why` is the system's word."""

    code = "storage.cannot_open"


class FaultyCopy(StorageFault):
    """The backup at `path` is no sound database of ours; `why` is what was found."""

    code = "storage.faulty_copy"


class Upgrading(StorageFault):
    """Somebody else has been upgrading the database in `place` for too long."""

    code = "storage.upgrading"


class UnknownDatabase(StorageFault):
    """The address is of no kind that is supported. The address itself is a secret: not repeated."""

    code = "storage.unknown_database"


class NoDriver(StorageFault):
    """PostgreSQL is asked for and its driver is not installed."""

    code = "storage.no_driver"


_TRANSIENT = frozenset({5, 6, 7, 9, 10, 11, 13, 14, 15, 22, 26})
"""SQLite's primary result codes for busy, locked, out of memory, interrupted, input and output,
damaged, full, cannot open, lock protocol, no large files, and not a database."""
_READ_ONLY = frozenset({3, 8})
_PG_READ_ONLY = "25006"
_PG_IDLE = "25P03"
"""The transaction stood still for too long and was cut off."""


def out_of_reach(error: DBAPIError | PoolTimeout, *, writing: bool) -> bool:
    """Whether the database's state is to blame, and not our statement.

    A statement of ours that is wrong (no such table, a broken constraint) is a mistake to be
    found, never "try again". A read-only database is to blame only for those who meant to write.
    """
    if isinstance(error, PoolTimeout):
        return True
    number = getattr(error.orig, "sqlite_errorcode", None)
    if number is not None:
        primary = number & 0xFF
        return primary in _TRANSIENT or (writing and primary in _READ_ONLY)
    if error.connection_invalidated:
        return True
    if isinstance(error, InternalError):
        state = getattr(error.orig, "sqlstate", None)
        return state == _PG_IDLE or (writing and state == _PG_READ_ONLY)
    return isinstance(error, OperationalError)
