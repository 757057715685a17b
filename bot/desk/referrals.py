"""Referrals: offer a case to an organisation, and take an offer back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.lifecycle import Offer
from bot.desk import buttons, offering, telling
from bot.desk.cases import begin, name_of, record, routing
from bot.desk.commands import Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.inputs import choice_of_organisation
from bot.desk.replies import Form, Input, Option, Outcome
from bot.desk.work import Work, refuse
from bot.texts import phrase


@dataclass(frozen=True)
class MakeOffer(OnCase):
    """Offer the case to an organisation, as lead or support."""

    organisation: str = ""
    role: str = "lead"


def make_offer(work: Work, command: MakeOffer) -> Outcome:
    """Poster, handler or coordinator asks an organisation; only that organisation is pinged."""
    case = begin(work, command.case, "offer")
    role = "support" if command.role == "support" else "lead"
    if role == "lead" and case.lead is not None:
        begin(work, command.case, "hand_over")
    if role == "support" and len(case.supports) >= buttons.SUPPORT_LIMIT:
        raise refuse("refused.enough_support", number=str(case.number))
    offering.offer(work, case, command.organisation, role)
    name = name_of(work, command.organisation)
    answer = said_on(case, f"offer.done.{role}", organisation=name)
    reach = tuple(offering.reach(work, case, command.organisation))
    return Outcome(private=(*answer.private, *reach))


def offer_form(work: Work, command: MakeOffer, errors: Errors) -> Form:
    """Which organisation, and as what; the suggested one first."""
    case = begin(work, command.case, "offer")
    ranked = [s.organisation for s in routing(work, case).suggestions]
    roles = ("lead", "support") if case.lead is None else ("support",)
    return Form(
        id=new_form_id(),
        command="offer",
        title=phrase("form.offer.title", number=str(case.number)),
        submit=phrase("form.offer.submit"),
        inputs=(
            choice_of_organisation(work, command.organisation, ranked, errors),
            Input(
                name="role",
                label=phrase("form.offer.role"),
                type="choice",
                value=command.role if command.role in roles else roles[0],
                options=tuple(Option(role, phrase(f"form.offer.{role}")) for role in roles),
                required=True,
            ),
        ),
        hidden=hidden_for(command),
    )


@dataclass(frozen=True)
class Revoke(OnCase):
    """Take an offer back."""

    referral: int = 0


def revoke(work: Work, command: Revoke) -> Outcome:
    """Poster or coordinator withdraws an offer; the organisation is told."""
    case = begin(work, command.case, "revoke")
    referral = case.referral(command.referral)
    if referral is None or referral.status != Offer.OFFERED:
        raise refuse("refused.no_offer", number=str(case.number))
    referral.status, referral.answered_at = Offer.REVOKED, work.now
    record(work, case, "revoked", organisation=referral.organisation)
    telling.organisation(work, case, referral.organisation, "revoked")
    return said_on(case, "revoke.done", organisation=name_of(work, referral.organisation))


def revoke_form(work: Work, command: Revoke, errors: Errors) -> Form:
    """Which of the offers that wait."""
    case = begin(work, command.case, "revoke")
    if not case.offers:
        raise refuse("refused.no_offer", number=str(case.number))
    options = tuple(Option(str(r.id), name_of(work, r.organisation)) for r in case.offers)
    return Form(
        id=new_form_id(),
        command="revoke",
        title=phrase("form.revoke.title", number=str(case.number)),
        submit=phrase("form.revoke.submit"),
        inputs=(
            Input(
                "referral",
                phrase("form.revoke.which"),
                "choice",
                str(command.referral or options[-1].value),
                options,
                required=True,
            ),
        ),
        hidden=hidden_for(command),
    )


ENTRIES = (
    Entry(
        "offer",
        MakeOffer,
        make_offer,
        offer_form,
        ("erbjud", "fråga organisation", "offer"),
        "case",
        help="help.offer",
    ),
    Entry("revoke", Revoke, revoke, revoke_form, ("återkalla", "revoke"), "case"),
)
