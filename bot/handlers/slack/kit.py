"""Block Kit's pieces, each within Slack's limits. What a text says is decided in `render`.

Everything is `plain_text` or `rich_text`, which Slack never parses: a text typed by a member
cannot ping a channel, forge a link, start a code fence or turn bold. The limits are those of
Slack's Block Kit reference, as `slack_sdk.models` and the tests' own table check them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.handlers.lengths import cut

Block = dict[str, Any]
Element = dict[str, Any]

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_SIZE = 12_000
"""Characters of a message's blocks: from some 13,000 on Slack answers `msg_blocks_too_long`."""
SECTION_TEXT, HEADER_TEXT, CONTEXT_TEXT = 3000, 150, 2000
BUTTON_TEXT = 75
OPTION_TEXT = 75
OVERFLOW_OPTIONS, SELECT_OPTIONS = 5, 100
CONTAINER_BLOCKS = 4
"""Slack takes ten, of which four full ones are a whole message's characters."""
VIEW_TITLE, INPUT_TEXT = 24, 3000
LABEL_TEXT, HINT_TEXT, PLACEHOLDER_TEXT = 2000, 2000, 150
CONFIRM_TEXT = 300
ALT_TEXT, FILE_ALT = 2000, 1000
"""Characters of a picture's words: in a message, and of the file it is."""
ROW_BUTTONS = 5
"""More than five buttons in a row break into an untidy heap on a phone."""

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def plain(text: str, limit: int) -> Element:
    """A text that is shown as it stands; ":smile:" too."""
    return {"type": "plain_text", "text": cut(text, limit) or " ", "emoji": False}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, HEADER_TEXT)}


def context(text: str) -> Block:
    """A small line: a state, where something comes from."""
    return {"type": "context", "elements": [plain(text, CONTEXT_TEXT)]}


def section(text: str, accessory: Element | None = None) -> Block:
    """A text with perhaps something to press beside it."""
    found: Block = {"type": "section", "text": plain(text, SECTION_TEXT)}
    if accessory is not None:
        found["accessory"] = accessory
    return found


def words(text: str, *, bold: bool = False) -> list[Element]:
    """A text as rich text's elements; an address in it is a link that shows itself."""
    found: list[Element] = []
    at = 0
    for address in _ADDRESS.finditer(text):
        found += _word(text[at : address.start()], bold)
        found.append({"type": "link", "url": address[0]})
        at = address.end()
    return found + _word(text[at:], bold)


def _word(text: str, bold: bool) -> list[Element]:
    if not text:
        return []
    return [{"type": "text", "text": text, **({"style": {"bold": True}} if bold else {})}]


def rich(*parts: Element) -> Block:
    """A block of paragraphs, lists and quotes."""
    return {"type": "rich_text", "elements": list(parts)}


def paragraph(elements: Sequence[Element]) -> Element:
    """Running text."""
    return {"type": "rich_text_section", "elements": list(elements)}


def bullets(lines: Iterable[str]) -> Element:
    """Lines with a dot before each."""
    found = [paragraph(words(line)) for line in lines if line]
    return {"type": "rich_text_list", "style": "bullet", "elements": found}


def quote(text: str) -> Element:
    """What somebody wrote."""
    return {"type": "rich_text_quote", "elements": words(text)}


def copyable(text: str) -> Element:
    """A ready text, to be copied as it stands."""
    return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text or " "}]}


def actions(elements: Sequence[Element]) -> Block:
    """Things to press, side by side."""
    return {"type": "actions", "elements": list(elements)}


def image(file: str, words: str) -> Block:
    """A picture that Slack has, by its id, and what it shows for those who do not see it."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": cut(words, ALT_TEXT) or " "}


def without_pictures(blocks: Iterable[Block]) -> list[Block]:
    """The same blocks with a picture's words in its place, where Slack does not take the file."""
    return [
        rich(paragraph(words(block["alt_text"]))) if block["type"] == "image" else block
        for block in blocks
    ]


def fold(title: str, blocks: Sequence[Block]) -> Block:
    """Blocks under a heading that opens on a press.

    Slack's `container` takes ten blocks, and its live check knows fewer kinds than its reference
    says: only sections, contexts and actions are put into it. A client or workspace that does not
    know it yet gets `unfolded` blocks (see `outbound`).
    """
    return {
        "type": "container",
        "title": plain(title, HEADER_TEXT),
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": list(blocks),
    }


def unfolded(blocks: Iterable[Block]) -> list[Block]:
    """The same blocks for a Slack that does not know how to fold, and for views."""
    found: list[Block] = []
    for block in blocks:
        if block["type"] == "container":
            title = paragraph(words(block["title"]["text"], bold=True))
            found += [rich(title), *block["child_blocks"]]
        else:
            found.append(block)
    return found
