"""Which steps a meeting's card offers: exactly those that are possible for its viewer.

A button carries how the meeting stood when it was drawn (`as_planned`), not its revision: that
rises whenever somebody says yes, and a hundred may press the same card. Only where time or place
are others meanwhile is a press asked about.
"""

from __future__ import annotations

import hashlib

from bot.desk.meeting_planning import is_partners, is_visit
from bot.desk.meeting_times import over
from bot.desk.replies import Button, Style
from bot.desk.work import Work
from bot.storage import calendar, people
from bot.storage.tables import Meeting, Member
from bot.texts import phrase


def main(work: Work, meeting: Meeting, member: Member | None) -> tuple[Button, ...]:
    """The steps in reach."""
    found: list[Button] = []
    if _was_held(work, meeting) and (member is None or member.confirmed_at is not None):
        found.append(_opening("met", meeting))
    if _lies_ahead(work, meeting):
        found.append(_answer(work, meeting, member))
        if member is not None:
            found.append(to_calendar(meeting))
    return (*found, show(meeting)) if member is None else tuple(found)


def more(work: Work, meeting: Meeting, member: Member | None) -> tuple[Button, ...]:
    """The rarer steps, for the overflow menu: in a room at most five, as Slack's menu holds."""
    found: list[Button] = []
    ahead = _lies_ahead(work, meeting)
    confirmed = member is None or member.confirmed_at is not None
    if ahead and member is None:
        found.append(coming(work, meeting, yes=False))
    if ahead and confirmed:
        found.append(_opening("present", meeting))
    if member is not None and confirmed and calendar.presented(work.session, meeting.id or 0):
        found.append(_opening("unpresent", meeting))
    if meeting.status == "planned" and may_change(work, meeting, member):
        found.append(_opening("meeting", meeting, "meeting_change"))
    if confirmed:
        copied = {"copy_of": str(meeting.id)}
        found.append(Button(phrase("button.meeting_copy"), "meeting", copied, opens=True))
    if ahead and may_change(work, meeting, member):
        found.append(_cancel(meeting))
    return tuple(found)


def show(meeting: Meeting) -> Button:
    """See the whole meeting in private."""
    return Button(phrase("button.show"), "show_meeting", {"meeting": str(meeting.id)})


def to_calendar(meeting: Meeting) -> Button:
    """Take the meeting away as a file for one's own calendar."""
    return Button(phrase("button.calendar_file"), "calendar_file", {"meeting": str(meeting.id)})


def coming(work: Work, meeting: Meeting, *, yes: bool, style: Style = "plain") -> Button:
    """Say that one comes, or does not; on a visit, along."""
    word = "yes" if yes else "no"
    kind = "visit" if is_visit(work, meeting) else "meeting"
    args = {"meeting": str(meeting.id), "answer": word, "seen": as_planned(meeting)}
    return Button(phrase(f"button.coming.{kind}_{word}"), "coming", args, style=style)


def invite(meeting: Meeting, number: int) -> Button:
    """Put one case's company on the meeting's list, in one press."""
    args = {"meeting": str(meeting.id), "case": str(number)}
    return Button(phrase("button.invite", number=str(number)), "invite", args)


def take_off(meeting: Meeting, number: int) -> Button:
    """Take one case's company off the meeting's list, in one press."""
    args = {"meeting": str(meeting.id), "case": str(number), "_form": "-"}
    return Button(phrase("button.unpresent_case", number=str(number)), "unpresent", args)


def as_planned(meeting: Meeting) -> str:
    """A short mark of when and where the meeting is; another one once it is moved."""
    parts = (
        meeting.day,
        meeting.starts,
        meeting.end_day,
        meeting.ends,
        meeting.place,
        meeting.link,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def may_change(work: Work, meeting: Meeting, member: Member | None) -> bool:
    """Whether a member may change or cancel it: who owns or added it, a colleague, the coordinator.

    None stands for anybody at all. Whoever acts for an organisation is confirmed there.
    """
    if member is None or member.coordinator:
        return True
    if member.ended_at or member.confirmed_at is None:
        return False
    theirs = people.members(work.session, _responsible(meeting)).values()
    return any(one.organisation == member.organisation for one in theirs)


def _responsible(meeting: Meeting) -> set[int]:
    return {number for number in (meeting.owner_id, meeting.added_by) if number}


def _lies_ahead(work: Work, meeting: Meeting) -> bool:
    return meeting.status == "planned" and not over(work, meeting)


def _was_held(work: Work, meeting: Meeting) -> bool:
    """Whether companies may have been met there: not at the partners' own meeting."""
    been = meeting.status == "planned" and over(work, meeting)
    return been and not is_partners(work, meeting)


def _answer(work: Work, meeting: Meeting, member: Member | None) -> Button:
    """Yes; for somebody who has said it, no."""
    if member is None:
        return coming(work, meeting, yes=True, style="primary")
    said = calendar.attendance(work.session, meeting.id or 0, member.id or 0)
    comes = said is not None and said.coming
    return coming(work, meeting, yes=not comes, style="plain" if comes else "primary")


def _opening(command: str, meeting: Meeting, label: str = "") -> Button:
    args = {"meeting": str(meeting.id)}
    return Button(phrase(f"button.{label or command}"), command, args, opens=True)


def _cancel(meeting: Meeting) -> Button:
    question = phrase("asks.cancel_meeting", title=meeting.title)
    args = {"meeting": str(meeting.id), "seen": as_planned(meeting)}
    label = phrase("button.cancel_meeting")
    return Button(label, "cancel_meeting", args, style="danger", asks=question)
