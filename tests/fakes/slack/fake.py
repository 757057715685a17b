"""The fake itself: its thread, its settings, and what happens in the workspace."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

from tests.fakes.slack import deliveries, visible
from tests.fakes.slack.deliveries import Courier, Delivery
from tests.fakes.slack.faults import ApiError, Fault, Faults, Pace
from tests.fakes.slack.finding import buttons_on
from tests.fakes.slack.limits import check_blocks, check_message, check_view, with_ids
from tests.fakes.slack.methods.chat import bot_message, in_thread
from tests.fakes.slack.people import Person
from tests.fakes.slack.scopes import ALL, EVENTS
from tests.fakes.slack.server import Server
from tests.fakes.slack.state import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    TEAM,
    Call,
    Channel,
    Json,
    ResponseUrl,
    User,
    Workspace,
    snapshot,
)

T = TypeVar("T")


class FakeSlack:
    """A workspace with a bot in it, listening on 127.0.0.1. Use it as a context."""

    def __init__(self, port: int = 0) -> None:
        self.state = Workspace()
        self.team, self.bot_user, self.bot_id, self.app_id = TEAM, BOT_USER, BOT_ID, APP_ID
        self.team_name = "Exportcenter"
        self.bot_token = "xoxb-fake-bot-token"
        self.app_token = "xapp-1-fake-app-token"
        self.config_token = "xoxe.xoxp-fake-config-token"
        self.signing_secret = "fake-signing-secret"
        self.scopes: set[str] = set(ALL)
        self.events: set[str] = set(EVENTS)
        self.commands: set[str] | None = None
        self.manifest: Json | None = None
        self.stranger_error = "channel_not_found"
        self.dead: str | None = None
        self.limits = False
        self.trigger_seconds, self.response_url_seconds, self.patience = 3.0, 1800.0, 3.0
        self.socket_mode = True
        self.events_url: str | None = None
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.violations: list[str] = []
        self.faults, self.pace = Faults(), Pace()
        self.connected = threading.Event()
        self.port = port
        self.loop = asyncio.new_event_loop()
        self.courier = Courier(self)
        self.server = Server(self)
        self._people: dict[str, Person] = {}
        self._thread: threading.Thread | None = None

    # its life

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="fake slack", daemon=True)
        self._thread.start()
        self.port = self.wait(self.server.start(self.port))
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def close(self) -> None:
        if self._thread is None:
            return
        self.wait(self.courier.close())
        self.wait(self.server.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()
        self._thread = None

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Run this on the fake's loop, from any other thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    @property
    def api_url(self) -> str:
        return self.url("api/")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    # what a test sets up

    def add_channel(self, channel: str, name: str, private: bool = False) -> str:
        with self.state.lock:
            self.state.channels[channel] = Channel(channel, name, private)
        return channel

    def add_user(
        self,
        user: str,
        name: str,
        email: str | None = None,
        locale: str = "sv-SE",
        team: str | None = None,
        is_bot: bool = False,
    ) -> str:
        with self.state.lock:
            self.state.users[user] = User(user, name, email, locale, team or TEAM, is_bot)
        return user

    def person(self, user: str) -> Person:
        if user not in self.state.users:
            raise LookupError(f"nobody here is {user}; add_user first")
        return self._people.setdefault(user, Person(self, user))

    def serve_events_to(self, url: str | None) -> None:
        """HTTP mode: signed requests go to this address. None: back to Socket Mode."""
        self.events_url = url
        self.socket_mode = url is None

    def wait_connected(self, seconds: float = 10.0) -> None:
        """Wait until an app has connected its socket."""
        if not self.connected.wait(seconds):
            raise TimeoutError("no app has connected in Socket Mode")

    def hang_up(self, reason: str = "refresh_requested") -> None:
        """Close the sockets, as Slack does every few hours."""
        self.connected.clear()
        self.wait(self.courier.hang_up(reason))

    def plan(
        self,
        method: str,
        status: int | None = None,
        error: str | None = None,
        headers: dict[str, str] | None = None,
        *,
        body: str | None = None,
        delay: float = 0.0,
        drop: str | None = None,
        times: int = 1,
    ) -> None:
        """Let the next calls of a method go wrong; "*" is any, "response_url" those."""
        self.faults.plan(method, Fault(status, error, headers or {}, body, delay, drop, times))

    # what happens in the workspace

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

    # what the app sends, checked and shown

    def violate(self, where: str, what: str) -> None:
        self.violations.append(f"{where}: {what}")

    def _refuse(self, method: str, found: list[str], error: str) -> None:
        if not found:
            return
        for what in found:
            self.violate(method, what)
        shown = [f"[ERROR] {what}" for what in found]
        raise ApiError(error, errors=found, response_metadata={"messages": shown})

    def check_message(self, method: str, args: Json) -> None:
        self._refuse(method, check_message(args), "invalid_blocks")

    def check_view(self, method: str, view: Json) -> None:
        self._refuse(method, check_view(view), "invalid_arguments")

    def check_options(self, options: list[Json]) -> list[Json]:
        """The answer to a suggestion must be options that a select could hold."""
        text = {"type": "plain_text", "text": "x"}
        select = {"type": "static_select", "action_id": "x", "options": options}
        block = {"type": "input", "label": text, "element": select}
        for what in check_blocks([block], "modal") if options else []:
            self.violate("block_suggestion", what)
        return options

    def show_privately(
        self, user: str, channel: str, body: Json, ts: str, thread_ts: str | None = None
    ) -> Json:
        message = bot_message(self, body, ts)
        message.update(channel=channel, is_ephemeral=True, to=user)
        if thread_ts:
            message["thread_ts"] = thread_ts
        self.state.ephemerals.append(message)
        return message

    def take_away(self, channel: Channel, message: Json) -> None:
        channel.messages.remove(message)
        root = channel.find(message.get("thread_ts", ""))
        if root is not None and root is not message:
            root["reply_count"] = root.get("reply_count", 1) - 1

    def respond(self, url: ResponseUrl, body: Json) -> None:
        """What a response_url, or the answer to a command, shows and to whom."""
        explicit = {"replace_original", "delete_original", "response_type"}
        if url.interactive and not explicit & set(body):
            what = "say replace_original or response_type: Slack's default depends on the message"
            self.violate("response_url", what)
        original = self._original(url)
        if body.get("delete_original"):
            if original is not None:
                self._remove(url, original)
            return
        if not any(body.get(name) for name in ("text", "blocks", "attachments")):
            raise ApiError("no_text", status=400)
        try:
            self.check_message("response_url", body)
        except ApiError as wrong:
            raise ApiError(wrong.error, status=400, **wrong.more) from None
        if body.get("replace_original") and original is not None:
            self._replace(original, body)
            return
        ts, thread = self.state.next_ts(), body.get("thread_ts")
        if body.get("response_type") != "in_channel":
            self.show_privately(url.user, url.channel, body, ts, thread)
            return
        message = bot_message(self, body, ts)
        channel = self.state.channels[url.channel]
        in_thread(channel, message, thread)
        channel.messages.append(message)
        self.courier.later_message(channel, message)

    def _original(self, url: ResponseUrl) -> Json | None:
        for message in self.state.ephemerals:
            if message["ts"] == url.message_ts and message["to"] == url.user:
                return message
        return self.state.channels[url.channel].find(url.message_ts or "")

    def _remove(self, url: ResponseUrl, message: Json) -> None:
        if message.get("is_ephemeral"):
            self.state.ephemerals.remove(message)
        else:
            self.take_away(self.state.channels[url.channel], message)

    def _replace(self, message: Json, body: Json) -> None:
        message["text"] = body.get("text") or ""
        message.pop("blocks", None)
        if body.get("blocks"):
            message["blocks"] = with_ids(body["blocks"])
        message["edited"] = {"user": BOT_USER, "ts": self.state.next_ts()}

    # what a test looks at

    def messages(self, channel: str) -> list[Json]:
        """Everything in the channel, oldest first, replies too."""
        with self.state.lock:
            return [snapshot(m, channel) for m in self.state.channels[channel].messages]

    def thread(self, channel: str, ts: str) -> list[Json]:
        """The replies under a message, oldest first."""
        return [m for m in self.messages(channel) if m.get("thread_ts") == ts and m["ts"] != ts]

    def text_of(self, thing: Any) -> str:
        """All visible words of a message, a view or blocks, one line each; people by name."""
        text = visible.text_lines(thing)
        for user in self.state.users.values():
            text = text.replace(f"@{user.id}", f"@{user.name}")
        for channel in self.state.channels.values():
            text = text.replace(f"#{channel.id}", f"#{channel.name}")
        return text

    def pings_of(self, thing: Any) -> set[str]:
        """Whom it rings for: user ids, channel, here, everyone."""
        return visible.pings(thing)

    def buttons_of(self, thing: Any) -> list[str]:
        return buttons_on(thing)

    def called(self, method: str) -> list[Call]:
        with self.state.lock:
            return [call for call in self.calls if call.method == method]

    def permalink(self, message: Json) -> str:
        ts = str(message["ts"]).replace(".", "")
        return f"https://centre.slack.com/archives/{message['channel']}/p{ts}"

    def sample(self) -> None:
        """A small workspace to try things in."""
        self.add_channel("C0EXPORT", "exportcenter")
        people = (("U0ANNA", "Anna Ek", "almi.se"), ("U0BO", "Bo Lind", "business-sweden.se"))
        for user, name, domain in people:
            handle = name.lower().replace(" ", ".")
            self.add_user(user, name, email=f"{handle}@{domain}")
            self.state.channels["C0EXPORT"].members.add(user)
        self.add_user("U0EVA", "Eva Stranger", team="T0ELSEWHERE")
        self.state.channels["C0EXPORT"].members |= {"U0EVA", BOT_USER}
