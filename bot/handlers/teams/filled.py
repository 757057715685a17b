"""What was pressed or filled in, on its way back.

The data of an action comes from clients and can be forged: everything is checked for its shape
here, and for what it may do by the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.desk.replies import Value
from bot.handlers.teams.pressing import OURS

CHECKED = "yes"
NOTHING = "-"
"""The value of "no answer": an empty one is none to Adaptive Cards."""
LONGEST_NAME = 100
MOST = 200
"""As many arguments or fields nothing of ours has."""


@dataclass(frozen=True)
class Pressed:
    """A button. `place` is the room whose answer it stands on, where that is elsewhere."""

    command: str
    args: dict[str, str]
    opens: bool
    place: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Filled:
    """A form. `shown` are the fields that stood in it, also those left empty; `words` those of
    them that were written in, not chosen."""

    command: str
    form: str
    hidden: dict[str, str]
    values: dict[str, Value]
    shown: tuple[str, ...]
    place: dict[str, str]
    words: tuple[str, ...] = ()


def read(data: object) -> Pressed | Filled:
    """What an action's data say. Raises ValueError for any that are not ours or are malformed."""
    whole = _mapping(data)
    ours = _mapping(whole.get(OURS))
    if "do" in ours:
        return Pressed(
            command=_name(ours["do"]),
            args=_texts(ours.get("args")),
            opens=_flag(ours.get("opens", 0)),
            place=_texts(ours.get("place")),
        )
    if "form" not in ours:
        raise ValueError("neither a button nor a form")
    shown = _names(ours.get("shown"))
    many, checks = set(_names(ours.get("many", []))), set(_names(ours.get("checks", [])))
    return Filled(
        command=_name(ours["form"]),
        form=_text(ours.get("id")),
        hidden=_texts(ours.get("hidden")),
        values={name: _value(whole.get(name), name in many, name in checks) for name in shown},
        shown=shown,
        place=_texts(ours.get("place")),
        words=_names(ours.get("words", [])),
    )


def written(data: object) -> list[str]:
    """What somebody has written in a form that we cannot read: its texts of several words."""
    if not isinstance(data, Mapping):
        return []
    texts = [text.strip() for text in data.values() if isinstance(text, str)]
    return [text for text in texts[:MOST] if " " in text or "\n" in text]


def _value(found: object, many: bool, check: bool) -> Value:
    """One field's value as the desk has it."""
    if isinstance(found, bool):
        found = CHECKED if found else ""
    if isinstance(found, list) and many:
        found = ",".join(_text(one) for one in found)
    text = "" if found is None else _text(found)
    if many:
        return tuple(_joined(one) for one in text.split(",") if one)
    if check:
        return CHECKED if text in (CHECKED, "true") else ""
    return "" if text == NOTHING else text


def parted(value: str) -> str:
    """A value that is one of several, which come back parted by commas."""
    return value.replace("%", "%25").replace(",", "%2C")


def _joined(value: str) -> str:
    return value.replace("%2C", ",").replace("%25", "%")


def _mapping(found: object) -> Mapping[str, Any]:
    if not isinstance(found, Mapping) or len(found) > MOST:
        raise ValueError("not an object of ours")
    return found


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise ValueError("not a text")
    return found


def _name(found: object) -> str:
    text = _text(found)
    if not 0 < len(text) <= LONGEST_NAME:
        raise ValueError("not a name")
    return text


def _flag(found: object) -> bool:
    if found not in (0, 1):
        raise ValueError("neither yes nor no")
    return bool(found)


def _texts(found: object) -> dict[str, str]:
    given = {} if found is None else _mapping(found)
    return {_name(name): _text(value) for name, value in given.items()}


def _names(found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or len(found) > MOST:
        raise ValueError("not a list of names")
    return tuple(_name(name) for name in found)
