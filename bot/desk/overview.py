"""What lies where: `läget`, mine, my organisation's, and one case with its history."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.desk import meter
from bot.desk.cases import attach_all, load
from bot.desk.commands import Entry, OnCase, said
from bot.desk.lists import PAGE, everybodys, listed, next_page, organisations, own
from bot.desk.replies import Block, Line, Outcome
from bot.desk.sight import Viewer, sight
from bot.desk.views import seen_by
from bot.desk.work import Work, refuse
from bot.storage import search, store
from bot.texts import phrase

SEARCHED = 100
"""So many of the cases that match are looked at: those the member may not see are left out."""


@dataclass(frozen=True)
class Situation:
    """`läget`: every live case, the longest open first, ten at a time."""

    after: int = 0


def situation(work: Work, command: Situation) -> Outcome:
    """Who has what. The rooms show what waits, never who failed."""
    return Outcome(private=(*_meter(work), everybodys(work, command.after)))


def _meter(work: Work) -> tuple[Block, ...]:
    """The 24-hour meter of this month, for the whole centre: "n of m"."""
    found = meter.reading(work, meter.month_of(work, work.now), work.now)
    if not found.total:
        return ()
    counted = {"taken": found.taken, "contacted": found.contacted, "n": found.total}
    line = phrase("situation.meter", **counted)
    return (Line(line),)


@dataclass(frozen=True)
class Mine:
    """The live cases a member handles or has posted, ten at a time."""

    after: int = 0


def list_mine(work: Work, command: Mine) -> Outcome:
    """The longest open first."""
    return Outcome(private=(own(work, command.after),))


@dataclass(frozen=True)
class Ours:
    """The live cases of the member's organisation, ten at a time."""

    after: int = 0


def list_ours(work: Work, command: Ours) -> Outcome:
    """What the organisation leads, supports or is asked about."""
    return Outcome(private=(organisations(work, command.after),))


@dataclass(frozen=True)
class Show(OnCase):
    """One case whole, in private; or search for it by words."""

    words: str = ""
    after: int = 0


def show(work: Work, command: Show) -> Outcome:
    """The case as its viewer may see it, with its history and every step open to them."""
    if command.case:
        return Outcome(private=(seen_by(work, load(work, command.case), Viewer(work.member)),))
    if not command.words.strip():
        raise refuse("show.which")
    return _search(work, command)


def _search(work: Work, command: Show) -> Outcome:
    """Cases found by company, number or need, only those whose company the member may see."""
    viewer = Viewer(member=work.member)
    numbers = search.find(work.session, _searched(command.words), limit=SEARCHED)
    rank = {number: place for place, number in enumerate(numbers)}
    cases = attach_all(work, store.enquiries(work.session, numbers))
    seen = [case for case in cases if sight(case, viewer).names]
    if not seen:
        return said("show.nothing", words=command.words)
    if len(seen) == 1:
        return Outcome(private=(seen_by(work, seen[0], viewer),))
    seen.sort(key=lambda case: rank[case.number])
    title = phrase("show.found_many" if len(numbers) == SEARCHED else "show.found", n=len(seen))
    more = next_page("show", command.after, len(seen), words=command.words[:200])
    page = seen[command.after : command.after + PAGE]
    return Outcome(private=(listed(work, title, page, "show.which", more),))


def _searched(words: str) -> str:
    """An organisation number is kept, and so looked for, without its dash."""
    return re.sub(r"\b(\d{6})-(\d{4})\b", r"\1\2", words)


ENTRIES = (
    Entry(
        "situation",
        Situation,
        situation,
        None,
        ("läget", "vem har vad", "laget", "status", "who has what"),
        writes=False,
        help="help.situation",
    ),
    Entry(
        "mine",
        Mine,
        list_mine,
        None,
        ("mina", "mina ärenden", "mine"),
        writes=False,
        help="help.mine",
    ),
    Entry(
        "ours",
        Ours,
        list_ours,
        None,
        ("våra", "våra ärenden", "ours"),
        writes=False,
        help="help.ours",
    ),
    Entry(
        "show",
        Show,
        show,
        None,
        ("visa", "ärende", "show", "case"),
        "case",
        writes=False,
        help="help.show",
    ),
)
