"""Replies as Block Kit. What the desk said becomes blocks here and nowhere else.

The functions know the classes of `bot.desk.replies` and no feature. A room gets the short form
(long texts cut, rare steps in a menu), a person the whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count

from bot.desk.replies import Block as ReplyBlock
from bot.desk.replies import (
    Body,
    Button,
    Buttons,
    Card,
    Copyable,
    Fact,
    File,
    Line,
    Picture,
    Row,
    Section,
    Table,
    Tone,
)
from bot.handlers.lengths import cut, pieces
from bot.handlers.slack import kit
from bot.handlers.slack.kit import Block, Element
from bot.texts import Arg, Lang, Person, phrase, visible
from bot.texts import say as put_into_words

LONG_TEXT = 700
"""What somebody wrote is cut in a room beyond so many characters; in private it is whole."""
LONG_LINE, LONG_SECTION = 300, 2500
"""So long is a line, and a section's lines together, in a room: its card must be one message."""
PIECE = 2500
"""Characters of one block of a long text; Slack takes 3000."""
DOTS: dict[Tone, str] = {
    "open": "🔵",
    "busy": "🟢",
    "waiting": "🟡",
    "done": "⚪\ufe0f",
    "gone": "⚫\ufe0f",
}


def say(arg: Arg, lang: Lang) -> str:
    """In words, with nothing hidden in them."""

    def show(value: str | Person) -> str:
        return visible(value.name if isinstance(value, Person) else value)

    return put_into_words(arg, lang, show)


def escaped(text: str) -> str:
    """A text for the one field that Slack parses (`text`), with nothing in it to parse."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(body: Body, lang: Lang) -> str:
    """The plain line for notifications, and for clients that show no blocks."""
    for block in body:
        said = say(_first(block), lang)
        if said.strip():
            return escaped(cut(said, 1000))
    return say(phrase("chat.answer"), lang)


def _first(block: ReplyBlock) -> Arg:
    match block:
        case Card():
            return block.fallback
        case Line() | Copyable():
            return block.text
        case Table() | File():
            return block.title
        case Picture():
            return block.alt
        case Buttons():
            return ""


def blocks(
    body: Body, lang: Lang, *, whole: bool = True, pictures: Mapping[str, str] | None = None
) -> list[Block]:
    """What the desk said, as blocks. `whole` is for one person, its opposite for a room.

    `pictures` are those that Slack has, their ids by their content (see `files`); another is
    told in its words.
    """
    return _Page(lang, whole, pictures or {}).body(body)


def messages(
    body: Body, lang: Lang, *, whole: bool = True, pictures: Mapping[str, str] | None = None
) -> list[list[Block]]:
    """The same in as many messages as it needs, by blocks and by characters."""
    found: list[list[Block]] = []
    size = 0
    for block in blocks(body, lang, whole=whole, pictures=pictures):
        weight = len(json.dumps(block, ensure_ascii=False))
        size += weight
        if not found or len(found[-1]) >= kit.MESSAGE_BLOCKS or size > kit.MESSAGE_SIZE:
            found.append([])
            size = weight
        found[-1].append(block)
    return found


def press(button: Button) -> str:
    """A button's value: its command, its arguments, and whether a form follows."""
    kept = [button.command, button.args, int(button.opens)]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


class _Page:
    """One message or view on its way: a language, and a number for everything to press."""

    def __init__(self, lang: Lang, whole: bool, pictures: Mapping[str, str]) -> None:
        self.lang = lang
        self.whole = whole
        self.pictures = pictures
        self._numbers = count(1)

    def say(self, arg: Arg) -> str:
        """A text, a date or a number in the page's language."""
        return say(arg, self.lang)

    def t(self, code: str) -> str:
        """One of the chat's own texts."""
        return self.say(phrase(f"chat.{code}"))

    def body(self, body: Body) -> list[Block]:
        """The blocks of what there is to show, in order."""
        found: list[Block] = []
        for block in body:
            match block:
                case Line():
                    found += _text(self.say(block.text), bold=block.strong)
                case Copyable():
                    parts = pieces(self.say(block.text), PIECE)
                    found += [kit.rich(kit.copyable(part)) for part in parts]
                case Buttons():
                    found += self.rows(block.buttons)
                case Card():
                    found += self.card(block)
                case Table():
                    found += self.table(block)
                case Picture():
                    found += self.picture(block)
                case File():
                    found += _text(self.say(block.title))
        return found

    # -- what is pressed -----------------------------------------------------------------------

    def button(self, button: Button) -> Element:
        """One button. One that asks first does so in Slack's own dialog."""
        made: Element = {
            "type": "button",
            "action_id": f"{button.command}.{next(self._numbers)}",
            "text": kit.plain(self.say(button.label), kit.BUTTON_TEXT),
            "value": press(button),
        }
        if button.style != "plain":
            made["style"] = button.style
        if button.asks is not None:
            made["confirm"] = {
                "title": kit.plain(self.t("sure"), 100),
                "text": kit.plain(self.say(button.asks), kit.CONFIRM_TEXT),
                "confirm": kit.plain(self.t("yes"), 30),
                "deny": kit.plain(self.t("no"), 30),
            }
        return made

    def menu(self, buttons: Sequence[Button]) -> Element:
        """Rarer steps in a menu.

        A menu cannot ask first for one of its lines: such a step goes without its revision, as a
        typed one does, and is then asked about by the desk.
        """
        options = []
        for button in buttons[: kit.OVERFLOW_OPTIONS]:
            kept = {k: v for k, v in button.args.items() if not button.asks or k != "revision"}
            value = press(Button(button.label, button.command, kept, opens=button.opens))
            options.append(
                {"text": kit.plain(self.say(button.label), kit.OPTION_TEXT), "value": value}
            )
        return {
            "type": "overflow",
            "action_id": f"menu.{next(self._numbers)}",
            "options": options,
        }

    def rows(self, buttons: Sequence[Button], more: Sequence[Button] = ()) -> list[Block]:
        """Buttons side by side, a few in a row; in a room the rarer steps behind three dots."""
        found = [[self.button(one) for one in row] for row in _rows(buttons)]
        if more and not self.whole:
            found = found or [[]]
            found[-1].append(self.menu(more))
        blocks = [kit.actions(row) for row in found]
        if more and self.whole:
            blocks.append(kit.context(self.t("more_steps")))
            blocks += [kit.actions([self.button(one) for one in row]) for row in _rows(more)]
        return blocks

    def beside(self, buttons: Sequence[Button]) -> Element | None:
        """What can be pressed beside a line: one button, or a menu of a few."""
        if len(buttons) == 1:
            return self.button(buttons[0])
        return self.menu(buttons) if buttons else None

    # -- what is read --------------------------------------------------------------------------

    def card(self, card: Card) -> list[Block]:
        """A case or a member."""
        found = [kit.header(self.say(card.title))]
        if card.status is not None:
            found.append(kit.context(f"{DOTS[card.tone]} {self.say(card.status)}"))
        found += self.quote(card.quote)
        found += self.facts(card.facts)
        for section in card.sections:
            found += self.section(section)
        found += self.rows(card.buttons, card.more)
        if card.footer is not None:
            found.append(kit.context(self.say(card.footer)))
        return found

    def quote(self, text: str) -> list[Block]:
        """What somebody wrote, cut where others read it in a room."""
        if not text.strip():
            return []
        shown = visible(text)
        if self.whole or len(shown) <= LONG_TEXT:
            return [kit.rich(kit.quote(piece)) for piece in pieces(shown, PIECE)]
        return [kit.rich(kit.quote(cut(shown, LONG_TEXT))), kit.context(self.t("cut"))]

    def facts(self, facts: Iterable[Fact]) -> list[Block]:
        """Labels and values, in as few blocks as hold them."""
        found: list[list[Element]] = []
        size = 0
        for fact in facts:
            label = cut(self.say(fact.label), kit.HEADER_TEXT)
            value = cut(self.say(fact.value), PIECE if self.whole else LONG_LINE)
            size += len(label) + len(value)
            if not found or size > PIECE:
                found.append([])
                size = len(label) + len(value)
            found[-1] += kit.words(("\n" if found[-1] else "") + label, bold=True)
            found[-1] += kit.words(f"  {value}")
        return [kit.rich(kit.paragraph(elements)) for elements in found]

    def section(self, section: Section) -> list[Block]:
        """A heading with its lines and buttons, folded away where it asks for it."""
        lines = self.lines(section)
        title = cut(self.say(section.title), kit.HEADER_TEXT)
        if section.folded and lines:
            inside = [*_packed(lines), *self.rows(section.buttons)]
            size = kit.CONTAINER_BLOCKS
            return [kit.fold(title, inside[at : at + size]) for at in range(0, len(inside), size)]
        heading = kit.paragraph(kit.words(title, bold=True))
        if not lines:
            return [kit.rich(heading), *self.rows(section.buttons)]
        first, *rest = _lists(lines)
        found = [kit.rich(heading, first), *(kit.rich(part) for part in rest)]
        return [*found, *self.rows(section.buttons)]

    def lines(self, section: Section) -> list[str]:
        """A section's lines; in a room as many of the last as there is place for."""
        lines = [self.say(line) for line in section.lines]
        if self.whole:
            return lines
        lines = [cut(line, LONG_LINE) for line in lines]
        size, first = 0, len(lines)
        while first and size + len(lines[first - 1]) <= LONG_SECTION:
            first -= 1
            size += len(lines[first])
        return [self.t("earlier"), *lines[first:]] if first else lines

    def table(self, table: Table) -> list[Block]:
        """A list: a line or two for each, with what can be done about it beside."""
        found = [kit.header(self.say(table.title))]
        found += [self.row(row) for row in table.rows]
        if not table.rows:
            found.append(kit.section(self.say(table.empty)))
        return found + (self.rows((table.more,)) if table.more else [])

    def row(self, row: Row) -> Block:
        """One line of a list, with what can be done about it beside."""
        first, *rest = [self.say(cell) for cell in row.cells] or [""]
        text = first + ("\n" + " · ".join(cell for cell in rest if cell) if rest else "")
        return kit.section(text, self.beside(row.buttons))

    def picture(self, picture: Picture) -> list[Block]:
        """A picture that Slack has; else what it shows, in words."""
        words = self.say(picture.alt)
        known = self.pictures.get(picture.png)
        return [kit.image(known, words)] if known else _text(words)


def _text(text: str, *, bold: bool = False) -> list[Block]:
    return [
        kit.rich(kit.paragraph(kit.words(piece, bold=bold)))
        for piece in pieces(text, PIECE)
        if piece.strip()
    ]


def _rows(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    size = kit.ROW_BUTTONS
    return [buttons[at : at + size] for at in range(0, len(buttons), size)]


def _lists(lines: Sequence[str]) -> list[Element]:
    """Lines as lists, each within a block's size."""
    return [kit.bullets(group) for group in _grouped(lines, len)]


def _packed(lines: Sequence[str]) -> list[Block]:
    """Lines as plain sections, as few as hold them."""
    return [
        kit.section("\n".join(f"• {line}" for line in group))
        for group in _grouped(lines, lambda line: len(line) + 3)
    ]


def _grouped(lines: Sequence[str], length: Callable[[str], int]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    size = 0
    for line in (cut(line, PIECE) for line in lines):
        size += length(line)
        if size > PIECE and groups[-1]:
            groups.append([])
            size = length(line)
        groups[-1].append(line)
    return groups
