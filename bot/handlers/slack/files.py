"""Pictures and files in Slack: shown in messages, given to one person, read from forms.

A picture is uploaded to nobody, and then named by the message that shows it: an upload that is
unclear has shown nothing to anyone, and is simply made again. A file is given in the private
conversation, and never a second time by itself. Where Slack takes no files from us, a picture's
words stand in its place, and `lacks` says why to those who watch (docs/decisions/0026).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.replies import Block, Body, File, Line, Picture
from bot.handlers.attached import content, image
from bot.handlers.memory import Memory
from bot.handlers.slack import render
from bot.handlers.slack.uploads import NotHandedOver, Uploads
from bot.observing import log
from bot.texts import Lang, Phrase

PATIENCE = 8.0
"""Seconds for all of a message's pictures: a whole send may take half a lease, fifteen."""
READING = 2.0
"""Seconds for reading a file that came with a form: Slack waits three for the answer."""
LOOKS = (0.0, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds before each look at whether Slack is done with a picture: it is scanned for viruses,
and until then no message may name it."""
KEPT_FOR, KEPT = 3600.0, 200
"""Seconds that an uploaded picture is used again: in the next room, or by the next try."""

_log = log(__name__)


class Files:
    """The workspace's files, as far as the app may touch them."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._uploads = Uploads(client)
        self._drawn: Memory[str, str] = Memory(KEPT)
        self._given: Memory[str, str] = Memory(KEPT)

    def granted(self, scopes: Iterable[str]) -> None:
        """What the app may do, as Slack told at the start."""
        self._uploads.granted(scopes)

    @property
    def lacks(self) -> str:
        """Why pictures and files stay away, in Slack's words; empty when they do not."""
        return self._uploads.lacks

    @property
    def reads(self) -> bool:
        """Whether a form may ask for a file."""
        return self._uploads.reads

    # -- pictures

    async def drawn(self, body: Body, lang: Lang) -> dict[str, str]:
        """The pictures of a message, uploaded and ready: their ids in Slack, by their content.

        One that could not be is left out; its words are then shown. Raises SlackApiError where
        Slack asks us to wait.
        """
        found: dict[str, str] = {}
        try:
            async with asyncio.timeout(PATIENCE):
                for block in body:
                    if isinstance(block, Picture) and (known := await self._picture(block, lang)):
                        found[block.png] = known
        except TimeoutError:
            _log.warning("picture_left_out", why="timeout")
        return found

    async def _picture(self, picture: Picture, lang: Lang) -> str:
        data, words = image(picture), render.say(picture.alt, lang)
        key = hashlib.sha256(data + words.encode()).hexdigest()
        known = self._drawn.get(key) or ""
        if known or not data:
            return known
        try:
            known = await self._uploads.put(picture.name, data, words)
            await self._uploads.complete(known, picture.name)
            await self._wait_for(known)
        except NotHandedOver as error:
            _log.warning("picture_left_out", why=str(error))
            return ""
        return self._drawn.keep(key, known, KEPT_FOR)

    async def _wait_for(self, file: str) -> None:
        """Wait until Slack knows what kind of file it is; without the right to ask, for a while."""
        for pause in LOOKS:
            await asyncio.sleep(pause)
            if self.reads and (await self._uploads.info(file)).get("mimetype"):
                return
        _log.info("picture_not_seen_ready", file=file)

    # -- files for one person

    async def given(
        self, body: Body, lang: Lang, channel: str, key: str = "", thread: str = ""
    ) -> Body:
        """An answer whose files have been given in a private conversation (`channel`).

        In their place stands where they are, or that they could not be given. A `key` makes them
        given once; one that perhaps arrived is not given again.
        """
        found: list[Block] = []
        for block in body:
            if isinstance(block, File):
                code = await self._give(block, lang, channel, key, thread)
                found.append(Line(Phrase(code, {"title": block.title})))
            else:
                found.append(block)
        return tuple(found)

    async def _give(self, file: File, lang: Lang, channel: str, key: str, thread: str) -> str:
        """Give one file, unless that was tried before; what is to be said of it."""
        marked = f"{key}:{channel}:{file.name}"
        known = self._given.get(marked) if key else None
        return known or self._given.keep(
            marked, await self._tried(file, lang, channel, thread), KEPT_FOR
        )

    async def _tried(self, file: File, lang: Lang, channel: str, thread: str) -> str:
        if not channel:
            return "chat.file_no_place"
        try:
            number = await self._uploads.put(file.name, content(file))
            title = render.say(file.title, lang)
            await self._uploads.complete(number, title, channel, thread)
        except (NotHandedOver, SlackApiError) as error:
            _log.warning("file_not_given", why=str(error)[:200])
            return "chat.file_not_allowed" if self.lacks else "chat.file_not_given"
        return "chat.file_given"

    # -- files that are sent to us

    async def read(self, told: Mapping[str, Any]) -> str:
        """The text of a file that somebody chose in a form. Raises NotHandedOver."""
        try:
            async with asyncio.timeout(READING):
                if not told.get("url_private_download"):
                    told = await self._uploads.info(str(told.get("id", "")))
                return await self._uploads.fetched(str(told.get("url_private_download") or ""))
        except (TimeoutError, SlackApiError) as error:
            raise NotHandedOver(type(error).__name__) from error


def has_files(body: Body) -> bool:
    """Whether an answer holds something for one person's own conversation."""
    return any(isinstance(block, File) for block in body)
