"""Activities that tell what happened: installation, members, channels and teams."""

from __future__ import annotations

from typing import Any

from tests.fakes.teams import activities
from tests.fakes.teams.activities import Held
from tests.fakes.teams.state import Conversation, Human, Json


def _base(fake: Held, human: Human, where: Conversation, kind: str) -> Json:
    """Unlike messages, these have no name of who did it, and no thread."""
    made = activities.base(fake, human, where)
    made["from"] = {"id": human.id, "aadObjectId": human.aad}
    return {**made, "type": kind, "id": activities.new_event_id()}


def _told(fake: Held, where: Conversation, selected: str, **more: Any) -> Json:
    """Where it happened, with names."""
    data = activities.channel_data(fake, where, **more)
    for name in ("teamsChannelId", "channel"):
        data.pop(name, None)
    team = fake.state.team_of(where)
    if team is not None:
        data["team"] = {"id": team.id, "name": team.name, "aadGroupId": team.group}
        if where.shared:
            data["channel"] = {"id": where.id, "name": where.name, "type": "shared"}
        elif selected:
            data["settings"] = {"selectedChannel": {"id": selected}}
    return data


def members(
    fake: Held,
    human: Human,
    where: Conversation,
    accounts: list[Json],
    *,
    comes: bool,
    selected: str = "",
) -> Json:
    """Somebody, or the bot, comes or goes."""
    made = _base(fake, human, where, "conversationUpdate")
    event = {}
    if where.kind == "channel":
        event["eventType"] = "teamMemberAdded" if comes else "teamMemberRemoved"
    made["channelData"] = _told(fake, where, selected if comes else "", **event)
    made["membersAdded" if comes else "membersRemoved"] = accounts
    return made


def installation(
    fake: Held, human: Human, where: Conversation, *, comes: bool, selected: str = ""
) -> Json:
    """The app is added or removed."""
    made = _base(fake, human, where, "installationUpdate")
    made["action"] = "add" if comes else "remove"
    data = _told(fake, where, selected if comes else "", source={"name": "message"})
    made["channelData"] = data
    return made


def channel(fake: Held, human: Human, where: Conversation, event: str) -> Json:
    """A channel begins, ends or is called something else."""
    made = _base(fake, human, where, "conversationUpdate")
    data = _told(fake, where, "", eventType=event)
    data["channel"] = {"id": where.id, "name": where.name}
    made["channelData"] = data
    return made


def team(fake: Held, human: Human, where: Conversation, event: str) -> Json:
    """A whole team does."""
    made = _base(fake, human, where, "conversationUpdate")
    made["channelData"] = _told(fake, where, "", eventType=event)
    return made
