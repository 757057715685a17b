"""`export`, `extract` and `erase`: what is kept, given out or taken away."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.speaking import aside, fail, lang, progress, tell, words
from bot.texts import Day, phrase

if TYPE_CHECKING:
    from bot.desk.privacy import Erased
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


Also = Annotated[list[str] | None, typer.Option("--also", help=words(phrase("cli.option_also")))]
Rewrite = Annotated[
    list[str] | None,
    typer.Option("--rewrite", metavar="WORD", help=words(phrase("cli.option_rewrite"))),
]
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

    from bot.app import utc_now
    from bot.cli.opening import opened_desk
    from bot.desk.disclosures import at_the_server
    from bot.desk.export import case_file, write_case

    with opened_desk() as desk, desk.store.write() as session:
        at_the_server(session, desk, [number], "export", utc_now())
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
    from bot.desk.disclosures import at_the_server

    progress(phrase("cli.searching"))
    with opened_desk() as desk:
        with desk.store.read() as session:
            found = privacy.extract(
                session, desk.centre, company=company, person=person, lang=lang()
            )
        progress(None)
        with desk.store.write() as session:
            at_the_server(session, desk, found.shown, "extract", utc_now())
        if out is None:
            typer.echo(found.text(lang(), utc_now()), nl=False)
        else:
            privacy.write_extract(out, found, lang(), utc_now())
    if out is not None:
        aside(phrase("cli.extracted", name=found.subject.name, file=str(out)))


def erase(
    company: Company = None,
    person: Person = None,
    also: Also = None,
    rewrite: Rewrite = None,
    yes: Annotated[bool, typer.Option("--yes", help=words(phrase("cli.option_yes")))] = False,
) -> None:
    """Remove a company or a person; what is counted stays."""
    if not rewrite:
        _one_of(company, person)
    from bot.app import utc_now
    from bot.cli.opening import opened_desk
    from bot.desk import privacy

    with opened_desk() as desk:
        if rewrite:
            _prove(desk, rewrite)
            return
        _ask_first(desk, company, person, yes)
        with desk.store.write() as session:
            done = privacy.erase(
                session,
                desk.centre,
                company=company,
                person=person,
                also=also or (),
                now=utc_now(),
            )
        _tell_erased(done)
        _prove(desk, done.subject.words)


def _ask_first(desk: Desk, company: str | None, person: str | None, yes: bool) -> None:
    """What is about to go, and which cases are under way; ends the command without a yes."""
    from bot.desk.subjects import find
    from bot.storage.store import LIVE, enquiries

    with desk.store.read() as session:
        subject = find(session, company=company, person=person)
        live = [e.id or 0 for e in enquiries(session, subject.cases) if e.status in LIVE]
    if live:
        aside(phrase("cli.erase_live", n=len(live), cases=", ".join(map(str, live))))
    question = phrase("cli.erase_question", name=subject.name, n=len(subject.cases))
    if not subject.cases:
        question = phrase("cli.erase_question_bare", name=subject.name)
    if not yes and not _confirmed(words(question)):
        fail(phrase("cli.not_erased"))


def _tell_erased(done: Erased) -> None:
    """What was erased, then what is left for people, each message by its link."""
    from bot.cli.spots import link_of

    for line in done.counted():
        tell(line)
    for one in done.left:
        link = link_of(one)
        shown = link and link not in words(one.why)
        tell(phrase("cli.with_link", what=one.why, link=link) if shown else one.why)


def _prove(desk: Desk, wanted: Sequence[str]) -> None:
    """Take the freed words out of the file, and say whether its very bytes still hold them."""
    from bot.desk import privacy
    from bot.storage.scrubbing import InUse

    progress(phrase("cli.scrubbing"))
    try:
        proven = privacy.scrub_and_prove(desk.store, wanted)
    except InUse:
        progress(None)
        fail(phrase("cli.scrub_in_use", asked=" --rewrite ".join(f'"{word}"' for word in wanted)))
    progress(None)
    for copy in proven.copies:
        tell(phrase("cli.copy_removed", file=str(copy)))
    if not proven.files:
        tell(phrase("cli.scrub_postgresql"))
        return
    if proven.remains:
        fail(phrase("cli.erase_remains", words=", ".join(proven.remains)))
    tell(phrase("cli.erase_proven", n=len(proven.files), words=", ".join(wanted)))
    if proven.explained:
        tell(phrase("cli.erase_explained", words=", ".join(proven.explained)))


def retention(
    days: Annotated[
        int, typer.Option("--days", min=0, help=words(phrase("cli.option_retention_days")))
    ] = 30,
) -> None:
    """What retention takes away next, by kind."""
    from datetime import timedelta

    from bot.app import utc_now
    from bot.cli.opening import opened_desk
    from bot.desk.retention import ahead

    with opened_desk() as desk:
        at = utc_now() + timedelta(days=days)
        found = ahead(desk.store, desk.centre, at)
        day = Day(desk.calendar.local(at).date())
    tell(phrase("cli.retention_ahead", day=day) if found else phrase("cli.retention_none", day=day))
    for one in found:
        first = ", ".join(map(str, one.first)) + (" …" if one.count > len(one.first) else "")
        tell(phrase(f"retention.{one.kind}", n=one.count, numbers=first))


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
