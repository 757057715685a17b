"""The clock's tick, with nothing due and with thousands, against the bare SQL that it needs.

With nothing due the bare side asks what the tick asked, by the driver alone. With many due it
writes the very rows that the desk wrote, each reminder in a transaction of its own as the desk
does, so that a process that dies in between loses nothing.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.bare_sql import (
    Statement,
    as_dict,
    bare_on,
    everything,
    rows_of,
    statements_between,
)
from benchmarks.clock import Times
from benchmarks.history import NOW, desk_on
from benchmarks.plans import hearing
from bot.centre.model import Centre
from bot.desk import due
from bot.desk.work import Desk

NEW_YEAR = NOW - timedelta(days=30)
"""Before anything of the history comes due, on a working morning."""

FRIDAY = NOW - timedelta(days=3)
"""Taken then, a case has its handler asked on Monday at nine: at `NOW`."""

_READS = re.compile(r"^\s*SELECT\b", re.IGNORECASE)

_DUE = (
    "UPDATE enquiry SET status = 'in_progress', outcome = '', closed_at = NULL, lead = 'ekn', "
    "handler_id = 1 + (poster_id + 3) % 11, contact_made_at = NULL, stepped_at = :now",
    "UPDATE referral SET status = iif(role = 'lead', 'accepted', 'left'), answered_at = :friday",
    "DELETE FROM reminder WHERE kind != 'contact'",
    "UPDATE reminder SET done_at = NULL, due_at = :now",
    "UPDATE posting SET shown = wanted, behind = 0",
    "INSERT INTO digest (week, since, until, weeks, made_at, sent) "
    "VALUES ('2026-W48', :friday, :now, 1, :now, 1)",
)
"""Every case of a history is taken, and its handler is to be asked now whether contact is made."""


@dataclass
class Ticked:
    """One sort of tick on both sides; of `many` reminders, for one of them."""

    name: str
    desk: Times = field(default_factory=Times)
    bare: Times = field(default_factory=Times)
    many: int = 0


def quiet(path: Path, desk: Desk, rows: int, rounds: int) -> Ticked:
    """A tick with nothing due, on a database with that many enquiries, in turns."""
    found = Ticked(f"nothing due, {rows:,} enquiries")
    due.tick(desk, NEW_YEAR)
    with desk.store.read() as one, desk.store.write() as other:
        engines = one.connection().engine, other.connection().engine
    with hearing(*engines) as heard:
        due.tick(desk, NEW_YEAR)
    asked = [(said, given) for said, given in heard.statements.items() if _READS.match(said)]
    with bare_on(path) as bare:
        for turn in range(rounds + 5):
            warm = turn < 5
            (Times() if warm else found.desk).take(partial(due.tick, desk, NEW_YEAR))
            (Times() if warm else found.bare).take(partial(_ask, bare, asked))
    return found


def _ask(bare: sqlite3.Connection, asked: list[tuple[str, Any]]) -> None:
    for statement, given in asked:
        bare.execute(statement, given).fetchall()


def busy(history: Path, folder: Path, centre: Centre, cases: int) -> Ticked:
    """A tick with a reminder due for every one of a history's cases.

    Raises RuntimeError when the two files do not hold the same in the end.
    """
    ours, theirs = folder / "ticked.sqlite", folder / "untouched.sqlite"
    _come_due(history, ours)
    shutil.copy(ours, theirs)
    found = Ticked(f"{cases:,} reminders due, for one", many=cases)
    with closing(sqlite3.connect(ours)) as looking:
        looking.row_factory = as_dict
        before = [rows_of(looking, number) for number in range(1, cases + 1)]
        _note(found.desk, partial(_tick, desk_on(ours, centre), cases), cases)
        after = [rows_of(looking, number) for number in range(1, cases + 1)]
    steps = [statements_between(*rows) for rows in zip(before, after, strict=True)]
    with bare_on(theirs) as bare:
        _note(found.bare, partial(_write, bare, steps), cases)
    if _after(ours) != _after(theirs):
        raise RuntimeError("The two sides did not write the same rows: the ratio means nothing.")
    return found


def _come_due(history: Path, path: Path) -> None:
    shutil.copy(history, path)
    with closing(sqlite3.connect(path)) as database:
        for statement in _DUE:
            database.execute(statement, {"now": _stored(NOW), "friday": _stored(FRIDAY)})
        database.commit()


def _stored(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def _tick(desk: Desk, cases: int) -> None:
    done = due.tick(desk, NOW)
    desk.store.close()
    if done != cases:
        raise RuntimeError(f"{done} of {cases} reminders were acted on: the ratio means nothing.")


def _note(kept: Times, operation: partial[None], times: int) -> None:
    """What one of so many took."""
    wall, cpu = time.perf_counter(), time.thread_time()
    operation()
    kept.note((time.perf_counter() - wall) / times, (time.thread_time() - cpu) / times)


def _write(bare: sqlite3.Connection, steps: list[list[Statement]]) -> None:
    for number, statements in enumerate(steps, start=1):
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(_HOW, (number,)).fetchall()
        for statement, given in statements:
            bare.execute(statement, given)
        bare.execute("COMMIT")


_HOW = (
    "SELECT reminder.*, enquiry.*, referral.* FROM reminder "
    "JOIN enquiry ON enquiry.id = reminder.enquiry_id "
    "LEFT JOIN referral ON referral.enquiry_id = enquiry.id WHERE enquiry.id = ?"
)


def _after(path: Path) -> dict[str, list[Any]]:
    return {table: rows for table, rows in everything(path).items() if table != "receipt"}
