"""Who is on a case: take over from a colleague, release it, hand it over, support it, leave it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.lifecycle import Offer, Status
from bot.desk import buttons, offering, telling
from bot.desk.cases import begin, name_of, record, routing, standing
from bot.desk.commands import Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.dates import future_day
from bot.desk.inputs import choice_of_organisation
from bot.desk.referring import DRAFT
from bot.desk.replies import Form, Input, Outcome
from bot.desk.work import Work, refuse
from bot.storage import receipts
from bot.texts import phrase


@dataclass(frozen=True)
class TakeOver(OnCase):
    """A colleague becomes the handler."""


def take_over(work: Work, command: TakeOver) -> Outcome:
    """One click by a colleague in the lead organisation; both are told."""
    case = begin(work, command.case, "take_over")
    if case.enquiry.handler_id == work.me:
        raise refuse("refused.yours", number=str(case.number))
    former = case.enquiry.handler_id
    case.enquiry.handler_id, case.enquiry.handler_name = work.me, ""
    if case.lead is not None:
        case.lead.handler_id, case.lead.handler_name = work.me, ""
    record(work, case, "taken_over")
    telling.person(work, case, "taken_over", former, "handler")
    return said_on(case, "take_over.done", buttons.show(case))


@dataclass(frozen=True)
class Release(OnCase):
    """The handler cannot go on; the enquiry is open again."""


def release(work: Work, command: Release) -> Outcome:
    """The lead leaves; poster and coordinator are told, with the next suggestion."""
    case = begin(work, command.case, "release")
    lead = case.lead
    if lead is not None:
        lead.status, lead.answered_at = Offer.LEFT, work.now
    offering.clear_lead(case)
    record(work, case, "left", organisation=work.member.organisation)
    telling.poster(work, case, "left", organisation=work.member.organisation)
    telling.coordinators(work, case, "left", organisation=work.member.organisation)
    return said_on(case, "release.done", buttons.show(case))


@dataclass(frozen=True)
class HandOver(OnCase):
    """A new lead offer; the old lead stays until the new one accepts."""

    organisation: str = ""


def hand_over(work: Work, command: HandOver) -> Outcome:
    """Handler or coordinator asks another organisation to take the lead."""
    case = begin(work, command.case, "hand_over")
    if command.organisation == case.enquiry.lead:
        raise refuse(
            "refused.already_on",
            number=str(case.number),
            organisation=name_of(work, command.organisation),
        )
    offering.offer(work, case, command.organisation, "lead")
    name = name_of(work, command.organisation)
    answer = said_on(case, "hand_over.done", buttons.show(case), organisation=name)
    reach = tuple(offering.reach(work, case, command.organisation))
    return Outcome(private=(*answer.private, *reach))


def hand_over_form(work: Work, command: HandOver, errors: Errors) -> Form:
    """To whom; the checklist's suggestions first."""
    case = begin(work, command.case, "hand_over")
    ranked = [s.organisation for s in routing(work, case).suggestions]
    first = [slug for slug in ranked if slug != case.enquiry.lead]
    return Form(
        id=new_form_id(),
        command="hand_over",
        title=phrase("form.hand_over.title", number=str(case.number)),
        submit=phrase("form.hand_over.submit"),
        inputs=(choice_of_organisation(work, command.organisation, first, errors),),
        hidden=hidden_for(command),
    )


@dataclass(frozen=True)
class Support(OnCase):
    """Join as support, for the own organisation."""


def support(work: Work, command: Support) -> Outcome:
    """A confirmed member joins; where the name is withheld the poster says yes first.

    Joining answers "there is already a case": the form begun for a second one is done with.
    """
    case = begin(work, command.case, "support")
    receipts.drop_draft(work.session, work.identity_key, DRAFT)
    number, own = str(case.number), work.member.organisation
    if len(case.supports) >= buttons.SUPPORT_LIMIT:
        raise refuse("refused.enough_support", number=number)
    offered = case.answerable(own, "support")
    if offered is not None:
        offering.accept(work, case, offered, work.member)
        record(work, case, "accepted", role="support", member=work.me)
        offering.tell_taken(work, case, offered)
        return offering.taken(work, case, offered)
    standing = {r.status for r in case.referrals if r.organisation == own}
    for status, code in _STANDS:
        if status in standing:
            raise refuse(code, number=number, organisation=name_of(work, own))
    return offering.join(work, case, "support")


_STANDS = (
    (Offer.ACCEPTED, "refused.already_on"),
    (Offer.REQUESTED, "refused.already_requested"),
    (Offer.OFFERED, "refused.already_asked"),
)


@dataclass(frozen=True)
class Leave(OnCase):
    """Support no longer."""


def leave(work: Work, command: Leave) -> Outcome:
    """A supporting organisation leaves; the lead is told."""
    case = begin(work, command.case, "leave")
    referral = case.accepted_by(work.member.organisation)
    if referral is None or referral.role != "support":
        raise refuse("refused.leave", number=str(case.number), status=standing(work, case))
    referral.status, referral.answered_at = Offer.LEFT, work.now
    record(work, case, "support_left", organisation=referral.organisation)
    telling.handler(work, case, "support_left", organisation=referral.organisation)
    return said_on(case, "leave.done")


@dataclass(frozen=True)
class Wait(OnCase):
    """Wait for something, until a day."""

    for_what: str = ""
    until: str = ""


def wait(work: Work, command: Wait) -> Outcome:
    """The handler waits; the case wakes by itself on the day, in the morning."""
    case = begin(work, command.case, "wait")
    until = future_day(work, command.until, "until")
    case.enquiry.status = Status.WAITING
    case.enquiry.waiting_for = command.for_what.strip()
    case.enquiry.waiting_until = until
    record(work, case, "waiting", words=command.for_what.strip(), until=until.isoformat())
    return said_on(case, "wait.done", buttons.step_button(case, "resume"))


def wait_form(work: Work, command: Wait, errors: Errors) -> Form:
    """For whom or what, and until when."""
    case = begin(work, command.case, "wait")
    return Form(
        id=new_form_id(),
        command="wait",
        title=phrase("form.wait.title", number=str(case.number)),
        submit=phrase("form.wait.submit"),
        inputs=(
            Input(
                "for_what", phrase("form.wait.for_what"), "text", command.for_what, max_length=200
            ),
            Input(
                "until",
                phrase("form.wait.until"),
                "date",
                command.until,
                required=True,
                error=errors.get("until"),
            ),
        ),
        hidden=hidden_for(command),
    )


@dataclass(frozen=True)
class Resume(OnCase):
    """Go on before the day."""


def resume(work: Work, command: Resume) -> Outcome:
    """The handler goes on with a waiting case."""
    case = begin(work, command.case, "resume")
    case.enquiry.status = Status.IN_PROGRESS
    case.enquiry.waiting_for, case.enquiry.waiting_until = "", None
    record(work, case, "resumed")
    return said_on(case, "resume.done", buttons.show(case))


ENTRIES = (
    Entry(
        "take_over",
        TakeOver,
        take_over,
        None,
        ("ta över", "take over"),
        "case",
        help="help.take_over",
    ),
    Entry("release", Release, release, None, ("släpp", "release"), "case", help="help.release"),
    Entry(
        "hand_over",
        HandOver,
        hand_over,
        hand_over_form,
        ("lämna över", "hand over"),
        "case",
        help="help.hand_over",
    ),
    Entry("support", Support, support, None, ("stötta", "support"), "case", help="help.support"),
    Entry("leave", Leave, leave, None, ("lämna", "leave"), "case", help="help.leave"),
    Entry("wait", Wait, wait, wait_form, ("vänta", "wait"), "case", help="help.wait"),
    Entry(
        "resume",
        Resume,
        resume,
        None,
        ("återuppta", "fortsätt", "resume"),
        "case",
        help="help.resume",
    ),
)
