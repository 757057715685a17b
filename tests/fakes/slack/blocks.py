"""The rules for blocks, and for what must be single in a message or view."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack.elements import Elements
from tests.fakes.slack.kinds import (
    BLOCKS,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    ONLY_IN,
    RICH,
    RICH_INNER,
)
from tests.fakes.slack.state import Json


class Checker(Elements):
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
