"""Choices found by typing: what a field offers for the letters typed so far.

Teams asks with an `application/search` invoke that carries the field's `dataset` and what was
typed; the answer's shape is that of its documentation on typeahead search.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.desk.matching import folded, matching
from bot.desk.replies import Input, Option
from bot.handlers.lengths import cut
from bot.handlers.teams import kit
from bot.handlers.teams.filled import NOTHING, parted
from bot.handlers.teams.words import say
from bot.texts import Lang, phrase

SHOWN = 15
"""Teams shows no more."""
LONGEST = 8_000


def dataset(form_command: str, hidden: Mapping[str, str], input_name: str) -> str:
    """What a field's choices are asked for by: its form, what the form is about, its name."""
    kept = [form_command, dict(hidden), input_name]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def asked(dataset: str) -> tuple[str, dict[str, str], str]:
    """The same, read again. Raises ValueError for one that is not ours."""
    if len(dataset) > LONGEST:
        raise ValueError("longer than any dataset of ours")
    try:
        kept = json.loads(dataset)
    except RecursionError as error:
        raise ValueError("nested deeper than any dataset of ours") from error
    match kept:
        case [str(command), dict(hidden), str(name)] if all(
            isinstance(value, str) for value in hidden.values()
        ):
            return command, hidden, name
        case _:
            raise ValueError("not a dataset of ours")


def results(asked: Input, typed: str, lang: Lang) -> dict[str, Any]:
    """The answer to a search: the choices that match, the likeliest first."""
    options = list(asked.options)
    if asked.type == "search" and not asked.required and not typed.strip():
        options.insert(0, Option("", phrase("chat.no_answer")))
    found = matching(options, typed, lang)
    found.sort(key=lambda option: bool(_elsewhere(option, typed, lang)))
    many = asked.type == "searches"
    choices = [choice(option, lang, many=many, found_by=typed) for option in found[:SHOWN]]
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.search.searchResponse",
        "value": {"results": choices},
    }


def _elsewhere(option: Option, typed: str, lang: Lang) -> str:
    """The other word by which an option was found, where its own name has nothing of it."""
    words = typed.strip().casefold()
    if not words or folded(words) in folded(say(option.label, lang)):
        return ""
    return next((word for word in option.also if words in word.casefold()), "")


def choice(
    option: Option,
    lang: Lang,
    *,
    many: bool = False,
    most: int = kit.CHOICE_TEXT,
    found_by: str = "",
) -> dict[str, str]:
    """A choice as Adaptive Cards has it. One found by another word says which.

    A client may filter what it is given by what was typed, and would not show it otherwise.
    """
    title, also = say(option.label, lang), _elsewhere(option, found_by, lang)
    title = f"{title} ({also})" if also else title
    value = parted(option.value) if many else option.value
    return {"title": kit.unmarked(cut(title, most)).strip() or " ", "value": value or NOTHING}
