"""Adaptive Cards' pieces, version 1.5. What a text says is decided in `render`.

Texts are `TextRun`s, which no client parses as Markdown: a text typed by a member cannot turn
bold, become a list or hide an address behind other words. Two things are left that a client may
read out of any text, and `inert` breaks both without a trace to the eye: `{{DATE(…)}}`, which
Adaptive Cards' own renderer puts a date in the place of, and, in the few fields that are parsed
as Markdown (headings, names of choices, `fallbackText`), what Markdown would take for its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from bot.handlers.lengths import cut
from bot.texts import Lang

Card = dict[str, Any]
Element = dict[str, Any]
Action = dict[str, Any]
Colour = Literal["default", "accent", "good", "warning", "attention"]
Style = Literal["default", "emphasis", "accent", "good", "warning", "attention"]
Spacing = Literal["none", "small", "default", "medium", "large", "extraLarge"]

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"
"""The newest that Teams' desktop, web and mobile clients all show."""
ACTIVITY_BYTES = 28_000
"""Teams refuses a message from some 28 KB on (RequestSizeTooBig); a bot's may be larger on some
clients, and none promises it."""
CARD_BYTES = ACTIVITY_BYTES - 3_000
"""What one card may weigh: the rest is for the activity around it."""
TITLE_TEXT, BUTTON_TEXT, CHOICE_TEXT, LABEL_TEXT = 150, 60, 120, 500
FALLBACK_TEXT = 300
PICTURE_SIGNS = 40_000
"""Characters of a picture in base64. Microsoft counts none of them into the size of a message; some
clients' libraries stop at 65,000 in an address."""
ALT_TEXT = 1000
FRAME_BYTES = 4_000
"""What of a card is not its body."""
ROW_BUTTONS = 5
"""Teams shows six actions of a set; a sixth and "…" would break into an untidy heap."""

_STAMP = re.compile(r"\{\{(?=\s*(?:DATE|TIME)\s*\()", re.IGNORECASE)
_PLAIN = re.compile(r"(?:[^\W_]|[ ,.:;?!·–—’”\"'()/&%§+=\-])*")
_TAKEN = re.compile(r"\s*(?:[-+=]|\d+[.)]|.*(?:://|www\.|---|&#?\w+;))", re.IGNORECASE)
_BEGINS = re.compile(r"^(?=[ \t\-+=]|\d+[.)])", re.MULTILINE)
_LINK = re.compile(r"https://[^\s<>\"{}]{1,1500}")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)|(?<=&)(?=#?\w+;)", re.IGNORECASE)
_SIGN = re.compile(r"[*_~\\<>\[\]#|]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_JOINER, _HAIR, _GRAVE = "\u2060", "\u200a", "\u02cb"


def size(made: object) -> int:
    """How many bytes something is, as it is sent."""
    whole = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return len(whole.encode("utf-8", "surrogatepass"))


def weight(*elements: Element) -> int:
    """How many bytes elements count for: Teams does not count a picture's own among them."""
    pictures = sum(len(one["url"]) for one in elements if one["type"] == "Image")
    return size(elements) - pictures


def of_size(text: str, most: int) -> str:
    """As much of a text as `most` bytes hold, quotation marks included."""
    while text and size(text) > most:
        text = text[: min(len(text) - 1, max(0, len(text) * most // size(text)))]
    return text


def whole(text: str) -> str:
    """A text that every decoder takes: half a sign is shown as one that is not known."""
    return _SURROGATE.sub("\ufffd", text)


def inert(text: str) -> str:
    """A text with no date in it for a client to work out."""
    return _STAMP.sub("{" + _JOINER + "{", whole(text))


def is_plain(text: str) -> bool:
    """Whether Markdown would leave every sign of a text as it stands."""
    return bool(_PLAIN.fullmatch(text)) and not _TAKEN.match(text)


def unmarked(text: str) -> str:
    """A text for a field that is parsed as Markdown, with nothing in it that Markdown sees.

    A sign between two thin spaces neither opens nor closes anything (CommonMark's flanking rule);
    a sign that begins a line, and an address, is parted by a joiner that nobody sees. A backtick,
    which nothing but a backslash stops, is written with the accent that looks like it.
    """
    text = inert(text)
    if is_plain(text):
        return text
    apart = _SIGN.sub(lambda sign: f"{_HAIR}{sign[0]}{_HAIR}", text.replace("`", _GRAVE))
    return _BEGINS.sub(_JOINER, _ADDRESS.sub(_JOINER, apart))


# -- what is read


def run(text: str, **style: Any) -> Element:
    """A piece of a text: `weight`, `size`, `color`, `isSubtle`, `italic`, `fontType`."""
    return {"type": "TextRun", "text": inert(text), **style}


def rich(runs: Sequence[Element], **place: Any) -> Element:
    """A paragraph of runs."""
    return {"type": "RichTextBlock", "inlines": list(runs), **place}


def words(text: str, *, bold: bool = False, spacing: Spacing | None = None) -> Element:
    """A paragraph."""
    style = {"weight": "Bolder"} if bold else {}
    return rich([run(text or " ", **style)], **_spaced(spacing))


def is_address(text: str) -> bool:
    """Whether a text is an address and nothing else."""
    return bool(_LINK.fullmatch(text))


def address(text: str) -> Element:
    """An address that is a link and shows itself: nobody is led elsewhere than they read."""
    opens = {"type": "Action.OpenUrl", "title": cut(text, BUTTON_TEXT), "url": text}
    return rich([run(text, color="Accent", selectAction=opens)], spacing="None")


def small(text: str, *, colour: Colour | None = None, spacing: Spacing = "small") -> Element:
    """A line beside the point: where something comes from, what a field is for."""
    style: dict[str, Any] = {"color": colour.capitalize()} if colour else {"isSubtle": True}
    return rich([run(text or " ", size="Small", **style)], spacing=spacing.capitalize())


def heading(text: str, *, large: bool = False, spacing: Spacing | None = None) -> Element:
    """A heading, announced as one by screen readers.

    Only a `TextBlock` can be a heading, and it is parsed: a text that Markdown would change is a
    bold paragraph instead, which looks the same.
    """
    shown = cut(text, TITLE_TEXT) or " "
    look = {"size": "Large" if large else "Medium", "weight": "Bolder"}
    if is_plain(shown):
        made = {"type": "TextBlock", "text": shown, "style": "heading", "wrap": True, **look}
        return {**made, **_spaced(spacing)}
    return rich([run(shown, **look)], **_spaced(spacing))


def image(png: str, words: str) -> Element:
    """A picture within the card, and what it shows for those who do not see it."""
    url = f"data:image/png;base64,{png}"
    return {"type": "Image", "url": url, "altText": inert(cut(words, ALT_TEXT)) or " "}


def without_pictures(said: Any) -> Any:
    """The same with a picture's words in its place, where Teams does not take it."""
    if isinstance(said, Mapping):
        if said.get("type") == "Image":
            return words(str(said["altText"]))
        return {name: without_pictures(value) for name, value in said.items()}
    return [without_pictures(one) for one in said] if isinstance(said, list) else said


def box(items: Sequence[Element], style: Style | None = None, **place: Any) -> Element:
    """Elements together, on a ground of their own where a style is given."""
    made: Element = {"type": "Container", "items": list(items), **place}
    return {**made, "style": style} if style else made


def columns(*parts: tuple[str, Sequence[Element]], **place: Any) -> Element:
    """Elements side by side: for each column its width and what stands in it."""
    made = [{"type": "Column", "width": width, "items": list(items)} for width, items in parts]
    return {"type": "ColumnSet", "columns": made, **place}


def _spaced(spacing: Spacing | None) -> dict[str, str]:
    return {"spacing": spacing[:1].upper() + spacing[1:]} if spacing else {}


# -- what is pressed


def actions(made: Sequence[Action], **place: Any) -> Element:
    """Things to press, side by side."""
    return {"type": "ActionSet", "actions": list(made), **place}


def toggle(title: str, targets: Iterable[str], **more: Any) -> Action:
    """Show what is hidden and hide what is shown."""
    said = inert(cut(title, BUTTON_TEXT)).strip() or "…"
    made: Action = {"type": "Action.ToggleVisibility", "title": said}
    return {**made, "targetElements": list(targets), **more}


def fold(title: str, items: Sequence[Element], name: str) -> Element:
    """Elements under a heading that opens on a press. `name` is used once on a card."""
    closed, opened, inside = f"{name}.closed", f"{name}.open", f"{name}.inside"
    marks = [
        {**rich([run("▸", weight="Bolder", color="Accent")]), "id": closed},
        {**rich([run("▾", weight="Bolder", color="Accent")]), "id": opened, "isVisible": False},
    ]
    label = rich([run(cut(title, TITLE_TEXT) or " ", weight="Bolder", color="Accent")])
    head = columns(("auto", marks), ("stretch", [label]))
    head["selectAction"] = toggle(title, (closed, opened, inside))
    hidden = box(items, id=inside, isVisible=False, spacing="Small")
    return box([head, hidden], spacing="Medium")


# -- the whole


def frame(
    body: Sequence[Element],
    lang: Lang,
    fallback: str,
    *,
    buttons: Sequence[Action] = (),
    wide: bool = True,
) -> Card:
    """A card. `fallback` is shown by clients that cannot show it, and read aloud."""
    said = cut(fallback, FALLBACK_TEXT).strip() or "…"
    made: Card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": VERSION,
        "lang": lang,
        "fallbackText": unmarked(said),
        "body": list(body),
    }
    if "<" not in said:
        made["speak"] = inert(said)
    if buttons:
        made["actions"] = list(buttons)
    return {**made, "msteams": {"width": "Full"}} if wide else made


def attachment(card: Mapping[str, Any]) -> dict[str, Any]:
    """A card as an activity carries it."""
    return {"contentType": CARD_TYPE, "content": dict(card)}
