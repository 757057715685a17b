"""Lists of cases, ten at a time: everybody's, one's own, an organisation's, and what it is asked.

Each holds what its reader may see, passed through `views.row`, and the button for the next ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.desk import buttons
from bot.desk.cases import Case, attach_all
from bot.desk.replies import Button, Row, Table
from bot.desk.sight import Viewer
from bot.desk.views import row
from bot.desk.work import Work
from bot.storage import store
from bot.texts import Arg, phrase

PAGE = 10
"""Lines of a list at a time."""

ANSWERS = ("take", "decline")


def everybodys(work: Work, after: int = 0) -> Table:
    """Every live case, the longest open first."""
    cases = attach_all(work, store.live(work.session, PAGE, after))
    total = store.count_live(work.session)
    more = next_page("situation", after, total)
    return listed(work, phrase("situation.title", n=total), cases, "situation.empty", more)


def own(work: Work, after: int = 0) -> Table:
    """The live cases that the member handles or has posted."""
    cases = attach_all(work, store.mine(work.session, work.me, PAGE, after))
    total = store.count_mine(work.session, work.me)
    more = next_page("mine", after, total)
    return listed(work, phrase("mine.title", n=total), cases, "mine.empty", more)


def organisations(work: Work, after: int = 0) -> Table:
    """The live cases that the member's organisation leads, supports or is asked about."""
    organisation = work.centre.organisation(work.member.organisation)
    cases = attach_all(work, store.of_organisation(work.session, organisation.slug, PAGE, after))
    total = store.count_of_organisation(work.session, organisation.slug)
    title = phrase("ours.title", organisation=organisation.name, n=total)
    return listed(work, title, cases, "ours.empty", next_page("ours", after, total))


def unanswered(work: Work) -> Table:
    """What the member's organisation is asked and has not answered, with yes and no beside it."""
    slug = work.member.organisation
    found = attach_all(work, store.asking(work.session, slug, 3 * PAGE))
    asked = [case for case in found if case.answerable(slug)]
    more = Button(phrase("button.ours"), "ours") if len(asked) > PAGE else None
    title = phrase("asked.title", organisation=work.centre.organisation(slug).name)
    table = listed(work, title, asked[:PAGE], "asked.empty", more)
    rows = tuple(
        _with_answers(work, case, line) for case, line in zip(asked, table.rows, strict=False)
    )
    return replace(table, rows=rows)


def _with_answers(work: Work, case: Case, line: Row) -> Row:
    steps = (step for step in ANSWERS if buttons.possible(work, case, step, work.member))
    answers = (buttons.step_button(case, step, style="plain") for step in steps)
    return replace(line, buttons=(*answers, *line.buttons))


def listed(
    work: Work, title: Arg, cases: Sequence[Case], empty: str, more: Button | None = None
) -> Table:
    """Cases as a list, as the member may see them."""
    viewer = Viewer(member=work.member)
    columns = tuple(phrase(f"column.{name}") for name in ("case", "needs", "status", "opened"))
    return Table(title, columns, tuple(row(work, c, viewer) for c in cases), phrase(empty), more)


def next_page(command: str, after: int, total: int, **args: str) -> Button | None:
    """The button for the next ten; None at the end of the list."""
    shown = after + PAGE
    if shown >= total:
        return None
    return Button(phrase("button.more", n=total - shown), command, {"after": str(shown), **args})
