"""The command line: `python -m bot`, also installed as `exportlots`.

This module only puts the commands together; each is in `bot.cli`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import typer

from bot.cli import (
    backing,
    checking,
    coordinators,
    corrected,
    digests,
    directories,
    manifests,
    parked,
    records,
    routing,
    sealing,
    serving,
    trying,
)
from bot.cli.speaking import FAILED, aside, explained, words
from bot.texts import Phrase, phrase

COMMANDS: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("try", trying.try_out),
    ("serve", serving.serve),
    ("check", checking.check),
    ("route", routing.route),
    ("digest", digests.digest),
    ("export", records.export),
    ("corrections", corrected.corrections),
    ("extract", records.extract),
    ("erase", records.erase),
    ("parked", parked.parked),
    ("retention", records.retention),
    ("migrate", serving.migrate),
    ("seal", sealing.seal),
    ("backup", backing.backup),
    ("restore", backing.restore),
)
COORDINATOR: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("add", coordinators.add),
    ("remove", coordinators.remove),
    ("list", coordinators.list_all),
)
DIRECTORY: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("export", directories.export),
    ("import", directories.import_file),
)
MANIFEST: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("slack", manifests.slack),
    ("teams", manifests.teams),
)
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def command_line() -> typer.Typer:
    """Every command with its help, in the language of the one at the keyboard."""
    line = _group(phrase("cli.help"))
    coordinator = _group(phrase("cli.help_coordinator"))
    for name, run in COMMANDS:
        line.command(name, help=_help(phrase(f"cli.help_{name}")))(run)
    for name, run in COORDINATOR:
        coordinator.command(name, help=_help(phrase(f"cli.help_coordinator_{name}")))(run)
    line.add_typer(coordinator, name="coordinator")
    directory = _group(phrase("cli.help_directory"))
    for name, run in DIRECTORY:
        directory.command(name, help=_help(phrase(f"cli.help_directory_{name}")))(run)
    line.add_typer(directory, name="directory")
    manifest = _group(phrase("cli.help_manifest"))
    for name, run in MANIFEST:
        manifest.command(name, help=_help(phrase(f"cli.help_manifest_{name}")))(run)
    line.add_typer(manifest, name="manifest")
    return line


def main(args: list[str] | None = None) -> None:
    """Run one command; ends the process with 0, 1 (it failed) or 2 (not understood)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        command_line()(args=args, prog_name="exportlots")
    except Exception as error:
        said = explained(error)
        if said is None:
            raise
        aside(said)
        sys.exit(FAILED)


def _help(about: Phrase) -> str:
    """A help text; paragraphs of several lines (the examples) keep their lines."""
    paragraphs = words(about).split("\n\n")
    return "\n\n".join(f"\b\n{text}" if "\n" in text else text for text in paragraphs)


def _group(about: Phrase) -> typer.Typer:
    return typer.Typer(
        help=_help(about),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings=CONTEXT,
    )


if __name__ == "__main__":
    main()
