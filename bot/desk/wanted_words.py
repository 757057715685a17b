"""Questions handed on, and helpers put in touch, in words as they are sent."""

from __future__ import annotations

from collections.abc import Callable

from bot.desk.replies import Block, Body, Button, Buttons, Copyable, Line
from bot.desk.wanted_board import stands
from bot.desk.wanted_views import named
from bot.desk.work import Work
from bot.storage import people, wanted
from bot.storage.tables import Member, Notice, Wanted
from bot.texts import Listed, phrase


def _matched(work: Work, notice: Notice, reader: Member) -> Body | None:
    """To the one who asks and to the one who helps: who the other is, and how they are reached."""
    row, other = _row(work, notice), _member(work, notice, "other")
    if row is None or other is None:
        return None
    asks = row.asked_by == reader.id
    code = "notice.wanted_helper" if asks else "notice.wanted_asker"
    return (Line(phrase(code, who=named(work, other))), Copyable(row.text), *_reach(other))


def _asked(work: Work, notice: Notice, reader: Member) -> Body | None:
    """To a member whom a colleague thinks of; None once somebody helps."""
    row, by = _row(work, notice), _member(work, notice, "by")
    if row is None or by is None or not stands(row):
        return None
    asker = people.member(work.session, row.asked_by)
    line = phrase("notice.wanted_asked", by=named(work, by), who=named(work, asker))
    if asker is not None and asker.id == by.id:
        line = phrase("notice.wanted_asks_you", who=named(work, asker))
    help_ = Button(phrase("button.can_help"), "can_help", {"wanted": str(row.id)}, style="primary")
    return (Line(line), Copyable(row.text), Buttons((help_,)))


def _suggested(work: Work, notice: Notice, reader: Member) -> Body | None:
    """To the one who asks: a colleague has thought of somebody."""
    row = _row(work, notice)
    by, whom = _member(work, notice, "by"), _member(work, notice, "whom")
    if row is None or by is None or whom is None or not stands(row):
        return None
    line = phrase("notice.wanted_suggested", by=named(work, by), whom=named(work, whom))
    return (Line(line), Copyable(row.text))


def _passed_on(work: Work, notice: Notice, reader: Member) -> Body | None:
    """A question handed on to one member, with how to reach the one who asks."""
    by = _member(work, notice, "by")
    question = str(notice.args.get("question", ""))
    if by is None or not question:
        return None
    line = phrase("notice.passed_on", who=named(work, by))
    return (Line(line), Copyable(question), *_reach(by))


def _reach(member: Member) -> tuple[Block, ...]:
    """How somebody is reached, and the way to what else they have told of themselves."""
    ways = tuple(way for way in (member.phone, member.email) if way)
    code = "notice.reach" if ways else "notice.reach_chat"
    line = phrase(code, name=member.name, ways=Listed(ways, commas=True))
    show = Button(phrase("button.member", name=member.name), "member", {"member": str(member.id)})
    return (Line(line), Buttons((show,)))


def _row(work: Work, notice: Notice) -> Wanted | None:
    return wanted.wanted(work.session, int(str(notice.args.get("wanted", 0))))


def _member(work: Work, notice: Notice, which: str) -> Member | None:
    """Who a notice is about, as long as they are here."""
    number = notice.args.get(which)
    member = people.member(work.session, int(str(number))) if number else None
    return member if member is not None and not member.ended_at and member.name else None


PERSONAL: dict[str, Callable[[Work, Notice, Member], Body | None]] = {
    "passed_on": _passed_on,
    "wanted_asked": _asked,
    "wanted_matched": _matched,
    "wanted_suggested": _suggested,
}
"""What is said to one person, by kind (see `notices.PERSONAL`)."""
