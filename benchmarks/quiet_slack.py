"""Slack's Web API as far as it must answer here: `python -m benchmarks.quiet_slack`.

It answers as shortly as the clients can read, and counts what it was asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from benchmarks import beside

TEAM, BOT_USER, TOKEN = "T0BENCH", "U0BOT", "xoxb-benchmark"
COUNTED = "bench.counted"
"""The method that answers how often each of the others was called."""


@contextmanager
def running() -> Iterator[str]:
    """The address of the Web API, as long as one stays inside."""
    with beside.running("benchmarks.quiet_slack") as url:
        yield f"{url}api/"


def _answer(method: str, counted: Counter[str]) -> dict[str, Any]:
    match method:
        case "auth.test":
            return {"team_id": TEAM, "user_id": BOT_USER, "bot_id": "B0BOT", "url": ""}
        case "users.info":
            user = {"team_id": TEAM, "locale": "sv-SE", "profile": {"real_name": "Sara Lind"}}
            return {"user": user}
        case "views.open":
            return {"view": {"id": "V0OPENED"}}
        case "conversations.open":
            return {"channel": {"id": "D0DIRECT"}}
        case "chat.postMessage":
            return {"channel": "C0BENCH", "ts": f"{1_700_000_000 + counted[method]}.000100"}
        case "conversations.history" | "conversations.replies":
            return {"messages": []}
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


if __name__ == "__main__":
    beside.serve(_app())
