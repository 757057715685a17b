"""Whose life is ended when: at a moment, with somebody's deed, at its start, or in mid-send."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.faults.hands import soon
from tests.faults.lives import Service
from tests.faults.people import SLACK, TEAMS
from tests.faults.weather import AFTER, BEFORE

if TYPE_CHECKING:
    from tests.faults.trial import Trial

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


class Killing:
    """The lives of one trial's services, and how the clock jumps in them."""

    def __init__(self, trial: Trial) -> None:
        """Nobody is aimed at yet."""
        self.trial = trial
        self._armed: Callable[[], object] | None = None

    def kill(self, times: int, also: Callable[[], None] = lambda: None) -> None:
        """So many lives, one after the other, each ended where the seed says.

        `also` is done now and then, between two, when everybody is up: who starts while there is no
        database ends with a sentence, and it is the service manager's to start it again.
        """
        for _ in range(times):
            if self.trial.driver.faults:
                return
            service = self.trial.chance.choice(self.trial.run)
            aim = self.trial.chance.choices(list(AIMS), list(AIMS.values()))[0]
            self._end_life(service, aim)
            service.start()
            if self.trial.chance.random() < ALSO:
                self._wait_for_all()
                also()
        self._wait_for_all()

    def _wait_for_all(self) -> None:
        for service in self.trial.run:
            assert service.ready(), service.log

    def _end_life(self, service: Service, aim: str) -> None:
        if aim == START:
            time.sleep(self.trial.chance.uniform(0.0, 0.6))
            service.kill(aim)
            return
        assert service.ready(), service.log
        self._perhaps_jump()
        if self.trial.chance.random() < USEFUL:
            done = self.trial.driver.count["acknowledged"]
            soon(lambda: self.trial.driver.count["acknowledged"] > done)
        time.sleep(self.trial.chance.uniform(0.0, 1.0))
        if aim in (BEFORE, AFTER):
            platform = self.trial.chance.choice((SLACK, TEAMS))
            self.trial.skies[platform].set_trap(aim, lambda: service.kill(f"{aim} ({platform})"))
        elif aim == DEED:
            pause = self.trial.chance.uniform(0.0, 0.06)
            self._armed = threading.Timer(pause, lambda: service.kill(aim)).start
        self._wait_for_death(service, 0.0 if aim == MOMENT else 4.0)

    def _wait_for_death(self, service: Service, patience: float) -> None:
        end = time.monotonic() + patience
        while service.pid and time.monotonic() < end:
            time.sleep(0.02)
        self._armed = None
        for sky in self.trial.skies.values():
            sky.clear_trap()
        service.kill(MOMENT)

    def deed(self) -> None:
        """Somebody is about to do something, at any of the services; a kill may be aimed at it."""
        self.trial.there.tell(random.choice(self.trial.run).address)
        armed, self._armed = self._armed, None
        if armed is not None:
            armed()

    def _perhaps_jump(self) -> None:
        if len(self.trial.run) == 1 and self.trial.chance.random() < JUMP:
            back = self.trial.chance.random() < 0.2
            self.trial.jump(-BACK if back else self.trial.chance.uniform(*JUMPS))
