"""Another process that is in the way, and a user who may not write."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
NOBODY = 65534


@pytest.fixture
def held_elsewhere() -> Callable[[Path], AbstractContextManager[None]]:
    """Hold a database's write lock from another process, as a backup tool might."""

    @contextmanager
    def hold(path: Path) -> Iterator[None]:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        with holder:
            assert holder.stdout is not None
            assert holder.stdin is not None
            assert holder.stdout.readline() == b"held\n"
            yield
            holder.stdin.close()

    return hold


@contextmanager
def as_nobody() -> Iterator[None]:
    """Run without root's right to write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
