"""The service as it runs: a process of its own, and raw requests to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
KEEP = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Service:
    """A running `serve`, and all it has said when it is over."""

    port: int
    process: subprocess.Popen[bytes]
    said: list[bytes] = field(default_factory=list)

    def raw(self, request: bytes, *, patience: float = PATIENCE) -> bytes:
        """Send bytes and read until the service closes or has answered."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as line:
            line.sendall(request)
            return read_all(line)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)


def read_all(line: socket.socket) -> bytes:
    """What comes until the other side closes."""
    got = bytearray()
    while True:
        try:
            part = line.recv(65536)
        except ConnectionResetError:
            break
        if not part:
            break
        got += part
    return bytes(got)


def status(answer: bytes) -> int:
    """The status of a raw answer."""
    return int(answer.split(b" ", 2)[1])


def command(folder: Path, *args: str, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """One command of ours, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *args],
        cwd=folder,
        env=environment(folder, settings),
        capture_output=True,
        timeout=PATIENCE * 2,
        check=False,
    )


def environment(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEEP if name in os.environ}
    own = {
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{folder}/exportlots.sqlite",
        "LOG_FORMAT": "json",
    }
    return kept | own | settings


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Service]:
    """`exportlots serve` with these settings; what it says is in `said` afterwards."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=folder,
        env=environment(folder, {**settings, "PORT": str(port)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    service = Service(port, process)
    try:
        _wait(service)
        yield service
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            out, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
        service.said.append(out)


def _wait(service: Service) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert service.process.poll() is None, service.process.communicate()[0].decode()
        try:
            service.connect().close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the service does not answer")
