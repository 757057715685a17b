"""One step of a referral through `dispatch`, against the bare SQL that it needs.

Both sides write the very same rows, on two copies of one file with the same settings (WAL, every
commit on the disk). The bare side is handed finished values: nobody checks who may, nothing is
computed, and two reads stand for finding out who acts and how the case stands. What is left of
the ratio is what the desk costs.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.clock import Times
from benchmarks.history import NOW, desk_on
from benchmarks.plans import hearing
from bot.centre.model import Centre
from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Outcome, Place, Request, Value
from bot.desk.work import Desk
from bot.samples.people import PLATFORM, ROOMS, WORKSPACE, settle
from bot.storage import store
from bot.storage.addresses import parse
from bot.storage.connections import writing
from bot.storage.locks import lane_for

WARM_UP = 5
STEPS: dict[str, tuple[str, dict[str, Value]]] = {
    "offer": ("sara", {"organisation": "ekn", "role": "lead"}),
    "take": ("maria", {}),
}
"""Each step with who takes it: an organisation is asked, and a person there takes the case."""

OF_CASE = ("referral", "log", "reminder", "posting", "notice")

Row = dict[str, Any]
Rows = dict[str, dict[Any, Row]]
Statement = tuple[str, tuple[Any, ...]]
_forms = count()


@dataclass
class Compared:
    """One step's two sides, and how many statements each ran."""

    step: str
    desk: Times
    bare: Times
    desk_statements: int = 0
    bare_statements: int = 0


def compare(folder: Path, centre: Centre, rounds: int) -> list[Compared]:
    """Each step `rounds` times on either side, in turns.

    Raises RuntimeError when the two files do not hold the same in the end.
    """
    ours, theirs = folder / "dispatch.sqlite", folder / "bare.sqlite"
    desk = desk_on(ours, centre)
    with desk.store.write() as session:
        settle(desk, session, NOW)
    numbers = [_opened(desk, i) for i in range(WARM_UP + rounds)]
    desk.store.close()
    shutil.copy(ours, theirs)
    desk = desk_on(ours, centre)
    with closing(sqlite3.connect(ours, isolation_level=None)) as looking, _bare(theirs) as bare:
        looking.row_factory = _row
        found = [_compare(step, desk, looking, bare, numbers) for step in STEPS]
    desk.store.close()
    if _everything(ours) != _everything(theirs):
        raise RuntimeError("The two sides did not write the same rows: the ratio means nothing.")
    return found


def _compare(
    step: str, desk: Desk, looking: sqlite3.Connection, bare: sqlite3.Connection, numbers: list[int]
) -> Compared:
    found = Compared(step, Times(), Times())
    for turn, number in enumerate(numbers):
        warm = turn < WARM_UP
        before = _rows(looking, number)
        request = _request(step, number)
        if turn == 0:
            found.desk_statements = _count(desk, request)
        else:
            (Times() if warm else found.desk).take(partial(_taken, desk, request))
        statements = _written(before, _rows(looking, number))
        found.bare_statements = len(statements) + 4
        (Times() if warm else found.bare).take(
            partial(_run, bare, STEPS[step][0], number, statements)
        )
    return found


def _opened(desk: Desk, i: int) -> int:
    args: dict[str, Value] = {
        "need": "Hur får vi betalt i Norge?",
        "consent": "yes",
        "company": f"Bolaget {i} AB",
        "q.municipality": "Mark",
        "q.size": "10-49",
        "q.market": ("BR",),
        "q.needs": ("payment-risk",),
        "offer_to": "nobody",
        "even_so": "yes",
    }
    _done(dispatch(desk, _by("sara", "refer", args), NOW))
    with desk.store.read() as session:
        return store.newest(session)


def _request(step: str, number: int) -> Request:
    user, args = STEPS[step]
    return _by(user, step, {**args, "case": str(number)})


def _by(user: str, command: str, args: dict[str, Value]) -> Request:
    caller = Caller(PLATFORM, WORKSPACE, user)
    place = Place(PLATFORM, WORKSPACE, ROOMS[0].channel)
    return Request(command, {**args, "_form": f"form-{next(_forms)}"}, caller, place)


def _taken(desk: Desk, request: Request) -> None:
    _done(dispatch(desk, request, NOW))


def _done(outcome: Outcome) -> None:
    if not outcome.done or outcome.form is not None:
        raise RuntimeError(f"The step was refused: {outcome}")


def _count(desk: Desk, request: Request) -> int:
    with desk.store.write() as one, desk.store.read() as other:
        engines = one.connection().engine, other.connection().engine
    with hearing(*engines) as heard:
        _done(dispatch(desk, request, NOW))
    return heard.count


# --- the bare side


@contextmanager
def _bare(path: Path) -> Iterator[sqlite3.Connection]:
    """The driver's own connection, with the pragmas that the storage sets."""
    engine = writing(parse(f"sqlite:///{path}"), lane_for(path))
    raw = engine.raw_connection()
    driver: Any = raw.driver_connection
    yield driver
    raw.close()
    engine.dispose()


def _run(bare: sqlite3.Connection, user: str, number: int, statements: list[Statement]) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute(_WHO, (PLATFORM, WORKSPACE, user)).fetchone()
    bare.execute(_HOW, (number,)).fetchall()
    for statement, given in statements:
        bare.execute(statement, given)
    bare.execute("COMMIT")


_WHO = (
    "SELECT member.* FROM identity JOIN member ON member.id = identity.member_id "
    "WHERE platform = ? AND workspace = ? AND user = ?"
)
_HOW = (
    "SELECT enquiry.*, referral.* FROM enquiry "
    "LEFT JOIN referral ON referral.enquiry_id = enquiry.id WHERE enquiry.id = ?"
)


def _row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return dict(zip((column[0] for column in cursor.description), values, strict=True))


def _rows(looking: sqlite3.Connection, number: int) -> Rows:
    """Everything a step on this case can write, by table and key."""
    found = {"enquiry": looking.execute("SELECT * FROM enquiry WHERE id = ?", (number,)).fetchall()}
    for table in OF_CASE:
        wanted = f"SELECT * FROM {table} WHERE enquiry_id = ? ORDER BY id"
        found[table] = looking.execute(wanted, (number,)).fetchall()
    found["receipt"] = looking.execute(
        "SELECT * FROM receipt ORDER BY rowid DESC LIMIT 2"
    ).fetchall()
    return {table: {row[_key(table)]: row for row in rows} for table, rows in found.items()}


def _key(table: str) -> str:
    return "key" if table == "receipt" else "id"


def _written(before: Rows, after: Rows) -> list[Statement]:
    """The statements that make the rows before into those after."""
    found: list[Statement] = []
    for table, rows in after.items():
        had = before[table]
        gone = had.keys() - rows.keys() if table != "receipt" else ()
        found += [(f"DELETE FROM {table} WHERE {_key(table)} = ?", (key,)) for key in gone]
        for key, row in rows.items():
            if key not in had:
                marks = ", ".join("?" * len(row))
                found.append(
                    (f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", (*row.values(),))
                )
            elif row != had[key]:
                new = {name: value for name, value in row.items() if value != had[key][name]}
                sets = ", ".join(f"{name} = ?" for name in new)
                found.append(
                    (f"UPDATE {table} SET {sets} WHERE {_key(table)} = ?", (*new.values(), key))
                )
    return found


def _everything(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as database:
        tables = ("enquiry", "receipt", *OF_CASE)
        return {t: database.execute(f"SELECT * FROM {t} ORDER BY 1").fetchall() for t in tables}
