"""What a member did in the web room, as a `Request` for the desk.

A page sends three things: a typed line, a pressed button, a filled form. All that names a
feature is in what the desk itself put on the page (`bot.desk.replies`), or in the words typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile

from bot.desk.replies import Button, Caller, Place, Request, Value
from bot.handlers.attached import READ, as_text
from bot.handlers.web.outbound import PLATFORM, WORKSPACE
from bot.handlers.web.setup import ActAs, Read
from bot.handlers.web.timeline import FLOW
from bot.texts import Lang

LONGEST_LINE = 20_000
CHECKED = "yes"
"""The value of a ticked `check`; an unticked one is empty."""

_MENTION = re.compile(r"^\s*@exportlots\b[\s,:]*", re.IGNORECASE)
_SLASH = re.compile(r"^\s*/(?:exportlots(?:\s+|$))?", re.IGNORECASE)


@dataclass(frozen=True)
class Spot:
    """Where on the page something was done: the room, the thread, and what it stood under."""

    channel: str = ""
    thread: str = ""
    anchor: str = FLOW


@dataclass(frozen=True)
class Line:
    """A typed line. `aloud`: others see it. `command`: what is asked of the bot, if anything."""

    text: str
    aloud: bool
    command: str | None


class UnreadableError(ValueError):
    """A post that this page did not make. Its text is for the developer, not for a member."""


def line(text: str, private: bool) -> Line:
    """Tell talk from commands.

    A slash is for the bot alone, a mention is said aloud and asked of the bot, anything else in a
    room is talk. In private (`private`) every line is for the bot.
    """
    text = text[:LONGEST_LINE].strip()
    mention = _MENTION.match(text)
    if mention:
        return Line(text, aloud=True, command=text[mention.end() :])
    slash = _SLASH.match(text)
    if slash and not text.startswith("//"):
        return Line(text, aloud=private, command=text[slash.end() :])
    return Line(text, aloud=True, command=text if private else None)


def caller(who: ActAs, lang: Lang) -> Caller:
    """Who acts."""
    return Caller(PLATFORM, WORKSPACE, who.user, who.name, who.email, lang)


def place(spot: Spot, *, heard: bool = False) -> Place:
    """Where it was done; empty in a private conversation. `heard`: said for all to read."""
    if not spot.channel:
        return Place()
    return Place(PLATFORM, WORKSPACE, spot.channel, spot.thread, heard=heard)


def spot_from_form(form: FormData) -> Spot:
    """Where on the page the form or button stood."""
    return Spot(_text(form, "channel"), _text(form, "thread"), _text(form, "anchor") or FLOW)


def request_from_line(said: Line, who: Caller, where: Spot, key: str, read: Read) -> Request:
    """A typed command. `key` is used once a page, so a line sent twice is one event."""
    name, args = read(said.command or "")
    there = place(where, heard=said.aloud)
    return Request(name, args, who, there, f"web:line:{key}" if key else "")


def overheard(said: Line, who: Caller, where: Spot, key: str) -> Request:
    """A line that is said to the others, told to the desk. `key` makes it one message."""
    source = f"{PLATFORM}/{where.channel}/{who.user}:{key}"
    return Request("plain", {"words": said.text, "source": source}, who, place(where), told=True)


def press(button: Button, nonce: str, question: str = "") -> str:
    """A button as it stands on the page; `nonce` makes a double click one event.

    `question` has to be answered before the press counts.
    """
    kept: dict[str, object] = {"c": button.command, "a": button.args, "n": nonce}
    if question:
        kept["q"] = question
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def request_from_press(pressed: Mapping[str, object], who: Caller, where: Spot) -> Request:
    """A pressed button: its command and its arguments as they were."""
    args = pressed.get("a")
    if not isinstance(args, dict) or not isinstance(pressed.get("c"), str):
        raise UnreadableError("a button without a command")
    key = f"web:press:{who.user}:{pressed.get('n', '')}"
    values: dict[str, Value] = {str(name): str(value) for name, value in args.items()}
    return Request(str(pressed["c"]), values, who, place(where), key)


def pressed_from_form(form: FormData) -> dict[str, object]:
    """What the page says was pressed. Raises UnreadableError for anything else."""
    try:
        pressed = json.loads(_text(form, "press"))
    except ValueError as error:
        raise UnreadableError("no button was pressed") from error
    if not isinstance(pressed, dict):
        raise UnreadableError("no button was pressed")
    return pressed


async def with_files(form: FormData) -> FormData:
    """A posted form with the text of each file in the file's place; the files are let go."""
    read: list[tuple[str, str | UploadFile]] = [
        (name, as_text(await value.read(READ)) if isinstance(value, UploadFile) else value)
        for name, value in form.multi_items()
    ]
    await form.close()
    return FormData(read)


def request_from_form(form: FormData, who: Caller, where: Spot) -> Request:
    """A filled form: its hidden values, what was answered, and its one-time id.

    Fields come as `one.name` or `many.name`, so an empty multiple choice is known to be one.
    """
    try:
        hidden = json.loads(_text(form, "hidden") or "{}")
    except ValueError as error:
        raise UnreadableError("the form's hidden values are broken") from error
    if not isinstance(hidden, dict) or not (command := _text(form, "command")):
        raise UnreadableError("a form without a command")
    form_id = _text(form, "form")
    args: dict[str, Value] = {str(name): _value(value) for name, value in hidden.items()}
    args |= values(form)
    args["_form"] = form_id
    if _text(form, "_refresh"):
        args["_refresh"] = "1"
        return Request(command, args, who, place(where))
    return Request(command, args, who, place(where), f"web:form:{form_id}")


def values(form: FormData) -> dict[str, Value]:
    """What was answered, by the input's name."""
    found: dict[str, Value] = {}
    for field, value in form.multi_items():
        if not isinstance(value, str):
            continue
        kind, _, name = field.partition(".")
        if kind == "one":
            found[name] = value.replace("\r\n", "\n")
        elif kind == "many":
            before = found.get(name, ())
            found[name] = (*before, value) if value and value not in before else tuple(before)
    return found


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _value(value: object) -> Value:
    return tuple(str(item) for item in value) if isinstance(value, list) else str(value)
