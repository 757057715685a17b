"""What people write: mentions, messages, direct messages; and change and delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.teams import activities
from tests.fakes.teams.deliveries import Delivery, unsent
from tests.fakes.teams.state import BOT_NAME, Conversation, Human, Message, parted, snapshot

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams

SILENT = "Något gick fel"
"""What the client says where the bot does not answer as it should."""


def message_of(thing: Message | Delivery) -> Message:
    """A message, also where the delivery is given that it came with."""
    found = thing.message if isinstance(thing, Delivery) else thing
    if found is None:
        raise LookupError("no message came with this")
    return found


class Writing:
    """Part of Person."""

    fake: FakeTeams
    human: Human
    notices: list[str]

    def _place(self, channel: str | None, thread: str | Message | None) -> tuple[Conversation, str]:
        if isinstance(thread, Message):
            channel, thread = channel or thread.conversation, thread.root
        name, root = parted(channel or self.fake.channel)
        where = self.fake.state.conversations[name]
        if self.human not in self.fake.state.members_of(where):
            raise RuntimeError(f"{self.human.key} is not in {where.name or name}")
        root = thread or root
        if root and where.kind == "channel" and where.find(root) is None:
            raise LookupError(f"no thread {root} in {where.name}")
        return where, root if where.kind == "channel" else ""

    def _post(self, where: Conversation, root: str, text: str) -> tuple[Message, Delivery]:
        """Put it on everybody's screen; the delivery is yet to be sent."""
        activity = activities.message(self.fake, self.human, where, text, root)
        name = activity["id"]
        if where.kind == "channel":
            root = root or name
            activity["conversation"] = activities.conversation(where, root)
        message = Message(name, where.id, root, self.human.key, activity)
        where.messages.append(message)
        return message, Delivery(activity, message=snapshot(message))

    def _bring(self, delivery: Delivery, token: str | None = None) -> Delivery:
        self.fake.deliver(delivery, token)
        if not delivery.taken:
            why = delivery.reason or f"status {delivery.status}"
            self.notices.append(f"{SILENT}: {delivery.name}, {why}")
        return delivery

    def mention(
        self,
        text: str,
        channel: str | None = None,
        thread: str | Message | None = None,
        *,
        token: str | None = None,
    ) -> Delivery:
        """Write "@Exportlots text" in a channel (a new thread, unless `thread` is a message or
        its id) or in a group chat. `<at>Anna Ek</at>` in the text mentions her too."""
        at = f"<at>{BOT_NAME}</at>"
        with self.fake.state.lock:
            where, root = self._place(channel, thread)
            told = self.fake.state.has_bot(where)
            _, delivery = self._post(where, root, text if at in text else f"{at} {text}")
        return self._bring(delivery, token) if told else unsent(delivery.message)

    def write(
        self, text: str, channel: str | None = None, thread: str | Message | None = None
    ) -> Delivery:
        """A message that does not mention the bot; it hears of it in a channel that it may
        read, and in the person's own chat."""
        with self.fake.state.lock:
            where, root = self._place(channel, thread)
            _, delivery = self._post(where, root, text)
            told = self._hears(where)
        return self._bring(delivery) if told else unsent(delivery.message)

    def _hears(self, where: Conversation) -> bool:
        if not self.fake.state.has_bot(where):
            return False
        reads = {"channel": self.fake.reads_threads, "groupChat": self.fake.reads_chats}
        return where.kind == "personal" or reads.get(where.kind, False)

    def direct(self, text: str, *, token: str | None = None) -> Delivery:
        """A message in the person's own chat with the bot."""
        with self.fake.state.lock:
            where = self.fake.state.chat_with(self.human)
            if self.human.outsider or not self.fake.state.reachable(self.human):
                raise RuntimeError(f"{self.human.key} has no chat with the bot; install it first")
            _, delivery = self._post(where, "", text)
        return self._bring(delivery, token)

    def edit(self, message: Message | Delivery, text: str) -> Delivery:
        """Change one's own message; the bot hears of it where it may read."""
        with self.fake.state.lock:
            where, kept = self._own(message)
            kept.activity["text"] = text
            kept.version += 1
            delivery = self._changed(where, kept)
        return self._bring(delivery) if delivery.sent else delivery

    def delete(self, message: Message | Delivery) -> Delivery:
        """Take one's own message away."""
        with self.fake.state.lock:
            where, kept = self._own(message)
            kept.deleted = True
            delivery = self._changed(where, kept)
        return self._bring(delivery) if delivery.sent else delivery

    def undelete(self, message: Message | Delivery) -> Delivery:
        """Bring back what one has deleted."""
        seen = message_of(message)
        with self.fake.state.lock:
            where = self.fake.state.conversations[seen.conversation]
            kept = next(m for m in where.messages if m.id == seen.id and m.deleted)
            kept.deleted = False
            delivery = self._changed(where, kept, "undeleteMessage")
        return self._bring(delivery) if delivery.sent else delivery

    def _changed(self, where: Conversation, kept: Message, event: str = "") -> Delivery:
        activity = activities.changed(self.fake, self.human, where, kept, event)
        seen = snapshot(kept)
        return Delivery(activity, message=seen) if self._hears(where) else unsent(seen)

    def _own(self, thing: Message | Delivery) -> tuple[Conversation, Message]:
        seen = message_of(thing)
        where = self.fake.state.conversations[seen.conversation]
        kept = where.find(seen.id)
        if kept is None or kept.author != self.human.key:
            raise LookupError("only one's own messages can be changed")
        return where, kept
