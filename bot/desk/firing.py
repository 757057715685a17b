"""Reminders whose time has come: found, claimed and acted on, many in one transaction.

A transaction for each cost twice as much as the stored job of a scheduler, for next to all of it
is the transaction. A process that dies in the middle has done nothing of its batch, and the next
tick does it. Where one cannot be acted on, the batch is undone and tried again by halves, until
that one is alone: it holds up no other case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from time import monotonic

from bot.desk.work import Desk, Work
from bot.observing import log, tracing
from bot.storage import reminders, store
from bot.storage.engine import StorageFault
from bot.storage.tables import Reminder

FIRST, MOST = 20, 500
"""Reminders of a tick's first batch, and of any."""

LONG = 0.1
"""Seconds that a batch is to take at most, as near as can be told: members wait for their turn to
write meanwhile, and are told that nothing was saved after 1.5 seconds."""

Act = Callable[[Work, Reminder], bool]
"""What a reminder is for; False where what it is about is gone."""

logger = log(__name__)


def fire(desk: Desk, now: datetime, kinds: tuple[str, ...], act: Act) -> int:
    """Act on every reminder that is due, of these `kinds` alone where some are; how many."""
    done, size = 0, FIRST
    broken: set[int] = set()
    while batch := _next(desk, now, kinds, size, broken):
        began = monotonic()
        fired, failed = _safely(desk, batch, now, act)
        if not fired and not failed:
            return done  # another process was quicker with all of them
        done += fired
        broken |= failed
        size = _fitting(len(batch), monotonic() - began)
    return done


def _fitting(many: int, took: float) -> int:
    """How many may be done in time, when so many took so long."""
    return max(1, min(MOST, int(many * LONG / max(took, 1e-6))))


def _next(
    desk: Desk, now: datetime, kinds: tuple[str, ...], size: int, broken: Collection[int]
) -> list[int]:
    """The reminders that are due first, one of each case and each meeting.

    What one does to its case may take away the next one of the same: it is looked at afterwards.
    """
    with desk.store.read() as session:
        due = reminders.due_reminders(session, now, size + len(broken), kinds)
    first: dict[tuple[int | None, ...], int] = {}
    for reminder, *about, _ in due:
        if reminder and reminder not in broken:
            first.setdefault(tuple(about) if any(about) else (reminder,), reminder)
    return list(first.values())


def _safely(
    desk: Desk, batch: Sequence[int], now: datetime, act: Act
) -> tuple[int, frozenset[int]]:
    """How many of a batch were acted on, and those that could not be."""
    try:
        return _together(desk, batch, now, act), frozenset()
    except StorageFault:
        raise
    except Exception as error:
        if len(batch) == 1:
            kind = type(error).__name__
            logger.exception("reminder failed", reminder=batch[0], kind=kind)
            return 0, frozenset(batch)
    half = len(batch) // 2
    one, other = (_safely(desk, part, now, act) for part in (batch[:half], batch[half:]))
    return one[0] + other[0], one[1] | other[1]


def _together(desk: Desk, batch: Sequence[int], now: datetime, act: Act) -> int:
    """Claim what is still unclaimed and act on it, in one transaction; how many there were."""
    with desk.store.write() as session:
        claimed = reminders.claim_reminders(session, batch, now)
        cases = store.enquiries(session, {r.enquiry_id for r in claimed if r.enquiry_id})
        for reminder in claimed:
            with tracing() as trace:
                work = Work.by_clock(desk, session, now, trace)
                if not act(work, reminder):
                    logger.warning("nothing to do", kind=reminder.kind, reminder=reminder.id)
        del cases  # the session keeps what somebody holds: each case was read with all the others
    return len(claimed)
