"""A database that is away or takes nothing: said once for each cause, and when it is over.

Delivery looks every second and tries again by itself. A line for every try would bury all others
just when somebody reads the log.
"""

from __future__ import annotations

from threading import Lock

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.observing import log
from bot.storage.faults import StorageFault, out_of_reach

_log = log(__name__)


def away(error: Exception) -> bool:
    """Whether the database is to blame for what failed, and not whoever asked it."""
    return isinstance(error, (DBAPIError, PoolTimeout)) and out_of_reach(error, writing=False)


class Troubles:
    """What keeps delivery from its database. May be told from any thread."""

    def __init__(self) -> None:
        """All is well."""
        self._said: set[str] = set()
        self._met = False
        self._turn = Lock()

    def met(self, error: StorageFault) -> None:
        """The database did not do as it was asked; a cause that was told is not told again."""
        why = repr(error.__cause__)
        with self._turn:
            self._met = True
            known = why in self._said
            self._said.add(why)
        if not known:
            _log.warning("database_away", why=why)

    def looked(self) -> None:
        """A whole pass is over: where nothing was met in it, all is well again."""
        with self._turn:
            over, self._met = bool(self._said) and not self._met, False
            if over:
                self._said.clear()
        if over:
            _log.info("database_back")
