"""Addresses of calendars that the centre follows, as its file names them."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.I)


def _address(value: str) -> str:
    """An https address of a named host. `webcal:` is how calendar programs write the same."""
    address = re.sub(r"^webcals?:", "https:", value.strip(), flags=re.IGNORECASE)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    plain = address.isprintable() and " " not in address and not parts.username
    named = bool(_HOST.fullmatch(host)) and not _is_number(host) and port != 0
    if parts.scheme != "https" or not plain or not named:
        raise PydanticCustomError(
            "address", "this is not the https address of a calendar on a named server"
        )
    return address


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


CalendarAddress = Annotated[str, AfterValidator(_address)]
"""Where a calendar is fetched from. Only names, for a number may lie within the own network; where
a name leads is looked at when it is fetched (`bot.calendars`)."""
