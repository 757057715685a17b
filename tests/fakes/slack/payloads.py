"""The bodies that Slack sends: events, commands, interactions."""

from __future__ import annotations

import copy
import re
import time
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.forms import message_values
from tests.fakes.slack.state import APP_ID, BOT_USER, TEAM, Channel, Json, User
from tests.fakes.slack.visible import escape

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

VERIFICATION = "verification-token"
MENTION = re.compile(r"(<@[UW]\w+>)")


def typed(fake: FakeSlack, text: str) -> str:
    """What a person types as messages carry it: escaped, but for mentions of people here."""
    known = {f"<@{user}>" for user in fake.state.users}
    return "".join(part if part in known else escape(part) for part in MENTION.split(text))


def rich_text(fake: FakeSlack, text: str) -> list[Json]:
    """The rich_text block that Slack makes of what a person types."""
    known = {f"<@{user}>" for user in fake.state.users}
    parts: list[Json] = [
        {"type": "user", "user_id": part[2:-1]} if part in known else {"type": "text", "text": part}
        for part in MENTION.split(text)
        if part
    ]
    section = {"type": "rich_text_section", "elements": parts}
    return [{"type": "rich_text", "block_id": fake.state.next_id("B"), "elements": [section]}]


def event_callback(
    fake: FakeSlack, event: Json, channel: Channel | None, actor: str | None
) -> Json:
    """The envelope of an event; a stranger's team is the outer one, as Slack has it."""
    shared = channel is not None and fake.state.is_shared(channel)
    user = fake.state.users.get(actor or "")
    outer = user.team if user and shared else TEAM
    return {
        "token": VERIFICATION,
        "team_id": outer,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": fake.state.next_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{fake.state.next_id('ctx')}",
    }


def message_event(channel: Channel, message: Json, user: User | None) -> Json:
    event = copy.deepcopy(message)
    event.pop("metadata", None)
    event.update(channel=channel.id, event_ts=message["ts"], channel_type=channel.kind)
    if user and user.stranger:
        event.update(user_team=user.team, source_team=user.team)
    return event


def changed_event(channel: Channel, before: Json, after: Json, ts: str) -> Json:
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": copy.deepcopy(after),
        "previous_message": copy.deepcopy(before),
        "channel": channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": channel.kind,
    }


def deleted_event(channel: Channel, message: Json, ts: str) -> Json:
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": copy.deepcopy(message),
        "channel": channel.id,
        "hidden": True,
        "deleted_ts": message["ts"],
        "ts": ts,
        "event_ts": ts,
        "channel_type": channel.kind,
    }


def slash(fake: FakeSlack, user: User, command: str, text: str, channel: Channel) -> Json:
    names = {"im": "directmessage", "group": "privategroup"}
    url = fake.state.new_response_url(user.id, channel.id)
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "team_domain": "centre",
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": user.id,
        "user_name": user.handle,
        "command": command,
        "text": escape(text),
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": fake.url(f"commands/{url.key}"),
        "trigger_id": fake.state.new_trigger(user.id),
    }


def interaction(fake: FakeSlack, kind: str, user: User, **more: Any) -> Json:
    """What every interaction has. In a view, the team is the person's own."""
    in_view = "view" in more
    team = user.team if in_view else TEAM
    return {
        "type": kind,
        "team": {"id": team, "domain": "centre" if team == TEAM else "elsewhere"},
        "user": {
            "id": user.id,
            "username": user.handle,
            "name": user.handle,
            "team_id": user.team,
        },
        "api_app_id": APP_ID,
        "token": VERIFICATION,
        "enterprise": None,
        "is_enterprise_install": False,
        **more,
    }


def view_payload(view: Json) -> Json:
    return {k: v for k, v in copy.deepcopy(view).items() if k != "user"}


def echoed(thing: Any) -> Any:
    """A message as payloads repeat it: &, < and > are escaped, in plain texts too."""
    if isinstance(thing, list):
        return [echoed(inner) for inner in thing]
    if not isinstance(thing, dict):
        return thing
    copied = {name: echoed(inner) for name, inner in thing.items()}
    if copied.get("type") == "plain_text" and isinstance(copied.get("text"), str):
        copied["text"] = re.sub(r"&(?!(?:amp|lt|gt);)", "&amp;", copied["text"])
        copied["text"] = copied["text"].replace("<", "&lt;").replace(">", "&gt;")
    return copied


def on_message(fake: FakeSlack, user: User, message: Json, private: bool) -> Json:
    """Where an interaction with a message happened; what is private is not repeated."""
    channel = fake.state.channels[message["channel"]]
    thread = message.get("thread_ts")
    url = fake.state.new_response_url(
        user.id, channel.id, message_ts=message["ts"], thread_ts=thread, interactive=True
    )
    names = {"im": "directmessage", "group": "privategroup"}
    container: Json = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": private,
    }
    if thread:
        container["thread_ts"] = thread
    shown = {k: v for k, v in echoed(message).items() if k not in ("channel", "is_ephemeral")}
    return {
        "container": container,
        "channel": {"id": channel.id, "name": names.get(channel.kind, channel.name)},
        "state": {"values": message_values(message.get("blocks") or [])},
        "response_url": fake.url(f"actions/{url.key}"),
        **({} if private else {"message": shown}),
    }
