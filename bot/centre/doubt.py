"""Doubt: is it sure who leads, and if not, which one question would settle it?

A missing answer decides when some answer to it would give another lead by a rule. That is tried
out, not guessed: the checklist's questions that the rules of the need look at are answered, one
at a time, in every way that makes a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.centre.choosing import Choice, Situation, choose
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
    situation: Situation, needs: tuple[str, ...], choices: list[Choice], dated: Dated | None
) -> Doubt:
    """What is in doubt about the first of the choices.

    The order of asking: what a rule itself calls a close case, core questions, which need comes
    first, then the rest.
    """
    if not needs:
        return Doubt(question="needs")
    if not choices:
        return SURE
    choice = choices[0]
    open_questions = list(_unanswered(situation, choice.need))
    doubts = (
        _close_call(situation, choice),
        _missing_answer(situation, choice, [q for q in open_questions if q.core]),
        _which_need(situation, choices, dated),
        _missing_answer(situation, choice, [q for q in open_questions if not q.core]),
    )
    return next((doubt for doubt in doubts if doubt is not None), SURE)


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


def _which_need(situation: Situation, choices: list[Choice], dated: Dated | None) -> Doubt | None:
    first, *rest = choices
    asked = situation.centre.question("first_need").when.holds(situation.facts)
    settled = dated is not None or bool(situation.answers.get("first_need")) or not asked
    other = next((c for c in rest if c.organisation != first.organisation), None)
    if settled or other is None:
        return None
    centre = situation.centre
    places = {p.need for p in centre.precedence if p.when.holds(situation.facts)}
    tie = centre.need(first.need).journey == centre.need(other.need).journey
    near = tie and first.need not in places and other.need not in places
    return Doubt("first_need", other.organisation, near, tuple(because_of(situation, other)))


def _missing_answer(
    situation: Situation, choice: Choice, questions: list[Question]
) -> Doubt | None:
    for question in questions:
        rivals = _rivals(situation, choice, question)
        if rivals:
            commonest = max(rivals, key=lambda slug: len(rivals[slug]))
            near, reasons = rivals[commonest][0]
            return Doubt(question.id, commonest, near, reasons)
    return None


def _rivals(
    situation: Situation, choice: Choice, question: Question
) -> dict[str, list[tuple[bool, tuple[Reason, ...]]]]:
    """Who would lead instead for some answer to a question, and why, answer by answer.

    It is near when the rules then say something else, and not when only a gate would come down.
    """
    found: dict[str, list[tuple[bool, tuple[Reason, ...]]]] = {}
    for value in _probes(situation, question):
        supposed = Situation.of(
            situation.centre, {**situation.answers, question.id: value}, situation.left_out
        )
        if any(stop.when.holds(supposed.facts) for stop in situation.centre.stops):
            continue
        other = choose(supposed, choice.need)
        if other is not None and other.organisation != choice.organisation:
            reasons = because_of(supposed, other)
            known = tuple(_without(reason, question.id) for reason in reasons)
            gated = supposed.gate(choice.organisation, choice.need) is not None
            near = not gated or not choice.rule.when.holds(supposed.facts)
            found.setdefault(other.organisation, []).append((near, known))
    return found


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
