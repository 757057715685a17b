"""`backup` and `restore`: a copy of the database in use, and a database made from a copy."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import observing, settings
from bot.cli.speaking import fail, tell, words
from bot.settings import Settings
from bot.texts import phrase


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=words(phrase("cli.option_backup_file")))
    ],
) -> None:
    """Copy the database, also while it is in use, to a file that is not there yet."""
    from bot.storage.addresses import file_of, in_memory, parse, place_of
    from bot.storage.backup import back_up

    given = _settings()
    url = parse(given.database_url.get_secret_value())
    source = file_of(url)
    if source is None or in_memory(url):
        fail(phrase("cli.backup_postgresql", place=place_of(url)))
    if not source.exists():
        fail(phrase("cli.check_no_database_yet", place=str(source)))
    if file.exists():
        fail(phrase("cli.backup_there", file=str(file)))
    try:
        back_up(source, file.absolute())
    except (sqlite3.Error, OSError) as error:
        fail(phrase("cli.backup_failed", file=str(file), why=str(error)))
    tell(phrase("cli.backed_up", file=str(file), size=str(file.stat().st_size // 1024)))


def restore(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help=words(phrase("cli.option_restore_file")))
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help=words(phrase("cli.option_replace")))
    ] = False,
) -> None:
    """Make the database from a copy; old messages that waited in it are laid aside."""
    from bot.storage.engine import claim_serving

    given = _settings()
    claim = claim_serving(given.database_url.get_secret_value())
    try:
        if file is not None:
            _put_back(given, file, replace=replace)
        _begin_anew(given)
    finally:
        if claim is not None:
            claim.release()


def _settings() -> Settings:
    given = settings.load()
    observing.set_up(given.log_format, "warning")
    return given


def _put_back(given: Settings, file: Path, *, replace: bool) -> None:
    from bot.centre.load import load
    from bot.storage import backup
    from bot.storage.addresses import file_of, in_memory, parse, place_of

    url = parse(given.database_url.get_secret_value())
    to = file_of(url)
    if to is None or in_memory(url):
        fail(phrase("cli.restore_postgresql", place=place_of(url)))
    if to.exists() and to.stat().st_size and not replace:
        fail(phrase("cli.restore_there", file=str(to)))
    wanted, found = load(given.centre_file).slug, backup.examine(file.absolute())
    if found != wanted:
        fail(phrase("storage.wrong_centre", place=str(file), found=found, wanted=wanted))
    try:
        former = backup.restore(file.absolute(), to)
    except (sqlite3.Error, OSError) as error:
        fail(phrase("cli.backup_failed", file=str(to), why=str(error)))
    tell(phrase("cli.restored", file=str(to)))
    if former is not None:
        tell(phrase("cli.restored_former", file=str(former)))


def _begin_anew(given: Settings) -> None:
    """Bring the schema up to date, and keep old news from being told again."""
    from bot.app import open_desk
    from bot.storage.backup import lay_aside

    desk = open_desk(given)
    try:
        with desk.store.write() as session:
            aside = lay_aside(session, datetime.now(UTC))
    finally:
        desk.store.close()
    if aside:
        tell(phrase("cli.restored_aside", n=aside))
