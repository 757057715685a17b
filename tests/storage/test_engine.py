"""read() and write(): what is saved, what is undone, and what is said when neither works."""

import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import (
    IntegrityError,
    InternalError,
    OperationalError,
    ProgrammingError,
    StatementError,
)
from sqlmodel import Session, func, select

from bot.storage.engine import (
    NotRead,
    NotSaved,
    Store,
    UnknownDatabase,
    WrongCentre,
    open_store,
)
from bot.storage.tables import Company, Draft, Member, Stamp
from bot.texts import say
from tests.conftest import CENTRE
from tests.storage.conftest import as_nobody

NOW = datetime(2026, 5, 18, 8, 30, tzinfo=UTC)


def company(name: str) -> Company:
    return Company(name=name, name_key=name.lower())


def names(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.exec(select(Company.name)).all())


def save(store: Store, name: str) -> None:
    with store.write() as session:
        session.add(company(name))


def test_what_is_written_is_there_after_closing(database: Path) -> None:
    for name in ("Nolhaga Textil AB", "Ätran Såg AB"):
        store = open_store(f"sqlite:///{database}", centre=CENTRE)
        save(store, name)
        store.close()
    store = open_store(f"sqlite:///{database}", centre=CENTRE)
    assert names(store) == {"Nolhaga Textil AB", "Ätran Såg AB"}
    store.close()


def half_a_step(session: Session) -> None:
    session.add(company("Half"))
    session.flush()
    session.execute(insert(Company).values(name="Core", name_key="core", municipality=""))
    raise LookupError


def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    with pytest.raises(LookupError), store.write() as session:
        half_a_step(session)
    assert names(store) == set()
    save(store, "After")
    assert names(store) == {"After"}


def commits_early(session: Session) -> None:
    session.add(company("First"))
    session.commit()
    half_a_step(session)


def test_a_session_that_commits_early_still_holds_a_transaction_afterwards(store: Store) -> None:
    with pytest.raises(LookupError), store.write() as session:
        commits_early(session)
    assert names(store) == {"First"}


def test_rows_can_be_read_after_their_transaction(store: Store) -> None:
    with store.write() as session:
        made = company("Nolhaga Textil AB")
        session.add(made)
    with store.read() as session:
        read = session.get(Company, made.id)
    assert read is not None
    assert read.name == made.name == "Nolhaga Textil AB"


def test_sixteen_threads_write_at_once_and_none_fails(store: Store) -> None:
    start = threading.Barrier(16)

    def write(writer: int) -> None:
        start.wait()
        for turn in range(5):
            save(store, f"{writer}-{turn}")

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(write, range(16)))
    assert names(store) == {f"{writer}-{turn}" for writer in range(16) for turn in range(5)}


def test_two_stores_on_one_file_share_the_lane(store: Store, database: Path) -> None:
    other = open_store(f"sqlite:///{database}", centre=CENTRE)
    with store.write() as session:
        session.add(company("one"))
        with ThreadPoolExecutor(1) as thread:
            waiting = thread.submit(save, other, "other")
            with pytest.raises(NotSaved) as fault:
                waiting.result()
    assert isinstance(fault.value.__cause__, TimeoutError)
    save(other, "other")
    assert names(store) == {"one", "other"}
    other.close()


def test_many_threads_read_while_one_writes(store: Store) -> None:
    save(store, "before")
    start = threading.Barrier(20)

    def read() -> set[str]:
        start.wait()
        return names(store)

    with store.write() as session, ThreadPoolExecutor(20) as threads:
        session.add(company("unfinished"))
        session.flush()
        began = time.monotonic()
        seen = [future.result() for future in [threads.submit(read) for _ in range(20)]]
        assert time.monotonic() - began < 1
    assert seen == [{"before"}] * 20


def test_a_read_sees_one_state_however_long_it_lasts(store: Store) -> None:
    count = select(func.count()).select_from(Company)
    with store.read() as session:
        assert session.exec(count).one() == 0
        save(store, "meanwhile")
        assert session.exec(count).one() == 0
    assert names(store) == {"meanwhile"}


def test_a_database_locked_by_another_process_is_not_saved_in_time(
    store: Store, database: Path, held_elsewhere: Callable[[Path], AbstractContextManager[None]]
) -> None:
    with held_elsewhere(database):
        began = time.monotonic()
        with pytest.raises(NotSaved) as fault:
            save(store, "late")
        assert 1.4 < time.monotonic() - began < 2.2
        assert isinstance(fault.value.__cause__, OperationalError)
        assert names(store) == set()
    save(store, "later")
    assert names(store) == {"later"}


def test_a_write_waits_for_another_process_that_is_soon_done(
    store: Store, database: Path, held_elsewhere: Callable[[Path], AbstractContextManager[None]]
) -> None:
    with ThreadPoolExecutor(1) as thread:
        with held_elsewhere(database):
            waiting = thread.submit(save, store, "patient")
            time.sleep(0.2)
        waiting.result()
    assert names(store) == {"patient"}


@pytest.mark.sqlite_only
def test_a_full_disk_saves_nothing_and_the_next_write_may(store: Store) -> None:
    with store.write() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count={pages + 4}"))
    with pytest.raises(NotSaved) as fault, store.write() as session:
        session.add_all([company("small"), company("x" * 100_000)])
    assert "full" in str(fault.value.__cause__)
    assert names(store) == set()
    save(store, "fits")
    assert names(store) == {"fits"}


@pytest.fixture
def open_to_all(template: Path) -> Iterator[Path]:
    """A migrated file in a folder that every user may enter, wherever temporary files lie."""
    entered = Path(tempfile.gettempdir()).stat().st_mode & 0o001
    folder = Path(tempfile.mkdtemp(dir=None if entered else "/tmp"))
    folder.chmod(0o755)
    yield Path(shutil.copy(template, folder / "exportlots.sqlite"))
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="file rights work otherwise here")
def test_a_file_that_became_read_only_can_be_read_and_says_not_saved(open_to_all: Path) -> None:
    keeper = open_store(f"sqlite:///{open_to_all}", centre=CENTRE)
    save(keeper, "before")
    for path in open_to_all.parent.iterdir():
        path.chmod(0o444)
    with as_nobody():
        store = open_store(f"sqlite:///{open_to_all}", centre=CENTRE, upgrade=False)
        assert names(store) == {"before"}
        with pytest.raises(NotSaved) as fault:
            save(store, "after")
        store.close()
    assert "readonly" in str(fault.value.__cause__)
    assert names(keeper) == {"before"}
    keeper.close()


def test_a_damaged_file_is_not_saved_and_not_read(store: Store, database: Path) -> None:
    store.close()
    size = database.stat().st_size
    database.write_bytes(database.read_bytes()[:4096] + os.urandom(size - 4096))
    with pytest.raises(NotSaved):
        save(store, "lost")
    with pytest.raises(NotRead):
        names(store)


def test_a_mistake_of_ours_is_never_called_not_saved(store: Store) -> None:
    with (
        pytest.raises((OperationalError, ProgrammingError), match="nowhere"),
        store.write() as session,
    ):
        session.execute(text("SELECT 1 FROM nowhere"))
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(Stamp(id=1, centre="twice"))
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), store.write() as session:
        session.add(Member(name="A", organisation="almi", joined_at=NOW, deputy_id=99))


def _statement(session: Session) -> None:
    session.execute(text("DELETE FROM stamp"))


def _new_row(session: Session) -> None:
    session.add(company("unsaved"))


def _changed_row(session: Session) -> None:
    stamp = session.get_one(Stamp, 1)
    stamp.centre = "another"


@pytest.mark.parametrize("change", [_statement, _new_row, _changed_row])
def test_a_change_in_read_is_refused_and_leaves_no_trace(
    store: Store, change: Callable[[Session], None]
) -> None:
    with pytest.raises((OperationalError, InternalError, RuntimeError)), store.read() as session:
        change(session)
    with store.read() as session:
        assert session.get_one(Stamp, 1).centre == CENTRE
        assert session.exec(select(Company)).all() == []


def test_a_write_holds_the_file_from_its_beginning(store: Store, database: Path) -> None:
    with (
        closing(sqlite3.connect(database, timeout=0)) as other,
        store.write(),
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


def test_a_write_inside_a_write_is_a_mistake_said_at_once(store: Store) -> None:
    with store.write():
        began = time.monotonic()
        with pytest.raises(RuntimeError, match="inside"):
            save(store, "never")
        assert time.monotonic() - began < 0.5


def test_instants_come_back_aware_and_in_utc(store: Store) -> None:
    stockholm = datetime(2026, 5, 18, 10, 30, 15, 123456, timezone(timedelta(hours=2)))
    with store.write() as session:
        session.add(Member(name="A", organisation="almi", joined_at=stockholm))
    with store.read() as session:
        back = session.exec(select(Member.joined_at)).one()
        found = session.exec(select(Member).where(Member.joined_at == stockholm)).one()
        assert session.exec(select(Member).where(Member.joined_at > stockholm)).all() == []
    assert (back, back.tzinfo) == (stockholm, UTC)
    assert found.confirmed_at is None


def test_an_instant_without_a_zone_is_refused_when_it_is_written(store: Store) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a time zone"), store.write() as session:
        session.add(Member(name="A", organisation="almi", joined_at=naive))


@pytest.mark.parametrize(
    "typed",
    [
        "😀 <b>&amp;\r\n\t\x07",
        pytest.param("\x00", marks=pytest.mark.sqlite_only),
        "שלום عالم",
        "x" * 10_000,
        "'; DROP TABLE company; --",
    ],
)
def test_text_comes_back_as_it_was_typed(store: Store, typed: str) -> None:
    with store.write() as session:
        session.add(company(typed))
        session.add(Draft(identity="a", form="b", values_typed={"need": typed}, saved_at=NOW))
    with store.read() as session:
        assert session.exec(select(Company.name)).one() == typed
        assert session.exec(select(Draft)).one().values_typed == {"need": typed}


@pytest.mark.sqlite_only
def test_sqlite_runs_with_the_safe_settings(store: Store) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with store.write() as session:
        found = {name: session.execute(text(f"PRAGMA {name}")).scalar_one() for name in wanted}
    assert found == wanted
    with store.read() as session:
        assert session.execute(text("PRAGMA query_only")).scalar_one() == 1


def test_another_centres_database_is_refused_by_name(store: Store, database: Path) -> None:
    with pytest.raises(WrongCentre) as fault:
        open_store(f"sqlite:///{database}", centre="fjallregionen")
    for lang in ("sv", "en"):
        said = say(fault.value.phrase, lang)
        assert CENTRE in said
        assert "fjallregionen" in said
        assert str(database) in said


def test_a_database_in_memory_is_a_file_that_goes_away() -> None:
    store = open_store("sqlite://", centre=CENTRE)
    path = Path(store.url.database or "")
    save(store, "A")
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(names, store).result() == {"A"}
    assert path.exists()
    store.close()
    assert not path.parent.exists()


def test_a_new_file_and_its_folder_are_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "exportlots.sqlite"
    store = open_store(f"sqlite:///{path}", centre=CENTRE)
    save(store, "A")
    rights = {file.name: file.stat().st_mode & 0o077 for file in path.parent.iterdir()}
    store.close()
    assert set(rights.values()) == {0}
    assert "exportlots.sqlite-wal" in rights


@pytest.mark.parametrize("address", ["mysql://a:b@c/d", "not an address", ""])
def test_an_unknown_kind_of_database_is_refused_without_repeating_its_address(address: str) -> None:
    with pytest.raises(UnknownDatabase) as fault:
        open_store(address, centre=CENTRE)
    assert "sqlite:///exportlots.sqlite" in str(fault.value)
    assert not address or address not in str(fault.value)


def test_the_file_can_be_read_by_other_tools(store: Store, database: Path) -> None:
    save(store, "Ätran Såg AB")
    with closing(sqlite3.connect(database)) as other:
        assert other.execute("SELECT name FROM company").fetchall() == [("Ätran Såg AB",)]
