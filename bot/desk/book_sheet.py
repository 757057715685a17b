"""A directory as a CSV file: which columns it has, and how any that is sent is read.

Files come from Excel in two languages, with semicolons or commas, in UTF-8 or as Windows writes
it. What cannot be read is said plainly; nothing is guessed at that would put one person's number
beside another's name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from io import StringIO

from bot.desk.filing import FORMULA_STARTS
from bot.desk.work import Refused, refuse
from bot.texts import LANGUAGES, Listed, phrase, say

COLUMNS = (
    "kind",
    "name",
    "organisation",
    "title",
    "about",
    "needs",
    "markets",
    "languages",
    "phone",
    "email",
    "note",
    "shown_to",
    "added_by",
    "partner",
    "confirmed",
)
"""The columns of a directory, in order; each is read by this name and by both languages' words."""
DELIMITERS = (";", "\t", ",")
LARGEST = 5_000_000
"""Bytes of a file; 5,000 contacts are some 700,000."""
MOST_LINES = 20_000
MOST_COLUMNS = 200
"""Columns that are not known and yet named: each is told by its name that it is not read."""


@dataclass(frozen=True)
class Row:
    """A line of the file: its number as an editor counts, and what its cells say by column."""

    number: int
    cells: Mapping[str, str]
    fault: str = ""
    """Why the line cannot be read at all: "cells" where it has more than there are columns."""

    def __getitem__(self, column: str) -> str:
        """A cell; empty where the file has no such column."""
        return self.cells.get(column, "")


@dataclass
class Sheet:
    """A file as it was read. `windows` says that it was not UTF-8, `unknown` what was left."""

    rows: list[Row] = field(default_factory=list)
    windows: bool = False
    unknown: tuple[str, ...] = ()


def read_sheet(content: bytes) -> Sheet:
    """The lines of a file. Raises `Refused` with why it cannot be read."""
    if len(content) > LARGEST:
        raise refuse("directory.too_large", megabytes=LARGEST // 1_000_000)
    text, windows = _decoded(content)
    head, _, _ = text.lstrip("\r\n").partition("\n")
    if not head.strip():
        raise refuse("directory.empty")
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        return _sheet(reader, windows=windows)
    except csv.Error:
        raise refuse("directory.not_csv") from None


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether it had to be read as Windows writes Swedish where it is not UTF-8."""
    windows = False
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _strictly(content, "utf-16")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text, windows = _strictly(content, "cp1252"), True
    if "\x00" in text or content.startswith(b"PK\x03\x04"):
        raise refuse("directory.not_csv")
    return text, windows


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise refuse("directory.not_csv") from None


def _sheet(reader: Iterator[list[str]], *, windows: bool) -> Sheet:
    lines = _numbered(reader)
    head = next((cells for _, cells in lines if any(cell.strip() for cell in cells)), [])
    columns = [_column(cell) for cell in head]
    if "name" not in columns:
        raise _no_name(head)
    named = [column for column in columns if column]
    twice = next((column for column in named if named.count(column) > 1), "")
    if twice:
        raise refuse("directory.column_twice", column=phrase(f"directory.column.{twice}"))
    unknown = tuple(
        cell.strip()
        for cell, column in zip(head, columns, strict=True)
        if cell.strip() and not column
    )
    if len(unknown) > MOST_COLUMNS:
        raise refuse("directory.too_wide", limit=MOST_COLUMNS)
    sheet = Sheet(windows=windows, unknown=unknown)
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(sheet.rows) >= MOST_LINES:
            raise refuse("directory.too_many", limit=MOST_LINES)
        sheet.rows.append(_row(number, cells, columns))
    return sheet


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of the line it begins on: a cell may hold line breaks."""
    before = 0
    for cells in reader:
        yield before + 1, cells
        before = getattr(reader, "line_num", before + 1)


def _row(number: int, cells: list[str], columns: list[str]) -> Row:
    found = {column: _bare(cell) for column, cell in zip(columns, cells, strict=False) if column}
    more = any(cell.strip() for cell in cells[len(columns) :])
    return Row(number, found, "cells" if more else "")


def _bare(cell: str) -> str:
    """A cell without the mark that keeps a spreadsheet from running it (`filing.harmless`)."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def _column(cell: str) -> str:
    """Which column a heading means; empty for none that we know."""
    return _headings().get(_folded(cell), "")


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


@cache
def _headings() -> Mapping[str, str]:
    """Columns by every word for them."""
    found = {
        _folded(say(phrase(f"directory.column.{column}"), lang)): column
        for lang in LANGUAGES
        for column in COLUMNS
    }
    return {**found, **{_folded(column): column for column in COLUMNS}}


def _no_name(head: list[str]) -> Refused:
    name = phrase("directory.column.name")
    shown = tuple(cell.strip()[:40] for cell in head if cell.strip())[:20]
    return refuse("directory.no_name", column=name, found=Listed(shown, commas=True))
