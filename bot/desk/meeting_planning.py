"""A meeting's reminders as rows, always exactly those that its present days ask for."""

from __future__ import annotations

from bot.centre.lifecycle import Due
from bot.centre.meetings import reminders
from bot.desk.work import Work
from bot.storage import calendar, meetings_due, records
from bot.storage.tables import Meeting, Notice, Reminder


def replan(work: Work, meeting: Meeting) -> None:
    """Let the planned reminders follow from the meeting as it stands.

    What no longer follows goes, so that a moved or cancelled meeting is never reminded of by its
    old days. What has come due and waits only for the next tick stays; nothing new is planned in
    the past.
    """
    meeting_id = meeting.id or 0
    wanted = reminders(
        meeting, work.calendar, meeting.added_at, partners=is_partners(work, meeting)
    )
    rows = meetings_due.reminders_of(work.session, meeting_id)
    planned = {Due(row.kind, row.subject, row.due_at): row for row in rows}
    for due, row in planned.items():
        if row.done_at is None and due not in wanted:
            work.session.delete(row)
    for due in wanted - planned.keys():
        if due.at > work.now:
            _plan(work, meeting_id, due)
    work.session.flush()


def is_partners(work: Work, meeting: Meeting) -> bool:
    """Whether it is the partners' own recurring meeting."""
    kind = work.centre.meetings.kind(meeting.kind)
    return kind is not None and kind.partners


def is_visit(work: Work, meeting: Meeting) -> bool:
    """Whether it is a joint visit, of which only those who come along are reminded."""
    kind = work.centre.meetings.kind(meeting.kind)
    return kind is not None and kind.visit


def remembered(meeting: Meeting) -> dict[str, str]:
    """What a notice remembers of its meeting: which it is, and when it was to be."""
    return {"meeting": str(meeting.id), "at": _time(meeting)}


def as_it_was(work: Work, notice: Notice) -> Meeting | None:
    """The meeting that a notice is about; None where it is cancelled, or moved since.

    What was written about the old time and has not left by then never leaves.
    """
    meeting = calendar.meeting(work.session, int(str(notice.args.get("meeting", 0))))
    if meeting is None or meeting.status != "planned":
        return None
    return meeting if notice.args.get("at") in (None, _time(meeting)) else None


def _time(meeting: Meeting) -> str:
    return f"{meeting.day} {meeting.starts or ''} {meeting.zone}"


def _plan(work: Work, meeting_id: int, due: Due) -> None:
    records.append(
        work.session,
        Reminder,
        kind=due.kind,
        subject=due.subject,
        due_at=due.at,
        meeting_id=meeting_id,
    )
