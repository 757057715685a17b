"""What a calendar says in words, as we keep it: cut to our fields, without what cannot be seen."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

LINKS = ("X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-GOOGLE-CONFERENCE", "CONFERENCE", "URL")
LONGEST_LINK = 500


def one_line(text: Any, most: int) -> str:
    """Words on one line, at most so many characters."""
    found = " ".join("".join(_seen(char) for char in str(_first(text))).split())
    return found if len(found) <= most else found[: most - 2].rstrip() + " …"


def lines_of(text: Any, most: int) -> str:
    """Words on several lines, without empty ones in rows."""
    plain = "".join(_seen(char) for char in str(_first(text)))
    found = re.sub(r"\n\s*\n\s*", "\n\n", plain).strip()
    return found if len(found) <= most else found[: most - 2].rstrip() + " …"


def link_of(event: Any) -> str:
    """Where to meet online: the first address of the event that a browser may open."""
    for name in LINKS:
        address = str(_first(event.get(name, ""))).strip()
        if len(address) <= LONGEST_LINK and _is_link(address):
            return address
    return ""


def _is_link(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = address.isprintable() and not re.search(r"[\s<>\"']", address)
    return plain and parts.scheme == "https" and bool(parts.hostname) and not parts.username


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _seen(char: str) -> str:
    return char if char in "\n\t" or char.isprintable() else " "
