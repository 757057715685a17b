"""The keys that Teams signs with, as its OpenID metadata shows them, and tokens."""

from __future__ import annotations

import json
import time
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.fakes.teams.state import APP_ID, Json

ISSUER = "https://api.botframework.com"
ENDORSEMENTS = ("msteams", "webchat", "emulator")


@cache
def key_number(number: int) -> rsa.RSAPrivateKey:
    """The nth key of this process: making one takes long."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Keys:
    """The signing keys: `published` is what the metadata shows."""

    def __init__(self) -> None:
        self._number = 1
        self.published: dict[str, Json] = {}
        self.counts = {"openid": 0, "keys": 0}
        self.down = False
        """Whether metadata and keys cannot be had."""
        self.publish()

    @property
    def kid(self) -> str:
        return f"fake-{self._number}"

    def publish(self, endorsements: tuple[str, ...] | None = ENDORSEMENTS) -> None:
        """Show the present key; with None, without saying what it is good for."""
        shown = json.loads(RSAAlgorithm.to_jwk(key_number(self._number).public_key()))
        shown |= {"kid": self.kid, "x5t": self.kid, "use": "sig", "kty": "RSA"}
        shown.pop("key_ops", None)
        if endorsements is not None:
            shown["endorsements"] = list(endorsements)
        self.published[self.kid] = shown

    def rotate(self, *, publish: bool = True, withdraw: bool = True) -> str:
        """Sign with a new key from here on. Returns its id."""
        if withdraw:
            self.published.clear()
        self._number += 1
        if publish:
            self.publish()
        return self.kid

    def metadata(self, address: str) -> Json:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": address,
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }

    def mint(
        self,
        service_url: str,
        *,
        kid: str | None = None,
        foreign: bool = False,
        algorithm: str = "RS256",
        without: tuple[str, ...] = (),
        **claims: Any,
    ) -> str:
        """A token for one activity. `foreign`: signed with a key that nobody published, under the
        present one's id."""
        now = int(time.time())
        said = {
            "serviceurl": service_url,
            "nbf": now - 300,
            "exp": now + 3300,
            "iss": ISSUER,
            "aud": APP_ID,
            **claims,
        }
        said = {name: value for name, value in said.items() if name not in without}
        headers = {"kid": kid or self.kid, "x5t": kid or self.kid}
        key: Any = key_number(0 if foreign else self._number)
        if algorithm == "none":
            key = None
        elif algorithm.startswith("HS"):
            key = "a secret of at least thirty-two bytes, shared with nobody"
        return jwt.encode(said, key, algorithm=algorithm, headers=headers)
