"""How a room or a person in Teams is written to later: kept as JSON in their rows.

It is what the Bot Framework calls a conversation reference, cut down to what cannot be asked for
again: the address Teams wants us to send to, and the names it knows us and them by.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

SERVICE_URL = "https://smba.trafficmanager.net/teams/"
"""Where Teams takes messages from anywhere, for who is known by their id alone (Microsoft's own
advice for proactive messages where no address has been kept)."""
CHANNEL, GROUP, PERSONAL = "channel", "groupChat", "personal"
"""Teams' own words for the kinds of conversation."""

_NAMES = {"service_url": "serviceUrl"}


@dataclass(frozen=True)
class Reference:
    """`kind` is Teams' word for the conversation. `user` (29:…), `name`, `outsider` are a person's.

    `channel` is where an outsider was met: somebody of another tenant in a shared channel, to whom
    nothing can be written in private.
    """

    service_url: str = ""
    tenant: str = ""
    bot: str = ""
    kind: str = ""
    user: str = ""
    name: str = ""
    outsider: bool = False
    channel: str = ""

    def kept(self) -> str:
        """As JSON, always in the same order, so that two alike are equal."""
        said = {_NAMES.get(name, name): value for name, value in asdict(self).items() if value}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(kept: str) -> Reference:
    """A reference as it was kept; an empty or spoilt one is a reference without anything."""
    try:
        said: Any = json.loads(kept or "{}")
    except ValueError:
        return Reference()
    if not isinstance(said, dict):
        return Reference()

    def word(name: str) -> str:
        value = said.get(name, "")
        return value if isinstance(value, str) else ""

    return Reference(
        word("serviceUrl"),
        word("tenant"),
        word("bot"),
        word("kind"),
        word("user"),
        word("name"),
        said.get("outsider") is True,
        word("channel"),
    )
