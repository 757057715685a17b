"""What retention takes out of each sort of row: the words and the names, never what is counted.

One function a sort, each given the desk's `Thinning` and an id, inside a write. Cards follow
through the raised revision: a room shows what remains, and that the text has been removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from bot.centre.model import Centre
from bot.desk import meetingsheet, traces
from bot.desk.erasing import CONTACT, WRITTEN, reindex
from bot.desk.erasure import forget_member
from bot.desk.figures import THINNED, sub_region_of
from bot.desk.labels import codes_of
from bot.desk.sums import FEWEST
from bot.storage import calendar, postings, records, retention, search
from bot.storage import wanted as questions
from bot.storage.tables import (
    Attendance,
    Company,
    Disclosure,
    Encounter,
    Enquiry,
    Introduction,
    LogEntry,
    Meeting,
    Member,
    News,
    Notice,
    Presenting,
    Wanted,
)


@dataclass(frozen=True)
class Thinning:
    """One slice of work: the write it happens in, what was agreed, and when."""

    session: Session
    centre: Centre
    now: datetime


def contact(doing: Thinning, number: int) -> None:
    """The company's contact has had its time; the case goes on telling what was done."""
    enquiry = doing.session.get_one(Enquiry, number)
    had = any(getattr(enquiry, name) for name in CONTACT)
    for name in CONTACT:
        setattr(enquiry, name, "")
    enquiry.thinned = max(enquiry.thinned, retention.CONTACT_GONE)
    doing.session.add(enquiry)
    if had:
        doing.session.flush()
        reindex(doing.session, enquiry)


def case(doing: Thinning, number: int) -> None:
    """Everything written in a case, and who did what; codes, times and organisations stay."""
    session = doing.session
    enquiry = session.get_one(Enquiry, number)
    kept = _counted(doing, enquiry)
    for name in (*WRITTEN, *CONTACT, "link", "handler_name"):
        setattr(enquiry, name, "")
    enquiry.company_id = enquiry.handler_id = None
    enquiry.later = traces.codes_only(enquiry.later)
    enquiry.thinned = retention.TEXT_GONE
    enquiry.revision += 1
    for entry in retention.log_of(session, number):
        entry.words, entry.args, entry.member_id = "", _unnamed(entry.args), None
    session.flush()
    retention.unname_referrals(session, number)
    retention.forget_traffic(session, number)
    retention.unname_encounters(session, number)
    for meeting_id in retention.presented_at(session, number):
        _meeting_changed(session, session.get_one(Meeting, meeting_id))
    search.forget(session, number)
    records.append(session, LogEntry, enquiry_id=number, at=doing.now, step=THINNED, args=kept)
    postings.want_revision(session, number, enquiry.revision)


def _unnamed(args: dict[str, Any]) -> dict[str, Any]:
    """What a step was about, without words and without whom: 0 is told as a former member."""
    kept: dict[str, Any] = traces.codes_only(args)
    return kept | {"member": 0} if "member" in kept else kept


def _counted(doing: Thinning, enquiry: Enquiry) -> dict[str, int | str]:
    """What companies and regions are counted by, once the case no longer says which it was.

    The municipality goes where fewer than five companies stand behind it (as in an erasure).
    """
    kept: dict[str, int | str] = {"company": enquiry.company_id} if enquiry.company_id else {}
    place = next(iter(codes_of(enquiry.answers.get("municipality"))), "")
    region = sub_region_of(doing.centre, enquiry.answers)
    few = retention.companies_in(doing.session, place, FEWEST) < FEWEST if place else False
    if region is not None and few:
        enquiry.answers = {k: v for k, v in enquiry.answers.items() if k != "municipality"}
        kept["sub_region"] = region
    return kept


def company(doing: Thinning, number: int) -> None:
    """A company that no case is about any more: a row without a name, to count by."""
    row = doing.session.get_one(Company, number)
    row.name = row.name_key = row.municipality = ""
    row.organisation_number = None
    doing.session.add(row)


def meeting(doing: Thinning, number: int) -> None:
    """Who came, whom they met and what was said of it; how many is kept beside the meeting."""
    session = doing.session
    row = session.get_one(Meeting, number)
    row.kept = meetingsheet.figures_of(session, row)
    for table in (Attendance, Presenting, Encounter):
        session.execute(delete(table).where(col(table.meeting_id) == number))
    row.agenda = row.place = row.link = ""
    row.duties, row.owner_id, row.added_by = [], None, None
    row.debriefs = {slug: {} for slug in row.debriefs}
    kind = doing.centre.meetings.kind(row.kind)
    if kind is None or kind.visit:
        row.title = row.kind
    _meeting_changed(session, row)


def _meeting_changed(session: Session, row: Meeting) -> None:
    row.revision += 1
    session.add(row)
    session.flush()
    calendar.want_meeting_revision(session, row.id or 0, row.revision)


def news(doing: Thinning, number: int) -> None:
    """An item that nobody tells any more."""
    row = doing.session.get_one(News, number)
    row.text = ""
    doing.session.add(row)


def wanted(doing: Thinning, number: int) -> None:
    """A question to everybody; one that nobody has answered stands no more."""
    row = doing.session.get_one(Wanted, number)
    if row.answered_at is None and row.ended_at is None:
        row.ended_at = doing.now
    row.text, row.asked_by, row.answered_by = "", None, None
    row.revision += 1
    doing.session.add(row)
    doing.session.flush()
    questions.want_wanted_revision(doing.session, number, row.revision)


def introduction(doing: Thinning, number: int) -> None:
    """What was asked of a contact; that it was asked stays as long as the contact."""
    row = doing.session.get_one(Introduction, number)
    row.question = ""
    doing.session.add(row)


def message(doing: Thinning, number: int) -> None:
    """A notice about no case."""
    doing.session.execute(delete(Notice).where(col(Notice.id) == number))


def passed_on(doing: Thinning, number: int) -> None:
    """The words of a question that was passed on."""
    row = doing.session.get_one(Notice, number)
    row.args = {**row.args, "question": ""}
    doing.session.add(row)


def member(doing: Thinning, number: int) -> None:
    """Somebody who left: the row stays without a name, as its id stands in histories."""
    forget_member(doing.session, doing.session.get_one(Member, number), doing.now)


def disclosure(doing: Thinning, number: int) -> None:
    """A note of who was shown a withheld case."""
    doing.session.execute(delete(Disclosure).where(col(Disclosure.id) == number))
