"""A real `python -m bot try` in a process of its own, thrown away at the end."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic

ROOT = Path(__file__).resolve().parents[2]
MORNING = "2026-11-24T09:05"
"""A Tuesday, five minutes past opening: whole working days lie on both sides of it."""
PATIENCE = 60.0
"""Seconds the room gets to open on a slow machine that does other things too."""
_ADDRESS = re.compile(r"http://\S+")


class Trial:
    """The running program. `address` is where its room is."""

    def __init__(self, at: str = MORNING, *more: str) -> None:
        keep = ("PATH", "HOME", "TMPDIR", "LANG")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "try", "--no-open", "--port", str(_free_port())]
            + (["--at", at] if at else [])
            + list(more),
            cwd=ROOT,
            env={name: os.environ[name] for name in keep if name in os.environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.said: list[str] = []
        self._lines: Queue[str | None] = Queue()
        Thread(target=self._read, daemon=True).start()
        self.address = self._wait_for_address()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _wait_for_address(self) -> str:
        until = monotonic() + PATIENCE
        while monotonic() < until:
            try:
                line = self._lines.get(timeout=max(0.1, until - monotonic()))
            except Empty:
                break
            if line is None:
                break
            self.said.append(line)
            if found := _ADDRESS.search(line):
                return found[0].rstrip("/")
        self.end()
        raise AssertionError("the room did not open:\n" + "".join(self.said))

    def end(self) -> str:
        """Stop it. Returns everything it has printed, for the test to look at."""
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        while True:
            try:
                line = self._lines.get(timeout=1)
            except Empty:
                break
            if line is None:
                break
            self.said.append(line)
        if self._process.stdout:
            self._process.stdout.close()
        return "".join(self.said)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
