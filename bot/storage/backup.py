"""A copy of the database that is whole or not there, and a new database made from one.

A copy is one state of the database, whoever writes meanwhile, and packed: what was erased is not
in it. PostgreSQL has `pg_dump` and `pg_restore` for this; what must be done to the post afterwards
(`lay_aside`) is the same for both.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from bot.storage.connections import make_private
from bot.storage.faults import FaultyCopy
from bot.storage.outbox import changed
from bot.storage.parked import RESTORED
from bot.storage.schema import revision
from bot.storage.tables import LogEntry, Notice, Posting, Pulse, Room

OLD = timedelta(hours=1)
"""A copy older than this holds post that was sent from the database that it is a copy of."""
SIDES = ("-wal", "-shm")
"""Files that SQLite keeps beside a database, and that belong to that one alone."""


def back_up(source: Path, to: Path) -> None:
    """Copy a SQLite database that may be in use to a file that is not there yet.

    Raises `FaultyCopy` where the copy is not sound (there is none then), and what SQLite and the
    system raise.
    """
    with _whole(to) as partial:
        with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as database:
            database.execute("VACUUM INTO ?", (str(partial),))
        examine(partial)


def restore(copy: Path, to: Path) -> Path | None:
    """Put a copy in the place of a SQLite database that nobody uses.

    Returns where the former database was moved to, if there was one. Raises as `back_up` does.
    """
    examine(copy)
    with _whole(to) as partial:
        shutil.copyfile(copy, partial)
        with closing(sqlite3.connect(partial)) as database:
            database.execute("PRAGMA journal_mode=WAL")
        examine(partial)
        return _move_away(to)


def examine(path: Path) -> str:
    """Whether a file is a sound database of ours; the centre it belongs to. Changes nothing.

    Raises `FaultyCopy`.
    """
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            sound = database.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            torn = database.execute("PRAGMA foreign_key_check").fetchone()
            stamp = database.execute("SELECT centre FROM stamp WHERE id = 1").fetchone()
    except sqlite3.Error as error:
        raise FaultyCopy(path=str(path), why=str(error)) from error
    if not sound or torn is not None or stamp is None:
        raise FaultyCopy(path=str(path), why="integrity_check")
    if revision(f"sqlite:///{path}") is None:
        raise FaultyCopy(path=str(path), why="alembic_version")
    return str(stamp[0])


def lay_aside(session: Session, now: datetime) -> int:
    """Keep old news from being told again after a restore; returns how many messages that was.

    What waited when the copy was made has most likely left since, from the database that is lost:
    where the copy is older than an hour, it is parked, and `check` shows it. Cards are sent all
    the same, for a room always ends on the present state, and Slack is asked first whether it has
    them. Rooms that were held then are free.
    """
    session.execute(update(Room).values(lease="", leased_until=None))
    untried = (col(Posting.behind).is_(True), col(Posting.tried) == 0)
    changed(session, update(Posting).where(*untried).values(tried=1))
    last = _last_moment(session)
    if last is None or now - last < OLD:
        return 0
    waited = (col(Notice.state) == "pending", col(Notice.not_before) <= now)
    count = session.exec(select(func.count()).select_from(Notice).where(*waited)).one()
    changed(session, update(Notice).where(*waited).values(state="parked", error=RESTORED))
    return count


def _last_moment(session: Session) -> datetime | None:
    """The latest thing that the database knows of: about when the copy was made."""
    asked = (
        select(func.max(LogEntry.at)),
        select(func.max(Notice.created_at)),
        select(func.max(Pulse.at)),
    )
    found = [at for at in (session.exec(one).one() for one in asked) if at is not None]
    return max(found, default=None)


@contextmanager
def _whole(to: Path) -> Iterator[Path]:
    """A file to fill beside `to`, which takes its place in one step, on the disk, or not at all."""
    partial = to.with_name(f"{to.name}.partial")
    _remove(partial)
    make_private(partial)
    try:
        yield partial
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(partial, to)
        _settle(to.parent)
    finally:
        _remove(partial)


def _remove(path: Path) -> None:
    for name in (path, *(path.with_name(path.name + side) for side in SIDES)):
        name.unlink(missing_ok=True)


def _move_away(path: Path) -> Path | None:
    """Move a database aside with all that is in its write-ahead log."""
    if not path.exists() or not path.stat().st_size:
        return None
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    former = path.with_name(f"{path.name}.before-restore")
    _remove(former)
    for side in SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)
    os.replace(path, former)
    return former


def _settle(folder: Path) -> None:
    """Have the folder's own list of names written, where the system can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
