"""How cases end: close, reopen, what came of it later, withdraw, void."""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.lifecycle import LATER_MONTHS, Offer, Status
from bot.desk import buttons, offering, telling
from bot.desk.cases import Case, begin, name_of, record
from bot.desk.commands import Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.replies import Form, Input, Option, Outcome
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import companies, search, store
from bot.storage.tables import LogEntry
from bot.texts import phrase


@dataclass(frozen=True)
class Close(OnCase):
    """Close with an outcome."""

    outcome: str = ""
    words: str = ""


def close(work: Work, command: Close) -> Outcome:
    """The handler closes; poster or coordinator where nobody leads (a gap)."""
    case = begin(work, command.case, "close")
    codes = {o.code for o in work.centre.outcomes}
    if command.outcome not in codes:
        raise Mistaken({"outcome": phrase("form.close.outcome_missing")})
    _tell_asked(work, case, "closed")
    offering.end_standing(work, case, Offer.DONE)
    case.enquiry.status = Status.CLOSED
    case.enquiry.outcome = command.outcome
    case.enquiry.closed_at = work.now
    record(work, case, "closed", words=command.words, outcome=command.outcome)
    telling.poster(work, case, "closed")
    return said_on(case, "close.done", buttons.step_button(case, "reopen"))


def _tell_asked(work: Work, case: Case, kind: str) -> None:
    """Whoever was still asked, and whoever had asked to join, need not wait any more."""
    for referral in case.offers:
        telling.organisation(work, case, referral.organisation, kind)
    for request in case.requests:
        telling.person(work, case, kind, request.offered_by)


def close_form(work: Work, command: Close, errors: Errors) -> Form:
    """How it went."""
    case = begin(work, command.case, "close")
    options = tuple(Option(o.code, o.label) for o in work.centre.outcomes if not o.retired)
    value = command.outcome or ("" if case.lead else "gap")
    return Form(
        id=new_form_id(),
        command="close",
        title=phrase("form.close.title", number=str(case.number)),
        submit=phrase("form.close.submit"),
        inputs=(
            Input(
                "outcome",
                phrase("form.close.outcome"),
                "choice",
                value,
                options,
                required=True,
                error=errors.get("outcome"),
            ),
            Input("words", phrase("form.close.words"), "long", command.words, max_length=2000),
        ),
        hidden=hidden_for(command),
    )


@dataclass(frozen=True)
class Reopen(OnCase):
    """Open a closed case again, within 90 days."""


def reopen(work: Work, command: Reopen) -> Outcome:
    """The last handler goes on with it; when the poster reopens, the last lead is asked."""
    case = begin(work, command.case, "reopen")
    enquiry = case.enquiry
    last = next(
        (r for r in reversed(case.referrals) if r.role == "lead" and r.status == Offer.DONE), None
    )
    by_handler = enquiry.handler_id == work.me and last is not None
    enquiry.outcome, enquiry.closed_at, enquiry.thinned = "", None, 0
    telling.plan_cards(work, case)
    if by_handler and last is not None:
        last.status = Offer.ACCEPTED
        enquiry.status = Status.IN_PROGRESS
        record(work, case, "reopened")
        return said_on(case, "reopen.done", buttons.show(case))
    former = enquiry.handler_id
    offering.clear_lead(case)
    record(work, case, "reopened")
    if last is None:
        return said_on(case, "reopen.done", buttons.step_button(case, "offer"))
    offering.offer(work, case, last.organisation, "lead")
    if former not in {member.id for member in telling.reachable(work, last.organisation)}:
        telling.person(work, case, "reopened", former)
    return said_on(case, "reopen.asked", organisation=name_of(work, last.organisation))


@dataclass(frozen=True)
class Later(OnCase):
    """What came of it, months later: a code of the centre's outcomes, or "unknown"."""

    months: int = 3
    effect: str = ""


def later(work: Work, command: Later) -> Outcome:
    """One click answers: by the last handler, a colleague of theirs, or the coordinator."""
    case = begin(work, command.case, "later")
    known = command.effect in {effect.code for effect in work.centre.effects}
    if not known or command.months not in LATER_MONTHS:
        raise refuse("refused.old_button")
    case.enquiry.later = {**case.enquiry.later, str(command.months): command.effect}
    record(work, case, "later", months=command.months, effect=command.effect)
    return said_on(case, "later.done")


@dataclass(frozen=True)
class Withdraw(OnCase):
    """The poster takes the enquiry back."""


def withdraw(work: Work, command: Withdraw) -> Outcome:
    """Lead, supports and whoever was offered are told."""
    case = begin(work, command.case, "withdraw")
    for referral in case.accepted:
        telling.those_on(work, case, referral, "withdrawn")
    _tell_asked(work, case, "withdrawn")
    offering.end_standing(work, case, Offer.DONE)
    case.enquiry.status = Status.WITHDRAWN
    case.enquiry.closed_at = work.now
    record(work, case, "withdrawn")
    return said_on(case, "withdraw.done")


@dataclass(frozen=True)
class Void(OnCase):
    """Redact a case; its number is kept."""


def void(work: Work, command: Void) -> Outcome:
    """The coordinator empties a case that should never have been written."""
    case = begin(work, command.case, "void")
    offering.end_standing(work, case, Offer.DONE)
    enquiry = case.enquiry
    enquiry.status, enquiry.closed_at = Status.VOID, work.now
    enquiry.need = enquiry.contact_name = enquiry.contact_phone = ""
    enquiry.contact_email = enquiry.contact_when = enquiry.link = ""
    enquiry.handler_name = enquiry.secrecy = ""
    enquiry.company_id, enquiry.answers = None, {}
    work.session.flush()
    if case.company and not companies.company_is_shared(
        work.session, case.company.id or 0, case.number
    ):
        work.session.delete(case.company)
    case.company = None
    for referral in case.referrals:
        referral.handler_name = ""
    for entry in store.log(work.session, case.number, limit=10_000):
        _empty(work, entry)
    search.forget(work.session, case.number)
    record(work, case, "voided")
    return said_on(case, "void.done")


def _empty(work: Work, entry: LogEntry) -> None:
    if entry.words:
        entry.words = ""
        work.session.add(entry)


ENTRIES = (
    Entry(
        "close", Close, close, close_form, ("avsluta", "stäng", "close"), "case", help="help.close"
    ),
    Entry("reopen", Reopen, reopen, None, ("öppna igen", "reopen"), "case", help="help.reopen"),
    Entry("later", Later, later),
    Entry(
        "withdraw", Withdraw, withdraw, None, ("återta", "withdraw"), "case", help="help.withdraw"
    ),
    Entry("void", Void, void, None, ("stryk", "void"), "case"),
)
