"""An Entra for MSAL, handed to it as its HTTP client."""

from __future__ import annotations

import json
import threading
from typing import Any

from tests.handlers.teams.edge_tokens import TENANT

SECRET = "s3cret-of-the-app"


class Told:
    """An answer, as MSAL reads it."""

    def __init__(self, status: int, body: Any) -> None:
        self.status_code = status
        self.text = body if isinstance(body, str) else json.dumps(body)
        self.headers: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"{self.status_code} {self.text}"

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise ConnectionError(f"HTTP {self.status_code}")


class Entra:
    """Gives "token-1", "token-2" and so on. `fault` is raised instead, or answered."""

    def __init__(self) -> None:
        self.expires_in: Any = 3600
        self.fault: Exception | Told | None = None
        self.tenant_fault: Exception | Told | None = None
        self.asked: list[dict[str, Any]] = []
        self.discovered: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()

    def get(self, url: str, **how: Any) -> Told:
        self.discovered.append(url)
        if isinstance(self.tenant_fault, Exception):
            raise self.tenant_fault
        base = f"https://login.microsoftonline.com/{TENANT}"
        return self.tenant_fault or Told(
            200,
            {
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "issuer": f"{base}/v2.0",
            },
        )

    def post(self, url: str, data: Any = None, **how: Any) -> Told:
        self.go_on.wait(10)
        self.asked.append({"url": url, **dict(data or {})})
        if isinstance(self.fault, Exception):
            raise self.fault
        given = {"access_token": f"token-{len(self.asked)}", "token_type": "Bearer"}
        return self.fault or Told(200, {**given, "expires_in": self.expires_in})

    def close(self) -> None:
        """Nothing is open."""


def refusal(error: str, number: int = 0) -> Told:
    return Told(
        401 if error == "invalid_client" else 400,
        {
            "error": error,
            "error_description": f"AADSTS{number}: Invalid client secret '{SECRET}' Trace: x",
            "error_codes": [number],
        },
    )
