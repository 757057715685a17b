"""The digest in private: what the twelve lines had no room for, list by list.

"Show all" under a room's digest, or the word alone for the digest that was sent last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.desk import buttons, chart, digest_lines, lists, news_views, weekly
from bot.desk.captions import title as case_title
from bot.desk.cases import Case, attach_all
from bot.desk.commands import Entry
from bot.desk.meeting_views import row as meeting_row
from bot.desk.own_list import CASES, MEETINGS
from bot.desk.replies import Block, Body, Button, Buttons, Line, Outcome, Row, Table
from bot.desk.sight import Viewer, sight
from bot.desk.views import row
from bot.desk.wanted_views import line as wanted_line
from bot.desk.weekly import Span, Weekly
from bot.desk.work import Work, refuse
from bot.storage import calendar, digests, store
from bot.texts import Arg, phrase

WANTED = ("wanted", "asks", "when")
FIRST = 5
"""Lines of each list at first; ten at a time follow."""


@dataclass(frozen=True)
class DigestAll:
    """The digest of a week; one `section` of it from a line on, or all of them."""

    week: str = ""
    section: str = ""
    after: int = 0


def digest_all(work: Work, command: DigestAll) -> Outcome:
    """The whole digest, as the member may see it."""
    span = _span(work, command.week)
    found = weekly.gather(work, span)
    sections = _sections(work, found)
    if command.section:
        part = next((part for part in sections if part.name == command.section), None)
        if part is None:
            raise refuse("refused.old_button")
        return Outcome(private=(part.page(work, span, command.after, lists.PAGE),))
    tables = [part.page(work, span, 0, FIRST) for part in sections if part.total]
    return Outcome(
        private=(*_head(work, found, command), *tables, Buttons((news_views.write_button(),)))
    )


def _span(work: Work, week: str) -> Span:
    """The week asked for; else the digest that was sent last, or what the first one will tell."""
    row = digests.digest(work.session, week) if week else digests.last_sent(work.session)
    if week and row is None:
        raise refuse("refused.old_button")
    return weekly.span_of(row) if row else weekly.coming_span(work)


def _head(work: Work, found: Weekly, command: DigestAll) -> Body:
    """What it is; the digest itself where it was asked for by its word."""
    if command.week:
        return (Line(digest_lines.title(work, found.span), strong=True),)
    if found.empty:
        return (Line(phrase("digest.nothing")),)
    card = digest_lines.card(work, found, Viewer(member=work.member), whole=True)
    drawn = chart.picture(work, found.span, work.lang)
    blocks: list[Block] = [card, *([drawn] if drawn else [])]
    return tuple(blocks)


@dataclass(frozen=True)
class Part:
    """One list of the digest: how long it is, and its lines from one to another."""

    name: str
    total: int
    rows: Callable[[int, int], Sequence[Row]]
    columns: Sequence[str] = CASES

    def page(self, work: Work, span: Span, after: int, size: int) -> Table:
        """Some of its lines, and the button for those that follow."""
        shown = self.rows(after, after + size)
        left = self.total - after - len(shown)
        args = {"week": span.week, "section": self.name, "after": str(after + len(shown))}
        more = Button(phrase("button.more", n=left), "digest_all", args) if left > 0 else None
        heading = phrase(f"digest.all.{self.name}", n=self.total)
        named = tuple(phrase(f"column.{column}") for column in self.columns)
        return Table(heading, named, tuple(shown), phrase("digest.nothing"), more)


def _sections(work: Work, found: Weekly) -> list[Part]:
    held = [case.number for cases in found.held.values() for case in cases]
    return [
        Part("good", len(found.good), lambda a, z: _good(work, found, a, z), ("case", "outcome")),
        _cases(work, "opened", found.opened),
        _cases(work, "taken", found.taken),
        _cases(work, "handed_over", found.handed_over),
        _cases(work, "held", held),
        _cases(work, "waiting", found.waiting),
        _cases(work, "gaps", found.gap_cases),
        Part("wanted", len(found.wanted), lambda a, z: _wanted(work, found, a, z), WANTED),
        Part("meetings", len(found.meetings), lambda a, z: _meetings(work, found, a, z), MEETINGS),
        Part("news", len(found.news), lambda a, z: _news(work, found, a, z), ("news", "when")),
    ]


def _cases(work: Work, name: str, numbers: Sequence[int]) -> Part:
    return Part(name, len(numbers), lambda first, end: _rows(work, numbers[first:end]))


def _rows(work: Work, numbers: Sequence[int]) -> list[Row]:
    """Cases in the order of their numbers here, as the member may see them."""
    cases = {c.number: c for c in attach_all(work, store.enquiries(work.session, numbers))}
    viewer = Viewer(member=work.member)
    return [row(work, cases[number], viewer) for number in numbers if number in cases]


def _good(work: Work, found: Weekly, first: int, end: int) -> list[Row]:
    return [
        Row((_named(work, good.case), good.what), (buttons.show(good.case),))
        for good in found.good[first:end]
    ]


def _named(work: Work, case: Case) -> Arg:
    return case_title(work, case, sight(case, Viewer(member=work.member)))


def _meetings(work: Work, found: Weekly, first: int, end: int) -> list[Row]:
    shown = found.meetings[first:end]
    coming = calendar.coming_to(work.session, [meeting.id or 0 for meeting in shown])
    return [meeting_row(work, meeting, len(coming[meeting.id or 0])) for meeting in shown]


def _wanted(work: Work, found: Weekly, first: int, end: int) -> list[Row]:
    return [wanted_line(work, one) for one in found.wanted[first:end]]


def _news(work: Work, found: Weekly, first: int, end: int) -> list[Row]:
    return [news_views.row(work, item) for item in found.news[first:end]]


ENTRIES = (
    Entry(
        "digest_all",
        DigestAll,
        digest_all,
        None,
        ("veckobrev", "veckobrevet", "digest"),
        writes=False,
        help="help.digest",
    ),
)
