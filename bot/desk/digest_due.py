"""The digest's own time: once a week, also when the service was away."""

from __future__ import annotations

from datetime import datetime

from bot.desk.work import Desk


def make(desk: Desk, now: datetime) -> int:
    """Make the digest whose time has come; returns how many were made."""
    del desk, now
    return 0
