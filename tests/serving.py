"""A real `serve` in a process of its own, with the fake Slack before it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
T = TypeVar("T")


def free_port() -> int:
    """A port that nobody listens on at present."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def until(look: Callable[[], T], what: str) -> T:
    """Wait until something is so, and return it."""
    end = time.monotonic() + PATIENCE
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < end, f"{what}: not within {PATIENCE} s"
        time.sleep(0.05)


@dataclass
class Served:
    """One installation; its log is kept over its lives."""

    folder: Path
    settings: Mapping[str, str]
    port: int = field(default_factory=free_port)
    inside: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where everybody asks."""
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> httpx.Response:
        """Ask from inside."""
        return httpx.get(f"http://127.0.0.1:{self.inside}{path}", timeout=PATIENCE)

    @property
    def text(self) -> str:
        """All that was said, as it stands in the file."""
        path = self.folder / "serve.log"
        return path.read_text("utf-8") if path.exists() else ""

    def log(self, event: str = "") -> list[dict[str, Any]]:
        """The log's lines, perhaps of one event."""
        lines = [line for line in self.text.splitlines() if line.startswith("{")]
        return [one for one in map(json.loads, lines) if not event or one["event"] == event]

    def start(self) -> None:
        """Start it, and wait until it can work."""
        ours = ("SLACK_", "TEAMS_", "DATABASE_", "METRICS_", "CALENDAR_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        own = {
            "PORT": str(self.port),
            "METRICS_PORT": str(self.inside),
            "LOG_FORMAT": "json",
            "PYTHONPATH": str(ROOT),
        }
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                cwd=self.folder,
                env={**kept, **own, **self.settings},
                stdout=log,
                stderr=log,
            )
        until(self._ready, "ready")

    def _ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.text
        try:
            return self.get("/ready").status_code == 200
        except httpx.TransportError:
            return False

    def signal(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send it a signal."""
        assert self.process is not None
        self.process.send_signal(number)

    def wait(self) -> int:
        """How it ended."""
        assert self.process is not None
        return self.process.wait(PATIENCE)

    def end(self) -> None:
        """Let nothing run on after a test."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
