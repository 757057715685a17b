"""What Teams tells of by itself: messages, teams and channels, the app's own fate.

Every activity is dispatched before it is answered, so that what was not committed is not
acknowledged. A message is known by its id, so one that comes again changes nothing. Where the
database is away, whoever wrote to us is told so; what nobody wrote is not acknowledged (`hear`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.desk.replies import Caller, Line, Outcome, Request
from bot.handlers.teams import (
    changes,
    files,
    filled,
    inbound,
    interactions,
    overheard,
    steps,
    storing,
    wording,
)
from bot.handlers.teams.files import Given
from bot.handlers.teams.filled import Filled
from bot.handlers.teams.origins import Activity, Origin, origin, text
from bot.handlers.teams.setup import Installation
from bot.observing import log
from bot.texts import Phrase, phrase

_log = log(__name__)


async def take(installation: Installation, activity: Activity) -> None:
    """One activity, to the function that knows its type; others are left alone."""
    known = EVENTS.get(text(activity, "type"))
    if known is not None:
        await known(installation, activity, origin(activity))


# -- messages


async def message(installation: Installation, activity: Activity, where: Origin) -> None:
    """Words to the bot, a button of a client without invokes, or talk among the others."""
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
    else:
        await overheard.take(installation, activity, where)


async def _words(installation: Installation, activity: Activity, where: Origin) -> None:
    who = await interactions.caller(installation, where)
    typed = wording.as_typed(activity)
    there = inbound.place(where, inbound.link_to({"id": where.activity}, where))
    there = replace(there, heard=bool(there.channel))
    request = inbound.from_words(typed, who, there, where, installation.read)
    outcome = await installation.ask(request)
    if installation.first_time(request):
        installation.spawn(steps.answer(installation, request, outcome, where))


async def _files(installation: Installation, sent: Sequence[Given], where: Origin) -> None:
    """Calendar files, sent in the one-to-one chat: each is read and given to the desk.

    Teams waits for us meanwhile, and so does whatever else the sender writes: the first few are
    fetched, all at once, and it is said that the others were not read.
    """
    who = await interactions.caller(installation, where)
    if len(sent) > files.AT_ONCE:
        few = phrase("chat.many_files", read=files.AT_ONCE, sent=len(sent))
        _say_once(installation, few, who, where, "files")
    first = sent[: files.AT_ONCE]
    texts = await asyncio.gather(*(_fetched(file, where) for file in first))
    for number, (file, written) in enumerate(zip(first, texts, strict=True)):
        if written is None:
            _say_once(installation, phrase("chat.file_not_read"), who, where, f"file:{number}")
            continue
        request = inbound.from_file(file.name, written, who, where, number)
        outcome = await installation.ask(request)
        if installation.first_time(request):
            installation.spawn(steps.answer(installation, request, outcome, where))


async def _fetched(file: Given, where: Origin) -> str | None:
    try:
        return await storing.fetch(file.address, where.service_url)
    except storing.NotHandedOver as error:
        _log.warning("file_not_read", why=str(error))
        return None


def _say_once(
    installation: Installation, said: Phrase, who: Caller, where: Origin, about: str
) -> None:
    """Say something about a message in the chat; not again where Teams sends the message again."""
    request = Request("", {}, who, key=f"teams:{where.conversation}:{where.activity}:{about}")
    if installation.first_time(request):
        outcome = Outcome(private=(Line(said),), done=False, lang=who.lang or "sv")
        installation.spawn(steps.give(installation, request, outcome, where))


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


Known = Callable[[Installation, Activity, Origin], Awaitable[None]]

EVENTS: Mapping[str, Known] = {
    "message": message,
    "messageUpdate": overheard.edited,
    "messageDelete": overheard.deleted,
    "conversationUpdate": changes.changed,
    "installationUpdate": changes.installed,
}
"""Every type of activity that is answered, besides invokes."""
