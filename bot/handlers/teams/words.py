"""What is said, in words: with nothing hidden in it."""

from __future__ import annotations

from bot.texts import Arg, Lang, Person, visible
from bot.texts import say as put_into_words


def say(arg: Arg, lang: Lang) -> str:
    """In words, with nothing hidden in them."""

    def show(value: str | Person) -> str:
        return visible(value.name if isinstance(value, Person) else value)

    return put_into_words(arg, lang, show)
