"""Who sends us activities, and who we are to Microsoft: the SDK's authentication, mended.

botbuilder-core 4.17.1 checks tokens itself, with faults that were found by running it: it does not
fetch signing keys for an unknown id, lets tokens without an end pass, skips the service URL where
an activity has none, and fetches on the event loop (docs/decisions/0021). Its interface is kept,
so that its turn runs with our checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from botframework.connector.auth import (
    AuthenticateRequestResult,
    AuthenticationConstants,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from bot.handlers.teams import tokens, wire
from bot.handlers.teams.credentials import Credentials, NoToken, TokenRefused
from bot.handlers.teams.keys import OPENID_URL, Keys, KeysUnreachable
from bot.handlers.teams.origins import tenant_of
from bot.handlers.teams.tokens import Refused

__all__ = [
    "OPENID_URL",
    "Authentication",
    "Credentials",
    "Foreign",
    "KeysUnreachable",
    "NoToken",
    "Refused",
    "Signed",
    "TokenRefused",
]

CHANNEL = "msteams"
"""The only channel we listen to. An Azure bot has Web Chat and Direct Line too, where whoever
holds a key of theirs writes what they like into the fields that name people and tenants."""


_GUID = re.compile(r"[0-9a-fA-F-]{36}")


class Foreign(Exception):
    """Genuine, but not ours to answer (403): another tenant, another channel, another computer."""

    def __init__(self, why: str, tenant: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.tenant = tenant if _GUID.fullmatch(tenant) else ""


@dataclass(frozen=True)
class Signed:
    """What a checked token says. Empty where there is none to check: local development."""

    claims: Mapping[str, Any] = field(default_factory=dict)
    endorsements: frozenset[str] | None = None


class Authentication(BotFrameworkAuthentication):  # type: ignore[misc]
    """Checks what comes in: `signed` looks at the token, `admit` at the activity that came with it.

    `tenants` are those that may use the bot; an empty list admits nobody. `local` is for
    development without an app id: what comes from this computer, and is to be answered on it, is
    let in without a token. With an app id it has no effect.
    """

    def __init__(
        self,
        credentials: Credentials,
        tenants: Iterable[str] = (),
        *,
        openid_url: str = OPENID_URL,
        local: bool = False,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._app_id = credentials.app_id
        self._tenants = frozenset(tenant.lower() for tenant in tenants if tenant)
        self._local = local and not credentials.app_id
        self._plain = self._local or wire.within(openid_url)
        self._keys = Keys(openid_url, clock)

    @property
    def trouble(self) -> str:
        """What keeps us from letting anything in now, for those who watch; else empty."""
        return self._keys.trouble

    async def signed(self, header: str | None, *, here: bool = False) -> Signed:
        """What the token of this header says; `here` tells that this computer sends it.

        Raises Refused, KeysUnreachable, and Foreign for what comes from elsewhere while only this
        computer may send.
        """
        if self._local:
            if not here:
                raise Foreign("not_this_computer")
            return Signed()
        if not self._app_id:
            raise Refused("no_app_id")
        token = tokens.bearer(header)
        key = await self._keys.get(tokens.key_id(token))
        if key is None:
            raise Refused("unknown_key")
        return Signed(tokens.claims(token, key, self._app_id), key.endorsements)

    def admit(self, signed: Signed, activity: Mapping[str, Any]) -> AuthenticateRequestResult:
        """The SDK's answer for an activity that came with this token. Raises Refused, Foreign."""
        service_url, channel = activity.get("serviceUrl"), activity.get("channelId")
        if not isinstance(service_url, str) or not wire.secure(service_url, local=self._plain):
            raise Foreign("service_url") if self._local else Refused("service_url")
        if self._local:
            if not wire.within(service_url):
                raise Foreign("service_url")
            return self._result(signed)
        if str(signed.claims.get("serviceurl")).rstrip("/") != service_url.rstrip("/"):
            raise Refused("service_url")
        if signed.endorsements is not None and channel not in signed.endorsements:
            raise Refused("endorsement")
        if channel != CHANNEL:
            raise Foreign("channel")
        tenant = tenant_of(activity)
        if tenant.lower() not in self._tenants:
            raise Foreign("tenant", tenant)
        return self._result(signed)

    def _result(self, signed: Signed) -> AuthenticateRequestResult:
        result = AuthenticateRequestResult()
        kind = AuthenticationConstants.ANONYMOUS_AUTH_TYPE if self._local else None
        claims = {**signed.claims, **({} if self._local else {"aud": self._app_id})}
        result.claims_identity = ClaimsIdentity(claims, True, kind)
        result.audience = AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE
        result.connector_factory = self.create_connector_factory(result.claims_identity)
        return result

    async def authenticate_request(
        self, activity: Any, auth_header: str
    ) -> AuthenticateRequestResult:
        """The SDK's own way in, by an `Activity` of its: the same checks. Nothing local passes."""
        signed = await self.signed(auth_header)
        conversation = activity.conversation
        told = {
            "serviceUrl": activity.service_url,
            "channelId": activity.channel_id,
            "channelData": activity.channel_data,
            "conversation": {"tenantId": conversation.tenant_id if conversation else None},
        }
        return self.admit(signed, told)

    async def authenticate_streaming_request(
        self, auth_header: str, channel_id_header: str
    ) -> AuthenticateRequestResult:
        """Teams does not stream: refused."""
        raise Refused("streaming")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """A way out for the SDK's turn, which must have one."""
        return SentElsewhere()

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """Nobody signs in through the bot."""


class SentElsewhere(ConnectorFactory):  # type: ignore[misc]
    """Stands where the SDK wants a client to send with.

    Ours is `connector.Connector`: the SDK's loses what a mention needs, and takes five
    milliseconds to be made, for each turn. Whoever sends through the turn all the same gets an
    AttributeError, at once.
    """

    async def create(self, service_url: str, audience: str = "") -> object:
        """Something, so that the turn runs."""
        return self
