"""Calls out to the Bot Connector: the dictionary given is what is sent, whole.

The SDK's own client is not used: it drops every key that its classes do not know, `mentioned` and
`text` of a mention among them, and a call costs fifteen times as much (docs/decisions/0021).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.handlers.teams import wire
from bot.handlers.teams.auth import Credentials, NoToken, TokenRefused
from bot.handlers.waits import asked_to_wait

TIMEOUT = 10.0
"""Seconds for one call, our token included."""
TOKEN_REFUSED = "token_refused"  # noqa: S105
"""The code where Entra gives us no token: an administrator must act."""


class ConnectorError(Exception):
    """The Bot Connector says no.

    `status` is the HTTP status, `code` the service's own word (`error.code`), `retry_after` the
    seconds it asks to wait, if it does. Status 401 means that we are refused, whatever the
    message: `refuses_us`.
    """

    def __init__(self, status: int, code: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status
        self.code = code
        self.retry_after = retry_after

    @property
    def refuses_us(self) -> bool:
        """Whether our token is refused, by Entra (TOKEN_REFUSED) or by the service."""
        return self.status == 401


class Unreadable(aiohttp.ClientError):
    """A yes whose rest cannot be read: what was sent may well have arrived."""


TROUBLES: tuple[type[BaseException], ...] = (
    aiohttp.ClientError,
    asyncio.TimeoutError,
    OSError,
    NoToken,
)
"""What a call ends in when nobody can say whether it was done, or Entra cannot be reached."""


class Connector:
    """The calls. One HTTP session for all, open within `running`."""

    def __init__(self, credentials: Credentials, *, timeout: float = TIMEOUT) -> None:
        self._credentials = credentials
        self._timeout = timeout
        self._http: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Able to call from here on; closed at the end."""
        async with aiohttp.ClientSession(trust_env=True) as session:
            self._http = session
            try:
                yield
            finally:
                self._http = None

    async def send(self, service_url: str, conversation: str, activity: Mapping[str, Any]) -> str:
        """Post an activity; gives its id. Raises ConnectorError and TROUBLES, as all here do."""
        address = _address(service_url, "conversations", conversation, "activities")
        return _id(_object(await self._call("POST", address, activity)))

    async def update(
        self,
        service_url: str,
        conversation: str,
        activity_id: str,
        activity: Mapping[str, Any],
    ) -> None:
        """Replace an activity by another."""
        address = _address(service_url, "conversations", conversation, "activities", activity_id)
        await self._call("PUT", address, activity)

    async def create(self, service_url: str, parameters: Mapping[str, Any]) -> tuple[str, str]:
        """Open a conversation: its id, and that of the first activity in it (may be empty)."""
        answer = _object(
            await self._call("POST", _address(service_url, "conversations"), parameters)
        )
        activity = answer.get("activityId")
        return _id(answer), activity if isinstance(activity, str) else ""

    async def member(self, service_url: str, conversation: str, user: str) -> dict[str, Any]:
        """Somebody in a conversation, as Teams tells of them."""
        address = _address(service_url, "conversations", conversation, "members", user)
        return _object(await self._call("GET", address))

    async def channels(self, service_url: str, team: str) -> list[dict[str, Any]]:
        """A team's channels: `id`, and `name`, which the first one (General) may lack."""
        address = _address(service_url, "teams", team, "conversations")
        answer = _object(await self._call("GET", address))
        found = answer.get("conversations")
        if not isinstance(found, list):
            raise Unreadable("no channels")
        return [one for one in found if isinstance(one, dict)]

    async def team(self, service_url: str, team: str) -> dict[str, Any]:
        """A team: `id`, `name`, `aadGroupId`."""
        return _object(await self._call("GET", _address(service_url, "teams", team)))

    async def _call(
        self, method: str, address: URL, said: Mapping[str, Any] | None = None
    ) -> object:
        """One call; once more with a new token where the one we had is refused."""
        body = None if said is None else wire.encoded(said)
        async with asyncio.timeout(self._timeout):
            token = await self._token()
            try:
                return await self._once(method, address, body, token)
            except ConnectorError as error:
                if not error.refuses_us or not token:
                    raise
            self._credentials.forget(token)
            return await self._once(method, address, body, await self._token())

    async def _token(self) -> str:
        try:
            return await self._credentials.token()
        except TokenRefused as error:
            raise ConnectorError(401, TOKEN_REFUSED) from error

    async def _once(self, method: str, address: URL, body: bytes | None, token: str) -> object:
        if self._http is None:
            raise RuntimeError("the connector is not running")
        headers = {"Accept": "application/json", "User-Agent": "Exportlots"}
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        if token:
            headers["Authorization"] = f"Bearer {token}"
        async with self._http.request(
            method, address, data=body, headers=headers, allow_redirects=False
        ) as answer:
            found = await _body(answer)
            if answer.status >= 300:
                raise ConnectorError(answer.status, _code(found), asked_to_wait(answer.headers))
            return found


def _address(service_url: str, *path: str) -> URL:
    """Where to call. Our token never leaves in clear text, but to a fake on this computer."""
    if not wire.secure(service_url, local=True):
        raise ConnectorError(400, "service_url")
    steps = "/".join(quote(step, safe="") for step in path)
    return URL(f"{service_url.rstrip('/')}/v3/{steps}", encoded=True)


async def _body(answer: aiohttp.ClientResponse) -> Any:
    """What an answer holds; an empty one is an empty object, a broken one None."""
    try:
        body = await wire.read(answer.content)
        return wire.decoded(body) if body.strip() else {}
    except ValueError:
        return None


def _object(answer: object) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise Unreadable("not an object")
    return answer


def _id(answer: Mapping[str, Any]) -> str:
    found = answer.get("id")
    if not isinstance(found, str) or not found:
        raise Unreadable("no id")
    return found


def _code(body: Any) -> str:
    """The Bot Framework's word for an error: {"error": {"code": …}}, or the code by itself."""
    if not isinstance(body, dict):
        return ""
    told = body.get("error")
    found = (told if isinstance(told, dict) else body).get("code")
    return found[:64] if isinstance(found, str) else ""
