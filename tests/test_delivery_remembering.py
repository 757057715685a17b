"""What a platform has taken is remembered before anything else, on a database that refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from structlog.testing import capture_logs

from bot.delivery import loop, remembering
from bot.storage.engine import NotRead, NotSaved, Store
from tests.test_delivery import Installation, Words, there

__all__ = ["there"]


class Refusing:
    """A store that cannot be written, or read, so many times from when it is told so."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.writes, self.reads = 0, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def write(self) -> Iterator[Session]:
        if self.writes:
            self.writes -= 1
            raise NotSaved from TimeoutError("the write lane was taken")
        with self._store.write() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        if self.reads:
            self.reads -= 1
            raise NotRead from ConnectionError("refused")
        with self._store.read() as session:
            yield session


@pytest.fixture
def refusing(there: Installation, monkeypatch: pytest.MonkeyPatch) -> Refusing:
    monkeypatch.setattr(remembering, "AGAIN", 0.01)
    monkeypatch.setattr(loop, "PAUSE", 0.01)
    there.desk.store = Refusing(there.store)
    found: Refusing = there.desk.store
    return found


def cannot_be_asked(there: Installation) -> None:
    """As Teams: what has arrived is not found again."""
    there.fake.arrived.clear()


@pytest.mark.parametrize("what", ["card", "line", "private"])
def test_what_was_taken_is_not_sent_again_where_it_could_not_be_saved_at_once(
    there: Installation, refusing: Refusing, what: str
) -> None:
    if what == "private":
        there.notice("taken", member_id=1)
    else:
        number = there.case()
        if what == "line":
            there.deliver()
            there.notice("taken", enquiry_id=number, room_id=1)
    before = len(there.fake.calls)

    def refuse() -> None:
        refusing.writes = 3

    there.fake.answers = [refuse]
    assert there.deliver() == 1
    for _ in range(3):
        cannot_be_asked(there)
        there.later(3600)
        there.deliver()
    assert [kind for kind, _, _ in there.fake.calls[before:]] == ["send"]


def test_a_room_is_given_back_where_nothing_was_sent(
    there: Installation, refusing: Refusing
) -> None:
    number = there.case()
    there.deliver()
    there.notice("one", enquiry_id=number, room_id=1)
    there.notice("two", enquiry_id=number, room_id=1)

    class Claiming(Refusing):
        """Refuses the claim of the second notice: the lease, claim and record of the first pass."""

        @contextmanager
        def write(self) -> Iterator[Session]:
            self.writes -= 1
            if self.writes == 0:
                raise NotSaved from TimeoutError("the write lane was taken")
            with self._store.write() as session:
                yield session

    there.desk.store = Claiming(there.store)
    there.desk.store.writes = 4
    assert there.deliver() == 2, "at once, and not when the lease is over"
    assert "find" not in [kind for kind, _, _ in there.fake.calls]


def test_who_is_told_to_stop_remembers_first(there: Installation, refusing: Refusing) -> None:
    row = there.notice("taken", member_id=1)

    def refuse() -> None:
        refusing.writes = 10**6

    there.fake.answers = [refuse]

    async def scene() -> None:
        delivery = there.delivery()
        running = asyncio.create_task(delivery.run())
        while not refusing.writes:
            await asyncio.sleep(0.01)
        delivery.stop()
        done, _ = await asyncio.wait({running}, timeout=0.2)
        assert not done, "it has not been remembered"
        refusing.writes = 0
        await asyncio.wait_for(running, 30)

    asyncio.run(scene())
    assert there.row(row).state == "sent"


def test_what_is_in_the_air_is_known_to_the_next_pass_where_one_could_not_look(
    there: Installation, refusing: Refusing
) -> None:
    """A look that fails leaves those who send alone, also those who send for long."""
    there.notice("slow", member_id=1)
    arrived = asyncio.Event()

    class Slow(type(there.fake)):  # type: ignore[misc]
        async def send(self, to: Any, message: Any) -> Any:
            result = await super().send(to, message)
            await arrived.wait()
            return result

        async def find(self, to: Any, key: str) -> None:
            """As Teams: it cannot be asked."""

    there.fake = Slow()

    async def scene() -> None:
        delivery = there.delivery(lease=timedelta(seconds=60))
        running = asyncio.create_task(delivery.run())
        while not there.fake.calls:
            await asyncio.sleep(0.01)
        refusing.reads = 2
        there.later(3600)
        while refusing.reads:
            delivery.wake()
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        arrived.set()
        delivery.stop()
        await asyncio.wait_for(running, 30)

    asyncio.run(scene())
    assert there.fake.texts() == ["slow"]


def test_words_that_no_database_has_are_no_faulty_words(
    there: Installation, refusing: Refusing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was tried: it is looked at again at once, and nothing is asked about."""
    lost = [OperationalError("", None, ConnectionError("gone"), connection_invalidated=True)] * 2

    def failing(*_: Any) -> Any:
        raise lost.pop()

    row, number = there.notice("taken", member_id=1), there.case()
    with monkeypatch.context() as patch:
        patch.setattr(Words, "notice_message", failing)
        patch.setattr(Words, "posting_message", failing)
        assert there.deliver() == 0
    assert (there.row(row).tried, there.card(number).tried, lost) == (0, 0, [])
    assert there.deliver() == 2
    assert [kind for kind, _, _ in there.fake.calls] == ["send", "send"]


def test_a_database_that_is_away_is_said_once_and_that_it_is_back(
    there: Installation, refusing: Refusing
) -> None:
    row = there.notice("taken", member_id=1)
    refusing.reads, refusing.writes = 5, 6

    async def scene() -> None:
        delivery = there.delivery()
        running = asyncio.create_task(delivery.run())
        while there.row(row).state == "pending":
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        delivery.stop()
        await running

    with capture_logs() as logs:
        asyncio.run(scene())
    told = [(e["event"], e.get("why", "")) for e in logs if e["event"].startswith("database")]
    assert told == [
        ("database_away", "TimeoutError('the write lane was taken')"),
        ("database_away", "ConnectionError('refused')"),
        ("database_back", ""),
    ]
