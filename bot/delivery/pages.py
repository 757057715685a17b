"""The standing pages of members: drawn anew after a step that changed them.

A page is no message: nothing is lost when it is not drawn, as it is drawn whenever it is opened.
So nothing is kept of it, and a fault here is logged and holds nobody up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from threading import Lock

from bot.delivery.sending import Post
from bot.desk.replies import Address, Message
from bot.observing import log
from bot.storage.engine import NotRead

LIMIT = 5.0
"""Seconds that one drawing may take."""

AT_ONCE = 4
"""Pages drawn side by side."""

_log = log(__name__)


class Pages:
    """Whose pages are to be drawn. Ten quick steps are one drawing."""

    def __init__(self, post: Post) -> None:
        """Draw through the outbounds of `post`."""
        self._post = post
        self._touched: set[int] = set()
        self._adding = Lock()

    def touch(self, members: Iterable[int]) -> None:
        """These members' pages look different now. May be called from any thread."""
        with self._adding:
            self._touched.update(members)

    async def draw(self) -> None:
        """Draw every touched page once for each identity of its member; never raises."""
        with self._adding:
            members, self._touched = sorted(self._touched), set()
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._draw(member_id, gate) for member_id in members))

    async def _draw(self, member_id: int, gate: asyncio.Semaphore) -> None:
        async with gate:
            try:
                pages = await asyncio.to_thread(self._words, member_id)
            except NotRead as error:
                self._post.troubles.met(error)
                return
            except Exception:
                _log.exception("page_without_words", member=member_id)
                return
            for to, message in pages:
                await self._refresh(member_id, to, message)

    async def _refresh(self, member_id: int, to: Address, message: Message) -> None:
        try:
            outbound = self._post.outbounds[to.platform]
            await asyncio.wait_for(outbound.refresh(to, message), LIMIT)
        except Exception:
            _log.exception("page_not_drawn", member=member_id, platform=to.platform)

    def _words(self, member_id: int) -> list[tuple[Address, Message]]:
        post = self._post
        with post.desk.store.read() as session:
            found = post.words.home_message(post.desk, session, member_id, post.now())
        return [(to, message) for to, message in found if to.platform in post.outbounds]
