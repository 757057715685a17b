"""The centre's programme: a meeting loaded, who may change it, and one way to change it.

Every change goes through `record` or `touch`, so that cards follow and the reminders are those
that the meeting asks for now. A meeting that is moved or cancelled is told of at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.desk import telling
from bot.desk.meeting_buttons import as_planned, may_change
from bot.desk.meeting_planning import is_visit, replan
from bot.desk.meeting_times import over
from bot.desk.work import Work, refuse
from bot.storage import calendar
from bot.storage.tables import Meeting

PLANNED, CANCELLED = "planned", "cancelled"
CLASHES = 3
"""So many clashes are named when a meeting is saved."""

Place = tuple[object, ...]


def load(work: Work, number: int) -> Meeting:
    """One meeting by its number; raises `Refused` where there is none."""
    meeting = calendar.meeting(work.session, number) if number else None
    if meeting is None:
        raise refuse("meeting.unknown")
    return meeting


def changeable(work: Work, number: int) -> Meeting:
    """A planned meeting that the acting member may change; raises `Refused` with why not."""
    meeting = planned(work, number)
    if not may_change(work, meeting, work.member):
        raise refuse("meeting.not_yours", title=meeting.title)
    return meeting


def planned(work: Work, number: int) -> Meeting:
    """A meeting that is not cancelled; raises `Refused`."""
    meeting = load(work, number)
    if meeting.status != PLANNED:
        raise refuse("meeting.is_cancelled", title=meeting.title)
    return meeting


def ahead(work: Work, number: int) -> Meeting:
    """A planned meeting that is not over; raises `Refused`."""
    meeting = planned(work, number)
    if over(work, meeting):
        raise refuse("meeting.is_over", title=meeting.title)
    return meeting


def add(work: Work, meeting: Meeting, *, cards: bool = True) -> None:
    """A new meeting, with a card in every room; one that has been already needs none."""
    work.session.add(meeting)
    work.session.flush()
    if cards and not over(work, meeting):
        telling.plan_meeting_cards(work, meeting)
    replan(work, meeting)


def touch(work: Work, meeting: Meeting) -> None:
    """Something about it is new (who comes, who presents): its cards follow."""
    meeting.revision += 1
    work.session.add(meeting)
    work.session.flush()
    calendar.want_meeting_revision(work.session, meeting.id or 0, meeting.revision)


def record(work: Work, meeting: Meeting, before: Place) -> None:
    """The meeting itself was changed from how it stood `before`; a move is told at once.

    `sequence` rises with each change of our own, so that a calendar takes the newer one.
    """
    if not meeting.source:
        meeting.sequence += 1
    touch(work, meeting)
    replan(work, meeting)
    if place(meeting) != before and not over(work, meeting):
        _tell(work, meeting, "meeting_moved", **_as_args(before))


def cancel(work: Work, meeting: Meeting) -> None:
    """It will not be: its reminders go, and whoever knew of it is told at once."""
    was_ahead = not over(work, meeting)
    meeting.status = CANCELLED
    if not meeting.source:
        meeting.sequence += 1
    touch(work, meeting)
    replan(work, meeting)
    if was_ahead:
        _tell(work, meeting, "meeting_cancelled")


def place(meeting: Meeting) -> Place:
    """When and where it is: whoever comes must know of a change in it."""
    return (
        meeting.day,
        meeting.starts,
        meeting.end_day,
        meeting.ends,
        meeting.zone,
        meeting.place,
        meeting.link,
    )


def clashes(work: Work, meeting: Meeting) -> Sequence[Meeting]:
    """Other meetings in the same sub-region on the same day."""
    return calendar.clashing(work.session, meeting, CLASHES)


def _as_args(before: Place) -> dict[str, str]:
    """When it was, as a notice keeps it; where it was is not kept, as it may name somebody."""
    names = ("day", "starts", "end_day", "ends", "zone")
    return {f"was_{n}": str(v) for n, v in zip(names, before, strict=False) if v is not None}


def _tell(work: Work, meeting: Meeting, kind: str, **args: Any) -> None:
    """The rooms that have its card, and each who comes; of a visit only those who come along."""
    number = meeting.id or 0
    key = f"meeting:{number}:{kind}:{meeting.revision}"
    about: dict[str, Any] = {"meeting": str(number), "now": as_planned(meeting), **args}
    if calendar.postings(work.session, number) and not is_visit(work, meeting):
        telling.aloud(work, kind, key, **about)
    coming = (member.id or 0 for member in calendar.coming(work.session, number))
    told = [number for number in coming if number != (work.acting.id if work.acting else 0)]
    telling.message(work, told, kind, key, **about)
    work.touched.update(told)
