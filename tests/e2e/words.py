"""What the room says, from its own catalogues: a test names the sentence, not its wording."""

from __future__ import annotations

import re

from bot.texts import Arg, Lang, catalogue, phrase, say

_GAP = re.compile(r"\{(\w+)\}")


def words(code: str, lang: Lang = "sv", **args: Arg) -> str:
    """A whole sentence, its gaps filled."""
    return say(phrase(code, **args), lang)


def like(code: str, lang: Lang = "sv", **known: str) -> re.Pattern[str]:
    """A sentence of which only some gaps are known; the others match anything."""
    template = catalogue(lang)[code][0]
    parts = _GAP.split(template)
    made = "".join(
        re.escape(part) if place % 2 == 0 else re.escape(known[part]) if part in known else ".+?"
        for place, part in enumerate(parts)
    )
    return re.compile(made, re.DOTALL)
