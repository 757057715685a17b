"""Two enquiries that are one: the older case stays, with its lead."""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.lifecycle import LIVE, Offer, Role, Status
from bot.desk import buttons, offering, telling
from bot.desk.cases import Case, add_referral, begin, load, record, standing
from bot.desk.commands import Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.replies import Form, Input, Outcome
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import people
from bot.storage.tables import Referral
from bot.texts import phrase


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
    _tell_followers(work, older, newer)
    offering.end_standing(work, newer, Offer.DONE)
    newer.enquiry.status = Status.MERGED
    newer.enquiry.merged_into = older.number
    newer.enquiry.closed_at = work.now
    if moved is not None:
        _bring(work, older, moved.organisation, moved.handler_id, moved.handler_name)
    record(work, newer, "merged", into=older.number)
    record(work, older, "merged_in", other=newer.number)
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
    offering.room_for(older, referral)
    add_referral(work, older, referral)
    member = people.member(work.session, handler)
    offering.accept(work, older, referral, member, name)
    if role == "lead":
        offering.tell_taken(work, older, referral)


def _tell_followers(work: Work, older: Case, newer: Case) -> None:
    """Poster, lead, supports and the asked of both, each once: those of the older case of that."""
    telling.poster(work, older, "merged_in", other=newer.number)
    for referral in older.accepted:
        telling.those_on(work, older, referral, "merged_in", other=newer.number)
    followed = {older.enquiry.poster_id, *(r.handler_id for r in older.accepted)}
    if newer.enquiry.poster_id not in followed:
        telling.poster(work, newer, "merged", into=older.number)
    for referral in newer.accepted:
        if referral.handler_id is None or referral.handler_id not in followed:
            telling.those_on(work, newer, referral, "merged", into=older.number)
    for offer in newer.offers:
        telling.organisation(work, newer, offer.organisation, "merged", into=older.number)
    for request in newer.requests:
        telling.person(work, newer, "merged", request.offered_by, into=older.number)


def merge_form(work: Work, command: Merge, errors: Errors) -> Form:
    """The other case's number."""
    case = begin(work, command.case, "merge")
    value = str(command.other or "")
    return Form(
        id=new_form_id(),
        command="merge",
        title=phrase("form.merge.title", number=str(case.number)),
        submit=phrase("form.merge.submit"),
        inputs=(
            Input(
                "other",
                phrase("form.merge.other"),
                "text",
                value,
                required=True,
                error=errors.get("other"),
                max_length=12,
            ),
        ),
        hidden=hidden_for(command),
    )


ENTRIES = (
    Entry("merge", Merge, merge, merge_form, ("slå ihop", "merge"), "case", help="help.merge"),
)
