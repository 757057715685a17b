"""Choices found by typing: what a search field offers for the letters typed so far."""

from __future__ import annotations

from bot.desk.matching import matching
from bot.desk.replies import Input, Option
from bot.handlers.slack import forms, kit
from bot.texts import Lang, phrase


def options(asked: Input, typed: str, lang: Lang) -> list[kit.Element]:
    """The choices that match, the likeliest first; all of them before anything is typed."""
    choices = list(asked.options)
    if asked.type == "search" and not asked.required:
        choices.insert(0, Option("", phrase("chat.no_answer")))
    found = matching(choices, typed, lang)
    return [forms.option(one, lang) for one in found[: kit.SELECT_OPTIONS]]
