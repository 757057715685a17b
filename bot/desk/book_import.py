"""Reading a directory in: line by line what is added, changed, left or faulty.

The same code says what would change and changes it: a dry run is the plan without its last step.
A contact is recognised by name, organisation and who added it; an empty cell changes nothing, and
nothing is ever removed by a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from sqlmodel import Session

from bot.desk import contact_fields, telling
from bot.desk.book_here import Here
from bot.desk.book_lines import CONTACT, FUNCTION, Faulty, Said, said
from bot.desk.book_sheet import Row
from bot.desk.contact_fields import Particulars
from bot.desk.contact_likeness import key
from bot.desk.replies import Caller, Place
from bot.desk.work import Desk, Work
from bot.storage.tables import Contact, Member
from bot.texts import Arg, Listed, phrase

BATCH = 200
"""Lines written in one transaction: members wait for the same write lane meanwhile."""
OF_MEMBERS = {"needs": "areas", "markets": "markets", "languages": "languages"}
"""What a file may set of a member, and what it is called there."""


@dataclass(frozen=True)
class Step:
    """What one line comes to: "added", "changed", "same", "others", "skipped" or "fault"."""

    number: int
    does: str
    words: Arg = ""


@dataclass
class Import:
    """One file being read in. `by` vouches for what names nobody; None leaves it to nobody.

    `seen` holds the lines of the file so far: a second line about the same contact is a fault.
    """

    desk: Desk
    now: datetime
    by: Member | None = None
    seen: dict[object, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    given: dict[int, list[int]] = field(default_factory=dict)
    here: Here | None = None

    def plan(self, session: Session, rows: Iterable[Row]) -> list[Step]:
        """What these lines would do; nothing is written, and the rows tried on are let go."""
        steps = []
        for step, record in self._steps(session, rows):
            if record is not None and record in session:
                session.expunge(record)
            steps.append(step)
        return steps

    def run(self, session: Session, rows: Iterable[Row]) -> list[Step]:
        """Do it, in the caller's transaction."""
        steps, added = [], []
        for step, record in self._steps(session, rows):
            if record is not None:
                session.add(record)
            if step.does == "added" and isinstance(record, Contact):
                added.append(record)
            steps.append(step)
        session.flush()
        for contact in added:
            if contact.added_by and contact.id:
                self.given.setdefault(contact.added_by, []).append(contact.id)
        return steps

    def tell(self, session: Session) -> None:
        """Tell each member, once, of the contacts that they vouch for from now on."""
        work = Work(self.desk, session, self.now, Caller("file", "", ""), Place())
        for number, ids in self.given.items():
            key_ = f"book-imported:{self.now.isoformat()}"
            telling.message(work, [number], "book_imported", key_, contacts=ids)

    def _steps(
        self, session: Session, rows: Iterable[Row]
    ) -> Iterable[tuple[Step, Contact | Member | None]]:
        here = self._look_around(session)
        today = self.desk.calendar.local(self.now).date()
        with session.no_autoflush:
            for row in rows:
                record: Contact | Member | None = None
                try:
                    line = said(self.desk.centre, row, today)
                    step, record = self._one(here, line)
                except Faulty as faulty:
                    step = Step(row.number, "fault", faulty.why)
                self.counts[step.does] += 1
                yield step, record

    def _look_around(self, session: Session) -> Here:
        """Who and what is here, looked up once for the whole file; rows are read in each part."""
        self.here = self.here or Here(session)
        self.here.reads_in(session)
        return self.here

    def _one(self, here: Here, line: Said) -> tuple[Step, Contact | Member | None]:
        if line.kind == FUNCTION:
            return Step(line.number, "skipped"), None
        return self._contact(here, line) if line.kind == CONTACT else self._member(here, line)

    # -- contacts

    def _contact(self, here: Here, line: Said) -> tuple[Step, Contact | None]:
        adder = here.adder(line.added_by) if line.added_by else self.by
        asked = line.given
        mark = (key(asked), adder.id if adder else None)
        if self.seen.setdefault(mark, line.number) != line.number:
            raise Faulty(phrase("directory.fault.twice", line=str(self.seen[mark])))
        known = here.contact(asked, adder)
        if known is None:
            return self._added(here, line, adder)
        if not line.added_by and known.added_by not in (None, adder.id if adder else None):
            words = phrase("directory.others", name=asked.name, who=here.name(known.added_by))
            return Step(line.number, "others", words), None
        return self._changed(line, known, adder)

    def _added(self, here: Here, line: Said, adder: Member | None) -> tuple[Step, Contact]:
        contact = Contact(name=line.given.name, added_at=self.now, confirmed_at=self.now)
        contact_fields.put(contact, replace(line.given, open=bool(line.open)))
        contact.added_by = adder.id if adder else None
        contact.organisation_of = self._partner(line, adder)
        contact.source = "import"
        contact.confirmed_at = self._at(line) or self.now
        others = here.also(contact)
        what = phrase("directory.line", name=contact.name, organisation=contact.organisation)
        if not contact.organisation:
            what = phrase("directory.line_bare", name=contact.name)
        notes: list[Arg] = [what]
        if adder is None:
            notes.append(phrase("directory.note.nobody"))
        if others:
            notes.append(phrase("directory.note.also", names=Listed(others)))
        here.put(contact)
        return Step(line.number, "added", Listed(tuple(notes), commas=True)), contact

    def _changed(
        self, line: Said, contact: Contact, adder: Member | None
    ) -> tuple[Step, Contact | None]:
        before = contact_fields.of(contact)
        given = _merged(before, line)
        at = self._at(line)
        names = [name for name in _NAMES if getattr(given, name) != getattr(before, name)]
        confirms = at is not None and at > contact.confirmed_at
        vouches = adder is not None and contact.added_by is None
        if not names and not confirms and not vouches:
            return Step(line.number, "same"), None
        contact_fields.put(contact, given)
        if confirms and at is not None:
            contact.confirmed_at = at
        if vouches and adder is not None:
            contact.added_by, contact.asked_at = adder.id, None
            contact.organisation_of = contact.organisation_of or adder.organisation
        shown = [phrase(f"directory.column.{_COLUMN_OF.get(name, name)}") for name in names]
        shown += [phrase("directory.column.confirmed")] if confirms else []
        shown += [phrase("directory.column.added_by")] if vouches else []
        words = phrase("directory.changes", name=contact.name, columns=Listed(tuple(shown)))
        return Step(line.number, "changed", words), contact

    def _partner(self, line: Said, adder: Member | None) -> str:
        if adder is not None:
            return adder.organisation
        asked = line.cells.get("partner", "").casefold()
        for one in self.desk.centre.organisations:
            if asked and asked in (one.slug, one.name.casefold(), one.short.casefold()):
                return one.slug
        if asked:
            raise Faulty(phrase("directory.fault.partner", given=asked[:60]))
        return ""

    def _at(self, line: Said) -> datetime | None:
        """When it was confirmed: noon of the day that the line says."""
        if line.confirmed is None:
            return None
        noon = datetime.combine(line.confirmed, time(12), self.desk.calendar.tz)
        return min(noon, self.now)

    # -- members

    def _member(self, here: Here, line: Said) -> tuple[Step, Member | None]:
        """Areas, markets and languages, as they say of themselves; nothing else is touched."""
        member = here.member(line.given.email)
        if self.seen.setdefault(("member", member.id), line.number) != line.number:
            first = str(self.seen["member", member.id])
            raise Faulty(phrase("directory.fault.twice", line=first))
        changed = []
        for column, name in OF_MEMBERS.items():
            value = list(getattr(line.given, column))
            if value and value != list(getattr(member, name)):
                setattr(member, name, value)
                changed.append(phrase(f"directory.column.{column}"))
        if not changed:
            return Step(line.number, "same"), None
        words = phrase("directory.changes", name=member.name, columns=Listed(tuple(changed)))
        return Step(line.number, "changed", words), member


_COLUMN_OF = {"open": "shown_to"}
_NAMES = tuple(Particulars.__dataclass_fields__)


def _merged(before: Particulars, line: Said) -> Particulars:
    """What is kept, with what the line says put over it."""
    values = {
        name: getattr(line.given, name)
        for name in _NAMES
        if name not in ("open", "name", "organisation") and line.has(name)
    }
    opened = before.open if line.open is None else line.open
    return replace(before, **values, open=opened)
