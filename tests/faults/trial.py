"""One trial: platforms, services, members at work, faults by a seed, and the oracle at the end."""

from __future__ import annotations

import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from tests.e2e.teams.service import always_open
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.faults.arrived import Arrived
from tests.faults.driver import Driver
from tests.faults.hands import soon
from tests.faults.lives import PATIENCE, Nursery, Service
from tests.faults.oracle import Oracle
from tests.faults.people import SLACK, TEAMS, gather, settle
from tests.faults.records import Records
from tests.faults.weather import AFTER, BEFORE, Sky, slack_fault, teams_fault

WORKERS = 3
MOMENT, DEED, START = "at a moment", "with a deed", "at its start"
AIMS = {MOMENT: 4, DEED: 3, START: 1, BEFORE: 2, AFTER: 4}
"""What a kill is aimed at, and how often."""
USEFUL = 0.6
"""How many lives last until somebody has got something done, also on a busy machine."""
ALSO = 0.2
"""After how many kills something else happens as well."""
JUMP = 0.12
"""In how many lives the clock jumps."""
JUMPS = (20 * 60, 5 * 3600)
"""Seconds forward, at least and at most: receipts are kept for 24 hours."""
BACK = 90
NEAR = 8
"""Seconds around a repeat that nobody can explain, of which everything is told."""
OUTCRY = re.compile(r"Traceback|unforeseen|_failed |^[A-Za-z_.]*(Error|Exception): ")
"""What the service's log says of what nobody has thought of."""
AWAY = re.compile(r"delivery_pass_failed|(OperationalError|InvalidatePoolError|NotSaved|NotRead):")
"""What it says while the database is away; it goes on by itself."""


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
        self.driver = Driver(self.there, self.records, self.seed, self._said, self._deed)
        self.spells: list[tuple[float, float]] = []
        self._armed: Callable[[], object] | None = None
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

    def _said(self) -> str:
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
        """So many lives, one after the other, each ended where the seed says.

        `also` is done now and then, between two.
        """
        for _ in range(times):
            if self.driver.faults:
                return
            service = self.chance.choice(self.run)
            aim = self.chance.choices(list(AIMS), list(AIMS.values()))[0]
            self._end_life(service, aim)
            service.start()
            if self.chance.random() < ALSO:
                also()
        for service in self.run:
            assert service.ready(), service.log

    @contextmanager
    def spell(self) -> Iterator[None]:
        """Within, the services cannot write."""
        begun = time.time()
        try:
            yield
        finally:
            self.spells.append((begun, time.time()))

    def _end_life(self, service: Service, aim: str) -> None:
        if aim == START:
            time.sleep(self.chance.uniform(0.0, 0.6))
            service.kill(aim)
            return
        assert service.ready(), service.log
        self._perhaps_jump()
        if self.chance.random() < USEFUL:
            done = self.driver.count["acknowledged"]
            soon(lambda: self.driver.count["acknowledged"] > done)
        time.sleep(self.chance.uniform(0.0, 1.0))
        if aim in (BEFORE, AFTER):
            platform = self.chance.choice((SLACK, TEAMS))
            self.skies[platform].set_trap(aim, lambda: service.kill(f"{aim} ({platform})"))
        elif aim == DEED:
            pause = self.chance.uniform(0.0, 0.06)
            self._armed = threading.Timer(pause, lambda: service.kill(aim)).start
        self._wait_for_death(service, 0.0 if aim == MOMENT else 4.0)

    def _wait_for_death(self, service: Service, patience: float) -> None:
        end = time.monotonic() + patience
        while service.pid and time.monotonic() < end:
            time.sleep(0.02)
        self._armed = None
        for sky in self.skies.values():
            sky.clear_trap()
        service.kill(MOMENT)

    def _deed(self) -> None:
        """Somebody is about to do something, at any of the services; a kill may be aimed at it."""
        self.there.tell(random.choice(self.run).address)
        armed, self._armed = self._armed, None
        if armed is not None:
            armed()

    def _perhaps_jump(self) -> None:
        if len(self.run) == 1 and self.chance.random() < JUMP:
            back = self.chance.random() < 0.2
            self.jump(-BACK if back else self.chance.uniform(*JUMPS))

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

    def faults(self) -> list[str]:
        """Everything that is not as it must be."""
        found = list(self.driver.faults)
        oracle = self._oracle()
        found += oracle.faults()
        found += [f"about then: {line}" for at in oracle.unexplained for line in self._about(at)]
        found += self._drawn_anew(oracle)
        late = "no answer within"
        violations = [*self.there.slack.violations, *self.there.teams.violations]
        found += [f"refused by the fakes: {v}" for v in violations if late not in v]
        found += [f"in the log: {line}" for line in self._said().splitlines() if self._cries(line)]
        ended = [*self.ended, self.run[0].stop()]
        found += [f"a service ended with {code}" for code in ended if code]
        held = self.records.rows("SELECT id FROM room WHERE lease <> ''")
        return found + [f"room {row['id']} is not given back" for row in held]

    def _about(self, at: float) -> list[str]:
        """What happened near a moment: deaths, and what the services have said."""
        deaths = [
            f"killed {aim}, {death - at:+.1f} s"
            for service in self.run
            for death, aim in service.deaths
            if abs(death - at) < NEAR
        ]
        moments = {
            datetime.fromtimestamp(at + second, UTC).isoformat()[:19]
            for second in range(-NEAR, NEAR + 1)
        }
        return deaths + [line for line in self._said().splitlines() if line[:19] in moments]

    def _cries(self, line: str) -> bool:
        away = bool(self.spells) and AWAY.search(line) is not None
        return OUTCRY.search(line) is not None and not away

    def _oracle(self) -> Oracle:
        spells = [(at, at) for service in self.run for at, _ in service.deaths]
        arrived = Arrived(self.there)
        return Oracle(self.records, arrived, self.driver.stories, [*spells, *self.spells])

    def _drawn_anew(self, oracle: Oracle) -> list[str]:
        """Cards that look otherwise when they are sent once more: they were not up to date."""
        before = self._cards(oracle)
        self.records.change("UPDATE posting SET shown = 0, behind = TRUE, again_at = NULL")
        self.catch_up()
        after = self._cards(self._oracle())
        same = zip(before, after, strict=True)
        return [f"a card was {a!r} and is {b!r}" for a, b in same if a != b]

    def _cards(self, oracle: Oracle) -> list[str]:
        numbers = [story.number for story in oracle.stories]
        found = []
        kept = {row["message_id"] for row in self.records.rows("SELECT message_id FROM posting")}
        for number in numbers:
            in_slack, in_teams = oracle.arrived.cards(number)
            found += [self.there.slack.text_of(m) for m in in_slack if m["ts"] in kept]
            found += [self.there.teams.text_of(m) for m in in_teams if m.id in kept]
        return found

    def verdict(self, again: str) -> str:
        """Empty when all is well; else what is not, and how to see it once more."""
        found = self.faults()
        sys.stdout.write(f"\n{self.report()}\n")
        told = f"seed {self.seed}; again: make faults ARGS='{again} --seed {self.seed}'"
        return "\n".join([told, *found]) if found else ""

    def report(self) -> str:
        """What was done and what went wrong on the way."""
        deaths = Counter(aim for service in self.run for _, aim in service.deaths)
        sky = {name: dict(sky.seen) for name, sky in self.skies.items()}
        arrived = Arrived(self.there)
        repeats = sum(len(posts) - 1 for posts in arrived.posted().values())
        return (
            f"seed {self.seed}: {len(self.driver.stories)} cases, {dict(self.driver.count)}, "
            f"killed {dict(deaths)}, hindered {sky}, "
            f"repeated {repeats} in Slack, {len(self._oracle().repeats())} in Teams"
        )
