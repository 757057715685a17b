"""What Teams holds: teams, channels, chats, people, messages."""

from __future__ import annotations

import copy
import hashlib
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TENANT = "11111111-aaaa-4000-8000-000000000001"
ELSEWHERE = "22222222-bbbb-4000-8000-000000000002"
APP_ID = "33333333-cccc-4000-8000-000000000003"
BOT = f"28:{APP_ID}"
BOT_NAME = "Exportlots"
CARD = "application/vnd.microsoft.card.adaptive"
_NAMES = uuid.UUID("44444444-dddd-4000-8000-000000000004")


@dataclass
class Human:
    """A person with an account. `personal`: has the app for themselves; `old_client`: neither
    dialogs nor Action.Execute; `blank`: whether an empty text field is sent as "" or left out."""

    key: str
    name: str
    email: str = ""
    tenant: str = TENANT
    locale: str = "sv-SE"
    personal: bool = False
    blocked: bool = False
    old_client: bool = False
    blank: bool = True

    @property
    def id(self) -> str:
        """As the bot knows them."""
        return f"29:1{hashlib.sha256(self.key.encode()).hexdigest()[:40]}"

    @property
    def aad(self) -> str:
        return str(uuid.uuid5(_NAMES, self.key))

    @property
    def outsider(self) -> bool:
        return self.tenant != TENANT

    def is_called(self, name: str) -> bool:
        return name in (self.key, self.id, self.aad)


@dataclass
class Team:
    """Its id is that of its first channel, "General"."""

    id: str
    name: str
    group: str
    tenant: str = TENANT
    installed: bool = False
    archived: bool = False
    deleted: bool = False
    members: set[str] = field(default_factory=set)


@dataclass
class Message:
    """`root` is the first message of its thread in a channel, and empty in a chat. `author` is
    a person's key, or "bot". `version` counts the updates."""

    id: str
    conversation: str
    root: str
    author: str
    activity: Json
    version: int = 0
    deleted: bool = False

    @property
    def text(self) -> str:
        return str(self.activity.get("text") or "")

    @property
    def cards(self) -> list[Json]:
        found = self.activity.get("attachments") or []
        return [a["content"] for a in found if a.get("contentType") == CARD]

    @property
    def summary(self) -> str:
        """What a notification says."""
        return str(self.activity.get("summary") or "")

    @property
    def in_thread(self) -> bool:
        return bool(self.root) and self.root != self.id


@dataclass
class Conversation:
    """A channel, a group chat, two people's chat, or somebody's own with the bot. Where a shared channel or a
    group chat has the app, `installed` says so; other channels follow their team."""

    id: str
    kind: str
    name: str = ""
    team: str = ""
    shared: bool = False
    installed: bool = False
    deleted: bool = False
    members: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)

    @property
    def with_bot(self) -> bool:
        """Whether it is somebody's own chat with the bot. Two people's is "personal" too."""
        return self.kind == "personal" and self.id.startswith("a:")

    def find(self, message_id: str) -> Message | None:
        return next((m for m in self.messages if m.id == message_id and not m.deleted), None)


@dataclass
class Call:
    """One call of the connector, as it came and as it was answered."""

    method: str
    args: dict[str, str]
    body: Any
    token: str
    result: Any = None
    status: int = 200
    at: float = field(default_factory=time.time)


def parted(conversation_id: str) -> tuple[str, str]:
    """The conversation, and the root message of the thread where one is named."""
    whole, _, root = conversation_id.partition(";messageid=")
    return whole, root


class World:
    """Everything Teams keeps; whoever reads or writes holds `lock`."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.humans: dict[str, Human] = {}
        self.teams: dict[str, Team] = {}
        self.conversations: dict[str, Conversation] = {}
        self._last = 0

    def next_id(self) -> str:
        """A message's id: milliseconds, and never the same twice."""
        self._last = max(self._last + 1, time.time_ns() // 1_000_000)
        return str(self._last)

    def human(self, name: str) -> Human:
        """By key, 29: id or aadObjectId."""
        for human in self.humans.values():
            if human.is_called(name):
                return human
        raise LookupError(f"nobody here is {name}; add_person first")

    def team_of(self, where: Conversation) -> Team | None:
        return self.teams.get(where.team)

    def members_of(self, where: Conversation) -> list[Human]:
        """A standard channel has its team's members, every other its own."""
        team = self.team_of(where)
        keys = team.members if team is not None and not where.shared else where.members
        return [human for key, human in self.humans.items() if key in keys]

    def has_bot(self, where: Conversation) -> bool:
        if where.with_bot:
            return self.reachable(self.human(next(iter(where.members))))
        team = self.team_of(where)
        if team is None:
            return where.installed
        return team.installed and not team.deleted and (where.installed or not where.shared)

    def reachable(self, human: Human) -> bool:
        """Whether the bot may begin a chat: it is theirs, or they meet it somewhere."""
        return human.personal or any(
            self.has_bot(where) and human in self.members_of(where)
            for where in self.conversations.values()
            if where.kind != "personal"
        )

    def chat_with(self, human: Human) -> Conversation:
        """The person's own chat with the bot, opened when needed."""
        digest = hashlib.sha256(f"chat {human.key}".encode()).hexdigest()[:44]
        name = f"a:1{digest}"
        if name not in self.conversations:
            self.conversations[name] = Conversation(name, "personal", members={human.key})
        return self.conversations[name]


def snapshot(message: Message) -> Message:
    """A copy for a test to look at."""
    return copy.deepcopy(message)
