"""One trial: platforms, services, members at work, faults by a seed, and the oracle at the end."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.e2e.teams.service import always_open
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.faults.driver import Driver
from tests.faults.killing import Killing
from tests.faults.lives import PATIENCE, Nursery, Service
from tests.faults.people import SLACK, TEAMS, gather, settle
from tests.faults.records import Records
from tests.faults.verdicts import Verdict
from tests.faults.weather import Sky, slack_fault, teams_fault

WORKERS = 3


@dataclass
class Trial:
    """Use it as a context: the platforms are there, the database is settled, nothing runs yet."""

    nursery: Nursery
    folder: Path
    seed: str
    database: str
    services: int = 1

    def __enter__(self) -> Self:
        """Made, and not begun."""
        self.chance = random.Random(self.seed)
        self._stack = ExitStack()
        slack = self._stack.enter_context(FakeSlack())
        teams = self._stack.enter_context(FakeTeams(local=True))
        self.there = gather(slack, teams)
        settle(self.database, self.there)
        self.skies = {
            SLACK: Sky(f"{self.seed}/slack", slack_fault),
            TEAMS: Sky(f"{self.seed}/teams", teams_fault),
        }
        slack.faults = self.skies[SLACK]  # type: ignore[assignment]
        teams.faults = self.skies[TEAMS]  # type: ignore[assignment]
        self.records = Records(self.database)
        self.run = [self._service(number) for number in range(self.services)]
        self.there.tell(self.run[0].address)
        self.killing = Killing(self)
        self.driver = Driver(self.there, self.records, self.seed, self.said, self.killing.deed)
        self.spells: list[tuple[float, float]] = []
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left running."""
        self.driver.over.set()
        self.driver.faults.append("the trial has ended")
        self.driver.finish()
        for service in self.run:
            service.kill("the end")
        self._stack.close()

    def _service(self, number: int) -> Service:
        settings = {
            **self.there.settings(),
            "DATABASE_URL": self.database,
            "COORDINATORS": f"slack/{self.there.slack.team}/U0KARIN",
            "CENTRE_FILE": str(always_open(self.folder)),
        }
        return Service(self.nursery, self.folder / "services", settings, name=f"service{number}")

    def said(self) -> str:
        """What all services have written to their logs."""
        return "".join(service.log for service in self.run)

    # -- its course

    def begin(self) -> None:
        """Everybody at work, under a fair sky."""
        for service in self.run:
            service.start()
        for service in self.run:
            assert service.ready(), service.log
        self.driver.start(WORKERS)

    def weather(self, *, calm: bool) -> None:
        """Faults of the platforms, on or off."""
        for sky in self.skies.values():
            sky.calm = calm

    def kill(self, times: int, also: Callable[[], None] = lambda: None) -> None:
        """So many lives; `also` is done now and then, between two."""
        self.killing.kill(times, also)

    @contextmanager
    def spell(self) -> Iterator[None]:
        """Within, the services cannot write."""
        begun = time.time()
        try:
            yield
        finally:
            self.spells.append((begun, time.time()))

    def jump(self, seconds: float) -> None:
        """The clock jumps. Never before several services: who is late would be taken for dead."""
        clock = self.run[0].clock
        moved = float(clock.read_text()) + seconds
        beside = clock.with_suffix(".new")
        beside.write_text(str(moved))
        beside.replace(clock)
        self.driver.count["clock jumped"] += 1

    # -- its end

    def finish(self) -> None:
        """The sky clears, everybody ends what they do, and one service catches up."""
        self.weather(calm=True)
        self.driver.finish()
        for service in self.run:
            assert service.ready(), service.log
        self.ended = [service.stop() for service in self.run[1:]]
        self.there.tell(self.run[0].address)
        self.catch_up()

    def catch_up(self) -> None:
        """Until nothing is left to send; what waits for its next try is brought forward."""
        end = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < 3 and time.monotonic() < end:
            quiet = 0 if self.records.left() else quiet + 1
            if not quiet:
                self.jump(600)
            time.sleep(0.4)

    def verdict(self, again: str) -> str:
        """Empty when all is well; else what is not, and how to see it once more."""
        return Verdict(self).told(again)
