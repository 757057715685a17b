"""What the oracle says must leave, and when; and who answers for somebody who is away."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tests.calendar_year import almanac
from tests.calendar_year.town import PEOPLE, Step


@dataclass(frozen=True, order=True)
class Said:
    """One message: the hour it leaves, its kind, to whom (a member or a platform's room), of what.

    What a member causes leaves at once; the hour is then the instant itself.
    """

    at: datetime
    kind: str
    to: str
    about: str


class Clock:
    """The hours at which the machine was awake."""

    def __init__(self, ticks: Sequence[datetime]) -> None:
        """The ticks, in order."""
        self.ticks = ticks
        self.open = [at for at in ticks if almanac.is_open(at)]

    def awake(self, at: datetime) -> datetime | None:
        """The first tick from then on; None after the last."""
        return _first(self.ticks, at)

    def opens(self, at: datetime) -> datetime | None:
        """The first tick in working hours from then on."""
        return _first(self.open, at)


def _first(hours: Sequence[datetime], at: datetime) -> datetime | None:
    place = bisect_left(hours, at)
    return hours[place] if place < len(hours) else None


@dataclass(frozen=True)
class _Spell:
    told: datetime
    first: date
    last: date
    deputy: str


class Absences:
    """Who is away when, from what members said."""

    def __init__(self, steps: Iterable[Step], names: dict[int, str]) -> None:
        """Each member's latest word counts."""
        self._spells: dict[str, list[_Spell]] = {}
        for step in steps:
            if step.verb == "absence":
                deputy = names.get(int(str(step.args.get("deputy") or 0)), "")
                begins = date.fromisoformat(str(step.args["from_day"]))
                ends = date.fromisoformat(str(step.args["until"]))
                spell = _Spell(step.at, begins, ends, deputy)
                self._spells.setdefault(step.user, []).append(spell)

    def away(self, user: str, at: datetime) -> str | None:
        """The deputy ("" for none) of somebody who is away then; None for somebody who is here."""
        known = [spell for spell in self._spells.get(user, ()) if spell.told <= at]
        if known and known[-1].first <= almanac.here(at).date() <= known[-1].last:
            return known[-1].deputy
        return None

    def reads(self, user: str, at: datetime) -> str | None:
        """Who gets a member's messages: themselves, or their deputy, or nobody.

        A deputy who has gone away since has a deputy too, who then answers for both.
        """
        reader, asked = user, {""}
        while (deputy := self.away(reader, at)) is not None:
            asked.add(reader)
            if deputy in asked:
                return None
            reader = deputy
        return reader

    def reachable(self, organisation: str, at: datetime) -> list[str]:
        """Those who answer at an organisation."""
        own = [user for user, (slug, _, _) in PEOPLE.items() if slug == organisation]
        here = [reader for user in own if (reader := self.reads(user, at))]
        return list(dict.fromkeys(here))

    def coordinators(self, at: datetime) -> list[str]:
        """The coordinator; the stand-in while she is away."""
        return ["karin"] if self.away("karin", at) is None else ["omar"]
