"""The public keys that Microsoft signs its requests to us with, fetched and kept.

They change without notice, and rarely. Microsoft asks for a fresh list every 24 hours; its own
SDKs have trusted one for five days. So: fresh after a day, at once when an unknown key turns up,
and the old ones go on serving while the list cannot be had, until five days are over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Any

import aiohttp
import jwt
from jwt.algorithms import RSAAlgorithm

from bot.handlers.teams import wire
from bot.handlers.teams.shared import Shared
from bot.observing import log

OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
"""Where the Bot Connector says which keys it signs with (the public cloud)."""
FRESH = 24 * 3600.0
"""Seconds after which the list is fetched anew: once a day is what Microsoft asks for."""
KEPT = 5 * 24 * 3600.0
"""Seconds that keys serve without a fresh list: longer than an outage, and not for ever."""
PAUSE = 60.0
"""Seconds between fetches for unknown keys: anybody can name one."""
PAUSE_FAILED = 5.0
"""Seconds between fetches while they fail: everything waits for the first list."""
WAIT = 5.0
"""Seconds that a fetch may take: Teams gives up on an answer after ten or so."""

KEYS_UNREACHABLE = "keys_unreachable"

_BROKEN = (aiohttp.ClientError, OSError, ValueError, TypeError, LookupError, jwt.PyJWTError)
_log = log(__name__)


class KeysUnreachable(Exception):
    """It cannot be told whether a request is genuine: to be sent again (503), never let in."""


@dataclass(frozen=True)
class Key:
    """A key, and the channels for which it may sign; None where the list does not say."""

    public: Any
    endorsements: frozenset[str] | None


class Keys:
    """The keys by their ids. `clock` counts seconds, like `time.monotonic`."""

    def __init__(self, url: str = OPENID_URL, clock: Callable[[], float] = monotonic) -> None:
        self._url = url
        self._clock = clock
        self._known: dict[str, Key] = {}
        self._fetched = self._tried = -inf
        self._failed = False
        self._fetch = Shared(self._renew)

    @property
    def trouble(self) -> str:
        """What keeps every request from being checked now; else empty."""
        return KEYS_UNREACHABLE if self._failed and not self._known else ""

    async def get(self, kid: str) -> Key | None:
        """The key of this id, or None when there is none such.

        Raises KeysUnreachable when it is not known and the list cannot be had. A known key is
        given at once; where the list has grown old, it is fetched beside.
        """
        age = self._clock() - self._fetched
        if age > KEPT:
            self._known = {}
        key = self._known.get(kid)
        if key is not None:
            if age > FRESH and self._due():
                self._fetch.start()
            return key
        if self._fetch.running or self._due():
            await self._fetch.wait()
        key = self._known.get(kid)
        if key is None and self._failed:
            raise KeysUnreachable
        return key

    def _due(self) -> bool:
        return self._clock() - self._tried >= (PAUSE_FAILED if self._failed else PAUSE)

    async def _renew(self) -> None:
        self._tried = self._clock()
        try:
            found = await self._list()
        except _BROKEN as error:
            self._failed = True
            _log.error("keys_not_fetched", why=type(error).__name__, known=len(self._known))
            return
        self._known, self._fetched, self._failed = found, self._clock(), False
        _log.info("keys_fetched", known=len(found))

    async def _list(self) -> dict[str, Key]:
        async with asyncio.timeout(WAIT), aiohttp.ClientSession(trust_env=True) as http:
            listed = await _json(http, str((await _json(http, self._url))["jwks_uri"]), self._url)
        found = dict(_keys(listed["keys"]))
        if not found:
            raise ValueError("a list without a key")
        return found


async def _json(http: aiohttp.ClientSession, url: str, after: str = "") -> Any:
    """A document; one that another names may be in clear text only where that one is, here."""
    if not wire.secure(url, local=wire.within(after or url)):
        raise ValueError("not a secure address")
    async with http.get(url) as answer:
        answer.raise_for_status()
        return wire.decoded(await wire.read(answer.content))


def _keys(listed: list[Any]) -> Iterator[tuple[str, Key]]:
    """The RSA keys of a list; others are of no use to us, and a broken one spoils none else."""
    for one in listed:
        kid = one.get("kid") if isinstance(one, dict) else None
        if not isinstance(kid, str) or one.get("kty") != "RSA":
            continue
        try:
            public = RSAAlgorithm.from_jwk(one)
        except (jwt.PyJWTError, ValueError, TypeError):
            _log.warning("key_unreadable")
            continue
        endorsed = one.get("endorsements")
        known = frozenset(map(str, endorsed)) if isinstance(endorsed, list) else None
        yield kid, Key(public, known)
