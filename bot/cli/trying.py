"""`try`: the web room on this computer, thrown away at the end."""

from __future__ import annotations

import threading
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from pydantic import SecretStr

from bot import collecting, observing, settings
from bot.cli.speaking import tell, words
from bot.texts import ZONE, phrase

FIRST_PORT, PORTS = 8642, 50
HOST = "127.0.0.1"
GRACE = 1


def parse_time(text: str) -> datetime:
    """A time as people write it (`2027-05-18T09:00`), Swedish time where no zone is given."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(words(phrase("cli.bad_time", given=text))) from None
    zone: ZoneInfo = ZONE
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def try_out(
    empty: Annotated[bool, typer.Option("--empty", help=words(phrase("cli.option_empty")))] = False,
    at: Annotated[
        datetime | None,
        typer.Option(
            "--at", parser=parse_time, metavar="TIME", help=words(phrase("cli.option_at"))
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help=words(phrase("cli.option_port"))),
    ] = None,
    read_messages: Annotated[
        bool, typer.Option("--read-messages", help=words(phrase("cli.option_try_messages")))
    ] = False,
    no_open: Annotated[
        bool, typer.Option("--no-open", help=words(phrase("cli.option_no_open")))
    ] = False,
) -> None:
    """Open the room."""
    collecting.wait()
    given = settings.load()
    observing.set_up(given.log_format, "warning")
    from bot.app import try_app
    from bot.cli.listening import listen, run

    listener = listen(HOST, port or FIRST_PORT, tries=1 if port else PORTS)
    where = f"http://{HOST}:{listener.getsockname()[1]}"

    def there() -> None:
        collecting.go_on()
        tell(phrase("cli.trying"))
        tell(phrase("cli.open", where=where))
        if not no_open and settings.has_screen():
            threading.Thread(target=webbrowser.open, args=(where,), daemon=True).start()

    with TemporaryDirectory(prefix="exportlots-", ignore_cleanup_errors=True) as folder:
        database = f"sqlite:///{Path(folder) / 'room.sqlite'}"
        reads = read_messages or given.read_messages
        own = given.model_copy(update={"database_url": SecretStr(database), "read_messages": reads})
        run(try_app(own, at, empty=empty), listener, there, grace=GRACE)
    tell(phrase("cli.try_ended"))
