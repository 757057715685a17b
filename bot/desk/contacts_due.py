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
from bot.observing import tracing
from bot.storage import contacts, people
from bot.storage.tables import Contact, Introduction

MONTH = timedelta(days=30.44)
Found = Callable[[Work], Sequence[Contact | Introduction]]
Act = Callable[[Work], int]
AT_A_TIME = 200
"""Contacts that one tick deletes or removes, so that nobody waits for the write lane."""


def make(desk: Desk, now: datetime) -> int:
    """Everything of contacts that has come due; returns how much was done."""
    if not desk.calendar.is_open(now):
        return 0
    with desk.store.read() as session:
        looking = Work.by_clock(desk, session, now)
        due = [act for found, act in DUE if found(looking)]
    return sum(_written(desk, now, act) for act in due)


def _written(desk: Desk, now: datetime, act: Act) -> int:
    with tracing() as trace, desk.store.write() as session:
        return act(Work.by_clock(desk, session, now, trace))


def _stale(work: Work) -> Sequence[Contact]:
    before = work.now - timedelta(days=work.centre.contacts.fresh_days)
    return contacts.stale(work.session, before)


def freshness(work: Work) -> int:
    """Ask who added a contact whether it holds; of somebody away when they are back."""
    mine: dict[int, list[Contact]] = defaultdict(list)
    for contact in _stale(work):
        mine[contact.added_by or 0].append(contact)
    asked = 0
    for number, found in mine.items():
        member = people.member(work.session, number)
        if member is None or member.ended_at or telling.away(work, member):
            continue
        claimed = [
            one
            for one in found
            if contacts.claim_asking(work.session, one.id or 0, one.asked_at, work.now)
        ]
        if claimed:
            at = work.now.isoformat()
            key = f"book-fresh:{at}"
            telling.message(work, [number], "book_fresh", key, quiet=True, asked=at)
            asked += len(claimed)
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


DUE: tuple[
    tuple[Callable[[Work], Sequence[Contact | Introduction]], Callable[[Work], int]], ...
] = (
    (_silent, silence),
    (_stale, freshness),
    (_forgotten, remove),
    (_ended, delete),
)
"""What may have come due, and what is done about it. All are looked for in one short reading,
since there is hardly ever one."""
