"""What comes due about contacts: do they still hold, who got no answer, what is to be forgotten.

Each adder is asked once about a contact, all that are due in one message, in working hours. One
that nobody confirms sinks in the answers, and after a year is removed; what has been removed is
deleted when the time for changing one's mind is over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.desk import introducing, telling
from bot.desk.replies import Caller, Place
from bot.desk.work import Desk, Work
from bot.observing import tracing
from bot.storage import contacts, store
from bot.storage.tables import Contact, Introduction

MONTH = timedelta(days=30.44)
AT_A_TIME = 200
"""Contacts that one tick deletes or removes, so that nobody waits for the write lane."""


def make(desk: Desk, now: datetime) -> int:
    """Everything of contacts that has come due; returns how much was done."""
    if not desk.calendar.is_open(now):
        return 0
    return sum(due(desk, now) for due in (silence, freshness, remove, delete))


def _written(desk: Desk, now: datetime, do: Callable[[Work], int]) -> int:
    with tracing() as trace, desk.store.write() as session:
        return do(Work(desk, session, now, Caller("clock", "", ""), Place(), trace=trace))


def freshness(desk: Desk, now: datetime) -> int:
    """Ask who added a contact whether it holds; of somebody away when they are back."""
    before = now - timedelta(days=desk.centre.contacts.fresh_days)
    with desk.store.read() as session:
        if not contacts.stale(session, before):
            return 0
    return _written(desk, now, lambda work: _ask(work, before))


def _ask(work: Work, before: datetime) -> int:
    mine: dict[int, list[Contact]] = defaultdict(list)
    for contact in contacts.stale(work.session, before):
        mine[contact.added_by or 0].append(contact)
    asked = 0
    for number, found in mine.items():
        member = store.member(work.session, number)
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


def silence(desk: Desk, now: datetime) -> int:
    """Tell who asked and got no answer within a working day, once, whom else to ask."""
    with desk.store.read() as session:
        waiting = contacts.unanswered_introductions(session, now)
        if not any(_late(desk, asked, now) for asked in waiting):
            return 0
    return _written(desk, now, _tell_askers)


def _late(desk: Desk, asked: Introduction, now: datetime) -> bool:
    return desk.calendar.add_days(asked.asked_at, 1) <= now


def _tell_askers(work: Work) -> int:
    told = 0
    for asked in contacts.unanswered_introductions(work.session, work.now):
        late = _late(work.desk, asked, work.now)
        if late and contacts.claim_telling(work.session, asked.id or 0, work.now):
            introducing.tell_asker(work, asked, "introduction_silent", quiet=True)
            told += 1
    return told


def remove(desk: Desk, now: datetime) -> int:
    """Contacts that nobody has confirmed for a year are found no more; their adders are told."""
    before = now - desk.centre.contacts.gone_months * MONTH
    with desk.store.read() as session:
        if not contacts.forgotten(session, before):
            return 0
    return _written(desk, now, lambda work: _remove(work, before))


def _remove(work: Work, before: datetime) -> int:
    found = contacts.forgotten(work.session, before)[:AT_A_TIME]
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


def delete(desk: Desk, now: datetime) -> int:
    """What was removed so long ago that nobody changes their mind is deleted for good."""
    before = now - timedelta(days=desk.centre.retention.raw_text_days)
    with desk.store.read() as session:
        if not contacts.ended_before(session, before):
            return 0
    return _written(desk, now, lambda work: _delete(work, before))


def _delete(work: Work, before: datetime) -> int:
    found = contacts.ended_before(work.session, before)[:AT_A_TIME]
    for contact in found:
        contacts.delete_contact(work.session, contact.id or 0)
    return len(found)
