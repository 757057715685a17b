"""How the command line speaks: sentences from the catalogues, and errors without tracebacks."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from bot.settings import SettingsError, reader
from bot.texts import Arg, Lang, say

FAILED = 1
"""Exit code when something could not be done; 2 is a command line that cannot be understood."""


def lang() -> Lang:
    """The language of the one at the keyboard."""
    return reader()


def words(arg: Arg) -> str:
    """A sentence, in the language of the one at the keyboard."""
    return say(arg, lang())


def tell(arg: Arg) -> None:
    """Say something on standard output."""
    typer.echo(words(arg))


def aside(arg: Arg) -> None:
    """Say something beside the output: errors and remarks, on standard error."""
    typer.echo(words(arg), err=True)


def fail(arg: Arg) -> NoReturn:
    """Say what went wrong and end with exit code 1."""
    aside(arg)
    raise typer.Exit(FAILED)


def progress(arg: Arg | None) -> None:
    """A line that the next one replaces (None: is removed); nothing where nobody watches."""
    if sys.stderr.isatty():
        typer.echo(f"\r\x1b[K{words(arg) if arg is not None else ''}", err=True, nl=False)


def explained(error: Exception) -> str | None:
    """What a user should read about an error; None for one that is a mistake of ours."""
    if isinstance(error, SettingsError):
        return "\n".join(say(fault, error.lang) for fault in error.faults)
    from bot.centre.load import FaultyCentre
    from bot.desk.work import Refused
    from bot.storage.faults import StorageFault

    if isinstance(error, Refused):
        return words(error.reply)
    if isinstance(error, StorageFault):
        return words(error.phrase)
    if isinstance(error, FaultyCentre):
        return str(error)
    return None
