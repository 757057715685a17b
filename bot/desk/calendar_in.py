"""A calendar file that a member sends: its events become meetings, and are followed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.calendar_following import UPLOAD, Followed, follow, follow_gone
from bot.desk.calendar_lines import Fault
from bot.desk.calendar_reading import Reading, read_calendar
from bot.desk.commands import Entry, Errors, new_form_id
from bot.desk.meeting_views import row
from bot.desk.replies import FILE_SIZE, Block, Button, Buttons, Form, Input, Line, Outcome, Table
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import calendar
from bot.storage.tables import Meeting
from bot.texts import Arg, phrase

PATIENCE = 0.7
"""Seconds of work on a file: others wait for the same write lane meanwhile."""
MOST = 100
"""Meetings added or changed at once, for the same reason; sent again, it goes on."""
SHOWN = 10
"""Faults that are named, and meetings that are listed."""


@dataclass(frozen=True)
class ImportCalendar:
    """The text of an .ics file; `name` is what the file was called, where the platform says so."""

    file: str = ""
    name: str = ""


def import_calendar(work: Work, command: ImportCalendar) -> Outcome:
    """Add, change and cancel meetings as the file says; what cannot be read is named."""
    if work.member.confirmed_at is None:
        raise refuse("meeting.unconfirmed")
    reading = _read(work, command.file)
    done = Followed()
    told = sorted(reading.occurrences, key=lambda one: (one.day, one.key))
    if not follow(work, told, UPLOAD, done, MOST):
        reading.more = True
    follow_gone(work, reading, UPLOAD, done)
    return Outcome(private=_report(work, reading, done, command.file))


def _read(work: Work, text: str) -> Reading:
    if not text.strip():
        raise Mistaken({"file": phrase("calendar.no_file")})
    if len(text) > FILE_SIZE or len(text.encode("utf-8", "replace")) > FILE_SIZE:
        raise Mistaken({"file": phrase("calendar.too_large", kilobytes=FILE_SIZE // 1000)})
    reading = read_calendar(text, work.now, work.calendar.tz, PATIENCE)
    if not reading.calendar:
        raise Mistaken({"file": phrase("calendar.not_one")})
    return reading


def _report(work: Work, reading: Reading, done: Followed, text: str) -> tuple[Block, ...]:
    """What was done, what was left and why, and the new meetings."""
    blocks: list[Block] = [Line(line) for line in _counts(reading, done, text)]
    faults: list[Arg] = [_said(fault) for fault in reading.faults[:SHOWN]]
    if len(reading.faults) > SHOWN:
        faults.append(phrase("calendar.more_faults", n=len(reading.faults) - SHOWN))
    if faults:
        blocks += [Line(phrase("calendar.faults")), *(Line(fault) for fault in faults)]
    listed = [*done.added, *done.changed][:SHOWN]
    if listed:
        blocks.append(_table(work, listed))
    return (*blocks, Buttons((Button(phrase("button.meetings"), "meetings"),)))


def _counts(reading: Reading, done: Followed, text: str) -> list[Arg]:
    counts = {
        "added": len(done.added),
        "changed": len(done.changed),
        "cancelled": len(done.cancelled),
        "same": done.same,
        "others": len(done.others),
        "past": reading.past,
        "private": reading.private,
    }
    lines: list[Arg] = [phrase(f"calendar.{name}", n=n) for name, n in counts.items() if n]
    if not lines and not reading.faults:
        lines.append(phrase("calendar.nothing"))
    if reading.more:
        lines.append(phrase("calendar.more"))
    if "\ufffd" in text:
        lines.append(phrase("calendar.strange_letters"))
    if not reading.whole:
        lines.append(phrase("calendar.cut_off"))
    return lines


def _said(fault: Fault) -> Arg:
    why = phrase(f"calendar.fault.{fault.why}")
    return phrase("calendar.fault", line=str(fault.line), property=fault.name, why=why)


def _table(work: Work, meetings: list[Meeting]) -> Table:
    coming = calendar.coming_to(work.session, [meeting.id or 0 for meeting in meetings])
    return Table(
        phrase("calendar.read_in"),
        tuple(phrase(f"column.{name}") for name in ("when", "meeting", "place", "coming")),
        tuple(row(work, meeting, len(coming[meeting.id or 0])) for meeting in meetings),
        phrase("calendar.nothing"),
    )


def import_form(work: Work, command: ImportCalendar, errors: Errors) -> Form:
    """The file to read in."""
    return Form(
        id=new_form_id(),
        command="import_calendar",
        title=phrase("form.calendar.title"),
        submit=phrase("form.calendar.submit"),
        inputs=(
            Input(
                "file",
                phrase("form.calendar.file"),
                "file",
                required=True,
                hint=phrase("form.calendar.hint", kilobytes=FILE_SIZE // 1000),
                error=errors.get("file"),
            ),
        ),
    )


ENTRIES = (
    Entry(
        "import_calendar",
        ImportCalendar,
        import_calendar,
        import_form,
        ("kalender", "calendar", "läs in kalender", "import calendar"),
        help="help.import_calendar",
        unkept="file",
    ),
)
