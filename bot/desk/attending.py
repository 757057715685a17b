"""Who comes to a meeting: "I'm coming" in one press, and its opposite."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import programme, telling
from bot.desk.commands import Entry
from bot.desk.meeting_buttons import as_planned, coming, show, to_calendar
from bot.desk.meeting_planning import is_visit
from bot.desk.meeting_views import titled
from bot.desk.replies import Buttons, Line, Outcome
from bot.desk.work import Work
from bot.storage import calendar
from bot.storage.tables import Attendance, Meeting
from bot.texts import Phrase, phrase


@dataclass(frozen=True)
class Coming:
    """Yes or no. `seen` is when and where the meeting was on the card that was pressed."""

    meeting: int = 0
    answer: str = "yes"
    seen: str = ""


def come(work: Work, command: Coming) -> Outcome:
    """A member's word on whether they come; the latest counts, the same twice changes nothing.

    A yes to a time that no longer holds is asked about: somebody who can on Tuesday may not be
    able to on Wednesday. A no holds for any time.
    """
    meeting = programme.ahead(work, command.meeting)
    yes = command.answer != "no"
    if yes and command.seen and command.seen != as_planned(meeting):
        both = (coming(work, meeting, yes=True, style="primary"), coming(work, meeting, yes=False))
        line = phrase("coming.moved", meeting=titled(work, meeting))
        return Outcome(private=(Line(line), Buttons((*both, show(meeting)))), done=False)
    earlier = calendar.attendance(work.session, meeting.id or 0, work.me)
    said = earlier is not None and earlier.coming
    if said == yes and (earlier is not None or yes):
        return _told(work, meeting, "already_yes" if yes else "already_no", yes=yes)
    _keep(work, meeting, earlier, yes=yes)
    return _told(work, meeting, "yes" if yes else "no", yes=yes)


def _keep(work: Work, meeting: Meeting, earlier: Attendance | None, *, yes: bool) -> None:
    """The answer is kept; a meeting that was read from a calendar gets its cards with it."""
    word = earlier or Attendance(
        meeting_id=meeting.id or 0, member_id=work.me, coming=yes, at=work.now
    )
    word.coming, word.at = yes, work.now
    work.session.add(word)
    work.touched.add(work.me)
    programme.touch(work, meeting)
    if yes:
        telling.plan_meeting_cards(work, meeting)


def _told(work: Work, meeting: Meeting, code: str, *, yes: bool) -> Outcome:
    line = _sentence(work, meeting, code)
    undo = coming(work, meeting, yes=not yes)
    taken = (to_calendar(meeting),) if yes else ()
    return Outcome(private=(Line(line), Buttons((undo, *taken, show(meeting)))))


def _sentence(work: Work, meeting: Meeting, code: str) -> Phrase:
    named = titled(work, meeting)
    if is_visit(work, meeting):
        return phrase(f"coming.visit_{code}", meeting=named)
    return phrase(f"coming.meeting_{code}", meeting=named)


ENTRIES = (Entry("coming", Coming, come),)
