"""Which scope a method or an event needs, and what a fully granted app has."""

from __future__ import annotations

READ_CHANNEL = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}
READ_HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}

METHODS = {
    "users.info": {"users:read"},
    "users.list": {"users:read"},
    "bots.info": {"users:read"},
    "users.lookupByEmail": {"users:read.email"},
    "team.info": {"team:read"},
    "conversations.open": {"im:write", "mpim:write", "channels:manage", "groups:write"},
    "conversations.list": set(READ_CHANNEL.values()),
    "users.conversations": set(READ_CHANNEL.values()),
    "files.getUploadURLExternal": {"files:write"},
    "files.completeUploadExternal": {"files:write"},
    "files.info": {"files:read"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "chat.delete": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "reactions.add": {"reactions:write"},
    "assistant.threads.setStatus": {"assistant:write", "chat:write"},
}
"""Any one of these is enough; methods that depend on the channel ask themselves."""

EVENTS = {
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "channel_archive": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_left": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "group_rename": {"groups:read"},
    "group_left": {"groups:read"},
    "user_change": {"users:read"},
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "tokens_revoked": set(),
}

ALL = {
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "reactions:write",
    "team:read",
    "users:read",
    "users:read.email",
}


def allows(scopes: set[str], needed: set[str]) -> bool:
    """Whether one of the scopes that would do is granted."""
    return not needed or bool(scopes & needed)
