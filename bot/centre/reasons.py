"""Reasons: the rule that suggests an organisation, and the answers that made it fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.centre.choosing import Choice, Situation, fitting
from bot.centre.conditions import ALWAYS, Condition
from bot.texts import Label

Answer = tuple[str, str]
"""A question's id and an answer code."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the rule's id, the answers it looked at, and the sentence to show."""

    rule: str
    answers: tuple[Answer, ...]
    text: Label


def because_of(situation: Situation, choice: Choice) -> Iterator[Reason]:
    """The reasons for a choice: the rule, or who steps in and the gate that made it necessary."""
    rule, need = choice.rule, choice.need
    keys = named(situation, (need,), rule.when)
    if choice.instead is None:
        yield Reason(rule.id, keys, rule.reason)
    else:
        keys += named(situation, (), choice.instead.when)
        yield Reason(rule.id, tuple(dict.fromkeys(keys)), choice.instead.reason)
    yield from gates_met(situation, need, choice)


def gates_met(situation: Situation, need: str, choice: Choice | None) -> Iterator[Reason]:
    """The first gate that shut out the lead of a rule before the choice, or of its own rule.

    Without a choice, the first gate met for the need.
    """
    for rule in fitting(situation, need):
        gate = situation.gate(rule.lead, need)
        if gate is not None:
            yield Reason(gate.id, named(situation, (), gate.when), gate.text)
            return
        if choice is not None and rule.id == choice.rule.id:
            return


def named(
    situation: Situation, needs: tuple[str, ...], condition: Condition = ALWAYS
) -> tuple[Answer, ...]:
    """The needs, and the answers that made a condition hold, each named by its question.

    A need that nobody has named, such as that of a dated problem, is no answer.
    """
    first, live = situation.answers.get("first_need"), situation.facts.get("needs", ())
    given = (need for need in needs if need in live)
    found = [("first_need" if need == first else "needs", need) for need in given]
    for key, code in condition.because(situation.facts):
        found += _sources(situation, key, code)
    if condition.none is not None:
        for key in sorted(condition.none.keys()):
            found += _sources(situation, key, None)
    countries = _codes(situation.answers.get("market"))
    markets = iter([pair for code in countries if (pair := ("market", code)) in found])
    once = dict.fromkeys(found)
    return tuple(next(markets) if pair[0] == "market" else pair for pair in once)


def _sources(situation: Situation, key: str, code: str | None) -> Iterator[Answer]:
    """The answers from which a fact follows; every answer to the question where `code` is None."""
    known = situation.facts
    if key in ("area", "sub_region"):
        yield from (("municipality", place) for place in known.get("municipality", ()))
    elif key in ("market_group", "market_region"):
        yield from _market_sources(situation, key, code)
    elif code is not None:
        yield key, code
    elif key != "needs":
        yield from ((key, given) for given in known.get(key, ()))


def _market_sources(situation: Situation, key: str, code: str | None) -> Iterator[Answer]:
    markets, answers = situation.centre.markets, situation.answers
    derived = markets.groups_of if key == "market_group" else markets.regions_of
    for country in _codes(answers.get("market")):
        if code is None or code in derived((country,), ()):
            yield "market", country
    for region in _codes(answers.get("market_region")):
        if code is None or code in derived((), (region,)):
            yield "market_region", region


def _codes(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value
