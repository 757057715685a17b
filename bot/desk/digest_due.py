"""The digest's own time: once a week, also when the service was away.

A digest is a row, made together with its notices in one transaction: whoever comes second finds
the week taken, and a process that dies on the way has made nothing. After a long stop there is
one digest, which covers every week that was missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from bot.centre.digests import Edition, latest, weeks_from
from bot.desk import telling
from bot.desk.own_list import own_list
from bot.desk.work import Desk, Work
from bot.observing import log, tracing
from bot.storage import digests, people
from bot.storage.tables import Digest

logger = log(__name__)


def make(desk: Desk, now: datetime) -> int:
    """Make the digest whose time has come; returns how many were made (none or one).

    A new installation begins to count with the digest that would have been due last: that one is
    kept as a row and not sent, since it would tell of a time before anybody was here.
    """
    edition = latest(desk.centre.digest, desk.calendar, now)
    if edition is None:
        return 0
    with desk.store.read() as session:
        last = digests.last_digest(session)
        if last is not None and (last.week >= edition.week or not desk.calendar.is_open(now)):
            return 0
        lists = _lists(Work.by_clock(desk, session, now)) if last is not None else []
    try:
        with tracing() as trace, desk.store.write() as session:
            return _make(Work.by_clock(desk, session, now, trace), edition, lists)
    except IntegrityError:
        logger.info("digest made elsewhere", week=edition.week)
        return 0


def _lists(work: Work) -> list[tuple[int, int]]:
    """Who gets whose list: of somebody who is away, their deputy; only where something is on it.

    Looked up before the row is written: with many members it takes longer than others should wait
    for the write lane. What is on a list is read again when it is sent.
    """
    found = []
    for member in people.present_members(work.session):
        reader = telling.deputy(work, member)
        if reader is not None and own_list(work, reader, member):
            found.append((reader.id or 0, member.id or 0))
    return found


def _make(work: Work, edition: Edition, lists: Sequence[tuple[int, int]]) -> int:
    """The row and its notices; none where it, or a later one, is there already."""
    last = digests.last_digest(work.session)
    if last is not None and last.week >= edition.week:
        return 0
    row = Digest(
        week=edition.week,
        since=last.until if last else edition.begins,
        until=edition.due,
        weeks=weeks_from(last.week, edition.week) if last else 1,
        made_at=work.now,
        sent=last is not None,
    )
    work.session.add(row)
    work.session.flush()
    if not row.sent:
        return 0
    telling.aloud(work, "digest", f"digest:{row.week}", quiet=True, week=row.week)
    for reader, member in lists:
        key = f"own-list:{row.week}:{member}"
        telling.message(work, [reader], "own_list", key, quiet=True, week=row.week, member=member)
    logger.info("digest made", week=row.week, weeks=row.weeks)
    return 1
