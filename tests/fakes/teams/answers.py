"""What the client makes of the answers to invokes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.teams import activities, checks, schema
from tests.fakes.teams.deliveries import Delivery
from tests.fakes.teams.dialogs import Dialog, Origin, opened
from tests.fakes.teams.state import CARD, Human, Json, Message

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams

TEXT = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
SILENT = "Något gick fel"
EXTENSION_SUBMIT = "composeExtension/submitAction"


class Answers:
    """Part of Person."""

    fake: FakeTeams
    human: Human
    notices: list[str]
    toasts: list[str]
    dialog: Dialog | None
    views: dict[str, tuple[int, Json]]
    if TYPE_CHECKING:

        def _bring(self, delivery: Delivery, token: str | None = None) -> Delivery: ...

    def _wrong(self, delivery: Delivery, what: str) -> None:
        self.notices.append(f"{SILENT}: {delivery.name}, {what}")
        self.fake.violate(delivery.name, what)

    def _check(self, delivery: Delivery, card: Any, *, dialog: bool) -> bool:
        """Whether the client can draw it."""
        if not self.fake.checks:
            return isinstance(card, dict)
        broken = schema.broken(card)
        for what in broken or checks.check_card(card, dialog=dialog):
            self.fake.violate(delivery.name, what)
        if broken:
            self.notices.append(f"{SILENT}: {delivery.name}, the card cannot be shown")
        return not broken

    # Action.Execute

    def _follow_execute(self, delivery: Delivery, message: Message) -> None:
        """The card anew for this person, a text, or an error."""
        if not delivery.taken:
            return
        body = delivery.body
        if delivery.status != 200 or not isinstance(body, dict) or "statusCode" not in body:
            self._wrong(delivery, f"answered {delivery.status} with {body!r}"[:300])
            return
        kind, value = body.get("type"), body.get("value")
        if kind == CARD and body["statusCode"] == 200:
            if self._check(delivery, value, dialog=False) and value is not None:
                self._own_view(message, value)
        elif kind == TEXT and body["statusCode"] == 200 and isinstance(value, str) and value:
            self.toasts.append(value)
        elif kind == ERROR and isinstance(value, dict) and {"code", "message"} <= set(value):
            self.notices.append(f"{SILENT}: {value['code']}: {value['message']}")
        else:
            self._wrong(delivery, f"answered with {body!r}"[:300])

    def _own_view(self, message: Message, card: Json) -> None:
        """The card stays this person's until the message is updated."""
        with self.fake.state.lock:
            kept = self.fake.state.conversations[message.conversation].find(message.id)
            if kept is not None:
                self.views[message.id] = (kept.version, card)

    # dialogs

    def _follow_task(self, delivery: Delivery, origin: Origin) -> None:
        """Open, draw anew or close the dialog, as the answer says."""
        if not delivery.taken:
            return
        body = delivery.body
        if delivery.status != 200 or not isinstance(body, dict | None):
            self._wrong(delivery, f"answered {delivery.status} with {body!r}"[:300])
            return
        task = (body or {}).get("task")
        if task is None:
            if self._fetches(delivery):
                self._wrong(delivery, "opened no dialog")
            self.dialog = None
            return
        try:
            made = opened(origin, task)
        except (ValueError, TypeError, AttributeError) as wrong:
            self._wrong(delivery, f"answered with {wrong}")
            return
        if made.text or self._check(delivery, made.card, dialog=True):
            self.dialog = made

    @staticmethod
    def _fetches(delivery: Delivery) -> bool:
        return delivery.name in ("task/fetch", "composeExtension/fetchTask")

    def _submit_dialog(self, data: Any, token: str | None) -> Delivery:
        dialog = self.dialog
        assert dialog is not None
        origin, fake = dialog.origin, self.fake
        value: Json = {"data": data, "context": {"theme": "default"}}
        name = "task/submit"
        if origin.command:
            name = EXTENSION_SUBMIT
            value |= origin.command
        with fake.state.lock:
            where = fake.state.conversations[origin.conversation]
            activity = activities.invoke(
                fake, self.human, where, name, value, root=origin.root, on=origin.on
            )
        delivery = self._bring(Delivery(activity), token)
        self._follow_task(delivery, origin)
        return delivery

    # searching

    def _search(self, thing: Any, value: Json) -> list[Json]:
        fake, origin = self.fake, self._origin(thing)
        with fake.state.lock:
            where = fake.state.conversations[origin.conversation]
            activity = activities.invoke(
                fake, self.human, where, "application/search", value, root=origin.root, on=origin.on
            )
        delivery = self._bring(Delivery(activity))
        if not delivery.taken or delivery.status == 204:
            return []
        faults = checks.check_results(delivery.body)
        for what in faults:
            self._wrong(delivery, what)
        found: list[Json] = [] if faults else delivery.body["value"]["results"]
        return found

    def _origin(self, thing: Any) -> Origin:
        if isinstance(thing, Delivery):
            thing = thing.message
        if isinstance(thing, Message):
            return Origin(thing.conversation, thing.root, thing.id)
        dialog = thing or self.dialog
        assert dialog is not None
        origin: Origin = dialog.origin
        return origin
