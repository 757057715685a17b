"""The centre: what the organisations have agreed, as read from one YAML file.

Everything is frozen and none of it is code: another region writes its own file. Rules and gates
are in `rules.py`, places and markets in `geography.py`, organisations and questions in `parts.py`;
this module has the whole and the lookups by which the rest of the house asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar

from bot.centre.calendars import CalendarAddress
from bot.centre.digests import Digests
from bot.centre.geography import Geography, Markets, Municipality
from bot.centre.parts import (
    Code,
    Contacts,
    DeclineReason,
    Function,
    MeetingKind,
    Meetings,
    Meter,
    Need,
    Organisation,
    Question,
    Result,
    Retention,
    WorkingHours,
)
from bot.centre.rules import Companions, Dated, Fallback, Gate, Precedence, Rule, Stop
from bot.centre.wording import Text, Verified
from bot.texts import Label, country_name

__all__ = [
    "Centre",
    "Code",
    "Contacts",
    "DeclineReason",
    "Digests",
    "Function",
    "MeetingKind",
    "Meetings",
    "Meter",
    "Need",
    "Organisation",
    "Question",
    "Result",
    "Retention",
    "Unknown",
    "WorkingHours",
]

Found = TypeVar("Found")
OUTSIDE = "outside"
EU = "EU"
NEEDS = ("needs", "first_need")
SOURCE_OF = {
    "area": "municipality",
    "sub_region": "municipality",
    "market_group": "market",
    "market_region": "market",
}
"""The question from which a fact follows that no question asks."""


class Unknown(KeyError):
    """Something was asked for that the centre file does not have; the text says what it has."""

    def __str__(self) -> str:
        return str(self.args[0])


class Centre(Verified):
    """The whole agreement. `version` tells which wording of the file a routing used."""

    slug: str
    name: Text
    version: str
    coordinator_organisation: str
    working_hours: WorkingHours = WorkingHours()
    retention: Retention = Retention()
    contacts: Contacts = Contacts()
    meter: Meter = Meter(goal=100)
    meetings: Meetings = Meetings()
    digest: Digests = Digests()
    calendars: tuple[CalendarAddress, ...] = ()
    organisations: tuple[Organisation, ...]
    geography: Geography
    markets: Markets
    needs: tuple[Need, ...]
    questions: tuple[Question, ...]
    stops: tuple[Stop, ...] = ()
    dated: tuple[Dated, ...] = ()
    precedence: tuple[Precedence, ...] = ()
    rules: tuple[Rule, ...]
    gates: tuple[Gate, ...] = ()
    pairs: tuple[Companions, ...] = ()
    fallback: Fallback
    outcomes: tuple[Result, ...]
    effects: tuple[Result, ...] = ()
    decline_reasons: tuple[DeclineReason, ...]

    def organisation(self, slug: str) -> Organisation:
        """The organisation with this slug. Raises `Unknown`."""
        return _found(self._organisations, slug, "organisation", self.slug)

    def has_organisation(self, slug: str) -> bool:
        """Whether the slug is one of the centre's organisations."""
        return slug in self._organisations

    @cached_property
    def members_organisations(self) -> tuple[Organisation, ...]:
        """Those that may lead a case; supporting partners may not."""
        return tuple(o for o in self.organisations if o.kind == "member")

    def organisation_for_email(self, address: str) -> str | None:
        """Whose e-mail domain an address has, subdomains included; None when nobody's."""
        domain = address.rpartition("@")[2].strip().casefold()
        while "." in domain:
            if domain in self._domains:
                return self._domains[domain]
            domain = domain.partition(".")[2]
        return None

    def need(self, code: str) -> Need:
        """The need with this code. Raises `Unknown`."""
        return _found(self._needs, code, "need", self.slug)

    def question(self, question_id: str) -> Question:
        """The question with this id. Raises `Unknown`."""
        return _found(self._questions, question_id, "question", self.slug)

    def has_question(self, question_id: str) -> bool:
        """Whether the checklist has this question."""
        return question_id in self._questions

    def label(self, question_id: str, code: str) -> Label | str:
        """What to call an answer. Names of places and organisations are themselves.

        Raises `Unknown` for a question or code that the file does not have.
        """
        question = self.question(question_id)
        known = self._codes[question_id].get(code)
        if known is not None:
            return known.label
        if question.source == "municipalities" and code in self.geography.by_name:
            return code
        if question.source == "organisations" and self.has_organisation(code):
            return self.organisation(code).short
        if question.source == "countries":
            return Label(sv=country_name(code, "sv"), en=country_name(code, "en"))
        raise Unknown(f"{question_id} has no answer {code!r} in the centre file {self.slug}")

    @property
    def municipalities(self) -> tuple[Municipality, ...]:
        """All municipalities the centre serves."""
        return self.geography.municipalities

    def municipality(self, name: str) -> Municipality:
        """The municipality by its canonical name. Raises `Unknown`."""
        return _found(self.geography.by_name, name, "municipality", self.slug)

    def sub_region_label(self, slug: str) -> Label:
        """The name of a part of the region. Raises `Unknown`."""
        return _found(self._sub_regions, slug, "sub-region", self.slug)

    def outcome(self, code: str) -> Result:
        """The outcome with this code. Raises `Unknown`."""
        return _found({o.code: o for o in self.outcomes}, code, "outcome", self.slug)

    def decline_reason(self, code: str) -> DeclineReason:
        """The decline reason with this code. Raises `Unknown`."""
        reasons = {reason.code: reason for reason in self.decline_reasons}
        return _found(reasons, code, "decline reason", self.slug)

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id. Raises `Unknown`."""
        return _found({rule.id: rule for rule in self.rules}, rule_id, "rule", self.slug)

    @cached_property
    def rules_by_need(self) -> dict[str, tuple[Rule, ...]]:
        """The rules of each need, in the order in which they are tried."""
        return {
            need.code: tuple(rule for rule in self.rules if rule.need == need.code)
            for need in self.needs
        }

    @cached_property
    def deciding(self) -> dict[str, tuple[str, ...]]:
        """The questions that the rules and gates of each need look at.

        Core questions come first, by number; then as the rules name them.
        """
        core = {q.id: q.number or 0 for q in self.questions if q.core}
        found: dict[str, tuple[str, ...]] = {}
        for need, rules in self.rules_by_need.items():
            leads = {rule.lead for rule in rules}
            gates = [g for g in self.gates if any(g.shuts(lead, need) for lead in leads)]
            conditions = [rule.when for rule in rules] + [gate.when for gate in gates]
            keys = (key for condition in conditions for key in condition.in_order())
            asked = dict.fromkeys(SOURCE_OF.get(key, key) for key in keys)
            known = [key for key in asked if key in self._questions and key not in NEEDS]
            found[need] = tuple(sorted(known, key=lambda key: core.get(key, len(self.questions))))
        return found

    @cached_property
    def _organisations(self) -> dict[str, Organisation]:
        return {organisation.slug: organisation for organisation in self.organisations}

    @cached_property
    def _domains(self) -> dict[str, str]:
        return {
            domain.casefold(): organisation.slug
            for organisation in self.organisations
            for domain in organisation.email_domains
        }

    @cached_property
    def _needs(self) -> dict[str, Need]:
        return {need.code: need for need in self.needs}

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def _codes(self) -> dict[str, dict[str, Code]]:
        return {
            question.id: {code.code: code for code in question.codes} for question in self.questions
        }

    @cached_property
    def _sub_regions(self) -> dict[str, Label]:
        return {region.slug: region.label for region in self.geography.sub_regions}


def _found(known: Mapping[str, Found], key: str, what: str, centre: str) -> Found:
    if key in known:
        return known[key]
    names = ", ".join(known)
    raise Unknown(f"There is no {what} {key!r} in the centre {centre}. It has: {names}")
