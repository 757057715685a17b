"""What people press, on the cards of messages and in dialogs."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from tests.fakes.teams import activities
from tests.fakes.teams.cards import NotThere, find_button, pressables
from tests.fakes.teams.deliveries import Delivery, unsent
from tests.fakes.teams.dialogs import Dialog, Origin
from tests.fakes.teams.filling import Filling
from tests.fakes.teams.forming import Filled
from tests.fakes.teams.screens import Thing
from tests.fakes.teams.state import Conversation, Json, Message
from tests.fakes.teams.writing import Writing, message_of

TASK = "task/fetch"


class Pressing(Writing, Filling):
    """Part of Person."""

    links: list[str]

    # buttons

    def press(
        self, thing: Thing, wanted: str, *, stale: bool = False, token: str | None = None
    ) -> Delivery:
        """Press a button by its title: of a message, or (None) of the open dialog. stale: as the
        message given looks, whatever it has become since."""
        with self.fake.state.lock:
            if stale:
                seen = copy.deepcopy(message_of(thing))  # type: ignore[arg-type]
                state, action = _in_old(seen, wanted)
            else:
                state, action = self._with_button(thing, wanted)
        return self._act(thing, state, action, token)

    def _act(self, thing: Thing, state: Filled, action: Json, token: str | None) -> Delivery:
        kind = action["type"]
        if kind == "Action.OpenUrl":
            self.links.append(str(action["url"]))
            return unsent()
        if kind == "Action.ToggleVisibility":
            _turn(state, action)
            return unsent()
        if kind == "Action.Execute" and self.human.old_client:
            action = action.get("fallback") or {}
            kind = action.get("type")
        if kind not in ("Action.Execute", "Action.Submit"):
            raise NotThere(f"this client cannot press {kind}")
        return self._sends(thing, state, action, token)

    def _sends(self, thing: Thing, state: Filled, action: Json, token: str | None) -> Delivery:
        gathers = action.get("associatedInputs") != "none"
        if gathers and state.complain():
            return unsent()
        given = action.get("data")
        data: Any = copy.deepcopy(given) if given is not None else {}
        if gathers and isinstance(data, dict):
            data = {**data, **state.sent(self.human.blank)}
        if thing is None or isinstance(thing, Dialog):
            return self._submit_dialog(data, token)
        return self._press_on(message_of(thing), action, data, token)

    def _press_on(self, message: Message, action: Json, data: Any, token: str | None) -> Delivery:
        fake = self.fake
        with fake.state.lock:
            where = fake.state.conversations[message.conversation]
            opens = isinstance(data, Mapping) and (data.get("msteams") or {}).get("type") == TASK
            if action["type"] == "Action.Execute":
                value = {"action": _execute(action, data), "trigger": "manual"}
                activity = self._invoke(where, message, "adaptiveCard/action", value)
            elif opens and not self.human.old_client:
                value = {"data": data, "context": {"theme": "default"}}
                activity = self._invoke(where, message, TASK, value)
            else:
                activity = activities.submitted(
                    fake, self.human, where, data, root=message.root, on=message.id
                )
        delivery = self._bring(Delivery(activity), token)
        if delivery.name == TASK:
            self._follow_task(delivery, Origin(message.conversation, message.root, message.id))
        elif delivery.name == "adaptiveCard/action":
            self._follow_execute(delivery, message)
        return delivery

    def _invoke(self, where: Conversation, message: Message, name: str, value: Json) -> Json:
        return activities.invoke(
            self.fake, self.human, where, name, value, root=message.root, on=message.id
        )

    def submit(
        self,
        values: Mapping[str, Any] | None = None,
        *,
        thing: Thing = None,
        button: str = "",
        token: str | None = None,
    ) -> Delivery:
        """Fill in what is given, by label or id, and press the main button: the first one, or
        the one called `button`. Of the open dialog, where no thing is given."""
        for wanted, value in (values or {}).items():
            self.fill(thing, wanted, value)
        with self.fake.state.lock:
            state = self._states(thing)[-1]
        sends = [
            f.thing
            for f in pressables(state.card, state.unfolded)
            if f.kind in ("Action.Submit", "Action.Execute") and f.visible
        ]
        action = find_button(state.card, button) if button else next(iter(sends), None)
        if action is None:
            raise NotThere("nothing here to send it with")
        return self._act(thing, state, action, token)


def _in_old(seen: Message, wanted: str) -> tuple[Filled, Json]:
    for card in seen.cards:
        try:
            return Filled(card), find_button(card, wanted)
        except NotThere:
            continue
    raise NotThere(f"no button {wanted!r} on what was seen")


def _turn(state: Filled, action: Json) -> None:
    for target in action["targetElements"]:
        name = target if isinstance(target, str) else str(target["elementId"])
        state.unfolded ^= {name}


def _execute(action: Json, data: Any) -> Json:
    named: Json = {name: action[name] for name in ("id", "title", "verb") if name in action}
    return {"type": "Action.Execute", **named, "data": data}
