"""The time zones that an iCalendar file brings along, by name: only those in use are reckoned.

A library reads a zone anew with every part of a file that it is given, and a file may have a
thousand of them, or one of half a megabyte: so each part is given the zones it names, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.desk.calendar_lines import DECIDING, Block

LONGEST = 32_000
"""Characters of a zone; one with its whole history has some fifteen thousand."""
_NAMED = re.compile(r';TZID=(?:"([^"]+)"|([^";:,]+))', re.IGNORECASE)
_ESCAPED = re.compile(r"\\([,;\\])")


def by_name(zones: Iterable[str]) -> dict[str, str]:
    """The zones by what the file calls them, each the first time it is told; too long ones are not
    there, and their times are told to be in no zone that is known."""
    found: dict[str, str] = {}
    for zone in zones:
        name = next((ln[5:] for ln in zone.split("\r\n") if ln.upper().startswith("TZID:")), "")
        if name and len(zone) <= LONGEST:
            found.setdefault(_ESCAPED.sub(r"\1", name), zone)
    return found


def named(blocks: Iterable[Block]) -> list[str]:
    """The zones that these events' times are told in, each once."""
    deciding = (text for one in blocks for _, known, text in one.lines if known in DECIDING)
    found = (match for text in deciding for match in _NAMED.findall(text))
    return list(dict.fromkeys(quoted or plain for quoted, plain in found))
