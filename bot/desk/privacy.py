"""What is stored about a company or a person (registerutdrag), and erasing it.

`extract` finds what belongs to the one asked for, and every other place where the name stands.
`erase` (in `erasure.py`) takes away what identifies them and leaves what is counted. The extract
is for the one who answers for the register: it must be read through before it is handed out,
since it may tell about others as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from bot.centre.model import Centre
from bot.desk import traces
from bot.desk.casefile import case_document, case_file, former_member
from bot.desk.documents import Document, Part
from bot.desk.erasure import COMMAND_LINE, Erased, erase
from bot.desk.filing import write_text
from bot.desk.labels import Labels
from bot.desk.leftovers import Left
from bot.desk.subjects import Ambiguous, Candidate, Subject, find
from bot.desk.work import refuse
from bot.storage.scrubbing import scrub
from bot.storage.tables import (
    Company,
    Draft,
    Enquiry,
    Identity,
    LogEntry,
    Member,
    Notice,
    Posting,
    Reminder,
    Room,
)
from bot.texts import Lang

__all__ = [
    "COMMAND_LINE",
    "Ambiguous",
    "Candidate",
    "Erased",
    "Extract",
    "Left",
    "erase",
    "extract",
    "scrub",
    "write_extract",
]

Json = dict[str, Any]

_OWN = {
    "company": frozenset({"company", "enquiry", "log", "referral", "notice", "reminder"}),
    "member": frozenset({"member", "identity"}),
}
"""Tables whose rows the extract of such a subject already holds, if they are its own."""


@dataclass(frozen=True)
class Extract:
    """Everything stored about one company or person.

    `record` is its own row, `cases` the cases it belongs to as JSON, `traffic` what the bot has
    sent or plans about them, `elsewhere` every other value in which it is named.
    """

    centre: Centre
    subject: Subject
    record: Json
    cases: tuple[Json, ...]
    traffic: tuple[Json, ...]
    elsewhere: tuple[traces.Mention, ...]

    def data(self) -> Json:
        """As plain values for JSON."""
        return {
            "subject": {"kind": self.subject.kind, "name": self.subject.name},
            "record": self.record,
            "cases": list(self.cases),
            "traffic": list(self.traffic),
            "elsewhere": [
                {"table": m.table, "key": m.key, "column": m.column, "value": m.value}
                for m in self.elsewhere
            ],
            "alike": [{"ask_for": c.ask_for, "name": c.name} for c in self.subject.alike],
        }

    def document(self, lang: Lang, now: datetime) -> Document:
        """As sections for people to read, with the day it was taken."""
        return _document(self, Labels(self.centre, lang), now)

    def text(self, lang: Lang, now: datetime) -> str:
        """As plain text."""
        return self.document(lang, now).text()


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
            record = _member_record(session, labels, member)
            cases = [_member_case(session, labels, number, member) for number in subject.cases]
        case _:
            record = {"name": subject.name, "words": list(subject.words)}
            cases = [_contact_case(session, labels, number) for number in subject.cases]
    return Extract(
        centre=centre,
        subject=subject,
        record=record,
        cases=tuple(cases),
        traffic=tuple(_traffic(session, labels, subject)),
        elsewhere=tuple(_elsewhere(session, subject)),
    )


def write_extract(path: Path, found: Extract, lang: Lang, now: datetime) -> None:
    """The extract as `.json`, `.html` or `.txt`, by the file's ending.

    Raises `Refused` for another ending or a file that cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".json":
        write_text(path, json.dumps(found.data(), ensure_ascii=False, indent=2) + "\n")
    elif ending in (".html", ".htm"):
        write_text(path, found.document(lang, now).html(lang))
    elif ending == ".txt":
        write_text(path, found.text(lang, now))
    else:
        raise refuse("export.ending", path=str(path), endings=".json, .html, .txt")


def _row(labels: Labels, row: SQLModel) -> Json:
    """A row whole: an extract leaves out nothing, times are on the centre's clock."""
    return {name: _value(labels, value) for name, value in row.model_dump().items()}


def _value(labels: Labels, value: Any) -> Any:
    if isinstance(value, datetime):
        local = labels.local(value)
        return local.isoformat(timespec="seconds") if local else None
    return value.isoformat() if hasattr(value, "isoformat") else value


def _member_record(session: Session, labels: Labels, member: Member) -> Json:
    identities = session.execute(
        select(Identity).where(col(Identity.member_id) == member.id)
    ).scalars()
    keys = []
    found = []
    for identity in identities:
        keys.append(f"{identity.platform}/{identity.workspace}/{identity.user}")
        found.append(_row(labels, identity))
    drafts = session.execute(select(Draft).where(col(Draft.identity).in_(keys))).scalars()
    return {
        **_row(labels, member),
        "shown_as": member.name or former_member(labels, member),
        "identities": found,
        "drafts": [_row(labels, draft) for draft in drafts],
    }


def _member_case(session: Session, labels: Labels, number: int, member: Member) -> Json:
    """What a member has done in one case; the company is another's data and stays out."""
    enquiry = session.get_one(Enquiry, number)
    entries = session.execute(
        select(LogEntry)
        .where(col(LogEntry.enquiry_id) == number, col(LogEntry.member_id) == member.id)
        .order_by(col(LogEntry.id))
    ).scalars()
    return {
        "number": number,
        "status": labels.status(enquiry.status).words,
        "posted": enquiry.poster_id == member.id,
        "handles": enquiry.handler_id == member.id,
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
    """Cards, notices and reminders: about a company's cases, or to a member."""
    if subject.kind == "member":
        wanted = select(Notice).where(col(Notice.member_id) == subject.member_id)
        for notice in session.execute(wanted.order_by(col(Notice.id))).scalars():
            yield {"table": "notice", **_row(labels, notice)}
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
            ids = [subject.member_id]
        elif table.name == "enquiry":
            ids = subject.cases
        elif subject.kind == "company":
            owned = select(table.c.id).where(table.c.enquiry_id.in_(subject.cases))
            ids = session.execute(owned).scalars().all()
        else:
            owned = select(table.c.id).where(table.c.member_id == subject.member_id)
            ids = session.execute(owned).scalars().all()
        found |= {(table.name, str(key)) for key in ids}
    return found


def _document(found: Extract, labels: Labels, now: datetime) -> Document:
    text = labels.text
    parts = [Part(text("privacy.extract.record"), facts=_facts(labels, found.record))]
    for case in found.cases:
        title = text("export.case.title", number=str(case["number"]))
        if found.subject.kind == "company":
            whole = case_document(case, labels)
            parts += [
                Part(f"{title}: {p.title}", p.lines, p.facts, p.columns, p.rows)
                for p in whole.parts
                if p.lines or p.facts or p.rows
            ]
        else:
            parts.append(Part(title, facts=_facts(labels, case)))
    for title, rows in (
        ("traffic", found.traffic),
        ("elsewhere", [_mention(labels, mention) for mention in found.elsewhere]),
        ("alike", [{"name": c.name, "ask_for": c.ask_for} for c in found.subject.alike]),
    ):
        if rows:
            lines = [_one_line(labels, row) for row in rows]
            parts.append(Part(text(f"privacy.extract.{title}"), lines=lines))
    return Document(
        title=text("privacy.extract.title", name=found.subject.name),
        intro=(
            text("privacy.extract.taken", at=labels.moment(now)),
            text("privacy.extract.read_through"),
            text("privacy.extract.not_here"),
        ),
        parts=parts,
    )


def _mention(labels: Labels, mention: traces.Mention) -> Json:
    return {
        "table": mention.table,
        "row": mention.key,
        _field(labels, mention.column): mention.value,
    }


def _facts(labels: Labels, row: Json) -> list[tuple[str, str]]:
    return [
        (_field(labels, name), _words(labels, value))
        for name, value in row.items()
        if value not in (None, "", [], {})
    ]


def _one_line(labels: Labels, row: Json) -> str:
    return ", ".join(f"{name}: {value}" for name, value in _facts(labels, row))


def _field(labels: Labels, name: str) -> str:
    return labels.known_text(f"export.field.{name}", name)


def _words(labels: Labels, value: Any) -> str:
    match value:
        case bool():
            return labels.yes_no(value)
        case dict():
            return "; ".join(f"{name}: {said}" for name, said in _facts(labels, value))
        case list():
            return "\n".join(_words(labels, item) for item in value)
        case _:
            return str(value)
