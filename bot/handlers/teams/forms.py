"""Forms as cards. What was filled in comes back through `filled`.

The fields' names are the inputs' ids; what the form is about stands in the data of the action
that sends it. A dialog sends with `Action.Submit`, a form in the one-to-one chat with
`Action.Execute`, so that an answer can take the form's place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.desk.replies import Body, Form
from bot.handlers.lengths import cut
from bot.handlers.teams import kit
from bot.handlers.teams.fields import MANY, Field
from bot.handlers.teams.kit import Action, Element
from bot.handlers.teams.page import Page, within
from bot.handlers.teams.pressing import OURS, Surface, execute, submit
from bot.handlers.teams.words import say
from bot.texts import Arg, Lang, phrase

VERB = "send"
DIALOG_TITLE = 60


def card(
    form: Form, lang: Lang, surface: Surface, place: Mapping[str, str], said: Body = ()
) -> kit.Card:
    """A form as a card. `said` is what was answered, above the fields."""
    body = _said((*said, *(block for block in form.intro if block not in said)), lang, surface)
    wrong = sum(asked.error is not None for asked in form.inputs)
    if wrong:
        line = kit.words(say(phrase("teams.errors", n=wrong), lang))
        body.append(kit.box([line], "attention", spacing="Medium"))
    for asked in form.inputs:
        body += Field(asked, lang, (form.command, form.hidden)).elements()
    heading = [] if surface == "dialog" else [kit.heading(title(form, lang), large=True)]
    send = _send(form, lang, surface, place)
    made = [*heading, *body]
    return kit.frame(made, lang, say(form.title, lang), buttons=[send], wide=surface != "dialog")


def title(form_or_arg: Form | Arg, lang: Lang) -> str:
    """What stands at the top of a dialog."""
    arg = form_or_arg.title if isinstance(form_or_arg, Form) else form_or_arg
    return cut(say(arg, lang), DIALOG_TITLE)


def _said(body: Body, lang: Lang, surface: Surface) -> list[Element]:
    """What stands above the fields: its buttons send none of them."""
    found = Page(lang, surface, alone=False).body(body)
    groups = within(found, kit.CARD_BYTES // 4)
    return groups[0] if groups else []


def _send(form: Form, lang: Lang, surface: Surface, place: Mapping[str, str]) -> Action:
    data = {OURS: about(form, place)}
    look = {"title": cut(say(form.submit, lang), kit.BUTTON_TEXT) or " ", "style": "positive"}
    return submit(look, data) if surface == "dialog" else execute(look, VERB, data)


def about(form: Form, place: Mapping[str, str]) -> dict[str, Any]:
    """What a form is about, and which fields stood in it: an empty one may not come back."""
    kept: dict[str, Any] = {
        "form": form.command,
        "id": form.id,
        "hidden": dict(form.hidden),
        "shown": [asked.name for asked in form.inputs],
        "place": dict(place),
    }
    many = [asked.name for asked in form.inputs if asked.type in MANY]
    checks = [asked.name for asked in form.inputs if asked.type == "check"]
    return {**kept, **({"many": many} if many else {}), **({"checks": checks} if checks else {})}
