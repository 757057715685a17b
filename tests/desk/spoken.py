"""Everything that a reply could show or bring back, as plain text: what a reader might learn.

Unlike `centre_at_work.words`, nothing is chosen: every field of every block is put into words,
hints, hidden values, button arguments and headings among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from bot.texts import LANGUAGES, Day, Label, Lang, Listed, Moment, Person, Phrase, say


def spoken(thing: object) -> str:
    """All of it, in both languages."""
    return "\n".join(text for lang in LANGUAGES for text in texts(thing, lang))


def texts(thing: object, lang: Lang) -> Iterator[str]:
    """Every text in a reply, an outcome, a form or a message."""
    match thing:
        case None | bool() | int():
            return
        case str():
            yield thing
        case Phrase() | Label() | Person() | Day() | Moment() | Listed():
            yield say(thing, lang)
        case Mapping():
            for name, value in thing.items():
                yield str(name)
                yield from texts(value, lang)
        case list() | tuple():
            for item in thing:
                yield from texts(item, lang)
        case _ if is_dataclass(thing):
            for part in fields(thing):
                yield from texts(getattr(thing, part.name), lang)
        case _:
            raise TypeError(f"a {type(thing).__name__} cannot be shown to anybody")
