"""A service that is started, killed and started again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180.0
"""Seconds that anything may take on a busy machine before it counts as never coming."""
LEASE = 10.0
"""Seconds that a room is held at a time, and twice what a call may take: less than the service's
own 30, as one that was killed in mid-send holds its room that long."""


class Nursery:
    """The process that forks them (see `nursery.py`). Use it as a context."""

    def __enter__(self) -> Self:
        """Started, and every module read."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._turn = threading.Lock()
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n", "what it said stands above"
        return self

    def __exit__(self, *_: object) -> None:
        """Ended, and every life with it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def _told(self, order: object) -> int:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        with self._turn:
            stdin.write(json.dumps(order) + "\n")
            stdin.flush()
            return int(stdout.readline())

    def start(self, **order: object) -> int:
        """A new life; its process id."""
        return self._told(order)

    def wait(self, pid: int) -> int:
        """How a life ended that was told to end; minus the signal's number if by one."""
        return self._told(pid)


@dataclass
class Service:
    """One `serve`, life after life. `deaths` are when each ended, and what was aimed at."""

    nursery: Nursery
    folder: Path
    settings: Mapping[str, str]
    name: str = "service"
    port: int = 0
    pid: int = 0
    deaths: list[tuple[float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port = self.port or free_port()
        self._turn = threading.RLock()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.clock = self.folder.parent / "clock"

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What all its lives have said."""
        path = self.folder / f"{self.name}.log"
        return path.read_text("utf-8") if path.exists() else ""

    def start(self) -> None:
        """A new life; whoever needs it ready waits for that."""
        ours = ("SLACK_", "TEAMS_", "DATABASE_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        if not self.clock.exists():
            self.clock.write_text("0")
        with self._turn:
            self.pid = self.nursery.start(
                log=str(self.folder / f"{self.name}.log"),
                folder=str(self.folder),
                clock=str(self.clock),
                lease=LEASE,
                settings={**kept, **self.settings, "PORT": str(self.port)},
            )

    def ready(self, patience: float = PATIENCE) -> bool:
        """Wait until it can work."""
        end = time.monotonic() + patience
        while time.monotonic() < end and self.pid:
            try:
                with urlopen(f"{self.address}/health", timeout=patience):
                    return True
            except (URLError, OSError):
                time.sleep(0.02)
        return False

    def kill(self, aimed_at: str) -> bool:
        """SIGKILL, once a life; False when it is dead already. Callable from any thread."""
        with self._turn:
            if not self.pid:
                return False
            pid, self.pid = self.pid, 0
            self.deaths.append((time.time(), aimed_at))
            os.kill(pid, signal.SIGKILL)
            ended = self.nursery.wait(pid)
            assert ended == -signal.SIGKILL, (
                f"it had ended by itself ({ended}):\n{self.log[-3000:]}"
            )
            return True

    def stop(self) -> int:
        """End it as a service manager does; its exit code."""
        with self._turn:
            pid, self.pid = self.pid, 0
            os.kill(pid, signal.SIGTERM)
            return self.nursery.wait(pid)


def free_port() -> int:
    """A port that nobody has at present."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
