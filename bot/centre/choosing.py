"""Who would lead for one need, and which need comes first: the part of routing that only decides.

It says nothing about reasons or rankings, so it is quick enough to be asked "and if the answer
were this?" many times over, which is how `routing` finds the one question that would settle it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

    `instead` is set where the rule's own lead could not, and a stand-in or one that is also
    acceptable takes over.
    """

    need: str
    rule: Rule
    organisation: str
    instead: Support | CloseCall | None = None


def choose(situation: Situation, need: str) -> Choice | None:
    """The lead for a need: the first rule that fits and whose lead or stand-in may.

    Else one also acceptable, and None where no rule gives anybody.
    """
    matched = fitting(situation, need)
    for rule in matched:
        if situation.may_lead(rule.lead, need):
            return Choice(need, rule, rule.lead)
        for entry in _able(situation, need, rule.stand_in):
            return Choice(need, rule, entry.organisation, entry)
    for rule in matched:
        for entry in _able(situation, need, (*rule.close, *rule.support)):
            return Choice(need, rule, entry.organisation, entry)
    return None


def _able(
    situation: Situation, need: str, entries: Iterable[Support | CloseCall]
) -> Iterator[Support | CloseCall]:
    for entry in entries:
        if situation.may_lead(entry.organisation, need) and entry.when.holds(situation.facts):
            yield entry


def fitting(situation: Situation, need: str) -> list[Rule]:
    """The rules of a need that fit, in the order of the file."""
    rules = situation.centre.rules_by_need.get(need, ())
    return [rule for rule in rules if rule.when.holds(situation.facts)]


def dated_problems(situation: Situation) -> tuple[Dated, ...]:
    """The dated problems, the one that wins first: the one the company put first, else the file's.

    One for each need, since the first of them is reason enough.
    """
    found: dict[str, Dated] = {}
    for entry in situation.centre.dated:
        if entry.when.holds(situation.facts):
            found.setdefault(entry.need, entry)
    first = situation.answers.get("first_need")
    return tuple(sorted(found.values(), key=lambda entry: entry.need != first))


def order_of_needs(situation: Situation, dated: tuple[Dated, ...]) -> tuple[str, ...]:
    """The live needs, the one that sets the lead first.

    A dated problem wins; then the need the company put first; then what the precedence says; else
    the earliest in the export journey, and of two there the one the file names first: the order
    in which boxes were ticked decides nothing. A need that only comes with another goes last.
    """
    centre = situation.centre
    places = {p.need: p.place for p in centre.precedence if p.when.holds(situation.facts)}
    needs = list(live_needs(situation.answers))
    implied = [need for need, place in places.items() if place == "first"]
    urgent = [entry.need for entry in dated]
    needs += [need for need in (*implied, *urgent) if need not in needs]
    first = situation.answers.get("first_need")

    def rank(need: str) -> tuple[int, bool, bool, bool, int, int]:
        return (
            urgent.index(need) if need in urgent else len(urgent),
            places.get(need) == "last",
            need != first,
            places.get(need) != "first",
            centre.need(need).journey,
            centre.needs.index(centre.need(need)),
        )

    return tuple(sorted(dict.fromkeys(needs), key=rank))
