"""The samples' cases, meetings, news and contacts, as commands given on earlier working days."""

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
from bot.storage import calendar, postings, store

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - depends on how PyYAML was built
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

FILES = ("cases.yaml", "calendar.yaml", "contacts.yaml")
WEEKLY = ("digest", "own_list")
"""Kinds of notices that are of their own day alone."""
EVERY = timedelta(hours=2)
"""How often the clock ticks while the past is played: a new user waits for each tick."""
LONG_AGO, MEETINGS = date(2000, 1, 1), 50
"""Before any meeting of the samples, and more of them than there are."""
SUBJECTS = {"refer": "case", "meeting": "meeting"}
"""What the commands that begin a story make, as the argument of those that follow."""


@dataclass(frozen=True)
class Step:
    """One command: who, how many working days before today, at what time, and with what.

    `ahead` is the day of a meeting, in working days after today.
    """

    days: int
    at: time
    user: str
    command: str
    args: Mapping[str, Value] = field(default_factory=dict)
    ahead: int = 0


def stories() -> list[list[Step]]:
    """The cases, meetings, news and contacts of the files, each with its steps in order."""
    found: list[list[Step]] = []
    for name in FILES:
        text = Path(__file__).with_name(name).read_text(encoding="utf-8")
        found += [[_step(raw) for raw in steps] for steps in yaml.load(text, Loader=_Loader)]
    return found


def _step(raw: Mapping[str, Any]) -> Step:
    given = raw.get("with", {})
    args = {k: tuple(v) if isinstance(v, list) else str(v) for k, v in given.items()}
    at = time.fromisoformat(raw["at"])
    return Step(raw["days"], at, raw["who"], raw["do"], args, raw.get("ahead", 0))


def fill(desk: Desk, now: datetime) -> int:
    """Settle the members and play the stories, with the clock's own steps in between.

    Returns how many cases and meetings there are: none in a centre whose organisations are others
    than the samples'. The notices of days past are marked as sent: nobody wants the direct
    messages of two weeks at once, nor the digest of a day before.
    """
    with desk.store.write() as session:
        settle(desk, session, now)
    if not any(desk.centre.has_organisation(person.organisation) for person in PEOPLE):
        return 0
    subjects: dict[int, tuple[str, str]] = {}
    plan = sorted(
        (
            (_when(desk, step, now), index, step)
            for index, story in enumerate(stories())
            for step in story
        ),
        key=lambda entry: (entry[0], entry[1]),
    )
    ticked = plan[0][0]
    for at, index, step in plan:
        if at >= now:
            continue
        if at - ticked >= EVERY:
            tick(desk, at)
            ticked = at
        day = _days_after(desk, now, step.ahead) if step.ahead else None
        made = _play(desk, step, at, subjects.get(index), day)
        if made:
            subjects[index] = made
    tick(desk, now)
    today = desk.calendar.local(now).date()
    with desk.store.write() as session:
        postings.drop_notices(session, before=desk.calendar.on_day(_day_before(desk, now)))
        postings.drop_notices(session, before=desk.calendar.on_day(today), kinds=WEEKLY)
    return len(subjects)


def posted(desk: Desk) -> dict[str, datetime]:
    """When each card came into the room, by the key of its message."""
    with desk.store.read() as session:
        cases = store.enquiries(session, range(1, store.newest(session) + 1))
        opened = {
            posting_key(posting): enquiry.opened_at
            for enquiry in cases
            for posting in postings.postings(session, enquiry.id or 0)
        }
        meetings = calendar.ahead(session, LONG_AGO, MEETINGS)
        added = {
            posting_key(posting): meeting.added_at
            for meeting in meetings
            for posting in calendar.postings(session, meeting.id or 0)
        }
    return opened | added


def _day_before(desk: Desk, now: datetime) -> date:
    return desk.calendar.working_day_before(desk.calendar.local(now).date())


def _when(desk: Desk, step: Step, now: datetime) -> datetime:
    day = desk.calendar.local(now).date()
    for _ in range(step.days):
        day = desk.calendar.working_day_before(day)
    return desk.calendar.on_day(day, step.at)


def _days_after(desk: Desk, now: datetime, count: int) -> date:
    day = desk.calendar.local(now).date()
    for _ in range(count):
        day = desk.calendar.working_day_after(day)
    return day


def _play(
    desk: Desk, step: Step, at: datetime, subject: tuple[str, str] | None, day: date | None
) -> tuple[str, str] | None:
    """Give the desk one command. Returns what it made, where it begins a story."""
    args = {name: _dated(desk, value, at) for name, value in step.args.items()}
    args["_form"] = uuid4().hex
    if subject:
        args[subject[0]] = subject[1]
    if step.command == "refer":
        args["even_so"] = "yes"
    if day:
        args["when"] = f"{day.isoformat()} {args['when']}"
    request = Request(
        step.command,
        args,
        Caller(PLATFORM, WORKSPACE, step.user),
        Place(PLATFORM, WORKSPACE, ROOMS[0].channel),
    )
    outcome = dispatch(desk, request, at)
    if not outcome.done:
        raise ValueError(f"the sample step {step} was refused: {outcome}")
    return _made(desk, step.command)


def _made(desk: Desk, command: str) -> tuple[str, str] | None:
    """The case or meeting that a command has just made."""
    name = SUBJECTS.get(command)
    if name is None:
        return None
    with desk.store.read() as session:
        if name == "case":
            return name, str(store.newest(session))
        ids = (meeting.id or 0 for meeting in calendar.ahead(session, LONG_AGO, MEETINGS))
        return name, str(max(ids))


def _dated(desk: Desk, value: Value, at: datetime) -> Value:
    """ "+12" is twelve days after the step."""
    if isinstance(value, str) and value.startswith("+") and value[1:].isdigit():
        day = desk.calendar.local(at).date() + timedelta(days=int(value[1:]))
        return day.isoformat()
    return value
