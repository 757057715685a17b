"""What comes due about contacts: do they still hold, who got no answer, what is to be forgotten.

Each adder is asked once about a contact, all that are due in one message, in working hours. One
that nobody confirms sinks in the answers, and after a year is removed; what has been removed is
deleted when the time for changing one's mind is over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.desk import introducing, telling
from bot.desk.work import Desk, Work
from bot.observing import log, tracing
from bot.storage import contacts, people
from bot.storage.engine import StorageFault
from bot.storage.tables import Contact, Introduction

logger = log(__name__)

MONTH = timedelta(days=30.44)
Look = Callable[[Work], Sequence[object]]
Act = Callable[[Work], int]
AT_A_TIME = 200
"""Contacts that one tick removes or deletes: nobody is to wait for the write lane."""


def make(desk: Desk, now: datetime) -> int:
    """Everything of contacts that has come due; returns how much was done."""
    if not desk.calendar.is_open(now):
        return 0
    with desk.store.read() as session:
        looking = Work.by_clock(desk, session, now)
        due = [act for found, act in DUE if found(looking)]
    return sum(_safely(desk, now, act) for act in due)


def _safely(desk: Desk, now: datetime, act: Act) -> int:
    """A fault in one stops no other: what is to be deleted is deleted."""
    try:
        return _written(desk, now, act)
    except StorageFault:
        raise
    except Exception as error:
        logger.exception("due failed", function=act.__name__, kind=type(error).__name__)
        return 0


def _written(desk: Desk, now: datetime, act: Act) -> int:
    with tracing() as trace, desk.store.write() as session:
        return act(Work.by_clock(desk, session, now, trace))


def _to_ask(work: Work) -> list[int]:
    """Who is asked now: nobody who has left, and of the others those who are not away."""
    found = people.members(work.session, contacts.to_ask(work.session, _fresh_since(work)))
    here = (one for one in found.values() if not one.ended_at and not telling.away(work, one))
    return sorted(one.id or 0 for one in here)


def _fresh_since(work: Work) -> datetime:
    return work.now - timedelta(days=work.centre.contacts.fresh_days)


def freshness(work: Work) -> int:
    """Ask who added a contact whether it holds; of somebody away when they are back."""
    asked = 0
    for member in _to_ask(work):
        claimed = contacts.claim_asking(work.session, member, _fresh_since(work), work.now)
        if claimed:
            at = work.now.isoformat()
            key = f"book-fresh:{at}"
            telling.message(work, [member], "book_fresh", key, quiet=True, asked=at)
            asked += claimed
    return asked


def _silent(work: Work) -> list[Introduction]:
    waiting = contacts.unanswered_introductions(work.session, work.now)
    return [w for w in waiting if work.desk.calendar.add_days(w.asked_at, 1) <= work.now]


def silence(work: Work) -> int:
    """Tell who asked and got no answer within a working day, once, whom else to ask."""
    told = 0
    for asked in _silent(work):
        if contacts.claim_telling(work.session, asked.id or 0, work.now):
            introducing.tell_asker(work, asked, "introduction_silent", quiet=True)
            told += 1
    return told


def _forgotten(work: Work) -> Sequence[Contact]:
    return contacts.forgotten(work.session, work.now - work.centre.contacts.gone_months * MONTH)


def remove(work: Work) -> int:
    """Contacts that nobody has confirmed for a year are found no more; their adders are told."""
    found = _forgotten(work)[:AT_A_TIME]
    mine: dict[int, list[int]] = defaultdict(list)
    for contact in found:
        contact.ended_at = work.now
        work.session.add(contact)
        introducing.close(work, contact)
        if contact.added_by:
            mine[contact.added_by].append(contact.id or 0)
    for number, ids in mine.items():
        key = f"book-removed:{work.now.isoformat()}"
        telling.message(work, [number], "book_removed", key, quiet=True, contacts=ids)
    return len(found)


def _ended(work: Work) -> Sequence[Contact]:
    before = work.now - timedelta(days=work.centre.retention.raw_text_days)
    return contacts.ended_before(work.session, before)


def delete(work: Work) -> int:
    """What was removed so long ago that nobody changes their mind is deleted for good."""
    found = _ended(work)[:AT_A_TIME]
    for contact in found:
        contacts.delete_contact(work.session, contact.id or 0)
    return len(found)


DUE: tuple[tuple[Look, Act], ...] = (
    (_silent, silence),
    (_to_ask, freshness),
    (_forgotten, remove),
    (_ended, delete),
)
"""What may have come due, and what is done about it. All are looked for in one short reading,
since there is hardly ever one."""
