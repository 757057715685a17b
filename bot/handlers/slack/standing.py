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
PAGE, PAGES = 200, 10
"""How much of a thread is: Slack gives its oldest lines first, and ours are among the last. Slack
recommends no larger pages."""


@dataclass(frozen=True)
class Standing:
    """The conversation, and the time stamps of our latest messages there by their keys."""

    channel: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


async def standing(client: AsyncWebClient, channel: str, thread: str = "") -> Standing:
    """Look through a conversation, or one thread of it. Raises what a call to Slack raises."""
    found = await _thread(client, channel, thread) if thread else await _latest(client, channel)
    keys: dict[str, str] = {}
    for said in found:
        metadata = said.get("metadata") or {}
        key = (metadata.get("event_payload") or {}).get("key")
        if key:
            keys.setdefault(str(key), str(said["ts"]))
    return Standing(channel, keys)


async def _latest(client: AsyncWebClient, channel: str) -> list[dict[str, Any]]:
    asked = {"channel": channel, "limit": ASKED_BACK, "include_all_metadata": True}
    answer = await client.api_call("conversations.history", params=asked)
    return answer.get("messages") or []


async def _thread(client: AsyncWebClient, channel: str, thread: str) -> list[dict[str, Any]]:
    asked = {"channel": channel, "ts": thread, "limit": PAGE, "include_all_metadata": True}
    found: list[dict[str, Any]] = []
    for _ in range(PAGES):
        answer = await client.api_call("conversations.replies", params=asked)
        found += answer.get("messages") or []
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
        asked["cursor"] = cursor
    return found
