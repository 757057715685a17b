"""The log as rows for statistics, as CSV, XLSX or JSON, and one case whole for a registry.

The rows hold codes, dates and organisations. A company's name, organisation number and
municipality are there only where the company has said yes to being named; persons' names and
free text never are (domain, "Privacy"). The registry copy (`case_file`) is the opposite: all that
is kept about one case, for the lead's own registry (diarieföring).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from sqlmodel import Session

from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.desk.casefile import case_file
from bot.desk.casepage import write_case
from bot.desk.figures import Figures, figures, in_time
from bot.desk.filing import Cell, Sheet, write_csv_rows, write_json_items, write_workbook
from bot.desk.labels import Coded, Labels, Period
from bot.desk.sums import Sums, sums
from bot.desk.sumsheet import sum_cells
from bot.texts import Lang, phrase, say

__all__ = [
    "Period",
    "Row",
    "case_file",
    "rows",
    "sums",
    "write_case",
    "write_csv",
    "write_json",
    "write_xlsx",
]

_WIDE = 26
_NARROW = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One case as a line of the export. Times are on the centre's clock."""

    number: int
    opened: datetime | None
    taken: datetime | None
    contact_made: datetime | None
    closed: datetime | None
    status: Coded
    outcome: Coded | None
    poster: Coded | None
    lead: Coded | None
    supports: tuple[Coded, ...]
    needs: tuple[Coded, ...]
    company: str
    organisation_number: str
    municipality: Coded | None
    sub_region: Coded | None
    size: Coded | None
    sector: Coded | None
    stage: Coded | None
    markets: tuple[Coded, ...]
    consent: Coded
    declined: int
    returned: int
    hours_to_taken: float | None
    in_time: bool | None


def rows(
    session: Session,
    centre: Centre,
    lang: Lang,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime | None = None,
) -> Iterator[Row]:
    """One row for each case opened from `since` up to `until` (aware), by number.

    With `now`, a case that nobody took in time says so; without it, only taken cases can tell.
    Rows are made as they are asked for, so a million of them take no memory.
    """
    labels = Labels(centre, lang)
    calendar = WorkCalendar.of(centre.working_hours)
    for case in figures(session, centre, Period(since, until)):
        yield _row(labels, case, in_time(calendar, case, now))


def write_csv(to: Path | TextIO, lines: Iterable[Row], lang: Lang) -> int:
    """Rows as CSV that Excel opens with its letters right; returns how many.

    Raises `Refused` when the file cannot be written; what was there before is then untouched.
    """
    return write_csv_rows(to, head(lang), (cells(line, lang) for line in lines))


def write_json(to: Path | TextIO, lines: Iterable[Row]) -> int:
    """Rows as a JSON list, every code with its words; returns how many. Raises `Refused`."""
    return write_json_items(to, (item(line) for line in lines))


def write_xlsx(
    path: Path,
    lines: Iterable[Row],
    lang: Lang,
    *,
    summed: Sums | None = None,
    more: Iterable[Sheet] = (),
) -> int:
    """Rows as an XLSX file, the sums on a second sheet and `more` after it; returns how many rows.

    Raises `Refused` when the file cannot be written.
    """
    counted = _Counted(lines)
    sheets = [
        Sheet(
            _say("export.sheet.cases", lang),
            head(lang),
            (cells(line, lang) for line in counted),
            [_WIDE if name in _WIDE_COLUMNS else _NARROW for name in _names()],
        )
    ]
    if summed is not None:
        title = _say("export.sheet.sums", lang)
        sheets.append(Sheet(title, (title, "", "", "", "", ""), sum_cells(summed, lang), (44, 22)))
    write_workbook(path, [*sheets, *more])
    return counted.count


def head(lang: Lang) -> list[str]:
    """The heading row. Needs have two columns, codes and words."""
    return [_say(f"export.column.{name}", lang) for name in _names()]


def cells(line: Row, lang: Lang) -> list[Cell]:
    """A row as cells in the order of `head`."""
    found: list[Cell] = []
    for field in fields(line):
        value = getattr(line, field.name)
        if field.name == "needs":
            found.append("; ".join(need.code for need in value))
        found.append(_cell(value, lang))
    return found


def item(line: Row) -> dict[str, Any]:
    """A row for JSON: codes with their words, times with their offset."""
    return {field.name: _plain(getattr(line, field.name)) for field in fields(line)}


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, lines: Iterable[Row]) -> None:
        self.lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for line in self.lines:
            self.count += 1
            yield line


_WIDE_COLUMNS = frozenset(
    {"poster", "lead", "supports", "need_codes", "needs", "company", "sector", "stage", "markets"}
)


def _names() -> list[str]:
    names = [field.name for field in fields(Row)]
    names.insert(names.index("needs"), "need_codes")
    return names


def _row(labels: Labels, case: Figures, within: bool | None) -> Row:
    def one(question: str) -> Coded | None:
        return next(iter(labels.answers(question, case.answers)), None)

    return Row(
        number=case.number,
        opened=labels.local(case.opened),
        taken=labels.local(case.taken),
        contact_made=labels.local(case.contact_made),
        closed=labels.local(case.closed),
        status=labels.status(case.status),
        outcome=labels.outcome(case.outcome),
        poster=labels.organisation(case.poster),
        lead=labels.organisation(case.lead),
        supports=tuple(found for s in case.supports if (found := labels.organisation(s))),
        needs=labels.answers("needs", case.answers),
        company=case.name,
        organisation_number=case.organisation_number,
        municipality=one("municipality") if case.named else None,
        sub_region=labels.sub_region(case.sub_region),
        size=one("size"),
        sector=one("sector"),
        stage=one("stage"),
        markets=labels.answers("market", case.answers)
        + labels.answers("market_region", case.answers),
        consent=labels.consent(case.consent),
        declined=case.declined,
        returned=case.returned,
        hours_to_taken=case.hours_to_taken,
        in_time=within,
    )


def _cell(value: Any, lang: Lang) -> Cell:
    match value:
        case Coded():
            return value.words
        case tuple():
            return "; ".join(part.words for part in value)
        case bool():
            return _say("export.yes" if value else "export.no", lang)
        case _:
            found: Cell = value
            return found


def _plain(value: Any) -> Any:
    match value:
        case Coded():
            return {"code": value.code, "words": value.words}
        case tuple():
            return [_plain(part) for part in value]
        case _:
            return value


def _say(code: str, lang: Lang) -> str:
    return say(phrase(code), lang)
