"""Reasons: the rule that suggests an organisation, and the answers that made it fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.centre.choosing import Choice, Situation
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
    if choice.instead is None:
        yield Reason(rule.id, named(situation, (need,), rule.when), rule.reason)
        return
    keys = named(situation, (need,), choice.instead.when)
    yield Reason(rule.id, keys, choice.instead.reason)
    gate = situation.gate(rule.lead, need)
    if gate is not None:
        yield Reason(gate.id, named(situation, (), gate.when), gate.text)


def named(
    situation: Situation, needs: tuple[str, ...], condition: Condition = ALWAYS
) -> tuple[Answer, ...]:
    """The needs, and the answers that made a condition hold, each named by its question."""
    first = situation.answers.get("first_need")
    found = [("first_need" if need == first else "needs", need) for need in needs]
    for key, code in condition.because(situation.facts):
        found += _sources(situation, key, code)
    if condition.none is not None:
        for key in sorted(condition.none.keys()):
            found += _sources(situation, key, None)
    given = _codes(situation.answers.get("market"))
    markets = iter([pair for code in given if (pair := ("market", code)) in found])
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
