"""What people have typed and chosen in a view or a message."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from tests.fakes.slack.state import Json

EMPTY: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
"""Elements that keep a state: the key of the state, and of what they begin with."""


def key_of(element: Json) -> str:
    return EMPTY[element["type"]][0]


def elements_in(block: Json) -> Iterator[Json]:
    """Every interactive element of a block, also of blocks within it."""
    for name in ("element", "accessory", "hero_image"):
        if isinstance(block.get(name), dict):
            yield block[name]
    for name in ("elements", "actions"):
        for element in block.get(name) or []:
            if isinstance(element, dict):
                yield element
                if element.get("type") in ("card", "container"):
                    yield from elements_in(element)
    for inner in block.get("child_blocks") or []:
        yield from elements_in(inner)


def all_blocks(blocks: list[Json]) -> Iterator[Json]:
    """The blocks, and those within containers and carousels."""
    for block in blocks:
        yield block
        yield from all_blocks(block.get("child_blocks") or [])
        if block.get("type") == "carousel":
            yield from all_blocks(block.get("elements") or [])


def initial(element: Json) -> Json:
    key, first = EMPTY[element["type"]]
    empty: Any = [] if key.endswith("s") and key != "selected_options" else None
    if key == "selected_options":
        empty = []
    return {"type": element["type"], key: copy.deepcopy(element.get(first, empty))}


def stateful(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    for block in all_blocks(blocks):
        for element in elements_in(block):
            if element.get("type") in EMPTY and element.get("action_id"):
                yield block, element


def options_of(element: Json) -> list[Json]:
    grouped = [o for group in element.get("option_groups") or [] for o in group["options"]]
    return [*(element.get("options") or []), *grouped]


def still_fits(element: Json, value: Json) -> bool:
    """Whether what was chosen is among what can be chosen now."""
    if value["type"] != element["type"]:
        return False
    offered = options_of(element)
    if not offered:
        return True
    chosen = value.get("selected_options") or [value.get("selected_option")]
    values = {option["value"] for option in offered}
    return all(option is None or option["value"] in values for option in chosen)


def carry_over(old: Json | None, view: Json) -> Json:
    """The state of a view's new blocks: kept by block_id and action_id, else the initial."""
    had = old["state"]["values"] if old else {}
    values: Json = {}
    for block, element in stateful(view["blocks"]):
        block_id, action_id = block["block_id"], element["action_id"]
        before = had.get(block_id, {}).get(action_id)
        kept = before if before is not None and still_fits(element, before) else initial(element)
        values.setdefault(block_id, {})[action_id] = kept
    return values


def message_values(blocks: list[Json]) -> Json:
    values: Json = {}
    for block, element in stateful(blocks):
        values.setdefault(block["block_id"], {})[element["action_id"]] = initial(element)
    return values


def is_empty(value: Json) -> bool:
    return all(not content for name, content in value.items() if name != "type")


def complaint(block: Json, value: Json) -> str | None:
    """What Slack itself says of a field before it sends anything."""
    element = block["element"]
    if is_empty(value):
        return None if block.get("optional") else "Please complete this required field."
    text = value.get("value")
    if not isinstance(text, str):
        return None
    if element["type"] == "plain_text_input":
        if len(text) < element.get("min_length", 0):
            return f"Must be at least {element['min_length']} characters."
        if len(text) > element.get("max_length", 3000):
            return f"Must be at most {element.get('max_length', 3000)} characters."
    if element["type"] == "email_text_input" and "@" not in text:
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and "://" not in text:
        return "Please enter a valid URL."
    return number_complaint(element, text) if element["type"] == "number_input" else None


def number_complaint(element: Json, text: str) -> str | None:
    try:
        number = float(text)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Must be at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Must be at most {element['max_value']}."
    return None
