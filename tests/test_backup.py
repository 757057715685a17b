"""Backup and restore: whole or not there, of a database in use, and no old news told again."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.__main__ import main
from bot.app import open_desk
from bot.settings import load
from bot.storage import backup
from bot.storage.engine import claim_serving, open_store
from bot.storage.faults import FaultyCopy
from bot.storage.tables import Notice, Posting, Room
from tests.centre_at_work import CentreAtWork
from tests.conftest import CENTRE

pytestmark = pytest.mark.sqlite_only
NOW = datetime.now(UTC)


def rows(path: Path) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with closing(sqlite3.connect(path)) as database:
        names = [
            r[0] for r in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {
            name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))
            for name in names
            if not name.startswith(("search_", "sqlite_"))
        }


@pytest.fixture
def run(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Give a command; its exit code and all that was said."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.setenv("LANGUAGE", "en")

    def give(*args: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return give


def test_a_database_in_use_is_copied_as_one_moment_of_it(
    room: CentreAtWork, database: Path, tmp_path: Path
) -> None:
    """Two rows are always written together: a copy has both or neither, whenever it is taken."""
    done = threading.Event()
    rounds = 0

    def write() -> None:
        nonlocal rounds
        while not done.is_set():
            with room.desk.store.write() as session:
                at = NOW + timedelta(seconds=rounds)
                for half in "ab":
                    session.add(
                        Notice(key=f"{half}{rounds}", kind="x", created_at=at, not_before=at)
                    )
                    session.flush()
            rounds += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [tmp_path / f"copy-{n}.sqlite" for n in range(5)]
        for copy in copies:
            backup.back_up(database, copy)
    finally:
        done.set()
        writer.join()
    assert rounds > 0
    for copy in copies:
        keys = [row.split("'")[1] for row in rows(copy)["notice"]]
        assert {k[1:] for k in keys if k[0] == "a"} == {k[1:] for k in keys if k[0] == "b"}
        assert not list(tmp_path.glob("copy-*.partial*"))


def test_what_is_restored_is_what_was_there_row_by_row(
    room: CentreAtWork, database: Path, tmp_path: Path
) -> None:
    room.opened_and_taken()
    copy, there = tmp_path / "copy.sqlite", tmp_path / "new" / "place.sqlite"
    backup.back_up(database, copy)
    before = rows(database)
    room.open()
    there.parent.mkdir()
    assert backup.restore(copy, there) is None
    assert rows(there) == before
    assert (copy.stat().st_mode & 0o777, there.stat().st_mode & 0o777) == (0o600, 0o600)
    opened = open_store(f"sqlite:///{there}", centre=CENTRE, upgrade=False)
    with opened.read() as session:
        journal = session.connection().exec_driver_sql("PRAGMA journal_mode").scalar()
    opened.close()
    assert journal == "wal"


def test_the_commands_copy_and_put_back(
    room: CentreAtWork, database: Path, tmp_path: Path, run: Callable[..., tuple[int, str]]
) -> None:
    number = room.open()
    room.desk.store.close()
    copy = tmp_path / "copy.sqlite"
    code, said = run("backup", copy)
    assert (code, "is copied to" in said) == (0, True)
    assert run("backup", copy) == (1, f"{copy} exists already. Give another name.\n")
    code, said = run("restore", copy)
    assert (code, "--replace" in said) == (1, True)
    database.write_bytes(b"broken" * 1000)
    for side in ("-wal", "-shm"):
        Path(f"{database}{side}").unlink(missing_ok=True)
    code, said = run("restore", "--replace", copy)
    assert code == 1  # what is no database cannot be moved aside whole: a person must look at it
    database.unlink()
    code, said = run("restore", copy)
    assert (code, "is restored" in said) == (0, True)
    desk = open_desk(load(database_url=f"sqlite:///{database}", _env_file=None))
    with desk.store.read() as session:
        assert session.exec(select(Posting.enquiry_id)).one() == number
    desk.store.close()


def test_a_database_that_is_served_is_not_replaced(
    room: CentreAtWork, database: Path, tmp_path: Path, run: Callable[..., tuple[int, str]]
) -> None:
    copy = tmp_path / "copy.sqlite"
    backup.back_up(database, copy)
    before = rows(database)
    held = claim_serving(f"sqlite:///{database}")
    assert held is not None
    try:
        code, said = run("restore", "--replace", copy)
    finally:
        held.release()
    assert (code, "another" in said) == (1, True)
    assert rows(database) == before


def test_another_centre_s_copy_is_refused(
    room: CentreAtWork, database: Path, tmp_path: Path, run: Callable[..., tuple[int, str]]
) -> None:
    copy = tmp_path / "copy.sqlite"
    backup.back_up(database, copy)
    with closing(sqlite3.connect(copy)) as other:
        other.execute("UPDATE stamp SET centre = 'elsewhere'")
        other.commit()
    before = rows(database)
    code, said = run("restore", "--replace", copy)
    assert (code, "elsewhere" in said) == (1, True)
    assert rows(database) == before


@pytest.mark.parametrize("harm", ["cut", "text", "empty", "missing"])
def test_a_copy_that_is_not_whole_is_refused(
    room: CentreAtWork, database: Path, tmp_path: Path, harm: str
) -> None:
    room.open()
    copy, there = tmp_path / "copy.sqlite", tmp_path / "there.sqlite"
    backup.back_up(database, copy)
    whole = copy.read_bytes()
    if harm == "missing":
        copy.unlink()
    else:
        copy.write_bytes(
            {"cut": whole[: len(whole) // 2], "text": b"no database", "empty": b""}[harm]
        )
    with pytest.raises(FaultyCopy):
        backup.restore(copy, there)
    assert not there.exists()
    assert not list(tmp_path.glob("there*"))


def test_a_copy_that_fails_half_way_leaves_no_file(
    room: CentreAtWork, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "examine", full)
    with pytest.raises(OSError, match="No space"):
        backup.back_up(database, tmp_path / "copy.sqlite")
    assert not list(tmp_path.glob("copy*"))


def test_the_former_database_is_kept_with_what_was_in_its_log(
    room: CentreAtWork, database: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite"
    backup.back_up(database, copy)
    room.open()
    room.desk.store.close()
    after = rows(database)
    former = backup.restore(copy, database)
    assert former is not None
    assert rows(former) == after
    assert rows(database) == rows(copy)


@pytest.mark.parametrize(("age", "aside"), [(timedelta(minutes=5), 0), (timedelta(days=7), 1)])
def test_old_news_is_not_told_again(room: CentreAtWork, age: timedelta, aside: int) -> None:
    then = NOW - age
    with room.desk.store.write() as session:
        for row in session.exec(select(Notice)):
            session.delete(row)
        held = session.exec(select(Room)).one()
        held.lease, held.leased_until = "token", then + timedelta(seconds=30)
        due = Notice(key="due", kind="taken", created_at=then, not_before=then)
        ahead = Notice(
            key="ahead", kind="taken", created_at=then, not_before=NOW + timedelta(days=1)
        )
        session.add_all((held, due, ahead))
    with room.desk.store.write() as session:
        assert backup.lay_aside(session, NOW) == aside
    with room.desk.store.read() as session:
        states = {row.key: row.state for row in session.exec(select(Notice))}
        assert session.exec(select(Room.lease)).one() == ""
    assert states == {"due": "parked" if aside else "pending", "ahead": "pending"}


def test_cards_are_asked_for_before_they_are_sent_again(room: CentreAtWork) -> None:
    room.open()
    with room.desk.store.write() as session:
        backup.lay_aside(session, room.now)
    with room.desk.store.read() as session:
        assert session.exec(select(Posting.tried, Posting.behind)).one() == (1, True)
