"""Microsoft as far as it must answer here: `python -m benchmarks.quiet_teams`.

The Bot Connector, and the list of signing keys: one, which is read from the standard input. It
answers as shortly as can be read, and counts what it was asked.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from benchmarks import beside
from benchmarks.posted import USER

COUNTED, OPENID, KEYS = "counted", "openid", "keys"
PERSON = {"id": f"29:{USER}", "aadObjectId": USER, "name": "Sara Lind", "email": "sara@example.org"}


@contextmanager
def running(key: str) -> Iterator[str]:
    """The address of all that, as long as one stays inside. `key` is a JWK as it is published."""
    with beside.running("benchmarks.quiet_teams", key) as url:
        yield url


class Login:
    """An Entra for MSAL, which takes it as its HTTP client: one token, good for an hour."""

    status_code = 200
    headers: dict[str, str] = {}  # noqa: RUF012 (read by MSAL, never written)

    def __init__(self) -> None:
        self.text = ""

    def get(self, url: str, **_: Any) -> Login:
        """The tenant's addresses."""
        base = url.partition("/v2.0")[0]
        return self._saying(
            issuer=f"{base}/v2.0",
            authorization_endpoint=f"{base}/oauth2/v2.0/authorize",
            token_endpoint=f"{base}/oauth2/v2.0/token",
        )

    def post(self, url: str, **_: Any) -> Login:
        """The token."""
        return self._saying(access_token="benchmark", token_type="Bearer", expires_in=3600)

    def close(self) -> None:
        """Nothing is open."""

    def raise_for_status(self) -> None:
        """Nothing is wrong."""

    def _saying(self, **said: Any) -> Login:
        found = Login()
        found.text = json.dumps(said)
        return found


def _app(key: dict[str, Any]) -> web.Application:
    counted: Counter[str] = Counter()

    async def metadata(request: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": str(request.url.with_path(f"/{KEYS}"))})

    async def keys(request: web.Request) -> web.Response:
        return web.json_response({"keys": [key]})

    async def count(request: web.Request) -> web.Response:
        return web.json_response(counted)

    async def member(request: web.Request) -> web.Response:
        counted["member"] += 1
        return web.json_response(PERSON)

    async def other(request: web.Request) -> web.Response:
        await request.read()
        counted["other"] += 1
        return web.json_response({"id": "1"})

    app = web.Application()
    app.router.add_get(f"/{OPENID}", metadata)
    app.router.add_get(f"/{KEYS}", keys)
    app.router.add_get(f"/{COUNTED}", count)
    app.router.add_get("/v3/conversations/{conversation}/members/{user}", member)
    app.router.add_route("*", "/v3/{rest:.*}", other)
    return app


if __name__ == "__main__":
    beside.serve(_app(json.loads(sys.stdin.readline())))
