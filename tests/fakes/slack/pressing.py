"""What people press and choose, on messages, in modals and on the home tab."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.fakes.slack import payloads
from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.filing import chosen
from tests.fakes.slack.finding import NotThere, find_button, find_field, find_option
from tests.fakes.slack.forms import key_of, options_of
from tests.fakes.slack.state import Json
from tests.fakes.slack.visible import plain
from tests.fakes.slack.writing import message_of

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack
    from tests.fakes.slack.state import User

TROUBLE = "We had some trouble connecting. Try again?"


def is_view(thing: Json) -> bool:
    return thing.get("type") in ("modal", "home")


class Pressing:
    """Part of Person."""

    fake: FakeSlack
    id: str
    user: User
    notices: list[str]
    errors: dict[str, str]

    def current(self, thing: Json | Delivery | None) -> Json:
        """The thing as it is now on this person's screen."""
        if thing is None:
            stack = self.fake.state.stacks.get(self.id)
            if not stack:
                raise NotThere(f"{self.id} has no modal open")
            return self.fake.state.views[stack[-1]]
        seen = thing if isinstance(thing, dict) else message_of(thing)
        if is_view(seen):
            return self.fake.state.views.get(seen["id"]) or seen
        if seen.get("is_ephemeral"):
            found = [m for m in self.fake.state.ephemerals if m["ts"] == seen["ts"]]
            return found[0] if found else seen
        kept = self.fake.state.channels[seen["channel"]].find(seen["ts"])
        return {**kept, "channel": seen["channel"]} if kept else seen

    def press(
        self,
        thing: Json | Delivery | None,
        wanted: str,
        *,
        sure: bool = True,
        stale: bool = False,
        signature: str | None = None,
    ) -> Delivery:
        """Press a button or a line of an overflow menu. stale: as the thing given looks,
        whatever it has become since; otherwise that only where the button is gone."""
        with self.fake.state.lock:
            now = copy.deepcopy(self.current(thing))
            seen = thing if isinstance(thing, dict) else now
            if stale:
                now = copy.deepcopy(seen)
            try:
                block, element, option = find_button(now.get("blocks") or [], wanted)
            except NotThere:
                block, element, option = find_button(seen.get("blocks") or [], wanted)
                now = copy.deepcopy(seen)
            if element.get("confirm") and not sure:
                return Delivery("interactive", {}, reason="not sent")
            delivery = self._action(now, block, element, self.pressed(element, option))
        return self._sent(delivery, signature)

    @staticmethod
    def pressed(element: Json, option: Json | None) -> Json:
        if element["type"] == "overflow":
            return {"selected_option": copy.deepcopy(option)}
        if element["type"] == "feedback_buttons":
            return {"value": (option or {}).get("value")}
        names = ("text", "value", "style", "url")
        return {name: copy.deepcopy(element[name]) for name in names if name in element}

    def _action(self, thing: Json, block: Json, element: Json, more: Json) -> Delivery:
        fake = self.fake
        action: Json = {
            "type": element["type"],
            "action_id": element.get("action_id"),
            "block_id": block.get("block_id"),
            **payloads.echoed(more),
            "action_ts": fake.state.next_ts(),
        }
        if element.get("confirm"):
            action["confirm"] = copy.deepcopy(element["confirm"])
        return self._interaction("block_actions", thing, actions=[action])

    def _interaction(self, kind: str, thing: Json, **more: Any) -> Delivery:
        fake = self.fake
        if is_view(thing):
            view = payloads.view_payload(thing)
            where: Json = {"container": {"type": "view", "view_id": view["id"]}, "view": view}
            trigger = fake.state.new_trigger(self.id, view["id"])
        else:
            private = bool(thing.get("is_ephemeral"))
            where = payloads.on_message(fake, self.user, thing, private)
            trigger = fake.state.new_trigger(self.id)
        if kind != "block_suggestion":
            more["trigger_id"] = trigger
        else:
            where.pop("response_url", None)
        payload = payloads.interaction(fake, kind, self.user, **where, **more)
        return Delivery("interactive", payload)

    def _sent(self, delivery: Delivery, signature: str | None = None) -> Delivery:
        if self.fake.dead:
            delivery.reason = "not sent"
            return delivery
        self.fake.deliver(delivery, signature)
        if not delivery.acknowledged:
            self.notices.append(TROUBLE)
        return delivery

    # fields

    def suggest(self, thing: Json | None, wanted: str, words: str) -> list[Json]:
        """What an external select offers for these letters; too few are not even asked."""
        with self.fake.state.lock:
            now = copy.deepcopy(self.current(thing))
            block, element = find_field(now["blocks"], wanted)
            if len(words) < element.get("min_query_length", 3):
                return []
            delivery = self._interaction(
                "block_suggestion",
                now,
                action_id=element["action_id"],
                block_id=block["block_id"],
                value=words,
            )
        body = self._sent(delivery).body
        found = body if isinstance(body, dict) else {}
        options: list[Json] = list(found.get("options") or [])
        for group in found.get("option_groups") or []:
            options += group["options"]
        return self.fake.check_options(options)

    def _chosen(self, thing: Json | None, element: Json, wanted: str, value: Any) -> Any:
        kind = element["type"]
        if kind in ("static_select", "radio_buttons"):
            return None if value is None else find_option(options_of(element), value)
        if kind in ("multi_static_select", "checkboxes"):
            many = [value] if isinstance(value, str) else list(value)
            return [find_option(options_of(element), one) for one in many]
        if kind == "external_select":
            return None if value is None else self._offered(thing, wanted, value)
        if kind == "multi_external_select":
            many = [value] if isinstance(value, str) else list(value)
            return [self._offered(thing, wanted, one) for one in many]
        if kind.startswith("multi_"):
            return [value] if isinstance(value, str) else list(value)
        return value

    def _offered(self, thing: Json | None, wanted: str, value: Any) -> Json:
        return find_option(self.suggest(thing, wanted, str(value)), value)

    def choose(self, thing: Json | None, wanted: str, value: Any) -> Delivery:
        """Choose in a select, radio, checkboxes or date; by value or by text, None clears.
        For an external select the words are typed first. The app hears of it outside input
        blocks, and in those with dispatch_action."""
        with self.fake.state.lock:
            now = copy.deepcopy(self.current(thing))
            block, element = find_field(now["blocks"], wanted)
        picked = self._chosen(thing, element, wanted, value)
        return self._fill(now, block, element, picked)

    def _fill(self, now: Json, block: Json, element: Json, content: Any) -> Delivery:
        fake = self.fake
        state = {"type": element["type"], key_of(element): copy.deepcopy(content)}
        with fake.state.lock:
            kept = fake.state.views.get(now["id"]) if is_view(now) else None
            if kept is not None:
                values = kept["state"]["values"].setdefault(block["block_id"], {})
                values[element["action_id"]] = state
                now = copy.deepcopy(kept)
            self.errors.pop(block["block_id"], None)
            if not self.tells(block, element):
                return Delivery("interactive", {}, reason="not sent")
            delivery = self._action(
                now, block, element, {k: v for k, v in state.items() if k != "type"}
            )
            if kept is None:
                found = delivery.payload["state"]["values"]
                found.setdefault(block["block_id"], {})[element["action_id"]] = state
        return self._sent(delivery)

    @staticmethod
    def tells(block: Json, element: Json) -> bool:
        """Whether filling it in is an event of its own."""
        if block["type"] != "input":
            return True
        return bool(block.get("dispatch_action"))

    def type(self, thing: Json | None, wanted: str, text: str) -> Delivery:
        """Type into a field. With dispatch_action, Enter is pressed at the end."""
        with self.fake.state.lock:
            now = copy.deepcopy(self.current(thing))
            block, element = find_field(now["blocks"], wanted)
        content: Any = text or None
        if element["type"] == "rich_text_input" and text:
            section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
            content = {"type": "rich_text", "elements": [section]}
        return self._fill(now, block, element, content)

    def fill(self, thing: Json | None, wanted: str, value: Any) -> Delivery:
        """Type or choose, as the field wants it; a file is its name and its content."""
        with self.fake.state.lock:
            now = copy.deepcopy(self.current(thing))
            block, element = find_field(now["blocks"], wanted)
        if element["type"] == "file_input":
            name, data = value
            return self._fill(now, block, element, [chosen(self.fake, self.id, name, data)])
        typed = element["type"].endswith("_input")
        return self.type(thing, wanted, str(value)) if typed else self.choose(thing, wanted, value)

    def filled(self, wanted: str, thing: Json | None = None) -> Any:
        """What stands in a field: its text, or the texts of what is chosen."""
        with self.fake.state.lock:
            now = self.current(thing)
            block, element = find_field(now["blocks"], wanted)
            state = now["state"]["values"][block["block_id"]][element["action_id"]]
        content = state[key_of(element)]
        if isinstance(content, list):
            return [plain(o["text"]) if isinstance(o, dict) else o for o in content]
        return (
            plain(content["text"]) if isinstance(content, dict) and "text" in content else content
        )
