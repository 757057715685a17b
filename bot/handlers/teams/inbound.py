"""What a member did in Teams, as a `Request` for the desk.

Teams sends activities: messages, invokes, what happens to teams and channels. All that names a
feature is in what the desk itself put on a card (see `filled`) or in the words typed. Nothing
here talks to Teams or to the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from bot.desk.replies import Caller, Place, Request, Value
from bot.handlers.teams.filled import Filled, Pressed
from bot.handlers.teams.origins import Origin, Person, part, text
from bot.handlers.teams.references import PERSONAL
from bot.handlers.teams.wording import plain

PLATFORM = "teams"
OPENS_FORM = "refer"
"""The command behind the message menu's action: the one whose form a message opens."""
TAKES_FILE = "import_calendar"
"""The command behind a calendar file that is sent to us."""
LONGEST_TEXT = 20_000
LONGEST_NAME = 200
Read = Callable[[str], tuple[str, dict[str, Value]]]


def caller(who: Person, where: Origin) -> Caller:
    """Who acts. All identities carry the tenant of the conversation.

    A member of another tenant in a shared channel is known by their id, which is unique in all of
    Entra; the channel is kept as the way to reach them.
    """
    known = replace(
        where.reference,
        kind=PERSONAL,
        user=who.account,
        name=who.name,
        outsider=who.outsider,
        channel=where.channel if who.outsider else "",
    )
    reference = known.kept() if who.known else ""
    return Caller(PLATFORM, where.tenant, who.user, who.name, who.email, who.lang, reference)


def place(where: Origin, link: str = "", channel: str = "") -> Place:
    """Where it was done; empty in private. `channel` is another one that is told of there."""
    if where.direct or not where.channel:
        return Place(link=link)
    thread = where.thread if channel in ("", where.channel) else ""
    named = channel or where.channel
    return Place(PLATFORM, where.tenant, named, thread, link, where.reference.kept(), where.team)


# -- what was asked for


def from_words(typed: str, who: Caller, where: Place, came: Origin, read: Read) -> Request:
    """A mention or a private message."""
    name, args = read(typed[:LONGEST_TEXT])
    return Request(name, args, who, where, f"teams:{came.conversation}:{came.activity}")


def from_file(name: str, written: str, who: Caller, came: Origin, number: int) -> Request:
    """A calendar file sent in the one-to-one chat: the form that Teams has no field for, filled."""
    key = f"teams:{came.conversation}:{came.activity}:file:{number}"
    args: dict[str, Value] = {"file": written, "name": name[:LONGEST_NAME], "_form": key}
    return Request(TAKES_FILE, args, who, place(came), key)


def from_press(pressed: Pressed, who: Caller, where: Place) -> Request:
    """A pressed button."""
    args: dict[str, Value] = dict(pressed.args)
    return Request(pressed.command, args, who, where)


def from_form(form: Filled, who: Caller, where: Place, *, refresh: bool = False) -> Request:
    """A filled form, or one that is to be drawn anew.

    A repeat is known by the form's id, which is used once.
    """
    args: dict[str, Value] = {**form.hidden, **form.values, "_form": form.form}
    if refresh:
        args["_refresh"] = "1"
    return Request(form.command, args, who, where)


def asked_in(place: Mapping[str, str], where: Place, who: Caller) -> Place:
    """The room in which something was asked, where the form or the answer stands elsewhere.

    It comes from the client: whoever uses it asks first whether the caller is in that room.
    """
    channel = place.get("channel", "")
    if not channel or where.channel:
        return where
    return Place(PLATFORM, who.workspace, channel, place.get("thread", ""), where.link)


def from_message(message: Mapping[str, Any], who: Caller, where: Place) -> Request:
    """The action in a message's menu: the form, with its text and a link back to it."""
    args: dict[str, Value] = {}
    body = part(message, "body")
    said = text(body, "content")
    need = said.strip() if text(body, "contentType") == "text" else plain(said)
    if need:
        args["need"] = need[:LONGEST_TEXT]
    if where.link:
        args["link"] = where.link
    return Request(OPENS_FORM, args, who, where)


def link_to(message: Mapping[str, Any], where: Origin) -> str:
    """A message's address, as Teams gives it or as its "copy link" would."""
    told = text(message, "linkToMessage")
    if told.startswith("https://"):
        return told
    number = text(message, "id")
    if not number or not where.channel:
        return ""
    return f"https://teams.microsoft.com/l/message/{quote(where.channel)}/{quote(number, safe='')}"
