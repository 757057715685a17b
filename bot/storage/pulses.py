"""When something that goes round and round was last seen, for who asks in another process."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.storage.tables import Pulse


def beat(session: Session, name: str, at: datetime) -> None:
    """It was seen now."""
    pulse = session.get(Pulse, name) or Pulse(name=name, at=at)
    pulse.at = at
    session.add(pulse)


def last(session: Session, name: str) -> datetime | None:
    """When it was last seen; None for never."""
    pulse = session.get(Pulse, name)
    return pulse.at if pulse is not None else None
