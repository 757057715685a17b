"""A case followed from step to step: what members did with it, and whom each step tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tests.calendar_year import almanac
from tests.calendar_year.case_clock import CaseClock, Lies, Offer
from tests.calendar_year.expected import Said
from tests.calendar_year.town import PEOPLE, ROOMS, Step


@dataclass
class CaseOracle(CaseClock):
    """One case, followed from step to step."""

    def follow(self, steps: Sequence[Step]) -> list[Said]:
        """Everything said of it, to the last tick."""
        now = steps[0].at
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            self._step(step)
            now = step.at
            self._remember(now)
            while (found := self._next(now)) and (following is None or found[0] < following.at):
                now = found[0]
                self._come_due(found[1], now)
                self._remember(now)
        return self.said

    def at(self, moment: datetime) -> Lies:
        """How it lay when that tick was over."""
        return next((lies for at, lies in reversed(self.history) if at <= moment), Lies())

    def _remember(self, now: datetime) -> None:
        offers = tuple((offer.organisation, offer.state) for offer in self.offers)
        lies = Lies(self.state, self.poster, self.handler, self.lead, offers)
        self.history.append((now, lies))

    # --- the members

    def _step(self, step: Step) -> None:
        organisation = PEOPLE[step.user][0]
        led = self.state in ("in_progress", "waiting")
        if step.verb != "absence":
            self.stepped = step.at
            if not led or step.user == self.handler or organisation == self.lead:
                self.nudges = 0
        getattr(self, f"_did_{step.verb}")(step, organisation)

    def _did_refer(self, step: Step, organisation: str) -> None:
        self.poster = step.user
        for room in ROOMS:
            self.said.append(Said(step.at, "card", room, self.about))
        if step.args["offer_to"] != "nobody":
            self._offered(step, str(step.args["offer_to"]))

    def _did_offer(self, step: Step, organisation: str) -> None:
        self._offered(step, str(step.args["organisation"]))

    def _offered(self, step: Step, to: str) -> None:
        self.offers.append(Offer(to, step.at, almanac.days_later(step.at, 1)))
        there = self.absences.reachable(to, step.at)
        self._tell(step.at, "offered", there, by=step.user)
        if not there:
            whom = [self.poster, *self.absences.coordinators(step.at)]
            self._tell(step.at, "unreachable", whom, by=step.user)

    def _did_take(self, step: Step, organisation: str) -> None:
        for offer in self.offers:
            if offer.organisation != organisation and offer.state == "offered":
                there = self.absences.reachable(offer.organisation, step.at)
                self._tell(step.at, "taken_by_other", there, by=step.user)
            offer.state = "accepted" if offer.organisation == organisation else "revoked"
        self.state, self.lead, self.handler = "in_progress", organisation, step.user
        self.taken, self.contact, self.asked_contact = step.at, self.contact, False
        self.nudges = 0
        self.said += [Said(step.at, "taken", room, self.about) for room in ROOMS]
        self._tell(step.at, "taken", [self.poster], by=step.user)

    def _did_take_over(self, step: Step, organisation: str) -> None:
        former, self.handler = self.handler, step.user
        self._tell(step.at, "taken_over", [former], by=step.user)

    def _did_contact(self, step: Step, organisation: str) -> None:
        if step.args["answer"] == "yes":
            self.contact = True
            self._tell(step.at, "contact", [self.poster], by=step.user)

    def _did_decline(self, step: Step, organisation: str) -> None:
        for offer in self.offers:
            if offer.organisation == organisation and offer.state in ("offered", "expired"):
                offer.state = "declined"
        self.told_end = step.at
        whom = [self.poster, *self.absences.coordinators(step.at)]
        self._tell(step.at, "declined", whom, by=step.user)

    def _did_ask(self, step: Step, organisation: str) -> None:
        as_poster = step.user == self.poster
        party = self.offers[-1].organisation if as_poster else organisation
        for offer in self.offers:
            if offer.organisation == party and offer.state == "offered":
                offer.paused = offer.paused or step.at
        self.asker, self.asked_of = step.user, "organisation" if as_poster else "poster"
        asked = self.absences.reachable(party, step.at) if as_poster else [self.poster]
        self._tell(step.at, "asked", asked, by=step.user)

    def _did_answer(self, step: Step, organisation: str) -> None:
        for offer in self.offers:
            if offer.state == "offered":
                self._unpause(offer, step.at)
        self._tell(step.at, "answered", [self.asker], by=step.user)

    def _did_note(self, step: Step, organisation: str) -> None:
        pass

    def _did_wait(self, step: Step, organisation: str) -> None:
        self.state, self.waits_until = "waiting", date.fromisoformat(str(step.args["until"]))

    def _did_resume(self, step: Step, organisation: str) -> None:
        self.state, self.waits_until = "in_progress", None

    def _did_release(self, step: Step, organisation: str) -> None:
        for offer in self.offers:
            offer.state = "left" if offer.state == "accepted" else offer.state
        self.state, self.lead, self.handler, self.told_end = "open", "", "", step.at
        whom = [self.poster, *self.absences.coordinators(step.at)]
        self._tell(step.at, "left", whom, by=step.user)

    def _did_close(self, step: Step, organisation: str) -> None:
        for offer in self.offers:
            if offer.state == "offered":
                there = self.absences.reachable(offer.organisation, step.at)
                self._tell(step.at, "closed", there, by=step.user)
        self.state, self.closed = "closed", step.at
        self.later_asked = set()
        self._tell(step.at, "closed", [self.poster], by=step.user)

    def _did_withdraw(self, step: Step, organisation: str) -> None:
        if self.handler:
            self._tell(step.at, "withdrawn", [self.handler], by=step.user)
        for offer in self.offers:
            if offer.state == "offered":
                there = self.absences.reachable(offer.organisation, step.at)
                self._tell(step.at, "withdrawn", there, by=step.user)
        self.state = "withdrawn"

    def _did_reopen(self, step: Step, organisation: str) -> None:
        self.state, self.closed = "in_progress", None

    def _did_later(self, step: Step, organisation: str) -> None:
        pass
