"""Companies met at a meeting: as they were written, in a list, and as the start of an enquiry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.centre.checklist import BadAnswers, clean
from bot.centre.model import Centre
from bot.desk import buttons
from bot.desk.captions import title
from bot.desk.cases import attach_all
from bot.desk.commands import ANSWER
from bot.desk.companies import fold
from bot.desk.lists import PAGE, next_page
from bot.desk.replies import Button, Row, Table, Value
from bot.desk.sight import Viewer, sight
from bot.desk.work import Work
from bot.storage import calendar, store
from bot.storage.tables import Encounter, Meeting
from bot.texts import Day, Phrase, phrase


@dataclass(frozen=True)
class Company:
    """A company as it was written on a line of its own; the municipality where one is named."""

    name: str
    municipality: str = ""


def read_companies(centre: Centre, text: str) -> list[Company]:
    """The lines of a text as companies, each once: "Nordic Snickeri AB, Mark"."""
    found: dict[str, Company] = {}
    for line in text.splitlines():
        bare = line.strip().strip("-•*·").strip()
        if bare:
            company = _read(centre, bare)
            found.setdefault(fold(company.name), company)
    return list(found.values())


def _read(centre: Centre, line: str) -> Company:
    name, comma, place = line.rpartition(",")
    if not comma or not name.strip():
        return Company(line)
    try:
        municipality = clean(centre, {"municipality": place.strip()}).get("municipality")
    except BadAnswers:
        return Company(line)
    return Company(name.strip(), str(municipality)) if municipality else Company(line)


def listed(
    work: Work,
    meeting: Meeting,
    rows: Sequence[Encounter],
    after: int = 0,
    *,
    places: Mapping[str, str] | None = None,
) -> Table:
    """Whom the member's organisation met, each with its case or the button that opens one.

    `places` are the municipalities just written, by folded name: they go into the draft.
    """
    page = rows[after : after + PAGE]
    numbers = [row.enquiry_id for row in page if row.enquiry_id]
    cases = {c.number: c for c in attach_all(work, store.enquiries(work.session, numbers))}
    viewer = Viewer(member=work.member)
    lines = []
    for row in page:
        case = cases.get(row.enquiry_id or 0)
        if case is not None:
            line = Row((title(work, case, sight(case, viewer)),), (buttons.show(case),))
        else:
            line = Row((row.company,), (_refer(row, (places or {}).get(fold(row.company), "")),))
        lines.append(line)
    more = next_page("met_list", after, len(rows), meeting=str(meeting.id))
    heading = phrase("met.title", title=meeting.title, n=len(rows))
    return Table(heading, (phrase("column.company"),), tuple(lines), phrase("met.empty"), more)


def _refer(row: Encounter, municipality: str) -> Button:
    """Open the form of an enquiry with what is known of this company filled in."""
    args = {"encounter": str(row.id)}
    if municipality:
        args[ANSWER + "municipality"] = municipality
    return Button(phrase("button.refer_met"), "refer", args, opens=True)


def met_at(work: Work, row: Encounter) -> Phrase:
    """Where the company was met, as the first words of its need."""
    meeting = calendar.meeting(work.session, row.meeting_id)
    if meeting is None:
        return phrase("met.somewhere")
    return phrase("met.need", title=meeting.title, day=Day(meeting.day))


def theme(work: Work, row: Encounter) -> dict[str, Value]:
    """What the meeting was about, as answers of the checklist: a start, for the writer to mend."""
    meeting = calendar.meeting(work.session, row.meeting_id)
    if meeting is None:
        return {}
    regions = {part.slug for part in work.centre.markets.regions}
    found: dict[str, Value] = {
        "needs": tuple(meeting.needs),
        "market": tuple(code for code in meeting.markets if code not in regions),
        "market_region": tuple(code for code in meeting.markets if code in regions),
    }
    return {name: codes for name, codes in found.items() if codes}
