"""What Teams is answered to an invoke: a dialog, a line, or a card in another's place.

The shapes are Teams' own (`task` for dialogs and message extensions, `statusCode` and `type` for
`Action.Execute`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.desk.replies import Body, Copyable, Form, Line, Outcome, Request
from bot.handlers.teams import forms, render
from bot.handlers.teams.filled import Filled
from bot.texts import Lang, phrase


def dialog(outcome: Outcome, request: Request) -> dict[str, Any] | None:
    """What stands in a dialog: a form, an answer with its buttons, a line; None closes it."""
    lang = outcome.lang
    if outcome.form is not None:
        said = outcome.private
        made = forms.card(outcome.form, lang, "dialog", about(request, outcome.form), said)
        return _continue(forms.title(outcome.form, lang), made)
    words = render.plain(outcome.private, lang)
    if words is not None:
        return {"task": {"type": "message", "value": words}}
    if not outcome.private:
        return None
    title = phrase("chat.answer") if outcome.done else phrase("chat.not_done")
    return _continue(forms.title(title, lang), _card(outcome.private, request, lang, "dialog"))


def _continue(title: str, card: dict[str, Any]) -> dict[str, Any]:
    value = {
        "title": title,
        "width": "medium",
        "height": "large",
        "card": render.attachment(card),
    }
    return {"task": {"type": "continue", "value": value}}


def about(request: Request, form: Form) -> dict[str, str]:
    """What a form keeps of where it was asked for, and whether answers bring more questions."""
    grows = any(asked.refreshes for asked in form.inputs)
    return {**asked_at(request), **({"grows": "1"} if grows else {})}


def asked_at(request: Request) -> dict[str, str]:
    """The room in which something was asked, for forms and buttons that stand elsewhere.

    What they bring about belongs there: a note stays among those who can see it.
    """
    kept = {"channel": request.place.channel, "thread": request.place.thread}
    return {name: value for name, value in kept.items() if value}


def _card(body: Body, request: Request, lang: Lang, surface: render.Surface) -> dict[str, Any]:
    return render.card(body, lang, surface, asked_at(request))


def toast(words: str) -> dict[str, Any]:
    """The line that the presser alone sees under a card."""
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": words,
    }


def instead(card: dict[str, Any]) -> dict[str, Any]:
    """A card in the place of the one that was pressed."""
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.card.adaptive",
        "value": card,
    }


def with_words(outcome: Outcome, form: Filled) -> Outcome:
    """A refusal takes the form's place on the screen: what was written in it stands below."""
    if outcome.done or outcome.form is not None:
        return outcome
    found = [form.values.get(name) for name in form.words]
    return with_written(outcome, [text for text in found if isinstance(text, str)])


def with_written(outcome: Outcome, written: Iterable[str]) -> Outcome:
    """A refusal, and below it what somebody had written."""
    words = tuple(Copyable(text) for text in written if text.strip())
    if not words:
        return outcome
    return replace(outcome, private=(*outcome.private, Line(phrase("teams.written")), *words))


def in_place(outcome: Outcome, request: Request) -> dict[str, Any]:
    """What takes the place of a form that was sent in the chat: it again, or what came of it."""
    lang = outcome.lang
    if outcome.form is not None:
        place = about(request, outcome.form)
        return forms.card(outcome.form, lang, "chat", place, outcome.private)
    said = outcome.private or (Line(phrase("teams.done")),)
    return _card(said, request, lang, "chat")
