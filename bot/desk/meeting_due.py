"""What comes due about meetings: each kind of reminder has one plain function."""

from __future__ import annotations

from collections.abc import Callable

from bot.desk.work import Work
from bot.storage.tables import Meeting, Reminder

ACTIONS: dict[str, Callable[[Work, Meeting, Reminder], None]] = {}
"""By kind of reminder."""
