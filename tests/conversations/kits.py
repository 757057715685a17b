"""What Slack shows, as lines and sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.conversations.normal import BOT, MORE_STEPS, NO_ANSWER, unsigned
from tests.conversations.sheets import Field, Lines, Sheet, lines_of, pressable, rarer
from tests.fakes.slack.forms import key_of, options_of
from tests.fakes.slack.visible import plain, rich

Json = dict[str, Any]
TYPED = frozenset({"plain_text_input", "datepicker", "external_select", "multi_external_select"})


def body_lines(blocks: list[Json]) -> Lines:
    """What the bot said."""
    found = [unsigned(line) for block in blocks for line in _said(block)]
    return [line for line in found if line and line not in MORE_STEPS]


def _said(block: Json) -> Iterator[str]:
    kind = block["type"]
    if kind == "rich_text":
        yield from lines_of(rich(block))
    elif kind in ("header", "section"):
        yield from lines_of(plain(block["text"]))
        yield from _pressed(block.get("accessory"))
    elif kind == "context":
        yield from (line for element in block["elements"] for line in lines_of(plain(element)))
    elif kind == "actions":
        yield from (line for element in block["elements"] for line in _pressed(element))
    elif kind == "image":
        yield from lines_of(block["alt_text"])
    elif kind == "container":
        yield from lines_of(plain(block["title"]))
        yield from (line for inner in block["child_blocks"] for line in _said(inner))
    else:
        raise NotImplementedError(f"a {kind} in a message: say how it is compared")


def _pressed(element: Json | None) -> Iterator[str]:
    if element is None:
        return
    if element["type"] == "overflow":
        yield from (rarer(plain(option["text"])) for option in element["options"])
    else:
        yield pressable(plain(element["text"]))


def sheet(view: Json, errors: dict[str, str]) -> Sheet:
    """The form in a modal. `errors` are those that Slack shows, by block."""
    blocks = list(view["blocks"])
    title = plain(view["title"])
    if title == BOT and blocks and blocks[0]["type"] == "header":
        title = plain(blocks.pop(0)["text"])
    first = next(place for place, block in enumerate(blocks) if block["type"] == "input")
    made = Sheet(title, body_lines(blocks[:first]), plain(view["submit"]))
    for block in blocks[first:]:
        if block["type"] == "input":
            made.fields.append(_field(block, view, errors))
        else:
            (made.fields[-1].error,) = body_lines([block])
    return made


def _field(block: Json, view: Json, errors: dict[str, str]) -> Field:
    element = block["element"]
    check = element["action_id"] == "check"
    options = [] if check or element["type"] in TYPED else options_of(element)
    state = view["state"]["values"][block["block_id"]][element["action_id"]]
    chosen = _shown(state[key_of(element)], {o["value"]: plain(o["text"]) for o in options})
    return Field(
        plain(block["label"]),
        not block.get("optional", False),
        plain(block.get("hint")),
        tuple(text for text in (plain(o["text"]) for o in options) if text not in NO_ANSWER),
        tuple(["Ja"] if check and chosen else chosen),
        errors.get(block["block_id"], ""),
    )


def _shown(content: Any, labels: dict[str, str]) -> Lines:
    """What is typed; or what is chosen, as the options are called by now."""
    if isinstance(content, dict):
        content = [content]
    if not isinstance(content, list):
        return lines_of(content or "")
    texts = [labels.get(chosen["value"], plain(chosen["text"])) for chosen in content]
    return [text for text in texts if text not in NO_ANSWER]
