"""Everything that must have left, from what members did and when the machine was awake."""

from __future__ import annotations

from dataclasses import dataclass

from tests.calendar_year.case_oracle import CaseOracle
from tests.calendar_year.digest_oracle import DigestOracle
from tests.calendar_year.expected import Absences, Clock, Said
from tests.calendar_year.meeting_oracle import MeetingOracle
from tests.calendar_year.town import ROOMS, Step, Town

ABOUT_MEETINGS = frozenset({"meeting", "cancel_meeting", "coming", "met"})
ABOUT_NOTHING = frozenset({"absence", "news"})


@dataclass
class Oracle:
    """The whole town's."""

    town: Town

    def said(self) -> list[Said]:
        """Every message of two years."""
        names = {number: user for user, number in self.town.members.items()}
        absences = Absences(self.town.steps, names)
        clock = Clock(self.town.ticks)
        found: list[Said] = []
        cases, meetings = [], []
        for number, steps in self._about(cases=True).items():
            cases.append(CaseOracle(number, absences, clock))
            found += cases[-1].follow(steps)
        for number, steps in self._about(cases=False).items():
            meetings.append(MeetingOracle(number, absences, clock))
            found += meetings[-1].follow(steps)
        digests = DigestOracle(absences, clock, cases, meetings, self.town.steps)
        return [*found, *digests.said(), *self._told_by_members(names)]

    def _about(self, *, cases: bool) -> dict[int, list[Step]]:
        found: dict[int, list[Step]] = {}
        for step in self.town.steps:
            about_case = step.verb not in ABOUT_MEETINGS | ABOUT_NOTHING
            if step.verb not in ABOUT_NOTHING and about_case == cases:
                found.setdefault(step.about, []).append(step)
        return found

    def _told_by_members(self, names: dict[int, str]) -> list[Said]:
        """News told at once, and who becomes a deputy."""
        found: list[Said] = []
        items = 0
        for step in self.town.steps:
            if step.verb == "news":
                items += 1
                if step.args["when"] == "now":
                    found += [Said(step.at, "news", room, f"news:{items}") for room in ROOMS]
            elif step.verb == "absence" and step.args.get("deputy"):
                deputy = names[int(str(step.args["deputy"]))]
                found.append(Said(step.at, "made_deputy", deputy, step.user))
        return found
