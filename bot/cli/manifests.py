"""`manifest`: what a platform wants to know of the app before it can be installed there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import VERSION, settings
from bot.cli.speaking import aside, fail, words
from bot.texts import phrase

if TYPE_CHECKING:
    from bot.centre.model import Centre
    from bot.handlers.teams.manifest import Made

_VERSION = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}")
ReadMessages = Annotated[
    bool, typer.Option("--read-messages", help=words(phrase("cli.option_read_messages")))
]
_PAGE = re.compile(r"https://[^\s/]+\S*")


def parse_version(text: str) -> str:
    """A version as `1.2.3`."""
    if not _VERSION.fullmatch(text):
        raise typer.BadParameter(words(phrase("cli.bad_version", given=text)))
    return text


def parse_page(text: str) -> str:
    """A page's address, `https://…`."""
    if not _PAGE.fullmatch(text):
        raise typer.BadParameter(words(phrase("cli.bad_page", given=text)))
    return text


def slack(
    out: Annotated[Path | None, typer.Option("--out", help=words(phrase("cli.option_out")))] = None,
    http: Annotated[bool, typer.Option("--http", help=words(phrase("cli.option_http")))] = False,
    read_threads: Annotated[
        bool, typer.Option("--read-threads", help=words(phrase("cli.option_read_threads")))
    ] = False,
    read_messages: ReadMessages = False,
) -> None:
    """Print the Slack app's manifest for this installation."""
    given = settings.load()
    from bot.desk.filing import write_text
    from bot.handlers.slack import manifest

    made = manifest.text(
        url=slack_url(given, http=http),
        read_threads=read_threads or given.slack_read_threads,
        read_messages=read_messages or given.read_messages,
    )
    if out is None:
        typer.echo(made, nl=False)
        return
    write_text(out, made)
    aside(phrase("cli.manifest_written", file=str(out)))


def slack_url(given: settings.Settings, *, http: bool = False) -> str:
    """Where Slack is to send; empty for Socket Mode. Ends the command where it is not known."""
    if not (http or (given.slack_signing_secret and not given.slack_app_token)):
        return ""
    if not given.public_url:
        fail(phrase("cli.manifest_needs_url"))
    from bot.handlers.slack.app import PATH

    return f"{given.public_url}{PATH}"


def teams(
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help=words(phrase("cli.option_out_zip")))
    ],
    *,
    read_threads: Annotated[
        bool, typer.Option("--read-threads", help=words(phrase("cli.option_teams_threads")))
    ] = False,
    read_messages: ReadMessages = False,
    privacy: Annotated[
        str | None,
        typer.Option(
            "--privacy", parser=parse_page, metavar="URL", help=words(phrase("cli.option_privacy"))
        ),
    ] = None,
    terms: Annotated[
        str | None,
        typer.Option(
            "--terms", parser=parse_page, metavar="URL", help=words(phrase("cli.option_terms"))
        ),
    ] = None,
    version: Annotated[
        str,
        typer.Option(
            "--app-version",
            parser=parse_version,
            metavar="N.N.N",
            help=words(phrase("cli.option_app_version")),
        ),
    ] = VERSION,
) -> None:
    """Write the package to upload to Teams."""
    given = settings.load()
    if not given.teams_app_id or not given.public_url:
        fail(phrase("cli.manifest_needs_app"))
    from dataclasses import replace

    from bot.centre.load import load
    from bot.desk.filing import replacing
    from bot.handlers.teams.manifest import package

    made = teams_package(given, load(given.centre_file))
    operator = replace(made.operator, privacy=privacy or "", terms=terms or "")
    made = replace(
        made,
        operator=operator,
        read_threads=read_threads or given.teams_read_threads,
        read_messages=read_messages or given.read_messages,
        version=version,
    )
    with replacing(out) as file:
        file.write(package(made))
    aside(phrase("cli.manifest_teams_written", file=str(out)))
    if not (privacy and terms):
        aside(phrase("cli.manifest_teams_pages", website=operator.website))


def teams_package(given: settings.Settings, centre: Centre) -> Made:
    """What the settings and the centre say of the package; who coordinates runs the bot."""
    from bot.handlers.teams.manifest import Made, Operator

    who = centre.organisation(centre.coordinator_organisation)
    website = who.website or ""
    return Made(
        bot=given.teams_app_id,
        url=given.public_url,
        operator=Operator(who.name, website if _PAGE.fullmatch(website) else given.public_url),
        read_threads=given.teams_read_threads,
        read_messages=given.read_messages,
    )
