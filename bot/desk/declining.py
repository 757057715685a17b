"""No to an offer, with its reason; and answers given by phone, noted by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.centre.lifecycle import Offer
from bot.desk import buttons, offering, telling
from bot.desk.cases import Case, begin, name_of, record, standing
from bot.desk.commands import Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.inputs import choice_of_organisation, colleague_options
from bot.desk.replies import Form, Input, Option, Outcome
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import store
from bot.storage.tables import Member, Referral
from bot.texts import phrase


@dataclass(frozen=True)
class Decline(OnCase):
    """No, with a reason and a hint whom to ask instead."""

    reason: str = ""
    until: str = ""
    hint: str = ""
    words: str = ""


def decline(work: Work, command: Decline) -> Outcome:
    """An organisation cannot take it. Told to poster and coordinator in private."""
    case = begin(work, command.case, "decline")
    referral = case.answerable(work.member.organisation)
    if referral is None:
        raise refuse("refused.decline", number=str(case.number), status=standing(work, case))
    until = _decline_reason(work, command)
    answer_no(work, referral, reason=command.reason, hint=command.hint, until=until)
    record(
        work,
        case,
        "declined",
        words=command.words,
        reason=command.reason,
        hint=command.hint,
        until=command.until if until else "",
        role=referral.role,
    )
    tell_declined(work, case, referral)
    return said_on(case, "decline.done")


def _decline_reason(work: Work, command: Decline) -> date | None:
    reason = next((r for r in work.centre.decline_reasons if r.code == command.reason), None)
    if reason is None:
        raise Mistaken({"reason": phrase("form.decline.reason_missing")})
    if not reason.needs_date:
        return None
    try:
        until = date.fromisoformat(command.until)
    except ValueError:
        raise Mistaken({"until": phrase("form.decline.until_missing")}) from None
    if until <= work.calendar.local(work.now).date():
        raise Mistaken({"until": phrase("form.until_past")})
    return until


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
    """Poster and coordinator, with the next suggestion; a handler who hands over, too."""
    telling.poster(work, case, "declined", referral=referral.id)
    telling.coordinators(work, case, "declined", referral=referral.id)
    if case.enquiry.handler_id and case.enquiry.handler_id != case.enquiry.poster_id:
        telling.handler(work, case, "declined", referral=referral.id)


def decline_form(work: Work, command: Decline, errors: Errors) -> Form:
    """The reasons of the centre's agreement, and whom to ask instead."""
    begin(work, command.case, "decline")
    reasons = [r for r in work.centre.decline_reasons if not r.retired]
    dated = {r.code for r in reasons if r.needs_date}
    inputs = [
        Input(
            name="reason",
            label=phrase("form.decline.reason"),
            type="choice",
            value=command.reason,
            options=tuple(Option(r.code, r.label) for r in reasons),
            required=True,
            refreshes=bool(dated),
            error=errors.get("reason"),
        ),
    ]
    if command.reason in dated or "until" in errors:
        until = phrase("form.decline.until")
        inputs.append(
            Input("until", until, "date", command.until, required=True, error=errors.get("until"))
        )
    inputs += [
        choice_of_organisation(work, command.hint, [], errors, name="hint", required=False),
        Input("words", phrase("form.decline.words"), "long", command.words, max_length=1000),
    ]
    return Form(
        id=new_form_id(),
        command="decline",
        title=phrase("form.decline.title", number=str(command.case)),
        submit=phrase("form.decline.submit"),
        inputs=tuple(inputs),
        hidden=hidden_for(command),
    )


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
    referral.noted_by = work.me
    organisation = referral.organisation
    if command.answer == "no":
        reasons = {r.code for r in work.centre.decline_reasons}
        reason = command.reason if command.reason in reasons else ""
        answer_no(work, referral, reason=reason)
        record(work, case, "noted_no", organisation=organisation, reason=reason)
        tell_declined(work, case, referral)
        return said_on(case, "noted.no", organisation=name_of(work, organisation))
    handler = _noted_handler(work, organisation, command)
    offering.accept(work, case, referral, handler, name="" if handler else command.name.strip())
    record(work, case, "noted_yes", organisation=organisation, role=referral.role)
    if referral.role == "lead":
        telling.thread(work, case, "taken")
        telling.poster(work, case, "taken")
    if handler is not None:
        telling.person(work, case, "made_handler", handler.id, "handler")
    return said_on(case, "noted.yes", buttons.show(case), organisation=name_of(work, organisation))


def _noted_referral(case: Case, command: Noted) -> Referral:
    referral = case.referral(command.referral)
    if referral is None or case.answerable(referral.organisation, referral.role) is not referral:
        raise refuse("refused.no_offer", number=str(case.number))
    if command.answer not in ("yes", "no"):
        raise Mistaken({"answer": phrase("form.noted.answer_missing")})
    return referral


def _noted_handler(work: Work, organisation: str, command: Noted) -> Member | None:
    if command.member:
        member = store.member(work.session, command.member)
        if member is None or member.organisation != organisation or member.ended_at:
            raise Mistaken({"member": phrase("form.noted.not_there")})
        return member
    if not command.name.strip():
        raise Mistaken({"name": phrase("form.noted.name_missing")})
    return None


def noted_form(work: Work, command: Noted, errors: Errors) -> Form:
    """Which offer, yes or no, and who there will do it."""
    case = begin(work, command.case, "noted")
    open_to_answer = [r for r in case.referrals if case.answerable(r.organisation, r.role) is r]
    if not open_to_answer:
        raise refuse("refused.no_offer", number=str(case.number))
    options = tuple(
        Option(
            str(r.id),
            phrase(
                "form.noted.offer",
                organisation=name_of(work, r.organisation),
                role=phrase(f"role.{r.role}"),
            ),
        )
        for r in open_to_answer
    )
    chosen = case.referral(command.referral) or open_to_answer[-1]
    reasons = tuple(Option(r.code, r.label) for r in work.centre.decline_reasons if not r.retired)
    answers = tuple(Option(code, phrase(f"form.noted.{code}")) for code in ("yes", "no"))
    inputs = [
        Input(
            "referral",
            phrase("form.noted.referral"),
            "choice",
            str(chosen.id),
            options,
            required=True,
            refreshes=True,
        ),
        Input(
            "answer",
            phrase("form.noted.answer"),
            "choice",
            command.answer,
            answers,
            required=True,
            refreshes=True,
            error=errors.get("answer"),
        ),
    ]
    if command.answer == "no":
        inputs.append(
            Input("reason", phrase("form.decline.reason"), "choice", command.reason, reasons)
        )
    else:
        people = colleague_options(work, chosen.organisation)
        if people:
            who = str(command.member or "")
            inputs.append(
                Input(
                    "member",
                    phrase("form.noted.member"),
                    "choice",
                    who,
                    people,
                    error=errors.get("member"),
                )
            )
        inputs.append(
            Input(
                "name",
                phrase("form.noted.name"),
                "text",
                command.name,
                hint=phrase("form.noted.name_hint"),
                error=errors.get("name"),
                max_length=120,
            )
        )
    return Form(
        id=new_form_id(),
        command="noted",
        title=phrase("form.noted.title", number=str(case.number)),
        submit=phrase("form.noted.submit"),
        inputs=tuple(inputs),
        hidden=hidden_for(command),
    )


ENTRIES = (
    Entry(
        "decline",
        Decline,
        decline,
        decline_form,
        ("avböj", "kan inte", "decline"),
        "case",
        help="help.decline",
    ),
    Entry("noted", Noted, note_answer, noted_form, ("svar per telefon", "noted"), "case"),
)
