"""What members write to one another, where the installation lets it be read.

A line under a case's card becomes a note (`TEAMS_READ_THREADS`). A message that reads like an
enquiry is offered to become a case, once, in the one-to-one chat with its writer (`READ_MESSAGES`):
in a channel Teams shows nothing to one person alone. What neither comes of is kept nowhere.
"""

from __future__ import annotations

from bot.desk.replies import Request, Value
from bot.handlers.teams import inbound, interactions, references, steps, wording
from bot.handlers.teams.inbound import PLATFORM
from bot.handlers.teams.origins import Activity, Origin, part, text
from bot.handlers.teams.setup import Installation

EDITED = ("editMessage", "undeleteMessage")


async def take(installation: Installation, activity: Activity, where: Origin) -> None:
    """One message that is not to the bot: a note, an offer, or nothing."""
    if installation.reads_threads:
        await _follow(installation, activity, where, "overheard")
    if installation.reads_messages:
        await _offer(installation, activity, where)


async def edited(installation: Installation, activity: Activity, where: Origin) -> None:
    """A message has other words now."""
    if installation.reads_threads and text(part(activity, "channelData"), "eventType") in EDITED:
        await _follow(installation, activity, where, "note_edited")


async def deleted(installation: Installation, activity: Activity, where: Origin) -> None:
    """A message has been deleted."""
    if installation.reads_threads:
        await _follow(installation, activity, where, "note_deleted")


async def _follow(
    installation: Installation, activity: Activity, where: Origin, command: str
) -> None:
    """A line written under a card is a note; one edited or deleted is followed. Nobody is told."""
    if where.direct or not where.thread or where.opens_thread:
        return
    who = await interactions.caller(installation, where)
    args: dict[str, Value] = {"source": _source(where)}
    if command != "note_deleted":
        args["words"] = wording.as_typed(activity)
    key = f"teams:{where.conversation}:{where.activity}:{command}:{text(activity, 'timestamp')}"
    await installation.hear(Request(command, args, who, inbound.place(where), key, told=True))


async def _offer(installation: Installation, activity: Activity, where: Origin) -> None:
    """What the desk makes of it is told its writer alone; mostly it makes nothing of it.

    Somebody of another tenant cannot be told anything alone, so nothing is made of theirs.
    """
    who = await interactions.caller(installation, where)
    if where.direct or references.read(who.reference).outsider:
        return
    link = inbound.link_to({"id": where.activity}, where)
    args: dict[str, Value] = {
        "words": wording.as_typed(activity),
        "source": _source(where),
        "link": link,
    }
    request = Request("plain", args, who, inbound.place(where), told=True)
    outcome = await installation.hear(request)
    if outcome.done:
        installation.spawn(steps.whisper(installation, request, outcome, where))


def _source(where: Origin) -> str:
    return f"{PLATFORM}/{where.tenant}/{where.channel}/{where.activity}"
