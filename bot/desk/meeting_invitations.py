"""The text by which a company is invited to a meeting, to be pasted into a mail."""

from __future__ import annotations

from bot.desk.dates import today
from bot.desk.meeting_times import when
from bot.desk.replies import Copyable
from bot.desk.work import Work
from bot.storage.tables import Meeting
from bot.texts import phrase


def ready_text(work: Work, meeting: Meeting) -> Copyable:
    """What it is called, when and where, and the question; it names no company."""
    at = when(meeting, today=today(work))
    where = meeting.place or meeting.link
    name = "text" if where else "text_nowhere"
    args = {"title": meeting.title, "when": at, "centre": work.centre.name}
    return Copyable(phrase(f"invitation.{name}", **args, **({"where": where} if where else {})))
