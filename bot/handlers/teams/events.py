"""What Teams tells of by itself: messages, teams and channels, the app's own fate.

Every activity is dispatched before it is answered, so that what was not committed is not
acknowledged. A message is known by its id, so one that comes again changes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.desk.replies import Line, Outcome, Request, Value
from bot.handlers.teams import (
    changes,
    files,
    filled,
    inbound,
    interactions,
    steps,
    storing,
    wording,
)
from bot.handlers.teams.files import Given
from bot.handlers.teams.filled import Filled
from bot.handlers.teams.inbound import PLATFORM
from bot.handlers.teams.origins import Activity, Origin, origin, part, text
from bot.handlers.teams.setup import Installation
from bot.observing import log
from bot.texts import phrase

_log = log(__name__)


async def take(installation: Installation, activity: Activity) -> None:
    """One activity, to the function that knows its type; others are left alone."""
    known = EVENTS.get(text(activity, "type"))
    if known is not None:
        await known(installation, activity, origin(activity))


# -- messages


async def message(installation: Installation, activity: Activity, where: Origin) -> None:
    """Words to the bot, a button of a client without invokes, or talk under a card."""
    if not where.account or where.account == where.bot:
        return
    installation.remember(where)
    await changes.meet(installation, where)
    if isinstance(activity.get("value"), Mapping) and not text(activity, "text").strip():
        await _pressed(installation, activity, where)
    elif where.direct and (sent := files.calendars(activity)):
        await _files(installation, sent, where)
    elif where.direct or wording.mentions_us(activity):
        await _words(installation, activity, where)
    elif installation.reads_threads:
        await _followed(installation, activity, where, "overheard")


async def _words(installation: Installation, activity: Activity, where: Origin) -> None:
    who = await interactions.caller(installation, where)
    typed = wording.as_typed(activity)
    there = inbound.place(where)
    there = replace(there, heard=bool(there.channel))
    request = inbound.from_words(typed, who, there, where, installation.read)
    outcome = await installation.ask(request)
    if installation.first_time(request):
        installation.spawn(steps.answer(installation, request, outcome, where))


async def _files(installation: Installation, sent: Sequence[Given], where: Origin) -> None:
    """Calendar files, sent in the one-to-one chat: each is read and given to the desk."""
    who = await interactions.caller(installation, where)
    for number, file in enumerate(sent):
        try:
            written = await storing.fetch(file.address, where.service_url)
        except storing.NotHandedOver as error:
            _log.warning("file_not_read", why=str(error))
            said = (Line(phrase("chat.file_not_read")),)
            outcome = Outcome(private=said, done=False, lang=who.lang or "sv")
            installation.spawn(steps.give(installation, Request("", {}, who), outcome, where))
            continue
        request = inbound.from_file(file.name, written, who, where, number)
        outcome = await installation.ask(request)
        if installation.first_time(request):
            installation.spawn(steps.answer(installation, request, outcome, where))


async def _pressed(installation: Installation, activity: Activity, where: Origin) -> None:
    """A press in a client that knows no dialogs or `Action.Execute`: answered in the chat."""
    who = await interactions.caller(installation, where)
    try:
        read = filled.read(activity.get("value"))
    except ValueError as error:
        _log.warning("unreadable_press", why=str(error))
        old = (Line(phrase("chat.unreadable")),)
        outcome = Outcome(private=old, done=False, lang=where.lang or "sv")
        installation.spawn(steps.give(installation, Request("", {}, who), outcome, where))
        return
    if isinstance(read, Filled):
        request, outcome = await interactions.submitted(installation, read, who, where)
        installation.spawn(steps.give_in_place(installation, request, outcome, where))
        return
    request, outcome = await interactions.pressed(installation, read, who, where)
    installation.spawn(steps.give(installation, request, outcome, where))


# -- notes, where the installation reads threads


async def edited(installation: Installation, activity: Activity, where: Origin) -> None:
    """A message has other words now."""
    if installation.reads_threads and text(part(activity, "channelData"), "eventType") in EDITED:
        await _followed(installation, activity, where, "note_edited")


async def deleted(installation: Installation, activity: Activity, where: Origin) -> None:
    """A message has been deleted."""
    if installation.reads_threads:
        await _followed(installation, activity, where, "note_deleted")


EDITED = ("editMessage", "undeleteMessage")


async def _followed(
    installation: Installation, activity: Activity, where: Origin, command: str
) -> None:
    """A line written under a card is a note; one edited or deleted is followed. Nobody is told."""
    if where.direct or not where.thread or where.opens_thread:
        return
    who = await interactions.caller(installation, where)
    source = f"{PLATFORM}/{where.tenant}/{where.channel}/{where.activity}"
    args: dict[str, Value] = {"source": source}
    if command != "note_deleted":
        args["words"] = wording.as_typed(activity)
    key = f"teams:{where.conversation}:{where.activity}:{command}:{text(activity, 'timestamp')}"
    await installation.ask(Request(command, args, who, inbound.place(where), key, told=True))


Known = Callable[[Installation, Activity, Origin], Awaitable[None]]

EVENTS: Mapping[str, Known] = {
    "message": message,
    "messageUpdate": edited,
    "messageDelete": deleted,
    "conversationUpdate": changes.changed,
    "installationUpdate": changes.installed,
}
"""Every type of activity that is answered, besides invokes."""
