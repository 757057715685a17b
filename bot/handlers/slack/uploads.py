"""The calls by which a file gets into Slack and out of it, and what their refusals mean.

In: Slack names an address (`files.getUploadURLExternal`), the content is sent there, and
`files.completeUploadExternal` gives the file to a conversation, or to nobody yet. Out: an address
of Slack's, read with our token.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from yarl import URL

from bot.handlers.attached import READ, as_text, file_name
from bot.handlers.lengths import cut
from bot.handlers.slack import kit

WRITES, READS = "files:write", "files:read"
"""The rights for what is given, and for what is taken and for knowing when a picture is ready."""
REFUSALS = frozenset(
    {
        "missing_scope",
        "not_allowed_token_type",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "file_upload_size_restricted",
        "file_type_not_allowed",
        "restricted_action",
    }
)
"""What Slack says where this workspace takes no files from us, however often we try."""
TROUBLES = (aiohttp.ClientError, asyncio.TimeoutError, OSError, AttributeError)


class NotHandedOver(Exception):
    """A file could not be given, or not be read; the text is Slack's word for why, or ours."""


class Uploads:
    """The calls, and what the app lacks for them."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._missing: set[str] = set()
        self._refused = ""

    def granted(self, scopes: Iterable[str]) -> None:
        """What the app may do, as Slack told at the start; nothing is concluded from silence."""
        given = set(scopes)
        self._missing = {WRITES, READS} - given if given else set()

    @property
    def lacks(self) -> str:
        """Why files do not go in or out, in Slack's words; empty when they do."""
        if self._missing:
            return f"files_missing_scope: {', '.join(sorted(self._missing))}"
        return f"files_{self._refused}" if self._refused else ""

    @property
    def reads(self) -> bool:
        """Whether we may read what is sent to us."""
        return READS not in self._missing

    async def put(self, name: str, data: bytes, alt: str = "") -> str:
        """A file that Slack has and nobody sees: its id. One that fails is tried once more."""
        try:
            return await self._put(name, data, alt)
        except NotHandedOver as error:
            if str(error) in REFUSALS:
                raise
        return await self._put(name, data, alt)

    async def _put(self, name: str, data: bytes, alt: str) -> str:
        more = {"alt_txt": cut(alt, kit.FILE_ALT)} if alt else {}
        answer = await self._called(
            self._client.files_getUploadURLExternal(
                filename=file_name(name), length=len(data), **more
            )
        )
        try:
            async with (
                self._http() as http,
                http.post(str(answer["upload_url"]), data=data) as put,
            ):
                if put.status != 200:
                    raise NotHandedOver(f"http_{put.status}")
        except TROUBLES as error:
            raise NotHandedOver(type(error).__name__) from error
        return str(answer["file_id"])

    async def complete(self, file: str, title: str, channel: str = "", thread: str = "") -> None:
        """Let a file be seen: where it is given, or by whoever reads a message that names it."""
        named: list[dict[str, str | None]] = [{"id": file, "title": cut(title, kit.HEADER_TEXT)}]
        call = self._client.files_completeUploadExternal(
            files=named, channel_id=channel or None, thread_ts=thread or None
        )
        await self._called(call)
        self._refused = ""
        self._missing.discard(WRITES)

    async def info(self, file: str) -> Mapping[str, Any]:
        """What Slack knows of a file."""
        answer = await self._called(self._client.files_info(file=file))
        found: Mapping[str, Any] = answer["file"]
        return found

    async def fetched(self, address: str) -> str:
        """What lies at an address of Slack's, as text. Our token goes to nobody else."""
        url = self._of_slack(address)
        headers = {"Authorization": f"Bearer {self._client.token}"}
        try:
            async with (
                self._http() as http,
                http.get(url, headers=headers, allow_redirects=False) as answer,
            ):
                if answer.status != 200 or answer.content_type == "text/html":
                    raise NotHandedOver(f"http_{answer.status}")
                found = bytearray()
                async for piece in answer.content.iter_chunked(65_536):
                    found += piece
                    if len(found) >= READ:
                        break
                return as_text(bytes(found))
        except TROUBLES as error:
            raise NotHandedOver(type(error).__name__) from error

    def _of_slack(self, address: str) -> URL:
        """The address as it will be called. Raises NotHandedOver where that is not Slack."""
        try:
            url, own = URL(address), URL(self._client.base_url)
            ours = url.origin() == own.origin()
        except ValueError as error:
            raise NotHandedOver("strange_address") from error
        slacks = f".{url.host}".endswith((f".{own.host}", ".slack.com"))
        if url.user or url.password or not (ours or (slacks and url.scheme == "https")):
            raise NotHandedOver("strange_address")
        return url

    async def _called(self, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
        """One call. Raises NotHandedOver; SlackApiError where Slack asks us to wait."""
        try:
            return await call
        except SlackApiError as error:
            data = error.response.data if isinstance(error.response.data, dict) else {}
            why = str(data.get("error") or f"http_{error.response.status_code}")
            if error.response.status_code == 429 or why == "ratelimited":
                raise
            self._note(why, str(data.get("needed") or ""))
            raise NotHandedOver(why) from error
        except TROUBLES as error:
            raise NotHandedOver(type(error).__name__) from error

    def _note(self, why: str, needed: str) -> None:
        if why == "missing_scope":
            self._missing |= {right for right in (WRITES, READS) if right in needed.split(",")}
        elif why in REFUSALS:
            self._refused = why

    @asynccontextmanager
    async def _http(self) -> AsyncIterator[aiohttp.ClientSession]:
        """The client's own session, or one for this call where it has none."""
        if self._client.session is not None:
            yield self._client.session
            return
        async with aiohttp.ClientSession(trust_env=True) as own:
            yield own
