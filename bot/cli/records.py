"""`export`, `extract` and `erase`: what is kept, given out or taken away."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.speaking import aside, fail, lang, progress, tell, words
from bot.texts import phrase

if TYPE_CHECKING:
    from bot.desk.work import Desk

Item = TypeVar("Item")
STEP = 5000
"""Rows between two lines of progress."""


class Format(StrEnum):
    """The files that `export` writes."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


def parse_day(text: str) -> date:
    """A day as `2027-05-18`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(words(phrase("cli.bad_day", given=text))) from None


Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help=words(phrase("cli.option_out")))
]
Company = Annotated[str | None, typer.Option("--company", help=words(phrase("cli.option_company")))]
Person = Annotated[str | None, typer.Option("--person", help=words(phrase("cli.option_person")))]


def export(
    out: Out = None,
    form: Annotated[
        Format | None, typer.Option("--format", help=words(phrase("cli.option_format")))
    ] = None,
    case: Annotated[
        int | None, typer.Option("--case", min=1, help=words(phrase("cli.option_case")))
    ] = None,
    since: Annotated[
        date | None,
        typer.Option(
            "--since", parser=parse_day, metavar="DATE", help=words(phrase("cli.option_since"))
        ),
    ] = None,
    until: Annotated[
        date | None,
        typer.Option(
            "--until", parser=parse_day, metavar="DATE", help=words(phrase("cli.option_until"))
        ),
    ] = None,
) -> None:
    """Write the cases for statistics, or one case whole."""
    if case is not None:
        _export_case(case, out)
        return
    form = _format(form, out)
    from bot.cli.opening import opened_desk

    with opened_desk() as desk:
        count = _export_rows(desk, form, out, since, until)
    if out is not None:
        aside(phrase("cli.exported", n=count, file=str(out)))


def _format(form: Format | None, out: Path | None) -> Format:
    """The format asked for, or the one that the file's name ends in; CSV where neither tells."""
    ending = out.suffix.lstrip(".").lower() if out else ""
    if form is None and ending not in {"", *Format}:
        raise typer.BadParameter(words(phrase("cli.bad_ending", ending=f".{ending}")))
    form = form or (Format(ending) if ending else Format.CSV)
    if form is Format.XLSX and out is None:
        raise typer.BadParameter(words(phrase("cli.xlsx_needs_file")))
    return form


def _export_rows(
    desk: Desk, form: Format, out: Path | None, since: date | None, until: date | None
) -> int:
    from bot.app import utc_now
    from bot.desk import export as rows
    from bot.desk.meetingsheet import meeting_sheet

    now, centre = utc_now(), desk.centre
    period = rows.Period.of_days(centre, since, until)
    with desk.store.read() as session:
        found = rows.rows(session, centre, lang(), since=period.since, until=period.until, now=now)
        lines = _counted(found)
        if form is Format.XLSX and out is not None:
            summed = rows.sums(session, centre, period, now=now)
            meetings = meeting_sheet(session, centre, period, lang())
            return rows.write_xlsx(out, lines, lang(), summed=summed, more=(meetings,))
        if form is Format.JSON:
            return rows.write_json(out or sys.stdout, lines)
        return rows.write_csv(out or sys.stdout, lines, lang())


def _export_case(number: int, out: Path | None) -> None:
    import json

    from bot.cli.opening import opened_desk
    from bot.desk.export import case_file, write_case

    with opened_desk() as desk, desk.store.read() as session:
        if out is None:
            found = case_file(session, desk.centre, number, lang())
            typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
            return
        write_case(out, session, desk.centre, number, lang())
    aside(phrase("cli.exported_case", number=str(number), file=str(out)))


def extract(company: Company = None, person: Person = None, out: Out = None) -> None:
    """Everything that is stored about a company or a person."""
    _one_of(company, person)
    from bot.app import utc_now
    from bot.cli.opening import opened_desk
    from bot.desk import privacy

    progress(phrase("cli.searching"))
    with opened_desk() as desk, desk.store.read() as session:
        found = privacy.extract(session, desk.centre, company=company, person=person, lang=lang())
        progress(None)
        if out is None:
            typer.echo(found.text(lang(), utc_now()), nl=False)
        else:
            privacy.write_extract(out, found, lang(), utc_now())
    if out is not None:
        aside(phrase("cli.extracted", name=found.subject.name, file=str(out)))


def erase(
    company: Company = None,
    person: Person = None,
    yes: Annotated[bool, typer.Option("--yes", help=words(phrase("cli.option_yes")))] = False,
) -> None:
    """Remove a company or a person; what is counted stays."""
    _one_of(company, person)
    from bot.app import utc_now
    from bot.cli.opening import opened_desk
    from bot.desk import privacy
    from bot.desk.subjects import find

    with opened_desk() as desk:
        with desk.store.read() as session:
            subject = find(session, company=company, person=person)
        question = phrase("cli.erase_question", name=subject.name, n=len(subject.cases))
        if not subject.cases:
            question = phrase("cli.erase_question_bare", name=subject.name)
        if not yes and not _confirmed(words(question)):
            fail(phrase("cli.not_erased"))
        with desk.store.write() as session:
            done = privacy.erase(
                session, desk.centre, company=company, person=person, now=utc_now()
            )
        for line in done.lines():
            tell(line)
        address = desk.store.address
    _scrub(address)


def _scrub(address: str) -> None:
    """Take the freed words out of the file; not done while somebody else writes in it."""
    from bot.storage.scrubbing import InUse, scrub

    progress(phrase("cli.scrubbing"))
    try:
        scrubbed = scrub(address)
    except InUse:
        progress(None)
        aside(phrase("cli.scrub_in_use"))
        return
    progress(None)
    if not scrubbed:
        aside(phrase("cli.scrub_postgresql"))


def _confirmed(question: str) -> bool:
    """A yes typed at the keyboard, in either language; anything else, and no keyboard, is no."""
    typer.echo(f"{question} ", err=True, nl=False)
    return sys.stdin.readline().strip().casefold() in {"ja", "j", "yes", "y"}


def _one_of(company: str | None, person: str | None) -> None:
    if (company is None) == (person is None):
        raise typer.BadParameter(words(phrase("cli.company_or_person")))


def _counted(items: Iterable[Item]) -> Iterator[Item]:
    """The same items, with their number shown as they pass."""
    for count, item in enumerate(items, start=1):
        if count % STEP == 0:
            progress(phrase("cli.rows_so_far", n=count))
        yield item
    progress(None)
