"""Open windows: every change reaches them at once, as HTML to put in place.

A window listens with server-sent events. Each event becomes a few operations ("this element now
looks like this", "this one is gone"), drawn for that window's viewer from what is true when it
is drawn; so an operation that comes twice, or late, does no harm.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from bot.handlers.web import render
from bot.handlers.web.render import Viewer
from bot.handlers.web.setup import Hall
from bot.handlers.web.timeline import FLOW, Event, Post, Timeline, Whisper
from bot.texts import ZONE, Day, phrase, say

BEAT = 15.0
"""Seconds between signs of life, so that a dead window is noticed."""

Operation = dict[str, Any]


@dataclass(frozen=True)
class Window:
    """One open page: who looks, and at which room (`channel`; empty for private messages)."""

    hall: Hall
    viewer: Viewer
    channel: str

    def item(self, it: Post | Whisper, open_thread: str = "") -> str:
        """A post or a private answer of the stream, as this window shows it."""
        timeline, user = self.hall.timeline, self.viewer.user
        if isinstance(it, Whisper):
            return render.whisper(it, self.viewer)
        before = timeline.previous(it.order, user, self.channel)
        lang = self.viewer.lang
        frame: dict[str, Any] = {
            "day_before": say(Day(before.astimezone(ZONE).date()), lang) if before else None,
            "threads": bool(self.channel),
            "open": it.id == open_thread or _is_answered(it),
        }
        if self.channel:
            frame["whispers"] = self._whispers(f"p:{it.id}")
            frame["thread_whispers"] = self._whispers(f"t:{it.id}")
            frame["thread_lines"] = [self.thread_line(line, it.id) for line in it.lines]
        author = self.hall.person(it.author)
        return render.message(it, self.viewer, self.channel, author, **frame)

    def thread_line(self, it: Post, root: str) -> str:
        """A line of a thread, as this window shows it."""
        return render.line(it, self.viewer, self.channel, root, self.hall.person(it.author))

    def operations(self, event: Event) -> list[Operation]:
        """What changes on this page because of the event; nothing if it is not its business."""
        if event.kind == "clock":
            return self.clock()
        if event.kind in ("whisper", "hushed"):
            return self._whisper(event) if event.user == self.viewer.user else []
        if event.user:
            return self._direct(event)
        if event.channel != self.channel or not self.channel:
            return []
        return self._room(event)

    def clock(self) -> list[Operation]:
        """The clock as it stands."""
        return [_put("now", render.part("time", self.viewer, now=self.hall.now()))]

    def _room(self, event: Event) -> list[Operation]:
        timeline = self.hall.timeline
        root = timeline.post(event.root or event.id, self.channel)
        post = timeline.post(event.id, self.channel)
        if root is None or post is None:
            return []
        if event.kind == "edit":
            return [_put(f"b-{post.id}", self._body(post), within=post.id)]
        if not event.root:
            return [_put(post.id, self.item(post), into="flow"), *self._heard(post)]
        shown = {"open": f"thread-{root.id}"} if _is_answered(root) else {}
        made = [_put(post.id, self.thread_line(post, root.id), into=f"lines-{root.id}", **shown)]
        made.append(_put(f"count-{root.id}", render.lines_count(root, self.viewer)))
        return made + (self._heard(post) if event.kind == "line" else [])

    def _direct(self, event: Event) -> list[Operation]:
        timeline, user = self.hall.timeline, self.viewer.user
        made: list[Operation] = []
        if event.user == user and not self.channel:
            post = timeline.post(event.id, user=user)
            if post and event.kind == "edit":
                made.append(_put(f"b-{post.id}", self._body(post), within=post.id))
            elif post:
                made.append(_put(post.id, self.item(post), into="flow", **self._shown(post)))
                timeline.seen(user)
        return made + self.frame()

    def frame(self) -> list[Operation]:
        """The counts of unread messages, of the viewer and of the others."""
        known = self.hall.cast(self.viewer.user)
        unread = {who.user: self.hall.timeline.unread(who.user) for who in known}
        own = unread.get(self.viewer.user, 0)
        ids = ("unread-side", "unread-top")
        badges = [_put(it, render.part("badge", self.viewer, n=own, id=it)) for it in ids]
        people = render.part("people", self.viewer, others=known, unread=unread)
        return [*badges, _put("people", people)]

    def _whisper(self, event: Event) -> list[Operation]:
        said = self.hall.timeline.whisper(event.id)
        if said is None:
            return [{"id": event.id, "gone": True}]
        if said.channel != self.channel:
            return []
        into = "flow" if said.anchor == FLOW else f"slot-{said.anchor}"
        html = render.whisper(said, self.viewer)
        heard = phrase("web.heard_private", text=render.headline(said.body, said.lang))
        return [_put(said.id, html, into=into, show=True, say=say(heard, self.viewer.lang))]

    def _whispers(self, anchor: str) -> list[str]:
        own = self.hall.timeline.whispers(self.viewer.user, self.channel, anchor)
        return [render.whisper(said, self.viewer) for said in own]

    def _body(self, post: Post) -> str:
        return render.content(post, self.viewer, self.channel)

    def _shown(self, post: Post) -> Operation:
        """How a private message comes into sight: its beginning first, and read out."""
        heard = self._heard(post)
        return {"show": True, "say": heard[0]["say"]} if heard else {}

    def _heard(self, post: Post) -> list[Operation]:
        if post.author == self.viewer.user:
            return []
        who = self.hall.person(post.author)
        name = who.name if who else post.author or "Exportlots"
        text = post.text[:200] or render.headline(post.body, post.lang)
        return [{"say": say(phrase("web.heard", name=name, text=text), self.viewer.lang)}]


async def stream(
    window: Window, since: str, gone: Callable[[], bool] = lambda: False
) -> AsyncIterator[str]:
    """Server-sent events for one window, from the mark `since` on, until it closes.

    A mark that is no longer known (the program was started anew) tells the page to load again.
    """
    timeline = window.hall.timeline
    with timeline.listening() as ear:
        missed = timeline.since(since)
        if missed is None:
            yield "event: stale\ndata: {}\n\n"
            return
        yield "retry: 1000\n\n"
        last = 0
        for event in missed:
            last = event.number
            yield _sent(window, event, timeline)
        while not gone():
            try:
                event = await asyncio.wait_for(ear.queue.get(), BEAT)
            except TimeoutError:
                yield f"data: {json.dumps({'do': window.clock()})}\n\n"
                continue
            if event.number > last:
                last = event.number
                yield _sent(window, event, timeline)


def _sent(window: Window, event: Event, timeline: Timeline) -> str:
    data = {"n": event.number, "do": window.operations(event)}
    return f"id: {timeline.born}:{event.number}\ndata: {json.dumps(data)}\n\n"


def _is_answered(post: Post) -> bool:
    """Whether the bot has answered somebody in the thread under what they said."""
    return bool(post.author) and any(not line.author for line in post.lines)


def _put(element: str, html: str, **how: Any) -> Operation:
    return {"id": element, "html": str(html), **how}
