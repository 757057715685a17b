"""What a member did in Slack, as a `Request` for the desk.

Slack sends commands, events, presses, filled modals and shortcuts. All that names a feature is
in what the desk itself put on a card (`render.press`, `forms.about`) or in the words typed.
Nothing here talks to Slack or to the desk.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.desk.replies import Caller, Place, Request, Value
from bot.handlers.slack import filled, forms
from bot.texts import Lang

PLATFORM = "slack"
OPENS_FORM = "refer"
"""The command behind the shortcuts: the one whose form a message opens."""
LONGEST_TEXT = 20_000

Payload = Mapping[str, Any]
Read = Callable[[str], tuple[str, dict[str, Value]]]


class UnreadableError(ValueError):
    """A payload that is not of the form we know: an old card, or not from our app."""


@dataclass(frozen=True)
class Back:
    """Where a private answer goes.

    `channel` with `thread` is where it was asked; `direct` says that the channel is the private
    conversation with the bot; `view` the answer's own view, where there is no channel.
    """

    user: str
    channel: str = ""
    thread: str = ""
    direct: bool = False
    view: str = ""
    trigger: str = ""
    response_url: str = ""

    def kept(self) -> dict[str, Any]:
        """What a modal keeps of it: triggers and the like are used up by then."""
        lasting = replace(self, trigger="", view="", response_url="")
        return {name: value for name, value in asdict(lasting).items() if value}


@dataclass(frozen=True)
class Person:
    """Who acts, as Slack tells: name, e-mail and language are proposals only."""

    user: str
    name: str = ""
    email: str = ""
    lang: Lang | None = None
    outsider: bool = False


@dataclass(frozen=True)
class Where:
    """The installation a payload belongs to, as far as reading it goes."""

    workspace: str
    bot_user: str
    url: str = ""
    app: str = ""


def caller(who: Person, where: Where, back: Back) -> Caller:
    """Who acts. All identities carry the workspace the app is installed in.

    A member of another workspace in a shared channel (Slack Connect) is known by their user id,
    which is unique in all of Slack; the channel is kept as the way to reach them.
    """
    reference = back.channel if who.outsider and not back.direct else ""
    return Caller(PLATFORM, where.workspace, who.user, who.name, who.email, who.lang, reference)


def place(back: Back, where: Where, link: str = "") -> Place:
    """Where it was done; empty in private."""
    if not back.channel or back.direct or back.channel.startswith("D"):
        return Place(link=link)
    return Place(PLATFORM, where.workspace, back.channel, back.thread, link)


def user_of(body: Payload) -> str:
    """Who did it; empty where nobody did."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id", ""))
    event = body.get("event")
    if isinstance(event, Mapping):
        inviter = event.get("inviter") if event.get("type") == "member_joined_channel" else None
        changed = event.get("message") or event.get("previous_message") or {}
        return str(inviter or event.get("user") or changed.get("user") or "")
    return str(body.get("user_id") or "")


def is_ours(body: Payload, where: Where) -> bool:
    """Whether a payload is for the workspace that the app is installed in.

    In a channel shared between workspaces a press may come with the presser's own workspace; the
    message it was made on is then ours, or the view says where the app is installed.
    """
    if body.get("type") == "event_callback":
        granted = [str(one.get("team_id", "")) for one in body.get("authorizations") or ()]
        return where.workspace in (granted or [str(body.get("team_id", ""))])
    view = body.get("view")
    if isinstance(view, Mapping) and view.get("app_installed_team_id"):
        return bool(view["app_installed_team_id"] == where.workspace)
    team = body.get("team")
    named = team.get("id") if isinstance(team, Mapping) else body.get("team_id")
    if named in (where.workspace, None):
        return True
    message = body.get("message")
    return isinstance(message, Mapping) and message.get("user") == where.bot_user


# -- where the answer goes


def back_from_command(body: Payload) -> Back:
    """A slash command's place."""
    channel = str(body.get("channel_id", ""))
    return Back(
        str(body.get("user_id", "")),
        channel,
        direct=channel.startswith("D"),
        trigger=str(body.get("trigger_id", "")),
        response_url=str(body.get("response_url", "")),
    )


def back_from_event(event: Payload) -> Back:
    """A mention's or a private message's place; in private, the assistant's thread it is in."""
    channel = str(event.get("channel", ""))
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    changed = event.get("message") or event.get("previous_message") or {}
    thread = str(event.get("thread_ts") or changed.get("thread_ts") or "")
    return Back(str(event.get("user", "")), channel, thread, direct)


def back_from_press(body: Payload) -> Back:
    """A pressed button's place: the channel and thread of its message, or the modal it is in."""
    user, trigger = user_of(body), str(body.get("trigger_id", ""))
    view = body.get("view")
    if isinstance(view, Mapping):
        modal = str(view.get("id", "")) if view.get("type") == "modal" else ""
        return replace(back_from_view(body), view=modal, trigger=trigger)
    container = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    thread = str(container.get("thread_ts") or (body.get("message") or {}).get("thread_ts") or "")
    own = str(container.get("message_ts", ""))
    return Back(
        user,
        channel,
        thread if thread != own else "",
        direct=channel.startswith("D"),
        trigger=trigger,
        response_url=str(body.get("response_url", "")),
    )


def back_from_view(body: Payload) -> Back:
    """Where a modal was opened from; the home page has no channel."""
    view = body.get("view") or {}
    kept: dict[str, Any] = {}
    if view.get("type") == "modal":
        try:
            kept = forms.about(view).back
        except ValueError as error:
            raise UnreadableError("a modal that is not ours") from error
    known = {name: kept[name] for name in ("channel", "thread", "direct") if name in kept}
    return Back(user_of(body), trigger=str(body.get("trigger_id", "")), **known)


def back_from_shortcut(body: Payload) -> Back:
    """A shortcut's place: the message's channel, or nowhere for the global one."""
    channel = str((body.get("channel") or {}).get("id", ""))
    return Back(
        user_of(body),
        channel,
        direct=channel.startswith("D"),
        trigger=str(body.get("trigger_id", "")),
        response_url=str(body.get("response_url", "")),
    )


# -- what was asked for


def from_command(body: Payload, who: Caller, where: Place, read: Read) -> Request:
    """A slash command and what followed it."""
    typed = f"{body.get('command', '')} {unescaped(str(body.get('text', '')))}"
    name, args = read(typed[:LONGEST_TEXT])
    return Request(name, args, who, where, f"slack:trigger:{body.get('trigger_id', '')}")


def from_words(text: str, who: Caller, where: Place, event_id: str, read: Read) -> Request:
    """A mention or a private message."""
    name, args = read(text[:LONGEST_TEXT])
    return Request(name, args, who, where, f"slack:event:{event_id}")


def from_press(action: Payload, who: Caller, where: Place) -> tuple[Request, bool]:
    """A pressed button or a chosen line of a menu, and whether a form follows.

    Raises UnreadableError for a button of a card from an older version.
    """
    chosen = action.get("selected_option")
    value = chosen.get("value") if isinstance(chosen, Mapping) else action.get("value")
    try:
        command, args, opens = json.loads(str(value))
        given: dict[str, Value] = {str(k): str(v) for k, v in args.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise UnreadableError("a button that is not ours") from error
    if not isinstance(command, str):
        raise UnreadableError("a button without a command")
    return Request(command, given, who, where), bool(opens)


def from_view(view: Payload, who: Caller, where: Place, *, refresh: bool = False) -> Request:
    """A filled form, or one that is to be drawn anew.

    A repeat is known by the view, its hash and what stands in it: a form corrected after a
    mistake is a new event, a second press of the same is not.
    """
    try:
        about = forms.about(view)
    except ValueError as error:
        raise UnreadableError("a modal that is not ours") from error
    given = filled.values(view)
    args: dict[str, Value] = {**about.hidden, **given, "_form": about.form}
    if refresh:
        return Request(about.command, {**args, "_refresh": "1"}, who, where)
    digest = hashlib.sha256(repr(sorted(given.items())).encode()).hexdigest()[:16]
    key = f"slack:view:{view.get('id', '')}:{view.get('hash', '')}:{digest}"
    return Request(about.command, args, who, where, key)


def from_search(view: Payload, who: Caller, where: Place) -> Request:
    """The form a search field stands in, as it is filled now: asked for to read its options."""
    try:
        about = forms.about(view)
    except ValueError as error:
        raise UnreadableError("a modal that is not ours") from error
    return Request(about.command, {**about.hidden, **filled.values(view)}, who, where)


def from_shortcut(body: Payload, who: Caller, where: Place, text: str) -> Request:
    """A shortcut: the form, with the message's text and a link back where there is one."""
    args: dict[str, Value] = {}
    if text:
        args["need"] = text[:LONGEST_TEXT]
    if where.link:
        args["link"] = where.link
    return Request(OPENS_FORM, args, who, where)


def link_to(url: str, channel: str, message: str, thread: str = "") -> str:
    """A message's address, as Slack's own "copy link" gives it. `url` is the workspace's."""
    if not (url and channel and message):
        return ""
    found = f"{url.rstrip('/')}/archives/{channel}/p{message.replace('.', '')}"
    return f"{found}?thread_ts={thread}&cid={channel}" if thread and thread != message else found


# -- texts as Slack writes them

_MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def unescaped(text: str) -> str:
    """Slack's three entities as the signs they are."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentioned(text: str, bot_user: str) -> set[str]:
    """The people a text mentions, but for the bot."""
    return {found[2] for found in _MARKUP.finditer(text) if found[1] == "@"} - {bot_user}


def as_typed(text: str, bot_user: str, names: Mapping[str, str]) -> str:
    """A message's text as its writer sees it: mentions by name, addresses as such, no bot."""

    def shown(found: re.Match[str]) -> str:
        sign, what, label = found[1], found[2], found[3]
        if sign == "@":
            return "" if what == bot_user else f"@{names.get(what) or label or what}"
        if sign == "#":
            return f"#{label or what}"
        if sign == "!":
            return label or f"@{what.partition('^')[0]}"
        return what.removeprefix("mailto:").removeprefix("tel:")

    return unescaped(_MARKUP.sub(shown, text)).strip()
