"""The digest, each member's own list and news in words."""

from __future__ import annotations

from collections.abc import Callable

from bot.desk.replies import Body
from bot.desk.work import Work
from bot.storage.tables import Member, Notice, Room

PERSONAL: dict[str, Callable[[Work, Notice, Member], Body | None]] = {}
"""What is said to one person, by kind."""

ALOUD: dict[str, Callable[[Work, Notice, Room], Body | None]] = {}
"""What is said to everybody in a room, by kind."""
