"""The open database: `read()` and `write()`, each one transaction.

On SQLite a write takes the lane of this process and then the file's write lock at once, so that
it never fails half way for want of it. On PostgreSQL it waits for its turn among all processes
(`turns`), with limits to locks and statements. Either way it is as if nobody else wrote meanwhile.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from bot.storage.addresses import file_of, in_memory, parse, place_of
from bot.storage.connections import LOCK_WAIT, make_private, reading, writing
from bot.storage.faults import (
    AlreadyServed,
    CannotOpen,
    NewerSchema,
    NoDriver,
    NotOurs,
    NotRead,
    NotSaved,
    OlderSchema,
    StorageFault,
    UnknownDatabase,
    Upgrading,
    WrongCentre,
    out_of_reach,
)
from bot.storage.locks import FileLock, Lane, lane_for
from bot.storage.schema import require, upgrade
from bot.storage.tables import Stamp
from bot.storage.turns import Once, wait_for_turn
from bot.storage.vault import Keyring, give

__all__ = [
    "AlreadyServed",
    "CannotOpen",
    "NewerSchema",
    "NoDriver",
    "NotOurs",
    "NotRead",
    "NotSaved",
    "OlderSchema",
    "StorageFault",
    "Store",
    "UnknownDatabase",
    "Upgrading",
    "WrongCentre",
    "claim_serving",
    "open_store",
    "upgrade",
]


class Store:
    """One open database. Threads may share it; close it when done.

    Sessions do not expire what they loaded, so rows can be read after the transaction. Changes
    inside a JSON column are seen only when the column is given a new value.
    """

    def __init__(
        self,
        url: URL,
        *,
        at_close: Callable[[], None] | None = None,
        keyring: Keyring | None = None,
    ) -> None:
        """Prepare the connections; none is made before the first transaction."""
        self.url = url
        self.keyring = keyring or Keyring()
        path = file_of(url)
        self._lane: Lane | None = lane_for(path) if path else None
        self._once = Once()
        self._writer = writing(url, self._lane)
        self._reader = reading(url)
        for engine in (self._writer, self._reader):
            give(engine.dialect, self.keyring)
        self._at_close = at_close

    def __repr__(self) -> str:
        return f"Store({self.url.render_as_string(hide_password=True)!r})"

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._writer.dialect.name

    @property
    def address(self) -> str:
        """The whole address, password and all: for another connection, never for a log."""
        return self.url.render_as_string(hide_password=False)

    @contextmanager
    def write(self, *, case: int | None = None) -> Iterator[Session]:
        """One transaction that may write: committed on leaving, undone on any exception.

        Nobody else writes meanwhile. With the number of a `case` it keeps to that case and its
        rows, and on PostgreSQL others may write about other cases.

        Raises `NotSaved` when the database stays locked for 1.5 s, is full, read-only or failing;
        then nothing was written. Other database errors are mistakes of ours and come as they are.
        """
        with (
            self._taking_turns(),
            _told(NotSaved, writing=True),
            Session(self._writer, expire_on_commit=False) as session,
        ):
            session.connection()
            if self._lane is None:
                wait_for_turn(session, case)
            yield session
            session.commit()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that sees one state and never waits for writers.

        Raises `NotRead` when the database cannot be reached, and RuntimeError when rows were
        changed in it: the change would be lost without a word.
        """
        with (
            _told(NotRead, writing=False),
            Session(self._reader, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session
            _nothing_changed(session)

    def close(self) -> None:
        """Close every connection. A database that was to be thrown away is gone."""
        if self._reader is not self._writer:
            self._reader.dispose()
        self._writer.dispose()
        if self._at_close is not None:
            self._at_close()

    def _taking_turns(self) -> AbstractContextManager[None]:
        return self._lane.hold(LOCK_WAIT) if self._lane else self._once.hold()


def open_store(
    url: str | URL, *, centre: str, upgrade: bool = True, keys: Sequence[str] = ()
) -> Store:
    """Open the database at `url` for the centre with this slug; `keys` are those of its seals.

    A new one is made and stamped with the slug. `sqlite://` is a database in a temporary file
    that goes when it is closed. With `upgrade` the schema is brought to this version's first.

    Raises `WrongCentre` for another centre's database, `OlderSchema` where it was not to be
    upgraded, and what `schema.upgrade` raises.
    """
    address, at_close = _settled(parse(url))
    _prepare(address, upgrade)
    store = Store(address, at_close=at_close, keyring=Keyring(keys))
    try:
        _stamp(store, centre)
    except BaseException:
        store.close()
        raise
    return store


def claim_serving(url: str | URL) -> FileLock | None:
    """Be the only `serve` of a SQLite file; None for PostgreSQL, which takes several.

    Keep what is returned: the claim ends with it, or with the process. Raises `AlreadyServed`,
    and `CannotOpen` where no lock file can be made beside the database.
    """
    address = parse(url)
    path = file_of(address)
    if path is None or in_memory(address):
        return None
    lock = FileLock(path.with_name(f"{path.name}.serving"))
    try:
        make_private(path)
        free = lock.take()
    except OSError as error:
        raise CannotOpen(place=place_of(address), why=str(error)) from error
    if not free:
        raise AlreadyServed(path=str(path))
    return lock


def _prepare(url: URL, wanted: bool) -> None:
    if wanted:
        upgrade(url)
    else:
        require(url)


def _settled(url: URL) -> tuple[URL, Callable[[], None] | None]:
    """A database in memory becomes one in a temporary folder: many threads need to share it."""
    if not in_memory(url):
        return url, None
    folder = Path(tempfile.mkdtemp(prefix="exportlots-"))
    address = url.set(database=str(folder / "exportlots.sqlite"))
    return address, lambda: shutil.rmtree(folder, ignore_errors=True)


def _stamp(store: Store, centre: str) -> None:
    with store.read() as session:
        stamp = session.get(Stamp, 1)
    if stamp is None:
        with store.write() as session:
            stamp = session.get(Stamp, 1)
            if stamp is None:
                stamp = Stamp(id=1, centre=centre)
                session.add(stamp)
    if stamp.centre != centre:
        raise WrongCentre(place=place_of(store.url), found=stamp.centre, wanted=centre)


def _nothing_changed(session: Session) -> None:
    changed = [row for row in session.dirty if session.is_modified(row)]
    if session.new or session.deleted or changed:
        names = sorted({type(row).__name__ for row in (*session.new, *session.deleted, *changed)})
        raise RuntimeError(f"{', '.join(names)} changed in read(): use write().")


@contextmanager
def _told(fault: type[StorageFault], *, writing: bool) -> Iterator[None]:
    """Turn the database's own troubles into one fault, and let mistakes of ours through."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        if out_of_reach(error, writing=writing):
            raise fault from error
        raise
