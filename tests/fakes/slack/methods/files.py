"""files.*: what is uploaded in three steps, and what Slack knows of a file."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from tests.fakes.slack.faults import ApiError
from tests.fakes.slack.filing import described
from tests.fakes.slack.methods.asking import required, writable
from tests.fakes.slack.methods.chat import bot_message, in_thread
from tests.fakes.slack.state import BOT_USER, Json, Kept

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

MOST_ALT = 1000


def upload_url(fake: FakeSlack, args: Json) -> Json:
    """An address for the content, and the id that the file will have."""
    name, length = required(args, "filename"), int(required(args, "length"))
    if length < 1:
        raise ApiError("missing_argument")
    if len(args.get("alt_txt") or "") > MOST_ALT:
        fake.violate("files.getUploadURLExternal", "alt_txt: longer than 1000 characters")
        raise ApiError("alt_txt_too_large")
    if fake.file_uploads:
        raise ApiError(fake.file_uploads)
    kept = Kept(fake.state.next_id("F0FILE"), str(name), length, BOT_USER, secrets.token_hex(8))
    kept.alt = str(args.get("alt_txt") or "")
    fake.state.files[kept.id] = kept
    return {"upload_url": fake.url(f"upload/v1/{kept.key}"), "file_id": kept.id}


def complete(fake: FakeSlack, args: Json) -> Json:
    """The upload is over: the file is given to a conversation, or to nobody yet."""
    named = required(args, "files")
    channel = args.get("channel_id") or ""
    where = writable(fake, channel) if channel else None
    if channel and not channel.startswith(("C", "G", "D")):
        raise ApiError("channel_not_found")
    found = []
    for one in named:
        kept = fake.state.files.get(one.get("id", ""))
        if kept is None or kept.data is None:
            raise ApiError("file_not_found")
        if len(kept.data) != kept.length:
            raise ApiError("file_update_failed")
        kept.title = str(one.get("title") or kept.name)
        kept.completed = time.monotonic()
        found.append(kept)
    if where is not None:
        message = bot_message(fake, {"text": ""}, fake.state.next_ts())
        message["files"] = [described(fake, kept) for kept in found]
        message["upload"] = True
        in_thread(where, message, args.get("thread_ts"))
        where.messages.append(message)
        for kept in found:
            kept.channels.add(where.id)
    return {"files": [{"id": kept.id, "title": kept.title} for kept in found]}


def info(fake: FakeSlack, args: Json) -> Json:
    """A file as Slack knows it: what kind it is only when it has been looked through."""
    kept = fake.state.files.get(required(args, "file", "file_not_found"))
    if kept is None:
        raise ApiError("file_not_found")
    return {"file": described(fake, kept)}


METHODS = {
    "files.getUploadURLExternal": upload_url,
    "files.completeUploadExternal": complete,
    "files.info": info,
}
