"""chat.*: messages that the bot writes, changes and takes away."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.faults import ApiError
from tests.fakes.slack.filing import check_pictures
from tests.fakes.slack.limits import with_ids
from tests.fakes.slack.methods.asking import required, visible, writable
from tests.fakes.slack.state import APP_ID, BOT_ID, BOT_USER, TEAM, Channel, Json

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack


MOST_TEXT = 13_200
"""Slack gives no number for msg_blocks_too_long; this is what people have measured."""


def text_length(thing: Any) -> int:
    """All characters in the text objects of these blocks."""
    if isinstance(thing, list):
        return sum(text_length(inner) for inner in thing)
    if not isinstance(thing, dict):
        return 0
    own = len(thing["text"]) if isinstance(thing.get("text"), str) else 0
    return own + sum(text_length(inner) for inner in thing.values())


def bot_message(fake: FakeSlack, args: Json, ts: str) -> Json:
    """What is kept of a message with these arguments."""
    message: Json = {
        "type": "message",
        "user": BOT_USER,
        "ts": ts,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "text": args.get("text") or "",
        "team": TEAM,
        "bot_profile": {"id": BOT_ID, "app_id": APP_ID, "name": "Exportlots", "team_id": TEAM},
    }
    if args.get("blocks"):
        message["blocks"] = with_ids(args["blocks"])
    if args.get("attachments"):
        message["attachments"] = copy.deepcopy(args["attachments"])
    if args.get("metadata"):
        message["metadata"] = copy.deepcopy(args["metadata"])
    return message


def checked(fake: FakeSlack, method: str, args: Json, longest: int = 40_000) -> None:
    """Refuse what Slack would: nothing to say, too long, or blocks it does not know."""
    if not any(args.get(name) for name in ("text", "blocks", "attachments", "markdown_text")):
        raise ApiError("no_text")
    if len(args.get("text") or "") > longest:
        fake.violate(method, f"text: {len(args['text'])} characters, {longest} fit")
        raise ApiError("msg_too_long")
    fake.check_message(method, args)
    check_pictures(fake, args.get("blocks") or [])
    words = text_length(args.get("blocks"))
    if words > MOST_TEXT:
        fake.violate(method, f"blocks: {words} characters in all, about {MOST_TEXT} fit")
        raise ApiError("msg_blocks_too_long")


def in_thread(channel: Channel, message: Json, thread_ts: str | None) -> None:
    """Put it into its thread; a reply to a reply goes to the parent's."""
    if not thread_ts:
        return
    root = channel.find(thread_ts)
    if root is None:
        raise ApiError("thread_not_found")
    message["thread_ts"] = root.get("thread_ts", root["ts"])
    parent = channel.find(message["thread_ts"]) or root
    parent["thread_ts"] = parent["ts"]
    parent["reply_count"] = parent.get("reply_count", 0) + 1
    parent["latest_reply"] = message["ts"]
    message["parent_user_id"] = parent.get("user")


def post_message(fake: FakeSlack, args: Json) -> Json:
    channel = writable(fake, required(args, "channel", "channel_not_found"))
    checked(fake, "chat.postMessage", args)
    if fake.limits and (wait := fake.pace.wait_for(channel.id)):
        headers = {"Retry-After": str(math.ceil(wait))}
        raise ApiError("ratelimited", status=429, headers=headers)
    message = bot_message(fake, args, fake.state.next_ts())
    in_thread(channel, message, args.get("thread_ts"))
    channel.messages.append(message)
    fake.courier.later_message(channel, message)
    shown = {k: v for k, v in message.items() if k not in ("metadata", "parent_user_id")}
    return {"channel": channel.id, "ts": message["ts"], "message": copy.deepcopy(shown)}


def own_message(fake: FakeSlack, args: Json, error: str) -> tuple[Channel, Json]:
    channel = visible(fake, required(args, "channel", "channel_not_found"))
    message = channel.find(required(args, "ts", "message_not_found"))
    if message is None:
        raise ApiError("message_not_found")
    if message.get("bot_id") != BOT_ID:
        raise ApiError(error)
    if channel.archived:
        raise ApiError("is_archived")
    if BOT_USER not in channel.members and error != "cant_update_message":
        raise ApiError("not_in_channel")
    return channel, message


def update(fake: FakeSlack, args: Json) -> Json:
    """Blocks and attachments that are not given stay; an empty list takes them away."""
    channel, message = own_message(fake, args, "cant_update_message")
    kept = {n: message[n] for n in ("text", "blocks", "attachments") if n in message}
    checked(fake, "chat.update", {**kept, **args}, longest=4000)
    before = copy.deepcopy(message)
    message.update(bot_message(fake, {**kept, **args}, message["ts"]))
    for name in ("blocks", "attachments"):
        if args.get(name) == []:
            message.pop(name, None)
    message["edited"] = {"user": BOT_USER, "ts": fake.state.next_ts()}
    fake.courier.later_changed(channel, before, message)
    return {
        "channel": channel.id,
        "ts": message["ts"],
        "text": message["text"],
        "message": copy.deepcopy(message),
    }


def delete(fake: FakeSlack, args: Json) -> Json:
    channel, message = own_message(fake, args, "cant_delete_message")
    fake.take_away(channel, message)
    fake.courier.later_deleted(channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


def post_ephemeral(fake: FakeSlack, args: Json) -> Json:
    channel = writable(fake, required(args, "channel", "channel_not_found"))
    user = required(args, "user", "user_not_found")
    if user not in fake.state.users or user not in channel.members:
        raise ApiError("user_not_in_channel")
    checked(fake, "chat.postEphemeral", args)
    ts = fake.state.next_ts()
    fake.show_privately(user, channel.id, args, ts, args.get("thread_ts"))
    return {"message_ts": ts}


def permalink(fake: FakeSlack, args: Json) -> Json:
    channel = visible(fake, required(args, "channel", "channel_not_found"))
    message = channel.find(required(args, "message_ts", "message_not_found"))
    if message is None:
        raise ApiError("message_not_found")
    url = f"https://centre.slack.com/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    thread = message.get("thread_ts")
    if thread and thread != message["ts"]:
        url += f"?thread_ts={thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": url}


def react(fake: FakeSlack, args: Json) -> Json:
    channel = visible(fake, required(args, "channel", "channel_not_found"))
    message = channel.find(required(args, "timestamp", "no_item_specified"))
    if message is None:
        raise ApiError("message_not_found")
    names = message.setdefault("reactions", [])
    if any(r["name"] == args.get("name") for r in names):
        raise ApiError("already_reacted")
    names.append({"name": required(args, "name"), "users": [BOT_USER], "count": 1})
    return {}


METHODS = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": permalink,
    "reactions.add": react,
}
