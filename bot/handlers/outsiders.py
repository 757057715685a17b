"""Members whom a platform lets nobody write to in private: spoken to where others are.

They sit in another workspace or tenant, in a channel shared between them. Nothing private is said
there; that something waits is, with a button that shows it to them alone.
"""

from __future__ import annotations

from time import monotonic

from bot.desk.replies import Body, Button, Buttons

CARD_WAIT = 30.0
"""Seconds that what is for an outsider waits for the card to say it under."""


def harmless(body: Body) -> tuple[Button, ...]:
    """The first button of a private message that tells nothing to those who see it.

    One with a case's revision is a step, and one that opens a form may be about a step: whoever
    may take it sees it behind this one.
    """
    every = [b for block in body if isinstance(block, Buttons) for b in block.buttons]
    return tuple(b for b in every if "revision" not in b.args and not b.opens)[:1]


class CardWait:
    """Messages that wait for the card of their case, each by its key."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def goes_on(self, key: str) -> bool:
        """Whether there is still time; it runs from the first question."""
        return monotonic() - self._since.setdefault(key, monotonic()) < CARD_WAIT

    def over(self, key: str) -> None:
        """The message leaves, with a card above it or without."""
        self._since.pop(key, None)
