"""Socket Mode, for installations that Slack cannot reach: loaded only where it is used."""

from __future__ import annotations

from time import monotonic
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.metrics import acknowledgement_seconds
from bot.observing import tracing


class Socket(AsyncSocketModeHandler):
    """Socket Mode, each payload under a trace of its own, and its acknowledgement timed."""

    async def handle(self, client: Any, req: Any) -> None:
        """One payload of Slack's, acknowledged at the end."""
        began = monotonic()
        with tracing():
            await super().handle(client, req)
        acknowledgement_seconds.labels("slack").observe(monotonic() - began)
