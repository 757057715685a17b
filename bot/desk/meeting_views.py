"""A meeting as a card, as its viewer may see it."""

from __future__ import annotations

from bot.desk.replies import Card
from bot.desk.sight import Viewer
from bot.desk.work import Work
from bot.storage.tables import Meeting


def card(work: Work, meeting: Meeting, viewer: Viewer) -> Card:
    """The meeting in its present state."""
    return Card(title=meeting.title, fallback=meeting.title)
