"""Erasing a company or a person: what identifies them goes, what is counted stays.

One transaction: call it inside `Store.write()`. The case keeps its number, codes, dates and
organisations, so that no figure changes; names, numbers, contacts and everything somebody wrote
about it are emptied, cards are edited, and one log entry says that it was done, without the words.
What cannot be reached from here (messages people wrote in the chat, exported files, backups) is
told, never passed over. Afterwards `bot.storage.scrubbing.scrub` takes the freed words out of the
file itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from bot.centre.lifecycle import LIVE
from bot.centre.model import Centre
from bot.desk import contact_traces, meeting_traces, traces
from bot.desk.erasing import CONTACT, WRITTEN, Erasing
from bot.desk.figures import sub_region_of
from bot.desk.labels import codes_of
from bot.desk.leftovers import Left, left, leftovers
from bot.desk.subject import Subject
from bot.desk.subjects import find
from bot.desk.sums import FEWEST
from bot.storage import joining, overheard, people, store
from bot.storage.tables import Company, Draft, Enquiry, Identity, Member, Notice, Receipt, Referral
from bot.texts import Phrase, phrase

COMMAND_LINE = "command-line"
"""Who erased, where no member did."""


@dataclass(frozen=True)
class Erased:
    """What was erased, counted by kind, and what is left for people to do."""

    subject: Subject
    counts: dict[str, int]
    left: tuple[Left, ...]

    def lines(self) -> list[Phrase]:
        """As sentences: what was erased, then what is left."""
        return [*self.counted(), *(one.why for one in self.left)]

    def counted(self) -> list[Phrase]:
        """What was erased, as sentences."""
        counted = [(name, count) for name, count in self.counts.items() if count]
        done = [phrase(f"privacy.erased.{name}", n=count) for name, count in counted]
        return done or [phrase("privacy.erased.nothing")]


def erase(
    session: Session,
    centre: Centre,
    *,
    company: str | None = None,
    person: str | None = None,
    now: datetime,
    by: Member | str = COMMAND_LINE,
    also: Sequence[str] = (),
) -> Erased:
    """Erase a company or a person, asked for as `subjects.find` takes it.

    `also` are other names of the same one, vouched for by whoever asks: what the company was called
    before, or is called in speech. Raises `Refused` when nobody is found and `Ambiguous` when
    several could be meant; nothing is changed then. The caller commits.
    """
    session.flush()
    subject = find(session, company=company, person=person).called(also)
    doing = Erasing(session, centre, subject, now, by)
    match subject.kind:
        case "company":
            _company(doing)
        case "contact":
            _contact(doing)
        case "outsider":
            _outsider(doing)
        case "member":
            _member(doing)
    if subject.sure:
        doing.elsewhere()
    doing.drafts_and_receipts()
    session.flush()
    doing.left += leftovers(session, subject)
    return Erased(subject, dict(doing.counts), tuple(doing.left))


def _company(doing: Erasing) -> None:
    """All that was written in its cases goes; the row stays without a name, to count by."""
    company = doing.session.get_one(Company, doing.subject.company_id)
    for enquiry in store.enquiries(doing.session, doing.subject.cases):
        kept = {"company": company.id, **_generalise(doing, enquiry)}
        for name in (*WRITTEN, *CONTACT):
            setattr(enquiry, name, "")
        enquiry.company_id = None
        enquiry.later = traces.codes_only(enquiry.later)
        doing.empty_words(enquiry)
        doing.changed(enquiry, "company", kept)
    company.name = company.name_key = company.municipality = ""
    company.organisation_number = None
    doing.session.add(company)
    doing.counts["companies"] += 1
    meeting_traces.erase_company(doing)


def _generalise(doing: Erasing, enquiry: Enquiry) -> dict[str, str]:
    """Take out the municipality where it says who it was: fewer than five companies in it.

    The sub-region is kept beside the case, so that the figures stay.
    """
    name = next(iter(codes_of(enquiry.answers.get("municipality"))), "")
    region = sub_region_of(doing.centre, enquiry.answers)
    if not name or region is None or _companies_in(doing.session, name) >= FEWEST:
        return {}
    enquiry.answers = {k: v for k, v in enquiry.answers.items() if k != "municipality"}
    return {"sub_region": region}


def _companies_in(session: Session, municipality: str) -> int:
    rows = session.execute(
        select(col(Enquiry.id), col(Enquiry.company_id)).where(
            col(Enquiry.answers)["municipality"].as_string() == municipality
        )
    )
    return len({company or -number for number, company in rows})


def _contact(doing: Erasing) -> None:
    """Somebody outside: the contact goes, and the name wherever it stands in the cases."""
    contact_traces.erase_contact(doing)
    for enquiry in store.enquiries(doing.session, doing.subject.cases):
        doing.counts["contacts"] += 1
        for name in CONTACT:
            setattr(enquiry, name, "")
        doing.without_name(enquiry)
        doing.changed(enquiry, "contact")


def _outsider(doing: Erasing) -> None:
    """Somebody noted as handling a case for an organisation without being a member."""
    for enquiry in store.enquiries(doing.session, doing.subject.cases):
        doing.counts["handlers"] += 1
        rows: list[Enquiry | Referral] = [enquiry, *store.referrals(doing.session, enquiry.id or 0)]
        for row in rows:
            if row.handler_name == doing.subject.name:
                row.handler_name = ""
                doing.session.add(row)
        if enquiry.status in LIVE and not (enquiry.handler_id or enquiry.handler_name):
            doing.left.append(left("handler", enquiry.id))
        doing.without_name(enquiry)
        doing.changed(enquiry, "handler")


def _member(doing: Erasing) -> None:
    """A member: the row stays, as its id stands in every history, with nobody's name on it."""
    session = doing.session
    member = session.get_one(Member, doing.subject.member_id)
    if member.coordinator and len(people.coordinators(session)) == 1:
        doing.left.append(left("coordinator"))
    for enquiry in store.enquiries(session, doing.subject.cases):
        if enquiry.status in LIVE and enquiry.handler_id == member.id:
            doing.left.append(left("handler", enquiry.id))
        elif enquiry.status in LIVE and enquiry.poster_id == member.id:
            doing.left.append(left("poster", enquiry.id))
        doing.without_name(enquiry)
        doing.changed(enquiry, "member")
    for number in doing.subject.member_ids:
        one = session.get_one(Member, number)
        doing.counts += forget_member(session, one, doing.now)
    meeting_traces.erase_member(doing)
    contact_traces.erase_member(doing)
    doing.counts["members"] += 1


def forget_member(session: Session, member: Member, now: datetime) -> Counter[str]:
    """Nothing is left of one membership but its row; counted by kind for whoever tells of it."""
    counts = _out_of_the_chat(session, member)
    _without_particulars(session, member, now)
    return counts


def _without_particulars(session: Session, member: Member, now: datetime) -> None:
    member.name = member.email = member.phone = member.title = ""
    member.areas, member.markets, member.languages = [], [], []
    member.away_from = member.away_until = member.deputy_id = None
    member.coordinator = member.stand_in = False
    member.ended_at = member.ended_at or now
    session.add(member)


def _out_of_the_chat(session: Session, member: Member) -> Counter[str]:
    """Nothing can be sent to them any more, and nobody is met through their accounts."""
    counts: Counter[str] = Counter()
    identities = session.execute(select(Identity).where(col(Identity.member_id) == member.id))
    for identity in list(identities.scalars()):
        key = f"{identity.platform}/{identity.workspace}/{identity.user}"
        drafts = session.execute(delete(Draft).where(col(Draft.identity) == key))
        counts["drafts"] += int(getattr(drafts, "rowcount", 0))
        counts["offers"] += overheard.forget_offers_of(session, key)
        receipts = col(Receipt.key).startswith(f"{key}|", autoescape=True)
        gone = session.execute(delete(Receipt).where(receipts))
        counts["receipts"] += int(getattr(gone, "rowcount", 0))
        counts["codes"] += joining.forget_codes_of(session, identity)
        counts["identities"] += 1
        session.delete(identity)
    deputies = update(Member).where(col(Member.deputy_id) == member.id)
    session.execute(deputies.values(deputy_id=None))
    theirs = update(Notice).where(col(Notice.member_id) == member.id)
    stopped = session.execute(theirs.where(col(Notice.state) == "pending").values(state="dropped"))
    counts["notices"] += int(getattr(stopped, "rowcount", 0))
    session.execute(theirs.values(address=""))
    return counts
