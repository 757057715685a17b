"""A request as a platform sends it, to an ASGI application, and when it was answered."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Scope

USER = "sara"
"""Who sends everything: one of the samples' people."""


@dataclass
class Answered:
    """What came back, and when: on the wall, and in CPU of the whole process."""

    status: int = 0
    body: bytes = b""
    wall: float = 0.0
    cpu: float = 0.0


@dataclass(frozen=True)
class Signed:
    """A request as it leaves the platform, with what shows that it is genuine."""

    scope: Scope
    body: bytes

    async def sent_to(self, app: ASGIApp) -> Answered:
        """Send it; `wall` and `cpu` are taken when the last of the answer is handed out."""
        found = Answered()

        async def receive() -> Message:
            return {"type": "http.request", "body": self.body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                found.status = message["status"]
                return
            found.body += message.get("body", b"")
            if not message.get("more_body"):
                found.wall, found.cpu = time.perf_counter(), time.process_time()

        await app(dict(self.scope), receive, send)
        return found


def post(path: str, body: bytes, headers: Mapping[str, str]) -> Signed:
    """A POST over HTTP/1.1 from this computer."""
    whole = {"host": "127.0.0.1", "content-length": str(len(body)), **headers}
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in whole.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    return Signed(scope, body)
