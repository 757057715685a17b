"""Doubt: is it sure who leads, and if not, which one question would settle it?

A missing answer decides when some answer to it would give another lead by a rule. That is tried
out, not guessed: the checklist's questions that the rules of the need look at are answered, one
at a time, in every way that makes a difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.centre.choosing import Choice, Situation, choose, fitting
from bot.centre.model import Question
from bot.centre.reasons import Reason, because_of, named
from bot.centre.rules import Dated


@dataclass(frozen=True, slots=True)
class Doubt:
    """Who else might lead, why, and the question that would settle it.

    `near` tells that both should be shown; without it the agreed order has decided, and the
    question would only tell whether the company sees it otherwise.
    """

    question: str | None = None
    rival: str | None = None
    near: bool = False
    reasons: tuple[Reason, ...] = ()


SURE = Doubt()


def doubt_about(
    situation: Situation, needs: tuple[str, ...], choices: list[Choice], dated: tuple[Dated, ...]
) -> Doubt:
    """What is in doubt about the first of the choices.

    The order of asking: what a rule itself calls a close case, core questions that change the
    rule, which need comes first, the rest that change the rule, and last those whose answer could
    only bring a gate down.
    """
    if not needs:
        return Doubt(question="needs")
    if not choices:
        return SURE
    choice = choices[0]
    if choice.rule.final:
        return SURE
    missing = _Missing(situation, choice)
    return (
        _close_call(situation, choice)
        or missing.answer(core=True)
        or _which_need(situation, choices, dated)
        or missing.answer(core=False)
        or missing.answer_for_a_gate()
        or SURE
    )


def _close_call(situation: Situation, choice: Choice) -> Doubt | None:
    for close in choice.rule.close:
        rival = close.organisation
        able = rival != choice.organisation and situation.may_lead(rival, choice.need)
        if able and close.when.holds(situation.facts):
            reason = Reason(
                choice.rule.id, named(situation, (choice.need,), close.when), close.reason
            )
            ask = close.ask if close.ask and not situation.answers.get(close.ask) else None
            return Doubt(ask, rival, near=True, reasons=(reason,))
    return None


def _which_need(
    situation: Situation, choices: list[Choice], dated: tuple[Dated, ...]
) -> Doubt | None:
    first, *rest = choices
    asked = situation.centre.question("first_need").when.holds(situation.facts)
    settled = bool(dated) or bool(situation.answers.get("first_need")) or not asked
    other = next((c for c in rest if c.organisation != first.organisation), None)
    if settled or other is None:
        return None
    centre = situation.centre
    places = {p.need for p in centre.precedence if p.when.holds(situation.facts)}
    tie = centre.need(first.need).journey == centre.need(other.need).journey
    near = tie and first.need not in places and other.need not in places
    return Doubt("first_need", other.organisation, near, tuple(because_of(situation, other)))


@dataclass(frozen=True, slots=True)
class _Rival:
    """Who would lead instead for one answer.

    `by_rule` when another rule would then decide, and not only a gate come down; `near` when both
    should be shown.
    """

    organisation: str
    by_rule: bool
    near: bool
    reasons: tuple[Reason, ...]


class _Missing:
    """The questions without an answer that could change who leads, each tried out once."""

    def __init__(self, situation: Situation, choice: Choice) -> None:
        self.situation = situation
        self.choice = choice
        self.first = fitting(situation, choice.need)[0]
        self.questions = list(_unanswered(situation, choice.need))
        self.gated: Doubt | None = None

    def answer(self, *, core: bool) -> Doubt | None:
        """The first question an answer to which would bring in another rule."""
        for question in self.questions:
            if question.core is not core:
                continue
            rivals = list(self._rivals(question))
            by_rule = [rival for rival in rivals if rival.by_rule]
            if by_rule:
                return _doubt(question, by_rule)
            if rivals and self.gated is None:
                self.gated = _doubt(question, rivals)
        return None

    def answer_for_a_gate(self) -> Doubt | None:
        """The first question met so far an answer to which would only bring a gate down."""
        return self.gated

    def _rivals(self, question: Question) -> Iterator[_Rival]:
        situation, choice = self.situation, self.choice
        for value in _probes(situation, question):
            supposed = Situation.of(
                situation.centre, {**situation.answers, question.id: value}, situation.left_out
            )
            if any(stop.when.holds(supposed.facts) for stop in situation.centre.stops):
                continue
            other = choose(supposed, choice.need)
            if other is None or other.organisation == choice.organisation:
                continue
            gated = supposed.gate(choice.organisation, choice.need) is not None
            yield _Rival(
                other.organisation,
                by_rule=not gated or fitting(supposed, choice.need)[0] is not self.first,
                near=not gated or not choice.rule.when.holds(supposed.facts),
                reasons=tuple(_known(situation, supposed, other, question)),
            )


def _doubt(question: Question, rivals: list[_Rival]) -> Doubt:
    """The doubt about the organisation that most answers would bring in."""
    counted = Counter(rival.organisation for rival in rivals)
    commonest = counted.most_common(1)[0][0]
    found = [rival for rival in rivals if rival.organisation == commonest]
    rival = next((rival for rival in found if rival.near), found[0])
    return Doubt(question.id, commonest, rival.near, rival.reasons)


def _known(
    situation: Situation, supposed: Situation, other: Choice, question: Question
) -> Iterator[Reason]:
    """The reasons for a supposed choice, without what is only supposed: the answer and its gate."""
    only_supposed = {gate.id for gate in supposed.gates} - {gate.id for gate in situation.gates}
    for reason in because_of(supposed, other):
        if reason.rule not in only_supposed:
            yield _without(reason, question.id)


def _without(reason: Reason, question_id: str) -> Reason:
    """A reason that does not name an answer nobody has given."""
    kept = tuple(pair for pair in reason.answers if pair[0] != question_id)
    return Reason(reason.rule, kept, reason.text)


def _unanswered(situation: Situation, need: str) -> Iterator[Question]:
    """The questions that the rules of a need look at, that matter now and have no answer."""
    answers, centre = situation.answers, situation.centre
    for question_id in centre.deciding.get(need, ()):
        question = centre.question(question_id)
        given = answers.get(question_id)
        if question.source == "countries":
            given = given or answers.get("market_region")
        if given or (question.source == "codes" and len(question.offered) < 2):
            continue  # Nobody answers "no" to a question that has only one answer.
        if question.core or question.when.holds(situation.facts):
            yield question


def _probes(situation: Situation, question: Question) -> Iterator[str | tuple[str, ...]]:
    """One answer of each sort that the rules can tell apart."""
    match question.source:
        case "municipalities":
            codes = situation.centre.geography.samples
        case "countries":
            codes = situation.centre.markets.samples
        case _:
            codes = tuple(code.code for code in question.offered)
    for code in codes:
        yield (code,) if question.kind == "many" else code
