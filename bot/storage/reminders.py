"""Named statements for reminders: what comes due, and who takes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session, col

from bot.storage.prepared import Prepared
from bot.storage.records import records, rows_of, table_of
from bot.storage.tables import Reminder

_R = table_of(Reminder).c
_DUE = (
    select(_R.id, _R.enquiry_id, _R.meeting_id, _R.due_at)
    .where(_R.done_at.is_(None), _R.due_at <= bindparam("now"))
    .order_by(_R.due_at, _R.id)
    .limit(bindparam("limit"))
)


@cache
def _due(kinds: tuple[str, ...]) -> Prepared:
    """The statement for so few lists of kinds as there are: all of them, and the early ones."""
    return Prepared(_DUE.where(or_(*(_R.kind == kind for kind in kinds))) if kinds else _DUE)


def due_reminders(
    session: Session, now: datetime, limit: int, kinds: tuple[str, ...] = ()
) -> Sequence[Sequence[Any]]:
    """Reminders whose time has come, the oldest first; only of these `kinds`, where some are.

    Their id, case, meeting and time alone: whoever acts on one reads it when it is claimed.
    """
    return _due(kinds).all(session, {"now": now, "limit": limit})


def claim_reminders(
    session: Session, reminder_ids: Collection[int], now: datetime
) -> Sequence[Reminder]:
    """Take those that nobody has taken yet, the oldest first.

    Only what is due: SQLite gives the number of a row that was deleted meanwhile to a new one.
    """
    claimed = session.scalars(
        update(Reminder)
        .where(
            col(Reminder.id).in_(reminder_ids),
            col(Reminder.done_at).is_(None),
            col(Reminder.due_at) <= now,
        )
        .values(done_at=now)
        .returning(Reminder)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return sorted(claimed, key=lambda reminder: (reminder.due_at, reminder.id or 0))


_REMINDERS_OF = Prepared(rows_of(Reminder).where(_R.enquiry_id == bindparam("number")))


def reminders_of(session: Session, number: int) -> Sequence[Reminder]:
    """Everything ever planned for an enquiry, done or not."""
    return records(session, Reminder, _REMINDERS_OF.all(session, {"number": number}))
