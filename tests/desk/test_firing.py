"""Reminders are acted on by batches, each whole or not at all, and one that fails stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.desk.firing import fire
from bot.desk.work import Work
from bot.storage import records, reminders
from bot.storage.engine import NotSaved
from bot.storage.tables import Reminder
from tests.centre_at_work import CentreAtWork

MANY = 60


class Clockwork:
    """Reminders about nothing, and what was done about them."""

    def __init__(self, room: CentreAtWork, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room, self.acted, self.written = room, list[str](), 0
        self.broken: dict[str, Exception] = {}
        write = room.desk.store.write

        @contextmanager
        def counted(*, case: int | None = None) -> Iterator[Session]:
            self.written += 1
            with write(case=case) as session:
                yield session

        self.plan(*((f"case:{i}", i) for i in range(1, MANY + 1)))
        monkeypatch.setattr(room.desk.store, "write", counted)

    def plan(self, *about: tuple[str, int]) -> None:
        rows = [
            {"kind": "contact", "subject": subject, "enquiry_id": i, "due_at": self.room.now}
            for subject, i in about
        ]
        with self.room.desk.store.write() as session:
            records.append_all(session, Reminder, rows)

    def act(self, work: Work, reminder: Reminder) -> bool:
        assert reminder.done_at == work.now
        if reminder.subject in self.broken:
            raise self.broken[reminder.subject]
        self.acted.append(reminder.subject)
        return True

    def fire(self) -> int:
        self.acted.clear()
        return fire(self.room.desk, self.room.now + timedelta(minutes=1), (), self.act)


@pytest.fixture
def clockwork(room: CentreAtWork, monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    """Sixty reminders that are due."""
    return Clockwork(room, monkeypatch)


def test_many_share_a_transaction_and_each_comes_once(clockwork: Clockwork) -> None:
    assert clockwork.fire() == MANY
    assert len(set(clockwork.acted)) == MANY
    assert clockwork.written < MANY / 2
    assert clockwork.fire() == 0


def test_the_broken_ones_alone_are_left(clockwork: Clockwork) -> None:
    clockwork.broken = {f"case:{i}": RuntimeError("cannot be") for i in (1, 7, 33)}
    assert clockwork.fire() == MANY - 3
    clockwork.broken.clear()
    assert clockwork.fire() == 3
    assert set(clockwork.acted) == {"case:1", "case:7", "case:33"}


def test_a_batch_that_cannot_be_saved_is_due_again_whole(clockwork: Clockwork) -> None:
    clockwork.broken = {"case:5": NotSaved()}
    with pytest.raises(NotSaved):
        clockwork.fire()
    assert clockwork.acted == [f"case:{i}" for i in range(1, 5)]
    clockwork.broken.clear()
    assert clockwork.fire() == MANY


def test_two_of_one_case_come_one_after_the_other(clockwork: Clockwork) -> None:
    """What the first does to the case, the second must find done: it may be wanted no more."""
    clockwork.plan(("case:1, once more", 1))
    seen: list[int] = []

    def act(work: Work, reminder: Reminder) -> bool:
        if reminder.enquiry_id == 1:
            rows = reminders.reminders_of(work.session, 1)
            seen.append(sum(row.done_at is None for row in rows))
        return True

    assert fire(clockwork.room.desk, clockwork.room.now, (), act) == MANY + 1
    assert seen == [1, 0]


def test_what_is_not_due_yet_is_not_claimed_though_its_number_was_another_s(
    clockwork: Clockwork,
) -> None:
    room = clockwork.room
    with room.desk.store.write() as session:
        due = {"kind": "contact", "subject": "later", "due_at": room.now + timedelta(days=10)}
        number = records.append(session, Reminder, **due)
        assert reminders.claim_reminders(session, [number], room.now) == []
