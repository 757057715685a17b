"""What answers a front end's calls, in a process of its own: what it costs is nobody else's."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web

ROOT = Path(__file__).parents[1]


@contextmanager
def running(module: str, told: str = "") -> Iterator[str]:
    """The address of a module of ours that calls `serve`, as long as one stays inside.

    `told` is a line that it can read from its standard input.
    """
    command = [sys.executable, "-m", module]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            port = _port(process, told)
            if not port:
                raise RuntimeError(f"{module} did not start.")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def _port(process: subprocess.Popen[str], told: str) -> str:
    if process.stdin is None or process.stdout is None:
        return ""
    process.stdin.write(f"{told}\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def serve(app: web.Application) -> None:
    """Answer on a free port, which is printed, until the process is ended."""
    asyncio.run(_serve(app))


async def _serve(app: web.Application) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()
