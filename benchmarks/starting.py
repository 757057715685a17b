"""How long `serve` takes until it can work, and what it holds, against the imports alone.

What ours holds beyond its libraries, some 50 MiB, is its own code and tables (20), the reader's
weights, features and words (20) and the centre with two languages (10). The weights, six of them,
would have to lie uncompressed beside the code to be mapped in place.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

from benchmarks.sending import ROOT, Target, at_rest, cpu_of

PATIENCE = 120.0
BEGUN = 2.0
"""Seconds after which a server goes on with what it left for after its start."""


@dataclass
class Started:
    """A server's process. After `ready`, `cpu` are the seconds of CPU until it first answered, and
    `wall` by the clock on the wall."""

    target: Target
    process: subprocess.Popen[bytes]
    log: Path
    cpu: float = 0.0
    wall: float = 0.0
    memory: float = 0.0

    def ready(self) -> Started:
        """The same, once it answers. Raises RuntimeError with its log where it does not."""
        begun, until = time.perf_counter(), time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            if _answers(self.target.url):
                self.cpu, self.wall = cpu_of(self.process.pid), time.perf_counter() - begun
                return self
            time.sleep(0.02)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")

    async def rested(self) -> Started:
        """The same, when it has done what it goes on with after its start; `memory` in MiB.

        That is begun when it answers, and so a while is waited for it to begin.
        """
        await asyncio.sleep(BEGUN)
        await at_rest(self.target)
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        self.memory = int(line.split()[1]) / 1024
        return self


@contextmanager
def server(name: str, what: str, folder: Path, settings: Mapping[str, str]) -> Iterator[Started]:
    """Start a server of `benchmarks.served`, or with "serve" `python -m bot serve` itself."""
    port = _free_port()
    command = ["bot", "serve"] if what == "serve" else ["benchmarks.served", what, str(port)]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "PORT": str(port),
        "LOG_LEVEL": "error",
        **settings,
    }
    log = folder / f"{name}.log"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=folder, env=environment, stdout=said, stderr=said
        )
    try:
        yield Started(Target(name, f"http://127.0.0.1:{port}", process.pid), process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _answers(url: str) -> bool:
    """Whether it answers at all; a bare app has no such page."""
    try:
        urllib.request.urlopen(f"{url}/health", timeout=5).close()
    except HTTPError:
        return True
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
