"""What people do with whole modals: send, close, begin by a shortcut, open the home tab."""

from __future__ import annotations

import copy
from typing import Any

from tests.fakes.slack import payloads
from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.faults import ApiError
from tests.fakes.slack.finding import find_field, label_of
from tests.fakes.slack.forms import complaint
from tests.fakes.slack.methods import views as view_methods
from tests.fakes.slack.pressing import TROUBLE, Pressing
from tests.fakes.slack.state import Json
from tests.fakes.slack.visible import plain
from tests.fakes.slack.writing import message_of


class Forming(Pressing):
    """Part of Person."""

    def submit(
        self,
        view: Json | None = None,
        values: dict[str, Any] | None = None,
        *,
        signature: str | None = None,
        **named: Any,
    ) -> Delivery:
        """Fill in what is given, by label, block_id or action_id, and press the main button.
        Of the modal on top, where no view is given."""
        if view is not None and "type" not in view:
            view, values = None, view
        for wanted, value in {**(values or {}), **named}.items():
            self.fill(view, wanted, value)
        with self.fake.state.lock:
            now = copy.deepcopy(self.current(view))
            if now["type"] != "modal" or not now.get("submit"):
                raise RuntimeError("this view has nothing to send it with")
            self.errors = self._complaints(now)
            if self.errors:
                return Delivery("interactive", {}, reason="not sent")
            delivery = self.submission(now)
        self._sent(delivery, signature)
        if delivery.acknowledged:
            with self.fake.state.lock:
                self._follow(now, delivery.body)
        elif delivery.reason != "not sent":
            self.errors = {"": TROUBLE}
        return delivery

    @staticmethod
    def _complaints(view: Json) -> dict[str, str]:
        found = {}
        for block in view["blocks"]:
            if block["type"] == "input" and block["element"].get("action_id"):
                values = view["state"]["values"][block["block_id"]]
                said = complaint(block, values[block["element"]["action_id"]])
                if said:
                    found[block["block_id"]] = said
        return found

    def submission(self, view: Json) -> Delivery:
        fake = self.fake
        payload = payloads.interaction(
            fake,
            "view_submission",
            self.user,
            trigger_id=fake.state.new_trigger(self.id, view["id"]),
            view=payloads.view_payload(view),
            response_urls=[],
        )
        return Delivery("interactive", payload)

    def _follow(self, view: Json, body: Any) -> None:
        """Do what the answer says: show errors, another view, or close."""
        fake = self.fake
        action = body.get("response_action") if isinstance(body, dict) else None
        if action == "errors":
            self._show_errors(view, body.get("errors") or {})
            return
        try:
            if action in ("update", "push"):
                fake.check_view(f"response_action {action}", body["view"])
            if action == "update":
                old = fake.state.views.get(view["id"])
                if old is None:
                    return
                view_methods.place(fake, view_methods.build(fake, body["view"], old, self.id))
            elif action == "push":
                view_methods.push_onto(fake, self.id, body["view"])
            elif action == "clear":
                self._close_all()
            elif action is None:
                self._pop(view["id"])
            else:
                fake.violate("view_submission", f"unknown response_action {action!r}")
        except ApiError as wrong:
            self.errors = {"": TROUBLE}
            fake.violate("view_submission", f"answered with a view Slack refuses: {wrong.error}")

    def _show_errors(self, view: Json, errors: dict[str, str]) -> None:
        inputs = {b["block_id"] for b in view["blocks"] if b["type"] == "input"}
        if not errors or set(errors) - inputs:
            strange = sorted(set(errors) - inputs)
            self.fake.violate("view_submission", f"errors at no input block: {strange}")
            self.errors = {"": TROUBLE}
            return
        self.errors = dict(errors)

    def error_at(self, wanted: str) -> str | None:
        """What is said at a field of the modal on top."""
        with self.fake.state.lock:
            block, _ = find_field(self.current(None)["blocks"], wanted)
        return self.errors.get(block["block_id"])

    @property
    def errors_by_label(self) -> dict[str, str]:
        with self.fake.state.lock:
            blocks = {b["block_id"]: b for b in self.current(None)["blocks"]}
        return {
            label_of(blocks[i], {}) if i in blocks else i: said for i, said in self.errors.items()
        }

    def _pop(self, view_id: str) -> None:
        stack = self.fake.state.stacks.get(self.id, [])
        if view_id in stack:
            stack.remove(view_id)
        self.fake.state.views.pop(view_id, None)

    def _close_all(self) -> None:
        for view_id in self.fake.state.stacks.pop(self.id, []):
            self.fake.state.views.pop(view_id, None)

    def close(self, view: Json | None = None, *, all_of_them: bool = False) -> Delivery:
        """Close the modal on top, or the whole stack by its x."""
        with self.fake.state.lock:
            now = copy.deepcopy(self.current(view))
            everything = all_of_them or bool(now.get("clear_on_close"))
            self._close_all() if everything else self._pop(now["id"])
            self.errors = {}
            if not now.get("notify_on_close"):
                return Delivery("interactive", {}, reason="not sent")
            payload = payloads.interaction(
                self.fake,
                "view_closed",
                self.user,
                view=payloads.view_payload(now),
                is_cleared=everything,
            )
        return self._sent(Delivery("interactive", payload))

    # ways to begin

    def shortcut(self, callback_id: str) -> Delivery:
        """A global shortcut."""
        with self.fake.state.lock:
            payload = payloads.interaction(
                self.fake,
                "shortcut",
                self.user,
                callback_id=callback_id,
                trigger_id=self.fake.state.new_trigger(self.id),
                action_ts=self.fake.state.next_ts(),
            )
        return self._begun(payload)

    def message_shortcut(self, callback_id: str, message: Json | Delivery) -> Delivery:
        """A shortcut from the menu of a message, anybody's."""
        with self.fake.state.lock:
            now = self.current(message_of(message))
            place = payloads.on_message(self.fake, self.user, now, private=False)
            payload = payloads.interaction(
                self.fake,
                "message_action",
                self.user,
                callback_id=callback_id,
                trigger_id=self.fake.state.new_trigger(self.id),
                action_ts=self.fake.state.next_ts(),
                message_ts=now["ts"],
                channel=place["channel"],
                message=place["message"],
                response_url=place["response_url"],
            )
        return self._begun(payload)

    def _begun(self, payload: Json) -> Delivery:
        if self.user.stranger or "commands" not in self.fake.scopes:
            self.notices.append("This shortcut is not available here.")
            return Delivery("interactive", {}, reason="not sent")
        return self._sent(Delivery("interactive", payload))

    def open_home(self, tab: str = "home") -> Delivery:
        """Open the app's home, or its messages tab."""
        fake = self.fake
        with fake.state.lock:
            event: Json = {
                "type": "app_home_opened",
                "user": self.id,
                "channel": fake.state.im_with(self.id).id,
                "tab": tab,
                "event_ts": fake.state.next_ts(),
            }
            home = fake.state.views.get(fake.state.homes.get(self.id, ""))
            if home is not None and tab == "home":
                event["view"] = payloads.view_payload(home)
            told = fake.courier.wants("app_home_opened")
            made = fake.courier.event(event, None, self.id) if told else None
        return fake.deliver(made)

    def title(self) -> str:
        """The title of the modal on top."""
        return plain(self.current(None).get("title"))
