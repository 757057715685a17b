"""What comes due: one list of functions that the clock calls, each with rows of its own.

`tick` runs every function in `DUE`, and each does what has come due in short transactions,
claimed by a conditional update or a unique row: a process that dies in between loses nothing, and
two processes never act on the same row twice. Reminders are many, and go by batches (`firing`).
What the clock says is said in working hours only; the one exception is a meeting's morning
(design, "Quiet hours").
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.centre.lifecycle import Offer, Status
from bot.desk import contacts_due, digest_due, meeting_due, questions, retention, telling
from bot.desk.cases import Case, attach, record, replan
from bot.desk.correspondence import open_questions
from bot.desk.firing import fire
from bot.desk.work import Desk, Work
from bot.observing import log
from bot.storage import pulses, store
from bot.storage.engine import StorageFault
from bot.storage.reminders import reminders_of
from bot.storage.tables import Meeting, Referral, Reminder

EARLY = ("meeting-own",)
"""Kinds that may come before the working day begins."""

logger = log(__name__)


def tick(desk: Desk, now: datetime) -> int:
    """Run what is due at `now` and return how much was done; a fault in one stops no other."""
    return sum(_safely(function, desk, now) for function in DUE)


def _safely(function: Callable[[Desk, datetime], int], desk: Desk, now: datetime) -> int:
    try:
        return function(desk, now)
    except StorageFault:
        raise
    except Exception as error:
        logger.exception("due failed", function=function.__module__, kind=type(error).__name__)
        return 0


def ticked(desk: Desk, real: datetime) -> None:
    """Remember in the database when the clock last ticked, in real time, for who asks there."""
    with desk.store.write() as session:
        pulses.beat(session, "tick", real)


def reminders(desk: Desk, now: datetime) -> int:
    """Act on the reminders whose time has come; outside working hours on early ones alone."""
    kinds = () if desk.calendar.is_open(now) else EARLY
    return fire(desk, now, kinds, _act)


def forget(desk: Desk, now: datetime) -> int:
    """Take away what the centre's file says has had its time; returns how much was done."""
    return retention.carry_out(desk, now)


def _act(work: Work, reminder: Reminder) -> bool:
    """Do what a reminder is for; False where what it is about, or its kind, is gone."""
    if reminder.meeting_id is not None:
        meeting = work.session.get(Meeting, reminder.meeting_id)
        on_meeting = meeting_due.ACTIONS.get(reminder.kind)
        if meeting is None or on_meeting is None:
            return False
        on_meeting(work, meeting, reminder)
        return True
    enquiry = store.enquiry(work.session, reminder.enquiry_id or 0)
    on_case = ACTIONS.get(reminder.kind)
    if enquiry is None or on_case is None:
        return False
    case, revision = attach(work, enquiry), enquiry.revision
    on_case(work, case, reminder)
    if enquiry.revision == revision:
        replan(work, case)
    return True


def _referral(case: Case, reminder: Reminder) -> Referral | None:
    return case.referral(int(reminder.subject.partition(":")[2]))


def offer_nudge(work: Work, case: Case, reminder: Reminder) -> None:
    """Four working hours without an answer: the organisation, and the poster with what is next."""
    offer = _referral(case, reminder)
    if offer is None or offer.status != Offer.OFFERED or _nudged(work, case, reminder):
        return
    if offer.expires_at and offer.expires_at <= work.now:
        return  # the clock stood still, and the offer expires in this very tick
    record(work, case, "nudged", by_clock=True, organisation=offer.organisation)
    reminded = telling.organisation(
        work, case, offer.organisation, "offer_nudge", quiet=True, referral=offer.id
    )
    slow = "offer_slow" if reminded else "unreachable_slow"
    telling.poster(work, case, slow, quiet=True, referral=offer.id)


def _nudged(work: Work, case: Case, reminder: Reminder) -> bool:
    """Whether this offer was nudged before: a question moves the nudge, and adds none."""
    return any(
        row.done_at and (row.kind, row.subject) == (reminder.kind, reminder.subject)
        for row in reminders_of(work.session, case.number)
        if row.id != reminder.id
    )


def offer_expire(work: Work, case: Case, reminder: Reminder) -> None:
    """One working day without an answer: poster with the next suggestion, then the coordinator."""
    offer = _referral(case, reminder)
    if offer is None or offer.status != Offer.OFFERED:
        return
    offer.status, offer.answered_at = Offer.EXPIRED, work.now
    record(work, case, "expired", by_clock=True, organisation=offer.organisation)
    telling.poster(work, case, "expired", quiet=True, referral=offer.id)
    telling.coordinators(work, case, "expired", quiet=True, referral=offer.id)
    if offer.offered_by == case.enquiry.handler_id:
        telling.handler(work, case, "expired", quiet=True, referral=offer.id)


def question_unanswered(work: Work, case: Case, reminder: Reminder) -> None:
    """A question has waited a working day: the offer's clock runs on, and both are told."""
    offer = _referral(case, reminder)
    if offer is None or offer.paused_at is None:
        return
    questions.unpause(work, offer)
    record(work, case, "question_waits", by_clock=True, organisation=offer.organisation)
    asked = [q for q in open_questions(work, case) if q.organisation == offer.organisation]
    for question in asked[-1:]:
        args = {"referral": offer.id, "entry": question.entry}
        if question.to_poster:
            telling.poster(work, case, "question_unanswered", quiet=True, **args)
        else:
            telling.organisation(
                work, case, offer.organisation, "question_unanswered", quiet=True, **args
            )


def request_nudge(work: Work, case: Case, reminder: Reminder) -> None:
    """Somebody wants to take a case whose name is withheld, and the poster has not said."""
    request = _referral(case, reminder)
    if request is None or request.status != Offer.REQUESTED:
        return
    record(work, case, "request_nudged", by_clock=True, organisation=request.organisation)
    telling.poster(work, case, "request_nudge", quiet=True, referral=request.id)


def unasked_poster(work: Work, case: Case, reminder: Reminder) -> None:
    """Four working hours, and nobody is asked: the poster."""
    record(work, case, "unasked", by_clock=True)
    telling.poster(work, case, "unasked", quiet=True)


def unasked_coordinator(work: Work, case: Case, reminder: Reminder) -> None:
    """One working day, and nobody is asked: the coordinator, and again every fifth day."""
    case.enquiry.nudges += 1
    record(work, case, "unasked", by_clock=True)
    telling.coordinators(work, case, "unasked_coordinator", quiet=True)


def contact(work: Work, case: Case, reminder: Reminder) -> None:
    """The morning after taking it, the handler is asked once whether contact is made."""
    record(work, case, "contact_asked", by_clock=True)
    telling.responsible(work, case, "contact_question")


def stale_handler(work: Work, case: Case, reminder: Reminder) -> None:
    """Ten working days without a step: the handler, or the organisation where it has none."""
    case.enquiry.nudges += 1
    record(work, case, "stale", by_clock=True)
    telling.responsible(work, case, "stale")


def stale_coordinator(work: Work, case: Case, reminder: Reminder) -> None:
    """Asked twice and unanswered: the coordinator can act, and is told every tenth day."""
    case.enquiry.nudges += 1
    record(work, case, "stale", by_clock=True)
    telling.coordinators(work, case, "stale_coordinator", quiet=True)


def wake(work: Work, case: Case, reminder: Reminder) -> None:
    """The day has come: the case is in progress again, and its handler knows."""
    if case.status is not Status.WAITING:
        return
    case.enquiry.status = Status.IN_PROGRESS
    case.enquiry.waiting_for, case.enquiry.waiting_until = "", None
    case.enquiry.stepped_at = work.now
    record(work, case, "woken", by_clock=True)
    telling.responsible(work, case, "woken")


def later(work: Work, case: Case, reminder: Reminder) -> None:
    """Months after closing, whoever handled it is asked what came of it, or can find out.

    A message of its own: folded into one of last spring's, nobody would ever see it.
    """
    if _overtaken(work, case, reminder):
        return
    months = int(reminder.kind.partition("-")[2])
    record(work, case, "later_asked", by_clock=True, months=months)
    telling.responsible(work, case, "later", role="afterwards", months=months)


def _overtaken(work: Work, case: Case, reminder: Reminder) -> bool:
    """Whether a later question of the same kind is due too: after a long stop one is enough."""
    return any(
        row.done_at is None and reminder.due_at < row.due_at <= work.now
        for row in reminders_of(work.session, case.number)
    )


ACTIONS: dict[str, Callable[[Work, Case, Reminder], None]] = {
    "offer-nudge": offer_nudge,
    "offer-expire": offer_expire,
    "question-unanswered": question_unanswered,
    "request-nudge": request_nudge,
    "unasked-poster": unasked_poster,
    "unasked-coordinator": unasked_coordinator,
    "contact": contact,
    "stale-handler": stale_handler,
    "stale-coordinator": stale_coordinator,
    "wake": wake,
    "later-3": later,
    "later-6": later,
    "later-12": later,
}

DUE: tuple[Callable[[Desk, datetime], int], ...] = (
    reminders,
    digest_due.make,
    contacts_due.make,
)
"""Everything that the clock does. A new thing that comes due is one more function here."""
