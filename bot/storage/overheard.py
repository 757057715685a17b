"""What was read of plain messages: who was offered something of it, and what was read wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from bot.storage.tables import Correction, QuietOffer

MUTED = "muted:"
"""How the key of a row begins that says that somebody wants no more offers."""


def claim_offer(session: Session, key: str, identity: str, now: datetime) -> bool:
    """Whether a message is offered something now; it is so once, however often it comes."""
    if session.get(QuietOffer, key) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(QuietOffer(key=key, identity=identity, at=now))
            session.flush()
    except IntegrityError:
        return False
    return True


def is_muted(session: Session, identity: str) -> bool:
    """Whether somebody has said that they want no offers."""
    return session.get(QuietOffer, MUTED + identity) is not None


def mute(session: Session, identity: str, now: datetime) -> None:
    """Offer this person nothing from now on."""
    claim_offer(session, MUTED + identity, identity, now)


def unmute(session: Session, identity: str) -> None:
    """Offer this person something again."""
    row = session.get(QuietOffer, MUTED + identity)
    if row is not None:
        session.delete(row)


def keep_correction(session: Session, correction: Correction) -> None:
    """Remember what was read wrong."""
    session.add(correction)


def corrections(session: Session, since: datetime) -> Sequence[Correction]:
    """What was read wrong and corrected from an instant on, the oldest first."""
    return session.exec(
        select(Correction)
        .where(col(Correction.at) >= since)
        .order_by(col(Correction.at), col(Correction.id))
    ).all()


def forget_phrases(session: Session, before: datetime) -> None:
    """Remove phrases and offers older than `before`; a wish for no offers is kept."""
    session.execute(delete(Correction).where(col(Correction.at) < before))
    old = col(QuietOffer.at) < before
    session.execute(delete(QuietOffer).where(old, ~col(QuietOffer.key).startswith(MUTED)))


def offers_of(session: Session, identity: str) -> Sequence[QuietOffer]:
    """What one identity was offered, and whether they want no more."""
    return session.exec(select(QuietOffer).where(col(QuietOffer.identity) == identity)).all()


def forget_offers_of(session: Session, identity: str) -> int:
    """Remove all that is kept of offers to one identity; returns how many rows."""
    gone = session.execute(delete(QuietOffer).where(col(QuietOffer.identity) == identity))
    return int(getattr(gone, "rowcount", 0))
