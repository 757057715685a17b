"""The rules for each block and element: what it may hold, and how much."""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.slack.forms import options_of
from tests.fakes.slack.state import Json

SELECTS = {
    f"{kind}_select" for kind in ("static", "external", "users", "conversations", "channels")
}
MULTI = {f"multi_{kind}" for kind in SELECTS}
TYPED = {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
}
PICKERS = {"datepicker", "timepicker", "radio_buttons", "checkboxes"}

IN_ACTIONS = SELECTS | PICKERS | {"button", "overflow", "datetimepicker", "workflow_button"}
IN_SECTION = SELECTS | MULTI | PICKERS | {"button", "overflow", "image", "workflow_button"}
IN_INPUT = SELECTS | MULTI | PICKERS | TYPED | {"datetimepicker", "file_input"}

BLOCKS: dict[str, set[str]] = {
    "section": {"text", "fields", "accessory", "expand"},
    "header": {"text", "level"},
    "divider": set(),
    "context": {"elements"},
    "actions": {"elements"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "image": {"image_url", "slack_file", "alt_text", "title"},
    "markdown": {"text"},
    "rich_text": {"elements"},
    "table": {"rows", "column_settings"},
    "video": {
        "video_url", "thumbnail_url", "alt_text", "title", "title_url", "description",
        "author_name", "provider_name", "provider_icon_url",
    },
    "context_actions": {"elements"},
    "alert": {"text", "level"},
    "card": {
        "icon", "title", "subtitle", "hero_image", "body", "actions", "slack_icon", "subtext",
    },
    "carousel": {"elements"},
    "container": {
        "title", "rich_text_title", "subtitle", "child_blocks", "width", "is_collapsible",
        "is_collapsed", "has_header_divider", "icon", "default_collapsed",
    },
    "task_card": {"task_id", "title", "details", "output", "sources", "status"},
    "plan": {"title", "tasks"},
}  # fmt: skip
"""The keys of each block, besides type and block_id."""

ONLY_IN = {
    "markdown": {"message"},
    "table": {"message"},
    "alert": {"modal"},
    "context_actions": {"message"},
    "task_card": {"message"},
    "plan": {"message"},
    "card": {"message"},
    "carousel": {"message"},
}

CHOICE = {"options", "option_groups", "placeholder", "confirm", "focus_on_load"}
ELEMENTS: dict[str, set[str]] = {
    "button": {"text", "url", "value", "style", "confirm", "accessibility_label"},
    "workflow_button": {"text", "workflow", "style", "accessibility_label"},
    "icon_button": {"icon", "text", "value", "confirm", "accessibility_label", "visible_to_user_ids"},
    "feedback_buttons": {"positive_button", "negative_button"},
    "image": {"image_url", "slack_file", "alt_text"},
    "overflow": {"options", "confirm"},
    "checkboxes": {"options", "initial_options", "confirm", "focus_on_load"},
    "radio_buttons": {"options", "initial_option", "confirm", "focus_on_load"},
    "datepicker": {"placeholder", "initial_date", "confirm", "focus_on_load"},
    "timepicker": {"placeholder", "initial_time", "confirm", "focus_on_load", "timezone"},
    "datetimepicker": {"initial_date_time", "confirm", "focus_on_load"},
    "static_select": CHOICE | {"initial_option"},
    "multi_static_select": CHOICE | {"initial_options", "max_selected_items"},
    "external_select": CHOICE - {"options", "option_groups"} | {"initial_option", "min_query_length"},
    "multi_external_select": CHOICE - {"options", "option_groups"}
    | {"initial_options", "min_query_length", "max_selected_items"},
    "plain_text_input": {
        "initial_value", "multiline", "min_length", "max_length", "placeholder",
        "dispatch_action_config", "focus_on_load",
    },
    "email_text_input": {"initial_value", "placeholder", "dispatch_action_config", "focus_on_load"},
    "url_text_input": {"initial_value", "placeholder", "dispatch_action_config", "focus_on_load"},
    "number_input": {
        "is_decimal_allowed", "initial_value", "min_value", "max_value", "placeholder",
        "dispatch_action_config", "focus_on_load",
    },
    "rich_text_input": {"initial_value", "placeholder", "dispatch_action_config", "focus_on_load"},
    "file_input": {"filetypes", "max_files"},
}  # fmt: skip
for _kind in ("users", "conversations", "channels"):
    _more = {"placeholder", "confirm", "focus_on_load", "filter", "default_to_current_conversation"}
    ELEMENTS[f"{_kind}_select"] = {*_more, f"initial_{_kind[:-1]}", "response_url_enabled"}
    ELEMENTS[f"multi_{_kind}_select"] = {*_more, f"initial_{_kind}", "max_selected_items"}

RICH = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
RICH_INNER = {
    "text",
    "user",
    "usergroup",
    "channel",
    "link",
    "emoji",
    "broadcast",
    "color",
    "date",
    "team",
}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Checker:
    """Goes through the blocks of one message or view, and remembers what must be single."""

    def __init__(self, surface: str) -> None:
        self.surface = surface
        self.block_ids: list[str] = []
        self.focused = 0
        self.tables = 0
        self.markdown = 0

    def overall(self) -> list[str]:
        doubled = sorted({i for i in self.block_ids if self.block_ids.count(i) > 1})
        found = [f"block_id {name!r} is used twice" for name in doubled]
        found += ["focus_on_load is set more than once"] * (self.focused > 1)
        found += ["more than one table in a message"] * (self.tables > 1)
        found += [f"markdown: {self.markdown} characters in all, 12000 fit"] * (
            self.markdown > 12_000
        )
        return found

    # texts

    def text(self, thing: Any, where: str, most: int, plain_only: bool = False) -> list[str]:
        if not isinstance(thing, dict):
            return [f"{where}: not a text object"]
        kind, words = thing.get("type"), thing.get("text")
        if kind not in ("plain_text", "mrkdwn"):
            return [f"{where}: unknown text type {kind!r}"]
        found = [f"{where}: must be plain_text"] * (plain_only and kind != "plain_text")
        allowed = (
            {"type", "text", "emoji"} if kind == "plain_text" else {"type", "text", "verbatim"}
        )
        found += [f"{where}/{name}: unknown" for name in thing if name not in allowed]
        if not isinstance(words, str) or not words:
            return [*found, f"{where}: empty"]
        return found + self.length(words, where, most)

    @staticmethod
    def length(words: Any, where: str, most: int, least: int = 0) -> list[str]:
        if words is None:
            return []
        if not isinstance(words, str):
            return [f"{where}: not a string"]
        if len(words) > most:
            return [f"{where}: {len(words)} characters, {most} fit"]
        return [f"{where}: {len(words)} characters, at least {least}"] * (len(words) < least)

    # blocks

    def block(self, block: Json, where: str) -> list[str]:
        kind = block.get("type")
        if kind not in BLOCKS:
            return [f"{where}: unknown block type {kind!r}"]
        found = [
            f"{where}/{name}: unknown in {kind}"
            for name in block
            if name not in BLOCKS[kind] | {"type", "block_id"}
        ]
        if self.surface not in ONLY_IN.get(kind, {self.surface}):
            found.append(f"{where}: {kind} does not go in a {self.surface}")
        if "block_id" in block:
            found += self.length(block["block_id"], f"{where}/block_id", 255, 1)
            self.block_ids.append(str(block["block_id"]))
        check = getattr(self, f"_{kind}", None)
        found += check(block, where) if check else []
        ids = [e.get("action_id") for e in block.get("elements") or [] if isinstance(e, dict)]
        doubled = sorted({i for i in ids if i is not None and ids.count(i) > 1})
        return found + [f"{where}: action_id {name!r} is used twice" for name in doubled]

    def _section(self, block: Json, where: str) -> list[str]:
        found = [f"{where}: neither text nor fields"] * (
            not block.get("text") and not block.get("fields")
        )
        if block.get("text"):
            found += self.text(block["text"], f"{where}/text", 3000)
        fields = block.get("fields") or []
        found += [f"{where}/fields: {len(fields)}, 10 fit"] * (len(fields) > 10)
        for number, thing in enumerate(fields):
            found += self.text(thing, f"{where}/fields/{number}", 2000)
        if block.get("accessory"):
            found += self.element(block["accessory"], f"{where}/accessory", IN_SECTION)
        return found

    def _header(self, block: Json, where: str) -> list[str]:
        return self.text(block.get("text"), f"{where}/text", 150, plain_only=True)

    def _context(self, block: Json, where: str) -> list[str]:
        found = self.count(block.get("elements"), f"{where}/elements", 10)
        for number, thing in enumerate(block.get("elements") or []):
            at = f"{where}/elements/{number}"
            image = isinstance(thing, dict) and thing.get("type") == "image"
            found += self.element(thing, at, {"image"}) if image else self.text(thing, at, 3000)
        return found

    def _actions(self, block: Json, where: str) -> list[str]:
        found = self.count(block.get("elements"), f"{where}/elements", 25)
        for number, thing in enumerate(block.get("elements") or []):
            found += self.element(thing, f"{where}/elements/{number}", IN_ACTIONS)
        return found

    def _context_actions(self, block: Json, where: str) -> list[str]:
        found = self.count(block.get("elements"), f"{where}/elements", 5)
        for number, thing in enumerate(block.get("elements") or []):
            found += self.element(
                thing, f"{where}/elements/{number}", {"feedback_buttons", "icon_button"}
            )
        return found

    def _input(self, block: Json, where: str) -> list[str]:
        found = self.text(block.get("label"), f"{where}/label", 2000, plain_only=True)
        if block.get("hint") is not None:
            found += self.text(block["hint"], f"{where}/hint", 2000, plain_only=True)
        found += self.element(block.get("element"), f"{where}/element", IN_INPUT)
        only_modal = (block.get("element") or {}).get("type") == "file_input"
        return found + [f"{where}: file_input is for modals"] * (
            only_modal and self.surface != "modal"
        )

    def _image(self, block: Json, where: str) -> list[str]:
        found = [f"{where}: needs image_url or slack_file"] * (
            not block.get("image_url") and not block.get("slack_file")
        )
        found += self.length(block.get("image_url"), f"{where}/image_url", 3000)
        found += [f"{where}/alt_text: needed"] * (not block.get("alt_text"))
        found += self.length(block.get("alt_text"), f"{where}/alt_text", 2000)
        if block.get("title"):
            found += self.text(block["title"], f"{where}/title", 2000, plain_only=True)
        return found

    def _markdown(self, block: Json, where: str) -> list[str]:
        words = block.get("text")
        self.markdown += len(words) if isinstance(words, str) else 0
        return [f"{where}/text: empty"] * (not words) + self.length(words, f"{where}/text", 12_000)

    def _rich_text(self, block: Json, where: str) -> list[str]:
        return self.rich(block.get("elements"), where, RICH)

    def rich(self, elements: Any, where: str, allowed: set[str]) -> list[str]:
        found: list[str] = [] if isinstance(elements, list) else [f"{where}: no elements"]
        for number, thing in enumerate(elements or []):
            at, kind = f"{where}/elements/{number}", thing.get("type")
            if kind not in allowed:
                found.append(f"{at}: unknown rich text {kind!r}")
            elif kind == "rich_text_list":
                found += [f"{at}/style: bullet or ordered"] * (
                    thing.get("style") not in ("bullet", "ordered")
                )
                found += self.rich(thing.get("elements"), at, {"rich_text_section"})
            elif kind in RICH:
                found += self.rich(thing.get("elements"), at, RICH_INNER)
            elif kind == "text":
                found += [f"{at}: empty"] * (not thing.get("text"))
        return found

    def _table(self, block: Json, where: str) -> list[str]:
        self.tables += 1
        rows = block.get("rows") or []
        found = self.count(rows, f"{where}/rows", 100)
        found += [f"{where}/column_settings: at most 20"] * (
            len(block.get("column_settings") or []) > 20
        )
        total = 0
        for number, row in enumerate(rows):
            at = f"{where}/rows/{number}"
            found += self.count(row, at, 20)
            found += [f"{at}: not as wide as the first row"] * (len(row) != len(rows[0]))
            for cell in row:
                kind = cell.get("type")
                if kind not in ("raw_text", "rich_text", "raw_number"):
                    found.append(f"{at}: unknown cell {kind!r}")
                elif kind == "rich_text":
                    found += self.rich(cell.get("elements"), at, RICH)
                else:
                    found += [f"{at}: empty cell"] * (cell.get("text") in (None, ""))
                total += len(str(cell.get("text", "")))
        return found + [f"{where}: {total} characters in a table, 10000 fit"] * (total > 10_000)

    def _card(self, block: Json, where: str) -> list[str]:
        found: list[str] = []
        for name, most in (("title", 150), ("subtitle", 150), ("body", 200)):
            if block.get(name):
                found += self.text(block[name], f"{where}/{name}", most)
        for number, thing in enumerate(block.get("actions") or []):
            found += self.element(thing, f"{where}/actions/{number}", {"button"})
        return found

    def _carousel(self, block: Json, where: str) -> list[str]:
        found = self.count(block.get("elements"), f"{where}/elements", 10)
        for number, thing in enumerate(block.get("elements") or []):
            found += self.block(thing, f"{where}/elements/{number}")
        return found

    def _container(self, block: Json, where: str) -> list[str]:
        found = self.count(block.get("child_blocks"), f"{where}/child_blocks", 10)
        for number, thing in enumerate(block.get("child_blocks") or []):
            found += self.block(thing, f"{where}/child_blocks/{number}")
        return found

    @staticmethod
    def count(things: Any, where: str, most: int) -> list[str]:
        if not isinstance(things, list) or not things:
            return [f"{where}: needs at least one"]
        return [f"{where}: {len(things)}, {most} fit"] * (len(things) > most)

    # elements

    def element(self, element: Any, where: str, allowed: set[str]) -> list[str]:
        kind = element.get("type") if isinstance(element, dict) else None
        if kind not in allowed:
            return [f"{where}: {kind!r} does not go here"]
        found = [
            f"{where}/{name}: unknown in {kind}"
            for name in element
            if name not in ELEMENTS[kind] | {"type", "action_id"}
        ]
        if "action_id" in element:
            found += self.length(element["action_id"], f"{where}/action_id", 255, 1)
        if element.get("placeholder") is not None:
            found += self.text(element["placeholder"], f"{where}/placeholder", 150, plain_only=True)
        if element.get("confirm") is not None:
            found += self.confirm(element["confirm"], f"{where}/confirm")
        self.focused += bool(element.get("focus_on_load"))
        most = element.get("max_selected_items")
        found += [f"{where}/max_selected_items: at least 1"] * (most is not None and most < 1)
        found += self.choices(element, where)
        check = getattr(self, f"_{kind}", None) if kind != "image" else self._image
        return found + (check(element, where) if check else [])

    def _button(self, element: Json, where: str) -> list[str]:
        found = self.text(element.get("text"), f"{where}/text", 75, plain_only=True)
        found += self.length(element.get("value"), f"{where}/value", 2000)
        found += self.length(element.get("url"), f"{where}/url", 3000)
        found += self.length(element.get("accessibility_label"), f"{where}/accessibility_label", 75)
        style = element.get("style")
        return found + [f"{where}/style: {style!r}"] * (
            "style" in element and style not in ("primary", "danger")
        )

    def _plain_text_input(self, element: Json, where: str) -> list[str]:
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        found = [f"{where}/max_length: between 1 and 3000"] * (not 1 <= most <= 3000)
        found += [f"{where}/min_length: between 0 and max_length"] * (
            not 0 <= least <= min(most, 3000)
        )
        first = element.get("initial_value")
        return found + self.length(first, f"{where}/initial_value", min(most, 3000))

    def _number_input(self, element: Json, where: str) -> list[str]:
        return [f"{where}/is_decimal_allowed: needed"] * ("is_decimal_allowed" not in element)

    def _datepicker(self, element: Json, where: str) -> list[str]:
        first = element.get("initial_date")
        return [f"{where}/initial_date: {first!r}"] * (
            first is not None and not DATE.fullmatch(str(first))
        )

    def _timepicker(self, element: Json, where: str) -> list[str]:
        first = element.get("initial_time")
        return [f"{where}/initial_time: {first!r}"] * (
            first is not None and not CLOCK.fullmatch(str(first))
        )

    def _datetimepicker(self, element: Json, where: str) -> list[str]:
        first = element.get("initial_date_time")
        return [f"{where}/initial_date_time: {first!r}"] * (
            first is not None and len(str(first)) != 10
        )

    def choices(self, element: Json, where: str) -> list[str]:
        """Options: how many, how long, each once, and the initial ones among them."""
        kind = element["type"]
        if kind not in (
            "static_select",
            "multi_static_select",
            "overflow",
            "checkboxes",
            "radio_buttons",
        ):
            return self.begun(element, where, None)
        few = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}.get(kind, 100)
        groups = element.get("option_groups")
        found: list[str] = []
        if groups and element.get("options"):
            found.append(f"{where}: options and option_groups")
        if groups and "option_groups" in ELEMENTS[kind]:
            found += self.count(groups, f"{where}/option_groups", 100)
            for number, group in enumerate(groups):
                at = f"{where}/option_groups/{number}"
                found += self.text(group.get("label"), f"{at}/label", 75, plain_only=True)
                found += self.options(group.get("options"), f"{at}/options", few, kind)
        else:
            found += self.options(element.get("options"), f"{where}/options", few, kind)
        return found + self.begun(element, where, options_of(element))

    def begun(self, element: Json, where: str, offered: list[Json] | None) -> list[str]:
        found: list[str] = []
        one, many = element.get("initial_option"), element.get("initial_options")
        for option in [*([one] if one else []), *(many or [])]:
            if offered is not None and option not in offered:
                found.append(f"{where}: the initial option {option.get('value')!r} is not offered")
            elif offered is None:
                found += self.option(option, f"{where}/initial_option", element["type"])
        return found + [f"{where}/initial_options: empty"] * (many == [])

    def options(self, options: Any, where: str, most: int, kind: str) -> list[str]:
        found = self.count(options, where, most)
        for number, option in enumerate(options or []):
            found += self.option(option, f"{where}/{number}", kind)
        values = [o.get("value") for o in options or [] if isinstance(o, dict)]
        return found + [f"{where}: a value is used twice"] * (len(set(values)) < len(values))

    def option(self, option: Any, where: str, kind: str) -> list[str]:
        if not isinstance(option, dict):
            return [f"{where}: not an option"]
        allowed = {"text", "value", "description"} | ({"url"} if kind == "overflow" else set())
        found = [f"{where}/{name}: unknown in an option" for name in option if name not in allowed]
        plain_only = kind not in ("checkboxes", "radio_buttons")
        found += self.text(option.get("text"), f"{where}/text", 75, plain_only=plain_only)
        found += self.length(option.get("value") or "", f"{where}/value", 150, 1)
        if option.get("description") is not None:
            found += self.text(
                option["description"], f"{where}/description", 75, plain_only=plain_only
            )
        return found

    def confirm(self, thing: Json, where: str) -> list[str]:
        found = self.text(thing.get("title"), f"{where}/title", 100, plain_only=True)
        found += self.text(thing.get("text"), f"{where}/text", 300)
        for name in ("confirm", "deny"):
            found += self.text(thing.get(name), f"{where}/{name}", 30, plain_only=True)
        allowed = {"title", "text", "confirm", "deny", "style"}
        return found + [f"{where}/{name}: unknown" for name in thing if name not in allowed]
