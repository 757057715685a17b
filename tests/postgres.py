"""A PostgreSQL of the tests' own: the system's `initdb` and `postgres`, on loopback, thrown away.

One server a test process (xdist gives each worker its own). PostgreSQL refuses to run as root, so
root's tests run it as the system's user `postgres`, or as nobody. Its databases are ordered as
Swedish is (ICU), which is not how SQLite orders: whatever relies on the order of bytes shows.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

MISSING = (
    "PostgreSQL is not installed here (Debian: apt install postgresql); "
    "these tests ran on SQLite only"
)
USER = "exportlots"
PATIENCE = 60.0
"""Seconds to wait for a server to come or go, on a machine that does much else."""
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "log_min_messages": "warning",
}


class Server:
    """One PostgreSQL server. `url(name)` makes a database; `stop`, `start`, `restart`, `kill`."""

    def __init__(self, programs: Path, **settings: str) -> None:
        """Make an empty cluster in a folder of its own, and start it."""
        self.programs = programs
        self.folder = _folder()
        self.log = self.folder / "log"
        self.settings = QUICK | settings
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)
        self._admin: psycopg.Connection[tuple[object, ...]] | None = None
        self._init()
        self.port = free_port()
        for last in (False, False, True):
            try:
                self.start()
                break
            except RuntimeError:  # Somebody took the port in between.
                if last:
                    raise
                self.port = free_port()

    def address(self, name: str) -> str:
        """The address of a database, whether or not there is one."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{name}"

    def url(self, name: str = "", *, template: str = "template0") -> str:
        """The address of a fresh database, empty or copied from another, in place of an older one.

        Without a name it gets a number. Nobody may be connected to the one it is copied from.
        """
        name = _plain(name) if name else f"database_{next(self._numbers)}"
        self.drop(name)
        self.execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.address(name)

    def drop(self, name: str) -> None:
        """Remove a database, also under those who have it open."""
        self.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", _plain(name))

    def execute(self, statement: str, *names: str) -> None:
        """Run one statement on the server itself, outside any transaction."""
        if self._admin is None or self._admin.closed:
            self._admin = psycopg.connect(
                host="127.0.0.1", port=self.port, user=USER, dbname="postgres", autocommit=True
            )
        self._admin.execute(SQL(statement).format(*map(Identifier, names)))

    def start(self) -> None:
        """Start the server, and wait until it answers. Raises RuntimeError with its log."""
        options = [f"-c{name}={value}" for name, value in self.settings.items()]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *_ending_with_us(),
                    str(self.programs / "postgres"),
                    *("-D", str(self.folder / "data"), "-k", str(self.folder)),
                    *("-h", "127.0.0.1", "-p", str(self.port), *options),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **_as_whom(),
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it as an administrator would: whoever is connected is cut off."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Stop it as a fault would; it recovers when it starts again."""
        self._end(signal.SIGQUIT)

    def restart(self) -> None:
        """Stop and start, on the same port with the same databases."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop it and throw everything away."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        if self._admin is not None:
            self._admin.close()
            self._admin = None
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None

    def _init(self) -> None:
        program = str(self.programs / "initdb")
        told = subprocess.run([program, "--help"], capture_output=True, text=True, check=True)
        swedish = ["--locale-provider=icu", "--icu-locale=sv-SE"]
        subprocess.run(
            [
                *(program, "-D", str(self.folder / "data"), "-U", USER, "-A", "trust"),
                *("--no-sync", "--encoding=UTF8", "--locale=C"),
                *(swedish if "--icu-locale" in told.stdout else []),
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            **_as_whom(),
        )

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`, the newest version; None where there is none."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = [
        path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()
    ]
    return max(versions, key=lambda path: int(path.parent.name), default=None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running server; skipped, and in CI failed, where PostgreSQL is not installed."""
    yield from served()


def served() -> Iterator[Server]:
    """A server while it is needed."""
    found = programs()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    server = Server(found)
    yield server
    server.close()


def _folder() -> Path:
    """A folder that the server's user owns and can get into, wherever temporary files lie."""
    entered = all(
        path.stat().st_mode & 0o001 for path in (Path(tempfile.gettempdir()) / "x").parents
    )
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=None if entered else "/tmp"))
    if os.geteuid() == 0:
        who = _as_whom()
        os.chown(folder, who["user"], who["group"])
    return folder


def _as_whom() -> dict[str, Any]:
    """Whom to run the server as; ourselves, unless we are root."""
    if os.geteuid() != 0:
        return {}
    try:
        found = pwd.getpwnam("postgres")
    except KeyError:
        found = pwd.getpwnam("nobody")
    return {"user": found.pw_uid, "group": found.pw_gid}


def _ending_with_us() -> list[str]:
    """Have the system end the server when the tests are killed, where it can."""
    return ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _plain(name: str) -> str:
    """A name that a database can have, as it is written in an address."""
    return re.sub(r"[^a-z0-9_]+", "_", name.lower())[:60]
