"""Notices about meetings in words, for a room or a person, as the meeting is when they leave."""

from __future__ import annotations

from collections.abc import Callable

from bot.centre.meetings import decent, first_day, too_late
from bot.desk import meeting_pack
from bot.desk.candidates import candidates
from bot.desk.dates import today
from bot.desk.debriefing import question
from bot.desk.meeting_planning import as_it_was, is_partners, is_visit
from bot.desk.meeting_views import card, when
from bot.desk.replies import Block, Body, Line
from bot.desk.sight import Viewer
from bot.desk.work import Work
from bot.storage import calendar, people
from bot.storage.tables import Meeting, Member, Notice, Room
from bot.texts import Phrase, phrase


def _reminder_aloud(work: Work, notice: Notice, room: Room) -> Body | None:
    """What, when, where, who comes, who does what, who presents, and whom one could invite."""
    meeting = as_it_was(work, notice)
    if meeting is None or too_late(meeting, work.now):
        return None
    viewer = Viewer(room=room)
    found: list[Block] = [Line(_soon(work, meeting), strong=True), card(work, meeting, viewer)]
    if not is_visit(work, meeting) and not is_partners(work, meeting):
        table = candidates(work, meeting, viewer)
        found += [table] if table is not None else []
    return tuple(found)


def _reminder(work: Work, notice: Notice, member: Member) -> Body | None:
    """The same to one who comes along on a joint visit, or to their deputy."""
    meeting = as_it_was(work, notice)
    if meeting is None or too_late(meeting, work.now) or not _comes(work, meeting, notice, member):
        return None
    first = Line(_soon(work, meeting), strong=True)
    return (first, *_instead(work, notice), card(work, meeting, Viewer(member=member)))


def _own(work: Work, notice: Notice, member: Member) -> Body | None:
    """One's own, on the morning; one that was held up till the night is not sent."""
    return _reminder(work, notice, member) if decent(work.calendar, work.now) else None


def _after(work: Work, notice: Notice, member: Member) -> Body | None:
    """Whom did you meet? Nothing, where a colleague has said."""
    meeting = as_it_was(work, notice)
    if meeting is None or member.organisation in meeting.debriefs:
        return None
    return question(work, meeting)


def _pack(work: Work, notice: Notice, member: Member) -> Body | None:
    """What there is to speak of at the partners' own meeting, to a coordinator."""
    meeting = as_it_was(work, notice)
    if meeting is None or not member.coordinator or too_late(meeting, work.now):
        return None
    return meeting_pack.pack(work, member, meeting)


def _soon(work: Work, meeting: Meeting) -> Phrase:
    """How long it is till then, and when: "Om 3 dagar: Export boost, tisdag 19 maj kl. 13.00"."""
    days = (first_day(meeting, work.calendar) - today(work)).days
    code = {0: "today", 1: "tomorrow"}.get(days, "days")
    at = when(meeting, today=today(work))
    return phrase(f"meeting_reminder.{code}", n=days, title=meeting.title, when=at)


def _instead(work: Work, notice: Notice) -> tuple[Line, ...]:
    """For whom the reader stands in, where they do."""
    member = people.member(work.session, notice.args.get("instead_of"))
    return (Line(phrase("meeting_reminder.instead", name=member.name)),) if member else ()


def _comes(work: Work, meeting: Meeting, notice: Notice, member: Member) -> bool:
    """Whether the one it is for still comes: they may have said no since."""
    asked = int(str(notice.args.get("instead_of") or member.id))
    said = calendar.attendance(work.session, meeting.id or 0, asked)
    return said is not None and said.coming


PERSONAL: dict[str, Callable[[Work, Notice, Member], Body | None]] = {
    "meeting_after": _after,
    "meeting_own": _own,
    "meeting_pack": _pack,
    "meeting_reminder": _reminder,
}
"""What is said to one person, by kind."""

ALOUD: dict[str, Callable[[Work, Notice, Room], Body | None]] = {
    "meeting_reminder": _reminder_aloud,
}
"""What is said to everybody in a room, by kind."""
