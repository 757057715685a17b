"""The rules for texts and elements: what each may hold, and how much."""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.slack.forms import options_of
from tests.fakes.slack.kinds import ELEMENTS
from tests.fakes.slack.state import Json

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Elements:
    """Goes through the elements of a block."""

    focused = 0

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

    @staticmethod
    def count(things: Any, where: str, most: int) -> list[str]:
        if not isinstance(things, list) or not things:
            return [f"{where}: needs at least one"]
        return [f"{where}: {len(things)}, {most} fit"] * (len(things) > most)

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
