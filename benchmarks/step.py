"""One step of a referral through `dispatch`, against the bare SQL that it needs.

Both sides write the very same rows, on two copies of one file with the same settings (WAL, every
commit on the disk). The bare side is handed finished values: nobody checks who may, nothing is
computed, and two reads stand for finding out who acts and how the case stands. What is left of
the ratio is what the desk costs.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

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
from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Outcome, Place, Request, Value
from bot.desk.work import Desk
from bot.samples.people import PLATFORM, ROOMS, WORKSPACE, settle
from bot.storage import store

WARM_UP = 5
STEPS: dict[str, tuple[str, dict[str, Value]]] = {
    "offer": ("sara", {"organisation": "ekn", "role": "lead"}),
    "take": ("maria", {}),
}
"""Each step with who takes it: an organisation is asked, and a person there takes the case."""

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
    with closing(sqlite3.connect(ours, isolation_level=None)) as looking, bare_on(theirs) as bare:
        looking.row_factory = as_dict
        found = [_compare(step, desk, looking, bare, numbers) for step in STEPS]
    desk.store.close()
    if everything(ours) != everything(theirs):
        raise RuntimeError("The two sides did not write the same rows: the ratio means nothing.")
    return found


def _compare(
    step: str, desk: Desk, looking: sqlite3.Connection, bare: sqlite3.Connection, numbers: list[int]
) -> Compared:
    found = Compared(step, Times(), Times())
    for turn, number in enumerate(numbers):
        warm = turn < WARM_UP
        before = rows_of(looking, number)
        request = _request(step, number)
        if turn == 0:
            found.desk_statements = _count(desk, request)
        else:
            (Times() if warm else found.desk).take(partial(_taken, desk, request))
        statements = statements_between(before, rows_of(looking, number))
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
