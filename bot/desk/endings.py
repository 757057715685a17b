"""How cases move on and end: first contact, close, reopen, outcome later, withdraw, merge, void."""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.lifecycle import LIVE, Offer, Role, Status
from bot.desk import buttons, offering, telling
from bot.desk.cases import Case, add_referral, begin, load, name_of, record, standing
from bot.desk.commands import Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.replies import Form, Input, Option, Outcome
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import search, store
from bot.storage.tables import LogEntry, Referral
from bot.texts import phrase


@dataclass(frozen=True)
class Contact(OnCase):
    """First contact made: yes, not yet, or need help."""

    answer: str = "yes"


def contact(work: Work, command: Contact) -> Outcome:
    """The handler says whether the company has been reached; the poster is told."""
    case = begin(work, command.case, "contact")
    if command.answer == "no":
        record(work, case, "no_contact_yet")
        return said_on(case, "contact.not_yet", buttons.show(case))
    if command.answer == "help":
        record(work, case, "needs_help")
        telling.poster(work, case, "needs_help")
        telling.coordinators(work, case, "needs_help")
        return said_on(case, "contact.help", buttons.step_button(case, "hand_over"))
    if case.enquiry.contact_made_at is not None:
        raise refuse("refused.contact_made", number=str(case.number))
    case.enquiry.contact_made_at = work.now
    record(work, case, "contact")
    telling.poster(work, case, "contact")
    return said_on(case, "contact.done", buttons.show(case))


@dataclass(frozen=True)
class Note(OnCase):
    """A note on a case."""

    words: str = ""


def note(work: Work, command: Note) -> Outcome:
    """Any member, also by mentioning the bot in the case's thread. Nobody is told."""
    case = begin(work, command.case, "note")
    if not command.words.strip():
        raise Mistaken({"words": phrase("form.note.words_missing")})
    record(work, case, "noted", words=command.words, room_only=True)
    return said_on(case, "note.done")


def note_form(work: Work, command: Note, errors: Errors) -> Form:
    """What to remember."""
    case = begin(work, command.case, "note")
    return Form(
        id=new_form_id(),
        command="note",
        title=phrase("form.note.title", number=str(case.number)),
        submit=phrase("form.note.submit"),
        inputs=(Input("words", phrase("form.note.words"), "long", command.words, required=True,
                      hint=phrase("form.note.hint"), error=errors.get("words"), max_length=2000),),
        hidden=hidden_for(command),
    )  # fmt: skip


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
    for referral in case.offers:
        telling.organisation(work, case, referral.organisation, "closed")
    offering.end_standing(work, case, Offer.DONE)
    case.enquiry.status = Status.CLOSED
    case.enquiry.outcome = command.outcome
    case.enquiry.closed_at = work.now
    case.enquiry.waiting_for, case.enquiry.waiting_until = "", None
    record(work, case, "closed", words=command.words, outcome=command.outcome)
    telling.thread(work, case, "closed")
    telling.poster(work, case, "closed")
    return said_on(case, "close.done", buttons.step_button(case, "reopen"))


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
            Input("outcome", phrase("form.close.outcome"), "choice", value, options, required=True,
                  error=errors.get("outcome")),
            Input("words", phrase("form.close.words"), "long", command.words, max_length=2000),
        ),
        hidden=hidden_for(command),
    )  # fmt: skip


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
    enquiry.outcome, enquiry.closed_at = "", None
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
    telling.person(work, case, "reopened", former)
    return said_on(case, "reopen.asked", organisation=name_of(work, last.organisation))


@dataclass(frozen=True)
class Later(OnCase):
    """What came of it, months later: a code of the centre's outcomes, or "unknown"."""

    months: int = 3
    effect: str = ""


def later(work: Work, command: Later) -> Outcome:
    """One click by the last handler answers."""
    case = begin(work, command.case, "later")
    if command.effect not in {o.code for o in work.centre.effects}:
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
    for referral in case.referrals:
        if referral.status == Offer.ACCEPTED and referral.handler_id:
            telling.person(work, case, "withdrawn", referral.handler_id, "handler")
        elif referral.status in (Offer.OFFERED, Offer.ACCEPTED):
            telling.organisation(work, case, referral.organisation, "withdrawn")
        elif referral.status == Offer.REQUESTED:
            telling.person(work, case, "withdrawn", referral.offered_by)
    offering.end_standing(work, case, Offer.DONE)
    case.enquiry.status = Status.WITHDRAWN
    case.enquiry.closed_at = work.now
    record(work, case, "withdrawn")
    return said_on(case, "withdraw.done")


@dataclass(frozen=True)
class Merge(OnCase):
    """Two enquiries are one: this one and `other`."""

    other: int = 0


def merge(work: Work, command: Merge) -> Outcome:
    """The older case stays, with its lead; the other's lead becomes support."""
    case = load(work, command.case)
    other = load(work, command.other) if command.other else None
    if other is None or other.number == case.number:
        raise Mistaken({"other": phrase("form.merge.other_missing")})
    _may_merge(work, case, other)
    older, newer = sorted((case, other), key=lambda c: c.number)
    if older.withheld or newer.withheld:
        _same_poster_or_coordinator(work, older, newer)
    moved = newer.lead
    for referral in newer.referrals:
        if referral.status == Offer.OFFERED:
            telling.organisation(work, newer, referral.organisation, "merged", into=older.number)
    offering.end_standing(work, newer, Offer.DONE)
    newer.enquiry.status = Status.MERGED
    newer.enquiry.merged_into = older.number
    newer.enquiry.closed_at = work.now
    if moved is not None:
        _bring(work, older, moved.organisation, moved.handler_id, moved.handler_name)
    record(work, newer, "merged", into=older.number)
    record(work, older, "merged_in", other=newer.number)
    _tell_followers(work, older, newer)
    return said_on(older, "merge.done", buttons.show(older), other=str(newer.number))


def _may_merge(work: Work, case: Case, other: Case) -> None:
    member = work.member
    handles = any(Role.HANDLER in c.roles(member) for c in (case, other))
    if not handles and Role.COORDINATOR not in case.roles(member):
        raise refuse("refused.merge", number=str(case.number), status=standing(work, case))
    for one in (case, other):
        if one.status not in LIVE:
            raise refuse("refused.not_live", number=str(one.number))


def _same_poster_or_coordinator(work: Work, older: Case, newer: Case) -> None:
    same = older.enquiry.poster_id == newer.enquiry.poster_id
    if not same and not work.member.coordinator:
        raise refuse("refused.merge_withheld")


def _bring(work: Work, older: Case, organisation: str, handler: int | None, name: str) -> None:
    """The other case's lead comes along: as lead where the older has none, else as support."""
    if older.accepted_by(organisation) is not None:
        return
    role = "support" if older.lead is not None else "lead"
    referral = Referral(
        enquiry_id=older.number,
        organisation=organisation,
        role=role,
        offered_by=work.me,
        by_poster=False,
        offered_at=work.now,
    )
    add_referral(work, older, referral)
    member = store.member(work.session, handler)
    offering.accept(work, older, referral, member, name)


def _tell_followers(work: Work, older: Case, newer: Case) -> None:
    telling.poster(work, older, "merged_in", other=newer.number)
    telling.handler(work, older, "merged_in", other=newer.number)
    if newer.enquiry.poster_id != older.enquiry.poster_id:
        telling.poster(work, newer, "merged", into=older.number)
    if newer.enquiry.handler_id and newer.enquiry.handler_id != older.enquiry.handler_id:
        telling.handler(work, newer, "merged", into=older.number)


def merge_form(work: Work, command: Merge, errors: Errors) -> Form:
    """The other case's number."""
    case = begin(work, command.case, "merge")
    value = str(command.other or "")
    return Form(
        id=new_form_id(),
        command="merge",
        title=phrase("form.merge.title", number=str(case.number)),
        submit=phrase("form.merge.submit"),
        inputs=(Input("other", phrase("form.merge.other"), "text", value, required=True,
                      error=errors.get("other"), max_length=12),),
        hidden=hidden_for(command),
    )  # fmt: skip


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
    enquiry.contact_email = enquiry.contact_when = enquiry.waiting_for = enquiry.link = ""
    enquiry.company_id, enquiry.answers = None, {}
    case.company = None
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
    Entry("contact", Contact, contact, None, ("kontakt tagen", "contacted"), "case", help="help.contact"),
    Entry("note", Note, note, note_form, ("anteckna", "note"), "case", help="help.note"),
    Entry("close", Close, close, close_form, ("avsluta", "stäng", "close"), "case", help="help.close"),
    Entry("reopen", Reopen, reopen, None, ("öppna igen", "reopen"), "case", help="help.reopen"),
    Entry("later", Later, later),
    Entry("withdraw", Withdraw, withdraw, None, ("återta", "withdraw"), "case", help="help.withdraw"),
    Entry("merge", Merge, merge, merge_form, ("slå ihop", "merge"), "case", help="help.merge"),
    Entry("void", Void, void, None, ("stryk", "void"), "case"),
)  # fmt: skip
