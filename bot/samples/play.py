"""The samples' cases, as commands given on earlier working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from bot.desk.dispatch import dispatch
from bot.desk.due import tick
from bot.desk.outgoing import posting_key
from bot.desk.replies import Caller, Place, Request, Value
from bot.desk.work import Desk
from bot.samples.people import PEOPLE, PLATFORM, ROOMS, WORKSPACE, settle
from bot.storage import store


@dataclass(frozen=True)
class Step:
    """One command: who, how many working days before today, at what time, and with what."""

    days: int
    at: time
    user: str
    command: str
    args: Mapping[str, Value] = field(default_factory=dict)


def cases() -> list[list[Step]]:
    """The cases of `cases.yaml`, each with its steps in order."""
    text = Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8")
    return [[_step(raw) for raw in steps] for steps in yaml.safe_load(text)]


def _step(raw: Mapping[str, Any]) -> Step:
    given = raw.get("with", {})
    args = {k: tuple(v) if isinstance(v, list) else str(v) for k, v in given.items()}
    at = time.fromisoformat(raw["at"])
    return Step(raw["days"], at, raw["who"], raw["do"], args)


def fill(desk: Desk, now: datetime) -> int:
    """Settle the members and play the cases, with the clock's own steps in between.

    Returns how many cases there are: none in a centre whose organisations are others than the
    samples'. The notices of days past are marked as sent: nobody wants
    the direct messages of two weeks at once.
    """
    with desk.store.write() as session:
        settle(desk, session, now)
    if not any(desk.centre.has_organisation(person.organisation) for person in PEOPLE):
        return 0
    numbers: dict[int, str] = {}
    plan = sorted(
        (
            (_when(desk, step, now), index, step)
            for index, case in enumerate(cases())
            for step in case
        ),
        key=lambda entry: (entry[0], entry[1]),
    )
    for at, index, step in plan:
        if at >= now:
            continue
        tick(desk, at)
        _play(desk, step, at, numbers, index)
    tick(desk, now)
    with desk.store.write() as session:
        store.drop_notices(session, before=desk.calendar.on_day(_day_before(desk, now)))
    return len(numbers)


def posted(desk: Desk) -> dict[str, datetime]:
    """When each case's card came into the room, by the key of its message."""
    with desk.store.read() as session:
        return {
            posting_key(posting): enquiry.opened_at
            for enquiry in store.enquiries(session, range(1, store.newest(session) + 1))
            for posting in store.postings(session, enquiry.id or 0)
        }


def _day_before(desk: Desk, now: datetime) -> date:
    return desk.calendar.working_day_before(desk.calendar.local(now).date())


def _when(desk: Desk, step: Step, now: datetime) -> datetime:
    day = desk.calendar.local(now).date()
    for _ in range(step.days):
        day = desk.calendar.working_day_before(day)
    return desk.calendar.on_day(day, step.at)


def _play(desk: Desk, step: Step, at: datetime, numbers: dict[int, str], index: int) -> None:
    args = {name: _dated(desk, value, at) for name, value in step.args.items()}
    if step.command == "refer":
        args["even_so"] = "yes"
    else:
        args["case"] = numbers.get(index, "0")
    args["_form"] = uuid4().hex
    request = Request(
        step.command,
        args,
        Caller(PLATFORM, WORKSPACE, step.user),
        Place(PLATFORM, WORKSPACE, ROOMS[0].channel),
    )
    outcome = dispatch(desk, request, at)
    if step.command == "refer":
        with desk.store.read() as session:
            numbers[index] = str(store.newest(session))
    if not outcome.done:
        raise ValueError(f"the sample step {step} was refused: {outcome}")


def _dated(desk: Desk, value: Value, at: datetime) -> Value:
    """ "+12" is twelve days after the step."""
    if isinstance(value, str) and value.startswith("+") and value[1:].isdigit():
        day = desk.calendar.local(at).date() + timedelta(days=int(value[1:]))
        return day.isoformat()
    return value
