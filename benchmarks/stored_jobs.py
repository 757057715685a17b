"""What it costs that a reminder fires, against a job of APScheduler's in its SQLAlchemy store.

Both are due all at once, on a SQLite file. Ours are rows: found by a query, each claimed in a
transaction of its own, about a case that is not there, so that nothing comes of it. A stored job
calls a function that does nothing.
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
from bot.desk import due
from bot.storage import store
from bot.storage.tables import Reminder

PATIENCE = 120.0
_fired: list[int] = []


def compare(folder: Path, centre: Centre, many: int) -> tuple[float, float]:
    """CPU seconds for one of so many: our reminder, APScheduler's job."""
    return _reminders(folder / "reminders.sqlite", centre, many), _jobs(folder, many)


def _reminders(path: Path, centre: Centre, many: int) -> float:
    desk = desk_on(path, centre)
    row = {"kind": "contact", "subject": "", "due_at": NOW, "enquiry_id": None}
    with desk.store.write() as session:
        store.append_all(session, Reminder, [row | {"subject": str(i)} for i in range(many)])
    cpu = time.process_time()
    done = due.reminders(desk, NOW)
    cpu = time.process_time() - cpu
    desk.store.close()
    if done != many:
        raise RuntimeError(f"{done} of {many} reminders fired: the ratio means nothing.")
    return cpu / many


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
