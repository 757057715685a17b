"""What goes over the wire: JSON within limits, and which addresses may be spoken to.

Nothing here knows the SDK or the desk; it is shared by the ways in and out.
"""

from __future__ import annotations

import json
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp

LONGEST = 1024 * 1024
"""Bytes of a request or an answer that are read at all. Teams' own are below 100 kB."""
DEEPEST = 100
"""Levels of nesting in an activity. A whole Adaptive Card has about twenty."""


class TooLong(ValueError):
    """More came than is read."""


def encoded(value: object) -> bytes:
    """A value as JSON in UTF-8; half a character (an emoji cut in two) becomes a question mark."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def decoded(body: bytes) -> Any:
    """JSON as a value. Raises ValueError for what is not JSON, or nested deeper than sensible."""
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    _measure(value)
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _measure(value: object) -> None:
    """Raise ValueError where a value is nested so deeply that copying it may end the stack."""
    level = [value]
    for _ in range(DEEPEST):
        inner: list[object] = []
        for one in level:
            if isinstance(one, dict):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        if not inner:
            return
        level = inner
    raise ValueError("nested too deeply")


async def read(content: aiohttp.StreamReader) -> bytes:
    """An answer's body. Raises TooLong when it does not end."""
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > LONGEST:
            raise TooLong("the answer is longer than is read")
    return bytes(body)


def loopback(host: str | None) -> bool:
    """Whether a host's name or address means this computer."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def secure(url: str, *, local: bool = False) -> bool:
    """Whether an address may be spoken to: https, or (`local`) this computer in clear text."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return local and parts.scheme == "http" and loopback(host)


def within(url: str) -> bool:
    """Whether an address is on this computer."""
    return secure(url, local=True) and loopback(urlsplit(url).hostname)
