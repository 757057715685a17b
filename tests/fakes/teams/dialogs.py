"""Dialogs (task modules): what is open on a screen, and where it was opened from."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.teams.forming import Filled
from tests.fakes.teams.state import CARD, Json


@dataclass(frozen=True)
class Origin:
    """Where a dialog was opened: a message's card, or a message extension (`command`, with what
    it was told of)."""

    conversation: str
    root: str
    on: str
    command: Json | None = None


@dataclass
class Dialog:
    """A card in a window of its own, or just a text."""

    origin: Origin
    title: str
    filled: Filled
    text: str = ""

    @property
    def card(self) -> Json:
        return self.filled.card

    @property
    def errors(self) -> dict[str, str]:
        """What the client itself says at the fields, by their ids."""
        return self.filled.errors


def opened(origin: Origin, task: Json) -> Dialog:
    """The dialog that an answer asks for. Raises ValueError where Teams could not show it."""
    value = task.get("value")
    if task.get("type") == "message":
        if not isinstance(value, str) or not value:
            raise ValueError("a message without a text")
        return Dialog(origin, "", Filled({}), text=value)
    if task.get("type") != "continue" or not isinstance(value, dict):
        raise ValueError(f"a task of type {task.get('type')!r}")
    attachment = value.get("card")
    if not isinstance(attachment, dict) or attachment.get("contentType") != CARD:
        raise ValueError("a task without a card")
    if not str(value.get("title") or "").strip():
        raise ValueError("a task without a title")
    for name in ("height", "width"):
        size = value.get(name)
        if not (size is None or isinstance(size, int) or size in ("small", "medium", "large")):
            raise ValueError(f"a {name} of {size!r}")
    return Dialog(origin, str(value["title"]), Filled(attachment["content"]))
