"""Lists of meetings, ten at a time: those ahead and those that have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.desk.dates import today
from bot.desk.lists import PAGE, next_page
from bot.desk.meeting_buttons import coming
from bot.desk.meeting_times import over
from bot.desk.meeting_views import row
from bot.desk.replies import Button, Row, Table
from bot.desk.work import Work
from bot.storage import calendar
from bot.storage.tables import Meeting
from bot.texts import phrase

ON_HOME = 5
"""Meetings on the home page; the rest is a press away."""


def ahead(work: Work, after: int = 0) -> Table:
    """Planned meetings that are not over, the next one first, with the yes beside each."""
    found = calendar.ahead(work.session, today(work), PAGE, after)
    total = calendar.count_ahead(work.session, today(work))
    return _table(work, found, "ahead", total, next_page("meetings", after, total))


def held(work: Work, after: int = 0) -> Table:
    """Meetings that have been, the latest first."""
    found = calendar.held(work.session, today(work), PAGE, after)
    total = calendar.count_held(work.session, today(work))
    return _table(work, found, "held", total, next_page("meetings", after, total, held="yes"))


def next_ones(work: Work) -> tuple[Table, ...]:
    """The first few of those ahead, for the home page; nothing where there are none."""
    found = calendar.ahead(work.session, today(work), ON_HOME)
    if not found:
        return ()
    total = calendar.count_ahead(work.session, today(work))
    rest = Button(phrase("button.meetings"), "meetings")
    return (_table(work, found, "ahead", total, rest),)


def _table(
    work: Work, found: Sequence[Meeting], name: str, total: int, more: Button | None
) -> Table:
    come = calendar.coming_to(work.session, [meeting.id or 0 for meeting in found])
    rows = tuple(_row(work, meeting, come[meeting.id or 0], name) for meeting in found)
    columns = tuple(phrase(f"column.{c}") for c in ("when", "meeting", "place", "coming"))
    title, empty = phrase(f"meetings.{name}", n=total), phrase(f"meetings.empty_{name}")
    return Table(title, columns, rows, empty, more)


def _row(work: Work, meeting: Meeting, come: set[int], name: str) -> Row:
    line = row(work, meeting, len(come))
    if name != "ahead" or work.me in come or over(work, meeting):
        return line
    return replace(line, buttons=(coming(work, meeting, yes=True), *line.buttons))
