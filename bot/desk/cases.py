"""A case as the desk handles it: the enquiry, its referrals, its company, and one way to change.

Every change goes through `record`: one log entry, a raised revision, every card behind, and the
reminders planned anew from the present state. A use case cannot forget any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.centre.lifecycle import (
    ANSWERABLE,
    LED,
    LIVE,
    REPEATED,
    Due,
    Offer,
    Role,
    Status,
    refusal,
    reminders,
)
from bot.centre.routing import Routing, route
from bot.desk.work import Work, refuse
from bot.storage import companies, people, postings, records, search, store
from bot.storage.reminders import reminders_of
from bot.storage.tables import Company, Enquiry, LogEntry, Member, Referral, Reminder
from bot.texts import Arg, Listed, Phrase, phrase

NOTES_FOR_OTHERS = frozenset({Role.POSTER, Role.COORDINATOR})
"""Those who note what was said by phone, and so take the steps of a handler outside the chat."""


@dataclass
class Case:
    """One enquiry with what belongs to it, loaded once."""

    enquiry: Enquiry
    referrals: list[Referral]
    company: Company | None
    handled_before: int | None = field(init=False)
    """Who handled it when it was loaded."""
    ahead: bool = field(default=False, init=False)
    """Whether a new case has the revision of the step that follows at once: it is written once."""
    reached: dict[str, bool] = field(default_factory=dict, init=False)
    """The organisations that this command has told, and whether anybody there could be."""

    def __post_init__(self) -> None:
        """Remember the handler: a step may give the case to another."""
        self.handled_before = self.enquiry.handler_id

    @property
    def number(self) -> int:
        """What members call it."""
        return self.enquiry.id or 0

    @property
    def status(self) -> Status:
        """Where it is."""
        return Status(self.enquiry.status)

    @property
    def live(self) -> bool:
        """Whether anything can still be done for the company here."""
        return self.status in LIVE

    @property
    def lead(self) -> Referral | None:
        """The accepted lead referral."""
        return next((r for r in self.accepted if r.role == "lead"), None)

    @property
    def accepted(self) -> list[Referral]:
        """Every organisation that is on the case now."""
        return [r for r in self.referrals if r.status == Offer.ACCEPTED]

    @property
    def supports(self) -> list[Referral]:
        """The organisations that support."""
        return [r for r in self.accepted if r.role == "support"]

    @property
    def offers(self) -> list[Referral]:
        """Offers that wait for an answer."""
        return [r for r in self.referrals if r.status == Offer.OFFERED]

    @property
    def requests(self) -> list[Referral]:
        """Claims and supports that wait for the poster's yes."""
        return [r for r in self.referrals if r.status == Offer.REQUESTED]

    @property
    def withheld(self) -> bool:
        """Whether the company's name is kept from the room (no consent, or not asked)."""
        return self.enquiry.consent != "yes"

    @property
    def left_out(self) -> frozenset[str]:
        """Organisations the next suggestion leaves out: they declined, left or did not answer."""
        return frozenset(
            r.organisation
            for r in self.referrals
            if r.role == "lead" and r.status in (Offer.DECLINED, Offer.LEFT, Offer.EXPIRED)
        )

    def answerable(self, organisation: str, role: str | None = None) -> Referral | None:
        """The offer an organisation may answer now: offered, or expired with nobody else on."""
        for referral in reversed(self.referrals):
            if referral.organisation != organisation or referral.status not in ANSWERABLE:
                continue
            if role and referral.role != role:
                continue
            if (
                referral.status == Offer.EXPIRED
                and referral.role == "lead"
                and (self.lead is not None or self.accepted_by(organisation))
            ):
                continue
            return referral
        return None

    def accepted_by(self, organisation: str) -> Referral | None:
        """The referral by which an organisation is on the case."""
        return next((r for r in self.accepted if r.organisation == organisation), None)

    def referral(self, referral_id: int) -> Referral | None:
        """One of its referrals by id."""
        return next((r for r in self.referrals if r.id == referral_id), None)

    def roles(self, member: Member) -> frozenset[Role]:
        """What a member is to this case; acting for an organisation needs confirmation."""
        found = {Role.MEMBER}
        if member.ended_at:
            return frozenset()
        if self.enquiry.poster_id == member.id:
            found.add(Role.POSTER)
        if self.enquiry.handler_id == member.id:
            found.add(Role.HANDLER)
        if member.coordinator:
            found.add(Role.COORDINATOR)
        if self._handled_outside and found & NOTES_FOR_OTHERS:
            found.add(Role.HANDLER)
        if member.confirmed_at:
            found |= self._roles_for(member.organisation)
        return frozenset(found)

    @property
    def _handled_outside(self) -> bool:
        """Whether the handler is a person outside the chat, whose yes somebody noted."""
        return bool(self.enquiry.handler_name) and self.enquiry.handler_id is None

    def _roles_for(self, organisation: str) -> set[Role]:
        found = {Role.CONFIRMED}
        if self.answerable(organisation):
            found.add(Role.OFFERED)
        if self.enquiry.lead == organisation:
            found.add(Role.COLLEAGUE)
        if any(r.organisation == organisation for r in self.supports):
            found.add(Role.SUPPORT)
        return found


def load(work: Work, number: int) -> Case:
    """One case by its number; raises `Refused` where there is none."""
    if not number:
        raise refuse("case.which")
    enquiry = store.enquiry(work.session, number)
    if enquiry is None:
        raise refuse("case.unknown", number=str(number))
    return attach(work, enquiry)


def attach(work: Work, enquiry: Enquiry) -> Case:
    """A case around an enquiry already read."""
    referrals = list(store.referrals(work.session, enquiry.id or 0))
    company = work.session.get(Company, enquiry.company_id) if enquiry.company_id else None
    return Case(enquiry, referrals, company)


def attach_all(work: Work, enquiries: Sequence[Enquiry]) -> list[Case]:
    """Cases around several enquiries, with one query for their referrals and one for companies."""
    referrals = store.referrals_of(work.session, (e.id or 0 for e in enquiries))
    found = companies.companies(work.session, {e.company_id for e in enquiries if e.company_id})
    return [Case(e, referrals[e.id or 0], found.get(e.company_id or 0)) for e in enquiries]


def begin(work: Work, number: int, step: str) -> Case:
    """The case, if the acting member may take this step now; raises `Refused` with why not."""
    case = load(work, number)
    why = refusal(step, case.enquiry, case.roles(work.member), work.now)
    if why:
        raise refused(work, case, step, why)
    return case


def refused(work: Work, case: Case, step: str, why: str) -> Exception:
    """What a member reads who cannot take a step: how the case stands, and who can."""
    number = str(case.number)
    if why == "state":
        return refuse("refused.state", number=number, status=standing(work, case))
    if why == "late":
        return refuse("refused.late", number=number)
    if why == "lead":
        return refuse("refused.lead", number=number, status=standing(work, case))
    unconfirmed = work.member.confirmed_at is None and not work.member.ended_at
    if unconfirmed and step in ("claim", "accept", "decline", "support", "take_over", "leave"):
        return refuse("refused.unconfirmed", organisation=name_of(work, work.member.organisation))
    return refuse(f"refused.{step}", number=number, status=standing(work, case))


def name_of(work: Work, slug: str) -> Arg:
    """An organisation's name; the slug itself for one the centre file no longer has."""
    return work.centre.organisation(slug).name if work.centre.has_organisation(slug) else slug


def short_of(work: Work, slug: str) -> Arg:
    """An organisation's short name, for lists: "EKN"."""
    return work.centre.organisation(slug).short if work.centre.has_organisation(slug) else slug


def standing(work: Work, case: Case) -> Phrase:
    """How a case stands, as half a sentence: "taken by Anna Ek, Almi"."""
    enquiry = case.enquiry
    if case.status in (Status.IN_PROGRESS, Status.WAITING):
        who, lead = handler_name(work, case), name_of(work, enquiry.lead)
        if not who:
            return phrase("standing.no_handler", organisation=lead)
        return phrase(f"standing.{enquiry.status}", who=who, organisation=lead)
    if case.status is Status.OPEN:
        asked = [r.organisation for r in case.offers if r.role == "lead"]
        if asked:
            names = tuple(name_of(work, slug) for slug in asked)
            return phrase("standing.asked", organisations=Listed(names))
    if case.status is Status.MERGED:
        return phrase("standing.merged", number=str(enquiry.merged_into or ""))
    return phrase(f"standing.{enquiry.status}")


def handler_name(work: Work, case: Case) -> Arg:
    """Who handles a case, by name; empty where nobody does."""
    member = people.member(work.session, case.enquiry.handler_id)
    if member is None:
        return case.enquiry.handler_name
    return member.name or phrase("history.former")


def routing(work: Work, case: Case) -> Routing:
    """The checklist's suggestion for a case as answered now, without those who have declined."""
    return route(work.centre, case.enquiry.answers, left_out=case.left_out)


def record(
    work: Work,
    case: Case,
    step: str,
    *,
    words: str = "",
    room_only: bool = False,
    by_clock: bool = False,
    goes_on: bool = False,
    **args: Any,
) -> int:
    """One step happened: log it, raise the revision, and let cards and reminders follow.

    The first step of a new case puts it into the database; its cards are planned afterwards.
    `words` is what a member wrote; `room_only` keeps them in the room they were written in. Where
    the command `goes_on` with another step of the case, that one plans the reminders.
    Returns the log entry's id.
    """
    enquiry = case.enquiry
    if not by_clock:
        _stepped(work, case)
    new = enquiry.id is None
    ahead, case.ahead = case.ahead, new and goes_on
    if not ahead:
        enquiry.revision += 2 if case.ahead else 1
    if new:
        records.keep(work.session, enquiry)
    else:
        work.session.add_all(row for row in (enquiry, *case.referrals) if row not in work.session)
        work.session.flush()
    actor = None if by_clock else work.acting
    entry = records.append(
        work.session,
        LogEntry,
        enquiry_id=case.number,
        at=work.now,
        step=step,
        member_id=actor.id if actor else None,
        organisation=actor.organisation if actor else "",
        args=args,
        words=words,
        room_id=work.room.id if room_only and work.room else None,
        trace=work.trace,
    )
    if not (new or ahead):
        postings.want_revision(work.session, case.number, enquiry.revision)
    if not goes_on:
        replan(work, case)
    concerned = (actor.id if actor else None, enquiry.poster_id, enquiry.handler_id)
    work.touched.update(one for one in (*concerned, case.handled_before) if one)
    return entry


def _stepped(work: Work, case: Case) -> None:
    """Somebody has done something; what is so already is not set anew, and so not looked at."""
    enquiry = case.enquiry
    if enquiry.stepped_at != work.now:
        enquiry.stepped_at = work.now
    if enquiry.nudges and _answers_nudges(work, case):
        enquiry.nudges = 0


def _answers_nudges(work: Work, case: Case) -> bool:
    """Whether a step answers the nudges: of a led case only one by those who lead it does."""
    if case.status not in LED or work.acting is None:
        return True
    return bool(case.roles(work.acting) & {Role.HANDLER, Role.COLLEAGUE})


def add_referral(work: Work, case: Case, referral: Referral) -> Referral:
    """Put a new referral on the case, with its id."""
    records.keep(work.session, referral)
    case.referrals.append(referral)
    return referral


def replan(work: Work, case: Case) -> None:
    """Make the planned reminders exactly those the present state asks for."""
    rows = reminders_of(work.session, case.number)
    given = [row.done_at for row in rows if row.done_at and row.kind in REPEATED]
    wanted = reminders(case.enquiry, case.referrals, work.calendar, max(given, default=None))
    planned = {Due(row.kind, row.subject, row.due_at): row for row in rows}
    for due, row in planned.items():
        if row.done_at is None and due not in wanted:
            work.session.delete(row)
    work.session.flush()
    missing = [
        {"kind": due.kind, "subject": due.subject, "due_at": due.at, "enquiry_id": case.number}
        for due in sorted(wanted - planned.keys(), key=lambda due: (due.at, due.kind, due.subject))
    ]
    records.append_all(work.session, Reminder, missing)


def reindex(work: Work, case: Case) -> None:
    """Let the case be found by its company's name, number and need."""
    company = case.company
    words = [case.enquiry.need]
    if company is not None:
        words += [company.name, company.organisation_number or "", company.municipality]
    search.index(work.session, case.number, " ".join(words))
