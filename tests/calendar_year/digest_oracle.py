"""Which digests and own lists must come, by the agreement's own words.

Every Monday at eight, or the next working day where that Monday is closed, to each room; one alone
that covers several weeks where the machine slept. A room gets none when there is nothing at all to
tell. On the same morning each member gets their own list, if they have anything: what their
organisation is asked, what they posted and nobody has taken, what they handle, the meetings of the
next fourteen days they come to, the companies they have met and opened no case about. The list of
who is away goes to the deputy, without what is asked of them and whom they met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tests.calendar_year import almanac
from tests.calendar_year.case_clock import Lies
from tests.calendar_year.case_oracle import CaseOracle
from tests.calendar_year.expected import Absences, Clock, Said
from tests.calendar_year.meeting_oracle import MeetingOracle
from tests.calendar_year.town import PEOPLE, ROOMS, Step

FORTNIGHT, MET_FOR = timedelta(days=14), timedelta(days=60)


@dataclass(frozen=True)
class Edition:
    """One digest: the tick that makes it, its week's name, and how many weeks it covers."""

    made: datetime
    week: str
    since: datetime
    until: datetime
    weeks: int


def editions(clock: Clock) -> list[Edition]:
    """Every digest between the first tick and the last; the first moment only begins the count."""
    found: list[Edition] = []
    last = _before(clock.open[0])
    for due, week in _moments(last[0], clock.open[-1]):
        made = clock.opens(due)
        if made is None or due <= last[0]:
            continue
        weeks, since = 1, last[0]
        if found and found[-1].made == made:
            before = found.pop()
            weeks, since = before.weeks + 1, before.since
        found.append(Edition(made, week, since, due, weeks))
        last = due, week
    return found


def _before(at: datetime) -> tuple[datetime, str]:
    return [moment for moment in _moments(at - timedelta(days=21), at) if moment[0] <= at][-1]


def _moments(first: datetime, last: datetime) -> Iterator[tuple[datetime, str]]:
    day = almanac.here(first).date()
    monday = day - timedelta(days=day.weekday())
    while (due := almanac.instant(almanac.this_or_after(monday), time(8))) <= last:
        year, number, _ = (monday - timedelta(days=7)).isocalendar()
        yield due, f"{year}-W{number:02d}"
        monday += timedelta(days=7)


@dataclass
class DigestOracle:
    """The digests and own lists, from how everything lies at each."""

    absences: Absences
    clock: Clock
    cases: Sequence[CaseOracle]
    meetings: Sequence[MeetingOracle]
    steps: Sequence[Step]

    def said(self) -> list[Said]:
        """Everything sent on the mornings of the digest."""
        found: list[Said] = []
        for edition in editions(self.clock):
            about = f"week:{edition.week}"
            if self._anything(edition):
                found += [Said(edition.made, "digest", room, about) for room in ROOMS]
            for user in PEOPLE:
                reader = self.absences.reads(user, edition.made)
                if reader and self._has(user, edition.made, own=reader == user):
                    found.append(Said(edition.made, "own_list", reader, f"{about} of {user}"))
        return found

    def _anything(self, edition: Edition) -> bool:
        """Whether something has happened, lies open or lies ahead."""
        happened = any(
            edition.since <= step.at < edition.until and step.verb in ("refer", "close", "news")
            for step in self.steps
        )
        live = any(case.at(edition.made).live for case in self.cases)
        return happened or live or any(self._ahead(m, edition.made) for m in self.meetings)

    def _has(self, user: str, now: datetime, *, own: bool) -> bool:
        cases = [lies for case in self.cases if (lies := case.at(now)).live]
        if any(self._concerns(lies, user, own=own) for lies in cases):
            return True
        if any(user in self._ahead(meeting, now) for meeting in self.meetings):
            return True
        met = (s.at for s in self.steps if s.verb == "met" and s.user == user)
        return own and any(now - MET_FOR <= at < now for at in met if self._named(user, at))

    def _named(self, user: str, at: datetime) -> bool:
        return any(s.at == at and s.user == user and s.args.get("companies") for s in self.steps)

    @staticmethod
    def _concerns(lies: Lies, user: str, *, own: bool) -> bool:
        if lies.handler == user or (lies.poster == user and lies.state == "open"):
            return True
        waits = {"offered"} if lies.lead else {"offered", "expired"}
        organisation = PEOPLE[user][0]
        return own and any(slug == organisation and state in waits for slug, state in lies.offers)

    def _ahead(self, meeting: MeetingOracle, now: datetime) -> frozenset[str]:
        """Who comes to a meeting of the next fortnight; its number where nobody does."""
        plan, coming = meeting.at(now)
        today = almanac.here(now).date()
        if plan is None or not today <= plan.day <= today + FORTNIGHT:
            return frozenset()
        return coming | {f"meeting {meeting.number}"}
