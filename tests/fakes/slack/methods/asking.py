"""What several methods ask first: the channel, the person, the scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.slack.faults import ApiError
from tests.fakes.slack.scopes import READ_CHANNEL, READ_HISTORY, allows
from tests.fakes.slack.state import BOT_USER, Channel, Json, User

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack


def need_scope(fake: FakeSlack, needed: set[str]) -> None:
    if not allows(fake.scopes, needed):
        raise ApiError(
            "missing_scope",
            needed=",".join(sorted(needed)),
            provided=",".join(sorted(fake.scopes)),
        )


def required(args: Json, name: str, error: str = "invalid_arguments") -> Any:
    value = args.get(name)
    if value in (None, ""):
        messages = [f"[ERROR] missing required field: {name}"]
        raise ApiError(error, response_metadata={"messages": messages})
    return value


def person(fake: FakeSlack, user: str) -> User:
    found = fake.state.users.get(user)
    if found is None:
        raise ApiError("user_not_found")
    return found


def direct(fake: FakeSlack, user: str) -> Channel:
    """The conversation with one person; not with a bot, not with a stranger."""
    found = person(fake, user)
    if found.is_bot:
        raise ApiError("cannot_dm_bot")
    if found.deleted:
        raise ApiError("user_disabled")
    if found.stranger:
        raise ApiError(fake.stranger_error)
    return fake.state.im_with(user)


def visible(fake: FakeSlack, channel: str) -> Channel:
    """A channel the bot can know of: private ones only from within."""
    found = fake.state.channels.get(channel)
    if found is None or (found.private and BOT_USER not in found.members):
        raise ApiError("channel_not_found")
    return found


def readable(fake: FakeSlack, channel: str) -> Channel:
    found = fake.state.channels.get(channel)
    if found is None:
        raise ApiError("channel_not_found")
    need_scope(fake, {READ_HISTORY[found.kind]})
    visible(fake, channel)
    if BOT_USER not in found.members:
        raise ApiError("not_in_channel")
    return found


def described(fake: FakeSlack, channel: str) -> Channel:
    found = fake.state.channels.get(channel)
    if found is None:
        raise ApiError("channel_not_found")
    need_scope(fake, {READ_CHANNEL[found.kind]})
    return visible(fake, channel)


def writable(fake: FakeSlack, channel: str) -> Channel:
    """A channel to post in: an id of a channel, a conversation or a person."""
    if channel.startswith(("U", "W")):
        try:
            return direct(fake, channel)
        except ApiError as refused:
            known = channel in fake.state.users
            raise refused if known else ApiError("channel_not_found") from None
    found = visible(fake, channel)
    if found.archived:
        raise ApiError("is_archived")
    if BOT_USER not in found.members and not (
        "chat:write.public" in fake.scopes and not found.private
    ):
        raise ApiError("not_in_channel")
    return found
