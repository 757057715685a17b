"""No to an offer, with its reason; and answers given by phone, noted by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.desk import offering
from bot.desk.cases import begin, record, standing
from bot.desk.commands import Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.inputs import choice_of_organisation
from bot.desk.replies import Form, Input, Option, Outcome
from bot.desk.work import Mistaken, Work, refuse
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
    offering.answer_no(work, referral, reason=command.reason, hint=command.hint, until=until)
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
    offering.tell_declined(work, case, referral)
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
)
