"""What is behind a stage: a database, a desk, a delivery, a server; for one platform or for two."""

from __future__ import annotations

from collections.abc import Iterable

from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.delivery import Delivery
from bot.desk.replies import Outbound
from bot.desk.work import Desk
from bot.jobs import Jobs
from bot.storage.engine import open_store
from tests.conversations.people import MONDAY, Clock
from tests.conversations.serving import Served
from tests.databases import Databases


class Backstage:
    """One centre with an empty database. `coordinators` as in the settings.

    Front ends put their way out in `outbounds` before anything is delivered, and are served by one
    process, as `serve` does it.
    """

    def __init__(self, centre: Centre, databases: Databases, coordinators: Iterable[str]) -> None:
        self.clock = Clock(MONDAY)
        self._databases, self._address = databases, databases.fresh()
        self.store = open_store(self._address, centre=centre.slug, upgrade=False)
        calendar = WorkCalendar.of(centre.working_hours)
        self.desk = Desk(self.store, centre, calendar, tuple(coordinators))
        self._outbounds: dict[str, Outbound] = {}
        self._served: Served | None = None
        self.sends_with({})

    def sends_with(self, outbounds: dict[str, Outbound]) -> None:
        """From now on these too."""
        self._outbounds |= outbounds
        self.delivery = Delivery(self.desk, self._outbounds, self.clock.now)
        self.jobs = Jobs(self.desk, self.wake, self.clock.now)

    def wake(self, touched: Iterable[int] = ()) -> None:
        """What front ends and jobs call; nothing leaves before the stage delivers."""
        self.delivery.wake(touched)

    @property
    def served(self) -> Served:
        """Where front ends are served, from the first one on."""
        if self._served is None:
            self._served = Served()
        return self._served

    def close(self) -> None:
        """Before the platforms are closed: what is under way may still arrive there."""
        if self._served is not None:
            self._served.close()
        self.store.close()
        self._databases.done(self._address)
