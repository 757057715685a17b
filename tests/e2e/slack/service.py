"""The service as an administrator starts it: `python -m bot serve`, with a Slack on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tests.e2e.trial import ROOT
from tests.fakes.slack import FakeSlack

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds that something may take on a busy machine before it counts as never coming."""


def until(seen: Callable[[], T | None], what: str) -> T:
    """Wait until there is something to see."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = seen()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"it never came: {what}")


def environment(slack: FakeSlack, folder: Path) -> dict[str, str]:
    """What stands in `.env`: the two tokens and who coordinates, as the README says."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "DATABASE_"))}
    return {
        **kept,
        "DATABASE_URL": f"sqlite:///{folder / 'centre.sqlite'}",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "COORDINATORS": f"slack/{slack.team}/U0KARIN",
        "PORT": str(_free_port()),
        "LANGUAGE": "en",
        "LOG_LEVEL": "warning",
    }


def command(slack: FakeSlack, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command of ours, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env=environment(slack, folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def serving(slack: FakeSlack, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The service, connected; ended as a service manager ends it."""
    with (folder / "service.log").open("a") as log:
        service = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            cwd=ROOT,
            env=environment(slack, folder),
            stdout=log,
            stderr=log,
            text=True,
        )
        try:
            slack.wait_connected(PATIENCE)
            yield service
        finally:
            service.terminate()
            service.wait(PATIENCE)


def _free_port() -> int:
    import socket

    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
