"""What the workspace holds: channels, people, messages, views, triggers."""

from __future__ import annotations

import copy
import itertools
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TEAM = "T0CENTRE"
BOT_USER = "U0LOTS"
BOT_ID = "B0LOTS"
APP_ID = "A0LOTS"


@dataclass
class User:
    id: str
    name: str
    email: str | None = None
    locale: str = "sv-SE"
    team: str = TEAM
    is_bot: bool = False
    deleted: bool = False

    @property
    def handle(self) -> str:
        return self.name.lower().replace(" ", ".")

    @property
    def stranger(self) -> bool:
        return self.team != TEAM


@dataclass
class Channel:
    id: str
    name: str
    private: bool = False
    im_user: str | None = None
    archived: bool = False
    members: set[str] = field(default_factory=set)
    messages: list[Json] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The `channel_type` of message events."""
        if self.im_user:
            return "im"
        return "group" if self.private else "channel"

    def find(self, ts: str) -> Json | None:
        return next((m for m in self.messages if m["ts"] == ts), None)


@dataclass
class Trigger:
    id: str
    user: str
    born: float
    view: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    key: str
    user: str
    channel: str
    born: float
    message_ts: str | None = None
    thread_ts: str | None = None
    interactive: bool = False
    uses: int = 0


@dataclass
class Kept:
    """A file: `key` is in its addresses, `data` what has been put there."""

    id: str
    name: str
    length: int
    user: str
    key: str
    data: bytes | None = None
    title: str = ""
    alt: str = ""
    completed: float = 0.0
    channels: set[str] = field(default_factory=set)


@dataclass
class Call:
    """One call of a Web API method, as it came and as it was answered."""

    method: str
    args: Json
    token: str | None
    result: Json | None = None
    status: int = 200
    at: float = field(default_factory=time.time)


class Workspace:
    """Everything Slack keeps; whoever reads or writes holds `lock`."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.users: dict[str, User] = {
            BOT_USER: User(BOT_USER, "Exportlots", is_bot=True),
            "USLACKBOT": User("USLACKBOT", "Slackbot", is_bot=True),
        }
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Json] = []
        self.stacks: dict[str, list[str]] = {}
        self.views: dict[str, Json] = {}
        self.homes: dict[str, str] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.files: dict[str, Kept] = {}
        self._count = itertools.count(1)
        self._last_ts = 0

    def next_ts(self) -> str:
        """A message's `ts`: now, and never the same twice."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        return f"{prefix}0{next(self._count):06d}"

    def new_trigger(self, user: str, view: str | None = None) -> str:
        key = f"{next(self._count)}.{time.time_ns() % 10**10}.{secrets.token_hex(8)}"
        self.triggers[key] = Trigger(key, user, time.monotonic(), view)
        return key

    def new_response_url(self, user: str, channel: str, **more: Any) -> ResponseUrl:
        key = f"{APP_ID}/{next(self._count)}/{secrets.token_hex(8)}"
        self.response_urls[key] = ResponseUrl(key, user, channel, time.monotonic(), **more)
        return self.response_urls[key]

    def im_with(self, user: str) -> Channel:
        """The direct conversation of this person and the bot, opened when needed."""
        for channel in self.channels.values():
            if channel.im_user == user:
                return channel
        made = Channel("D0" + user[1:].lstrip("0"), "", im_user=user, members={user, BOT_USER})
        self.channels[made.id] = made
        return made

    def is_shared(self, channel: Channel) -> bool:
        """Whether people of another workspace are in it (Slack Connect)."""
        return any(self.users[m].stranger for m in channel.members)

    def new_hash(self) -> str:
        return f"{int(time.time())}.{secrets.token_hex(4)}"


def snapshot(message: Json, channel: str) -> Json:
    """A copy for a test to look at, which knows its channel."""
    return {**copy.deepcopy(message), "channel": channel}
