"""The calendar for taking away: one meeting as a file that every calendar program opens."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from bot.desk import programme
from bot.desk.calendar_writing import one_event
from bot.desk.commands import Entry
from bot.desk.meeting_views import titled
from bot.desk.replies import File, Line, Outcome
from bot.desk.work import Work
from bot.texts import phrase


@dataclass(frozen=True)
class CalendarFile:
    """One meeting, by its number."""

    meeting: int = 0


def calendar_file(work: Work, command: CalendarFile) -> Outcome:
    """The meeting as an .ics file, for the one who asks."""
    meeting = programme.load(work, command.meeting)
    content = b64encode(one_event(work, meeting)).decode("ascii")
    file = File(
        name=f"{meeting.day.isoformat()} {meeting.title}.ics",
        media="text/calendar",
        content=content,
        title=phrase("calendar.file", meeting=titled(work, meeting)),
    )
    return Outcome(private=(Line(phrase("calendar.file_hint")), file))


ENTRIES = (
    Entry(
        "calendar_file",
        CalendarFile,
        calendar_file,
        None,
        ("kalenderfil", "calendar file"),
        "meeting",
        writes=False,
        help="help.calendar_file",
    ),
)
