"""`rapport 2026`: a period's cases, sums and meetings as a workbook, for the coordinator alone.

The same rows and sums as `python -m bot export` writes: a company is named only where it has said
yes, and small municipalities are told together (`sums.py`).
"""

from __future__ import annotations

import re
from base64 import b64encode
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col, func, select

from bot.desk import export
from bot.desk.commands import Entry
from bot.desk.dates import today
from bot.desk.labels import Period
from bot.desk.meetingsheet import meeting_sheet
from bot.desk.membership import coordinators_only
from bot.desk.replies import File, Line, Outcome
from bot.desk.work import Work, refuse
from bot.storage.tables import Enquiry
from bot.texts import Arg, Day, phrase

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST = 20_000
"""Cases in one file: some 3 MB, which every chat takes. More are exported on the server."""


@dataclass(frozen=True)
class Report:
    """`rapport`, and which period: a year, a quarter or a month; this year where nothing is said.

    `words` is what was typed: "2026", "2026 kvartal 2", "2026-11".
    """

    words: str = ""


@dataclass(frozen=True)
class Span:
    """Whole days, the last included, and how a file's name and a sentence tell them."""

    first: date
    last: date
    name: str
    words: Arg


def make_report(work: Work, command: Report) -> Outcome:
    """The file, in private, with what is in it said beside it."""
    coordinators_only(work)
    span = _span(work, command.words.strip())
    period = Period.of_days(work.centre, span.first, span.last)
    count = _count(work, period)
    if count > MOST:
        raise refuse("report.too_long", n=count, first=str(span.first), last=str(span.last))
    line = phrase("report.done", n=count, period=span.words)
    name = f"exportcenter-{work.centre.slug}-{span.name}.xlsx"
    content = b64encode(_workbook(work, period)).decode()
    title = phrase("report.title", period=span.words)
    careful = Line(phrase("report.careful"))
    return Outcome(private=(Line(line), File(name, XLSX, content, title), careful))


def _count(work: Work, period: Period) -> int:
    """How many cases were opened in the period."""
    wanted = select(func.count()).select_from(Enquiry)
    wanted = wanted.where(
        col(Enquiry.opened_at) >= period.since, col(Enquiry.opened_at) < period.until
    )
    return work.session.exec(wanted).one()


def _workbook(work: Work, period: Period) -> bytes:
    """The workbook's bytes. Written to a folder of its own: XLSX is built on the disk."""
    session, centre, lang = work.session, work.centre, work.lang
    with TemporaryDirectory(prefix="exportlots-") as folder:
        path = Path(folder) / "report.xlsx"
        rows = export.rows(
            session, centre, lang, since=period.since, until=period.until, now=work.now
        )
        summed = export.sums(session, centre, period, now=work.now)
        meetings = meeting_sheet(session, centre, period, lang)
        export.write_xlsx(path, rows, lang, summed=summed, more=(meetings,))
        return path.read_bytes()


# --- which period


def _span(work: Work, words: str) -> Span:
    for pattern, reading in _READ:
        found = pattern.fullmatch(words.casefold())
        if found is not None:
            return _known(work, reading(found))
    if not words:
        return _known(work, _year(today(work).year))
    raise refuse("report.which", year=str(today(work).year))


def _known(work: Work, span: Span) -> Span:
    if span.first > today(work):
        raise refuse("report.ahead", first=Day(span.first))
    return span


def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31), str(year), str(year))


def _quarter(year: int, quarter: int) -> Span:
    first = date(year, 3 * quarter - 2, 1)
    words = phrase("report.quarter", year=str(year), quarter=str(quarter))
    return Span(first, _month(year, 3 * quarter).last, f"{year}-q{quarter}", words)


def _month(year: int, month: int) -> Span:
    last = date(year, month, monthrange(year, month)[1])
    name = f"{year}-{month:02}"
    return Span(date(year, month, 1), last, name, name)


_Y = r"((?:19|20)\d\d)"
_Q = r"(?:q|kv|kvartal|quarter)\s*([1-4])"
_READ: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Span]], ...] = (
    (re.compile(_Y), lambda m: _year(int(m[1]))),
    (re.compile(rf"{_Y}[\s-]*{_Q}"), lambda m: _quarter(int(m[1]), int(m[2]))),
    (re.compile(rf"{_Q}\s*{_Y}"), lambda m: _quarter(int(m[2]), int(m[1]))),
    (re.compile(rf"{_Y}-(0?[1-9]|1[0-2])"), lambda m: _month(int(m[1]), int(m[2]))),
)


ENTRIES = (
    Entry(
        "report",
        Report,
        make_report,
        None,
        ("rapport", "report"),
        "words",
        writes=False,
        help="help.report",
    ),
)
