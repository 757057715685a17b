"""Teams, channels and chats: the app is added or removed, they are renamed, deleted, restored.

All of it is told by Teams itself, and given to the desk as such (`Request.told`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.desk.replies import Caller, Request, Value
from bot.handlers.teams import inbound, interactions, steps
from bot.handlers.teams.inbound import PLATFORM
from bot.handlers.teams.origins import Activity, Origin, part, parts, text
from bot.handlers.teams.references import CHANNEL, PERSONAL
from bot.handlers.teams.setup import Installation


async def meet(installation: Installation, where: Origin) -> None:
    """A channel that somebody speaks to us in, and that the desk may not know yet.

    The app is added to a whole team, and is then in each of its channels without a word. Until
    Teams has told what a channel is called it is asked anew.
    """
    if where.direct or not where.channel or where.channel in installation.met:
        return
    name = await installation.name_of(where, where.channel)
    args: dict[str, Value] = {"name": name, "quietly": "yes"}
    request = Request("arrive", args, _itself(where), inbound.place(where), told=True)
    if (await installation.ask(request)).done and name:
        installation.met.add(where.channel)


async def changed(installation: Installation, activity: Activity, where: Origin) -> None:
    """Somebody was added or removed, or a team or channel is not what it was."""
    kind = text(part(activity, "channelData"), "eventType")
    if kind in CHANGES:
        await CHANGES[kind](installation, activity, where)
    elif _has_us(activity, "membersAdded"):
        await arrived(installation, activity, where)
    elif _has_us(activity, "membersRemoved"):
        await left(installation, activity, where)


async def installed(installation: Installation, activity: Activity, where: Origin) -> None:
    """The app was added or removed; Teams tells of it in this way, in another, or in both."""
    action = text(activity, "action")
    if action.startswith("add"):
        await arrived(installation, activity, where)
    elif action.startswith("remove"):
        await left(installation, activity, where)


def _has_us(activity: Activity, members: str) -> bool:
    us = text(part(activity, "recipient"), "id")
    return any(text(one, "id") == us for one in parts(activity, members))


async def arrived(installation: Installation, activity: Activity, where: Origin) -> None:
    """The app was added: to a person, a chat, or a team, in the channel that was chosen there."""
    if where.kind == PERSONAL:
        await _greet(installation, where)
        return
    chosen = _chosen(activity, where)
    at = inbound.place(where, channel=chosen)
    name = await installation.name_of(where, chosen) or _name_in(activity)
    args: dict[str, Value] = {"name": name}
    request = Request("arrive", args, _itself(where), at, told=True)
    if (await installation.hear(request)).done and name:
        installation.met.add(chosen)


def _chosen(activity: Activity, where: Origin) -> str:
    """The channel chosen when the app was added to a team; else the one it is told in."""
    told = part(activity, "channelData")
    selected = text(part(part(told, "settings"), "selectedChannel"), "id")
    return selected or text(part(told, "channel"), "id") or where.channel


def _name_in(activity: Activity) -> str:
    return text(part(part(activity, "channelData"), "channel"), "name")


async def _greet(installation: Installation, where: Origin) -> None:
    """Somebody has the app for themselves: they are told what it does, once."""
    installation.remember(where)
    who = await interactions.caller(installation, where)
    await installation.hear(Request("reached", {}, who, told=True))
    if where.user in installation.greeted:
        return
    installation.greeted.add(where.user)
    request = Request("help", {}, who)
    outcome = await installation.ask(request)
    installation.spawn(steps.give(installation, request, outcome, where))


async def left(installation: Installation, activity: Activity, where: Origin) -> None:
    """The app was removed from a person, a chat, a shared channel, or a team with all it has."""
    if where.kind == PERSONAL:
        installation.greeted.discard(where.user)
        installation.outbound.forget(where.tenant, where.user)
        who = await interactions.caller(installation, where)
        await installation.hear(Request("parted", {"why": "removed"}, who, told=True))
        return
    channel = part(part(activity, "channelData"), "channel")
    whole = where.kind == CHANNEL and text(channel, "type") not in OWN_APPS
    await _lost(installation, activity, where, "removed", whole=whole)


async def lost(installation: Installation, activity: Activity, where: Origin) -> None:
    """A channel was deleted, or a team deleted or archived."""
    kind = text(part(activity, "channelData"), "eventType")
    await _lost(installation, activity, where, kind, whole=kind.startswith("team"))


async def _lost(
    installation: Installation, activity: Activity, where: Origin, why: str, *, whole: bool
) -> None:
    installation.met.clear()
    args: dict[str, Value] = {"why": why}
    if whole and where.team:
        args["within"] = where.team
    at = inbound.place(where, channel=_told_of(activity, where))
    await installation.hear(Request("depart", args, _itself(where), at, told=True))


async def returned(installation: Installation, activity: Activity, where: Origin) -> None:
    """A team was restored or taken out of the archive, or a channel restored."""
    args: dict[str, Value] = {}
    if text(part(activity, "channelData"), "eventType").startswith("team"):
        args["within"] = where.team
    at = inbound.place(where, channel=_told_of(activity, where))
    await installation.hear(Request("come_back", args, _itself(where), at, told=True))


async def renamed(installation: Installation, activity: Activity, where: Origin) -> None:
    """A channel has another name; a team's is that of its first channel, which has the same id."""
    told = part(activity, "channelData")
    kind = text(told, "eventType")
    of = part(told, "team" if kind == "teamRenamed" else "channel")
    at = inbound.place(where, channel=text(of, "id") or where.channel)
    args: dict[str, Value] = {"name": text(of, "name")}
    await installation.hear(Request("renamed", args, _itself(where), at, told=True))


def _told_of(activity: Activity, where: Origin) -> str:
    return text(part(part(activity, "channelData"), "channel"), "id") or where.channel


def _itself(where: Origin) -> Caller:
    """The app, which tells something that nobody gave."""
    return Caller(PLATFORM, where.tenant, where.bot)


OWN_APPS = ("shared", "private")
"""Channels to which an app is added by itself: it may leave one and stay in the team."""

Known = Callable[[Installation, Activity, Origin], Awaitable[None]]

CHANGES: Mapping[str, Known] = {
    "channelRenamed": renamed,
    "channelDeleted": lost,
    "channelRestored": returned,
    "teamRenamed": renamed,
    "teamDeleted": lost,
    "teamHardDeleted": lost,
    "teamArchived": lost,
    "teamUnarchived": returned,
    "teamRestored": returned,
}
"""What happens to teams and channels, by Teams' own word (`eventType`)."""
