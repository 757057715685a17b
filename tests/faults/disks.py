"""A disk that is full when a test says so.

Root has a file system of its own made for it, and fills it: SQLite then says what it says on any
full disk. Others may make no file system; for them the service may write no file longer than it
is (RLIMIT_FSIZE), which SQLite calls an input or output error.
"""

from __future__ import annotations

import errno
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

MEBIBYTE = 1024 * 1024
SIZE = 48 * MEBIBYTE


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Make the folder a small disk; False, and the folder as it was, where that is not allowed."""
    folder.mkdir()
    asked = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(asked, capture_output=True, check=False).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def filled(folder: Path, processes: Callable[[], list[int]], *, own: bool) -> Iterator[None]:
    """The disk is full within: by a file that takes what is left, or else by a limit."""
    with _balloon(folder) if own else _limit(folder, processes):
        yield


@contextmanager
def _balloon(folder: Path) -> Iterator[None]:
    path = folder / "balloon"
    try:
        with path.open("wb", buffering=0) as balloon:
            for piece in (MEBIBYTE, 4096, 1):
                _blow(balloon.fileno(), bytes(piece))
        yield
    finally:
        path.unlink()


def _blow(balloon: int, piece: bytes) -> None:
    try:
        while True:
            os.write(balloon, piece)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


@contextmanager
def _limit(folder: Path, processes: Callable[[], list[int]]) -> Iterator[None]:
    longest = max(path.stat().st_size for path in folder.iterdir() if "wal" in path.name)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for pid in processes():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (longest, hard))
    yield
    for pid in processes():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
