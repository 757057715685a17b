"""An Entra for msal: hand it over as `http_client`."""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.fakes.teams.state import APP_ID, TENANT, Json

SCOPE = "https://api.botframework.com/.default"
PASSWORD = "fake-teams-password"
CLOUDS = [
    {
        "preferred_network": "login.microsoftonline.com",
        "preferred_cache": "login.windows.net",
        "aliases": ["login.microsoftonline.com", "login.windows.net", "sts.windows.net"],
    }
]


@dataclass
class Response:
    status_code: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise requests.HTTPError(f"{self.status_code} from the fake Entra")


def answered(status: int, body: Json) -> Response:
    return Response(status, json.dumps(body), {"Content-Type": "application/json"})


class FakeEntra:
    """Gives tokens to the one app it knows. `down`: nobody answers; `broken`: 503; `error`: what
    it refuses with; `hang`: seconds that an answer takes; `lasts`: seconds a token is good."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.threads: set[str] = set()
        """The threads it was asked from: the event loop's must not be among them."""
        self.issued: dict[str, float] = {}
        self.down = self.broken = False
        self.error = ""
        self.hang, self.lasts = 0.0, 3599
        self._lock = threading.Lock()

    @property
    def asked_for_tokens(self) -> int:
        return sum(1 for verb, _ in self.calls if verb == "post")

    def knows(self, token: str) -> bool:
        """Whether this token is one of ours, and still good."""
        return self.issued.get(token, 0.0) > time.monotonic()

    def forget(self) -> None:
        """No token given so far is good any more."""
        self.issued.clear()

    # what msal calls

    def get(self, url: str, **_: Any) -> Response:
        self._asked("get", url)
        if self.broken:
            return answered(503, {"error": "temporarily_unavailable"})
        host, tenant = self._place(url)
        if "/discovery/instance" in url:
            return answered(200, {"tenant_discovery_endpoint": host, "metadata": CLOUDS})
        if tenant != TENANT:
            return answered(400, {"error": "invalid_tenant"})
        return answered(
            200,
            {
                "issuer": f"{host}/{tenant}/v2.0",
                "authorization_endpoint": f"{host}/{tenant}/oauth2/v2.0/authorize",
                "token_endpoint": f"{host}/{tenant}/oauth2/v2.0/token",
            },
        )

    def post(self, url: str, data: Json | None = None, **_: Any) -> Response:
        self._asked("post", url)
        if self.broken:
            return answered(503, {"error": "temporarily_unavailable"})
        error = self.error or self._complaint(url, data or {})
        if error:
            return answered(401, {"error": error, "error_description": f"AADSTS: {error}"})
        token = f"fake.{secrets.token_urlsafe(24)}"
        with self._lock:
            self.issued[token] = time.monotonic() + self.lasts
        return answered(
            200, {"token_type": "Bearer", "expires_in": self.lasts, "access_token": token}
        )

    def close(self) -> None:
        return None

    def _asked(self, verb: str, url: str) -> None:
        with self._lock:
            self.calls.append((verb, url))
            self.threads.add(threading.current_thread().name)
        time.sleep(self.hang)
        if self.down:
            raise requests.ConnectionError("the fake Entra is down")

    @staticmethod
    def _place(url: str) -> tuple[str, str]:
        parts = urlsplit(url)
        tenant = re.match(r"/([^/]+)/", parts.path)
        return f"{parts.scheme}://{parts.netloc}", tenant[1] if tenant else ""

    def _complaint(self, url: str, data: Json) -> str:
        if self._place(url)[1] != TENANT:
            return "invalid_tenant"
        if (data.get("client_id"), data.get("client_secret")) != (APP_ID, PASSWORD):
            return "invalid_client"
        scopes = str(data.get("scope", "")).split()
        if data.get("grant_type") != "client_credentials" or SCOPE not in scopes:
            return "invalid_scope"
        return ""
