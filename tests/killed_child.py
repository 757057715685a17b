"""A process that runs the centre hour by hour, to be killed at any moment and started again.

The real desk, tick and delivery on a database file. What leaves is appended to a journal that is
on the disk before the platform answers; the clock, which never goes back, stands in a file too.
Started again it goes on a minute after it was killed, and gives the commands of that minute again,
as a platform does that got no answer.

Each life is a process of its own, forked before anything is opened, so that fifty lives need not
read the same modules fifty times.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Engine, event

from bot.centre.load import load
from bot.centre.worktime import WorkCalendar
from bot.delivery import Delivery
from bot.desk.dispatch import dispatch
from bot.desk.due import tick
from bot.desk.replies import Address, Caller, Message, Place, Request, Result, Sent
from bot.desk.work import Desk
from bot.storage import engine
from bot.storage.engine import open_store
from tests.calendar_year import almanac
from tests.calendar_year.town import LONG, PEOPLE, ROOMS

MINUTE = timedelta(minutes=1)


@dataclass
class Fate:
    """Where this life ends: at the so many-th time it comes to a point. Never, without a point."""

    point: str = ""
    times: int = 0

    def passes(self, point: str) -> None:
        """Come to a point, and perhaps no further."""
        if point == self.point:
            self.times -= 1
            if self.times <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Journal:
    """What has left, one message a line, on the disk before anybody goes on."""

    def __init__(self, path: Path) -> None:
        """Opened to append."""
        self.path = path
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def add(self, **line: str) -> None:
        """One message."""
        os.write(self.file, (json.dumps(line) + "\n").encode())
        os.fsync(self.file)

    def lines(self) -> list[dict[str, str]]:
        """Every message there is."""
        return [json.loads(line) for line in self.path.read_text().splitlines()]


@dataclass
class Way:
    """An outbound. Slack can be asked whether a message has arrived, Teams cannot."""

    platform: str
    life: Life

    async def send(self, to: Address, message: Message) -> Result:
        """A new message."""
        return self._leaves("send", to, message, f"{self.platform}-{message.key}")

    async def edit(self, to: Address, message_id: str, message: Message) -> Result:
        """A message that takes the place of an earlier one."""
        return self._leaves("edit", to, message, message_id)

    async def find(self, to: Address, key: str) -> str | None:
        """Whether it arrived before we died."""
        if self.platform != "slack":
            return None
        lines = self.life.journal.lines()
        return next((line["id"] for line in lines if line["key"] == key), None)

    async def refresh(self, to: Address, message: Message) -> None:
        """Nobody has a standing page here."""

    def _leaves(self, how: str, to: Address, message: Message, number: str) -> Result:
        self.life.fate.passes("before sending")
        self.life.journal.add(
            at=self.life.now.isoformat(),
            how=how,
            platform=self.platform,
            to=to.user or self.platform,
            key=message.key,
            id=number,
        )
        self.life.fate.passes("before remembering")
        return Sent(number)


class Life:
    """One process, from where the clock stands to the last hour or to its death."""

    def __init__(self, order: dict[str, Any], fate: Fate) -> None:
        """`order` says where everything is, what members do when, and until when to run."""
        centre = load()
        store = open_store(f"sqlite:///{order['database']}", centre=centre.slug, upgrade=False)
        self.desk = Desk(store, centre, WorkCalendar.of(centre.working_hours))
        self.journal, self.fate = Journal(Path(order["journal"])), fate
        self.clock, self.steps = Path(order["clock"]), order["steps"]
        self.last = datetime.fromisoformat(order["last"])
        stands = self.clock.read_text().split()
        self.now, self.done = (datetime.fromisoformat(text) for text in stands)
        ways = {platform: Way(platform, self) for platform in ROOMS}
        self.delivery = Delivery(self.desk, ways, lambda: self.now, real=lambda: self.now)

    async def run(self) -> None:
        """A minute after the last life ended, and then at every hour and every step."""
        first = self.now + MINUTE
        moments = {at for step in self.steps if (at := datetime.fromisoformat(step["at"])) > first}
        hour = first.replace(minute=0, second=0, microsecond=0)
        moments |= {at for at in almanac.hours(hour, self.last) if at > first}
        for moment in sorted({first, *moments}):
            self.now = moment
            self._keep()
            await self._live()
            self.done = moment
            self._keep()

    async def _live(self) -> None:
        for step in self.steps:
            if self.done < datetime.fromisoformat(step["at"]) <= self.now:
                self._do(step)
        tick(self.desk, self.now)
        await self.delivery.deliver()

    def _do(self, step: dict[str, Any]) -> None:
        _, platform, _ = PEOPLE[step["user"]]
        workspace, channel, _ = ROOMS[platform]
        args = {k: tuple(v) if isinstance(v, list) else v for k, v in step["args"].items()}
        caller = Caller(platform, workspace, step["user"])
        request = Request(step["verb"], args, caller, Place(platform, workspace, channel), "")
        outcome = dispatch(self.desk, request, self.now)
        if not outcome.done:
            raise AssertionError(f"{step} was not taken: {outcome}")

    def _keep(self) -> None:
        """The clock's stand, whole or not at all."""
        beside = self.clock.with_suffix(".new")
        beside.write_text(f"{self.now.isoformat()} {self.done.isoformat()}")
        beside.replace(self.clock)


def live(order: dict[str, Any], fate: Fate) -> None:
    """One life, in this process."""

    def before_commit(connection: Any) -> None:
        fate.passes("before a commit")

    engine.LOCK_WAIT = LONG
    quiet = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=quiet)
    event.listen(Engine, "commit", before_commit)
    asyncio.run(Life(order, fate).run())


def say(number: int) -> None:
    """A number to whoever started us."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main() -> None:
    """For each line read, one life; says its number, and when it is over how it ended."""
    order = json.loads(Path(sys.argv[1]).read_text())
    for line in sys.stdin:
        point, times = json.loads(line)
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                sys.stdout = sys.stderr
                live(order, Fate(point, times))
                code = 0
            except BaseException:
                traceback.print_exc()
            os._exit(code)
        say(pid)
        _, status = os.waitpid(pid, 0)
        say(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
