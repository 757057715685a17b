"""What a reader sees of a message or a view, as lines of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.fakes.slack.state import Json

TOKEN = re.compile(r"<([^<>\n]+)>")
EMPHASIS = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)([^\n]*?\S)\1(?![\w*_~`])")
BARE = re.compile(r"(?<![\w@])@(channel|here|everyone)\b")
PING = re.compile(r"<(?:@([UW]\w+)(?:\|[^>]*)?|!(channel|here|everyone|subteam\^\w+)(?:\|[^>]*)?)>")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def token(match: re.Match[str]) -> str:
    """What Slack shows for <@U…>, <#C…|name>, <!channel>, <!date^…|else> and <url|words>."""
    inner, _, words = match[1].partition("|")
    if inner.startswith("!date"):
        return words
    if inner.startswith(("@", "!")):
        return "@" + (words or inner[1:]).removeprefix("@")
    if inner.startswith("#"):
        return "#" + (words or inner[1:])
    return words or inner.removeprefix("mailto:")


def mrkdwn(text: str) -> str:
    shown = TOKEN.sub(token, text).replace("```", "")
    for _ in range(3):
        shown = EMPHASIS.sub(r"\2", shown)
    return unescape(shown)


def plain(thing: Any) -> str:
    """The words of a text object."""
    if thing is None:
        return ""
    if isinstance(thing, str):
        return thing
    if thing.get("type") == "mrkdwn":
        return mrkdwn(thing.get("text", ""))
    return str(thing.get("text", ""))


def rich(element: Json) -> str:
    kind = element.get("type", "")
    if kind in ("text", "link"):
        return str(element.get("text") or element.get("url", ""))
    if kind == "user":
        return "@" + str(element["user_id"])
    if kind == "channel":
        return "#" + str(element["channel_id"])
    if kind == "broadcast":
        return "@" + str(element["range"])
    if kind == "emoji":
        return f":{element['name']}:"
    if kind == "date":
        return str(element.get("fallback", ""))
    if kind == "raw_text":
        return str(element.get("text", ""))
    if kind == "raw_number":
        return str(element.get("text", element.get("value", "")))
    between = "\n" if kind in ("rich_text", "rich_text_list") else ""
    return between.join(rich(inner) for inner in element.get("elements") or [])


def element_lines(element: Json) -> Iterator[str]:
    kind = element.get("type", "")
    if kind in ("plain_text", "mrkdwn"):
        yield plain(element)
    elif kind == "image":
        yield str(element.get("alt_text", ""))
    elif kind == "overflow":
        yield from (plain(option["text"]) for option in element["options"])
    elif kind in ("radio_buttons", "checkboxes"):
        for option in element.get("options", []):
            yield from (plain(option[n]) for n in ("text", "description") if n in option)
    elif kind == "feedback_buttons":
        yield from (plain(element[n]["text"]) for n in ("positive_button", "negative_button"))
    else:
        for name in ("text", "placeholder", "initial_option", "initial_value"):
            thing = element.get(name)
            if isinstance(thing, dict) and "value" in thing:
                thing = thing["text"]
            if thing:
                yield plain(thing)
        for option in element.get("initial_options") or []:
            yield plain(option["text"])


def block_lines(block: Json) -> Iterator[str]:
    kind = block.get("type")
    if kind == "rich_text":
        yield rich(block)
        return
    if kind == "table":
        for row in block.get("rows") or []:
            yield " | ".join(rich(cell) for cell in row)
        return
    if kind == "image":
        yield from (plain(block[n]) for n in ("title", "alt_text") if block.get(n))
        return
    for name in ("title", "subtitle", "label", "text", "body", "subtext"):
        if block.get(name):
            yield plain(block[name])
    yield from (plain(field) for field in block.get("fields") or [])
    for name in ("element", "accessory"):
        if block.get(name):
            yield from element_lines(block[name])
    for name in ("elements", "actions"):
        for element in block.get(name) or []:
            yield from (
                block_lines(element) if element.get("type") == "card" else element_lines(element)
            )
    if block.get("hint"):
        yield plain(block["hint"])
    for inner in block.get("child_blocks") or []:
        yield from block_lines(inner)


def text_lines(thing: Json | list[Json] | None) -> str:
    """All visible words of a message, a view or blocks, one line each."""
    if not thing:
        return ""
    if isinstance(thing, list):
        return "\n".join(line for block in thing for line in block_lines(block) if line)
    lines = [plain(thing[n]) for n in ("title",) if thing.get(n)]
    if thing.get("blocks"):
        lines.append(text_lines(thing["blocks"]))
    elif thing.get("text"):
        lines.append(mrkdwn(thing["text"]))
    for attachment in thing.get("attachments") or []:
        shown = text_lines(attachment.get("blocks"))
        lines.append(shown or mrkdwn(attachment.get("text", "")))
    lines += [str(file["title"]) for file in thing.get("files") or []]
    lines += [plain(thing[n]) for n in ("submit", "close") if thing.get(n)]
    return "\n".join(line for line in lines if line)


def pings(thing: Any) -> set[str]:
    """Whom it rings for: user ids, and channel, here, everyone or a group.

    Where a text object is not `verbatim`, Slack says that it reads certain mentions in plain
    words too: "@channel" counts there.
    """
    found: set[str] = set()
    if isinstance(thing, list):
        return found.union(*(pings(inner) for inner in thing))
    if not isinstance(thing, dict):
        return found
    if thing.get("type") in ("user", "broadcast", "usergroup"):
        found |= {str(thing[n]) for n in ("user_id", "range", "usergroup_id") if n in thing}
    speaks = thing.get("type") in ("mrkdwn", "message", "markdown")
    if speaks and isinstance(thing.get("text"), str):
        found |= {a or b for a, b in PING.findall(thing["text"])}
    if thing.get("type") == "mrkdwn" and not thing.get("verbatim"):
        found |= set(BARE.findall(str(thing.get("text", ""))))
    return found.union(*(pings(inner) for inner in thing.values()))
