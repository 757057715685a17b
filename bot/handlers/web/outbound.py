"""How the desk's messages reach the web room.

The same verbs as on every platform. Nothing leaves the computer: "sending" is putting the
message on the timeline, from where every open window is told. What is kept is the body and its
language, so that each viewer gets it rendered as their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.desk.replies import Address, Gone, Message, Result, Sent
from bot.handlers.web.timeline import Post, Timeline, new_id

PLATFORM = "web"
WORKSPACE = "try"


class WebOutbound:
    """The `Outbound` of the web room. `channels` are the rooms there are.

    `earlier` says when messages were sent that are older than this run of the room, by their
    keys: the cards of the sample cases stand in the stream on the days they were opened.
    """

    def __init__(
        self,
        channels: tuple[str, ...],
        now: Callable[[], datetime],
        earlier: Mapping[str, datetime] | None = None,
    ) -> None:
        self._now = now
        self._earlier = dict(earlier or {})
        self.timeline = Timeline(now, channels)

    async def send(self, to: Address, message: Message) -> Result:
        """Say it in the room, the thread or the private conversation. A repeat is not said again.

        A thread whose first message is not here (an earlier run of the room) is answered in the
        room instead, so that nothing is lost.
        """
        if to.user:
            return Sent(self.timeline.add_direct(self._post(message), to.user).id)
        if not self.timeline.has(to.channel):
            return Gone(f"there is no room {to.channel!r} here")
        return Sent(self.timeline.add(self._post(message), to.channel, to.thread).id)

    async def edit(self, to: Address, message_id: str, message: Message) -> Result:
        """Replace it in place. One that an earlier run of the room had is said anew, same id."""
        if not to.user and not self.timeline.has(to.channel):
            return Gone(f"there is no room {to.channel!r} here")
        known = self.timeline.post(message_id, to.channel, to.user)
        if known:
            self.timeline.change(known, message.body, message.lang, to.channel, to.user)
            return Sent(message_id)
        post = self._post(message)
        post.id = message_id
        if to.user:
            self.timeline.add_direct(post, to.user)
        else:
            self.timeline.add(post, to.channel, to.thread)
        return Sent(message_id)

    async def find(self, to: Address, key: str) -> str | None:
        """The id of the message sent with this key."""
        known = self.timeline.keyed(key, "" if to.user else to.channel, to.user)
        return known.id if known else None

    async def refresh(self, to: Address, message: Message) -> None:
        """Do nothing: nobody has a standing page here."""

    def _post(self, message: Message) -> Post:
        at = self._earlier.get(message.key) or self._now()
        return Post(new_id("m"), at, body=message.body, lang=message.lang, key=message.key)
