"""One erasure under way: what it counts, and how words are taken out of the rows.

Which rows belong to whom is decided in `erasure.py`; here is what is the same for all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, SQLModel, col

from bot.centre.model import Centre
from bot.desk import traces
from bot.desk.figures import ERASED
from bot.desk.leftovers import Left
from bot.desk.replies import Outcome, to_json
from bot.desk.subject import Subject
from bot.storage import calendar, postings, records, reminders, search, store, wanted
from bot.storage.tables import (
    Company,
    Contact,
    Correction,
    Draft,
    Encounter,
    Enquiry,
    Introduction,
    LogEntry,
    Meeting,
    Member,
    News,
    Notice,
    Receipt,
    Reminder,
    Wanted,
)

WRITTEN = ("need", "secrecy", "waiting_for")
"""What members wrote about a company, in the case itself."""
CONTACT = ("contact_name", "contact_phone", "contact_email", "contact_when")


@dataclass
class Erasing:
    """One erasure: for whom, by whom, and what it has done so far."""

    session: Session
    centre: Centre
    subject: Subject
    now: datetime
    by: Member | str
    counts: Counter[str] = field(default_factory=Counter)
    left: list[Left] = field(default_factory=list)

    def changed(self, enquiry: Enquiry, what: str, kept: Mapping[str, Any] | None = None) -> None:
        """The case was changed: a higher revision, cards to edit, a log entry without the words.

        `kept` is what is still counted of the case and identifies nobody.
        """
        enquiry.revision += 1
        self.session.add(enquiry)
        self.session.flush()
        member = self.by if isinstance(self.by, Member) else None
        args = {"what": what, **({} if member else {"by": str(self.by)}), **(kept or {})}
        records.append(
            self.session,
            LogEntry,
            enquiry_id=enquiry.id or 0,
            at=self.now,
            step=ERASED,
            member_id=member.id if member else None,
            organisation=member.organisation if member else "",
            args=args,
        )
        postings.want_revision(self.session, enquiry.id or 0, enquiry.revision)
        self.counts["cases"] += 1
        self.counts["cards"] += sum(
            bool(card.message_id) for card in postings.postings(self.session, enquiry.id or 0)
        )
        reindex(self.session, enquiry)

    def meeting_changed(self, meeting: Meeting) -> None:
        """The meeting says something else: its cards follow."""
        meeting.revision += 1
        self.session.add(meeting)
        self.session.flush()
        number = meeting.id or 0
        calendar.want_meeting_revision(self.session, number, meeting.revision)
        cards = calendar.postings(self.session, number)
        self.counts["cards"] += sum(bool(card.message_id) for card in cards)
        self.counts["meetings"] += 1

    def wanted_changed(self, row: Wanted) -> None:
        """A question put to the rooms says something else: its cards follow."""
        row.revision += 1
        self.session.add(row)
        self.session.flush()
        wanted.want_wanted_revision(self.session, row.id or 0, row.revision)

    def empty_words(self, enquiry: Enquiry) -> None:
        """Empty everything somebody wrote in a case's history and messages; codes and ids stay."""
        for entry in _log(self.session, enquiry):
            self.counts["words"] += bool(entry.words)
            entry.words = ""
            entry.args = traces.codes_only(entry.args)
            self.session.add(entry)
        for row in _messages(self.session, enquiry):
            emptied = traces.codes_only(row.args)
            if emptied != row.args:
                row.args = emptied
                self.counts["notices"] += 1
                if isinstance(row, Notice) and row.state == "pending":
                    row.state = "dropped"
                self.session.add(row)

    def without_name(self, enquiry: Enquiry) -> None:
        """Take a person's names, and each part of them, out of everything written in one case."""
        parts = [self.subject.name, *self.subject.words, *self.subject.name.split()]
        named = [part for part in parts if len(part) > 1]
        if not named:
            return
        wanted = traces.pattern(named)
        for name in WRITTEN:
            setattr(enquiry, name, traces.without(getattr(enquiry, name), wanted))
        for entry in _log(self.session, enquiry):
            self.redact(entry, "words", wanted)
            self.redact(entry, "args", wanted)
        for row in _messages(self.session, enquiry):
            self.redact(row, "args", wanted)

    def elsewhere(self) -> None:
        """Where a sure word stands in what was written about other cases, take it out."""
        self.session.flush()
        pattern = traces.pattern(self.subject.sure)
        touched: set[int] = set()
        meetings: set[int] = set()
        for mention in list(traces.mentions(self.session, self.subject.sure)):
            kind = _FREE.get((mention.table, mention.column))
            if kind is None:
                continue
            row = self.session.get_one(kind, int(mention.key))
            self.redact(row, mention.column, pattern)
            if isinstance(row, Enquiry):
                touched.add(row.id or 0)
            elif isinstance(row, LogEntry):
                touched.add(row.enquiry_id)
            elif isinstance(row, Meeting):
                meetings.add(row.id or 0)
            elif isinstance(row, Wanted):
                self.wanted_changed(row)
        for meeting_id in sorted(meetings):
            self.meeting_changed(self.session.get_one(Meeting, meeting_id))
        for enquiry in store.enquiries(self.session, touched - set(self.subject.cases)):
            self.changed(enquiry, "mention")

    def drafts_and_receipts(self) -> None:
        """Drafts that name the subject go; every private answer kept for a repeat is emptied.

        A receipt does not say whom its answer was about, and is only kept a day: emptying them
        all costs a repeated press its second answer, and leaves no doubt.
        """
        if self.subject.words:
            wanted = traces.pattern(self.subject.words)
            for draft in list(self.session.execute(select(Draft)).scalars()):
                if traces.holds(draft.values_typed, wanted):
                    self.session.delete(draft)
                    self.counts["drafts"] += 1
        emptied = self.session.execute(update(Receipt).values(answer=to_json(Outcome())))
        self.counts["receipts"] += int(getattr(emptied, "rowcount", 0))

    def redact(self, row: Any, column: str, wanted: re.Pattern[str]) -> None:
        """Take the words out of one column of a row, where they stand in it."""
        value = getattr(row, column)
        if traces.holds(value, wanted):
            setattr(row, column, traces.without(value, wanted))
            self.session.add(row)
            self.counts["words"] += 1


def reindex(session: Session, enquiry: Enquiry) -> None:
    """Let the case be found by what is left of its words, and by nothing else."""
    company = session.get(Company, enquiry.company_id) if enquiry.company_id else None
    words = [enquiry.need]
    if company is not None:
        words += [company.name, company.organisation_number or "", company.municipality]
    search.forget(session, enquiry.id or 0)
    if any(words):
        search.index(session, enquiry.id or 0, " ".join(words))


MEETING = ("title", "place", "agenda", "duties")
"""What members write about a meeting, and a name may be taken out of."""

_FREE: dict[tuple[str, str], type[SQLModel]] = {
    **{("enquiry", name): Enquiry for name in (*WRITTEN, "contact_when")},
    ("log", "words"): LogEntry,
    ("log", "args"): LogEntry,
    ("notice", "args"): Notice,
    ("reminder", "args"): Reminder,
    **{("meeting", name): Meeting for name in MEETING},
    ("encounter", "company"): Encounter,
    ("news", "text"): News,
    ("wanted", "text"): Wanted,
    ("introduction", "question"): Introduction,
    ("contact", "about"): Contact,
    ("contact", "note"): Contact,
    ("correction", "words"): Correction,
}
"""Where members write freely, and a name may be taken out without changing what a row means."""


def _log(session: Session, enquiry: Enquiry) -> list[LogEntry]:
    rows = session.execute(select(LogEntry).where(col(LogEntry.enquiry_id) == enquiry.id))
    return list(rows.scalars())


def _messages(session: Session, enquiry: Enquiry) -> list[Notice | Reminder]:
    notices = session.execute(select(Notice).where(col(Notice.enquiry_id) == enquiry.id))
    return [*notices.scalars(), *reminders.reminders_of(session, enquiry.id or 0)]
