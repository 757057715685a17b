"""What the desk said as Teams' messages: words alone as words, everything else as one card.

Exactly one thing stands in a message, a text or a card: Teams splits one that holds both into
two, and then nobody knows its id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.desk.replies import Body, Button
from bot.handlers.lengths import cut
from bot.handlers.teams import kit, render
from bot.handlers.teams.pressing import Press
from bot.handlers.teams.references import Reference
from bot.texts import Lang

SUMMARY = 200
"""Characters of the line that a notification shows."""

Activity = dict[str, Any]


def activity(body: Body, lang: Lang, surface: render.Surface) -> Activity:
    """What was said as one message: words alone as words, else as a card."""
    words = render.plain(body, lang)
    if words is not None:
        return _words(words)
    return of_card(render.card(body, lang, surface), render.fallback(body, lang))


def activities(body: Body, lang: Lang, place: Mapping[str, str] | None = None) -> list[Activity]:
    """What was said to one person, in as many messages as it needs.

    `place` is the room it answers, where it was asked for in one.
    """
    words = render.plain(body, lang)
    if words is not None:
        return [_words(words)]
    summary = render.fallback(body, lang)
    return [of_card(card, summary) for card in render.cards(body, lang, "chat", place)]


def of_card(card: Mapping[str, Any], summary: str) -> Activity:
    """A card as a message, with the line that notifications and old clients show."""
    return {
        "type": "message",
        "summary": cut(summary, SUMMARY),
        "attachments": [render.attachment(card)],
    }


def without_dialogs(said: Any) -> Any:
    """A message whose buttons ask for no dialog: what they send comes as a message.

    The Agents Playground sends nothing at all from one that does.
    """
    if isinstance(said, Mapping):
        kept = {name: without_dialogs(value) for name, value in said.items()}
        if said.get("type") == "Action.Submit" and isinstance(kept.get("data"), dict):
            kept["data"].pop("msteams", None)
        return kept
    return [without_dialogs(one) for one in said] if isinstance(said, list) else said


def mentioning(
    user: str, known: Reference, words: str, lang: Lang, buttons: Sequence[Button] = ()
) -> Activity:
    """A line that mentions somebody, and what they may press below it.

    `words` are said of `{who}`, who is put before them. The name stands among tags, so its own
    are taken from it.
    """
    name = _TAGS.sub("", known.name) or user
    at, who = f"<at>{name}</at>", {"id": known.user or user, "name": name}
    mention = {"type": "mention", "text": at, "mentioned": who}
    if not buttons:
        return {"type": "message", "text": f"{at}{words}", "entities": [mention]}
    text = {"type": "TextBlock", "text": f"{at}{kit.unmarked(words)}", "wrap": True}
    card = kit.frame([text, *Press(lang, "room").row(buttons)], lang, f"{name}{words}")
    card["msteams"] = {**card["msteams"], "entities": [mention]}
    return of_card(card, f"{name}{words}")


_TAGS = re.compile("[<>&*_`~\\[\\]\\\\]")
"""What would be a tag, or Markdown, in a name."""


def _words(text: str) -> Activity:
    return {"type": "message", "textFormat": "plain", "text": text}


def bare(said: Activity) -> Activity:
    """A message with a card, as the line it can do without it."""
    return _words(str(said.get("summary") or said.get("text") or ""))
