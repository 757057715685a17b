"""Who was shown a case whose company does not want to be named: remembered, and told to two.

What is shown is noted in `Work.disclosed` where it is made ready; `dispatch` writes it down, once
a reader, case and day. An answer whose note cannot be saved is not given: a record with holes is
none. The one who posted the case is not noted, as they wrote it. Private messages are not noted
either: the notice itself says whom it went to. Poster and coordinator read the record on the case's
page, and never in a room.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot.centre.lifecycle import Role
from bot.desk.cases import Case, name_of
from bot.desk.replies import Section
from bot.desk.sight import Sight, Viewer
from bot.desk.work import Desk, Work
from bot.storage import disclosures, people, store
from bot.storage.tables import Disclosure, Enquiry
from bot.texts import Arg, Moment, Phrase, phrase

COMMAND_LINE = "command-line"
"""The reader where somebody sat at the server: the system knows them, we do not."""
SHOWN = 20
"""Lines on a case's page; the case file has them all."""
TOLD = frozenset({Role.POSTER, Role.COORDINATOR})


def notice(work: Work, case: Case, seen: Sight, way: str) -> None:
    """The acting member is being shown a withheld case; a list says less than a page."""
    member = work.acting
    if not seen.names or not case.withheld or member is None:
        return
    if case.enquiry.poster_id == member.id:
        return
    if way != "list" or case.number not in work.disclosed:
        work.disclosed[case.number] = way


def fresh(work: Work) -> list[Disclosure]:
    """What this command has shown and nobody has noted today."""
    if not work.disclosed:
        return []
    reader = f"member:{work.me}"
    day = work.calendar.local(work.now).date()
    known = disclosures.noted(work.session, reader, day, work.disclosed)
    return [
        Disclosure(
            enquiry_id=number, reader=reader, member_id=work.me, day=day, at=work.now, way=way
        )
        for number, way in work.disclosed.items()
        if number not in known
    ]


def write_down(session: Session, rows: Iterable[Disclosure]) -> None:
    """Note what was shown."""
    for row in rows:
        disclosures.note(session, row)


def at_the_server(
    session: Session, desk: Desk, numbers: Iterable[int], way: str, now: datetime
) -> None:
    """Somebody at the command line takes out cases; of those the withheld ones are noted."""
    day = desk.calendar.local(now).date()
    wanted = [e.id or 0 for e in store.enquiries(session, numbers) if _withheld(e)]
    known = disclosures.noted(session, COMMAND_LINE, day, wanted)
    rows = [
        Disclosure(enquiry_id=number, reader=COMMAND_LINE, day=day, at=now, way=way)
        for number in wanted
        if number not in known
    ]
    write_down(session, rows)


def _withheld(enquiry: Enquiry) -> bool:
    return enquiry.consent != "yes" and bool(enquiry.company_id or enquiry.need)


def section(work: Work, case: Case, viewer: Viewer) -> list[Section]:
    """Who has been shown the case, for its poster and the coordinator alone."""
    member = viewer.member
    if member is None or not TOLD & case.roles(member):
        return []
    rows = disclosures.of_case(work.session, case.number, SHOWN)
    if not rows:
        return []
    lines = tuple(_line(work, row) for row in rows)
    return [Section(phrase("card.disclosures", n=len(rows)), lines, folded=True)]


def _line(work: Work, row: Disclosure) -> Phrase:
    how = phrase(f"disclosure.way.{row.way}")
    return phrase("disclosure.line", at=Moment(row.at), who=_who(work, row), how=how)


def _who(work: Work, row: Disclosure) -> Arg:
    member = people.member(work.session, row.member_id)
    if member is None:
        return phrase("disclosure.command_line")
    person: Arg = member.name or phrase("history.former")
    organisation = name_of(work, member.organisation)
    return phrase("history.who", person=person, organisation=organisation)
