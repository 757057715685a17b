"""Replies as Adaptive Cards. What the desk said becomes cards here and nowhere else.

The functions know the classes of `bot.desk.replies` and no feature. A room's card is short and
always one; in the one-to-one chat everything is said, in as many cards as it needs; a dialog
shows one card, in which everything that is pressed is an `Action.Submit`.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.replies import Block, Body, Buttons, Card, Copyable, File, Line, Picture, Table
from bot.handlers.lengths import cut
from bot.handlers.teams import kit
from bot.handlers.teams.kit import Element, attachment
from bot.handlers.teams.page import LEAST, ROOM, Page, within
from bot.handlers.teams.pressing import Surface
from bot.handlers.teams.words import say
from bot.texts import Arg, Lang, phrase

__all__ = ["Surface", "attachment", "card", "cards", "fallback", "plain", "say"]

PLAIN_TEXT = 4_000
"""Characters of a plain message; a longer one goes as cards."""
BODY = kit.CARD_BYTES - kit.FRAME_BYTES
"""Bytes of a card's body."""


def cards(
    body: Body, lang: Lang, surface: Surface, place: Mapping[str, str] | None = None
) -> list[kit.Card]:
    """What was said, in as many cards as it needs on this surface; none for an empty body.

    `place` is the room that it answers, where it stands elsewhere: its buttons take it along.
    """
    if not body:
        return []
    if surface != "chat":
        return [card(body, lang, surface, place)]
    groups = within(Page(lang, surface, place=place).body(body), BODY)
    return [kit.frame(group, lang, fallback(body, lang)) for group in groups]


def card(
    body: Body, lang: Lang, surface: Surface, place: Mapping[str, str] | None = None
) -> kit.Card:
    """The same in exactly one card: a room's in short, another's cut where it does not fit."""
    said = fallback(body, lang)
    if surface == "room":
        return kit.frame(_short(body, lang), lang, said)
    groups = within(Page(lang, surface, place=place).body(body), BODY)
    first = groups[0] if groups else []
    if len(groups) > 1:
        first = [*first, kit.small(say(phrase("teams.rest"), lang), spacing="medium")]
    return kit.frame(first, lang, said, wide=surface != "dialog")


def _short(body: Body, lang: Lang) -> list[Element]:
    """A room's elements: shortened, and if that is not enough shortened more."""
    for limits in ROOM:
        found = Page(lang, "room", limits).body(body)
        if kit.weight(*found) <= BODY:
            return found
    groups = within(Page(lang, "room", LEAST).body(body), BODY)
    return groups[0]


def fallback(body: Body, lang: Lang) -> str:
    """The plain line for notifications, and for clients that show no cards."""
    for block in body:
        said = say(_first(block), lang)
        if said.strip():
            return cut(said, 1000)
    return say(phrase("chat.answer"), lang)


def _first(block: Block) -> Arg:
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


def plain(body: Body, lang: Lang) -> str | None:
    """The whole as a plain message (`textFormat: plain`), where it is nothing but lines."""
    if not body or not all(isinstance(block, Line) for block in body):
        return None
    said = "\n\n".join(say(block.text, lang) for block in body if isinstance(block, Line))
    return said if said.strip() and len(said) <= PLAIN_TEXT else None
