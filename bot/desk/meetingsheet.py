"""The meetings of a period as a sheet: who came, which companies, and what came of it.

What the domain notes ask of an Export boost: registered, attended, cases started, follow-ups
within two weeks. No company is named here: a joint visit goes by its kind, as its title may say
whom it was to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from bot.centre.meetings import begins_at, ends_at
from bot.centre.model import Centre
from bot.desk.companies import fold
from bot.desk.filing import Cells, Sheet
from bot.desk.labels import Labels, Period, zone_of
from bot.storage.tables import Attendance, Encounter, Enquiry, Meeting, Presenting
from bot.texts import Lang, say

FOLLOWED_UP = timedelta(days=14)
"""Within which a company met at a meeting should have been contacted (domain, section 4)."""

COLUMNS = (
    "day",
    "kind",
    "title",
    "sub_region",
    "coming",
    "presenting",
    "met",
    "started",
    "followed_up",
)


@dataclass(frozen=True)
class Held:
    """One meeting, counted. `met` are different companies, whoever met them.

    `started` are cases opened since it began; `followed_up` those of the companies met, old or
    new, in which contact was made within two weeks of it.
    """

    meeting: Meeting
    coming: int = 0
    presenting: int = 0
    met: int = 0
    started: int = 0
    followed_up: int = 0


def meeting_sheet(session: Session, centre: Centre, period: Period, lang: Lang) -> Sheet:
    """One row a meeting, the first in time first; then what they come to together."""
    labels = Labels(centre, lang)
    head = [labels.text(f"report.column.{name}") for name in COLUMNS]
    found = counted(session, centre, period)
    widths = (12, 22, 40, 18, 10, 12, 12, 12, 16)
    return Sheet(labels.text("report.sheet.meetings"), head, _cells(found, labels), widths)


def counted(session: Session, centre: Centre, period: Period) -> list[Held]:
    """The meetings held or planned in a period, with what is known of each."""
    return _counted(session, session.execute(_meetings(centre, period)).scalars().all())


def figures_of(session: Session, meeting: Meeting) -> dict[str, int]:
    """What is counted of one meeting, to be kept when the lists of names go."""
    return dict(zip(FIGURES, _figures(_counted(session, [meeting])[0]), strict=True))


def _counted(session: Session, meetings: Sequence[Meeting]) -> list[Held]:
    numbers = [meeting.id or 0 for meeting in meetings]
    coming = _counts(session, Attendance, numbers, Attendance.coming)
    presenting = _counts(session, Presenting, numbers)
    met = _met(session, numbers)
    return [
        _held(meeting, coming, presenting, met.get(meeting.id or 0, [])) for meeting in meetings
    ]


def _meetings(centre: Centre, period: Period) -> Select[Any]:
    zone = zone_of(centre)
    wanted = select(Meeting).where(col(Meeting.status) == "planned")
    if period.since:
        wanted = wanted.where(col(Meeting.day) >= period.since.astimezone(zone).date())
    if period.until:
        wanted = wanted.where(col(Meeting.day) < period.until.astimezone(zone).date())
    return wanted.order_by(col(Meeting.day), col(Meeting.starts), col(Meeting.id))


def _counts(session: Session, table: Any, numbers: list[int], *which: Any) -> dict[int, int]:
    if not numbers:
        return {}
    counting = select(table.meeting_id, func.count()).where(col(table.meeting_id).in_(numbers))
    rows = session.execute(counting.where(*which).group_by(table.meeting_id))
    return {int(meeting): int(count) for meeting, count in rows}


@dataclass(frozen=True)
class _Met:
    """A company as somebody wrote it (none, once erased), and the case that came of it."""

    row: int
    company: str
    case: int | None
    opened: datetime | None
    contact_made: datetime | None


def _met(session: Session, numbers: list[int]) -> dict[int, list[_Met]]:
    if not numbers:
        return {}
    rows = session.execute(
        select(
            col(Encounter.meeting_id),
            col(Encounter.id),
            col(Encounter.company),
            col(Encounter.enquiry_id),
            col(Enquiry.opened_at),
            col(Enquiry.contact_made_at),
        )
        .outerjoin(Enquiry, col(Enquiry.id) == col(Encounter.enquiry_id))
        .where(col(Encounter.meeting_id).in_(numbers))
    )
    found: dict[int, list[_Met]] = {}
    for meeting, *told in rows:
        found.setdefault(meeting, []).append(_Met(*told))
    return found


def _held(
    meeting: Meeting, coming: dict[int, int], presenting: dict[int, int], met: list[_Met]
) -> Held:
    number = meeting.id or 0
    if meeting.kept is not None:
        return Held(meeting, **{name: int(meeting.kept.get(name, 0)) for name in FIGURES})
    since, until = begins_at(meeting), ends_at(meeting) + FOLLOWED_UP
    cases = {one.case: one for one in met if one.case is not None}.values()
    return Held(
        meeting,
        coming.get(number, 0),
        presenting.get(number, 0),
        len({fold(one.company) or one.row for one in met}),
        sum(one.opened is not None and one.opened >= since for one in cases),
        sum(one.contact_made is not None and since <= one.contact_made <= until for one in cases),
    )


def _cells(found: list[Held], labels: Labels) -> Iterator[Cells]:
    for held in found:
        meeting = held.meeting
        kind = labels.centre.meetings.kind(meeting.kind)
        called = say(kind.label, labels.lang) if kind else meeting.kind
        region = labels.sub_region(meeting.sub_region)
        yield (
            _iso(meeting.day),
            called,
            called if kind is None or kind.visit else meeting.title,
            region.words if region else "",
            *_figures(held),
        )
    if found:
        together = (sum(column) for column in zip(*map(_figures, found), strict=True))
        yield ()
        yield (labels.text("report.together"), "", "", "", *together)


FIGURES = ("coming", "presenting", "met", "started", "followed_up")
"""What a meeting is counted by, in the order of the sheet's columns."""


def _figures(held: Held) -> tuple[int, int, int, int, int]:
    return held.coming, held.presenting, held.met, held.started, held.followed_up


def _iso(day: date) -> str:
    return day.isoformat()
