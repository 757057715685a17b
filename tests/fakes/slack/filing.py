"""What Slack keeps of files, and whether a message may name one."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from tests.fakes.slack.faults import ApiError
from tests.fakes.slack.state import BOT_USER, Json, Kept

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

MAGIC = {b"\x89PNG\r\n\x1a\n": ("image/png", "png"), b"%PDF-": ("application/pdf", "pdf")}


def is_ready(fake: FakeSlack, kept: Kept) -> bool:
    """Whether Slack has looked through it: a while after it was completed."""
    return bool(kept.completed) and time.monotonic() - kept.completed >= fake.scan_seconds


def described(fake: FakeSlack, kept: Kept) -> Json:
    data = kept.data or b""
    kind = next(
        (kind for magic, kind in MAGIC.items() if data.startswith(magic)), ("text/plain", "text")
    )
    seen = kind if is_ready(fake, kept) or kept.user != BOT_USER else ("", "")
    return {
        "id": kept.id,
        "name": kept.name,
        "title": kept.title or kept.name,
        "mimetype": seen[0],
        "filetype": seen[1],
        "user": kept.user,
        "size": len(data),
        "mode": "hosted",
        "alt_txt": kept.alt,
        "is_public": False,
        "url_private": fake.url(f"files-pri/{kept.id}/{kept.key}"),
        "url_private_download": fake.url(f"files-pri/{kept.id}/{kept.key}"),
        "channels": sorted(kept.channels),
    }


def check_pictures(fake: FakeSlack, blocks: list[Json]) -> None:
    """Refuse a message that names a file which is no picture, not there, or not ready."""
    for number, block in enumerate(blocks):
        named = block.get("slack_file")
        if not named:
            continue
        kept = fake.state.files.get(named.get("id", ""))
        data = kept.data if kept is not None else None
        fits = kept is not None and is_ready(fake, kept) and (data or b"").startswith(b"\x89PNG")
        if not fits or not fake.takes_pictures:
            where = f"[json-pointer:/blocks/{number}/slack_file]"
            said = f"invalid slack file {where}"
            more = {"messages": [f"[ERROR] {said}"]}
            raise ApiError("invalid_blocks", errors=[said], response_metadata=more)


def chosen(fake: FakeSlack, user: str, name: str, data: bytes) -> Json:
    """A file that somebody has chosen in a form: Slack has it by then, and tells of it so."""
    with fake.state.lock:
        kept = Kept(fake.state.next_id("F0FILE"), name, len(data), user, secrets.token_hex(8), data)
        fake.state.files[kept.id] = kept
        return described(fake, kept)
