"""What a reader sees of a message or a card, as lines of plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from tests.fakes.teams.cards import inputs, label_of, shown
from tests.fakes.teams.state import Json, Message

AT = re.compile(r"<at[^>]*>(.*?)</at>", re.DOTALL)
TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
EMPHASIS = re.compile(r"(?<![\w*_~`\\])(\*\*|__|~~|\*|_|`)(?=\S)([^\n]*?\S)\1(?![\w*_~`])")
LISTED = re.compile(r"(?m)^\s*(?:[-*+]|\d+\.)\s+")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~>|<])")


def mentions(text: str) -> str:
    return AT.sub(lambda found: f"@{found[1]}", text)


def markdown(text: str) -> str:
    """The words that are left of what Teams reads as Markdown."""
    seen = LINK.sub(r"\1", mentions(text))
    for _ in range(3):
        seen = EMPHASIS.sub(r"\2", seen)
    return html.unescape(ESCAPED.sub(r"\1", seen))


def marked_up(text: str) -> bool:
    """Whether Teams would read anything else than these signs in a TextBlock's words."""
    return markdown(text) != text or bool(LISTED.search(text)) or "{{" in text


def written(activity: Json) -> str:
    """The words of a message beside its cards."""
    text = str(activity.get("text") or "")
    if activity.get("textFormat") == "plain":
        return mentions(text)
    if activity.get("textFormat") == "xml":
        return html.unescape(TAGS.sub("", mentions(text).replace("<br>", "\n")))
    return markdown(TAGS.sub("", mentions(text).replace("<br>", "\n")))


def input_lines(field: Json) -> Iterator[str]:
    yield label_of(field)
    for choice in field.get("choices") or []:
        yield str(choice.get("title", ""))
    if field.get("type") in ("Input.Text", "Input.Date", "Input.Number") and field.get("value"):
        yield str(field["value"])


def element_lines(thing: Json, unfolded: set[str] | None) -> Iterator[str]:
    """`unfolded` None: all that can be unfolded too."""
    if unfolded is not None and not shown(thing, unfolded):
        return
    kind = thing.get("type", "")
    if kind == "RichTextBlock":
        runs = (r if isinstance(r, str) else r.get("text", "") for r in thing.get("inlines") or [])
        yield "".join(map(str, runs))
    elif kind == "TextBlock":
        yield markdown(str(thing.get("text", "")))
    elif kind == "FactSet":
        for fact in thing.get("facts") or []:
            yield f"{markdown(str(fact['title']))} {markdown(str(fact['value']))}"
    elif kind == "TableRow":
        cells = (element_lines(cell, unfolded) for cell in thing.get("cells") or [])
        yield " | ".join(" ".join(cell) for cell in cells)
    elif kind == "Image":
        yield str(thing.get("altText", ""))
    elif kind.startswith("Input."):
        yield from input_lines(thing)
    else:
        for name in ("body", "items", "columns", "rows", "images"):
            for child in thing.get(name) or []:
                yield from element_lines(child, unfolded)
    for action in thing.get("actions") or []:
        yield str(action.get("title", ""))


def split(lines: Iterable[str]) -> list[str]:
    """Line by line, as they stand on the screen, without empty ones."""
    return [part for line in lines for part in line.split("\n") if part.strip()]


def card_lines(card: Json, unfolded: set[str] | None = None) -> list[str]:
    """All words of a card, also folded ones unless `unfolded` says which are not."""
    return split(element_lines(card, unfolded))


def lines(thing: Any, unfolded: set[str] | None = None) -> list[str]:
    """Of a message, a card, a list of either; None has none."""
    if thing is None:
        return []
    if isinstance(thing, str):
        return split([thing])
    if isinstance(thing, list):
        return [line for one in thing for line in lines(one, unfolded)]
    if isinstance(thing, Message):
        cards = [line for card in thing.cards for line in card_lines(card, unfolded)]
        suggested = (thing.activity.get("suggestedActions") or {}).get("actions") or []
        return split([written(thing.activity)]) + cards + [str(a["title"]) for a in suggested]
    return card_lines(thing, unfolded)


def mentioned(activity: Json) -> set[str]:
    """Whom it rings for: the ids of its mentions, in the message and on its cards."""
    found = {
        str(e["mentioned"]["id"])
        for e in activity.get("entities") or []
        if e.get("type") == "mention"
    }
    for attachment in activity.get("attachments") or []:
        content = attachment.get("content")
        said = content.get("msteams") if isinstance(content, dict) else None
        found |= {str(e["mentioned"]["id"]) for e in (said or {}).get("entities") or []}
    return found


__all__ = ["card_lines", "inputs", "lines", "markdown", "marked_up", "mentioned", "written"]
