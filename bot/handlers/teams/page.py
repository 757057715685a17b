"""One card on its way: what the desk said as elements, in one language and for one surface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.desk.replies import (
    Block,
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
from bot.handlers.attached import image
from bot.handlers.lengths import cut, pieces
from bot.handlers.teams import kit
from bot.handlers.teams.kit import Element
from bot.handlers.teams.pressing import Press, Surface, in_menu
from bot.handlers.teams.words import say
from bot.texts import Arg, Lang, phrase, visible

PIECE = 2500
"""Characters of one paragraph of a long text, and of a fact."""
LABEL_WIDTH, BESIDE = "110px", 60
"""So wide is a fact's label; a longer value than so many characters stands below it, whole lines
of a phone being better than half ones."""
LABEL, CELL = 60, 300
DOTS: dict[Tone, str] = {
    "open": "🔵",
    "busy": "🟢",
    "waiting": "🟡",
    "done": "⚪\ufe0f",
    "gone": "⚫\ufe0f",
}


@dataclass(frozen=True)
class Limits:
    """How much of everything is said: characters of a text, and numbers of things.

    `steps` are the buttons of a section, `menu` those behind "…".
    """

    text: int
    quote: int
    line: int
    section: int
    title: int = kit.TITLE_TEXT
    steps: int = 50
    menu: int = 20
    things: int = 50


WHOLE = Limits(10**6, 10**6, PIECE, 10**6, things=1000)
ROOM = (
    Limits(10**6, 700, 300, 2500),
    Limits(1500, 400, 150, 800, things=30),
    Limits(300, 120, 80, 200, steps=4, menu=10, things=12),
)
"""A room's card says so much, and less where that is too much for one message."""
LEAST = Limits(100, 40, 40, 0, title=60, steps=0, menu=4, things=6)


class Page:
    """Replies as elements."""

    def __init__(
        self,
        lang: Lang,
        surface: Surface,
        limits: Limits = WHOLE,
        *,
        alone: bool = True,
        place: Mapping[str, str] | None = None,
    ) -> None:
        self.lang = lang
        self.surface = surface
        self.limits = limits
        self.press = Press(lang, surface, alone=alone, place=place)
        self._numbers = count(1)

    def say(self, arg: Arg) -> str:
        """In words."""
        return say(arg, self.lang)

    def t(self, code: str) -> str:
        """One of the texts that every chat has."""
        return self.say(phrase(f"chat.{code}"))

    def body(self, body: Body) -> list[Element]:
        """Everything that was said."""
        found: list[Element] = []
        for block in body:
            made = self.block(block)
            if found and made and isinstance(block, Card | Table):
                made[0] = {**made[0], "separator": True, "spacing": "Large"}
            found += made
        return found

    def block(self, block: Block) -> list[Element]:
        """One thing that was said."""
        match block:
            case Line():
                return self.text(block.text, bold=block.strong)
            case Copyable():
                return self.copyable(block.text)
            case Buttons():
                return self.buttons(block.buttons)
            case Card():
                return self.card(block)
            case Table():
                return self.table(block)
            case Picture() | File():
                return self.attached(block)

    # -- lines ---------------------------------------------------------------------------------

    def text(self, text: Arg, *, bold: bool = False) -> list[Element]:
        """A text in as many paragraphs as it needs."""
        said = cut(self.say(text), self.limits.text)
        return [kit.words(piece, bold=bold) for piece in pieces(said, PIECE) if piece.strip()]

    def copyable(self, text: Arg) -> list[Element]:
        """A ready text on a ground of its own, so that it is seen where it begins and ends."""
        return [kit.box([element], "emphasis") for element in self.text(text)]

    # -- buttons -------------------------------------------------------------------------------

    def buttons(self, buttons: Sequence[Button], more: Sequence[Button] = ()) -> list[Element]:
        """A row or several; the rarer steps behind "…" in a room, else under a heading."""
        if self.surface == "room":
            shown, menu = in_menu(buttons, more)
            return self.press.row(shown, menu[: self.limits.menu])
        found = [element for row in _rows(buttons) for element in self.press.row(row)]
        inside = [element for row in _rows(more) for element in self.press.row(row)]
        return found + self.folded(self.t("more_steps"), inside)

    def folded(self, title: str, inside: Sequence[Element]) -> list[Element]:
        """Elements under a heading that opens, or under several where they are many."""
        groups = within(inside, kit.CARD_BYTES // 2)
        return [kit.fold(title, group, self.name()) for group in groups]

    def name(self) -> str:
        """An id for what is folded, used once on a card."""
        return f"fold.{next(self._numbers)}"

    # -- a card --------------------------------------------------------------------------------

    def card(self, card: Card) -> list[Element]:
        """A case or a member: what it is and how it stands, then what there is to know."""
        head = [kit.heading(cut(self.say(card.title), self.limits.title), large=True)]
        if card.status is not None:
            status = cut(self.say(card.status), self.limits.line)
            head.append(kit.words(f"{DOTS[card.tone]} {status}", spacing="small"))
        found = [kit.box(head, "emphasis", bleed=True)]
        found += self.quote(card.quote)
        found += self.facts(card.facts[: self.limits.things], read=card.read)
        for section in card.sections[: self.limits.things]:
            found += self.section(section)
        found += self.buttons(card.buttons, card.more)
        if card.footer is not None:
            found.append(kit.small(cut(self.say(card.footer), self.limits.line), spacing="medium"))
        return found

    def quote(self, text: str) -> list[Element]:
        """What somebody wrote."""
        shown = visible(text)
        if not shown.strip():
            return []
        short = cut(shown, self.limits.quote)
        found = [kit.words(piece) for piece in pieces(short, PIECE)]
        return found + ([kit.small(self.t("cut"))] if short != shown else [])

    def facts(self, facts: Sequence[Fact], *, read: bool = False) -> list[Element]:
        """Labels and values, a little apart from what stands above; or lines to be `read`."""
        found = [self.told(fact) if read else self.fact(fact) for fact in facts]
        return [{**found[0], "spacing": "Medium"}, *found[1:]] if found else []

    def told(self, fact: Fact) -> Element:
        """A line of a letter, what it is about before it."""
        label = cut(self.say(fact.label), LABEL)
        said = cut(self.say(fact.value), self.limits.line)
        return kit.rich([kit.run(f"{label}  ", weight="Bolder"), kit.run(said)], spacing="Small")

    def fact(self, fact: Fact) -> Element:
        """A label and its value: in two columns, or one below the other."""
        label = kit.rich([kit.run(cut(self.say(fact.label), LABEL) or " ", isSubtle=True)])
        said = cut(self.say(fact.value), self.limits.line)
        if kit.is_address(said):
            return kit.box([label, kit.address(said)], spacing="Small")
        if len(said) > BESIDE:
            return kit.box([label, kit.words(said, spacing="none")], spacing="Small")
        value = kit.words(said)
        return kit.columns((LABEL_WIDTH, [label]), ("stretch", [value]), spacing="Small")

    def section(self, section: Section) -> list[Element]:
        """Lines under a heading, open or folded."""
        title = cut(self.say(section.title), self.limits.title)
        lines, buttons = self.lines(section), self.buttons(section.buttons[: self.limits.steps])
        if not section.folded or not lines:
            return [kit.heading(title, spacing="medium"), *lines, *buttons]
        return self.folded(title, [*lines, *buttons])

    def lines(self, section: Section) -> list[Element]:
        """A section's lines; as many of the last as there is place for."""
        lines = [cut(self.say(line), self.limits.line) for line in section.lines]
        size, first = 0, len(lines)
        while first and size + len(lines[first - 1]) <= self.limits.section:
            first -= 1
            size += len(lines[first])
        earlier = [kit.small(self.t("earlier"))] if first else []
        return [*earlier, *(kit.words(f"• {line}", spacing="small") for line in lines[first:])]

    # -- lists and pictures --------------------------------------------------------------------

    def table(self, table: Table) -> list[Element]:
        """A list: a line or two for each, with what can be done about it."""
        found = [kit.heading(cut(self.say(table.title), self.limits.title), large=True)]
        found += [self.row(row) for row in table.rows[: self.limits.things]]
        if not table.rows:
            found += self.text(table.empty)
        return found + (self.buttons((table.more,)) if table.more else [])

    def row(self, row: Row) -> Element:
        """One thing of a list."""
        most = min(self.limits.line, CELL)
        cells = [cut(self.say(cell), most) for cell in row.cells] or [""]
        rest = " · ".join(cell for cell in cells[1:] if cell)
        said = [kit.words(cells[0], bold=True)]
        if rest:
            said.append(kit.rich([kit.run(rest, isSubtle=True)], spacing="None"))
        place: dict[str, Any] = {"separator": True, "spacing": "Medium"}
        if len(row.buttons) == 1:
            beside = self.press.row(row.buttons)
            return kit.columns(("stretch", said), ("auto", beside), **place)
        return kit.box([*said, *self.buttons(row.buttons)], **place)

    def attached(self, block: Picture | File) -> list[Element]:
        """A picture within the card, or its words where it is too large; a file's name."""
        if isinstance(block, File):
            return self.text(block.title)
        if not image(block) or len(block.png) > kit.PICTURE_SIGNS:
            return self.text(block.alt)
        return [kit.image(block.png, self.say(block.alt))]


def _rows(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    size = kit.ROW_BUTTONS
    return [buttons[at : at + size] for at in range(0, len(buttons), size)]


def within(elements: Iterable[Element], most: int) -> list[list[Element]]:
    """Elements in groups, none of which is heavier than `most` bytes, if no element is."""
    groups: list[list[Element]] = []
    size = 0
    for element in elements:
        weight = kit.weight(element) + 1
        size += weight
        if not groups or size > most:
            groups.append([])
            size = weight
        groups[-1].append(element)
    return groups
