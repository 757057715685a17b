"""Routing: answers in; a lead, at most two supports and the runners-up out, each with its reasons.

The order is the one agreed: what does not belong here is stopped and pointed onwards; a dated
problem wins; else the need put first, or the earliest in the journey; gates are applied; and where
it is not sure, the one question that would settle it is named and both are shown. Pure: the same
centre and answers always give the same routing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from bot.centre.checklist import Answers
from bot.centre.choosing import (
    Choice,
    Situation,
    choose,
    dated_problems,
    fitting,
    order_of_needs,
)
from bot.centre.conditions import ALWAYS
from bot.centre.doubt import Doubt, doubt_about
from bot.centre.model import Centre
from bot.centre.reasons import Reason, because_of, gates_met, named
from bot.centre.rules import Companions
from bot.centre.suggesting import OutOfScope, Routing, Suggestion, as_json
from bot.texts import Label, Phrase, phrase

__all__ = ["OutOfScope", "Reason", "Routing", "Suggestion", "as_json", "route"]

LEAD, OTHER_NEED, OTHER_RULE, PAIR, SUPPORT, PAIR_FOR_ONE = 100.0, 60.0, 50.0, 45.0, 40.0, 35.0
"""How strongly each way of being suggested speaks. A dated problem adds `DATED` to the lead.

A pair goes before the rule's own supports where two needs are live, and after them for one need,
since it is several live needs that the pairs are agreed for.
"""
DATED = 20.0
HAIR = 3.0
"""How far behind the lead one comes that is as good, until a question has been answered."""
MOST_SUPPORTS = 2
FALLBACK, COORDINATOR = "fallback", "coordinator"
"""What stands for a rule's id where no rule gave anybody."""


def route(centre: Centre, answers: Answers, left_out: frozenset[str] = frozenset()) -> Routing:
    """Route a case by its answers (as `checklist.clean` gives them).

    `left_out` are the organisations that have declined. There is always a lead, unless the case
    does not belong to the centre at all.
    """
    situation = Situation.of(centre, answers, left_out)
    for stop in centre.stops:
        if stop.when.holds(situation.facts):
            return Routing(
                lead=None, out_of_scope=OutOfScope(stop.id, stop.text), version=centre.version
            )
    return _Ranking(situation).routing()


class _Ranking:
    """One routing in the making: who has been suggested so far, how strongly and why."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.centre = situation.centre
        self.dated = dated_problems(situation)
        self.needs = order_of_needs(situation, self.dated)
        found = (choose(situation, need) for need in self.needs)
        self.choices = [choice for choice in found if choice is not None]
        self.scores: dict[str, float] = {}
        self.reasons: dict[str, list[Reason]] = {}
        self.lost: dict[str, Label | Phrase] = {}

    def routing(self) -> Routing:
        """Lead, supports and runners-up with reasons, and the question that would settle it."""
        main, choice = self._main()
        doubt = doubt_about(self.situation, self.needs, self.choices, self.dated)
        support = self._supports(main, choice)
        self._runners_up(main, choice, doubt)
        ranked = sorted(self.scores, key=lambda slug: -self.scores[slug])
        return Routing(
            lead=main,
            support=support,
            suggestions=tuple(self._suggestion(slug, main) for slug in ranked),
            near=doubt.rival is not None and doubt.rival != main and doubt.near,
            question=doubt.question,
            urgent=bool(self.dated),
            version=self.centre.version,
            gated=tuple(self._gated()),
        )

    def _main(self) -> tuple[str, Choice | None]:
        """The lead, with its reasons noted, and the choice behind it if a rule gave it."""
        if self.choices:
            choice = self.choices[0]
            for reason in self._why_urgent(choice.need):
                self._note(choice.organisation, LEAD + DATED, reason)
            for reason in because_of(self.situation, choice):
                self._note(choice.organisation, LEAD, reason)
            return choice.organisation, choice
        return self._fallback()

    def _why_urgent(self, need: str) -> Iterator[Reason]:
        for entry in self.dated:
            if entry.need == need:
                yield Reason(entry.id, named(self.situation, (), entry.when), entry.reason)

    def _fallback(self) -> tuple[str, Choice | None]:
        situation, fallback = self.situation, self.centre.fallback
        coordinator = self.centre.coordinator_organisation
        wanted = named(situation, self.needs)
        declined = situation.left_out and any(
            choose(_nobody_left_out(situation), need) for need in self.needs
        )
        if declined and coordinator not in situation.left_out:
            self._note(coordinator, LEAD, Reason(COORDINATOR, wanted, fallback.coordinator))
            return coordinator, None
        choice = choose(situation, fallback.need)
        if choice is None:
            self._note(coordinator, LEAD, Reason(COORDINATOR, wanted, fallback.coordinator))
            return coordinator, None
        text = fallback.declined if declined else fallback.no_rule
        if not self.needs:
            text = fallback.no_need
        self._note(choice.organisation, LEAD, Reason(FALLBACK, wanted, text))
        met = (gates_met(situation, need, None) for need in self.needs)
        for reason in chain(*met) if self.needs else because_of(situation, choice):
            self._note(choice.organisation, LEAD, reason)
        return choice.organisation, choice

    def _supports(self, lead: str, choice: Choice | None) -> tuple[str, ...]:
        """Other live needs' leads first, then usual companions, then the rule's own supports."""
        for place, other in enumerate(self.choices[1:]):
            why = because_of(self.situation, other)
            for reason in chain(self._why_urgent(other.need), why):
                self._note(other.organisation, OTHER_NEED - place, reason)
            self.lost.setdefault(other.organisation, self._behind(other))
        need = choice.need if choice else self.centre.fallback.need
        for place, (pair, companion) in enumerate(self._companions(lead, need)):
            keys = named(self.situation, (), pair.when)
            score = PAIR if len(self.choices) > 1 else PAIR_FOR_ONE
            self._note(companion, score - place, Reason(pair.id, keys, pair.reason))
        if choice is not None and not choice.instead:
            for place, support in enumerate(choice.rule.support):
                beside = support.organisation != lead and self.situation.may(
                    support.organisation, need
                )
                if beside and support.when.holds(self.situation.facts):
                    keys = named(self.situation, (need,), support.when)
                    reason = Reason(choice.rule.id, keys, support.reason)
                    self._note(support.organisation, SUPPORT - place, reason)
        ranked = sorted(self.scores, key=lambda slug: -self.scores[slug])
        return tuple(slug for slug in ranked if slug != lead)[:MOST_SUPPORTS]

    def _companions(self, lead: str, need: str) -> Iterator[tuple[Companions, str]]:
        for pair in self.centre.pairs:
            if lead in pair.organisations and pair.when.holds(self.situation.facts):
                companion = next(slug for slug in pair.organisations if slug != lead)
                if self.situation.may(companion, need) and companion not in self.reasons:
                    yield pair, companion

    def _runners_up(self, lead: str, choice: Choice | None, doubt: Doubt) -> None:
        """Those that another rule of the same need names, and the rival within a hair.

        A rule without a condition is for when nothing else fits, so here it says nothing.
        """
        if doubt.rival is not None and doubt.rival != lead:
            told = doubt.rival in self.scores
            score = self.scores[lead] - HAIR if doubt.near else OTHER_NEED
            for reason in doubt.reasons:
                self._note(doubt.rival, score, reason)
            if doubt.question and (doubt.near or not told):
                wording = self.centre.question(doubt.question).wording
                self.lost[doubt.rival] = phrase("routing.lost-question", question=wording)
            elif doubt.near:
                self.lost[doubt.rival] = phrase("routing.lost-near", lead=self._short(lead))
        if choice is None:
            return
        for rule in fitting(self.situation, choice.need):
            own = rule.when != ALWAYS and rule.lead not in (lead, doubt.rival)
            if own and self.situation.may_lead(rule.lead, choice.need):
                reason = Reason(
                    rule.id, named(self.situation, (rule.need,), rule.when), rule.reason
                )
                self._note(rule.lead, OTHER_RULE, reason)
                self.lost.setdefault(rule.lead, phrase("routing.lost-rule", lead=self._short(lead)))

    def _behind(self, other: Choice) -> Phrase:
        """Why another live need does not set the lead."""
        first, later = self.centre.need(self.choices[0].need), self.centre.need(other.need)
        for reason in self._why_urgent(first.code):
            return phrase("routing.lost-dated", reason=reason.text)
        if self.situation.answers.get("first_need") == first.code:
            code = "routing.lost-not-first"
        elif later.journey > first.journey:
            code = "routing.lost-later"
        else:
            code = "routing.lost-after"
        return phrase(code, need=later.label, first=first.label)

    def _gated(self) -> Iterator[Suggestion]:
        """Those that would have led for a live need, had no gate shut them out."""
        seen: set[str] = set()
        for need in self.needs:
            for rule in fitting(self.situation, need):
                gate = self.situation.gate(rule.lead, need)
                if gate is None:
                    break
                if rule.lead not in seen:
                    seen.add(rule.lead)
                    keys = named(self.situation, (need,), gate.when)
                    yield Suggestion(
                        rule.lead, 0.0, (Reason(rule.id, keys, rule.reason),), gate.text
                    )

    def _suggestion(self, slug: str, lead: str) -> Suggestion:
        lost: Label | Phrase | None = None
        if slug != lead:
            lost = self.lost.get(slug) or phrase("routing.lost-support", lead=self._short(lead))
        return Suggestion(slug, self.scores[slug], tuple(self.reasons[slug]), lost)

    def _note(self, slug: str, score: float, reason: Reason) -> None:
        self.scores[slug] = max(score, self.scores.get(slug, 0.0))
        known = self.reasons.setdefault(slug, [])
        if all(r.text != reason.text for r in known):
            known.append(reason)

    def _short(self, slug: str) -> str:
        return self.centre.organisation(slug).short


def _nobody_left_out(situation: Situation) -> Situation:
    return Situation.of(situation.centre, situation.answers, frozenset())
