"""Cases whose company could be invited to a meeting: those that it fits, the best first.

They pass through `views.row` like every list, so that a room or a person sees of each what they
may see of it anywhere else.
"""

from __future__ import annotations

from dataclasses import replace

from bot.centre.fitting import fit
from bot.desk.cases import attach_all
from bot.desk.meeting_buttons import invite
from bot.desk.replies import Table
from bot.desk.sight import Viewer
from bot.desk.views import row
from bot.desk.work import Work
from bot.storage import meetings_due, store
from bot.storage.tables import Meeting
from bot.texts import phrase

SHOWN = 10
"""So many are shown; the rest is told as a number."""
LOOKED_AT = 5000
"""So many live cases are looked at, the longest open first: far more than a centre has."""


def candidates(work: Work, meeting: Meeting, viewer: Viewer) -> Table | None:
    """Those that fit, each with a button that invites it; None where there are none."""
    numbers = fitting(work, meeting)
    if not numbers:
        return None
    found = {enquiry.id: enquiry for enquiry in store.enquiries(work.session, numbers[:SHOWN])}
    cases = attach_all(work, [found[number] for number in numbers[:SHOWN]])
    rows = tuple(
        replace(row(work, case, viewer), buttons=(invite(meeting, case.number),)) for case in cases
    )
    code = "meeting.candidates" if len(numbers) <= SHOWN else "meeting.candidates.more"
    title = phrase(code, n=len(numbers), shown=SHOWN)
    columns = tuple(phrase(f"column.{name}") for name in ("case", "needs", "status", "opened"))
    return Table(title, columns, rows, phrase("meeting.candidates.none"))


def fitting(work: Work, meeting: Meeting) -> list[int]:
    """The live cases that a meeting fits and that are not on its list, the best first."""
    listed = meetings_due.presenting(work.session, meeting.id or 0)
    weights: dict[int, int] = {}
    for found in meetings_due.live_answers(work.session, LOOKED_AT):
        weight = fit(work.centre, found.answers, meeting.needs, meeting.markets, meeting.sub_region)
        if weight and found.id not in listed:
            weights[found.id] = weight
    return sorted(weights, key=lambda number: -weights[number])
