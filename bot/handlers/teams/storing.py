"""A member's files where Teams keeps them: OneDrive, at addresses that Teams names.

The addresses carry their own permission and are good for a short while. No token of ours goes
there, and nothing but Microsoft's own storage is called, whatever an activity says.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from bot.handlers.attached import READ, as_text
from bot.handlers.teams import wire

STORES = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn")
"""Where OneDrive for Business lies, in Microsoft's clouds."""
TIMEOUT = 10.0
"""Seconds to save a file: nobody waits for it."""
FETCHING = 6.0
"""Seconds to fetch one, or all of a message at once. Teams waits fifteen in all, and what is in
them is kept afterwards, one after the other."""


class NotHandedOver(Exception):
    """A file could not be saved, or not be read; the text says why, for the log."""


async def save(address: str, data: bytes, service_url: str) -> None:
    """Put a file's content at the address that a member's yes named. Raises NotHandedOver."""
    last = len(data) - 1
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Range": f"bytes 0-{last}/{len(data)}",
    }
    await _called("PUT", address, service_url, data, headers)


async def fetch(address: str, service_url: str) -> str:
    """The text of a file that a member has sent. Raises NotHandedOver."""
    return as_text(await _called("GET", address, service_url, patience=FETCHING))


async def _called(
    method: str,
    address: str,
    service_url: str,
    data: bytes | None = None,
    headers: dict[str, str] | None = None,
    *,
    patience: float = TIMEOUT,
) -> bytes:
    if not _is_a_store(address, service_url):
        raise NotHandedOver("strange_address")
    limit = aiohttp.ClientTimeout(total=patience)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit, trust_env=True) as http,
            http.request(
                method,
                URL(address, encoded=True),
                data=data,
                headers=headers,
                allow_redirects=False,
            ) as answer,
        ):
            if answer.status >= 300:
                raise NotHandedOver(f"http_{answer.status}")
            found = bytearray()
            async for piece in answer.content.iter_chunked(65_536):
                found += piece
                if len(found) >= READ:
                    break
            return bytes(found)
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        raise NotHandedOver(type(error).__name__) from error


def _is_a_store(address: str, service_url: str) -> bool:
    """Whether an address is one of OneDrive's; on this computer only where Teams is there too."""
    if wire.within(service_url):
        return wire.within(address)
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and host.endswith(STORES)
