"""Buttons on Teams' cards: which one is meant, and what has to be done to reach it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from bot.desk.buttons import ASKS
from bot.handlers.teams.pressing import OURS
from tests.conversations import teams_kits as kits
from tests.fakes.teams import Message
from tests.fakes.teams.cards import buttons as titles
from tests.fakes.teams.cards import pressables, walk
from tests.fakes.teams.state import CARD

Json = dict[str, Any]
FOLDS = "Action.ToggleVisibility"
BOXES = ("Container", "ColumnSet")


def button(cards: list[Json], label: str) -> Json:
    """The first button of this name, wherever it stands."""
    there = [found.thing for card in cards for found in pressables(card)]
    for action in there:
        if action["title"] == label:
            return action
    raise LookupError(f"no button {label!r}; there are {[it['title'] for it in there]}")


def folds_over(cards: list[Json], label: str) -> list[str]:
    """The headings that unfold what this button stands in."""
    found = []
    for card in cards:
        boxes = {it.thing.get("id"): it.thing for it in walk(card)}
        for toggle in (it.thing for it in pressables(card) if it.kind == FOLDS):
            inside = [boxes[name] for name in toggle["targetElements"]]
            if any(label in titles(box) for box in inside):
                found.append(str(toggle["title"]))
    return found


def only_beside(message: Message, text: str) -> Message:
    """A list with nothing in it but the line that has this text, and its buttons."""
    boxes = [it.thing for card in message.cards for it in walk(card) if it.kind in BOXES]
    rows = [it for it in boxes if titles(it) and text in "\n".join(kits.element_lines([it]))]
    seen = deepcopy(message)
    seen.activity["attachments"] = [{"contentType": CARD, "content": {"body": rows[-1:]}}]
    return seen


def asks_first(action: Json) -> bool:
    """Whether the desk will ask before it does this: such a button goes without its revision."""
    pressed = action["data"][OURS]
    return pressed["do"] in ASKS and "revision" not in pressed["args"]
