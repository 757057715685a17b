"""What of ours stands in a conversation already, by the key that each message carries.

Slack keeps a message's metadata and gives it to whoever may read the conversation: private ones
always, a room where the installation asked for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

ASKED_BACK = 50
"""How many of a conversation's latest messages are looked through."""


@dataclass(frozen=True)
class Standing:
    """The conversation, and the time stamps of our latest messages there by their keys."""

    channel: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


async def standing(client: AsyncWebClient, channel: str, thread: str = "") -> Standing:
    """Look through a conversation, or one thread of it. Raises what a call to Slack raises."""
    asked = {"channel": channel, "limit": ASKED_BACK, "include_all_metadata": True}
    method = "conversations.replies" if thread else "conversations.history"
    if thread:
        asked["ts"] = thread
    answer = await client.api_call(method, params=asked)
    found: list[dict[str, Any]] = answer.get("messages") or []
    keys: dict[str, str] = {}
    for said in found:
        metadata = said.get("metadata") or {}
        key = (metadata.get("event_payload") or {}).get("key")
        if key:
            keys.setdefault(str(key), str(said["ts"]))
    return Standing(channel, keys)
