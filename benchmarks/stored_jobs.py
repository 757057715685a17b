"""What it costs that a reminder fires, against a job of APScheduler's in its SQLAlchemy store.

Both are due all at once, on a SQLite file, and each calls a function that does nothing. Ours are
rows: found by a query, claimed in batches, and handed on each with a trace of its own. What a real
function does for its case is in `benchmarks.ticks`, beside the bare SQL of the same.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from benchmarks.history import NOW, desk_on
from bot.centre.model import Centre
from bot.desk.firing import fire
from bot.desk.work import Work
from bot.storage import records
from bot.storage.tables import Reminder

PATIENCE = 120.0
WARM_UP = 20
"""Reminders that fire before any is counted: a stored job has its statements when it is added."""
_fired: list[int] = []


def compare(folder: Path, centre: Centre, many: int) -> tuple[float, float]:
    """CPU seconds for one of so many: our reminder, APScheduler's job."""
    return _reminders(folder / "reminders.sqlite", centre, many), _jobs(folder, many)


def _reminders(path: Path, centre: Centre, many: int) -> float:
    desk = desk_on(path, centre)
    for some in (WARM_UP, many):
        rows = [
            {"kind": "contact", "subject": f"{some}:{i}", "due_at": NOW, "enquiry_id": i}
            for i in range(1, some + 1)
        ]
        with desk.store.write() as session:
            records.append_all(session, Reminder, rows)
        cpu = time.process_time()
        done = fire(desk, NOW, (), acted)
        cpu = time.process_time() - cpu
    desk.store.close()
    if done != many:
        raise RuntimeError(f"{done} of {many} reminders fired: the ratio means nothing.")
    return cpu / many


def acted(work: Work, reminder: Reminder) -> bool:
    """What a reminder calls."""
    del work, reminder
    return True


def fired(number: int) -> None:
    """What a stored job calls."""
    _fired.append(number)


def _jobs(folder: Path, many: int) -> float:
    _fired.clear()
    jobs = SQLAlchemyJobStore(f"sqlite:///{folder / 'jobs.sqlite'}")
    scheduler = BackgroundScheduler(
        jobstores={"default": jobs}, executors={"default": DebugExecutor()}, timezone=UTC
    )
    scheduler.start(paused=True)
    at = datetime.now(UTC) + timedelta(seconds=1)
    for number in range(many):
        scheduler.add_job(fired, "date", [number], run_date=at, misfire_grace_time=None)
    time.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))
    until, cpu = time.monotonic() + PATIENCE, time.process_time()
    scheduler.resume()
    while (len(_fired) < many or scheduler.get_jobs()) and time.monotonic() < until:
        time.sleep(0.2)
    cpu = time.process_time() - cpu
    scheduler.shutdown()
    if len(_fired) != many:
        raise RuntimeError(f"{len(_fired)} of {many} jobs fired: the ratio means nothing.")
    return cpu / many
