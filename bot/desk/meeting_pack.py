"""The meeting pack: what the partners have to speak of when they meet, for the coordinator.

Sent on the eve of their own recurring meeting, and shown when it is asked for. Each part has its
few first lines, every line its button, and the rest is a press away: the whole is one message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from bot.centre.digests import week_of
from bot.centre.meetings import ends_at
from bot.desk import buttons
from bot.desk.captions import briefly, needs, title
from bot.desk.cases import Case, attach_all, short_of
from bot.desk.commands import Entry
from bot.desk.dates import today
from bot.desk.lists import PAGE
from bot.desk.meeting_views import row as meeting_row
from bot.desk.meeting_views import titled
from bot.desk.replies import Block, Body, Button, Line, Outcome, Row, Table
from bot.desk.sight import Viewer, sight
from bot.desk.weekly import Span, Weekly, gather
from bot.desk.work import Work, refuse
from bot.storage import calendar, meetings_due, store
from bot.storage.tables import Meeting, Member, Referral
from bot.texts import Arg, Day, phrase

FIRST = 5
"""Lines of each part before one asks for the rest."""
MOST = 500
"""Lines looked at in a part."""
STILL_DAYS = 10
"""Working days without a step after which a case is brought up (issue 5)."""
SINCE = timedelta(days=30)
"""How far back the numbers go, where no earlier meeting is known."""


@dataclass
class Matter:
    """What a pack is made of: how things lie now, and what has happened since last time."""

    work: Work
    since: datetime

    @cached_property
    def happened(self) -> Weekly:
        """Everything since last time and with this very moment, gathered once."""
        until = self.work.now + timedelta.resolution
        return gather(self.work, Span(week_of(today(self.work)), self.since, until))


@dataclass(frozen=True)
class Pack:
    """`underlag`: the whole, or ten more lines of one part."""

    part: str = ""
    after: int = 0


def show_pack(work: Work, command: Pack) -> Outcome:
    """To the coordinator and their stand-in alone: it says whose answers are awaited."""
    if not work.member.coordinator:
        raise refuse("pack.not_yours")
    if command.part in PARTS:
        matter = Matter(work, _since(work, before=None))
        return Outcome(private=(_part(matter, work.member, command.part, command.after),))
    return Outcome(private=pack(work, work.member, _next(work)))


def pack(work: Work, member: Member, meeting: Meeting | None) -> Body:
    """Everything for a coordinator, before one meeting or when it is asked for."""
    matter = Matter(work, _since(work, before=meeting))
    heading = phrase("pack.before", meeting=titled(work, meeting)) if meeting else None
    found: list[Block] = [Line(heading or phrase("pack.title"), strong=True)]
    tables = (_part(matter, member, part) for part in PARTS)
    found += [table for table in tables if table.rows]
    return (*found, Line(_numbers(matter)))


def _next(work: Work) -> Meeting | None:
    """The partners' own meeting that comes next."""
    return meetings_due.meeting_after(work.session, _kinds(work), today(work))


def _since(work: Work, *, before: Meeting | None) -> datetime:
    """When the partners met last; a month ago, where that is not known."""
    day = before.day if before else today(work)
    last = meetings_due.meeting_before(work.session, _kinds(work), day)
    return min(ends_at(last), work.now) if last is not None else work.now - SINCE


def _kinds(work: Work) -> list[str]:
    return [kind.code for kind in work.centre.meetings.kinds if kind.partners]


def _part(matter: Matter, member: Member, name: str, after: int = 0) -> Table:
    """One part: the first few lines, or a page of ten of it from `after` on."""
    part = PARTS[name]
    found = part.find(matter)
    size = PAGE if after else FIRST
    left = len(found) - after - size
    more = None
    if left > 0:
        args = {"part": name, "after": str(after + size)}
        more = Button(phrase("button.more", n=left), "pack", args)
    columns = tuple(phrase(f"column.{column}") for column in part.columns)
    rows = tuple(part.row(matter.work, member, one) for one in found[after : after + size])
    return Table(phrase(f"pack.{name}", n=len(found)), columns, rows, phrase("pack.nothing"), more)


def _offers(matter: Matter) -> Sequence[Referral]:
    """Offers that nobody has answered."""
    slugs = [organisation.slug for organisation in matter.work.centre.organisations]
    return meetings_due.offers(matter.work.session, slugs, MOST)


def _offer_row(work: Work, member: Member, offer: Referral) -> Row:
    """Which case, who is asked, since when."""
    asked = short_of(work, offer.organisation)
    return _row(work, member, offer.enquiry_id, asked, offer.offered_at)


def _still(matter: Matter) -> Sequence[Any]:
    """Live cases without a step for more than ten working days."""
    work = matter.work
    before = work.now - timedelta(days=STILL_DAYS)
    return [
        found
        for found in meetings_due.still(work.session, before, MOST)
        if work.calendar.days_between(found.stepped_at, work.now) > STILL_DAYS
    ]


def _still_row(work: Work, member: Member, found: Any) -> Row:
    """Which case, who has it or is asked, and when the last step was."""
    return _row(work, member, found.id, None, found.stepped_at)


def _gaps(matter: Matter) -> Sequence[int]:
    """Cases closed since last time as nobody in the centre offers what was needed."""
    return matter.happened.gap_cases


def _gap_row(work: Work, member: Member, number: int) -> Row:
    """Which case, and what was needed."""
    case = _case(work, number)
    heading = title(work, case, sight(case, Viewer(member=member)))
    return Row((heading, needs(work, case)), (buttons.show(case),))


def _ahead(matter: Matter) -> Sequence[Meeting]:
    """The meetings ahead, the next one first."""
    return calendar.ahead(matter.work.session, today(matter.work), MOST)


def _ahead_row(work: Work, member: Member, meeting: Meeting) -> Row:
    """Which meeting, where, and how many come."""
    number = meeting.id or 0
    return meeting_row(work, meeting, len(calendar.coming_to(work.session, [number])[number]))


def _row(work: Work, member: Member, number: int, who: Arg | None, at: datetime) -> Row:
    """A case as its reader may see it, who it waits for, and since when."""
    case = _case(work, number)
    heading = title(work, case, sight(case, Viewer(member=member)))
    day = Day(work.calendar.local(at).date(), short=True)
    return Row((heading, who or briefly(work, case), day), (buttons.show(case),))


def _case(work: Work, number: int) -> Case:
    return attach_all(work, store.enquiries(work.session, [number]))[0]


def _numbers(matter: Matter) -> Arg:
    """What has happened since last time, counted for the whole centre."""
    found = matter.happened
    return phrase(
        "pack.numbers",
        since=Day(matter.work.calendar.local(matter.since).date()),
        opened=len(found.opened),
        taken=len(found.taken),
        handed_over=len(found.handed_over),
        good=len(found.good),
        companies=found.companies,
    )


@dataclass(frozen=True)
class Part:
    """One part of the pack: what is in it, how one of it is a line, and its columns."""

    find: Callable[[Matter], Sequence[Any]]
    row: Callable[[Work, Member, Any], Row]
    columns: tuple[str, ...]


PARTS: dict[str, Part] = {
    "offers": Part(_offers, _offer_row, ("case", "asked", "since")),
    "still": Part(_still, _still_row, ("case", "status", "last_step")),
    "gaps": Part(_gaps, _gap_row, ("case", "needs")),
    "ahead": Part(_ahead, _ahead_row, ("when", "meeting", "place", "coming")),
}
"""In the order in which they are spoken of."""

ENTRIES = (
    Entry(
        "pack",
        Pack,
        show_pack,
        None,
        ("underlag", "underlaget", "pack", "meeting pack"),
        writes=False,
        help="help.pack",
    ),
)
