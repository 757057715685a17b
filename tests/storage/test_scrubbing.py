"""The hourly emptying of SQLite's log, on a disk that is full."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.desk import due
from bot.jobs import Jobs
from bot.storage.engine import NotSaved, Store
from bot.storage.scrubbing import empty_log
from bot.storage.tables import Member

NOW = datetime(2027, 5, 18, 8, 0, tzinfo=UTC)


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """As a disk that is full: true of root too."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_the_log_for_the_next_time(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as session:
        for _ in range(200):
            session.add(Member(name="x" * 1000, organisation="almi", joined_at=NOW))

    def forget(desk: Any, now: datetime) -> int:
        return int(empty_log(desk.store.url))

    monkeypatch.setattr(due, "forget", forget)
    jobs = Jobs(SimpleNamespace(store=store), lambda: None, lambda: NOW)  # type: ignore[arg-type]
    with no_file_longer_than(database.stat().st_size), capture_logs() as logs:
        with pytest.raises(NotSaved):
            empty_log(store.url)
        asyncio.run(jobs.tidy())
    assert [(entry["event"], entry["job"]) for entry in logs] == [("not_saved", "tidy")]
    assert empty_log(store.url)
    with store.read() as session:
        assert session.get(Member, 200) is not None
