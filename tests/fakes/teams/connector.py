"""The Bot Connector's methods: what the bot sends, changes and begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.teams import checks, roster, visible
from tests.fakes.teams.faults import ApiError
from tests.fakes.teams.places import NOT_IN_ROSTER, Args, existing, find, own, pace, writable
from tests.fakes.teams.state import TENANT, Conversation, Json, Message
from tests.fakes.teams.storing import CONSENT, INFO, check_offer, pictures_in

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams

TOO_BIG = 28 * 1024


def accept(fake: FakeTeams, where: Conversation, method: str, activity: Any) -> Json:
    """Check what is to be shown. Raises ApiError for what Teams refuses."""
    if not isinstance(activity, dict):
        raise ApiError(400, "BadSyntax", "Could not parse the activity.")
    bytes_ = checks.size(activity) - pictures_in(activity)
    if pictures_in(activity) and not fake.takes_pictures:
        raise ApiError(400, "BadSyntax", "The picture is not taken.")
    for what in checks.check_activity(activity) if fake.checks else ():
        fake.violate(method, what)
    known = {name for human in fake.state.humans.values() for name in (human.id, human.aad)}
    for name in visible.mentioned(activity) - known:
        fake.violate(method, f"a mention of {name}, whom nobody knows")
    if bytes_ > TOO_BIG:
        raise ApiError(413, "MessageSizeTooBig", f"Message size {bytes_} is too large.")
    files = [
        a for a in activity.get("attachments") or [] if a.get("contentType") in (CONSENT, INFO)
    ]
    wrong = [what for file in files for what in check_offer(fake, where, file)]
    for what in wrong:
        fake.violate(method, what)
    if wrong:
        raise ApiError(400, "BadSyntax", wrong[0])
    unreadable = checks.unreadable(activity) if fake.checks else []
    for what in unreadable:
        fake.violate(method, what)
    if unreadable:
        raise ApiError(400, "BadSyntax", f"Bad format of content: {unreadable[0]}")
    return activity


def keep(fake: FakeTeams, where: Conversation, root: str, activity: Json) -> Message:
    """Show it. What begins a thread in a channel is its own root."""
    name = fake.state.next_id()
    if where.kind == "channel":
        root = root or name
    message = Message(name, where.id, root, "bot", activity)
    if activity.get("type") == "message":
        where.messages.append(message)
    return message


def send(fake: FakeTeams, args: Args, body: Any) -> Json:
    where, root = find(fake, args["conversation"])
    if args.get("activity") and where.kind == "channel" and not root:
        root = existing(where, args["activity"]).root
    writable(fake, where)
    pace(fake, f"{where.id};{root}")
    return {"id": keep(fake, where, root, accept(fake, where, "send", body)).id}


def update(fake: FakeTeams, args: Args, body: Any) -> Json:
    where, _ = find(fake, args["conversation"])
    kept = own(where, args["activity"])
    writable(fake, where)
    pace(fake, f"{where.id};{kept.root}")
    kept.activity = accept(fake, where, "update", body)
    kept.version += 1
    return {"id": kept.id}


def delete(fake: FakeTeams, args: Args, body: Any) -> Json:
    where, _ = find(fake, args["conversation"])
    own(where, args["activity"]).deleted = True
    return {}


def create(fake: FakeTeams, args: Args, body: Any) -> Json:
    """A thread in a channel, or somebody's own chat."""
    if not isinstance(body, dict):
        raise ApiError(400, "BadSyntax", "Could not parse the parameters.")
    data = body.get("channelData") or {}
    if data.get("channel"):
        return new_thread(fake, str(data["channel"].get("id", "")), body)
    members = body.get("members") or []
    if len(members) != 1 or body.get("isGroup"):
        raise ApiError(400, "BadArgument", "Bots cannot create group chats.")
    tenant = body.get("tenantId") or (data.get("tenant") or {}).get("id")
    return {"id": new_chat(fake, str(members[0].get("id", "")), tenant, body).id}


def new_thread(fake: FakeTeams, channel: str, body: Json) -> Json:
    where, root = find(fake, channel)
    if where.kind != "channel" or root:
        raise ApiError(400, "BadArgument", "That is no channel.")
    if not body.get("activity"):
        raise ApiError(400, "BadSyntax", "Incorrect conversation creation parameters")
    writable(fake, where)
    pace(fake, f"{where.id};")
    made = keep(fake, where, "", accept(fake, where, "create", body["activity"]))
    return {"id": f"{where.id};messageid={made.id}", "activityId": made.id}


def new_chat(fake: FakeTeams, member: str, tenant: Any, body: Json) -> Conversation:
    if body.get("activity"):
        fake.violate("create", "an activity for a one-to-one chat: Teams does not show it")
    try:
        human = fake.state.human(member)
    except LookupError:
        raise ApiError(400, "BadArgument", "Failed to decrypt pairwise id") from None
    if not tenant:
        raise ApiError(400, "BadSyntax", "Incorrect conversation creation parameters")
    if human.outsider:
        raise ApiError(*fake.outsider_refusal)
    if tenant != TENANT:
        raise ApiError(403, "BotNotInConversationRoster", "User is not in this tenant.")
    if not fake.state.reachable(human):
        raise NOT_IN_ROSTER
    return fake.state.chat_with(human)


METHODS: dict[str, Callable[[FakeTeams, Args, Any], Any]] = {
    "create": create,
    "send": send,
    "update": update,
    "delete": delete,
    "member": roster.member,
    "members": roster.members,
    "team": roster.team,
    "channels": roster.channels,
}
