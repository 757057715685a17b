"""What people write: commands, messages, mentions; and change and delete."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.fakes.slack import payloads
from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.faults import ApiError
from tests.fakes.slack.methods.chat import in_thread
from tests.fakes.slack.state import BOT_USER, Channel, Json, snapshot

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack
    from tests.fakes.slack.state import User


def message_of(thing: Json | Delivery) -> Json:
    """A message, also where the delivery is given that it came with."""
    found = thing.message if isinstance(thing, Delivery) else thing
    if found is None:
        raise LookupError("no message came with this")
    return found


class Writing:
    """Part of Person."""

    fake: FakeSlack
    id: str
    user: User
    notices: list[str]

    def slash(
        self, command: str, text: str = "", channel: str = "C0EXPORT", signature: str | None = None
    ) -> Delivery:
        """Type a command. Strangers, and apps without the scope, have none."""
        fake = self.fake
        known = fake.commands is None or command in fake.commands
        if self.user.stranger or "commands" not in fake.scopes or fake.dead or not known:
            self.notices.append(f"{command} is not a valid command.")
            return Delivery("slash_commands", {}, reason="not sent")
        with fake.state.lock:
            where = fake.state.channels[channel]
            payload = payloads.slash(fake, self.user, command, text, where)
        delivery = fake.deliver(Delivery("slash_commands", payload), signature)
        self._answered(delivery, channel)
        return delivery

    def _answered(self, delivery: Delivery, channel: str) -> None:
        """Show what the acknowledgement of a command says."""
        if not delivery.acknowledged:
            timeout = "timeout" in delivery.reason
            error = "operation_timeout" if timeout else "dispatch_failed"
            command = delivery.payload["command"]
            self.notices.append(f'{command} failed with the error "{error}"')
            return
        body: Any = delivery.body
        shown = {"text": body} if isinstance(body, str) else body
        if not isinstance(shown, dict) or not (shown.get("text") or shown.get("blocks")):
            return
        key = delivery.payload["response_url"].split("/commands/")[1]
        fake = self.fake
        with fake.state.lock:
            try:
                fake.respond(fake.state.response_urls[key], shown)
            except ApiError as wrong:
                self.notices.append(f'{delivery.payload["command"]} failed: "{wrong.error}"')

    def _post(self, text: str, channel: Channel, thread: str | None) -> Json:
        fake = self.fake
        if channel.archived:
            raise RuntimeError(f"{channel.name} is archived; nobody can write there")
        if self.id not in channel.members:
            raise RuntimeError(f"{self.id} is not in {channel.id}")
        message: Json = {
            "type": "message",
            "user": self.id,
            "ts": fake.state.next_ts(),
            "client_msg_id": fake.state.next_id("msg"),
            "text": payloads.typed(fake, text),
            "team": self.user.team,
            "blocks": payloads.rich_text(fake, text),
        }
        in_thread(channel, message, thread)
        channel.messages.append(message)
        return message

    def _written(
        self, text: str, where: Channel, thread: str | None
    ) -> tuple[Json, Delivery | None]:
        message = self._post(text, where, thread)
        event = payloads.message_event(where, message, self.user)
        return message, self.fake.courier.message(where, event, self.id)

    def write(self, text: str, channel: str = "C0EXPORT", thread: str | None = None) -> Delivery:
        """A plain message; the app hears of it with the scope and the event for it."""
        with self.fake.state.lock:
            where = self.fake.state.channels[channel]
            message, event = self._written(text, where, thread)
        delivery = self.fake.deliver(event)
        delivery.message = snapshot(message, channel)
        return delivery

    def mention(
        self,
        text: str,
        channel: str = "C0EXPORT",
        thread: str | None = None,
        signature: str | None = None,
    ) -> Delivery:
        """Write "@Exportlots text". The delivery is that of app_mention."""
        fake = self.fake
        with fake.state.lock:
            where = fake.state.channels[channel]
            whole = text if f"<@{BOT_USER}>" in text else f"<@{BOT_USER}> {text}"
            message, event = self._written(whole, where, thread)
            told = BOT_USER in where.members and not where.im_user
            told = told and fake.courier.wants("app_mention")
            mention = payloads.message_event(where, message, self.user)
            mention["type"] = "app_mention"
            mention.pop("channel_type")
            made = fake.courier.event(mention, where, self.id) if told else None
        if event is not None:
            fake.deliver(event, signature)
        delivery = fake.deliver(made, signature)
        delivery.message = snapshot(message, channel)
        return delivery

    def direct(self, text: str, thread: str | None = None) -> Delivery:
        """A direct message to the bot."""
        if self.user.stranger:
            raise RuntimeError("a stranger has no direct conversation with the app")
        with self.fake.state.lock:
            channel = self.fake.state.im_with(self.id).id
        return self.write(text, channel, thread)

    def edit(self, message: Json | Delivery, text: str) -> Delivery:
        """Change one's own message."""
        fake, seen = self.fake, message_of(message)
        with fake.state.lock:
            where, kept = self._own(seen)
            before = copy.deepcopy(kept)
            kept["text"] = payloads.typed(fake, text)
            kept["blocks"] = payloads.rich_text(fake, text)
            ts = fake.state.next_ts()
            kept["edited"] = {"user": self.id, "ts": ts}
            event = payloads.changed_event(where, before, kept, ts)
            delivery = fake.courier.message(where, event, self.id)
        return fake.deliver(delivery)

    def delete(self, message: Json | Delivery) -> Delivery:
        """Take one's own message away."""
        fake, seen = self.fake, message_of(message)
        with fake.state.lock:
            where, kept = self._own(seen)
            fake.take_away(where, kept)
            event = payloads.deleted_event(where, kept, fake.state.next_ts())
            delivery = fake.courier.message(where, event, self.id)
        return fake.deliver(delivery)

    def _own(self, seen: Json) -> tuple[Channel, Json]:
        where = self.fake.state.channels[seen["channel"]]
        kept = where.find(seen["ts"])
        if kept is None or kept["user"] != self.id:
            raise LookupError("only one's own messages can be changed")
        return where, kept
