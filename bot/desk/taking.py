"""Taking a case: accept an offer, claim without one, and the poster's yes to a claim."""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.lifecycle import Offer, refusal
from bot.desk import offering, telling
from bot.desk.cases import Case, begin, load, name_of, record, refused
from bot.desk.commands import Entry, OnCase, said_on
from bot.desk.replies import Outcome
from bot.desk.work import Work, refuse
from bot.storage import people
from bot.storage.tables import Member, Referral


@dataclass(frozen=True)
class Take(OnCase):
    """ "Jag tar det": accept the offer, or claim an enquiry nobody was asked about."""

    handler: int = 0


def take(work: Work, command: Take) -> Outcome:
    """A confirmed member takes the case for the own organisation. The first press wins."""
    case = load(work, command.case)
    referral = case.answerable(work.member.organisation)
    if referral is None:
        return _claim(work, case)
    _allowed(work, case, "accept")
    offering.room_for(case, referral)
    handler = _named(work, command.handler) if command.handler else work.member
    offering.accept(work, case, referral, handler)
    record(work, case, "accepted", role=referral.role, member=handler.id)
    offering.tell_taken(work, case, referral)
    if handler.id != work.me:
        telling.person(work, case, "made_handler", handler.id, "handler")
    return offering.taken(work, case, referral)


def _allowed(work: Work, case: Case, step: str) -> None:
    why = refusal(step, case.enquiry, case.roles(work.member), work.now)
    if why:
        raise refused(work, case, step, why)


def _named(work: Work, member_id: int) -> Member:
    member = people.member(work.session, member_id)
    same = member is not None and member.organisation == work.member.organisation
    if member is None or not same or member.ended_at or not member.confirmed_at:
        raise refuse("refused.not_colleague")
    return member


def _claim(work: Work, case: Case) -> Outcome:
    """Take an enquiry without an offer; where the name is withheld, the poster says yes first."""
    mine = work.member.organisation
    standing = case.accepted_by(mine)
    if standing is not None and standing.role == "lead":
        code = "refused.yours" if case.enquiry.handler_id == work.me else "refused.colleague_has"
        raise refuse(code, number=str(case.number))
    _allowed(work, case, "claim")
    if any(r.organisation == mine and r.status == Offer.REQUESTED for r in case.referrals):
        raise refuse("refused.already_requested", number=str(case.number))
    if mine not in {o.slug for o in work.centre.members_organisations}:
        raise refuse("refused.support_only", organisation=name_of(work, mine))
    return offering.join(work, case, "lead")


@dataclass(frozen=True)
class Approve(OnCase):
    """The poster's yes or no to an organisation that may not see a withheld name yet."""

    referral: int = 0
    answer: str = "yes"


def approve(work: Work, command: Approve) -> Outcome:
    """Yes releases the name to that organisation and lets it take the case; no ends it."""
    case = begin(work, command.case, "approve")
    referral = case.referral(command.referral)
    if referral is not None and _awaits_name(case, referral):
        return _name(work, case, referral, command)
    if referral is None or referral.status != Offer.REQUESTED:
        raise refuse("refused.no_request", number=str(case.number))
    name = name_of(work, referral.organisation)
    if command.answer != "yes":
        referral.status, referral.answered_at = Offer.REVOKED, work.now
        record(work, case, "not_released", organisation=referral.organisation)
        telling.person(work, case, "not_released", referral.offered_by)
        return said_on(case, "approve.no", organisation=name)
    if referral.role == "lead" and case.lead is not None:
        raise refuse("refused.has_lead", number=str(case.number))
    offering.room_for(case, referral)
    handler = people.member(work.session, referral.handler_id)
    if handler is None or handler.ended_at or not handler.confirmed_at:
        raise refuse("refused.gone_member", organisation=name)
    offering.release_by_poster(work, case, referral)
    offering.accept(work, case, referral, handler)
    record(work, case, "released", organisation=referral.organisation, role=referral.role)
    telling.person(work, case, "released", handler.id, "handler")
    offering.tell_taken(work, case, referral)
    return said_on(case, "approve.yes", organisation=name)


def _awaits_name(case: Case, referral: Referral) -> bool:
    """Whether those who took it do not know which company it is: somebody else had asked them."""
    return referral.status == Offer.ACCEPTED and offering.unreleased(case, referral)


def _name(work: Work, case: Case, referral: Referral, command: Approve) -> Outcome:
    """Yes shows the name to whoever took it; no leaves the case with them, without the name."""
    organisation, yes = referral.organisation, command.answer == "yes"
    if yes:
        offering.release_by_poster(work, case, referral)
    step = "released" if yes else "not_released"
    record(work, case, step, organisation=organisation, role=referral.role)
    telling.those_on(work, case, referral, "released" if yes else "name_kept")
    code = "approve.yes" if yes else "approve.name_no"
    return said_on(case, code, organisation=name_of(work, organisation))


ENTRIES = (
    Entry("take", Take, take, None, ("ta", "jag tar", "take"), "case", help="help.take"),
    Entry("approve", Approve, approve),
)
