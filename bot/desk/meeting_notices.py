"""What is told at once about a meeting, in words: moved, cancelled, a company invited.

A notice about a time that does not hold any more when it leaves says nothing: the one about the
later move says it all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from bot.desk import meeting_buttons as buttons
from bot.desk.captions import in_words
from bot.desk.cases import attach
from bot.desk.dates import today
from bot.desk.meeting_invitations import ready_text
from bot.desk.meeting_times import when
from bot.desk.meeting_views import titled
from bot.desk.replies import Body, Button, Buttons, Line
from bot.desk.sight import Viewer, sight
from bot.desk.work import Work
from bot.storage import calendar, people, store
from bot.storage.tables import Meeting, Member, Notice, Room
from bot.texts import Arg, Listed, phrase


@dataclass(frozen=True)
class _Was:
    """When a meeting was to be, as a notice remembers it."""

    day: date
    starts: time | None
    end_day: date
    ends: time | None
    zone: str


def _moved(work: Work, notice: Notice, member: Member | None) -> Body | None:
    """When and where it is now; whoever had said yes may say that they cannot."""
    meeting = _about(work, notice)
    if meeting is None or meeting.status != "planned" or _told_later(notice, meeting):
        return None
    was, now = _was(notice), when(meeting, today=today(work))
    before = when(was, today=today(work)) if was else now
    if before == now:
        line = phrase("meeting.told.place", title=meeting.title, when=now, where=_where(meeting))
    else:
        where = _where(meeting)
        line = phrase("meeting.told.moved", title=meeting.title, was=before, when=now, where=where)
    steps: tuple[Button, ...] = (buttons.show(meeting),)
    if member is not None:
        steps = (buttons.coming(work, meeting, yes=False), *steps)
    return (Line(line), Buttons(steps))


def _cancelled(work: Work, notice: Notice) -> Body | None:
    meeting = _about(work, notice)
    if meeting is None or meeting.status != "cancelled":
        return None
    return (Line(phrase("meeting.told.cancelled", meeting=titled(work, meeting))),)


def _invited(work: Work, notice: Notice, member: Member) -> Body | None:
    """To who has the company: who put it on the list, and the text to invite it with."""
    meeting = _about(work, notice)
    enquiry = store.enquiry(work.session, int(str(notice.args.get("case", 0))))
    if meeting is None or meeting.status != "planned" or enquiry is None:
        return None
    if calendar.presenting(work.session, meeting.id or 0, enquiry.id or 0) is None:
        return None
    case = attach(work, enquiry)
    by = people.member(work.session, int(str(notice.args.get("by", 0))))
    who: Arg = by.name if by is not None and by.name else phrase("history.former")
    named = in_words(work, case, sight(case, Viewer(member=member)))
    line = phrase("meeting.told.invited", who=who, case=named, meeting=titled(work, meeting))
    steps = Buttons((buttons.show(meeting), buttons.take_off(meeting, case.number)))
    return (Line(line), ready_text(work, meeting), steps)


def _about(work: Work, notice: Notice) -> Meeting | None:
    return calendar.meeting(work.session, int(str(notice.args.get("meeting", 0))))


def _told_later(notice: Notice, meeting: Meeting) -> bool:
    """Whether it was moved again before this left: then another notice tells of that."""
    return notice.args.get("now") not in (None, buttons.as_planned(meeting))


def _was(notice: Notice) -> _Was | None:
    said = {name: str(notice.args.get(f"was_{name}", "")) for name in _Was.__annotations__}
    if not said["day"] or not said["end_day"]:
        return None
    return _Was(
        date.fromisoformat(said["day"]),
        time.fromisoformat(said["starts"]) if said["starts"] else None,
        date.fromisoformat(said["end_day"]),
        time.fromisoformat(said["ends"]) if said["ends"] else None,
        said["zone"],
    )


def _where(meeting: Meeting) -> Arg:
    known = tuple(part for part in (meeting.place, meeting.link) if part)
    return Listed(known, commas=True) if known else phrase("meeting.nowhere")


def _moved_aloud(work: Work, notice: Notice, room: Room) -> Body | None:
    return _moved(work, notice, None)


def _cancelled_aloud(work: Work, notice: Notice, room: Room) -> Body | None:
    return _cancelled(work, notice)


def _cancelled_to(work: Work, notice: Notice, member: Member) -> Body | None:
    return _cancelled(work, notice)


PERSONAL: dict[str, Callable[[Work, Notice, Member], Body | None]] = {
    "meeting_moved": _moved,
    "meeting_cancelled": _cancelled_to,
    "meeting_invited": _invited,
}
"""What is said to one person, by kind."""

ALOUD: dict[str, Callable[[Work, Notice, Room], Body | None]] = {
    "meeting_moved": _moved_aloud,
    "meeting_cancelled": _cancelled_aloud,
}
"""What is said to everybody in a room, by kind."""
