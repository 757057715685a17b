"""What has been said in the web room: posts, threads, private messages, private answers.

All of it lives in memory, as it would live on Slack's or Microsoft's side: the cases are the
desk's, the conversation is the platform's. Every change is an `Event` with a number, so an open
window can be told at once, and a window that lost its connection can catch up.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import Literal
from uuid import uuid4

from bot.desk.replies import Body
from bot.texts import Lang

EventKind = Literal["post", "edit", "line", "line-edit", "whisper", "hushed", "direct", "clock"]
KEPT_EVENTS = 2000
FLOW = "flow"
"""The anchor of private answers that stand in the room's own stream, not under a card."""


@dataclass
class Post:
    """Something said: by a member (`author`, `text`) or by the bot (`body` in `lang`)."""

    id: str
    at: datetime
    author: str = ""
    text: str = ""
    body: Body = ()
    lang: Lang = "sv"
    key: str = ""
    edited: bool = False
    order: int = 0
    lines: list[Post] = field(default_factory=list)


@dataclass
class Whisper:
    """A private answer: shown to one member, where they asked, until they put it away."""

    id: str
    at: datetime
    user: str
    channel: str
    anchor: str
    body: Body
    lang: Lang
    order: int = 0


@dataclass(frozen=True)
class Event:
    """One change, by number. `channel` or `user` says whose it is; the rest, what to show anew."""

    number: int
    kind: EventKind
    channel: str = ""
    user: str = ""
    id: str = ""
    root: str = ""


class Ear:
    """One open window's queue. Events may come from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.queue: asyncio.Queue[Event] = asyncio.Queue()

    def hear(self, event: Event) -> None:
        """Put the event into the window's queue, on the window's own loop."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.queue.put_nowait, event)


class Timeline:
    """Everything said since the room was opened. Methods may be called from any thread."""

    def __init__(self, now: Callable[[], datetime], channels: tuple[str, ...]) -> None:
        self.born = uuid4().hex[:8]
        self._now = now
        self._lock = RLock()
        self._rooms: dict[str, list[Post]] = {channel: [] for channel in channels}
        self._direct: dict[str, list[Post]] = {}
        self._whispers: list[Whisper] = []
        self._read: dict[str, int] = {}
        self._events: deque[Event] = deque(maxlen=KEPT_EVENTS)
        self._number = 0
        self._ears: set[Ear] = set()

    # -- what is there ---------------------------------------------------------------------

    def has(self, channel: str) -> bool:
        """Whether there is such a room."""
        return channel in self._rooms

    @property
    def mark(self) -> str:
        """Where the stream of events stands, for a page that will listen from here on."""
        return f"{self.born}:{self._number}"

    def flow(self, channel: str, user: str) -> list[Post | Whisper]:
        """The room as this member sees it, oldest first, their private answers in their place."""
        with self._lock:
            own = [w for w in self.whispers(user, channel) if w.anchor == FLOW]
            return sorted([*self._rooms[channel], *own], key=lambda item: item.order)

    def direct(self, user: str) -> list[Post]:
        """The private conversation between the bot and this member, oldest first."""
        with self._lock:
            return list(self._direct.get(user, ()))

    def whispers(self, user: str, channel: str, anchor: str = "") -> list[Whisper]:
        """A member's private answers in a room, at one place of it if `anchor` says so."""
        with self._lock:
            return [
                w
                for w in self._whispers
                if w.user == user and w.channel == channel and anchor in ("", w.anchor)
            ]

    def whisper(self, whisper_id: str) -> Whisper | None:
        """A private answer by its id."""
        with self._lock:
            return next((w for w in self._whispers if w.id == whisper_id), None)

    def post(self, post_id: str, channel: str = "", user: str = "") -> Post | None:
        """A post or a thread's line by its id, in a room or a private conversation."""
        with self._lock:
            return next((p for p in self._all(channel, user) if p.id == post_id), None)

    def keyed(self, key: str, channel: str = "", user: str = "") -> Post | None:
        """A post by the key it was sent with."""
        with self._lock:
            return next((p for p in self._all(channel, user) if key and p.key == key), None)

    def previous(self, order: int, user: str, channel: str = "") -> datetime | None:
        """When the thing shown above was said, to know where a new day begins."""
        with self._lock:
            items = self.flow(channel, user) if channel else self._direct.get(user, [])
            earlier = [item.at for item in items if item.order < order]
            return earlier[-1] if earlier else None

    def unread(self, user: str) -> int:
        """How many private messages the member has not looked at."""
        with self._lock:
            seen = self._read.get(user, 0)
            return sum(p.order > seen and not p.author for p in self._direct.get(user, ()))

    # -- what happens ----------------------------------------------------------------------

    def add(self, post: Post, channel: str, root: str = "") -> Post:
        """Say something in a room, or in the thread under `root`. A key is used once."""
        with self._lock:
            if known := self.keyed(post.key, channel):
                return known
            top = next((p for p in self._rooms[channel] if p.id == root), None)
            post.order = self._number + 1
            (top.lines if top else self._rooms[channel]).append(post)
            if top:
                self._tell("line", channel=channel, about=post.id, root=root)
            else:
                self._tell("post", channel=channel, about=post.id)
            return post

    def add_direct(self, post: Post, user: str) -> Post:
        """Say something in a member's private conversation. A key is used once."""
        with self._lock:
            if known := self.keyed(post.key, user=user):
                return known
            post.order = self._number + 1
            self._direct.setdefault(user, []).append(post)
            self._tell("direct", user=user, about=post.id)
            return post

    def change(self, post: Post, body: Body, lang: Lang, channel: str = "", user: str = "") -> None:
        """Replace what the bot said before, in place."""
        with self._lock:
            post.body, post.lang, post.edited = body, lang, True
            root = next((p.id for p in self._rooms.get(channel, ()) if post in p.lines), "")
            kind: EventKind = "line-edit" if root else "edit"
            self._tell(kind, channel=channel, user=user, about=post.id, root=root)

    def answer(self, user: str, channel: str, anchor: str, body: Body, lang: Lang) -> Whisper:
        """Answer one member privately. Under a card the newest answer replaces the one before."""
        with self._lock:
            if anchor != FLOW:
                for old in self.whispers(user, channel, anchor):
                    self.hush(old.id, user)
            whisper = Whisper(new_id("w"), self._now(), user, channel, anchor, body, lang)
            whisper.order = self._number + 1
            self._whispers.append(whisper)
            self._tell("whisper", channel=channel, user=user, about=whisper.id)
            return whisper

    def hush(self, whisper_id: str, user: str) -> None:
        """Put a private answer away; only its reader can."""
        with self._lock:
            kept = [w for w in self._whispers if not (w.id == whisper_id and w.user == user)]
            if len(kept) < len(self._whispers):
                self._whispers = kept
                self._tell("hushed", user=user, about=whisper_id)

    def seen(self, user: str) -> None:
        """The member has looked at their private messages."""
        with self._lock:
            if self.unread(user):
                self._read[user] = self._number
                self._tell("direct", user=user)

    def tick(self) -> None:
        """Tell every window that the clock was moved."""
        with self._lock:
            self._tell("clock")

    # -- who listens -----------------------------------------------------------------------

    @contextmanager
    def listening(self) -> Iterator[Ear]:
        """A queue that hears everything from now on, for as long as the window is open."""
        ear = Ear()
        with self._lock:
            self._ears.add(ear)
        try:
            yield ear
        finally:
            with self._lock:
                self._ears.discard(ear)

    def since(self, mark: str) -> list[Event] | None:
        """What happened after `mark`; None where that is no longer known, and a page is stale."""
        born, _, number = mark.partition(":")
        with self._lock:
            if born != self.born or not number.isdigit():
                return None
            missed = self._number - int(number)
            if missed > len(self._events) or missed < 0:
                return None
            return [event for event in self._events if event.number > int(number)]

    def _tell(
        self, kind: EventKind, channel: str = "", user: str = "", about: str = "", root: str = ""
    ) -> None:
        self._number += 1
        event = Event(self._number, kind, channel, user, about, root)
        self._events.append(event)
        for ear in self._ears:
            ear.hear(event)

    def _all(self, channel: str, user: str) -> Iterator[Post]:
        for post in self._rooms.get(channel, ()) if channel else self._direct.get(user, ()):
            yield post
            yield from post.lines


def new_id(letter: str) -> str:
    """An id that fits an HTML attribute and is never used again, a restart included."""
    return f"{letter}-{uuid4().hex[:12]}"
