"""No query of the day's work may read a table that grows from one end to the other."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest
from sqlmodel import select

from benchmarks.plans import hearing, scans
from benchmarks.queries import ALL, Asked
from bot.desk.due import tick
from bot.storage import (
    channels,
    contacts,
    digests,
    experience,
    joining,
    leases,
    leaving,
    outbox,
    overheard,
    parked,
    search,
    store,
    wanted,
)
from bot.storage.engine import Store
from bot.storage.tables import Enquiry
from tests.centre_at_work import MONDAY, CentreAtWork

pytestmark = pytest.mark.sqlite_only

ASKS_NOTHING = {"append", "append_all", "keep", "changed", "fold", "is_index"}
"""Helpers and the insert: no rows are looked for."""


class TakenBack(Exception):
    """Ends a transaction without a trace."""


def named(module: ModuleType) -> set[str]:
    return {
        name
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__ == module.__name__ and name[0] != "_"
    }


MODULES = [
    *(store, outbox, leases, channels, joining, search, digests),
    *(wanted, experience, overheard, contacts, leaving, parked),
]


@pytest.mark.parametrize("module", MODULES)
def test_every_named_query_is_asked_here(module: ModuleType) -> None:
    assert named(module) - ASKS_NOTHING <= {name.partition(",")[0] for name in ALL}


@pytest.mark.parametrize("name", ALL)
def test_a_named_query_finds_its_rows_by_an_index(name: str, room: CentreAtWork) -> None:
    asked = Asked(MONDAY)
    with pytest.raises(TakenBack), room.desk.store.write() as session:  # noqa: PT012
        with hearing(session.connection().engine) as heard:
            ALL[name](session, asked)
            session.flush()
        assert heard.statements
        assert scans(session, heard) == []
        raise TakenBack


def test_no_command_and_no_tick_reads_a_growing_table_whole(room: CentreAtWork) -> None:
    database = room.desk.store
    with database.write() as writing, database.read() as reading:
        engines = writing.connection().engine, reading.connection().engine
    with hearing(*engines) as heard:
        number = room.open(number="5560160680")
        room.do("johan", "note", case=number, words="Ring före tolv")
        room.do("maria", "ask", case=number, words="Hur stor är ordern?")
        room.do("sara", "answer", case=number, words="Två miljoner")
        room.move(hours=6)
        assert room.do("maria", "take", case=number).done
        room.do("maria", "contact", case=number)
        for command in ("situation", "mine", "ours"):
            room.do("maria", command)
        room.do("maria", "show", case=number)
        room.do("maria", "show", words="betalt")
        assert room.do("maria", "close", case=number, outcome="helped").done
        tick(room.desk, room.now)
    assert heard.count > 100
    with database.read() as session:
        assert scans(session, heard) == []


def test_a_scan_is_seen(store: Store) -> None:
    with store.read() as session:
        with hearing(session.connection().engine) as heard:
            session.exec(select(Enquiry).where(Enquiry.need == "")).all()
        assert len(scans(session, heard)) == 1
