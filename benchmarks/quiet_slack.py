"""Slack's Web API as far as it must answer here: `python -m benchmarks.quiet_slack`.

It runs in a process of its own, so that what it costs is nobody's but its own, and answers as
shortly as the clients can read. It prints its port, and counts what it was asked.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

TEAM, BOT_USER, TOKEN = "T0BENCH", "U0BOT", "xoxb-benchmark"
COUNTED = "bench.counted"
"""The method that answers how often each of the others was called."""
ROOT = Path(__file__).parents[1]


@contextmanager
def running() -> Iterator[str]:
    """The address of the Web API, as long as one stays inside."""
    command = [sys.executable, "-m", "benchmarks.quiet_slack"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            if not port:
                raise RuntimeError("The quiet Slack did not start.")
            yield f"http://127.0.0.1:{port}/api/"
        finally:
            process.terminate()


def _answer(method: str, counted: Counter[str]) -> dict[str, Any]:
    match method:
        case "auth.test":
            return {"team_id": TEAM, "user_id": BOT_USER, "bot_id": "B0BOT", "url": ""}
        case "users.info":
            user = {"team_id": TEAM, "locale": "sv-SE", "profile": {"real_name": "Sara Lind"}}
            return {"user": user}
        case "views.open":
            return {"view": {"id": "V0OPENED"}}
        case _ if method == COUNTED:
            return {"calls": counted}
        case _:
            return {}


def _app() -> web.Application:
    counted: Counter[str] = Counter()

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        method = request.match_info["method"]
        counted[method] += 1
        return web.json_response({"ok": True, **_answer(method, counted)})

    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    return app


async def _serve() -> None:
    runner = web.AppRunner(_app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
