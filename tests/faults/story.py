"""A case's life as its members make it: which step comes next, and what must be in the log then.

It is the agreement's table as a driver needs it, and knows nothing of how the bot keeps it: every
step chosen is one that must be taken, so what was acknowledged and is not in the log is lost.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.faults.people import BY_KEY, EVERYBODY, Somebody

CONSENT = "Har företaget sagt ja till att vi delar ärendet med de andra i exportcentret?"
COMPANY = "Företagets namn"
NEEDS = (
    "Köparen i Brasilien vill betala 60 dagar efter leverans, hur vågar vi säga ja?",
    "Företaget behöver lån till ett större lager för exporten till Norge.",
    "Hur börjar man exportera, de har aldrig sålt utomlands och behöver råd?",
)
NAMES = {"ekn": "Exportkreditnämnden", "almi": "Almi", "brg": "Business Region Göteborg"}
"""The organisations that lead here, as the forms call them."""
LONGEST = 11
SUPPORTS = 2


@dataclass(frozen=True)
class Step:
    """What one member does next. `logs` are the words for it in the log, one of which comes."""

    who: Somebody
    words: str
    logs: tuple[str, ...]
    token: str = ""
    label: str = ""
    values: dict[str, object] | None = None
    then: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Logged:
    """An entry that must be in the log, in its place: one of these steps, by whom, its words."""

    steps: tuple[str, ...]
    who: str
    token: str = ""


@dataclass
class Story:
    """One case so far."""

    chance: random.Random
    poster: Somebody
    token: str
    number: int = 0
    status: str = "open"
    lead: str = ""
    handler: str = ""
    offered: set[str] = field(default_factory=set)
    supports: set[str] = field(default_factory=set)
    asker: str = ""
    contacted: bool = False
    reopened: bool = False
    log: list[Logged] = field(default_factory=list)

    def opening(self) -> tuple[str, dict[str, object]]:
        """The words that open it, and what is filled into its form."""
        need = f"{self.chance.choice(NEEDS)} {self.token}"
        return f"hänvisa {need}", {CONSENT: "Ja", COMPANY: f"{self.token} AB"}

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it."""
        return len(self.log) >= LONGEST and self.status == "closed"

    def next(self) -> Step:
        """The next step; the longer it has been, the sooner it ends."""
        steps = list(self._steps())
        if len(self.log) >= LONGEST:
            ends = [step for step in steps if step.logs[0] in ("closed", "resumed", "accepted")]
            steps = ends or steps
        return self.chance.choice(steps)

    def took(self, step: Step) -> None:
        """It is in the log."""
        self.log.append(Logged(step.logs, step.who.key, step.token))
        step.then()

    # -- what is possible

    def _steps(self) -> Iterator[Step]:
        yield self._note()
        if self.status == "open":
            yield from self._answers()
        elif self.status == "closed":
            if not self.reopened:
                yield self._plain(self._held, "öppna igen", "reopened", "Öppna igen", self._again)
        else:
            yield from self._work()

    def _answers(self) -> Iterator[Step]:
        for slug in NAMES:
            if slug in self.offered or not self.offered & NAMES.keys():
                yield self._takes(slug)
                yield self._takes(slug)
        for slug in self.offered & NAMES.keys():
            yield self._declines(slug)

    def _work(self) -> Iterator[Step]:
        if self.status == "waiting":
            yield self._plain(self._held, "återuppta", "resumed", "Återuppta", self._set("busy"))
        else:
            yield self._waits()
        if self.asker:
            yield self._says(self.poster, "svara", "answered", self._asked_by(""))
        elif self.handler != self.poster.key:
            yield self._says(self._held, "fråga", "asked", self._asked_by(self.handler))
        if not self.contacted:
            yield self._plain(
                self._held,
                "kontakt tagen",
                "contact",
                "Anteckna första kontakten",
                self._contact,
            )
        colleague = self._colleague()
        yield self._plain(colleague, "ta över", "taken_over", "", self._handled_by(colleague))
        yield from self._others()
        if not self.asker:
            yield self._closes()

    def _others(self) -> Iterator[Step]:
        free = set(NAMES) - {self.lead} - self.supports - self.offered
        if free and len(self.supports) < SUPPORTS:
            who = self._of(self.chance.choice(sorted(free)))
            joins = self._joins(who.organisation)
            yield self._plain(who, "stötta", "joined", "Stötta", joins)
        if free and not self.offered:
            yield self._hands_over(self.chance.choice(sorted(free)))
        if self.offered and not self.asker:
            slug = self.chance.choice(sorted(self.offered & NAMES.keys()))
            yield self._takes(slug)
            yield self._declines(slug)

    # -- steps

    @property
    def _held(self) -> Somebody:
        return BY_KEY[self.handler]

    def _of(self, slug: str) -> Somebody:
        return self.chance.choice([who for who in EVERYBODY if who.organisation == slug])

    def _colleague(self) -> Somebody:
        found = (w for w in EVERYBODY if w.organisation == self.lead and w.key != self.handler)
        return next(found)

    def _mark(self) -> str:
        return f"{self.token.lower()}{len(self.log):02}{self.chance.randrange(1000):03}"

    def _note(self) -> Step:
        return self._says(self.chance.choice(EVERYBODY), "anteckna", "noted", lambda: None)

    def _says(self, who: Somebody, verb: str, log: str, then: Callable[[], None]) -> Step:
        token = self._mark()
        return Step(who, f"{verb} {self.number} Det är {token} nu", (log,), token, then=then)

    def _plain(
        self, who: Somebody, verb: str, log: str, label: str, then: Callable[[], None]
    ) -> Step:
        return Step(who, f"{verb} {self.number}", (log,), label=label, then=then)

    def _takes(self, slug: str) -> Step:
        who = self._of(slug)

        def then() -> None:
            self.status, self.lead, self.handler = "busy", slug, who.key
            self.offered.clear()
            self.supports.discard(slug)

        words = f"ta {self.number}"
        return Step(who, words, ("accepted", "claimed"), label="Jag tar det", then=then)

    def _declines(self, slug: str) -> Step:
        values: dict[str, object] = {"Varför?": "Ligger utanför uppdraget"}
        then = self._without(slug)
        words = f"avböj {self.number}"
        return Step(self._of(slug), words, ("declined",), values=values, then=then)

    def _waits(self) -> Step:
        token = self._mark()
        day = datetime.now(UTC).date() + timedelta(days=300)
        values: dict[str, object] = {"Vad väntar ni på?": token, "Till vilken dag?": str(day)}
        then, words = self._set("waiting"), f"vänta {self.number}"
        return Step(self._held, words, ("waiting",), token, values=values, then=then)

    def _hands_over(self, slug: str) -> Step:
        values: dict[str, object] = {"Vilken organisation?": NAMES[slug]}
        words = f"lämna över {self.number}"
        return Step(self._held, words, ("offered",), values=values, then=self._with(slug))

    def _closes(self) -> Step:
        token = self._mark()
        values: dict[str, object] = {
            "Hur gick det?": "Företaget fick hjälp",
            "Något att lägga till?": token,
        }

        def then() -> None:
            self.status = "closed"
            self.offered.clear()
            self.supports.clear()

        words = f"avsluta {self.number}"
        return Step(self._held, words, ("closed",), token, values=values, then=then)

    # -- what becomes of it

    def _set(self, status: str) -> Callable[[], None]:
        return lambda: setattr(self, "status", status)

    def _again(self) -> None:
        self.status, self.reopened = "busy", True

    def _contact(self) -> None:
        self.contacted = True

    def _asked_by(self, key: str) -> Callable[[], None]:
        return lambda: setattr(self, "asker", key)

    def _handled_by(self, who: Somebody) -> Callable[[], None]:
        return lambda: setattr(self, "handler", who.key)

    def _joins(self, slug: str) -> Callable[[], None]:
        return lambda: self.supports.add(slug)

    def _with(self, slug: str) -> Callable[[], None]:
        return lambda: self.offered.add(slug)

    def _without(self, slug: str) -> Callable[[], None]:
        return lambda: self.offered.discard(slug)
