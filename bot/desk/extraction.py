"""Gathering everything stored about a company or a person, from every table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from bot.centre.model import Centre
from bot.desk import contact_traces, meeting_traces, traces
from bot.desk.casefile import case_file, former_member
from bot.desk.extracts import Extract
from bot.desk.labels import Labels
from bot.desk.subject import Subject
from bot.desk.subjects import find
from bot.storage import disclosures, joining, overheard
from bot.storage.tables import (
    Company,
    Disclosure,
    Draft,
    Enquiry,
    LogEntry,
    Member,
    Notice,
    Posting,
    Referral,
    Reminder,
    Room,
    WrongCode,
)
from bot.texts import Lang

Json = dict[str, Any]

_OWN = {
    "company": frozenset(
        {
            "company",
            "enquiry",
            "log",
            "referral",
            "notice",
            "reminder",
            "presenting",
            "encounter",
            "disclosure",
        }
    ),
    "member": frozenset({"member", "identity"}),
    "contact": frozenset({"contact"}),
}
"""Tables whose rows the extract of such a subject already holds, if they are its own."""


def extract(
    session: Session,
    centre: Centre,
    *,
    company: str | None = None,
    person: str | None = None,
    lang: Lang = "sv",
) -> Extract:
    """Everything stored about a company or a person, asked for as `subjects.find` takes it.

    Raises `Refused` when nobody is found and `Ambiguous` when several could be meant. `lang` is
    the language of the codes' words in the data. Reads every table, so it takes its time.
    """
    subject = find(session, company=company, person=person)
    labels = Labels(centre, lang)
    match subject.kind:
        case "company":
            record = _row(labels, session.get_one(Company, subject.company_id))
            cases = [case_file(session, centre, number, lang) for number in subject.cases]
        case "member":
            member = session.get_one(Member, subject.member_id)
            record = _member_record(session, labels, member, subject.former)
            cases = [_member_case(session, labels, number, subject) for number in subject.cases]
        case _:
            record = {"name": subject.name, "words": list(subject.words)}
            known = contact_traces.known_rows(session, subject)
            record |= {"known": [_row(labels, one) for one in known]} if known else {}
            cases = [_contact_case(session, labels, number) for number in subject.cases]
    elsewhere = tuple(_elsewhere(session, subject))
    return Extract(
        centre=centre,
        subject=subject,
        record=record,
        cases=tuple(cases),
        traffic=tuple(_traffic(session, labels, subject)),
        elsewhere=elsewhere,
        rows=tuple(_case_rows(session, labels, subject)),
        shown=tuple(sorted({*subject.cases, *traces.cases_behind(session, elsewhere)})),
    )


def _case_rows(session: Session, labels: Labels, subject: Subject) -> Iterable[Json]:
    """A company's cases once more, row by row as they are stored: no column can be forgotten."""
    if subject.kind != "company":
        return
    wanted = select(Enquiry).where(col(Enquiry.id).in_(subject.cases)).order_by(col(Enquiry.id))
    for enquiry in session.execute(wanted).scalars():
        yield {"table": "enquiry", **_row(labels, enquiry)}
    for kind in (Referral, LogEntry, Disclosure):
        of_cases = select(kind).where(col(kind.enquiry_id).in_(subject.cases))
        for row in session.execute(of_cases.order_by(col(kind.id))).scalars():
            yield {"table": str(kind.__tablename__), **_row(labels, row)}


def _row(labels: Labels, row: SQLModel) -> Json:
    """A row whole: an extract leaves out nothing, times are on the centre's clock."""
    return {name: _value(labels, value) for name, value in row.model_dump().items()}


def _value(labels: Labels, value: Any) -> Any:
    if isinstance(value, datetime):
        local = labels.local(value)
        return local.isoformat(timespec="seconds") if local else None
    return value.isoformat() if hasattr(value, "isoformat") else value


def _member_record(session: Session, labels: Labels, member: Member, former: Sequence[int]) -> Json:
    """A member's row, every identity of theirs, and what is kept by those."""
    identities = joining.all_identities(session, member.id or 0)
    keys = [f"{one.platform}/{one.workspace}/{one.user}" for one in identities]
    drafts = session.execute(select(Draft).where(col(Draft.identity).in_(keys))).scalars()
    wrong = session.execute(select(WrongCode).where(col(WrongCode.identity).in_(keys))).scalars()
    codes = joining.codes_of(session, (member.id or 0, *former))
    offers = [one for key in keys for one in overheard.offers_of(session, key)]
    return {
        **_row(labels, member),
        "shown_as": member.name or former_member(labels, member),
        "identities": [_row(labels, one) for one in identities],
        "former": [_row(labels, session.get_one(Member, number)) for number in former],
        "drafts": [_row(labels, draft) for draft in drafts],
        "codes": [_row(labels, code) for code in codes],
        "wrong_codes": [_row(labels, one) for one in wrong],
        "offers": [_row(labels, one) for one in offers],
    }


def _member_case(session: Session, labels: Labels, number: int, subject: Subject) -> Json:
    """What a member has done in one case; the company is another's data and stays out."""
    enquiry = session.get_one(Enquiry, number)
    entries = session.execute(
        select(LogEntry)
        .where(col(LogEntry.enquiry_id) == number, col(LogEntry.member_id).in_(subject.member_ids))
        .order_by(col(LogEntry.id))
    ).scalars()
    return {
        "number": number,
        "status": labels.status(enquiry.status).words,
        "posted": enquiry.poster_id in subject.member_ids,
        "handles": enquiry.handler_id in subject.member_ids,
        "log": [
            {
                "at": _value(labels, entry.at),
                "step": labels.step(entry.step),
                "words": entry.words,
            }
            for entry in entries
        ],
    }


def _contact_case(session: Session, labels: Labels, number: int) -> Json:
    enquiry = session.get_one(Enquiry, number)
    company = session.get(Company, enquiry.company_id) if enquiry.company_id else None
    return {
        "number": number,
        "status": labels.status(enquiry.status).words,
        "opened": _value(labels, enquiry.opened_at),
        "company": company.name if company else "",
        "contact_name": enquiry.contact_name,
        "contact_phone": enquiry.contact_phone,
        "contact_email": enquiry.contact_email,
        "contact_when": enquiry.contact_when,
        "handler_name": enquiry.handler_name,
    }


def _traffic(session: Session, labels: Labels, subject: Subject) -> Iterable[Json]:
    """Cards, notices and reminders, meetings, news and introductions that are somebody's own."""
    own = (*meeting_traces.rows_of(session, subject), *contact_traces.rows_of(session, subject))
    for kept in own:
        yield {"table": str(kept.__tablename__), **_row(labels, kept)}
    if subject.kind == "member":
        wanted = select(Notice).where(col(Notice.member_id).in_(subject.member_ids))
        for notice in session.execute(wanted.order_by(col(Notice.id))).scalars():
            yield {"table": "notice", **_row(labels, notice)}
        for shown in disclosures.of_members(session, subject.member_ids):
            yield {"table": "disclosure", **_row(labels, shown)}
        return
    if subject.kind != "company":
        return
    for number in subject.cases:
        rooms = session.execute(
            select(Posting, Room)
            .join(Room, col(Room.id) == col(Posting.room_id))
            .where(col(Posting.enquiry_id) == number)
        )
        for posting, room in rooms:
            yield {"table": "posting", "room": room.name or room.channel, **_row(labels, posting)}
        for kind in (Notice, Reminder):
            rows = session.execute(select(kind).where(col(kind.enquiry_id) == number)).scalars()
            for row in rows:
                yield {"table": str(kind.__tablename__), **_row(labels, row)}


def _elsewhere(session: Session, subject: Subject) -> Iterable[traces.Mention]:
    own = _own_rows(session, subject)
    for mention in traces.mentions(session, subject.words):
        shown = mention.table == "enquiry" and mention.column in _SHOWN
        if (mention.table, mention.key) not in own and not (
            shown and int(mention.key) in subject.cases
        ):
            yield mention


_SHOWN = frozenset(
    {"contact_name", "contact_phone", "contact_email", "contact_when", "handler_name"}
)


def _own_rows(session: Session, subject: Subject) -> set[tuple[str, str]]:
    """Rows that the extract holds whole already."""
    found: set[tuple[str, str]] = set()
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in _OWN.get(subject.kind, ()):
            continue
        ids: Sequence[Any] = []
        if table.name == "company":
            ids = [subject.company_id]
        elif table.name == "member":
            ids = subject.member_ids
        elif table.name == "contact":
            ids = subject.known
        elif table.name == "enquiry":
            ids = subject.cases
        elif subject.kind == "company":
            owned = select(table.c.id).where(table.c.enquiry_id.in_(subject.cases))
            ids = session.execute(owned).scalars().all()
        else:
            owned = select(table.c.id).where(table.c.member_id.in_(subject.member_ids))
            ids = session.execute(owned).scalars().all()
        found |= {(table.name, str(key)) for key in ids}
    return found
