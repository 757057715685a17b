"""Conditions of the centre file: when a rule applies, when a question is asked.

A condition is read as people read it: every line must hold. `size: [0-1, 2-9]` holds when the
answer is one of these; for a question with several answers, when at least one of them is. What
nobody has answered never holds, so `not: {size: 250+}` also covers "we do not know".

Besides questions, a condition has five words: `any` (one of these conditions), `not`, `missing`
(nobody has answered), `several` (at least two answers) and `only` (no answer but these).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

Facts = Mapping[str, tuple[str, ...]]
"""Answers and what follows from them (area, market group), each with its codes."""

Pair = tuple[str, str]
Branch = Mapping[str, frozenset[str]]

WORDS = frozenset({"any", "not", "missing", "only", "several"})
"""Keys of a condition that are not questions."""


class Condition(BaseModel):
    """One condition; the empty one always holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    every: tuple[tuple[str, frozenset[str]], ...] = ()
    any: tuple[Condition, ...] = ()
    none: Condition | None = Field(default=None, alias="not")
    missing: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    only: tuple[tuple[str, frozenset[str]], ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_file(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping) or not raw or "every" in raw:
            return raw
        shaped: dict[str, Any] = {"every": _choices(raw, skip=WORDS)}
        for word in ("any", "not"):
            if word in raw:
                shaped[word] = raw[word]
        for word in ("missing", "several"):
            if word in raw:
                shaped[word] = _several(raw[word])
        if isinstance(raw.get("only"), Mapping):
            shaped["only"] = _choices(raw["only"])
        return shaped

    def holds(self, facts: Facts) -> bool:
        """Whether the facts meet every line."""
        for key, allowed in self.every:
            if allowed.isdisjoint(facts.get(key, ())):
                return False
        for key in self.missing:
            if facts.get(key):
                return False
        for key in self.several:
            if len(facts.get(key, ())) < 2:
                return False
        for key, allowed in self.only:
            if not facts.get(key) or not allowed.issuperset(facts[key]):
                return False
        if self.none is not None and self.none.holds(facts):
            return False
        return not self.any or any(branch.holds(facts) for branch in self.any)

    def because(self, facts: Facts) -> Iterator[Pair]:
        """The facts that made it hold, as (key, code), to name in a reason."""
        for key, allowed in (*self.every, *self.only):
            for code in facts.get(key, ()):
                if code in allowed:
                    yield key, code
        for branch in self.any:
            if branch.holds(facts):
                yield from branch.because(facts)
                return

    def keys(self) -> frozenset[str]:
        """Every key the condition looks at."""
        return frozenset(self.in_order())

    def in_order(self) -> Iterator[str]:
        """The keys as the file has them, so that what is said first counts first."""
        yield from (key for key, _ in (*self.every, *self.only))
        yield from (*self.missing, *self.several)
        for branch in (*self.any, *((self.none,) if self.none else ())):
            yield from branch.in_order()

    def branches(self) -> Iterator[dict[str, frozenset[str]]]:
        """The ways in which it can hold, each a set of allowed codes by key.

        What cannot be compared code by code (`not`, `missing`, `only`) stands as a key of its
        own, spelled out, so two equal ones are seen as equal.
        """
        base = dict(self.every)
        if self.none is not None:
            base[f"not {self.none!r}"] = frozenset({"holds"})
        for key in self.missing:
            base[f"missing {key}"] = frozenset({"holds"})
        for key in self.several:
            base[f"several {key}"] = frozenset({"holds"})
        for key, allowed in self.only:
            base[f"only {key} {sorted(allowed)}"] = frozenset({"holds"})
        if not self.any:
            yield base
            return
        for choice in self.any:
            for branch in choice.branches():
                yield _merged(base, branch)


ALWAYS = Condition()


def implies(narrow: Condition, wide: Condition) -> bool:
    """Whether `wide` holds in every case in which `narrow` does, as far as can be told."""
    wide_branches = list(wide.branches())
    return all(any(_within(n, w) for w in wide_branches) for n in narrow.branches())


def impossible(condition: Condition, single: frozenset[str]) -> bool:
    """Whether no answers can meet it; `single` are the keys that have one code at most."""
    return all(_contradicts(branch, condition, single) for branch in condition.branches())


def _contradicts(branch: Branch, condition: Condition, single: frozenset[str]) -> bool:
    for key in single & branch.keys():
        if not branch[key] & branch.get(f"{key} again", branch[key]):
            return True
    if any(f"missing {key}" in branch for key in branch):
        return True
    denied = condition.none
    if (
        denied is None
        or denied.any
        or denied.none
        or denied.missing
        or denied.only
        or denied.several
    ):
        return False
    return len(denied.every) > 0 and all(
        key in branch and key in single and branch[key] <= codes for key, codes in denied.every
    )


def _within(narrow: Branch, wide: Branch) -> bool:
    return all(key in narrow and narrow[key] <= allowed for key, allowed in wide.items())


def _merged(base: Branch, branch: Branch) -> dict[str, frozenset[str]]:
    merged = dict(base)
    for key, allowed in branch.items():
        merged[f"{key} again" if key in merged else key] = allowed
    return merged


def _choices(
    raw: Mapping[str, Any], skip: frozenset[str] = frozenset()
) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((key, frozenset(_several(raw[key]))) for key in raw if key not in skip)


def _several(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(str(item) for item in value)
    return () if value is None else (str(value),)
