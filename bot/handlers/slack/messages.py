"""What the desk said as the fields of a message, and the key it is known by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.desk.replies import Buttons, Message
from bot.handlers.outsiders import harmless
from bot.handlers.slack import kit, render
from bot.handlers.slack.kit import Block
from bot.texts import Phrase

METADATA = "exportlots_message"
"""The type of our messages' metadata; its payload holds the key a message is known by."""

SAFE = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}
"""Nothing typed becomes a mention or a preview."""


def content(
    message: Message, *, whole: bool, pictures: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A message's fields, in one message (a card that is edited has no second)."""
    blocks = render.blocks(message.body, message.lang, whole=whole, pictures=pictures)
    return said_in(message, blocks[: kit.MESSAGE_BLOCKS])


def mentioning(user: str, message: Message) -> dict[str, Any]:
    """That something waits for somebody, and a button that shows it to them alone."""
    shown = harmless(message.body)
    code = "chat.away" if shown else "chat.away_plain"
    words = render.say(Phrase(code, {"who": ""}), message.lang)
    mention = {"type": "user", "user_id": user}
    below = render.blocks((Buttons(shown),), message.lang) if shown else []
    return {
        "blocks": [kit.rich(kit.paragraph([mention, *kit.words(words)])), *below],
        "text": f"<@{user}>{render.escaped(words)}",
        "metadata": metadata(message.key),
    }


def said_in(message: Message, blocks: list[Block]) -> dict[str, Any]:
    """A message's fields with these blocks, and the key it is known by."""
    return {"blocks": blocks, "metadata": metadata(message.key), **line(message)}


def line(message: Message) -> dict[str, str]:
    """The plain line beside the blocks."""
    return {"text": render.fallback(message.body, message.lang)}


def metadata(key: str) -> dict[str, Any]:
    """The key that a message is known by, as Slack keeps it beside the words."""
    return {"event_type": METADATA, "event_payload": {"key": key}}
