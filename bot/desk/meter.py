"""The 24-hour meter: the national goal of the export centres, for the whole centre."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bot.desk.work import Work
from bot.storage import store


class Reading(NamedTuple):
    """Of `total` enquiries: those taken in time, and those with contact made in time."""

    taken: int
    contacted: int
    total: int


def reading(work: Work, since: datetime, until: datetime) -> Reading:
    """The meter for the enquiries opened in a period, as it stands at `work.now`.

    In time is the same clock time on the next working day; opened outside hours counts from the
    next opening. Those whose time is not up yet count only once they are taken.
    """
    taken = contacted = total = 0
    for opened, taken_at, contact_at, _lead in store.opened_between(work.session, since, until):
        deadline = work.calendar.meter_deadline(opened)
        in_time = taken_at is not None and taken_at <= deadline
        if not in_time and work.now < deadline:
            continue
        total += 1
        taken += in_time
        contacted += contact_at is not None and contact_at <= deadline
    return Reading(taken, contacted, total)


def month_of(work: Work, at: datetime) -> datetime:
    """When the month of an instant began, on the centre's own clock."""
    local = work.calendar.local(at)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
