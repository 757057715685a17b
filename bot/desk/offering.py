"""The mechanics of referrals that several features share: to offer, to take, to reach.

No commands here. `offer`, `take`, `hand over` and opening an enquiry all come through these
functions, so an offer is the same thing however it was made.
"""

from __future__ import annotations

from datetime import date

from bot.centre.lifecycle import EXPIRE_DAYS, Offer, Status
from bot.desk import buttons, telling
from bot.desk.cases import Case, add_referral, handler_name, name_of, record
from bot.desk.commands import said_on
from bot.desk.replies import Block, Copyable, Line, Outcome
from bot.desk.work import Work, refuse
from bot.storage import people
from bot.storage.records import made
from bot.storage.tables import Member, Referral
from bot.texts import Arg, Day, Moment, Phrase, phrase


def offer(work: Work, case: Case, organisation: str, role: str) -> Referral:
    """Ask an organisation to lead or support; tells those there, or says that nobody is.

    Raises `Refused` where the organisation cannot be asked (unknown, already on the case).
    """
    _may_be_asked(work, case, organisation, role)
    referral = add_referral(
        work,
        case,
        made(
            Referral,
            enquiry_id=case.number,
            organisation=organisation,
            role=role,
            offered_by=work.me,
            by_poster=work.me == case.enquiry.poster_id,
            offered_at=work.now,
            expires_at=work.calendar.add_days(work.now, EXPIRE_DAYS),
        ),
    )
    record(work, case, "offered", organisation=organisation, role=role)
    told = telling.organisation(work, case, organisation, "offered", referral=referral.id)
    case.reached[organisation] = bool(told)
    if not told and not _asks_self(work, organisation):
        telling.poster(work, case, "unreachable", organisation=organisation)
        telling.coordinators(work, case, "unreachable", organisation=organisation)
    return referral


def _asks_self(work: Work, organisation: str) -> bool:
    return work.member.organisation == organisation and work.member.confirmed_at is not None


def _may_be_asked(work: Work, case: Case, organisation: str, role: str) -> None:
    leads = {o.slug for o in work.centre.members_organisations}
    if not work.centre.has_organisation(organisation) or (
        role == "lead" and organisation not in leads
    ):
        raise refuse("refused.no_organisation", organisation=organisation)
    number, name = str(case.number), name_of(work, organisation)
    for referral in case.referrals:
        if referral.organisation != organisation:
            continue
        if referral.status == Offer.ACCEPTED and (referral.role == "lead" or role == "support"):
            raise refuse("refused.already_on", number=number, organisation=name)
        if referral.status in (Offer.OFFERED, Offer.REQUESTED) and referral.role == role:
            raise refuse("refused.already_asked", number=number, organisation=name)


def accept(
    work: Work, case: Case, referral: Referral, handler: Member | None, name: str = ""
) -> None:
    """An organisation takes its referral; `handler` does the work, or `name` outside the chat.

    As lead: the other lead offers are revoked, an earlier lead has handed over. No log entry:
    the caller records the step, which may be "accepted", "claimed" or "noted".
    """
    referral.status = Offer.ACCEPTED
    referral.answered_at = work.now
    referral.answered_by = work.me
    referral.paused_at = None
    referral.handler_id = handler.id if handler else None
    referral.handler_name = name
    if referral.role == "lead":
        _become_lead(work, case, referral)
    for other in case.referrals:
        if other is not referral and other.organisation == referral.organisation:
            _fold_own(work, other)


def room_for(case: Case, referral: Referral) -> None:
    """Raise `Refused` where a support would be one too many."""
    if referral.role == "support" and len(case.supports) >= buttons.SUPPORT_LIMIT:
        raise refuse("refused.enough_support", number=str(case.number))


def unreleased(case: Case, referral: Referral) -> bool:
    """Whether a withheld name waits for the poster's yes to this organisation.

    The poster's own offer is the release; an offer by handler or coordinator is none.
    """
    released = referral.by_poster or referral.organisation in case.enquiry.released_to
    return case.withheld and not released


def release_by_poster(work: Work, case: Case, referral: Referral) -> None:
    """The poster's yes lets whoever takes it for the organisation see a withheld name."""
    known = case.enquiry.released_to
    if work.me == case.enquiry.poster_id and referral.organisation not in known:
        case.enquiry.released_to = [*known, referral.organisation]


def _become_lead(work: Work, case: Case, referral: Referral) -> None:
    others = [r for r in case.referrals if r is not referral and r.role == "lead"]
    enquiry = case.enquiry
    enquiry.nudges = 0
    enquiry.status = Status.IN_PROGRESS
    enquiry.lead = referral.organisation
    enquiry.handler_id = referral.handler_id
    enquiry.handler_name = referral.handler_name
    enquiry.waiting_for, enquiry.waiting_until = "", None
    enquiry.taken_at = enquiry.taken_at or work.now
    for other in others:
        _give_way(work, case, other)


def _give_way(work: Work, case: Case, other: Referral) -> None:
    """Another lead referral ends because one was accepted; those waiting on it are told."""
    if other.status == Offer.ACCEPTED:
        telling.person(work, case, "handed_over", other.handler_id, "handler")
        other.status, other.answered_at = Offer.HANDED_OVER, work.now
    elif other.status in (Offer.OFFERED, Offer.REQUESTED, Offer.EXPIRED):
        if other.status == Offer.OFFERED:
            telling.organisation(work, case, other.organisation, "taken_by_other")
        elif other.status == Offer.REQUESTED:
            telling.person(work, case, "taken_by_other", other.offered_by)
        other.status, other.answered_at = Offer.REVOKED, work.now


def _fold_own(work: Work, other: Referral) -> None:
    """Whoever takes the lead no longer supports, and owes no second answer."""
    if other.status in (Offer.OFFERED, Offer.REQUESTED, Offer.EXPIRED):
        other.status, other.answered_at = Offer.REVOKED, work.now
    elif other.status == Offer.ACCEPTED and other.role == "support":
        other.status, other.answered_at = Offer.DONE, work.now


def clear_lead(case: Case) -> None:
    """Nobody leads the case any more."""
    enquiry = case.enquiry
    enquiry.lead, enquiry.handler_id, enquiry.handler_name = "", None, ""
    enquiry.waiting_for, enquiry.waiting_until = "", None
    enquiry.status = Status.OPEN


def end_standing(work: Work, case: Case, status: Offer) -> None:
    """End every referral still standing: `done` for those on the case, revoked for the asked.

    A case that has ended waits for nothing any more.
    """
    for referral in case.referrals:
        if referral.status == Offer.ACCEPTED:
            referral.status = status
        elif referral.status in (Offer.OFFERED, Offer.REQUESTED, Offer.EXPIRED):
            referral.status = Offer.REVOKED
            referral.answered_at = work.now
    case.enquiry.waiting_for, case.enquiry.waiting_until = "", None


def reach(work: Work, case: Case, organisation: str) -> list[Block]:
    """How an organisation is reached meanwhile: its public phone and mailbox, as plain text.

    Said when nobody there is in the chat, and for 48-hour cases outside working hours.
    """
    here = case.reached.get(organisation)
    here = bool(telling.reachable(work, organisation)) if here is None else here
    nobody = not here and not _asks_self(work, organisation)
    urgent = case.enquiry.answers.get("urgency") == "48h" and not work.calendar.is_open(work.now)
    found: list[Block] = []
    if nobody:
        found.append(Line(_nobody(work, organisation)))
    if urgent:
        opens = Moment(work.calendar.next_opening(work.now), long=True)
        line = phrase("reach.opens", organisation=name_of(work, organisation), at=opens)
        found.append(Line(line))
    return [*found, *function_lines(work, organisation)] if found else []


def _nobody(work: Work, organisation: str) -> Phrase:
    """Nobody there is in the chat yet, or whoever is has told until when they are away."""
    name = name_of(work, organisation)
    found = [m for m in people.members_of(work.session, organisation) if m.confirmed_at]
    back = [member.away_until for member in found if telling.away(work, member)]
    days = [day for day in back if day is not None]
    if not days:
        return phrase("reach.nobody_here", organisation=name)
    return phrase("reach.all_away", organisation=name, until=Day(min(days)))


def function_lines(work: Work, organisation: str) -> list[Block]:
    """The organisation's functions with their public phone and mailbox."""
    lines: list[Block] = []
    for function in work.centre.organisation(organisation).functions:
        ways = " · ".join(way for way in (function.phone, function.mailbox) if way)
        shown: Arg = ways or phrase("reach.not_in_file")
        lines.append(Line(phrase("reach.function", function=function.label, ways=shown)))
    return lines


def ready_text(work: Work, case: Case) -> Copyable:
    """What the poster can send to the company: who calls, and by when (one working day)."""
    member = people.member(work.session, case.enquiry.handler_id)
    details = " · ".join(way for way in (member.phone, member.email) if way) if member else ""
    taken_at = case.lead.answered_at if case.lead else None
    who = handler_name(work, case)
    known = "ready.text" if details else "ready.text_bare"
    return Copyable(
        phrase(
            known if who else "ready.text_nobody",
            who=who,
            organisation=name_of(work, case.enquiry.lead),
            details=details,
            by=Moment(work.calendar.add_days(taken_at or work.now, 1), long=True),
        )
    )


def taken(work: Work, case: Case, referral: Referral) -> Outcome:
    """What the one who took it is told, with the next step."""
    next_steps = [buttons.show(case)]
    if referral.role == "lead" and case.enquiry.contact_made_at is None:
        next_steps.insert(0, buttons.step_button(case, "contact"))
    done = said_on(case, f"take.done.{referral.role}", *next_steps)
    if not unreleased(case, referral):
        return done
    return Outcome(private=(*done.private, Line(phrase("take.name_waits"))))


def join(work: Work, case: Case, role: str) -> Outcome:
    """Come onto a case without an offer, at once or (name withheld) when the poster says yes."""
    own = work.me == case.enquiry.poster_id
    waits = case.withheld and not own
    referral = add_referral(
        work,
        case,
        Referral(
            enquiry_id=case.number,
            organisation=work.member.organisation,
            role=role,
            status=Offer.REQUESTED if waits else Offer.OFFERED,
            offered_by=work.me,
            by_poster=own,
            offered_at=work.now,
            handler_id=work.me,
        ),
    )
    if waits:
        record(work, case, "requested", role=role)
        telling.poster(work, case, "requested", referral=referral.id)
        return said_on(case, "take.waits", buttons.show(case))
    accept(work, case, referral, work.member)
    record(work, case, "claimed" if role == "lead" else "joined", role=role)
    tell_taken(work, case, referral)
    return taken(work, case, referral)


def tell_taken(work: Work, case: Case, referral: Referral) -> None:
    """A new lead: the thread and the poster. A new support: the lead."""
    if referral.role == "lead":
        telling.thread(work, case, "taken")
        telling.poster(work, case, "taken", referral=referral.id)
        return
    if unreleased(case, referral):
        telling.poster(work, case, "name_asked", referral=referral.id)
    telling.handler(work, case, "joined", organisation=referral.organisation)


def answer_no(
    work: Work, referral: Referral, *, reason: str, hint: str = "", until: date | None = None
) -> None:
    """An organisation's no on its referral."""
    referral.status, referral.answered_at = Offer.DECLINED, work.now
    referral.answered_by = work.me
    referral.paused_at = None
    referral.reason, referral.reason_until = reason, until
    referral.hint = hint if work.centre.has_organisation(hint) else ""
    work.session.add(referral)


def tell_declined(work: Work, case: Case, referral: Referral) -> None:
    """Poster and coordinator, with the next suggestion; and the handler who asked."""
    telling.poster(work, case, "declined", referral=referral.id)
    telling.coordinators(work, case, "declined", referral=referral.id)
    if referral.offered_by == case.enquiry.handler_id:
        telling.handler(work, case, "declined", referral=referral.id)
