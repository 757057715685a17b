"""What comes due about meetings: each kind of reminder has one plain function.

Each is called once, in the transaction that claims its row. A meeting that is cancelled or moved
has lost its rows by then (`meeting_planning.replan`); what is looked at here is the clock: after
a stop one reminder is enough, and none is of use once the meeting has begun.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.centre import meetings
from bot.desk import debriefing, telling
from bot.desk.meeting_planning import is_visit, remembered
from bot.desk.work import Work
from bot.storage import calendar, meetings_due
from bot.storage.tables import Meeting, Reminder

IN_ROOMS = (meetings.ROOM, meetings.EVE)


def remind_rooms(work: Work, meeting: Meeting, reminder: Reminder) -> None:
    """Days before and on the eve: the rooms; of a joint visit those alone who come along."""
    if meetings.too_late(meeting, work.now) or _overtaken(work, meeting, reminder):
        return
    telling.plan_meeting_cards(work, meeting)
    key = f"{reminder.subject}:{reminder.kind}:{reminder.due_at.isoformat()}"
    if is_visit(work, meeting):
        _each_who_comes(work, meeting, "meeting_reminder", key, quiet=True)
    else:
        telling.aloud(work, "meeting_reminder", key, quiet=True, **remembered(meeting))


def remind_own(work: Work, meeting: Meeting, reminder: Reminder) -> None:
    """On the morning: each who comes. Never at night, even if the clock stood still till then."""
    if meetings.too_late(meeting, work.now) or not meetings.decent(work.calendar, work.now):
        return
    key = f"{reminder.subject}:{reminder.kind}:{reminder.due_at.isoformat()}"
    _each_who_comes(work, meeting, "meeting_own", key)


def ask_after(work: Work, meeting: Meeting, reminder: Reminder) -> None:
    """The day after: each organisation that was there, by one person, whom they met."""
    for slug, member_id in debriefing.to_ask(work, meeting).items():
        key = f"{reminder.subject}:{reminder.kind}:{slug}"
        telling.message(work, [member_id], "meeting_after", key, quiet=True, meeting=meeting.id)


def send_pack(work: Work, meeting: Meeting, reminder: Reminder) -> None:
    """The eve of the partners' own meeting: the coordinators get what there is to speak of."""
    if meetings.too_late(meeting, work.now):
        return
    members = [member.id or 0 for member in telling.coordinators_now(work)]
    key = f"{reminder.subject}:{reminder.kind}:{reminder.due_at.isoformat()}"
    telling.message(work, members, "meeting_pack", key, quiet=True, **remembered(meeting))


def _overtaken(work: Work, meeting: Meeting, reminder: Reminder) -> bool:
    """Whether a later one for the rooms is due too: after a long stop one is enough."""
    return any(
        row.done_at is None and row.kind in IN_ROOMS and reminder.due_at < row.due_at <= work.now
        for row in meetings_due.reminders_of(work.session, meeting.id or 0)
    )


def _each_who_comes(
    work: Work, meeting: Meeting, kind: str, key: str, *, quiet: bool = False
) -> None:
    """Everybody who said yes, or the deputy of one who is away; nobody twice."""
    members = calendar.coming(work.session, meeting.id or 0)
    told = {member.id for member in members if not telling.away(work, member)}
    args: dict[str, Any] = {**remembered(meeting), "quiet": quiet}
    for member in members:
        stands_in = telling.deputy(work, member) or member
        if stands_in.id == member.id:
            telling.message(work, [member.id or 0], kind, key, **args)
        elif stands_in.id not in told:
            told.add(stands_in.id)
            telling.message(work, [stands_in.id or 0], kind, key, instead_of=member.id, **args)


ACTIONS: dict[str, Callable[[Work, Meeting, Reminder], None]] = {
    meetings.ROOM: remind_rooms,
    meetings.EVE: remind_rooms,
    meetings.OWN: remind_own,
    meetings.AFTER: ask_after,
    meetings.PACK: send_pack,
}
"""By kind of reminder."""
