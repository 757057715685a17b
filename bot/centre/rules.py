"""The decision rules as data: who leads, who supports, and why.

The rules of one need are tried in the order of the file and the first that fits decides. All
the rest (stops, dated problems, gates, pairs, the fallback) is data of the same kind, so the
people who made the agreement can read and change it.
"""

from __future__ import annotations

from typing import Literal

from bot.centre.conditions import ALWAYS, Condition
from bot.centre.wording import Record, Several, Text, Verified


class Support(Record):
    """An organisation beside the lead, or instead of it where the lead cannot."""

    organisation: str
    when: Condition = ALWAYS
    reason: Text


class CloseCall(Record):
    """A second organisation within a hair of the lead, and the question that would settle it."""

    organisation: str
    when: Condition = ALWAYS
    ask: str | None = None
    reason: Text


class Rule(Verified):
    """For this need, under this condition, this organisation leads.

    `support` are those who go along. `stand_in` are those who take over where the lead cannot, and
    keep out of it otherwise; where nobody stands in, one of the supports takes over. A `final`
    rule settles the matter, so that nothing more is asked.
    """

    id: str
    need: str
    when: Condition = ALWAYS
    lead: str
    reason: Text
    support: tuple[Support, ...] = ()
    close: tuple[CloseCall, ...] = ()
    stand_in: tuple[Support, ...] = ()
    final: bool = False


class Stop(Record):
    """What does not belong to the centre, and the polite pointer to where it does."""

    id: str
    when: Condition
    text: Text


class Dated(Record):
    """A problem with a date: its need sets the lead whatever else is wanted."""

    id: str
    need: str
    when: Condition
    reason: Text


class Precedence(Record):
    """A need that goes first or last among several, such as a voucher that pays for another.

    `first` yields to a `first_need` that the company has named; `last` does not.
    """

    id: str
    need: str
    when: Condition
    place: Literal["first", "last"]


class Gate(Record):
    """Organisations that may not take part here, and the sentence that tells why."""

    id: str
    organisations: Several
    when: Condition
    except_needs: Several = ()
    text: Text

    def shuts(self, organisation: str, need: str) -> bool:
        """Whether the gate, where it holds, concerns this organisation for this need."""
        return organisation in self.organisations and need not in self.except_needs


class Companions(Record):
    """Two organisations that often go to the company together."""

    id: str
    organisations: tuple[str, str]
    when: Condition = ALWAYS
    reason: Text


class Fallback(Record):
    """What happens when no rule fits: never an empty hand.

    `need` names the need whose rules answer instead; the coordinator's organisation comes last.
    `declined` is said where those who have the task have said no, the coordinator among them.
    """

    need: str
    no_rule: Text
    no_need: Text
    declined: Text
    coordinator: Text
