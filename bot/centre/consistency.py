"""What a centre file must agree with itself about: nothing said twice, every name known, every
need answered, every rule able to fire.

It looks at the raw data, not at the finished centre, so that a misspelt key in one place does not
hide a wrong organisation in another. `where` a value has the wrong type altogether, `load` has
already said so, and it is passed over here.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.centre.nodes import Document, Fault, Path
from bot.centre.reachability import Reach, unreachable

Entry = tuple[Path, Mapping[str, Any]]

DERIVED = frozenset({"area", "sub_region", "market_group", "market_region"})
"""What follows from the answers `municipality` and `market`; conditions may look at it."""
ESSENTIAL = ("consent", "municipality", "market", "needs", "first_need")
"""Questions that every checklist has, since the rules of the house look at them."""


def inconsistencies(document: Document) -> list[Fault]:
    """Every inconsistency of the file, in no particular order."""
    check = _Check(document)
    check.duplicates()
    check.references()
    check.conditions()
    check.completeness()
    unreachable(document, Reach(check.single, check.rules, check.gates, check.asked))
    found, document.faults = document.faults, []
    return found


class _Check:
    def __init__(self, document: Document) -> None:
        document.faults = []
        self.document = document
        self.organisations = list(_entries(document.data, ("organisations",)))
        self.questions = list(_entries(document.data, ("questions",)))
        self.needs = list(_entries(document.data, ("needs",)))
        self.rules = list(_entries(document.data, ("rules",)))
        self.gates = list(_entries(document.data, ("gates",)))
        self.asked = [(path, q) for path, q in self.questions if "when" in q]
        self.sub_regions = list(_entries(document.data, ("geography", "sub_regions")))
        self.areas = list(_entries(document.data, ("geography", "areas")))
        self.regions = list(_entries(document.data, ("markets", "regions")))
        self.groups = list(_entries(document.data, ("markets", "groups")))
        self.places = {
            name: (*path, "municipalities", name)
            for path, region in self.sub_regions
            for name in _keys(region.get("municipalities"))
        }
        self.known = self._known()
        self.codes = self._codes()
        self.single = self._single()

    def duplicates(self) -> None:
        """Names, numbers, places and domains that are said twice."""
        self._twice((path, o.get("slug"), "slug") for path, o in self.organisations)
        self._twice((path, q.get("id"), "id") for path, q in self.questions)
        self._twice((path, q.get("number"), "number") for path, q in self.questions)
        self._twice((path, n.get("code"), "code") for path, n in self.needs)
        for path, question in self.questions:
            codes = _inner(path, question, "codes")
            self._twice((inner, code.get("code"), "code") for inner, code in codes)
        for path, organisation in self.organisations:
            desks = _inner(path, organisation, "functions")
            self._twice((inner, desk.get("slug"), "slug") for inner, desk in desks)
        for kind in ("outcomes", "effects", "decline_reasons"):
            named = _entries(self.document.data, (kind,))
            self._twice((path, entry.get("code"), "code") for path, entry in named)
        for entries in (self.sub_regions, self.areas, self.regions, self.groups):
            self._twice((path, entry.get("slug"), "slug") for path, entry in entries)
        self._twice(
            (path, entry.get("id"), "id")
            for kind in ("rules", "stops", "dated", "precedence", "gates", "pairs")
            for path, entry in _entries(self.document.data, (kind,))
        )
        self._twice(self._written_places())
        self._twice(
            ((*path, "email_domains"), domain, "e-mail domain")
            for path, organisation in self.organisations
            for domain in _several(organisation.get("email_domains"))
        )

    def references(self) -> None:
        """Names of organisations, needs, places and markets that the file does not have."""
        data = self.document.data
        self._named((), data.get("coordinator_organisation"), "member", "coordinator_organisation")
        for path, rule in self.rules:
            self._named(path, rule.get("need"), "need", "need")
            self._named(path, rule.get("lead"), "member", "lead")
            for inner, support in _inner(path, rule, "support"):
                self._named(inner, support.get("organisation"), "organisation", "organisation")
            for inner, close in _inner(path, rule, "close"):
                self._named(inner, close.get("organisation"), "member", "organisation")
                self._named(inner, close.get("ask"), "question", "ask")
        for kind in ("dated", "precedence"):
            for path, entry in _entries(data, (kind,)):
                self._named(path, entry.get("need"), "need", "need")
        for path, gate in self.gates:
            self._named(path, gate.get("organisations"), "organisation", "organisations")
            self._named(path, gate.get("except_needs"), "need", "except_needs")
        for path, pair in _entries(data, ("pairs",)):
            self._named(path, pair.get("organisations"), "organisation", "organisations")
        if isinstance(data.get("fallback"), Mapping):
            self._named(("fallback",), data["fallback"].get("need"), "need", "need")
        for path, organisation in self.organisations:
            self._named(path, organisation.get("areas"), "area", "areas")
            for inner, desk in _inner(path, organisation, "functions"):
                self._named(inner, desk.get("needs"), "need", "needs")
        for path, area in self.areas:
            self._named(path, area.get("sub_regions"), "sub-region", "sub_regions")
            self._named(path, area.get("municipalities"), "municipality", "municipalities")
            self._named(path, area.get("without"), "municipality", "without")
        for path, group in self.groups:
            self._named(path, group.get("regions"), "market region", "regions")

    def conditions(self) -> None:
        """Conditions that look at a question or a code that does not exist."""
        for path, condition in _conditions(self.document.data, ()):
            self._condition(path, condition)

    def completeness(self) -> None:
        """A need that no rule answers, and questions that routing itself looks at."""
        for wanted in ESSENTIAL:
            if wanted not in self.known["question"]:
                self.document.blame(
                    ("questions",),
                    f"The checklist has no question {wanted!r}",
                    f"Add one with `id: {wanted}`; routing and consent need it",
                )
        answered = {rule.get("need") for _, rule in self.rules}
        for path, need in self.needs:
            code = need.get("code")
            if isinstance(code, str) and code not in answered:
                self.document.blame(
                    path, f"No rule answers the need {code!r}", f"Add a rule with `need: {code}`"
                )

    def _condition(self, path: Path, condition: Mapping[str, Any]) -> None:
        for key, value in condition.items():
            here = (*path, key)
            if key == "any":
                for i, branch in enumerate(value if isinstance(value, list) else ()):
                    if isinstance(branch, Mapping):
                        self._condition((*here, i), branch)
            elif key in ("not", "only"):
                if isinstance(value, Mapping):
                    self._condition(here, value)
            elif key in ("missing", "several"):
                self._named(path, value, "question", key)
            elif key not in self.codes:
                self.document.blame(
                    here, f"There is no question {key!r}", _suggest(key, self.codes)
                )
            else:
                self._answers(here, key, value)

    def _answers(self, path: Path, key: str, value: Any) -> None:
        known = self.codes[key]
        for i, code in enumerate(_several(value)):
            if known is not None and code not in known:
                at = (*path, i) if isinstance(value, list) else path
                self.document.blame(at, f"{key} has no answer {code!r}", _suggest(code, known))

    def _named(self, path: Path, value: Any, kind: str, key: str) -> None:
        known = self.known[kind]
        for i, name in enumerate(_several(value)):
            if name not in known:
                at = (*path, key, i) if isinstance(value, list) else (*path, key)
                supporting = kind == "member" and name in self.known["organisation"]
                wrong = (
                    f"{name} is a supporting partner and never leads"
                    if supporting
                    else f"There is no {kind} {name!r}"
                )
                self.document.blame(at, wrong, _suggest(name, known))

    def _twice(self, entries: Iterable[tuple[Path, Any, str]]) -> None:
        seen: dict[str, Path] = {}
        for path, value, what in entries:
            if not isinstance(value, str):
                continue
            if value in seen:
                first = self.document.line(seen[value])
                self.document.blame(
                    path,
                    f"The {what} {value!r} is already used on line {first}",
                    "Give each its own, or remove one of the two",
                )
            else:
                seen[value] = path

    def _written_places(self) -> Iterator[tuple[Path, str, str]]:
        for path, region in self.sub_regions:
            places = region.get("municipalities")
            for name in _keys(places):
                yield (*path, "municipalities", name), name, "place"
                for locality in _several((places or {}).get(name)):
                    yield (*path, "municipalities", name), locality, "place"

    def _known(self) -> dict[str, list[str]]:
        return {
            "organisation": _names(self.organisations, "slug"),
            "member": _names(
                [e for e in self.organisations if e[1].get("kind", "member") == "member"], "slug"
            ),
            "question": _names(self.questions, "id"),
            "need": _names(self.needs, "code"),
            "area": _names(self.areas, "slug"),
            "sub-region": _names(self.sub_regions, "slug"),
            "municipality": list(self.places),
            "market region": _names(self.regions, "slug"),
        }

    def _codes(self) -> dict[str, list[str] | None]:
        """The codes of everything a condition may look at; None where any country will do."""
        found: dict[str, list[str] | None] = {
            "area": self.known["area"],
            "sub_region": self.known["sub-region"],
            "market_region": self.known["market region"],
            "market_group": _names(self.groups, "slug"),
        }
        for path, question in self.questions:
            if isinstance(question.get("id"), str):
                found[question["id"]] = self._codes_of(path, question)
        return found

    def _codes_of(self, path: Path, question: Mapping[str, Any]) -> list[str] | None:
        listed = _names(list(_inner(path, question, "codes")), "code")
        match question.get("source"):
            case "needs":
                return self.known["need"] + listed
            case "municipalities":
                return [*self.known["municipality"], "outside", *listed]
            case "organisations":
                return self.known["organisation"] + listed
            case "regions":
                return self.known["market region"] + listed
            case "countries":
                return None
            case _:
                return listed

    def _single(self) -> frozenset[str]:
        many = {q.get("id") for _, q in self.questions if q.get("kind") == "many"}
        return frozenset({"sub_region", *self.codes} - many - {"area", "market_group"} - DERIVED)


def _conditions(data: Any, path: Path) -> Iterator[Entry]:
    """Every `when` in the file."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key == "when" and isinstance(value, Mapping):
                yield (*path, key), value
            else:
                yield from _conditions(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from _conditions(value, (*path, i))


def _entries(data: Any, path: Path) -> Iterator[Entry]:
    here = data
    for step in path:
        here = here.get(step) if isinstance(here, Mapping) else None
    for i, entry in enumerate(here if isinstance(here, list) else ()):
        if isinstance(entry, Mapping):
            yield (*path, i), entry


def _inner(path: Path, entry: Mapping[str, Any], key: str) -> Iterator[Entry]:
    inner = entry.get(key)
    for i, item in enumerate(inner if isinstance(inner, list) else ()):
        if isinstance(item, Mapping):
            yield (*path, key, i), item


def _names(entries: list[Entry], key: str) -> list[str]:
    return [entry[key] for _, entry in entries if isinstance(entry.get(key), str)]


def _keys(value: Any) -> list[str]:
    return list(value) if isinstance(value, Mapping) else []


def _several(value: Any) -> list[str]:
    if isinstance(value, list):
        return [item for item in value if isinstance(item, str)]
    return [value] if isinstance(value, str) else []


def _suggest(name: str, known: Iterable[str] | None) -> str:
    names = list(known or ())
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"Did you mean {near[0]!r}"
    listed = ", ".join(names[:30]) + (" …" if len(names) > 30 else "")
    return f"Use one of: {listed}" if names else "Remove it"
