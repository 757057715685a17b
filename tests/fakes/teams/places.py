"""Where the bot may write and ask: what Teams refuses before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.teams.faults import ApiError
from tests.fakes.teams.state import Conversation, Message, parted

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams

Args = dict[str, str]
NOT_IN_ROSTER = ApiError(
    403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
)
NO_CONVERSATION = ApiError(404, "ConversationNotFound", "Conversation not found.")
NO_ACTIVITY = ApiError(
    404,
    "ActivityNotFoundInConversation",
    "The message ID provided could not be found in the conversation.",
)
BLOCKED = ApiError(403, "ConversationBlockedByUser", "User blocked the conversation with the bot.")
READ_ONLY = ApiError(403, "MessageWritesBlocked", "Thread is not writable.")


def find(fake: FakeTeams, conversation: str) -> tuple[Conversation, str]:
    """The conversation with the bot in it, and the thread named: it stays when its first message
    is deleted."""
    name, root = parted(conversation)
    where = fake.state.conversations.get(name)
    team = fake.state.team_of(where) if where is not None else None
    if where is None or where.deleted or (team is not None and team.deleted):
        raise NO_CONVERSATION
    if not fake.state.has_bot(where):
        raise NOT_IN_ROSTER
    if root and all(message.id != root for message in where.messages):
        raise NO_CONVERSATION
    return where, root


def writable(fake: FakeTeams, where: Conversation) -> None:
    team = fake.state.team_of(where)
    if team is not None and team.archived:
        raise READ_ONLY
    if where.kind == "personal" and fake.state.human(next(iter(where.members))).blocked:
        raise BLOCKED


def existing(where: Conversation, activity: str) -> Message:
    found = where.find(activity)
    if found is None:
        raise NO_ACTIVITY
    return found


def own(where: Conversation, activity: str) -> Message:
    found = existing(where, activity)
    if found.author != "bot":
        raise ApiError(403, "NotEnoughPermissions", "Only the bot's own messages can be changed.")
    return found


def pace(fake: FakeTeams, thread: str) -> None:
    wait = fake.pace.wait_for(thread) if fake.limits else 0.0
    if wait:
        raise ApiError(429, "TooManyRequests", "API calls quota exceeded!", retry_after=wait)
