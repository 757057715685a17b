"""`manifest`: what a platform wants to know of the app before it can be installed there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.cli.speaking import aside, fail, words
from bot.texts import phrase


def slack(
    out: Annotated[Path | None, typer.Option("--out", help=words(phrase("cli.option_out")))] = None,
    http: Annotated[bool, typer.Option("--http", help=words(phrase("cli.option_http")))] = False,
    read_threads: Annotated[
        bool, typer.Option("--read-threads", help=words(phrase("cli.option_read_threads")))
    ] = False,
) -> None:
    """Print the Slack app's manifest for this installation."""
    given = settings.load()
    from bot.desk.filing import write_text
    from bot.handlers.slack import manifest

    made = manifest.text(
        url=slack_url(given, http=http), read_threads=read_threads or given.slack_read_threads
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
