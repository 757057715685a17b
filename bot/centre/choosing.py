"""Who would lead for one need, and which need comes first: the part of routing that only decides.

It says nothing about reasons or rankings, so it is quick enough to be asked "and if the answer
were this?" many times over, which is how `routing` finds the one question that would settle it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.centre.checklist import Answers, facts, live_needs
from bot.centre.conditions import Facts
from bot.centre.model import Centre
from bot.centre.rules import CloseCall, Dated, Gate, Rule, Support


@dataclass(frozen=True, slots=True)
class Situation:
    """One set of answers, what follows from them, and who is out of the question."""

    centre: Centre
    answers: Answers
    facts: Facts
    gates: tuple[Gate, ...]
    left_out: frozenset[str]

    @classmethod
    def of(cls, centre: Centre, answers: Answers, left_out: frozenset[str]) -> Situation:
        """The situation that these answers describe."""
        known = facts(centre, answers)
        gates = tuple(gate for gate in centre.gates if gate.when.holds(known))
        return cls(centre, answers, known, gates, left_out)

    def gate(self, organisation: str, need: str) -> Gate | None:
        """The gate that shuts an organisation out for a need, if one does."""
        return next((g for g in self.gates if g.shuts(organisation, need)), None)

    def may(self, organisation: str, need: str) -> bool:
        """Whether an organisation can be asked: it has not declined, and no gate shuts it out."""
        return organisation not in self.left_out and self.gate(organisation, need) is None

    def may_lead(self, organisation: str, need: str) -> bool:
        """Whether it can be asked to lead; a supporting partner cannot."""
        return (
            self.may(organisation, need) and self.centre.organisation(organisation).kind == "member"
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """Who would lead for one need, by which rule.

    `instead` is set where the rule's own lead could not, and one that is also acceptable steps in.
    """

    need: str
    rule: Rule
    organisation: str
    instead: Support | CloseCall | None = None


def choose(situation: Situation, need: str) -> Choice | None:
    """The lead for a need: the first rule that fits and whose lead may; else one also acceptable.

    None where no rule gives anybody.
    """
    matched = fitting(situation, need)
    for rule in matched:
        if situation.may_lead(rule.lead, need):
            return Choice(need, rule, rule.lead)
    for rule in matched:
        also: Iterable[Support | CloseCall] = (*rule.close, *rule.support)
        for entry in also:
            able = situation.may_lead(entry.organisation, need)
            if able and entry.when.holds(situation.facts):
                return Choice(need, rule, entry.organisation, entry)
    return None


def fitting(situation: Situation, need: str) -> list[Rule]:
    """The rules of a need that fit, in the order of the file."""
    rules = situation.centre.rules_by_need.get(need, ())
    return [rule for rule in rules if rule.when.holds(situation.facts)]


def dated_problem(situation: Situation) -> Dated | None:
    """The dated problem that wins; among several the one the company put first."""
    found = [entry for entry in situation.centre.dated if entry.when.holds(situation.facts)]
    first = situation.answers.get("first_need")
    return next((d for d in found if d.need == first), found[0] if found else None)


def order_of_needs(situation: Situation, dated: Dated | None) -> tuple[str, ...]:
    """The live needs, the one that sets the lead first.

    A dated problem wins; then the need the company put first; then what the precedence says; else
    the earliest in the export journey. A need that only comes with another goes last.
    """
    centre = situation.centre
    places = {p.need: p.place for p in centre.precedence if p.when.holds(situation.facts)}
    needs = list(live_needs(situation.answers))
    implied = [need for need, place in places.items() if place == "first"]
    needs += [need for need in (*implied, *((dated.need,) if dated else ())) if need not in needs]
    first = situation.answers.get("first_need")

    def rank(need: str) -> tuple[bool, bool, bool, bool, int]:
        return (
            not (dated and dated.need == need),
            places.get(need) == "last",
            need != first,
            places.get(need) != "first",
            centre.need(need).journey,
        )

    return tuple(sorted(dict.fromkeys(needs), key=rank))
