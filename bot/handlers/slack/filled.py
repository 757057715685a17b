"""What stands in a modal: the values of its fields on their way back, and what they show.

A field's block is named by its input; a mark after "#" is ours (see `forms`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.desk.replies import Input, Value
from bot.handlers.lengths import cut
from bot.handlers.slack import kit, render
from bot.texts import Lang

CHECKED = "yes"
FILE = "file_input"
NOTHING = "-"
"""The value of "no answer": Slack takes no empty one, and its menus cannot be cleared."""
MARK = "#"


def values(view: Mapping[str, Any]) -> dict[str, Value]:
    """What stands in the fields, by the inputs' names."""
    found: dict[str, Value] = {}
    whole = False
    for block_id, elements in _state(view).items():
        name = block_id.partition(MARK)[0]
        for action_id, element in elements.items():
            value = _value(action_id, element)
            piece, earlier = value, found.get(name)
            if isinstance(earlier, str) and isinstance(value, str) and action_id == "part":
                value = earlier + value if whole else _joined(earlier, value)
            whole = len(piece) == kit.INPUT_TEXT
            found[name] = value
    return found


def files(view: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The files that were chosen, as Slack tells of them, by their blocks' ids."""
    found: dict[str, Mapping[str, Any]] = {}
    for block_id, elements in _state(view).items():
        for element in elements.values():
            chosen = element.get("files") if element.get("type") == FILE else None
            if isinstance(chosen, list) and chosen and isinstance(chosen[0], Mapping):
                found[block_id] = chosen[0]
    return found


def with_texts(view: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """A view with the chosen files' texts in it, by their blocks' ids."""
    read = {
        block_id: {
            action_id: {**element, "text": texts[block_id]} if block_id in texts else element
            for action_id, element in elements.items()
        }
        for block_id, elements in _state(view).items()
    }
    return {**view, "state": {"values": read}}


def block_ids(view: Mapping[str, Any]) -> dict[str, str]:
    """Where each input stands: its block's id by its name."""
    found: dict[str, str] = {}
    for block_id in _state(view):
        found.setdefault(block_id.partition(MARK)[0], block_id)
    return found


def stands(asked: Input, view: Mapping[str, Any], lang: Lang) -> bool:
    """Whether a field already shows its value, and by the name it has now."""
    if values(view).get(asked.name) != asked.value:
        return False
    named = {
        o.value or NOTHING: cut(render.say(o.label, lang), kit.OPTION_TEXT) for o in asked.options
    }
    shown = _chosen(_state(view).get(block_ids(view)[asked.name], {}))
    return all(named.get(value, text) == text for value, text in shown)


def _chosen(elements: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The chosen options of a field, as value and shown text."""
    found = []
    for element in elements.values():
        options = [element.get("selected_option"), *(element.get("selected_options") or ())]
        found += [
            (str(o.get("value")), str((o.get("text") or {}).get("text"))) for o in options if o
        ]
    return found


def _state(view: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    state = view.get("state")
    found = state.get("values") if isinstance(state, dict) else None
    return found if isinstance(found, dict) else {}


def _value(action_id: str, element: Mapping[str, Any]) -> Value:
    kind = element.get("type")
    if kind == "plain_text_input":
        return str(element.get("value") or "")
    if kind == FILE:
        return str(element.get("text") or "")
    if kind == "datepicker":
        return str(element.get("selected_date") or "")
    if "selected_options" in element or kind in ("checkboxes", "multi_static_select"):
        chosen = tuple(str(o["value"]) for o in element.get("selected_options") or ())
        return (CHECKED if chosen else "") if action_id == "check" else chosen
    chosen_one = element.get("selected_option") or {}
    value = str(chosen_one.get("value", ""))
    return "" if value == NOTHING else value


def _joined(before: str, after: str) -> str:
    """Two pieces of a long text; Slack may have taken the white space between them away.

    One that fills its field was parted in the middle of a word: nothing was between.
    """
    if not after or not before or before[-1].isspace() or after[0].isspace():
        return before + after
    return f"{before}\n{after}"
