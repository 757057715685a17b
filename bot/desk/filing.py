"""Files for people: written beside their place and then moved into it, or not at all.

Exports and registry copies go to whoever asked for them, so a cell is never a formula somebody
typed into a case, a letter is never a question mark, and a full disk leaves what was there
before. Files are readable by their owner alone (0600): they hold what companies told us.
"""

from __future__ import annotations

import csv
import errno
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO

from bot.desk.work import Refused, refuse

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Cell = str | int | float | bool | datetime | date | None
Cells = Sequence[Cell]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet read a CSV cell as a formula (OWASP, "CSV injection")."""

SHEET_ROWS = 1_000_000
"""Rows on one sheet; Excel takes 1,048,576 and silently drops the rest."""

CELL_LENGTH = 32_767
"""Characters in one XLSX cell; Excel calls a file with longer ones damaged."""

_REASONS = {
    errno.ENOSPC: "export.disk_full",
    errno.EDQUOT: "export.disk_full",
    errno.EACCES: "export.not_allowed",
    errno.EPERM: "export.not_allowed",
    errno.EROFS: "export.not_allowed",
    errno.ENOENT: "export.no_folder",
    errno.ENOTDIR: "export.no_folder",
    errno.EISDIR: "export.is_folder",
}


@dataclass
class Sheet:
    """One sheet of a workbook: its name, its heading row, its rows and column widths."""

    name: str
    head: Sequence[str]
    rows: Iterable[Cells]
    widths: Sequence[int] = ()


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its place at `path` only when it is whole.

    Whatever fails in between, the old file stays and nothing is left beside it. Raises `Refused`
    with a sentence for a full disk, a missing folder, a folder in the way or missing rights.
    """
    temporary: Path | None = None
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def not_written(path: Path, error: OSError) -> Refused:
    """The sentence for a file that could not be written."""
    sentence = _REASONS.get(error.errno or 0, "export.not_written")
    return refuse(sentence, path=str(path), why=error.strerror or str(error))


def harmless(value: Cell) -> Cell:
    """A CSV cell that no spreadsheet runs: text that begins like a formula gets a `'` before it.

    Numbers are left alone; only text can have been typed by somebody.
    """
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def write_csv_rows(to: Path | TextIO, head: Sequence[str], rows: Iterable[Cells]) -> int:
    """Rows as CSV with semicolons, as a Swedish Excel opens them; returns how many.

    Written as UTF-8 with a byte order mark, without which Excel shows "Ã¥" for "å". A `TextIO`
    (standard output) is written to as it is, mark included.
    """
    if not isinstance(to, Path):
        to.write("\ufeff")
        return _csv(to, head, rows)
    with replacing(to) as file, _text(file) as text:
        text.write("\ufeff")
        return _csv(text, head, rows)


def write_json_items(to: Path | TextIO, items: Iterable[Mapping[str, Any]]) -> int:
    """A JSON list, one item a line, so that a million of them need no memory; returns how many."""
    if not isinstance(to, Path):
        return _json(to, items)
    with replacing(to) as file, _text(file) as text:
        return _json(text, items)


def write_text(path: Path, words: str) -> None:
    """A text file in UTF-8."""
    with replacing(path) as file:
        file.write(words.encode())


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> int:
    """An XLSX file with these sheets, a row at a time; returns how many rows in all.

    A sheet of more than a million rows goes on in a second one. Excel's own working files lie
    beside the target, so that a full disk is noticed where the file is to be.
    """
    from xlsxwriter import Workbook  # only an export writes one
    from xlsxwriter.exceptions import FileCreateError

    with replacing(path) as file, _folder_beside(path) as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        try:
            count = sum(_sheet(book, sheet) for sheet in sheets)
            book.close()
        except FileCreateError as error:
            raise OSError(*getattr(error.args[0], "args", ())) from error
        finally:
            for sheet in book.worksheets():
                if sheet.row_data_fh is not None:
                    sheet.row_data_fh.close()
        return count


@contextmanager
def _text(file: IO[bytes]) -> Iterator[TextIO]:
    text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    try:
        yield text
        text.flush()
    finally:
        text.detach()


@contextmanager
def _folder_beside(path: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory(
        dir=path.parent, prefix=f".{path.name}.", ignore_cleanup_errors=True
    ) as folder:
        yield folder


def _csv(file: TextIO, head: Sequence[str], rows: Iterable[Cells]) -> int:
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head])
    count = 0
    for row in rows:
        writer.writerow([harmless(_csv_cell(cell)) for cell in row])
        count += 1
    return count


def _csv_cell(value: Cell) -> Cell:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.replace("\x00", "") if isinstance(value, str) else value


def _json(file: TextIO, items: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    file.write("[")
    for item in items:
        file.write(",\n" if count else "\n")
        file.write(json.dumps(item, ensure_ascii=False, default=_json_value))
        count += 1
    file.write("\n]\n")
    return count


def _json_value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an export")


def _sheet(book: Workbook, sheet: Sheet) -> int:
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    rows = iter(sheet.rows)
    total, part = 0, 1
    while True:
        page = book.add_worksheet(sheet.name if part == 1 else f"{sheet.name} {part}")
        page.freeze_panes(1, 0)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for column, title in enumerate(sheet.head):
            page.write_string(0, column, title, bold)
        count = 0
        for row in rows:
            count += 1
            for column, cell in enumerate(row):
                _write_cell(page, count, column, cell, moment)
            if count == SHEET_ROWS:
                break
        total += count
        if count < SHEET_ROWS:
            return total
        part += 1


def _write_cell(page: Any, row: int, column: int, cell: Cell, moment: Any) -> None:
    """Each kind by its own method: `write` would turn typed text into formulas and links."""
    match cell:
        case None | "":
            return
        case bool():
            page.write_boolean(row, column, cell)
        case int() | float():
            page.write_number(row, column, cell)
        case datetime():
            page.write_datetime(row, column, cell.replace(tzinfo=None), moment)
        case date():
            page.write_string(row, column, cell.isoformat())
        case str():
            page.write_string(row, column, _cut(cell))


def _cut(words: str) -> str:
    return words if len(words) <= CELL_LENGTH // 2 else _cut_long(words)


def _cut_long(words: str) -> str:
    """Excel counts UTF-16 units; what does not fit is cut at a whole character, with a mark."""
    encoded = words.encode("utf-16-le")
    if len(encoded) <= CELL_LENGTH * 2:
        return words
    return encoded[: (CELL_LENGTH - 1) * 2].decode("utf-16-le", errors="ignore") + "…"
