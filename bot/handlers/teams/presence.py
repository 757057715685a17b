"""Who is in which channel: a form or a button says where it was asked, and may be made to lie.

What is written in a room stays among those who can see it, so a room that comes back in the data
of a card in the chat counts only for its members.
"""

from __future__ import annotations

import asyncio

from bot.handlers.memory import Memory
from bot.handlers.teams.connector import Connector
from bot.handlers.teams.origins import Origin
from bot.handlers.teams.outbound import FAILURES, reason
from bot.observing import log

SEEN_FOR = 3600.0
"""Seconds that somebody seen in a channel is taken to be in it still."""
KEPT = 5000
WAIT = 1.0
"""Seconds that a press may wait for Teams' word; Teams gives a dialog some five."""

_log = log(__name__)


class Presence:
    """Members of channels, as far as they have been seen there or Teams has told of them."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._in: Memory[tuple[str, str, str], bool] = Memory(KEPT)

    def seen(self, where: Origin) -> None:
        """Somebody acts in a channel, by Teams' own word."""
        if where.channel:
            self._in.keep(_key(where, where.channel), True, SEEN_FOR)

    async def is_in(self, where: Origin, channel: str) -> bool:
        """Whether the one who acts is a member of a channel. No, where Teams tells too late."""
        if self._in.get(_key(where, channel)):
            return True
        asked = self._connector.member(where.service_url, channel, where.account)
        try:
            await asyncio.wait_for(asked, WAIT)
        except FAILURES as error:
            _log.warning("not_taken_for_a_member", channel=channel, why=reason(error))
            return False
        return self._in.keep(_key(where, channel), True, SEEN_FOR)


def _key(where: Origin, channel: str) -> tuple[str, str, str]:
    return where.tenant, where.user, channel
