"""Buttons as actions, and what comes with a press.

A step is an `Action.Execute`, which Teams answers with the card drawn anew; a client without it
uses the `fallback`, an `Action.Submit` with the same data. What opens a form or asks first is an
`Action.Submit` that opens a dialog (`task/fetch`). In a dialog only `Action.Submit` works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any, Literal

from bot.desk.replies import Button
from bot.handlers.lengths import cut
from bot.handlers.teams import kit
from bot.handlers.teams.kit import Action, Element
from bot.handlers.teams.words import say
from bot.texts import Lang, phrase

Surface = Literal["room", "chat", "dialog"]
OURS = "exportlots"
"""What our data stands under, beside the fields' values and Teams' own `msteams`."""
OPENS = {"type": "task/fetch"}
STYLES = {"primary": "positive", "danger": "destructive"}
QUESTION = 300
FIRST = 3
"""How many steps of a room's card stand open, beside the last one, which shows the whole."""


def pressed(button: Button, place: Mapping[str, str]) -> dict[str, Any]:
    """A button's data. One that asks first goes without its revision, so that the desk asks.

    `place` is the room that was asked in, where the answer stands elsewhere.
    """
    args = {k: v for k, v in button.args.items() if button.asks is None or k != "revision"}
    data = {"do": button.command, "args": args, "opens": int(button.opens)}
    return {**data, "place": dict(place)} if place else data


def in_menu(buttons: Sequence[Button], more: Sequence[Button]) -> tuple[list[Button], list[Button]]:
    """A room's buttons: a few that stand open, and those behind "…"."""
    if len(buttons) <= FIRST + 1:
        return list(buttons), list(more)
    return [*buttons[:FIRST], buttons[-1]], [*buttons[FIRST:-1], *more]


def _one_first(buttons: Sequence[Button]) -> list[Button]:
    """Buttons of which at most one is the likeliest: two would outshout each other."""
    first = next((place for place, b in enumerate(buttons) if b.style == "primary"), -1)
    return [
        replace(b, style="plain") if b.style == "primary" and place != first else b
        for place, b in enumerate(buttons)
    ]


class Press:
    """The buttons of one card. `alone` is false where they stand in a form, whose fields are
    neither checked nor sent with them."""

    def __init__(
        self,
        lang: Lang,
        surface: Surface,
        *,
        alone: bool = True,
        place: Mapping[str, str] | None = None,
    ) -> None:
        self.lang = lang
        self.surface = surface
        self.alone = alone
        self.place = place or {}
        self._numbers = count(1)

    def row(self, buttons: Sequence[Button], more: Sequence[Button] = ()) -> list[Element]:
        """Buttons side by side, with `more` of them behind "…"; below them what they ask."""
        made: list[Action] = []
        asking: list[Element] = []
        for button in (*_one_first(buttons), *more):
            if button.asks is not None and "revision" not in button.args:
                action, question = self._asking(button)
                asking.append(question)
            else:
                action = self.action(button)
            made.append(action)
        for action in made[len(buttons) :]:
            action["mode"] = "secondary"
            if "fallback" in action:
                action["fallback"]["mode"] = "secondary"
        row = kit.actions(made, spacing="Medium")
        if asking:
            return [kit.box([row, *asking], spacing="Medium")]
        return [row] if made else []

    def action(self, button: Button) -> Action:
        """One button."""
        opens = button.opens or button.asks is not None
        data: dict[str, Any] = {OURS: pressed(button, self.place)}
        look = self._look(button)
        if self.surface == "dialog":
            return submit(look, data)
        if opens:
            return submit(look, {**data, "msteams": dict(OPENS)})
        return execute(look, button.command, data)

    def _look(self, button: Button) -> Action:
        look: Action = {
            "title": kit.inert(cut(say(button.label, self.lang), kit.BUTTON_TEXT)) or " "
        }
        if button.style in STYLES:
            look["style"] = STYLES[button.style]
        if not self.alone:
            look["associatedInputs"] = "none"
        return look

    def _asking(self, button: Button) -> tuple[Action, Element]:
        """A button that shows its question, which has the real one."""
        name = f"ask.{next(self._numbers)}"
        look = self._look(button)
        look.pop("associatedInputs", None)
        question = kit.words(cut(say(button.asks or "", self.lang), QUESTION))
        yes = Button(phrase("chat.yes"), button.command, button.args, "danger", button.opens)
        inside = [question, kit.actions([self.action(yes)])]
        shown = kit.box(inside, "emphasis", id=name, isVisible=False, spacing="Small")
        return {**kit.toggle("", (name,)), **look}, shown


def execute(look: Mapping[str, Any], verb: str, data: Mapping[str, Any]) -> Action:
    """A step whose answer may be the card drawn anew."""
    made: Action = {"type": "Action.Execute", **look, "verb": verb, "data": dict(data)}
    return {**made, "fallback": submit(look, data)}


def submit(look: Mapping[str, Any], data: Mapping[str, Any]) -> Action:
    """What opens a dialog, or is pressed in one."""
    return {"type": "Action.Submit", **look, "data": dict(data)}
