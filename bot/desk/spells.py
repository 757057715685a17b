"""Spells of absence: a first and a last day, both away, and who is here in between.

Shared by the command that sets an absence and by what asks who can be reached meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.desk.dates import today
from bot.desk.work import Work
from bot.storage import people
from bot.storage.tables import Member


@dataclass(frozen=True)
class Spell:
    """From the first day to the last, both included (local dates at the centre)."""

    first: date
    last: date

    def meets(self, other: Spell) -> bool:
        """Whether there is a day in both."""
        return self.first <= other.last and other.first <= self.last


def after(day: date) -> date:
    """The day after."""
    return day + timedelta(days=1)


def of(work: Work, member: Member) -> Spell | None:
    """The absence a member has told of, under way or to come; None when it is over."""
    if member.away_until is None or member.away_until < today(work):
        return None
    return Spell(member.away_from or today(work), member.away_until)


def away_in(work: Work, member: Member, spell: Spell) -> bool:
    """Whether a member is away on any day of a spell."""
    own = of(work, member)
    return own is not None and own.meets(spell)


def others_here(work: Work, member: Member, spell: Spell) -> bool:
    """Whether somebody else of the same organisation can be reached while a member is away."""
    colleagues = people.members_of(work.session, member.organisation)
    return any(
        other.confirmed_at and other.id != member.id and not away_in(work, other, spell)
        for other in colleagues
    )


def answers_for(work: Work, member: Member, spell: Spell) -> list[Member]:
    """Those who are away in the same days and have this member as their deputy."""
    colleagues = people.members_of(work.session, member.organisation)
    return [
        other
        for other in colleagues
        if other.deputy_id == member.id and other.id != member.id and away_in(work, other, spell)
    ]
