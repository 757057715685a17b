"""Replies as plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.desk.replies import Body, Card, Copyable, Line, Picture, Table
from bot.texts import Arg, Lang, say, visible


def text(body: Body, lang: Lang) -> str:
    """Everything that is read, without what can be pressed."""
    return "\n\n".join("\n".join(lines) for block in body if (lines := list(_block(block, lang))))


def _block(block: object, lang: Lang) -> Iterator[str]:
    match block:
        case Line() | Copyable():
            yield _said(block.text, lang)
        case Card():
            yield from _card(block, lang)
        case Table():
            yield _said(block.title, lang)
            yield from (f"  - {_cells(row.cells, lang)}" for row in block.rows)
        case Picture():
            yield _said(block.alt, lang)


def _card(card: Card, lang: Lang) -> Iterator[str]:
    yield _said(card.title, lang)
    if card.status is not None:
        yield _said(card.status, lang)
    for fact in card.facts:
        yield f"  {_said(fact.label, lang)}: {_said(fact.value, lang)}"
    for section in card.sections:
        yield _said(section.title, lang)
        yield from (f"  - {_said(line, lang)}" for line in section.lines)


def _cells(cells: Iterable[Arg], lang: Lang) -> str:
    return " · ".join(said for said in (_said(cell, lang) for cell in cells) if said)


def _said(arg: Arg, lang: Lang) -> str:
    return visible(say(arg, lang))
