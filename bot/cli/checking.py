"""`check`: what is right, what is missing and how to mend it, one line each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import observing, settings
from bot.cli.findings import Findings
from bot.cli.parked import check_delivery
from bot.cli.platforms import check_slack, check_teams
from bot.cli.servers import check_server
from bot.cli.speaking import FAILED, words
from bot.settings import Settings, SettingsError
from bot.texts import Moment, phrase

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.centre.coverage import Hole
    from bot.centre.model import Centre
    from bot.storage.engine import Store

HOLES_SHOWN = 20


def check(
    online: Annotated[
        bool, typer.Option("--online", help=words(phrase("cli.option_online")))
    ] = False,
    coverage: Annotated[
        bool, typer.Option("--coverage", help=words(phrase("cli.option_coverage")))
    ] = False,
    teams_zip: Annotated[
        Path | None,
        typer.Option("--teams-zip", metavar="FILE", help=words(phrase("cli.option_teams_zip"))),
    ] = None,
) -> None:
    """Look at settings, centre file and database; exit code 1 when something stops the bot."""
    observing.set_up("console", "critical")
    findings = Findings()
    centre = None
    given = check_settings(findings)
    if given is not None:
        centre = check_centre(findings, given)
        check_database(findings, given, centre)
    if given is not None:
        check_slack(findings, given, online=online)
        check_teams(findings, given, centre, online=online, package=teams_zip)
    findings.show()
    if coverage and centre is not None:
        _show_coverage(centre)
    if findings.stops:
        raise typer.Exit(FAILED)


def _show_coverage(centre: Centre) -> None:
    """Who leads every sort of case, one a line, codes between tabs."""
    from bot.centre.coverage import who_leads

    for led in who_leads(centre):
        sort = led.combination
        cells = (sort.need, sort.size, sort.sub_region, sort.municipality, sort.market)
        typer.echo("\t".join((*cells, led.lead or "-", led.rule or led.stop or "-")))


def check_settings(findings: Findings) -> Settings | None:
    """Whether the settings can be read, and whether one was perhaps misspelt."""
    try:
        given = settings.load()
    except SettingsError as error:
        for fault in error.faults:
            findings.stop(fault)
        return None
    findings.right(phrase("cli.check_settings"))
    for name, near in settings.misspelt().items():
        findings.remark(phrase("cli.check_misspelt", name=name, near=near))
    return given


def check_centre(findings: Findings, given: Settings) -> Centre | None:
    """Whether the centre file is whole, and for which companies no rule says who leads."""
    from bot.centre import coverage
    from bot.centre.load import FaultyCentre, load

    try:
        centre = load(given.centre_file)
    except FaultyCentre as error:
        for fault in error.faults:
            findings.stop(str(fault))
        return None
    findings.right(
        phrase(
            "cli.check_centre",
            name=centre.name,
            version=centre.version,
            organisations=len(centre.organisations),
            questions=len(centre.questions),
            needs=len(centre.needs),
        )
    )
    holes = coverage.holes(centre)
    if holes:
        lines = "\n".join(_hole(centre, hole) for hole in holes[:HOLES_SHOWN])
        findings.remark(phrase("cli.check_holes", n=len(holes), holes=lines))
    else:
        findings.right(phrase("cli.check_covered"))
    return centre


def _hole(centre: Centre, hole: Hole) -> str:
    """A sort of case that no rule covers; what it does not depend on is left out."""
    parts = [words(centre.need(hole.need).label)]
    everywhere = (
        {code.code for code in centre.question("size").offered}
        if centre.has_question("size")
        else set(),
        set(centre.geography.samples),
        {region.slug for region in centre.markets.regions},
    )
    for found, everything in zip((hole.sizes, hole.places, hole.markets), everywhere, strict=True):
        if len(set(found)) < len(everything):
            parts.append("/".join(_called(centre, one) for one in found))
    lead = words(centre.organisation(hole.lead).name) if hole.lead else "-"
    return f"{', '.join(parts)} → {lead}"


def _called(centre: Centre, code: str) -> str:
    """A municipality stands for its like: its part of the region, with itself as the example."""
    if code not in centre.geography.by_name:
        return code
    region = words(centre.sub_region_label(centre.municipality(code).sub_region))
    return words(phrase("cli.check_place", region=region, example=code))


def check_database(findings: Findings, given: Settings, centre: Centre | None) -> None:
    """Whether the database answers, is ours and up to date, and what lies in it undone."""
    from bot.storage import engine
    from bot.storage.addresses import file_of, parse, place_of

    address = given.database_url.get_secret_value()
    try:
        url = parse(address)
        file = file_of(url)
        if file is not None and not file.exists():
            findings.right(phrase("cli.check_no_database_yet", place=str(file)))
            return
        if centre is None:
            findings.remark(phrase("cli.check_database_later"))
            return
        check_server(findings, address)
        store = engine.open_store(address, centre=centre.slug, upgrade=False, keys=given.keys)
    except engine.OlderSchema as older:
        findings.remark(older.phrase)
        return
    except engine.StorageFault as fault:
        findings.stop(fault.phrase)
        return
    try:
        findings.right(phrase("cli.check_database", place=place_of(url)))
        _check_seals(findings, store)
        _check_rows(findings, given, store)
    finally:
        store.close()


def _check_clock(findings: Findings, session: Session) -> None:
    """When the service last looked for what had come due: late means that it does not run."""
    from bot.storage import pulses

    last = pulses.last(session, pulses.TICK)
    if last is None:
        findings.right(phrase("cli.check_no_tick_yet"))
    elif datetime.now(UTC) - last > pulses.LATE:
        findings.stop(phrase("cli.check_tick_late", at=Moment(last, long=True)))
    else:
        findings.right(phrase("cli.check_tick", at=Moment(last, long=True)))


def _check_seals(findings: Findings, store: Store) -> None:
    """Whether what is secret in the rows is sealed, and can be opened."""
    from bot.storage import vault

    with store.read() as session:
        found = vault.survey(session, store.keyring)
    if found.shut:
        findings.stop(phrase("cli.check_seals_shut", n=found.shut))
    if not store.keyring:
        findings.remark(phrase("cli.check_no_key", n=found.clear))
    elif found.clear or found.older:
        findings.remark(phrase("cli.check_unsealed", n=found.clear + found.older))
    elif not found.shut:
        findings.right(phrase("cli.check_sealed"))


def _check_rows(findings: Findings, given: Settings, store: Store) -> None:
    """Whether the clock goes, who coordinates, and what was given up."""
    from bot.storage import people

    with store.read() as session:
        _check_clock(findings, session)
        if not people.coordinators(session) and not given.coordinators:
            findings.remark(phrase("cli.no_coordinator"))
        check_delivery(findings, session, datetime.now(UTC))
