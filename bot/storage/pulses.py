"""When something that goes round and round was last seen, for who asks in another process."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.storage.tables import Pulse

TICK = "tick"
"""The clock that looks for what has come due."""

LATE = timedelta(minutes=5)
"""So long without a tick means that the clock has stopped: it ticks every quarter of a minute."""


def beat(session: Session, name: str, at: datetime) -> None:
    """It was seen now."""
    pulse = session.get(Pulse, name) or Pulse(name=name, at=at)
    pulse.at = at
    session.add(pulse)


def last(session: Session, name: str) -> datetime | None:
    """When it was last seen; None for never."""
    pulse = session.get(Pulse, name)
    return pulse.at if pulse is not None else None
