"""Whether a person can be written to in private, as their platform tells.

Where an app is added and removed by each person for themselves (Teams), that is told by the
platform, and comes as a command from nobody in particular.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import alarms
from bot.desk.commands import Blank, Entry
from bot.desk.replies import Address, Outcome
from bot.desk.work import Work


def reach(work: Work, command: Blank) -> Outcome:
    """The person can be reached from now on: `dispatch` keeps that of whoever acts."""
    return Outcome()


@dataclass(frozen=True)
class Parted:
    """The person has taken the app away, so that nothing can be written to them there."""

    why: str = "parted"


def part(work: Work, command: Parted) -> Outcome:
    """A member is written to elsewhere from now on; where there is no elsewhere, it is told."""
    identity = work.identity
    if work.acting is not None and identity is not None:
        to = Address(identity.platform, identity.workspace, user=identity.user)
        day = work.desk.calendar.local(work.now).date()
        alarms.person_lost(
            work.session, identity.member_id, to, command.why, work.now, day=day, by_hand=True
        )
    return Outcome()


ENTRIES = (
    Entry("reached", Blank, reach, stranger=True, told=True),
    Entry("parted", Parted, part, stranger=True, told=True),
)
