"""Rules that can never fire and questions that are never asked: mistakes that no test run shows,
since nothing happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bot.centre.conditions import ALWAYS, Condition, implies, impossible
from bot.centre.entries import Entry
from bot.centre.nodes import Document, Path
from bot.centre.wording import as_list


@dataclass(frozen=True)
class Reach:
    """What is looked at; `single` are the keys that have one code at most."""

    single: frozenset[str]
    rules: list[Entry]
    gates: list[Entry]
    asked: list[Entry]


def unreachable(document: Document, reach: Reach) -> None:
    """Blame each rule that never fires and each question that is never asked."""
    _never_asked(document, reach)
    _never_first(document, reach)


def _never_asked(document: Document, reach: Reach) -> None:
    for path, question in reach.asked:
        when = _condition(question)
        if when is not None and impossible(when, reach.single):
            document.blame(
                (*path, "when"), "The question is never asked", "Its lines contradict one another"
            )


def _never_first(document: Document, reach: Reach) -> None:
    earlier: dict[str, list[tuple[Path, Condition]]] = {}
    for path, rule in reach.rules:
        when, need = _condition(rule), rule.get("need")
        if when is None or not isinstance(need, str):
            continue
        before = earlier.setdefault(need, [])
        if impossible(when, reach.single):
            document.blame(
                (*path, "when"), "The rule can never fire", "Its lines contradict one another"
            )
        elif wider := [seen for seen, other in before if implies(when, other)]:
            document.blame(
                path,
                f"The rule can never decide: {document.where(wider[0])} on line "
                f"{document.line(wider[0])} always comes before it",
                "Move this rule above that one, or narrow that one's `when`",
            )
        elif gate := _shut(rule, need, when, reach.gates):
            document.blame(
                path,
                f"The lead can never take it: the gate {gate!r} always shuts it out",
                "Choose another lead, or change the gate",
            )
        before.append((path, when))


def _shut(rule: Mapping[str, Any], need: str, when: Condition, gates: list[Entry]) -> str | None:
    for _, gate in gates:
        shut = _condition(gate)
        if (
            shut is not None
            and rule.get("lead") in as_list(gate.get("organisations"))
            and need not in as_list(gate.get("except_needs"))
            and implies(when, shut)
        ):
            return str(gate.get("id"))
    return None


def _condition(entry: Mapping[str, Any]) -> Condition | None:
    if entry.get("when") is None:
        return ALWAYS
    try:
        return Condition.model_validate(entry["when"])
    except ValidationError:
        return None
