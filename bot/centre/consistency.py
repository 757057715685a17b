"""What a centre file must agree with itself about: nothing said twice, every name known, every
need answered, every rule able to fire.

It looks at the raw data, not at the finished centre, so that a misspelt key in one place does not
hide a wrong organisation in another. Where a value has the wrong type altogether, `load` has
already said so, and it is passed over here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.centre import entries
from bot.centre.nodes import Document, Fault, Path
from bot.centre.reachability import Reach, unreachable

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
        self.organisations = list(entries.entries(document.data, ("organisations",)))
        self.questions = list(entries.entries(document.data, ("questions",)))
        self.needs = list(entries.entries(document.data, ("needs",)))
        self.rules = list(entries.entries(document.data, ("rules",)))
        self.gates = list(entries.entries(document.data, ("gates",)))
        self.asked = [(path, q) for path, q in self.questions if "when" in q]
        self.sub_regions = list(entries.entries(document.data, ("geography", "sub_regions")))
        self.areas = list(entries.entries(document.data, ("geography", "areas")))
        self.regions = list(entries.entries(document.data, ("markets", "regions")))
        self.groups = list(entries.entries(document.data, ("markets", "groups")))
        self.places = {
            name: (*path, "municipalities", name)
            for path, region in self.sub_regions
            for name in entries.keys(region.get("municipalities"))
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
            codes = entries.inner(path, question, "codes")
            self._twice((inner, code.get("code"), "code") for inner, code in codes)
        for path, organisation in self.organisations:
            desks = entries.inner(path, organisation, "functions")
            self._twice((inner, desk.get("slug"), "slug") for inner, desk in desks)
        for kind in (("outcomes",), ("effects",), ("decline_reasons",), ("meetings", "kinds")):
            named = entries.entries(self.document.data, kind)
            self._twice((path, entry.get("code"), "code") for path, entry in named)
        for listed in (self.sub_regions, self.areas, self.regions, self.groups):
            self._twice((path, entry.get("slug"), "slug") for path, entry in listed)
        self._twice(
            (path, entry.get("id"), "id")
            for kind in ("rules", "stops", "dated", "precedence", "gates", "pairs")
            for path, entry in entries.entries(self.document.data, (kind,))
        )
        self._twice(self._written_places())
        self._twice(
            ((*path, "email_domains"), domain, "e-mail domain")
            for path, organisation in self.organisations
            for domain in entries.several(organisation.get("email_domains"))
        )

    def references(self) -> None:
        """Names of organisations, needs, places and markets that the file does not have."""
        data = self.document.data
        self._named((), data.get("coordinator_organisation"), "member", "coordinator_organisation")
        for path, rule in self.rules:
            self._named(path, rule.get("need"), "need", "need")
            self._named(path, rule.get("lead"), "member", "lead")
            self._beside(path, rule)
        for kind in ("dated", "precedence"):
            for path, entry in entries.entries(data, (kind,)):
                self._named(path, entry.get("need"), "need", "need")
        for path, gate in self.gates:
            self._named(path, gate.get("organisations"), "organisation", "organisations")
            self._named(path, gate.get("except_needs"), "need", "except_needs")
        for path, pair in entries.entries(data, ("pairs",)):
            self._named(path, pair.get("organisations"), "organisation", "organisations")
        if isinstance(data.get("fallback"), Mapping):
            self._named(("fallback",), data["fallback"].get("need"), "need", "need")
        for path, organisation in self.organisations:
            self._named(path, organisation.get("areas"), "area", "areas")
            for inner, desk in entries.inner(path, organisation, "functions"):
                self._named(inner, desk.get("needs"), "need", "needs")
        for path, area in self.areas:
            self._named(path, area.get("sub_regions"), "sub-region", "sub_regions")
            self._named(path, area.get("municipalities"), "municipality", "municipalities")
            self._named(path, area.get("without"), "municipality", "without")
        for path, group in self.groups:
            self._named(path, group.get("regions"), "market region", "regions")

    def conditions(self) -> None:
        """Conditions that look at a question or a code that does not exist."""
        for path, condition in entries.conditions(self.document.data, ()):
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

    def _beside(self, path: Path, rule: Mapping[str, Any]) -> None:
        """Those a rule names beside its lead."""
        for key, kind in (("support", "organisation"), ("close", "member"), ("stand_in", "member")):
            for inner, entry in entries.inner(path, rule, key):
                self._named(inner, entry.get("organisation"), kind, "organisation")
                self._named(inner, entry.get("ask"), "question", "ask")

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
                    here, f"There is no question {key!r}", entries.suggest(key, self.codes)
                )
            else:
                self._answers(here, key, value)

    def _answers(self, path: Path, key: str, value: Any) -> None:
        known = self.codes[key]
        for i, code in enumerate(entries.several(value)):
            if known is not None and code not in known:
                at = (*path, i) if isinstance(value, list) else path
                self.document.blame(
                    at, f"{key} has no answer {code!r}", entries.suggest(code, known)
                )

    def _named(self, path: Path, value: Any, kind: str, key: str) -> None:
        known = self.known[kind]
        for i, name in enumerate(entries.several(value)):
            if name not in known:
                at = (*path, key, i) if isinstance(value, list) else (*path, key)
                supporting = kind == "member" and name in self.known["organisation"]
                wrong = (
                    f"{name} is a supporting partner and never leads"
                    if supporting
                    else f"There is no {kind} {name!r}"
                )
                self.document.blame(at, wrong, entries.suggest(name, known))

    def _twice(self, found: Iterable[tuple[Path, Any, str]]) -> None:
        seen: dict[str, Path] = {}
        for path, value, what in found:
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
            for name in entries.keys(places):
                yield (*path, "municipalities", name), name, "place"
                for locality in entries.several((places or {}).get(name)):
                    yield (*path, "municipalities", name), locality, "place"

    def _known(self) -> dict[str, list[str]]:
        return {
            "organisation": entries.names(self.organisations, "slug"),
            "member": entries.names(
                [e for e in self.organisations if e[1].get("kind", "member") == "member"], "slug"
            ),
            "question": entries.names(self.questions, "id"),
            "need": entries.names(self.needs, "code"),
            "area": entries.names(self.areas, "slug"),
            "sub-region": entries.names(self.sub_regions, "slug"),
            "municipality": list(self.places),
            "market region": entries.names(self.regions, "slug"),
        }

    def _codes(self) -> dict[str, list[str] | None]:
        """The codes of everything a condition may look at; None where any country will do."""
        found: dict[str, list[str] | None] = {
            "area": self.known["area"],
            "sub_region": self.known["sub-region"],
            "market_region": self.known["market region"],
            "market_group": entries.names(self.groups, "slug"),
        }
        for path, question in self.questions:
            if isinstance(question.get("id"), str):
                found[question["id"]] = self._codes_of(path, question)
        return found

    def _codes_of(self, path: Path, question: Mapping[str, Any]) -> list[str] | None:
        listed = entries.names(list(entries.inner(path, question, "codes")), "code")
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
