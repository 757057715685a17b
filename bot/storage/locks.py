"""Locks: the one lane for writing in a process, and files that lock out other processes.

A file lock belongs to the process that holds it and ends with it, whatever ends it; no lock is
ever left behind by a crash. The lock files themselves stay, empty: removing one while somebody
else waits for it would let two in.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from time import monotonic, sleep
from weakref import WeakValueDictionary

from bot.storage.faults import NotSaved

_SLICE = 0.1
"""Seconds of waiting in line at a time."""

_POLL = 0.02
"""Seconds between two tries at a file lock; there is no portable way to wait for one."""


class Lane:
    """One writer at a time in this process, whoever asks, for one SQLite file.

    SQLite has a single writer and makes the others poll; under load some of them give up.
    Waiting in line here first, none does.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder: int | None = None
        self._until = 0.0

    @contextmanager
    def hold(self, seconds: float) -> Iterator[None]:
        """Have the lane to oneself. Raises `NotSaved` when it stays taken for so many seconds.

        Raises RuntimeError inside itself: a transaction cannot wait for itself.
        """
        me = threading.get_ident()
        if self._holder == me:
            raise RuntimeError("write() was called inside write(): use the session that is open.")
        until = monotonic() + seconds
        if not self._wait(seconds):
            raise NotSaved from TimeoutError(f"the write lane was taken for {seconds} s")
        self._holder, self._until = me, until
        try:
            yield
        finally:
            self._holder = None
            self._lock.release()

    def _wait(self, seconds: float) -> bool:
        """Wait in line; False when the lane stayed taken.

        In short slices: where the whole process stands still (a machine that is paused), only one
        of them runs out, and whoever has the lane gets on with it afterwards.
        """
        return any(self._lock.acquire(timeout=_SLICE) for _ in range(ceil(seconds / _SLICE)))

    def left(self) -> float:
        """Seconds that the holder may still wait for other processes; never quite none."""
        return max(self._until - monotonic(), 0.001)


_lanes: WeakValueDictionary[str, Lane] = WeakValueDictionary()
_lanes_guard = threading.Lock()


def lane_for(path: Path) -> Lane:
    """The lane of a file, the same for everyone in this process who has it open."""
    key = str(path.resolve())
    with _lanes_guard:
        lane = _lanes.get(key)
        if lane is None:
            lane = _lanes[key] = Lane()
        return lane


class FileLock:
    """An exclusive lock on a file, held by this process until `release` or its end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def take(self, seconds: float = 0) -> bool:
        """Try for that many seconds; False when somebody else kept it.

        Raises OSError where the file cannot be made.
        """
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | _NO_INHERIT, 0o600)
        until = monotonic() + seconds
        while not _lock(descriptor):
            if monotonic() >= until:
                os.close(descriptor)
                return False
            sleep(_POLL)
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Let go; harmless when not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> FileLock:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    _NO_INHERIT = os.O_NOINHERIT

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    _NO_INHERIT = os.O_CLOEXEC

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
