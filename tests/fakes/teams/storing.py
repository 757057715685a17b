"""OneDrive, as Teams shows it to a bot: files offered and saved, and files sent to the bot."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.teams.state import Conversation, Json

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
SENT = "application/vnd.microsoft.teams.file.download.info"
MOST_NAME = 250


@dataclass
class Stored:
    """A file in somebody's OneDrive; `data` is what has been put there."""

    id: str
    owner: str
    name: str
    data: bytes | None = None


def check_offer(fake: FakeTeams, where: Conversation, attachment: Json) -> list[str]:
    """What Teams wants of a file card, and of where it stands."""
    kind, content = attachment.get("contentType"), attachment.get("content") or {}
    found = []
    if where.kind != "personal":
        found.append(f"{kind} in a {where.kind}: Teams takes files in one-to-one chats only")
    if not fake.supports_files:
        found.append("the manifest does not say supportsFiles")
    if not attachment.get("name") or len(str(attachment["name"])) > MOST_NAME:
        found.append("a file without a name that fits")
    wanted = {"description", "sizeInBytes", "acceptContext", "declineContext"}
    if kind == INFO:
        wanted = {"uniqueId", "fileType"}
        known = any(content.get("uniqueId") == stored.id for stored in fake.stored.values())
        found += ["a saved file that nobody has"] * (not known)
    found += [f"{kind} without {name}" for name in sorted(wanted - content.keys())]
    return found


def new_file(fake: FakeTeams, owner: str, name: str, data: bytes | None = None) -> Stored:
    """Room for a file in somebody's OneDrive."""
    stored = Stored(secrets.token_hex(8).upper(), owner, name, data)
    fake.stored[stored.id] = stored
    return stored


def upload_info(fake: FakeTeams, stored: Stored) -> Json:
    """What a yes tells the bot."""
    return {
        "contentUrl": f"https://contoso-my.sharepoint.com/personal/{stored.owner}/{stored.name}",
        "name": stored.name,
        "uploadUrl": fake.url(f"onedrive/{stored.id}"),
        "uniqueId": stored.id,
        "fileType": stored.name.rpartition(".")[2],
    }


def attached(fake: FakeTeams, stored: Stored) -> Json:
    """A file as it comes with somebody's message."""
    return {
        "contentType": SENT,
        "contentUrl": f"https://contoso-my.sharepoint.com/personal/{stored.owner}/{stored.name}",
        "name": stored.name,
        "content": {
            "downloadUrl": fake.url(f"onedrive/{stored.id}"),
            "uniqueId": stored.id,
            "fileType": stored.name.rpartition(".")[2],
        },
    }


class Drive:
    """OneDrive's own addresses: they take no token, which is in them."""

    def __init__(self, fake: FakeTeams) -> None:
        self.fake = fake

    async def put(self, request: web.Request) -> web.StreamResponse:
        """The whole of a file at once."""
        return await self._faulty(request) or self._put(request, await request.read())

    async def get(self, request: web.Request) -> web.StreamResponse:
        """A file's content."""
        faulty = await self._faulty(request)
        stored = self.fake.stored.get(request.match_info["id"])
        if faulty is not None or stored is None:
            return faulty or web.Response(status=404)
        return web.Response(body=stored.data or b"")

    async def _faulty(self, request: web.Request) -> web.StreamResponse | None:
        if "Authorization" in request.headers:
            self.fake.violate("onedrive", "our token was sent to somebody's OneDrive")
        fault = self.fake.faults.take("onedrive")
        if fault is None:
            return None
        if fault.close and request.transport is not None:
            request.transport.abort()
        return web.Response(status=fault.status or 500)

    def _put(self, request: web.Request, data: bytes) -> web.StreamResponse:
        stored = self.fake.stored.get(request.match_info["id"])
        if stored is None:
            return web.Response(status=404)
        if request.headers.get("Content-Range") != f"bytes 0-{len(data) - 1}/{len(data)}":
            self.fake.violate("onedrive", "a Content-Range that is not the whole file's")
            return web.Response(status=416)
        stored.data = data
        return web.json_response({"id": stored.id}, status=201)


def pictures_in(thing: Any) -> int:
    """Characters of pictures in base64: Microsoft counts none of them."""
    if isinstance(thing, dict):
        own = thing.get("url") if thing.get("type") == "Image" else ""
        if isinstance(own, str) and own.startswith("data:image/"):
            return len(own)
        return sum(pictures_in(inner) for inner in thing.values())
    return sum(pictures_in(inner) for inner in thing) if isinstance(thing, list) else 0
