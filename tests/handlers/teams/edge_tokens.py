"""Microsoft's signing keys and tokens, ours to make: good ones, and every wrong one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

APP = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"
PARTNER = "abcdefab-8888-7777-6666-555555555555"
SERVICE = "https://smba.example/emea/"


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@cache
def private_key(name: str = "k1") -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def jwk(name: str = "k1", **over: Any) -> dict[str, Any]:
    """A key as the list shows it. `over` with None takes something out."""
    made = json.loads(RSAAlgorithm.to_jwk(private_key(name).public_key()))
    made |= {"kid": name, "use": "sig", "endorsements": ["msteams", "skype", "webchat"], **over}
    return {key: value for key, value in made.items() if value is not None}


def token(name: str = "k1", *, headers: dict[str, Any] | None = None, **over: Any) -> str:
    """A token, right but for `over`."""
    told = {"kid": name, **(headers or {})}
    head = {key: value for key, value in told.items() if value is not None}
    return jwt.encode(_claims(over), private_key(name), "RS256", head)


def _claims(over: dict[str, Any]) -> dict[str, Any]:
    now = time.time()
    said = {
        "iss": "https://api.botframework.com",
        "aud": APP,
        "serviceurl": SERVICE,
        "nbf": int(now - 10),
        "exp": int(now + 600),
        **over,
    }
    return {key: value for key, value in said.items() if value is not None}


def unsigned() -> str:
    """`alg: none`."""
    return jwt.encode(_claims({}), None, "none", {"kid": "k1"})


def by_public_key() -> str:
    """HS256, with the public key that everybody has as the secret."""
    secret = (
        private_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    said = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': 'k1'})}.{part(_claims({}))}"
    return f"{said}.{_b64(hmac.new(secret, said.encode(), hashlib.sha256).digest())}"


def changed() -> str:
    """A good token, its audience changed after it was signed."""
    head, _, signature = token().split(".")
    return f"{head}.{part(_claims({'aud': 'another'}))}.{signature}"


def headed(head: dict[str, Any]) -> str:
    """A good token behind another head."""
    return f"{part(head)}.{token().partition('.')[2]}"


def part(value: object) -> str:
    return _b64(value if isinstance(value, bytes) else json.dumps(value).encode())


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def activity(**over: Any) -> dict[str, Any]:
    """A message in a channel, as Teams sends it."""
    said = {
        "type": "message",
        "id": "1700000000001",
        "timestamp": "2026-11-23T08:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "text": "<at>Exportlots</at> hjälp",
        "from": {"id": "29:sara", "name": "Sara Å", "aadObjectId": "aad-sara"},
        "recipient": {"id": f"28:{APP}", "name": "Exportlots"},
        "conversation": {
            "id": "19:room@thread.tacv2;messageid=1700000000000",
            "isGroup": True,
            "conversationType": "channel",
            "tenantId": TENANT,
        },
        "channelData": {"tenant": {"id": TENANT}, "team": {"id": "19:team@thread.tacv2"}},
        "entities": [{"type": "mention", "text": "<at>Exportlots</at>", "mentioned": {"id": "28"}}],
        **over,
    }
    return {key: value for key, value in said.items() if value is not None}
