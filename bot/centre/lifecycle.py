"""The life of a case: its states, who may take which step, and when it must be heard of again.

This is the agreement's table ("The life of a case" in the design) as data. The desk asks `may`
before every step, and the card offers exactly the steps that `may` allows, so what is shown and
what is possible cannot drift apart. `reminders` derives from a case's present state everything
that has to come due; since it is derived, no live case can be left without somebody asked,
somebody responsible, or a reminder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol


class Status(StrEnum):
    """Where an enquiry is."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    VOID = "void"


class Offer(StrEnum):
    """Where a referral is. `requested` is a claim or support that waits for the poster's yes."""

    REQUESTED = "requested"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"
    HANDED_OVER = "handed_over"
    LEFT = "left"
    DONE = "done"


class Role(StrEnum):
    """What a member is to a case. One member can be several at once."""

    MEMBER = "member"
    CONFIRMED = "confirmed"
    POSTER = "poster"
    HANDLER = "handler"
    COLLEAGUE = "colleague"
    SUPPORT = "support"
    OFFERED = "offered"
    COORDINATOR = "coordinator"


LIVE = frozenset({Status.OPEN, Status.IN_PROGRESS, Status.WAITING})
LED = frozenset({Status.IN_PROGRESS, Status.WAITING})
ANSWERABLE = frozenset({Offer.OFFERED, Offer.EXPIRED})
"""An expired offer can still be accepted, until another is."""

TELLS_POSTER = frozenset({Offer.DECLINED, Offer.EXPIRED, Offer.LEFT})
"""Ends of an offer that tell the poster at once, with the next suggestion."""

REOPEN_FOR = timedelta(days=90)
NUDGE_HOURS = 4
EXPIRE_DAYS = 1
STALE_DAYS = (10, 15)
"""Working days without a step after which the handler is asked, the first and second time."""
COORDINATOR_EVERY = 10
UNASKED_EVERY = 5
LATER_MONTHS = (3, 6, 12)
REPEATED = frozenset({"unasked-coordinator", "stale-handler", "stale-coordinator"})
"""Reminders that come again until somebody takes a step; `nudges` counts them."""
MORNING = time(9)


@dataclass(frozen=True)
class Step:
    """A step, the states it starts from and who may take it (any one of the roles)."""

    name: str
    states: frozenset[Status]
    who: frozenset[Role]


def _step(name: str, states: Iterable[Status], *who: Role) -> Step:
    return Step(name, frozenset(states), frozenset(who))


_R = Role
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step("edit", LIVE, _R.POSTER, _R.HANDLER, _R.SUPPORT),
        _step("offer", LIVE, _R.POSTER, _R.HANDLER, _R.COORDINATOR),
        _step("claim", {Status.OPEN}, _R.CONFIRMED),
        _step("accept", LIVE, _R.OFFERED),
        _step("decline", LIVE, _R.OFFERED),
        _step("noted", LIVE, _R.POSTER, _R.COORDINATOR),
        _step("ask", LIVE, _R.POSTER, _R.OFFERED, _R.HANDLER, _R.COLLEAGUE),
        _step("answer", LIVE, _R.POSTER, _R.OFFERED, _R.HANDLER, _R.COLLEAGUE),
        _step("revoke", LIVE, _R.POSTER, _R.COORDINATOR),
        _step("approve", LIVE, _R.POSTER),
        _step("contact", LED, _R.HANDLER),
        _step("take_over", LED, _R.COLLEAGUE),
        _step("pass_on", LED, _R.COLLEAGUE, _R.COORDINATOR),
        _step("wait", {Status.IN_PROGRESS}, _R.HANDLER),
        _step("resume", {Status.WAITING}, _R.HANDLER),
        _step("release", LED, _R.HANDLER),
        _step("hand_over", LED, _R.HANDLER, _R.COORDINATOR),
        _step("support", LIVE, _R.CONFIRMED),
        _step("leave", LIVE, _R.SUPPORT),
        _step("note", set(Status) - {Status.VOID, Status.MERGED}, _R.MEMBER),
        _step("close", LIVE, _R.HANDLER, _R.POSTER, _R.COORDINATOR),
        _step("later", {Status.CLOSED}, _R.HANDLER, _R.COLLEAGUE, _R.COORDINATOR),
        _step("withdraw", LIVE, _R.POSTER),
        _step("merge", LIVE, _R.COORDINATOR, _R.HANDLER),
        _step("reopen", {Status.CLOSED}, _R.POSTER, _R.HANDLER),
        _step("void", set(Status) - {Status.VOID}, _R.COORDINATOR),
    )
}


class CaseFacts(Protocol):
    """What the rules need to know of an enquiry."""

    id: int | None
    status: str
    lead: str
    nudges: int
    handler_id: int | None
    taken_at: datetime | None
    contact_made_at: datetime | None
    closed_at: datetime | None
    stepped_at: datetime
    waiting_until: date | None


class OfferFacts(Protocol):
    """What the rules need to know of a referral."""

    id: int | None
    status: str
    role: str
    offered_at: datetime
    expires_at: datetime | None
    paused_at: datetime | None
    answered_at: datetime | None


class Calendar(Protocol):
    """The part of the working calendar the rules use."""

    def local(self, at: datetime) -> datetime:
        """The instant on the centre's own clock."""
        ...

    def add_hours(self, at: datetime, hours: float) -> datetime:
        """Working hours later."""
        ...

    def add_days(self, at: datetime, days: int) -> datetime:
        """Working days later, at the same clock time."""
        ...

    def hours_between(self, earlier: datetime, later: datetime) -> float:
        """Working hours from one instant to the other."""
        ...

    def next_morning(self, at: datetime, hour: time = ...) -> datetime:
        """The next working day's morning."""
        ...

    def on_day(self, day: date, at: time = ...) -> datetime:
        """That day, or the next working day."""
        ...


def refusal(step: str, case: CaseFacts, roles: frozenset[Role], now: datetime) -> str | None:
    """Why `step` is not possible now, as a code; None when it is.

    Codes: `state` (the case is not where this step begins), `role` (not for this member),
    `lead` (there is a lead, and only it may do this), `late` (closed for too long).
    """
    rule = STEPS[step]
    if Status(case.status) not in rule.states:
        return "state"
    if not rule.who & roles:
        return "role"
    if step == "close" and Role.HANDLER not in roles:
        return _close_refusal(case, roles)
    if step == "reopen" and case.closed_at and now - case.closed_at > REOPEN_FOR:
        return "late"
    return None


def may(step: str, case: CaseFacts, roles: frozenset[Role], now: datetime) -> bool:
    """Whether a member with these roles may take this step now."""
    return refusal(step, case, roles, now) is None


def _close_refusal(case: CaseFacts, roles: frozenset[Role]) -> str | None:
    if not case.lead:
        return None
    if Role.COORDINATOR in roles and case.nudges >= len(STALE_DAYS):
        return None
    return "lead"


@dataclass(frozen=True, order=True)
class Due:
    """A reminder that should exist: what, about what, and when (UTC)."""

    kind: str
    subject: str
    at: datetime


def reminders(
    case: CaseFacts,
    offers: Iterable[OfferFacts],
    calendar: Calendar,
    nudged_at: datetime | None = None,
) -> frozenset[Due]:
    """Everything that must come due for a case as it stands.

    Derived from stored instants only, so asking twice plans nothing twice. `nudged_at` is when
    the last of the repeated nudges (`REPEATED`) was given: the next keeps its distance from it,
    so that a clock that stood still for months catches up with one nudge and not with seven.
    """
    offers = tuple(offers)
    status = Status(case.status)
    if status is Status.CLOSED:
        return frozenset(_later(case, calendar))
    if status not in LIVE:
        return frozenset()
    found = [due for offer in offers for due in _offer(offer, calendar)]
    if status is Status.OPEN:
        asked = any(o.status == Offer.OFFERED and o.role == "lead" for o in offers)
        found += [] if asked else _unasked(case, offers, calendar, nudged_at)
    else:
        found += _handled(case, offers, calendar, nudged_at)
    return frozenset(found)


def _offer(offer: OfferFacts, calendar: Calendar) -> Iterator[Due]:
    subject = f"referral:{offer.id}"
    if offer.status == Offer.REQUESTED:
        yield Due("request-nudge", subject, calendar.add_hours(offer.offered_at, NUDGE_HOURS))
    if offer.status != Offer.OFFERED or not offer.expires_at:
        return
    if offer.paused_at:
        yield Due("question-unanswered", subject, calendar.add_days(offer.paused_at, 1))
        return
    planned = calendar.add_days(offer.offered_at, EXPIRE_DAYS)
    stood_still = calendar.hours_between(planned, offer.expires_at)
    nudge = calendar.add_hours(offer.offered_at, NUDGE_HOURS + stood_still)
    if nudge < offer.expires_at:
        yield Due("offer-nudge", subject, nudge)
    yield Due("offer-expire", subject, offer.expires_at)


def _unasked(
    case: CaseFacts,
    offers: tuple[OfferFacts, ...],
    calendar: Calendar,
    nudged_at: datetime | None,
) -> Iterator[Due]:
    subject = f"enquiry:{case.id}"
    leads = [offer for offer in offers if offer.role == "lead"]
    ended = [(o.answered_at, o.status) for o in leads if o.answered_at]
    last, how = max(ended, default=(case.stepped_at, ""))
    since = max(case.stepped_at, last)
    told = how in TELLS_POSTER and last >= case.stepped_at
    if not told and not any(offer.status == Offer.REQUESTED for offer in leads):
        yield Due("unasked-poster", subject, calendar.add_hours(since, NUDGE_HOURS))
    if case.nudges and nudged_at:
        at = calendar.add_days(nudged_at, UNASKED_EVERY)
    else:
        at = calendar.add_days(since, 1 + UNASKED_EVERY * case.nudges)
    yield Due("unasked-coordinator", subject, at)


def _handled(
    case: CaseFacts,
    offers: tuple[OfferFacts, ...],
    calendar: Calendar,
    nudged_at: datetime | None,
) -> Iterator[Due]:
    subject = f"enquiry:{case.id}"
    if case.status == Status.WAITING and case.waiting_until:
        yield Due("wake", subject, calendar.on_day(case.waiting_until))
    else:
        kind = "stale-handler" if case.nudges < len(STALE_DAYS) else "stale-coordinator"
        yield Due(kind, subject, _stale(case, calendar, nudged_at))
    taken_at = next(
        (o.answered_at for o in offers if o.status == Offer.ACCEPTED and o.role == "lead"), None
    )
    if taken_at and not case.contact_made_at and case.handler_id:
        yield Due("contact", subject, calendar.next_morning(taken_at, MORNING))


def _stale(case: CaseFacts, calendar: Calendar, nudged_at: datetime | None) -> datetime:
    """When the next nudge about a case without a step is due."""
    days = [*STALE_DAYS]
    while len(days) <= case.nudges:
        days.append(days[-1] + COORDINATOR_EVERY)
    if case.nudges and nudged_at:
        return calendar.add_days(nudged_at, days[case.nudges] - days[case.nudges - 1])
    return calendar.add_days(case.stepped_at, days[case.nudges])


def _later(case: CaseFacts, calendar: Calendar) -> Iterator[Due]:
    if not case.closed_at or not case.lead:
        return
    for months in LATER_MONTHS:
        day = _months_later(calendar.local(case.closed_at).date(), months)
        yield Due(f"later-{months}", f"enquiry:{case.id}", calendar.on_day(day))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
