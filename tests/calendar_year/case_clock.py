"""What must be heard of a case, from what members did with it, by the agreement's own words.

After 4 working hours without an answer the organisation and the poster are told, after a working
day the offer expires. A case nobody is asked about: the poster after 4 working hours, the
coordinator after a working day and then every fifth. The handler is asked the next working
morning whether contact is made; after 10 working days without a step, and 5 later; the
coordinator 10 days after that, and every tenth. A waiting case wakes on its day. 3, 6 and 12 months
after it was closed the handler is asked what came of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from tests.calendar_year import almanac
from tests.calendar_year.expected import Absences, Clock, Said

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
HANDLER_GAPS, COORDINATOR_GAP = (10, 5), 10


@dataclass
class Offer:
    organisation: str
    at: datetime
    expires: datetime
    state: str = "offered"
    paused: datetime | None = None
    nudged: bool = False


@dataclass(frozen=True)
class Lies:
    """How a case lies at some moment."""

    state: str = ""
    poster: str = ""
    handler: str = ""
    lead: str = ""
    offers: tuple[tuple[str, str], ...] = ()

    @property
    def live(self) -> bool:
        """Whether anything can still be done."""
        return self.state in ("open", "in_progress", "waiting")


@dataclass
class CaseClock:
    """How a case lies, and what the clock says of it."""

    number: int
    absences: Absences
    clock: Clock
    said: list[Said] = field(default_factory=list)
    poster: str = ""
    state: str = "open"
    offers: list[Offer] = field(default_factory=list)
    lead: str = ""
    handler: str = ""
    taken: datetime | None = None
    contact: bool = False
    asked_contact: bool = False
    stepped: datetime = NEVER
    told_end: datetime | None = None
    nudges: int = 0
    nudged: datetime | None = None
    poster_told: datetime | None = None
    waits_until: date | None = None
    closed: datetime | None = None
    later_asked: set[int] = field(default_factory=set)
    asker: str = ""
    asked_of: str = ""
    history: list[tuple[datetime, Lies]] = field(default_factory=list)

    def _next(self, now: datetime) -> tuple[datetime, str] | None:
        """What the clock does next, and at which tick."""
        found = [
            (hour, due, what)
            for due, what in self._due()
            if (hour := self.clock.opens(max(due, now))) is not None
        ]
        if not found:
            return None
        hour, _, what = min(found)
        return hour, what

    # --- the rules

    def _due(self) -> Iterator[tuple[datetime, str]]:
        if self.state == "closed" and self.closed and self.lead:
            for months in {3, 6, 12} - self.later_asked:
                day = almanac.months_later(almanac.here(self.closed).date(), months)
                morning = almanac.instant(almanac.this_or_after(day), time(8, 30))
                yield morning, f"later {months}"
        if self.state not in ("open", "in_progress", "waiting"):
            return
        for place, offer in enumerate(self.offers):
            yield from self._offer_due(place, offer)
        if self.state == "open":
            yield from self._unasked_due()
            return
        if self.state == "waiting" and self.waits_until:
            day = almanac.this_or_after(self.waits_until)
            yield almanac.instant(day, time(8, 30)), "wake"
        else:
            yield self._still_due(), "still"
        if self.taken and not self.contact and not self.asked_contact:
            day = almanac.day_after(almanac.here(self.taken).date())
            yield almanac.instant(day, time(9)), "contact"

    def _offer_due(self, place: int, offer: Offer) -> Iterator[tuple[datetime, str]]:
        if offer.state != "offered":
            return
        if offer.paused:
            yield almanac.days_later(offer.paused, 1), f"question {place}"
            return
        stood = almanac.worked_between(almanac.days_later(offer.at, 1), offer.expires)
        nudge = almanac.hours_later(offer.at, 4 + stood)
        if nudge < offer.expires and not offer.nudged:
            yield nudge, f"nudge {place}"
        yield offer.expires, f"expire {place}"

    def _unasked_due(self) -> Iterator[tuple[datetime, str]]:
        if any(offer.state == "offered" for offer in self.offers):
            return
        since = max(self.stepped, self.told_end or self.stepped)
        knows = self.told_end is not None and self.told_end >= self.stepped
        if not knows and self.poster_told != since:
            yield almanac.hours_later(since, 4), "unasked poster"
        if self.nudges and self.nudged:
            yield almanac.days_later(self.nudged, 5), "unasked coordinator"
        else:
            yield almanac.days_later(since, 1), "unasked coordinator"

    def _still_due(self) -> datetime:
        if self.nudges and self.nudged:
            gap = HANDLER_GAPS[1] if self.nudges == 1 else COORDINATOR_GAP
            return almanac.days_later(self.nudged, gap)
        return almanac.days_later(self.stepped, HANDLER_GAPS[0])

    # --- the clock

    def _come_due(self, what: str, now: datetime) -> None:
        rule, _, which = what.partition(" ")
        if rule == "nudge":
            self._nudge(self.offers[int(which)], now)
        elif rule == "expire":
            self._expire(self.offers[int(which)], now)
        elif rule == "question":
            self._question(self.offers[int(which)], now)
        elif rule == "unasked":
            self._unasked(which, now)
        elif rule == "contact":
            self.asked_contact = True
            self._responsible(now, "contact_question")
        elif rule == "still":
            self._lies_still(now)
        elif rule == "wake":
            self.state, self.waits_until, self.stepped = "in_progress", None, now
            self._responsible(now, "woken")
        elif rule == "later":
            self._later(int(which), now)

    def _nudge(self, offer: Offer, now: datetime) -> None:
        offer.nudged = True
        if offer.expires <= now:
            return
        there = self.absences.reachable(offer.organisation, now)
        self._tell(now, "offer_nudge", there)
        self._tell(now, "offer_slow" if there else "unreachable_slow", [self.poster])

    def _expire(self, offer: Offer, now: datetime) -> None:
        offer.state = "expired"
        self.told_end = now
        self._tell(now, "expired", [self.poster, *self.absences.coordinators(now)])

    def _question(self, offer: Offer, now: datetime) -> None:
        self._unpause(offer, now)
        asked = (
            [self.poster]
            if self.asked_of == "poster"
            else self.absences.reachable(offer.organisation, now)
        )
        self._tell(now, "question_unanswered", asked)

    def _unpause(self, offer: Offer, now: datetime) -> None:
        if offer.paused:
            left = almanac.worked_between(offer.paused, offer.expires)
            offer.expires = almanac.hours_later(now, max(left, 1))
            offer.paused = None

    def _unasked(self, whom: str, now: datetime) -> None:
        if whom == "poster":
            self.poster_told = max(self.stepped, self.told_end or self.stepped)
            self._tell(now, "unasked", [self.poster])
            return
        self.nudges, self.nudged = self.nudges + 1, now
        self._tell(now, "unasked_coordinator", self.absences.coordinators(now))

    def _lies_still(self, now: datetime) -> None:
        self.nudges, self.nudged = self.nudges + 1, now
        if self.nudges <= len(HANDLER_GAPS):
            self._responsible(now, "stale")
        else:
            self._tell(now, "stale_coordinator", self.absences.coordinators(now))

    def _later(self, months: int, now: datetime) -> None:
        """After a long stop the last of the questions is enough."""
        self.later_asked.add(months)
        rules = {what: due for due, what in self._due()}
        if not any(due <= now for what, due in rules.items() if int(what.split()[1]) > months):
            self._responsible(now, "later")

    def _responsible(self, now: datetime, kind: str) -> None:
        reader = self.absences.reads(self.handler, now)
        there = [reader] if reader else self.absences.reachable(self.lead, now)
        self._tell(now, kind, there or self.absences.coordinators(now))

    # --- telling

    @property
    def about(self) -> str:
        """What the messages are about."""
        return f"case:{self.number}"

    def _tell(self, at: datetime, kind: str, users: Sequence[str], by: str = "") -> None:
        """Each once, the deputy of who is away; whoever did it themselves needs not hear of it."""
        readers = dict.fromkeys(self.absences.reads(user, at) or user for user in users)
        self.said += [Said(at, kind, user, self.about) for user in readers if user != by]
