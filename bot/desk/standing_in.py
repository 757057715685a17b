"""Who stands in for somebody away is told, and so is whoever is away by another's word."""

from __future__ import annotations

from typing import Any

from bot.desk import spells, telling
from bot.desk.dates import today
from bot.desk.replies import Body, Button, Buttons, Line
from bot.desk.spells import Spell
from bot.desk.work import Work
from bot.storage import people
from bot.storage.tables import Member, Notice
from bot.texts import Arg, Day, phrase


def tell(work: Work, member: Member, deputy: Member | None, spell: Spell) -> None:
    """The deputy, and whoever is away where another has said so."""
    args: dict[str, Any] = {
        "member": member.id or 0,
        "by": work.me,
        "first": spell.first.isoformat(),
        "until": spell.last.isoformat(),
    }
    key = f"{member.id}:{work.now.isoformat()}"
    if deputy is not None and deputy.id != work.me:
        telling.message(work, [deputy.id or 0], "made_deputy", f"made-deputy:{key}", **args)
    if member.id != work.me:
        telling.message(work, [member.id or 0], "absence_noted", f"absence-noted:{key}", **args)


def tell_freed(work: Work, member: Member, deputy: Member | None) -> None:
    """Who was to answer, and need not any more."""
    spell = spells.of(work, member)
    former = people.member(work.session, member.deputy_id)
    if spell is None or former is None or former.ended_at or former.id in (work.me, member.id):
        return
    if deputy is None or deputy.id != former.id:
        key = f"deputy-freed:{member.id}:{work.now.isoformat()}"
        telling.message(work, [former.id or 0], "deputy_freed", key, member=member.id or 0)


def _made_deputy(work: Work, notice: Notice, reader: Member) -> Body | None:
    """Until when, and where the cases are that may have to be taken over."""
    member, spell = _told_of(work, notice)
    if member is None or spell is None or member.deputy_id != reader.id:
        return None
    first, last = Day(spell.first), Day(spell.last)
    later = spell.first > today(work)
    code = "notice.made_deputy_later" if later else "notice.made_deputy"
    ours = Buttons((Button(phrase("button.ours"), "ours"),))
    return (Line(phrase(code, name=member.name, first=first, until=last)), ours)


def _absence_noted(work: Work, notice: Notice, reader: Member) -> Body | None:
    """Who said so, and the way back for somebody who is here after all."""
    member, spell = _told_of(work, notice)
    if member is None or spell is None or member.id != reader.id:
        return None
    by = people.member(work.session, int(str(notice.args.get("by", 0))))
    name: Arg = by.name if by and by.name else phrase("history.former")
    line = phrase("notice.absence_noted", name=name, until=Day(spell.last))
    return (Line(line), Buttons((back_button(member),)))


def _told_of(work: Work, notice: Notice) -> tuple[Member | None, Spell | None]:
    """The absence a notice is about, as long as it is the one that is meant."""
    member = people.member(work.session, int(str(notice.args.get("member", 0))))
    spell = spells.of(work, member) if member and not member.ended_at else None
    if spell is None or spell.last.isoformat() != notice.args.get("until"):
        return None, None
    return member, spell


def back_button(member: Member) -> Button:
    """Here again, in one press."""
    args = {"member": str(member.id), "back": "yes", "_form": "-"}
    return Button(phrase("button.back"), "absence", args)


PERSONAL = {"made_deputy": _made_deputy, "absence_noted": _absence_noted}
"""What these notices say (see `notices.PERSONAL`); "deputy_freed" is its sentence alone."""
