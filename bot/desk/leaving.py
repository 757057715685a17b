"""What somebody who has left leaves behind: cases without a handler, contacts without anybody.

Whoever ends the membership sees it at once, with one form to hand it all over. Where one ends
one's own, the colleagues are asked. What still lies there a working day later, the coordinator is
told of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.desk import telling
from bot.desk.captions import title
from bot.desk.cases import Case, attach_all, name_of
from bot.desk.contact_sharing import titled
from bot.desk.replies import Block, Button, Buttons, Line, Row, Table
from bot.desk.sight import Viewer, sight
from bot.desk.work import Work
from bot.storage import contacts, leaving
from bot.storage.tables import Contact, Member
from bot.texts import Arg, phrase

SHOWN = 10
MOST = 100
"""So many cases, and contacts, are handed over at a time."""


@dataclass(frozen=True)
class Left:
    """What lies at an organisation without anybody."""

    organisation: str
    cases: tuple[Case, ...]
    contacts: tuple[Contact, ...]

    def __bool__(self) -> bool:
        """Whether anything lies there."""
        return bool(self.cases or self.contacts)


def left_at(work: Work, organisation: str) -> Left:
    """The cases an organisation leads and nobody handles, and its contacts that nobody has."""
    cases = attach_all(work, leaving.unhandled(work.session, organisation)[:MOST])
    found = contacts.unvouched(work.session, organisation)[:MOST]
    return Left(organisation, tuple(cases), tuple(found))


def shown(work: Work, left: Left) -> list[Block]:
    """What lies there, as the acting member may see it, with the form that hands it over."""
    if not left:
        return []
    rows = [Row((case_title(work, case),)) for case in left.cases]
    rows += [Row((phrase("leaving.contact", contact=titled(one)),)) for one in left.contacts]
    heading = phrase("leaving.title", organisation=name_of(work, left.organisation), n=len(rows))
    table = Table(heading, (phrase("column.what"),), tuple(rows[:SHOWN]), "")
    return [table, Buttons((pass_on_button(left.organisation),))]


def case_title(work: Work, case: Case) -> Arg:
    """A case as the acting member may see it."""
    return title(work, case, sight(case, Viewer(member=work.member)))


def pass_on_button(organisation: str) -> Button:
    """Opens the form that hands everything over."""
    args = {"organisation": organisation}
    return Button(phrase("button.pass_on"), "pass_on", args, style="primary", opens=True)


def tell(work: Work, member: Member, count: int) -> None:
    """Contacts were left: the colleagues hear it where one left by oneself, coordinators later.

    Of the cases each colleague and the coordinator has been told already, one by one.
    """
    if not count:
        return
    args: dict[str, Any] = {"organisation": member.organisation, "left": member.id or 0}
    key = f"left-behind:{member.id}"
    asked: set[int] = set()
    if member.id == work.me:
        there = [one for one in telling.reachable(work, member.organisation) if one.id != member.id]
        asked = {one.id or 0 for one in there or telling.coordinators_now(work)}
        telling.message(work, sorted(asked), "left_behind", key, **args)
    later = work.calendar.add_days(work.now, 1)
    duty = [one.id or 0 for one in telling.coordinators_now(work) if one.id != member.id]
    telling.later(work, duty, "left_behind", f"{key}:later", not_before=later, **args)


def said(work: Work, name: Arg, left: Left) -> list[Block]:
    """The notice's words to a colleague or the coordinator; nothing where nothing is left."""
    if not left:
        return []
    line = phrase("leaving.left", name=name, organisation=name_of(work, left.organisation))
    return [Line(line), *shown(work, left)]
