"""A page's form as a browser without script treats it: filled in, and sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.handlers.web.inbound import CHECKED
from tests.conversations.markup import Node
from tests.conversations.normal import option_text


def contents(form: Node) -> Iterator[tuple[str, str]]:
    """What a browser sends of a form."""
    for node in _controls(form):
        name, kind = node.attrs.get("name", ""), node.attrs.get("type", "")
        if node.tag == "select":
            options = list(node.all("option"))
            chosen = [option for option in options if "selected" in option.attrs]
            if not chosen and "multiple" not in node.attrs:
                chosen = options[:1]
            yield from ((name, option.attrs["value"]) for option in chosen)
        elif node.tag == "textarea":
            yield name, node.text().removeprefix("\n")
        elif kind not in ("checkbox", "radio") or "checked" in node.attrs:
            yield name, node.attrs.get("value", "")


def _controls(node: Node) -> Iterator[Node]:
    if node.tag in ("input", "select", "textarea"):
        yield node
    for child in node.children:
        yield from _controls(child)


def fill(field: Node, values: tuple[str, ...]) -> None:
    """Type into a field, or choose these of its options and no others."""
    offered: list[tuple[str, dict[str, Any], str]] = [
        (option_text(it.text().strip()), it.attrs, "selected") for it in field.all("option")
    ]
    offered += [
        (option_text(it.text().strip()), it.one("input").attrs, "checked")
        for it in field.all("label", "pick")
    ]
    if not offered:
        _typed(field, values[0])
        return
    if [it[1].get("value") for it in offered] == [CHECKED] and values in (("Ja",), ("Nej",)):
        values = (offered[0][0],) if values == ("Ja",) else ()
    unknown = set(values) - {text for text, _, _ in offered}
    assert not unknown, f"{unknown} not among {[text for text, _, _ in offered]}"
    for text, attrs, mark in offered:
        attrs.pop(mark, None)
        if text in values:
            attrs[mark] = ""


def _typed(field: Node, value: str) -> None:
    area = field.maybe("textarea")
    if area is not None:
        area.inner = [value]
    else:
        next(field.all("input")).attrs["value"] = value
