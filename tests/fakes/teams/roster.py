"""The Bot Connector's methods about people, teams and channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.teams.faults import ApiError
from tests.fakes.teams.places import NOT_IN_ROSTER, Args, find
from tests.fakes.teams.state import Conversation, Human, Json, Team

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams


def account(human: Human) -> Json:
    first, _, last = human.name.partition(" ")
    return {
        "id": human.id,
        "name": human.name,
        "aadObjectId": human.aad,
        "objectId": human.aad,
        "givenName": first,
        "surname": last,
        "email": human.email or None,
        "userPrincipalName": human.email or f"{human.key}@example.onmicrosoft.com",
        "tenantId": human.tenant,
        "userRole": "user",
    }


def member(fake: FakeTeams, args: Args, body: Any) -> Json:
    where, _ = find(fake, args["conversation"])
    for human in fake.state.members_of(where):
        if human.is_called(args["member"]) and args["member"] != human.key:
            return account(human)
    raise ApiError(404, "MemberNotFoundInConversation", "Member not found.")


def members(fake: FakeTeams, args: Args, body: Any) -> Any:
    """All at once, or a page: `pageSize` with `continuationToken`."""
    where, _ = find(fake, args["conversation"])
    accounts = [account(human) for human in fake.state.members_of(where)]
    if "paged" not in args:
        return accounts
    begin, step = int(args.get("continuationToken") or 0), int(args.get("pageSize") or 200)
    found: Json = {"members": accounts[begin : begin + step]}
    if begin + step < len(accounts):
        found["continuationToken"] = str(begin + step)
    return found


def team_with_bot(fake: FakeTeams, name: str) -> Team:
    found = fake.state.teams.get(name)
    if found is None or found.deleted:
        raise ApiError(404, "TeamNotFound", "Team not found.")
    if not found.installed:
        raise NOT_IN_ROSTER
    return found


def channels_of(fake: FakeTeams, team: Team) -> list[Conversation]:
    every = fake.state.conversations.values()
    return [c for c in every if c.team == team.id and not c.deleted]


def team(fake: FakeTeams, args: Args, body: Any) -> Json:
    found = team_with_bot(fake, args["team"])
    return {
        "id": found.id,
        "name": found.name,
        "aadGroupId": found.group,
        "type": "standard",
        "channelCount": len(channels_of(fake, found)),
        "memberCount": len(found.members),
    }


def channels(fake: FakeTeams, args: Args, body: Any) -> Json:
    """The first channel has no name: every client has its own word for it."""
    found = team_with_bot(fake, args["team"])
    shown = [
        {
            "id": where.id,
            "name": None if where.id == found.id else where.name,
            "type": "shared" if where.shared else "standard",
        }
        for where in channels_of(fake, found)
    ]
    return {"conversations": shown}
