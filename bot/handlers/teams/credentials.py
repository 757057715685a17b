"""Our own token for the Bot Connector, from Entra: fetched off the event loop, kept, shared."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from math import inf
from time import monotonic
from typing import Any

from msal import ConfidentialClientApplication

from bot.handlers.teams.shared import Shared
from bot.observing import log

SCOPE = "https://api.botframework.com/.default"
LOGIN = "https://login.microsoftonline.com/"
EARLY = 300.0
"""Seconds before its end that a token is replaced; what MSAL itself keeps to."""
PAUSE = 60.0
"""Seconds between tries while Entra refuses us: only a person can mend that."""
WAIT = 5
"""Seconds that MSAL may wait for one answer; a token takes two or three."""

_TRANSIENT = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_NO_SUCH_TENANT = re.compile(r"HTTP status: 40[04]\b")
_log = log(__name__)


class NoToken(Exception):
    """Entra cannot be reached, or does not answer as it should: another time."""


class TokenRefused(Exception):
    """Entra gives us no token, and will not until a person acts: wrong or expired secret, say.

    `why` is Entra's code, with its numbers (7000215 wrong secret, 7000222 expired secret, 700016
    no such app in the tenant), or "unknown_tenant".
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Credentials:
    """Who we are: one MSAL client, and its token for as long as it holds.

    The SDK makes a new client at each turn, hence two requests to Entra a turn. `login` is an HTTP
    client for MSAL (tests); `clock` counts seconds, like `time.monotonic`. Without an app id there
    is no token: local development.
    """

    def __init__(
        self,
        app_id: str,
        password: str,
        tenant: str,
        *,
        login: Any = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.app_id = app_id
        self._password = password
        self._tenant = tenant
        self._login = login
        self._clock = clock
        self._app: Any = None
        self._token = ""
        self._ends = self._renew_at = -inf
        self._refused = self._trouble = ""
        self._fetch = Shared(self._renew)

    async def token(self) -> str:
        """A token that holds now; empty without an app id.

        Raises NoToken or TokenRefused; not while an earlier token still holds.
        """
        if not self.app_id:
            return ""
        if self._clock() >= self._renew_at:
            await self._fetch.wait()
        if self._clock() < self._ends:
            return self._token
        if self._refused:
            raise TokenRefused(self._refused)
        raise NoToken(self._trouble)

    def forget(self, token: str) -> None:
        """Do not use this token again: it was refused."""
        if token and token == self._token:
            self._token, self._ends, self._renew_at = "", -inf, -inf

    async def _renew(self) -> None:
        try:
            answer = await asyncio.to_thread(self._ask, fresh=not self._token)
            self._keep(answer)
        except TokenRefused as error:
            self._refused = error.why
            self._renew_at = self._clock() + PAUSE
        except NoToken as error:
            self._refused, self._trouble = "", str(error)
            self._renew_at = self._clock() + (PAUSE if self._clock() < self._ends else 0.0)

    def _keep(self, answer: Mapping[str, Any]) -> None:
        token, told = answer.get("access_token"), str(answer.get("expires_in"))
        if not isinstance(token, str) or not token or not told.isdecimal():
            raise _meaning(answer)
        seconds = int(told)
        self._token, self._refused = token, ""
        self._ends = self._clock() + seconds
        self._renew_at = self._clock() + max(seconds - EARLY, seconds / 2)

    def _ask(self, fresh: bool) -> Mapping[str, Any]:
        """Entra's answer; runs in a thread, since MSAL waits where it stands."""
        try:
            if self._app is None:
                self._app = self._client()
            if fresh:
                self._app.remove_tokens_for_client()
            answer: Mapping[str, Any] = self._app.acquire_token_for_client(scopes=[SCOPE])
        except TokenRefused:
            raise
        except Exception as error:
            _log.warning("entra_not_reached", why=type(error).__name__)
            raise NoToken(type(error).__name__) from None
        return answer

    def _client(self) -> Any:
        """MSAL's client, which asks for the tenant's addresses when it is made.

        Microsoft's other names for the same cloud, which it would ask for too, are not needed.
        """
        options = {"http_client": self._login} if self._login else {"timeout": WAIT}
        try:
            return ConfidentialClientApplication(
                self.app_id,
                client_credential=self._password,
                authority=LOGIN + self._tenant,
                instance_discovery=False,
                **options,
            )
        except ValueError as error:
            why = error.__context__
            if isinstance(why, json.JSONDecodeError) or not _NO_SUCH_TENANT.search(str(why)):
                raise
            _log.error("entra_refuses", why="unknown_tenant")
            raise TokenRefused("unknown_tenant") from None


def _meaning(answer: Mapping[str, Any]) -> Exception:
    """What an answer without a token says. Its description is for people, and is not kept."""
    code = str(answer.get("error") or "no_token")[:64]
    numbers = answer.get("error_codes")
    listed = numbers if isinstance(numbers, list) else []
    why = " ".join([code, *(str(one) for one in listed if isinstance(one, int))])
    if code in _TRANSIENT or not answer.get("error"):
        _log.warning("entra_not_reached", why=why)
        return NoToken(why)
    _log.error("entra_refuses", why=why)
    return TokenRefused(why)
