"""Codes in words, whatever they are: for files that outlive the centre file that made them.

An export or a registry copy reads cases of many years. A code that the centre file no longer has
(retired and removed, or another centre's) is shown as it is, and never stops the reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.centre.model import Centre, Unknown
from bot.texts import Label, Lang, exists, phrase, say


@dataclass(frozen=True, slots=True)
class Coded:
    """A code and what it means in the reader's language."""

    code: str
    words: str


@dataclass(frozen=True)
class Labels:
    """What a centre calls its codes, in one language."""

    centre: Centre
    lang: Lang
    _known: dict[tuple[str, str], Coded] = field(default_factory=dict, repr=False, compare=False)

    def text(self, code: str, **args: str | int) -> str:
        """One of our own texts."""
        return say(phrase(code, **args), self.lang)

    def known_text(self, code: str, otherwise: str) -> str:
        """One of our own texts, or `otherwise` where there is none."""
        return self.text(code) if exists(code, self.lang) else otherwise

    def organisation(self, slug: str) -> Coded | None:
        """An organisation by its name; None for the empty slug."""
        if not slug:
            return None
        known = self.centre.has_organisation(slug)
        return Coded(slug, self.centre.organisation(slug).name if known else slug)

    def organisation_name(self, slug: str) -> str:
        """An organisation's name alone; empty for the empty slug."""
        found = self.organisation(slug)
        return found.words if found else ""

    def answer(self, question: str, code: str) -> Coded:
        """One answer of the checklist; remembered, as a million rows ask for the same few."""
        found = self._known.get((question, code))
        if found is None:
            found = self._known[question, code] = Coded(code, self._answer_words(question, code))
        return found

    def answers(self, question: str, answers: Mapping[str, Any]) -> tuple[Coded, ...]:
        """All that was answered to one question, none where it was left out."""
        return tuple(self.answer(question, code) for code in codes_of(answers.get(question)))

    def question(self, question: str) -> str:
        """A question as it is put to people."""
        if not self.centre.has_question(question):
            return question
        return self._say(self.centre.question(question).wording)

    def outcome(self, code: str) -> Coded | None:
        """How a case ended; None while it has not."""
        if not code:
            return None
        try:
            return Coded(code, self._say(self.centre.outcome(code).label))
        except Unknown:
            return Coded(code, code)

    def effect(self, code: str) -> Coded:
        """What came of a case, months after it was closed."""
        effects = self.centre.effects
        found = next((effect.label for effect in effects if effect.code == code), None)
        return Coded(code, self._say(found) if found else code)

    def decline_reason(self, code: str) -> str:
        """Why an organisation said no."""
        try:
            return self._say(self.centre.decline_reason(code).label) if code else ""
        except Unknown:
            return code

    def sub_region(self, slug: str | None) -> Coded | None:
        """A part of the region."""
        if not slug:
            return None
        try:
            return Coded(slug, self._say(self.centre.sub_region_label(slug)))
        except Unknown:
            return Coded(slug, slug)

    def status(self, code: str) -> Coded:
        """Where a case is."""
        return Coded(code, self.known_text(f"export.status.{code}", code))

    def offer(self, code: str) -> str:
        """Where a referral is."""
        return self.known_text(f"export.offer.{code}", code)

    def role(self, code: str) -> str:
        """What an organisation was asked to be."""
        return self.known_text(f"export.role.{code}", code)

    def step(self, code: str) -> str:
        """What happened in one log entry, in a word or two."""
        return self.known_text(f"export.step.{code}", code)

    def consent(self, value: str) -> Coded:
        """Whether the company has said yes to being named."""
        return Coded(
            value, self.text(f"export.consent.{value if value in ('yes', 'no') else 'none'}")
        )

    def yes_no(self, value: bool | None) -> str:
        """Yes, no, or nothing where it cannot be told."""
        return "" if value is None else self.text("export.yes" if value else "export.no")

    def moment(self, at: datetime | None) -> str:
        """An instant on the centre's clock, "2026-05-19 14:30"; empty for none."""
        local = self.local(at)
        return local.strftime("%Y-%m-%d %H:%M") if local else ""

    def local(self, at: datetime | None) -> datetime | None:
        """An instant on the centre's clock."""
        return at.astimezone(zone_of(self.centre)) if at else None

    def _answer_words(self, question: str, code: str) -> str:
        try:
            return self._say(self.centre.label(question, code))
        except Unknown:
            return code

    def _say(self, label: Label | str) -> str:
        return say(label, self.lang)


@dataclass(frozen=True)
class Period:
    """From `since` up to, and not with, `until`. Aware instants; None leaves that end open."""

    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def of_days(cls, centre: Centre, first: date | None, last: date | None) -> Period:
        """Whole local days, the last one included."""
        zone = zone_of(centre)
        after = date.fromordinal(last.toordinal() + 1) if last else None
        return cls(_midnight(first, zone), _midnight(after, zone))


def zone_of(centre: Centre) -> ZoneInfo:
    """The clock on the centre's wall."""
    return ZoneInfo(centre.working_hours.zone)


def codes_of(value: Any) -> tuple[str, ...]:
    """The codes of one answer: it may be one, several or none."""
    if not value:
        return ()
    if isinstance(value, str | int | float):
        return (str(value),)
    return tuple(str(item) for item in value)


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone).astimezone(UTC) if day else None
