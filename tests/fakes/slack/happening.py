"""What happens in the workspace: people join, channels end, the app is put out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.fakes.slack import deliveries
from tests.fakes.slack.deliveries import Courier, Delivery
from tests.fakes.slack.state import BOT_USER, Json, Workspace

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any


class Happening:
    """Part of FakeSlack."""

    state: Workspace
    courier: Courier
    dead: str | None
    if TYPE_CHECKING:

        def wait(self, work: Coroutine[Any, Any, Any]) -> Any: ...

    def deliver(self, delivery: Delivery | None, signature: str | None = None) -> Delivery:
        """Send and wait for the answer. None is what the app is not told of."""
        if delivery is None:
            return Delivery("events_api", {}, reason="not sent")
        return self.wait(self.courier.send(delivery, signature))

    def redeliver(self, delivery: Delivery, reason: str = "http_timeout") -> Delivery:
        """The same once more: same event_id, marked as a repeat."""
        return self.deliver(deliveries.again(delivery, reason))

    def post_raw(self, body: str, timestamp: str, signature: str, json: bool = True) -> Delivery:
        """Any bytes with any signature to the app's address."""
        kind = "application/json" if json else "application/x-www-form-urlencoded"
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature,
        }
        delivery = Delivery("raw", {})
        self.wait(self.courier.post(delivery, body, headers))
        return delivery

    def settle(self, seconds: float = 5.0) -> None:
        """Wait until nothing is under way to the app any more."""
        end = time.monotonic() + seconds
        time.sleep(0.03)
        while self.courier.tasks and time.monotonic() < end:
            time.sleep(0.01)

    def _channel_event(
        self, channel: str, event: Json, actor: str | None, name: str = ""
    ) -> Delivery:
        where = self.state.channels[channel]
        ts = self.state.next_ts()
        told = self.courier.wants(name or event["type"])
        made = self.courier.event({**event, "event_ts": ts}, where, actor) if told else None
        return self.deliver(made)

    def _joined(self, channel: str, user: str, inviter: str | None) -> Delivery:
        where = self.state.channels[channel]
        with self.state.lock:
            where.members.add(user)
        event: Json = {
            "type": "member_joined_channel",
            "user": user,
            "channel": channel,
            "channel_type": "G" if where.private else "C",
            "team": self.state.users[user].team,
        }
        if inviter:
            event["inviter"] = inviter
        if BOT_USER not in where.members:
            return self.deliver(None)
        return self._channel_event(channel, event, user)

    def join(self, channel: str, user: str) -> Delivery:
        return self._joined(channel, user, None)

    def invite_bot(self, channel: str, by: str | None = None) -> Delivery:
        return self._joined(channel, BOT_USER, by)

    def leave(self, channel: str, user: str) -> Delivery:
        where = self.state.channels[channel]
        with self.state.lock:
            where.members.discard(user)
        event = {
            "type": "member_left_channel",
            "user": user,
            "channel": channel,
            "channel_type": "G" if where.private else "C",
            "team": self.state.users[user].team,
        }
        told = BOT_USER in where.members
        return self._channel_event(channel, event, user) if told else self.deliver(None)

    def remove_bot(self, channel: str, by: str | None = None) -> Delivery:
        where = self.state.channels[channel]
        with self.state.lock:
            where.members.discard(BOT_USER)
        kind = "group_left" if where.private else "channel_left"
        return self._channel_event(channel, {"type": kind, "channel": channel, "actor_id": by}, by)

    def archive(self, channel: str, by: str | None = None) -> Delivery:
        return self._turned(channel, "archive", True, by)

    def unarchive(self, channel: str, by: str | None = None) -> Delivery:
        return self._turned(channel, "unarchive", False, by)

    def _turned(self, channel: str, word: str, archived: bool, by: str | None) -> Delivery:
        where = self.state.channels[channel]
        where.archived = archived
        if BOT_USER not in where.members:
            return self.deliver(None)
        kind = ("group_" if where.private else "channel_") + word
        return self._channel_event(channel, {"type": kind, "channel": channel, "user": by}, by)

    def rename(self, channel: str, name: str) -> Delivery:
        where = self.state.channels[channel]
        where.name = name
        if BOT_USER not in where.members:
            return self.deliver(None)
        kind = "group_rename" if where.private else "channel_rename"
        shown = {"id": channel, "name": name, "created": int(time.time())}
        return self._channel_event(channel, {"type": kind, "channel": shown}, None)

    def delete_channel(self, channel: str) -> None:
        """It is gone: every call about it answers channel_not_found."""
        with self.state.lock:
            self.state.channels.pop(channel)

    def _end(self, event: Json, dead: str) -> Delivery:
        told = self.courier.wants(event["type"])
        made = self.courier.event(event, None, None) if told else None
        self.dead = dead
        return self.deliver(made)

    def revoke_token(self) -> Delivery:
        tokens = {"oauth": [], "bot": [BOT_USER]}
        return self._end({"type": "tokens_revoked", "tokens": tokens}, "token_revoked")

    def uninstall(self) -> Delivery:
        return self._end({"type": "app_uninstalled"}, "account_inactive")

    def install(self) -> None:
        """The token is good again."""
        self.dead = None
