"""What to say, not how: the vocabulary every front end renders, and nothing else.

Use cases answer with an `Outcome` built from these. A platform turns them into Block Kit,
Adaptive Cards or HTML; a new feature therefore needs no line in any front end. Texts stay
`Phrase`s until a reader's language is known (`bot.texts.say`).

The classes are plain frozen dataclasses that survive JSON (`to_json`, `from_json`), because a
receipt keeps the private answer it gave and gives the same one to a repeat.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pydantic import TypeAdapter

from bot.texts import Arg, Lang

Tone = Literal["open", "busy", "waiting", "done", "gone"]
Style = Literal["plain", "primary", "danger"]
InputKind = Literal[
    "text", "long", "choice", "choices", "search", "searches", "date", "check", "file"
]
Value = str | tuple[str, ...]
FILE_SIZE = 500_000
"""Bytes of a file that a member sends; a calendar of a few years is a tenth of it."""


@dataclass(frozen=True)
class Button:
    """One press = one command. `args` come back as they are, the case's revision among them.

    `opens` says that the answer will be a form, for platforms that must open one within three
    seconds. `asks` is a question put before the press counts (void, end a membership).
    """

    label: Arg
    command: str
    args: dict[str, str] = field(default_factory=dict)
    style: Style = "plain"
    opens: bool = False
    asks: Arg | None = None
    kind: Literal["button"] = "button"


@dataclass(frozen=True)
class Fact:
    """A short labelled value on a card."""

    label: Arg
    value: Arg


@dataclass(frozen=True)
class Section:
    """Lines under a heading; folded ones open on a press (suggestions with reasons, history)."""

    title: Arg
    lines: tuple[Arg, ...]
    folded: bool = False
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Line:
    """One sentence."""

    text: Arg
    strong: bool = False
    kind: Literal["line"] = "line"


@dataclass(frozen=True)
class Copyable:
    """A ready text the reader will paste somewhere else, kept as it is."""

    text: Arg
    kind: Literal["copyable"] = "copyable"


@dataclass(frozen=True)
class Card:
    """A case (or a member, a meeting) in its present state.

    `fallback` is the one plain line for notifications and clients that show no cards. `quote` is
    what the poster wrote. `more` holds the rarer steps, for an overflow menu. Where a card is
    `read` from above like a letter, its facts are lines one below the other.
    """

    title: Arg
    fallback: Arg
    status: Arg | None = None
    tone: Tone = "open"
    facts: tuple[Fact, ...] = ()
    quote: str = ""
    sections: tuple[Section, ...] = ()
    buttons: tuple[Button, ...] = ()
    more: tuple[Button, ...] = ()
    footer: Arg | None = None
    read: bool = False
    kind: Literal["card"] = "card"


@dataclass(frozen=True)
class Row:
    """A line of a table, with what can be done about it."""

    cells: tuple[Arg, ...]
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Table:
    """A list of equal things (`läget`): at most ten rows at a time, `more` brings the next."""

    title: Arg
    columns: tuple[Arg, ...]
    rows: tuple[Row, ...]
    empty: Arg
    more: Button | None = None
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Picture:
    """A picture as a PNG, in base64; `alt` says in words what it shows, and is never left out."""

    png: str
    alt: Arg
    name: str
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True)
class File:
    """A file for the reader alone: its content in base64, and its media type.

    Only in private: a platform gives it to one person, who may keep it.
    """

    name: str
    media: str
    content: str
    title: Arg
    kind: Literal["file"] = "file"


@dataclass(frozen=True)
class Buttons:
    """Buttons on their own, below what was said."""

    buttons: tuple[Button, ...]
    kind: Literal["buttons"] = "buttons"


Block = Line | Copyable | Card | Table | Picture | File | Buttons
Body = tuple[Block, ...]


@dataclass(frozen=True)
class Option:
    """A choice in a form; `group` puts it under a heading where the platform can.

    `also` are other words by which it is found, where one chooses by typing ("Kinna" for Mark).
    """

    value: str
    label: Arg
    group: Arg | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Input:
    """One question in a form.

    `search` and `searches` are chosen by typing (more options than a list can show). `refreshes`
    means that the answer decides which questions come next, so the form is asked for anew.
    A `file` is answered by its text (UTF-8, at most `FILE_SIZE` bytes).
    """

    name: str
    label: Arg
    type: InputKind = "text"
    value: Value = ""
    options: tuple[Option, ...] = ()
    hint: Arg | None = None
    required: bool = False
    error: Arg | None = None
    refreshes: bool = False
    max_length: int = 3000


@dataclass(frozen=True)
class Form:
    """Questions to answer, sent as `command` with `hidden` and the values.

    `id` is used once: the same form sent twice is one step.
    """

    id: str
    command: str
    title: Arg
    submit: Arg
    inputs: tuple[Input, ...]
    hidden: dict[str, str] = field(default_factory=dict)
    intro: Body = ()
    kind: Literal["form"] = "form"


@dataclass(frozen=True)
class Outcome:
    """What a command led to, for the one who gave it.

    `private` is seen by nobody else, `aloud` is an answer for the room it was asked in, `form`
    asks for more. `form` with errors at its inputs means that nothing was changed. `touched` are
    the members whose own page looks different now; a repeat has none, and says nothing aloud.
    `lang` is the language of the one who asked. `repeat` is told instead of `private` where the
    same comes again, and is all that is kept of an answer that nobody may read later (a code).
    `repeated` says that this is such an answer: the step was taken before. `kept` is False where
    the database could do nothing just now, so that the very same may be given again.
    """

    private: Body = ()
    aloud: Body = ()
    form: Form | None = None
    done: bool = True
    touched: tuple[int, ...] = field(default=(), compare=False)
    lang: Lang = field(default="sv", compare=False)
    repeat: Body | None = field(default=None, compare=False)
    repeated: bool = field(default=False, compare=False)
    kept: bool = True


@dataclass(frozen=True)
class Message:
    """Something to send to a room, a thread or a person, in the reader's language.

    `key` is the same for every try of the same message, so a platform that can be asked
    ("did this arrive?") is asked by it.
    """

    body: Body
    lang: Lang
    key: str


@dataclass(frozen=True)
class Address:
    """Where a message goes: a room, a thread in it, or (`user`) a person in private.

    With `user`, `channel` and `thread` say where that person can be spoken to among others, for
    somebody whom the platform lets nobody write to in private (a member of another workspace).
    """

    platform: str
    workspace: str
    channel: str = ""
    thread: str = ""
    user: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Sent:
    """It arrived, under this id."""

    message_id: str


@dataclass(frozen=True)
class Later:
    """Not now: the platform asks to wait this many seconds.

    `refused` is the platform's word where it refuses us altogether (a revoked token), until a
    person has given us another.
    """

    seconds: float
    refused: str = ""


@dataclass(frozen=True)
class Gone:
    """There is nobody to send to any more (channel archived, bot removed, user left)."""

    why: str


@dataclass(frozen=True)
class Unclear:
    """It may or may not have arrived (timeout, broken connection, 5xx)."""

    why: str


Result = Sent | Later | Gone | Unclear


class Outbound(Protocol):
    """How a platform sends. Implemented once a platform, called by `bot.delivery` only."""

    async def send(self, to: Address, message: Message) -> Result:
        """Send a new message."""

    async def edit(self, to: Address, message_id: str, message: Message) -> Result:
        """Replace a message sent before."""

    async def find(self, to: Address, key: str) -> str | Later | Unclear | None:
        """The id of a message already sent with this key, where the platform can tell.

        None where there is none, or where the platform never can. `Later` and `Unclear` where it
        cannot just now: nothing may be sent before it has been asked again.
        """

    async def refresh(self, to: Address, message: Message) -> None:
        """Draw anew the standing page of one person; never raises.

        A platform without such a page does nothing.
        """


@dataclass(frozen=True)
class Caller:
    """Who gives a command, as the platform knows them. Name and e-mail are proposals only.

    `reference` is what the platform needs to reach them later, kept with their identity.
    """

    platform: str
    workspace: str
    user: str
    name: str = ""
    email: str = ""
    lang: Lang | None = None
    reference: str = ""


@dataclass(frozen=True)
class Place:
    """Where a command was given: a room and perhaps a thread in it, or (empty) in private.

    `reference` is what the platform needs to write there later, kept with the room; `within` what
    the channel is a part of and falls with (a team), where the platform has such a thing. `heard`
    says that others there have read the words, so that the answer may be for all of them.
    """

    platform: str = ""
    workspace: str = ""
    channel: str = ""
    thread: str = ""
    link: str = ""
    reference: str = ""
    within: str = ""
    heard: bool = False


@dataclass(frozen=True)
class Request:
    """One command on its way to the desk.

    `name` is the command's name in the registry, `args` what came with the button, form or
    words. `key` makes a repeat recognisable (Slack's event id, Teams' activity, a form's id);
    empty where nothing can repeat. `told` says that the platform itself tells this and nobody
    gave it: a member's button, which may be forged, is never `told`.
    """

    name: str
    args: dict[str, Value]
    caller: Caller
    place: Place = Place()
    key: str = ""
    told: bool = False


_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)


def to_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain JSON values, for the receipt: what has one was kept."""
    dumped: dict[str, Any] = _OUTCOME.dump_python(outcome, mode="json", exclude={"kept"})
    return dumped


def from_json(stored: dict[str, Any]) -> Outcome:
    """The outcome a receipt kept."""
    return _OUTCOME.validate_python(stored)
