"""A member's own list on the morning of the digest: what waits for them, and nothing else.

What waits for their answer, what they posted and nobody has taken, what they handle, the meetings
they come to, and the companies they have met and not yet opened a case about. Whoever has nothing
gets nothing. The deputy of somebody who is away gets that member's list too, through their own
sight, and without the companies met: those are told by whoever met them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.centre.lifecycle import Offer, Status
from bot.desk import buttons, lists
from bot.desk.captions import title
from bot.desk.cases import Case, attach_all
from bot.desk.correspondence import waiting_for
from bot.desk.dates import today
from bot.desk.meeting_views import row as meeting_row
from bot.desk.replies import Block, Body, Button, Line, Row, Table
from bot.desk.sight import Viewer, sight
from bot.desk.views import row
from bot.desk.weekly import AHEAD
from bot.desk.work import Work
from bot.storage import calendar, digests, store
from bot.storage.tables import Encounter, Member
from bot.texts import Arg, Day, phrase

CASES, MEETINGS = ("case", "needs", "status", "opened"), ("when", "meeting", "place", "coming")
"""The columns of a list of cases, and of meetings."""
MET_WITHIN = timedelta(days=60)
"""How long a company that was met is asked about; after that the draft is no longer of use."""
LOOKED_AT = 100
"""So many of a member's live cases are looked through for questions to them."""


def own_list(work: Work, reader: Member, member: Member) -> Body | None:
    """The list of `member`, as `reader` may see it; None where nothing is on it."""
    work.acting = reader
    own = reader.id == member.id
    found = [
        *_table("own.asked", _asked(work, reader) if own else []),
        *_table("own.questions", _questions(work, member), ("case", "what")),
        *_table("own.posted", _posted(work, member)),
        *_handled(work, member),
        *_meetings(work, member),
        *(_met(work, member) if own else []),
    ]
    if not found:
        return None
    day = Day(today(work))
    code = "own.title" if own else "own.title_deputy"
    return (Line(phrase(code, day=day, name=member.name), strong=True), *found)


def _table(
    code: str,
    rows: Sequence[Row],
    columns: Sequence[str] = CASES,
    total: int = 0,
    more: Button | None = None,
) -> list[Block]:
    """A list with its number in the title; none where it would be empty."""
    if not rows:
        return []
    heading = phrase(code, n=total or len(rows))
    named = tuple(phrase(f"column.{name}") for name in columns)
    return [Table(heading, named, tuple(rows[: lists.PAGE]), "", more)]


def _asked(work: Work, member: Member) -> list[Row]:
    """What their organisation is asked, with yes and no beside it; for those who may answer."""
    if member.confirmed_at is None:
        return []
    return list(lists.unanswered(work).rows)


def _questions(work: Work, member: Member) -> list[Row]:
    """Questions to them about cases they posted or handle, and requests to see a name."""
    live = store.mine(work.session, member.id or 0, LOOKED_AT)
    cases = attach_all(work, live)
    return [_line(work, case, what) for case in cases for what in _waits(work, case, member)][
        : lists.PAGE
    ]


def _waits(work: Work, case: Case, member: Member) -> list[Arg]:
    found: list[Arg] = []
    if case.enquiry.poster_id == member.id and case.requests:
        found.append(phrase("own.request"))
    asked = any(r.status in (Offer.OFFERED, Offer.EXPIRED, Offer.ACCEPTED) for r in case.referrals)
    if asked and waiting_for(work, case, member):
        found.append(phrase("own.question"))
    return found


def _posted(work: Work, member: Member) -> list[Row]:
    """What they have posted and nobody has taken yet."""
    live = store.mine(work.session, member.id or 0, LOOKED_AT)
    posted = [e for e in live if e.poster_id == member.id and e.status == Status.OPEN]
    viewer = Viewer(member=work.member)
    return [row(work, case, viewer) for case in attach_all(work, posted[: lists.PAGE])]


def _handled(work: Work, member: Member) -> list[Block]:
    """The live cases they handle, the longest open first."""
    held = sorted(
        store.handled_by(work.session, member.id or 0), key=lambda c: (c.opened_at, c.id or 0)
    )
    cases = attach_all(work, held[: lists.PAGE])
    rows = [row(work, case, Viewer(member=work.member)) for case in cases]
    more = Button(phrase("button.mine"), "mine") if len(held) > len(rows) else None
    return _table("own.handled", rows, total=len(held), more=more)


def _meetings(work: Work, member: Member) -> list[Block]:
    first = today(work)
    found = digests.meetings_of(work.session, member.id or 0, first, first + AHEAD)
    coming = calendar.coming_to(work.session, [meeting.id or 0 for meeting in found])
    rows = [meeting_row(work, meeting, len(coming[meeting.id or 0])) for meeting in found]
    return _table("own.meetings", rows, MEETINGS)


def _met(work: Work, member: Member) -> list[Block]:
    """Companies they met, each with the form of an enquiry filled in as far as it is known."""
    found = digests.unopened(work.session, member.id or 0, work.now - MET_WITHIN)
    return _table("own.met", [_company(encounter) for encounter in found], ("company",))


def _company(encounter: Encounter) -> Row:
    args = {"encounter": str(encounter.id)}
    refer = Button(phrase("button.refer_met"), "refer", args, opens=True)
    return Row((encounter.company,), (refer,))


def _line(work: Work, case: Case, what: Arg) -> Row:
    heading = title(work, case, sight(case, Viewer(member=work.member)))
    return Row((heading, what), (buttons.show(case),))
