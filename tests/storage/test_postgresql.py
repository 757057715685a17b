"""What holds on PostgreSQL alone: turns among processes, limits, and who makes the schema."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from bot.storage import schema
from bot.storage.engine import NotRead, NotSaved, Store, open_store
from bot.storage.tables import Company
from tests.conftest import CENTRE
from tests.postgres import Server

ROOT = Path(__file__).resolve().parents[2]
OPEN = """
import sys
from bot.storage.engine import open_store
open_store(sys.argv[1], centre="vastra-gotaland").close()
"""


@pytest.fixture
def two(postgres: Server) -> Iterator[tuple[Store, Store]]:
    """The same database, open twice, as in two processes."""
    url = postgres.url("turns")
    stores = open_store(url, centre=CENTRE), open_store(url, centre=CENTRE)
    yield stores
    for store in stores:
        store.close()
    postgres.drop("turns")


def names(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.exec(select(Company.name)).all())


def add(store: Store, name: str, case: int | None = None) -> None:
    with store.write(case=case) as session:
        session.add(Company(name=name, name_key=name.lower()))


def test_three_processes_that_start_at_once_make_the_schema_once(postgres: Server) -> None:
    url = postgres.url("begun_at_once")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, url], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in started:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    assert schema.revision(url) == schema.head()
    postgres.drop("begun_at_once")


def test_what_is_read_in_a_write_holds_until_it_is_committed(two: tuple[Store, Store]) -> None:
    start = threading.Barrier(8)

    def count_up(turn: int) -> None:
        start.wait()
        for _ in range(5):
            with two[turn % 2].write() as session:
                found = len(session.exec(select(Company.id)).all())
                session.add(Company(name=f"{found}", name_key=""))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count_up, range(8)))
    assert names(two[0]) == {str(number) for number in range(40)}


def test_steps_about_different_cases_pass_one_another_and_the_rest_waits(
    two: tuple[Store, Store],
) -> None:
    one, other = two
    with one.write(case=1):
        add(other, "about another", case=2)
        for case in (1, None):
            with pytest.raises(NotSaved):
                add(other, "late", case=case)
    with one.write():
        for case in (1, 2, None):
            with pytest.raises(NotSaved):
                add(other, "late", case=case)
        assert names(other) == {"about another"}
    add(other, "in time", case=1)
    assert names(one) == {"about another", "in time"}


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
def test_any_number_of_a_case_can_be_asked_for(two: tuple[Store, Store], number: int) -> None:
    add(two[0], "odd", case=number)
    assert names(two[0]) == {"odd"}


def test_a_process_that_stands_still_in_a_transaction_is_cut_off(
    two: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    done = threading.Event()

    def still(session: Session) -> None:
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 500"))
        done.wait(60)
        session.execute(text("SELECT 1"))

    def stand_still() -> None:
        with pytest.raises(NotSaved), one.write() as session:
            still(session)

    thread = threading.Thread(target=stand_still)
    thread.start()
    for _ in range(40):
        try:
            add(other, "goes on")
            break
        except NotSaved:
            continue
    done.set()
    thread.join()
    assert names(other) == {"goes on"}


def without_end(session: Session) -> None:
    session.execute(text("SET LOCAL statement_timeout = 200"))
    session.execute(text("SELECT pg_sleep(30)"))


def test_a_statement_without_end_is_given_up(two: tuple[Store, Store]) -> None:
    for limited, fault in ((two[0].write(), NotSaved), (two[0].read(), NotRead)):
        with pytest.raises(fault), limited as session:
            without_end(session)


def test_connections_that_the_server_has_cut_are_made_anew(
    two: tuple[Store, Store], postgres: Server
) -> None:
    store = two[0]
    add(store, "before")
    assert names(store) == {"before"}
    with pytest.raises(NotSaved), store.write():
        postgres.restart()
    add(store, "after")
    assert names(store) == {"before", "after"}
    postgres.stop()
    try:
        with pytest.raises(NotSaved):
            add(store, "nowhere")
        with pytest.raises(NotRead):
            names(store)
    finally:
        postgres.start()
    assert names(store) == {"before", "after"}
