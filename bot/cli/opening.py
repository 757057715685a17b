"""The desk, open for one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot import observing, settings
from bot.app import open_desk
from bot.desk.work import Desk


@contextmanager
def opened_desk() -> Iterator[Desk]:
    """The centre and database of the settings; the schema is brought up to date first."""
    given = settings.load()
    observing.set_up(given.log_format, "warning")
    desk = open_desk(given)
    try:
        yield desk
    finally:
        desk.store.close()
