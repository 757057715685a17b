"""What members write to one another in channels, where the installation lets it be read.

A line under a case's card becomes a note (`SLACK_READ_THREADS`). A message that reads like an
enquiry is offered to become a case, once, seen by its writer alone (`READ_MESSAGES`). What neither
comes of is kept nowhere, and nobody else is told anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.desk.replies import Request, Value
from bot.handlers.slack import inbound, interactions, steps
from bot.handlers.slack.inbound import PLATFORM, Back
from bot.handlers.slack.setup import Installation

Payload = Mapping[str, Any]


async def take(installation: Installation, event: Payload, event_id: str) -> None:
    """One message of a channel: a note, an offer, or nothing."""
    if installation.reads_threads:
        await _follow(installation, event, event_id)
    if installation.reads_messages and str(event.get("subtype") or "") in _WRITTEN:
        await _offer(installation, event)


async def _follow(installation: Installation, event: Payload, event_id: str) -> None:
    """A line written under a card is a note; one edited or deleted is followed. Nobody is told."""
    kind = str(event.get("subtype") or "")
    line = {"message_changed": "message", "message_deleted": "previous_message"}.get(kind)
    said: Payload = (event.get(line) or {}) if line else event
    if kind not in (*_WRITTEN, *_FOLLOWED) or not _is_note(installation, said):
        return
    back = replace(
        inbound.back_from_event(event), user=str(said["user"]), thread=str(said["thread_ts"])
    )
    who = await interactions.caller(installation, back)
    args: dict[str, Value] = {"source": _source(installation, back, str(said.get("ts", "")))}
    if kind != "message_deleted":
        args["words"] = await _words(installation, said)
    place = inbound.place(back, installation.here)
    command = _FOLLOWED.get(kind, "overheard")
    key = f"slack:event:{event_id}"
    await installation.hear(Request(command, args, who, place, key, told=True))


_WRITTEN = ("", "file_share", "thread_broadcast")
_FOLLOWED = {"message_changed": "note_edited", "message_deleted": "note_deleted"}


def _is_note(installation: Installation, said: Payload) -> bool:
    """Written by a person, in a thread, and not to the bot (that comes as a mention)."""
    thread = said.get("thread_ts")
    return bool(thread) and thread != said.get("ts") and _is_talk(installation, said)


def _is_talk(installation: Installation, said: Payload) -> bool:
    """Written by a person, and not to the bot."""
    if said.get("bot_id") or not said.get("user"):
        return False
    return f"<@{installation.here.bot_user}>" not in str(said.get("text") or "")


async def _offer(installation: Installation, event: Payload) -> None:
    """What the desk makes of it is whispered to its writer; mostly it makes nothing of it."""
    if not _is_talk(installation, event):
        return
    where, back, ts = installation.here, inbound.back_from_event(event), str(event.get("ts", ""))
    who = await interactions.caller(installation, back)
    args: dict[str, Value] = {
        "words": await _words(installation, event),
        "source": _source(installation, back, ts),
        "link": inbound.link_to(where.url, back.channel, ts, back.thread),
    }
    request = Request("plain", args, who, inbound.place(back, where), told=True)
    outcome = await installation.hear(request)
    if outcome.done:
        installation.spawn(steps.tell(installation, outcome.private, outcome.lang, back))


async def _words(installation: Installation, said: Payload) -> str:
    text = str(said.get("text") or "")
    names = await installation.names(inbound.mentioned(text, ""))
    return inbound.as_typed(text, "", names)


def _source(installation: Installation, back: Back, ts: str) -> str:
    return f"{PLATFORM}/{installation.here.workspace}/{back.channel}/{ts}"
