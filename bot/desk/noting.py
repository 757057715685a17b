"""Answers given by phone: a yes or no noted by the poster or the coordinator."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import buttons, offering, telling
from bot.desk.cases import Case, begin, name_of, record
from bot.desk.commands import Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.inputs import colleague_options
from bot.desk.membership import confirmed_only
from bot.desk.offering import answer_no, tell_declined
from bot.desk.replies import Form, Input, Line, Option, Outcome
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import people
from bot.storage.tables import Member, Referral
from bot.texts import phrase


@dataclass(frozen=True)
class Noted(OnCase):
    """A yes or no that an organisation gave by phone, written down by somebody else."""

    referral: int = 0
    answer: str = ""
    name: str = ""
    member: int = 0
    reason: str = ""


def note_answer(work: Work, command: Noted) -> Outcome:
    """Poster or coordinator notes an answer given outside the chat; shown as "noted by"."""
    case = begin(work, command.case, "noted")
    referral = _noted_referral(case, command)
    organisation = referral.organisation
    if command.answer == "no":
        reasons = {r.code for r in work.centre.decline_reasons}
        reason = command.reason if command.reason in reasons else ""
        referral.noted_by = work.me
        answer_no(work, referral, reason=reason)
        record(work, case, "noted_no", organisation=organisation, reason=reason)
        tell_declined(work, case, referral)
        return said_on(case, "noted.no", organisation=name_of(work, organisation))
    return _noted_yes(work, case, referral, command)


def _noted_yes(work: Work, case: Case, referral: Referral, command: Noted) -> Outcome:
    """A yes by phone counts as the organisation's own; so does whom they named."""
    confirmed_only(work)
    organisation = referral.organisation
    offering.room_for(case, referral)
    handler = _noted_handler(work, organisation, command)
    referral.noted_by = work.me
    name = "" if handler else command.name.strip()
    offering.release_by_poster(work, case, referral)
    offering.accept(work, case, referral, handler, name=name)
    record(work, case, "noted_yes", organisation=organisation, role=referral.role)
    offering.tell_taken(work, case, referral)
    if handler is not None:
        telling.person(work, case, "made_handler", handler.id, "handler")
    done = said_on(case, "noted.yes", buttons.show(case), organisation=name_of(work, organisation))
    ready = referral.role == "lead" and work.me == case.enquiry.poster_id
    text = (Line(phrase("notice.ready")), offering.ready_text(work, case)) if ready else ()
    return Outcome(private=(*done.private, *text))


def _noted_referral(case: Case, command: Noted) -> Referral:
    referral = case.referral(command.referral)
    if referral is None or case.answerable(referral.organisation, referral.role) is not referral:
        raise refuse("refused.no_offer", number=str(case.number))
    if command.answer not in ("yes", "no"):
        raise Mistaken({"answer": phrase("form.noted.answer_missing")})
    return referral


def _noted_handler(work: Work, organisation: str, command: Noted) -> Member | None:
    if command.member:
        member = people.member(work.session, command.member)
        there = member is not None and member.organisation == organisation
        if member is None or not there or member.ended_at or not member.confirmed_at:
            raise Mistaken({"member": phrase("form.noted.not_there")})
        return member
    if not command.name.strip():
        raise Mistaken({"name": phrase("form.noted.name_missing")})
    return None


def noted_form(work: Work, command: Noted, errors: Errors) -> Form:
    """Which offer, yes or no, and who there will do it."""
    case = begin(work, command.case, "noted")
    waiting = [r for r in case.referrals if case.answerable(r.organisation, r.role) is r]
    if not waiting:
        raise refuse("refused.no_offer", number=str(case.number))
    chosen = next((r for r in waiting if r.id == command.referral), waiting[-1])
    answers = tuple(Option(code, phrase(f"form.noted.{code}")) for code in ("yes", "no"))
    answer = Input(
        "answer",
        phrase("form.noted.answer"),
        "choice",
        command.answer,
        answers,
        required=True,
        refreshes=True,
        error=errors.get("answer"),
    )
    then = (
        _why_not(work, command) if command.answer == "no" else _who(work, chosen, command, errors)
    )
    return Form(
        id=new_form_id(),
        command="noted",
        title=phrase("form.noted.title", number=str(case.number)),
        submit=phrase("form.noted.submit"),
        inputs=(_whose(work, waiting, chosen), answer, *then),
        hidden=hidden_for(command),
    )


def _whose(work: Work, waiting: list[Referral], chosen: Referral) -> Input:
    options = tuple(
        Option(
            str(r.id),
            phrase(
                "form.noted.offer",
                organisation=name_of(work, r.organisation),
                role=phrase(f"role.{r.role}"),
            ),
        )
        for r in waiting
    )
    label = phrase("form.noted.referral")
    return Input(
        "referral", label, "choice", str(chosen.id), options, required=True, refreshes=True
    )


def _why_not(work: Work, command: Noted) -> list[Input]:
    reasons = tuple(Option(r.code, r.label) for r in work.centre.decline_reasons if not r.retired)
    return [Input("reason", phrase("form.decline.reason"), "choice", command.reason, reasons)]


def _who(work: Work, chosen: Referral, command: Noted, errors: Errors) -> list[Input]:
    """A member there, or (always possible) somebody outside the chat, by name."""
    colleagues = colleague_options(work, chosen.organisation)
    member, who = phrase("form.noted.member"), str(command.member or "")
    name = Input(
        "name",
        phrase("form.noted.name"),
        "text",
        command.name,
        hint=phrase("form.noted.name_hint"),
        error=errors.get("name"),
        max_length=120,
    )
    if not colleagues:
        return [name]
    return [Input("member", member, "choice", who, colleagues, error=errors.get("member")), name]


ENTRIES = (Entry("noted", Noted, note_answer, noted_form, ("svar per telefon", "noted"), "case"),)
