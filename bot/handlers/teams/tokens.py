"""Reading the token that comes with a request: whose it is, for whom, and until when."""

from __future__ import annotations

from typing import Any

import jwt

from bot.handlers.teams.keys import Key

ISSUER = "https://api.botframework.com"
"""Who signs what comes from the Bot Connector."""
LEEWAY = 300
"""Seconds that clocks may differ: what Microsoft asks for."""
LONGEST = 16 * 1024
"""Characters of a token that are looked at. Microsoft's have about fifteen hundred."""

_UNREADABLE = (
    jwt.PyJWTError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What PyJWT ends in over a token that nobody sane has written."""


class Refused(Exception):
    """No token, or a wrong one (401). Its text is a code of ours, never the token's words."""


def bearer(header: str | None) -> str:
    """The token of an Authorization header. Raises Refused."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused("no_token")
    if len(token) > LONGEST:
        raise Refused("too_long")
    return token


def key_id(token: str) -> str:
    """The id of the key that a token says it is signed with. Raises Refused."""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except _UNREADABLE as error:
        raise Refused(type(error).__name__) from None
    if not isinstance(kid, str) or not kid:
        raise Refused("no_key_id")
    return kid


def claims(token: str, key: Key, audience: str) -> dict[str, Any]:
    """What a token says, when it is signed with this key, for us, and now. Raises Refused."""
    try:
        return dict(
            jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=audience,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        )
    except _UNREADABLE as error:
        raise Refused(type(error).__name__) from None
