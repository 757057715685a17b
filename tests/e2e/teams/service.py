"""The service as one who tries the bot on their own computer starts it: no app id, loopback only."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bot.centre.worktime import WorkCalendar
from tests.e2e.teams.people import KARIN, TENANT
from tests.e2e.trial import ROOT

PATIENCE = 20.0
_CENTRE = ROOT / "bot" / "centre" / "vastra_gotaland.yaml"


@dataclass
class Service:
    """An installation in a folder: its settings, its database, and its process while it runs."""

    folder: Path
    more: Mapping[str, str] = field(default_factory=dict)
    """Further settings."""
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.port = self.port or _free_port()

    @property
    def address(self) -> str:
        """Where Teams sends what happens."""
        return f"http://127.0.0.1:{self.port}/api/messages"

    @property
    def settings(self) -> dict[str, str]:
        """What stands in `.env`."""
        return {
            "DATABASE_URL": f"sqlite:///{self.folder / 'centre.sqlite'}",
            "CENTRE_FILE": str(always_open(self.folder)),
            "TEAMS_LOCAL": "true",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "COORDINATORS": f"teams/{TENANT}/{KARIN.entra}",
            "LANGUAGE": "en",
            "LOG_LEVEL": "warning",
            **self.more,
        }

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command of ours, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=ROOT,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self) -> None:
        """Run it, until `stop`."""
        with (self.folder / "service.log").open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                cwd=ROOT,
                env=self._environment(),
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            if self._ready():
                return
            time.sleep(0.1)
        raise AssertionError(f"the service did not start:\n{self.log}")

    def stop(self) -> None:
        """End it as a service manager does."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    @property
    def log(self) -> str:
        """What it has said to those who run it."""
        return (self.folder / "service.log").read_text("utf-8")

    def bring_forward(self, kind: str) -> int:
        """Let what is planned of this kind be due now. Only while the service is stopped."""
        past = datetime.now(UTC) - timedelta(minutes=1)
        due = past.strftime("%Y-%m-%d %H:%M:%S.%f")
        with closing(sqlite3.connect(self.folder / "centre.sqlite")) as database, database:
            changed = database.execute(
                "UPDATE reminder SET due_at = ? WHERE kind = ? AND done_at IS NULL", (due, kind)
            )
            return changed.rowcount

    def _ready(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/health", timeout=PATIENCE):
                return True
        except URLError:
            return False

    def _environment(self) -> dict[str, str]:
        ours = ("SLACK_", "TEAMS_", "DATABASE_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        return {**kept, **self.settings}


def always_open(folder: Path) -> Path:
    """The centre file with its doors open day and night: a reminder is only said when they are.

    Its lines are changed as text: read and written again, "yes" would come back as "true".
    """
    country = next(it for it in ("SE", "SA", "NP", "US") if _works(it))
    text = _CENTRE.read_text("utf-8")
    for was, now in {
        "  opens: 08:00": "  opens: 00:00",
        "  closes: 17:00": "  closes: 23:59:59",
        "  country: SE": f"  country: {country}",
        "  weekdays: [monday,": "  weekdays: [saturday, sunday, monday,",
    }.items():
        assert text.count(was) == 1, was
        text = text.replace(was, now)
    path = folder / "centre.yaml"
    path.write_text(text, "utf-8")
    return path


def _works(country: str) -> bool:
    """Whether no holiday is near there: with one, the centre would be shut all day."""
    calendar = WorkCalendar(country=country, weekdays=tuple(range(7)))
    today = datetime.now(UTC).date()
    return all(calendar.is_working_day(today + timedelta(days=days)) for days in (-1, 0, 1))


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
