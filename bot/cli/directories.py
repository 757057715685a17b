"""`directory`: functions and contacts as a file, written out and read in."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.speaking import FAILED, aside, fail, lang, progress, tell, words
from bot.texts import phrase, visible

if TYPE_CHECKING:
    from bot.desk.book_import import Import, Step
    from bot.desk.book_sheet import Row, Sheet
    from bot.desk.work import Desk
    from bot.storage.tables import Member

OutFile = Annotated[
    Path | None, typer.Argument(metavar="FILE", help=words(phrase("cli.argument_directory_out")))
]
InFile = Annotated[
    Path, typer.Argument(metavar="FILE", help=words(phrase("cli.argument_directory_in")))
]
UNSAID = frozenset({"same", "skipped"})
"""What is counted and not told line by line."""


def export(
    file: OutFile = None,
    details: Annotated[
        bool, typer.Option("--details", help=words(phrase("cli.option_details")))
    ] = False,
) -> None:
    """Write the functions and contacts as CSV."""
    from bot.cli.opening import opened_desk
    from bot.desk import book_export
    from bot.desk.filing import write_csv_rows

    with opened_desk() as desk, desk.store.read() as session:
        found = book_export.rows(session, desk.centre, lang(), details=details)
        count = write_csv_rows(file or sys.stdout, book_export.head(lang()), found)
        hidden = 0 if details else book_export.left_out(session)
    if file is not None:
        aside(phrase("cli.directory_exported", n=count, file=str(file)))
    if hidden:
        aside(phrase("directory.left_out", n=hidden))
    if details:
        aside(phrase("cli.directory_details"))


def import_file(
    file: InFile,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=words(phrase("cli.option_dry_run")))
    ] = False,
    by: Annotated[
        str | None, typer.Option("--by", metavar="WHO", help=words(phrase("cli.option_by")))
    ] = None,
) -> None:
    """Read contacts, and members' areas, markets and languages, from CSV."""
    from bot.app import utc_now
    from bot.cli.opening import opened_desk
    from bot.desk.book_import import Import
    from bot.desk.book_sheet import read_sheet

    sheet = read_sheet(_content(file))
    _remarks(sheet)
    with opened_desk() as desk:
        doing = Import(desk, utc_now(), _voucher(desk, by))
        if dry_run:
            with desk.store.read() as session:
                _told(doing.plan(session, sheet.rows))
        else:
            _run(desk, doing, sheet.rows)
    progress(None)
    _summed(doing, dry_run=dry_run)
    if doing.counts["fault"]:
        raise typer.Exit(FAILED)


def _content(file: Path) -> bytes:
    """No more of it than tells that it is too large: a device has no end."""
    from bot.desk.book_sheet import LARGEST

    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        fail(phrase("cli.directory_unreadable", file=str(file), why=error.strerror or str(error)))


def _voucher(desk: Desk, who: str | None) -> Member | None:
    """Who vouches for what the file says of nobody; they must be confirmed."""
    if who is None:
        return None
    from bot.cli.coordinators import one_member

    with desk.store.read() as session:
        member = one_member(session, who)
        if member.confirmed_at is None:
            fail(phrase("directory.fault.unconfirmed", name=member.name))
        session.expunge(member)
    return member


def _remarks(sheet: Sheet) -> None:
    if sheet.windows:
        aside(phrase("directory.windows"))
    for column in sheet.unknown:
        aside(phrase("directory.unknown_column", column=visible(column)))


def _run(desk: Desk, doing: Import, rows: Sequence[Row]) -> None:
    """In parts, as members wait for the same write lane; broken off, it goes on next time."""
    for part in _parts(rows):
        with desk.store.write() as session:
            steps = doing.run(session, part)
        _told(steps)
        progress(phrase("cli.rows_so_far", n=part[-1].number))
    with desk.store.write() as session:
        doing.tell(session)


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    from bot.desk.book_import import BATCH

    return (rows[at : at + BATCH] for at in range(0, len(rows), BATCH))


def _told(steps: Sequence[Step]) -> None:
    """Line by line what is done; faults beside it."""
    for step in steps:
        if step.does in UNSAID:
            continue
        said = phrase(f"directory.step.{step.does}", line=str(step.number), what=step.words)
        if step.does == "fault":
            aside(visible(words(said)))
        else:
            tell(visible(words(said)))


def _summed(doing: Import, *, dry_run: bool) -> None:
    for does in ("added", "changed", "same", "others", "skipped", "fault"):
        if doing.counts[does]:
            tell(phrase(f"directory.count.{does}", n=doing.counts[does]))
    if dry_run:
        tell(phrase("directory.dry_run"))
    elif not doing.counts:
        tell(phrase("directory.nothing"))
