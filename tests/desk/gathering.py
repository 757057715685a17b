"""Meetings as tests hold them: put on the calendar, answered, moved, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from sqlmodel import select

from bot.desk import programme
from bot.desk.due import tick
from bot.desk.replies import Button, Buttons, Caller, Card, Place, Table
from bot.desk.work import Work
from bot.storage.tables import Encounter, Identity, Meeting, Notice, Reminder
from bot.texts import ZONE, Lang
from tests.centre_at_work import CentreAtWork, words
from tests.desk.cast import Heard

TUESDAY = date(2026, 12, 15)
"""Three weeks and a day after the tests begin."""


@contextmanager
def at_work(room: CentreAtWork) -> Iterator[Work]:
    """The surroundings of a change that no member makes."""
    with room.desk.store.write() as session:
        yield Work(room.desk, session, room.now, Caller("test", "", ""), Place())


def gather(room: CentreAtWork, owner: str = "karin", **fields: Any) -> int:
    """Put a meeting on the calendar, with its reminders and its cards; returns its number."""
    day = fields.pop("day", TUESDAY)
    given: dict[str, Any] = {
        "kind": "export-boost",
        "title": "Export boost Borås",
        "day": day,
        "end_day": day,
        "starts": time(13),
        "ends": time(16),
        "place": "Navet, Borås",
        "remind": [14, 3],
        "remind_eve": True,
        "owner_id": room.member(owner).id,
        "added_by": room.member(owner).id,
        "added_at": room.now,
        "uid": f"{uuid4()}@test",
        **fields,
    }
    with at_work(room) as work:
        meeting = Meeting(**given)
        programme.add(work, meeting)
        return meeting.id or 0


def move(room: CentreAtWork, number: int, **fields: Any) -> None:
    """Change a meeting as the desk does."""
    with at_work(room) as work:
        meeting = programme.load(work, number)
        before = programme.place(meeting)
        for name, value in fields.items():
            setattr(meeting, name, value)
        if "day" in fields and "end_day" not in fields:
            meeting.end_day = meeting.day
        programme.record(work, meeting, before)


def cancel(room: CentreAtWork, number: int) -> None:
    """It will not be."""
    with at_work(room) as work:
        programme.cancel(work, programme.load(work, number))


def come(room: CentreAtWork, number: int, *users: str, answer: str = "yes") -> None:
    """Members say that they come, or do not."""
    for user in users:
        assert room.do(user, "coming", meeting=number, answer=answer).done


def meeting(room: CentreAtWork, number: int) -> Meeting:
    """Its row."""
    with room.desk.store.read() as session:
        row = session.get(Meeting, number)
        assert row is not None
        session.expunge(row)
        return row


def encounters(room: CentreAtWork) -> list[Encounter]:
    """Every company met."""
    with room.desk.store.read() as session:
        return list(session.exec(select(Encounter).order_by("id")))


def ahead(room: CentreAtWork) -> list[tuple[str, str]]:
    """The reminders that are planned and not done: kind and local time, in order."""
    with room.desk.store.read() as session:
        rows = [r for r in session.exec(select(Reminder)) if r.meeting_id and not r.done_at]
    local = room.desk.calendar.local
    return [
        (r.kind, f"{local(r.due_at):%d %b %H:%M}") for r in sorted(rows, key=lambda r: r.due_at)
    ]


def local(text: str) -> datetime:
    """A Stockholm clock time ("2026-12-01T09:00") as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def wake(room: CentreAtWork, at: str) -> None:
    """The clock stood still until then, and ticks once."""
    room.now = local(at)
    tick(room.desk, room.now)


def aloud(room: CentreAtWork, kind: str | None = None) -> list[Notice]:
    """What was said in the room about no case."""
    return [n for n in room.notices(kind=kind) if n.room_id and n.enquiry_id is None]


def text(room: CentreAtWork, notice: Notice, lang: Lang = "sv") -> str:
    """A notice as it is read; empty where it would be dropped."""
    body = room.reads(notice)
    return "\n".join(line for block in body or () for line in words(block, lang))


def pressable(room: CentreAtWork, notice: Notice) -> list[Button]:
    """Every button of a notice."""
    found: list[Button] = []
    for block in room.reads(notice) or ():
        match block:
            case Buttons():
                found += block.buttons
            case Card():
                found += [*block.buttons, *block.more]
            case Table():
                found += [button for row in block.rows for button in row.buttons]
    return found


def heard(room: CentreAtWork, since: int = 0) -> Heard:
    """Who was told what after a notice, about no case."""
    found = Heard()
    with room.desk.store.read() as session:
        users = {row.member_id: row.user for row in session.exec(select(Identity))}
    for notice in room.notices():
        if (notice.id or 0) <= since or notice.enquiry_id is not None:
            continue
        if notice.room_id:
            found.thread.append(notice.kind)
        else:
            found.told.setdefault(users[notice.member_id or 0], []).append(notice.kind)
    return found
