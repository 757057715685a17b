"""The parent of the services that are killed: `python -m tests.faults.nursery`.

Each life is a process of its own, in which `python -m bot serve`'s own function runs with its own
environment. It is forked of one that has read the modules and the reader's weights, so that two
hundred lives need not read them two hundred times. Two things differ from a service in use: the
desk's clock follows a file, so that it can jump, and a room is leased for a shorter time, so that
what a dead process held is free while somebody still watches.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bot.handlers.slack.app
import bot.handlers.teams.app  # noqa: F401
from bot import app
from bot.centre.load import load
from bot.cli import listening, serving  # noqa: F401
from bot.delivery import Delivery
from bot.desk.understanding import warm

DIES_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux' prctl."""


class Clock:
    """The time of the world, and the seconds in a file before or after it."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def __call__(self) -> datetime:
        """The desk's now."""
        return datetime.now(UTC) + timedelta(seconds=float(self.path.read_text()))


def live(order: dict[str, Any]) -> None:
    """One life, in this process."""
    ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
    said = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["settings"])
    app.utc_now = Clock(order["clock"])
    named: Any = Delivery.__init__
    named.__kwdefaults__["lease"] = timedelta(seconds=order["lease"])
    serving.serve()


def start(order: dict[str, Any]) -> int:
    """Fork a life; its process id."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        live(order)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    """Orders, one a line: a life to start (answered by its id), or an id to wait for (its end)."""
    warm(load())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        if isinstance(order, int):
            _, status = os.waitpid(order, 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = start(order)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
