"""Links to messages that people wrote, for the person who has to take them away there."""

from __future__ import annotations

from urllib.parse import quote

from bot.desk.privacy import Left, Spot


def link_of(left: Left) -> str:
    """Where a message is read and taken away; empty where its platform has no such address."""
    return left.link or (_link(left.spot) if left.spot else "")


def _link(spot: Spot) -> str:
    """As each platform's own client addresses a message (Slack: the thread in the web client)."""
    if spot.platform == "slack":
        base = f"https://app.slack.com/client/{spot.workspace}/{spot.channel}"
        return f"{base}/thread/{spot.channel}-{spot.message}"
    if spot.platform == "teams":
        channel, message = quote(spot.channel), quote(spot.message, safe="")
        return f"https://teams.microsoft.com/l/message/{channel}/{message}"
    return ""
