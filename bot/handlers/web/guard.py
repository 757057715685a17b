"""Keep the room to this computer.

The room has no log-in, so it must answer nobody but the person sitting here. It listens on the
loopback address only; this guards against the two ways a web page elsewhere could still reach it
through the reader's browser: a name that resolves to this computer (the Host header), and a form
or script on another site (Origin, Sec-Fetch-Site).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """ASGI middleware: refuse what comes from elsewhere, and let no page run foreign script."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = _refused(scope["method"], Headers(scope=scope))
        if refused:
            await PlainTextResponse(refused, status_code=403)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self.app(scope, receive, guarded)


def _refused(method: str, headers: Headers) -> str:
    host = headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in LOOPBACK:
        return "The room is open on this computer only: use the address that `try` printed."
    if method in ("GET", "HEAD"):
        return ""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and origin != f"http://{host}":
        return "This came from another page than the room's own, so nothing was done."
    if origin is None and site not in (None, "same-origin", "none"):
        return "This came from another page than the room's own, so nothing was done."
    return ""
