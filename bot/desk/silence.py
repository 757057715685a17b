"""Which organisations have been silent: for the coordinator alone, who can ring and ask why.

Nobody is shamed: no room and no colleague sees it. Silent is an organisation whose members have
taken no step in any case for so many days: no answer, no case opened or taken, no note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.centre.model import Organisation
from bot.desk import telling
from bot.desk.commands import Entry
from bot.desk.membership import coordinators_only
from bot.desk.replies import Button, Line, Outcome, Row, Table
from bot.desk.work import Work
from bot.storage import activity, people
from bot.storage.tables import Member
from bot.texts import Arg, Day, Listed, phrase

DAYS = 14
"""Calendar days without a step, where nobody says how many."""

MOST = 730
"""More days than this are asked about as this many."""


@dataclass(frozen=True)
class Silence:
    """`tysta`, perhaps followed by a number of days."""

    words: str = ""


def show_silence(work: Work, command: Silence) -> Outcome:
    """The silent ones: since when, what they are asked, and who is there to be rung."""
    coordinators_only(work)
    days = _days(command.words)
    since = work.now - timedelta(days=days)
    heard = activity.last_steps(work.session, since)
    centre = work.centre.members_organisations
    silent = [organisation for organisation in centre if organisation.slug not in heard]
    if not silent:
        return Outcome(private=(Line(phrase("silence.nobody", n=days)),))
    rows = tuple(_row(work, organisation) for organisation in silent)
    columns = ("organisation", "last_answer", "unanswered", "people")
    title = phrase("silence.title", silent=len(silent), of=len(centre), days=days)
    heads = tuple(phrase(f"column.{name}") for name in columns)
    table = Table(title, heads, rows, phrase("silence.nobody", n=days))
    return Outcome(private=(table, Line(phrase("silence.meant"))))


def _days(words: str) -> int:
    number = re.search(r"\d{1,4}", words)
    return min(max(int(number[0]), 1), MOST) if number else DAYS


def _row(work: Work, organisation: Organisation) -> Row:
    members = [m for m in people.members_of(work.session, organisation.slug) if m.name]
    answered = activity.answered_last(work.session, organisation.slug)
    waiting = activity.offered_to(work.session, organisation.slug)
    pressed = tuple(Button(m.name, "member", {"member": str(m.id)}) for m in members[:3])
    cells: tuple[Arg, ...] = (
        organisation.short,
        _since(work, answered),
        waiting,
        Listed(tuple(_name(work, member) for member in members))
        if members
        else phrase("members.not_here"),
    )
    return Row(cells, pressed)


def _since(work: Work, at: datetime | None) -> Arg:
    return Day(work.calendar.local(at).date(), short=True) if at else phrase("silence.never")


def _name(work: Work, member: Member) -> Arg:
    if not telling.away(work, member):
        return member.name
    return phrase("members.away", name=member.name)


ENTRIES = (
    Entry(
        "silence",
        Silence,
        show_silence,
        None,
        ("tysta", "silent"),
        "words",
        writes=False,
        help="help.silence",
    ),
)
