"""What Slack tells of by itself: mentions, private messages, channels, the app's own fate.

Every event is dispatched before it is acknowledged; Slack sends again what was not. An event is
known by its id, so one that comes again changes nothing. Where the database is away, whoever wrote
to us is told so; what nobody wrote is not acknowledged (`hear`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.desk.replies import Address, Caller, Message, Outcome, Place, Request, Value
from bot.handlers.slack import inbound, interactions, overheard, steps
from bot.handlers.slack.inbound import PLATFORM, Back
from bot.handlers.slack.outbound import TROUBLES, reason
from bot.handlers.slack.setup import Installation
from bot.observing import log
from bot.storage import parked
from bot.storage.faults import NotRead

Payload = Mapping[str, Any]
DATABASE_PAUSE = 1.0
"""Seconds between two looks into a database that is away."""

_log = log(__name__)


async def take(installation: Installation, body: Payload) -> None:
    """One event, to the function that knows its type; others are left alone."""
    event = body.get("event") or {}
    if not inbound.is_ours(body, installation.here):
        _log.warning("unknown_workspace", type=str(event.get("type", "")))
        return
    known = EVENTS.get(str(event.get("type", "")))
    if known is not None:
        await known(installation, event, str(body.get("event_id", "")))


async def mention(installation: Installation, event: Payload, event_id: str) -> None:
    """Words to the bot, in a channel or a thread."""
    if event.get("bot_id") or not event.get("user"):
        return
    back = inbound.back_from_event(event)
    request = await _words(installation, event, event_id, back)
    outcome = await installation.ask(request)
    installation.spawn(_answer(installation, request, outcome, back, str(event.get("ts", ""))))


async def message(installation: Installation, event: Payload, event_id: str) -> None:
    """A private message; or, where the installation reads channels, what is written there."""
    if event.get("channel_type") == "im":
        if event.get("subtype") in (None, "file_share"):
            await mention(installation, event, event_id)
    elif installation.reads_threads or installation.reads_messages:
        await overheard.take(installation, event, event_id)


async def _words(installation: Installation, event: Payload, event_id: str, back: Back) -> Request:
    where, text = installation.here, str(event.get("text") or "")
    names = await installation.names(inbound.mentioned(text, where.bot_user))
    typed = inbound.as_typed(text, where.bot_user, names)
    who = await interactions.caller(installation, back)
    link = inbound.link_to(where.url, back.channel, str(event.get("ts", "")), back.thread)
    there = inbound.place(back, where, "" if back.direct else link)
    there = replace(there, heard=bool(there.channel))
    return inbound.from_words(typed, who, there, event_id, installation.read)


async def _answer(
    installation: Installation, request: Request, outcome: Outcome, back: Back, ts: str
) -> None:
    """The private part in private; what is said aloud in the thread of the question."""
    if outcome.form is not None:
        await steps.offer_form(installation, request, outcome, back)
    else:
        await steps.give(installation, request, outcome, back)
    if outcome.aloud:
        thread = back.thread or ("" if back.direct else ts)
        to = Address(PLATFORM, installation.here.workspace, back.channel, thread)
        result = await installation.outbound.send(
            to, Message(outcome.aloud, outcome.lang, request.key)
        )
        _log.info("said_aloud", result=type(result).__name__.lower())


# -- a member's own page


async def home_opened(installation: Installation, event: Payload, event_id: str) -> None:
    """Somebody opens the bot's page."""
    if event.get("tab") == "home":
        installation.spawn(publish_home(installation, str(event.get("user", ""))))


async def publish_home(installation: Installation, user: str) -> None:
    """Draw a person's own page."""
    who = await interactions.caller(installation, Back(user))
    outcome = await installation.ask(Request("home", {}, who))
    to = Address(PLATFORM, who.workspace, user=user)
    page = Message(outcome.private, outcome.lang, f"home:{user}")
    await installation.outbound.refresh(to, page)


# -- channels, and the app itself


async def joined(installation: Installation, event: Payload, event_id: str) -> None:
    """Somebody joined a channel; it concerns us when it was the bot that was added."""
    if event.get("user") != installation.here.bot_user:
        return
    channel = str(event.get("channel", ""))
    back = Back(str(event.get("inviter") or event.get("user")), channel)
    who = await interactions.caller(installation, back)
    args: dict[str, Value] = {"name": await _name_of(installation, channel)}
    place = inbound.place(back, installation.here)
    key = f"slack:event:{event_id}"
    await installation.hear(Request("arrive", args, who, place, key, told=True))


async def returned(installation: Installation, event: Payload, event_id: str) -> None:
    """A channel was taken out of the archive again: the bot is in it as before."""
    again = {"user": installation.here.bot_user, "channel": event.get("channel", "")}
    await joined(installation, again, event_id)


async def look_again(installation: Installation) -> None:
    """Ask after the rooms that were lost, once at start: with a new token they may be there again.

    Slack tells nothing of that by itself, nor again of what it told while nobody listened.
    """
    for channel in await _lost_at_last(installation):
        try:
            answer = await installation.client.conversations_info(channel=channel)
        except (SlackApiError, *TROUBLES) as error:
            _log.info("room_still_lost", channel=channel, why=reason(error))
            continue
        found = answer["channel"]
        if not found.get("is_member") or found.get("is_archived"):
            continue
        place = _place(installation, channel)
        args: dict[str, Value] = {"name": str(found.get("name") or "")}
        await installation.ask(Request("arrive", args, _itself(installation), place, told=True))


async def _lost_at_last(installation: Installation) -> list[str]:
    """The rooms that were lost; a database that is away just when we start is waited for."""
    while True:
        try:
            return await asyncio.to_thread(_lost, installation)
        except NotRead as error:
            _log.info("rooms_not_read", why=repr(error.__cause__))
        await asyncio.sleep(DATABASE_PAUSE)


def _lost(installation: Installation) -> list[str]:
    with installation.desk.store.read() as session:
        rooms = parked.lost_rooms(session)
    here = (PLATFORM, installation.here.workspace)
    return [room.channel for room in rooms if (room.platform, room.workspace) == here]


async def left(installation: Installation, event: Payload, event_id: str) -> None:
    """The bot is no longer in a channel, or the channel takes no messages."""
    place = _place(installation, str(event.get("channel", "")))
    args: dict[str, Value] = {"why": str(event.get("type", ""))}
    itself, key = _itself(installation), f"slack:event:{event_id}"
    await installation.hear(Request("depart", args, itself, place, key, told=True))


async def renamed(installation: Installation, event: Payload, event_id: str) -> None:
    """A channel has another name."""
    channel = event.get("channel") or {}
    place = _place(installation, str(channel.get("id", "")))
    args: dict[str, Value] = {"name": str(channel.get("name", ""))}
    itself, key = _itself(installation), f"slack:event:{event_id}"
    await installation.hear(Request("renamed", args, itself, place, key, told=True))


async def uninstalled(installation: Installation, event: Payload, event_id: str) -> None:
    """The app was taken out of the workspace, or its token was revoked."""
    kind = str(event.get("type", ""))
    if kind == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
        return
    installation.outbound.trouble = kind
    _log.error("slack_lost", why=kind)
    args: dict[str, Value] = {"why": kind}
    itself, key = _itself(installation), f"slack:event:{event_id}"
    await installation.hear(Request("uninstalled", args, itself, Place(), key, told=True))


def _itself(installation: Installation) -> Caller:
    where = installation.here
    return Caller(PLATFORM, where.workspace, where.bot_user)


def _place(installation: Installation, channel: str) -> Place:
    return Place(PLATFORM, installation.here.workspace, channel)


async def _name_of(installation: Installation, channel: str) -> str:
    try:
        answer = await installation.client.conversations_info(channel=channel)
    except (SlackApiError, *TROUBLES) as error:
        _log.warning("channel_not_known", channel=channel, why=reason(error))
        return ""
    return str(answer["channel"].get("name") or "")


Known = Callable[[Installation, Payload, str], Awaitable[None]]

EVENTS: dict[str, Known] = {
    "app_mention": mention,
    "message": message,
    "app_home_opened": home_opened,
    "member_joined_channel": joined,
    "channel_left": left,
    "group_left": left,
    "channel_archive": left,
    "group_archive": left,
    "channel_unarchive": returned,
    "group_unarchive": returned,
    "channel_rename": renamed,
    "group_rename": renamed,
    "app_uninstalled": uninstalled,
    "tokens_revoked": uninstalled,
}
"""Every type of event that is answered; the manifest subscribes to these and no others."""
