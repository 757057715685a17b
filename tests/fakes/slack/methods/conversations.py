"""conversations.*: what the bot may know of channels, and read in them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from tests.fakes.slack.faults import ApiError
from tests.fakes.slack.methods.asking import described, direct, readable, required
from tests.fakes.slack.scopes import READ_CHANNEL
from tests.fakes.slack.state import BOT_USER, TEAM, Channel, Json

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack


def as_channel(fake: FakeSlack, channel: Channel) -> Json:
    if channel.im_user:
        return {
            "id": channel.id,
            "is_im": True,
            "user": channel.im_user,
            "is_archived": False,
            "context_team_id": TEAM,
        }
    shared = fake.state.is_shared(channel)
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.private,
        "is_group": channel.private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_member": BOT_USER in channel.members,
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_org_shared": False,
        "context_team_id": TEAM,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def conversations_open(fake: FakeSlack, args: Json) -> Json:
    if args.get("channel"):
        found = fake.state.channels.get(args["channel"])
        if found is None or not found.im_user:
            raise ApiError("channel_not_found")
        return {"channel": {"id": found.id}}
    users = args.get("users")
    names = users.split(",") if isinstance(users, str) else list(users or [])
    if not names:
        raise ApiError("users_list_not_supplied")
    if len(names) > 1:
        raise ApiError("method_not_supported_for_channel_type")
    opened = any(c.im_user == names[0] for c in fake.state.channels.values())
    channel = direct(fake, names[0])
    shown = as_channel(fake, channel) if args.get("return_im") else {"id": channel.id}
    return {"channel": shown, **({"no_op": True, "already_open": True} if opened else {})}


def conversations_info(fake: FakeSlack, args: Json) -> Json:
    channel = described(fake, required(args, "channel", "channel_not_found"))
    return {"channel": as_channel(fake, channel)}


def conversations_members(fake: FakeSlack, args: Json) -> Json:
    channel = described(fake, required(args, "channel", "channel_not_found"))
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def conversations_list(fake: FakeSlack, args: Json) -> Json:
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im"}
    asked = {
        kinds.get(kind.strip()) for kind in str(args.get("types", "public_channel")).split(",")
    }
    found = [
        as_channel(fake, c)
        for c in fake.state.channels.values()
        if c.kind in asked
        and READ_CHANNEL[c.kind] in fake.scopes
        and (c.kind == "channel" or BOT_USER in c.members)
    ]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


def users_conversations(fake: FakeSlack, args: Json) -> Json:
    answer = conversations_list(fake, args)
    mine = {c.id for c in fake.state.channels.values() if BOT_USER in c.members}
    return {**answer, "channels": [c for c in answer["channels"] if c["id"] in mine]}


def page(fake: FakeSlack, args: Json, messages: list[Json]) -> Json:
    """Those within `oldest` and `latest`, at most `limit`, with or without metadata."""
    inclusive = args.get("inclusive") in (True, "1", "true")
    low, high = float(args.get("oldest") or 0), float(args.get("latest") or 1e12)
    found = [m for m in messages if low < float(m["ts"]) < high]
    if inclusive:
        found = [m for m in messages if low <= float(m["ts"]) <= high]
    start = int(args.get("cursor") or 0)
    stop = start + int(args.get("limit") or 100)
    shown = copy.deepcopy(found[start:stop])
    if args.get("include_all_metadata") not in (True, "1", "true"):
        for message in shown:
            message.pop("metadata", None)
    more = stop < len(found)
    cursor = {"next_cursor": str(stop) if more else ""}
    return {"messages": shown, "has_more": more, "response_metadata": cursor}


def conversations_history(fake: FakeSlack, args: Json) -> Json:
    channel = readable(fake, required(args, "channel", "channel_not_found"))
    tops = [m for m in channel.messages if m.get("thread_ts", m["ts"]) == m["ts"]]
    return page(fake, args, tops[::-1])


def conversations_replies(fake: FakeSlack, args: Json) -> Json:
    channel = readable(fake, required(args, "channel", "channel_not_found"))
    found = channel.find(required(args, "ts", "thread_not_found"))
    if found is None:
        raise ApiError("thread_not_found")
    root = found.get("thread_ts", found["ts"])
    return page(fake, args, [m for m in channel.messages if m.get("thread_ts", m["ts"]) == root])


METHODS = {
    "conversations.open": conversations_open,
    "conversations.info": conversations_info,
    "conversations.members": conversations_members,
    "conversations.list": conversations_list,
    "conversations.history": conversations_history,
    "conversations.replies": conversations_replies,
    "users.conversations": users_conversations,
}
