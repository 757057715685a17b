"""What a command is: a frozen dataclass of its arguments, and an `Entry` that says how it runs.

Buttons, forms and typed words all end in the same dataclass, so a use case never knows which of
them it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, get_type_hints
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from bot.desk.cases import Case
from bot.desk.replies import Button, Buttons, Form, Line, Outcome, Value
from bot.desk.work import Desk, Work, refuse
from bot.texts import Arg, Phrase

LONGEST_NUMBER = 15
"""Characters of a number; a larger one does not fit into a database column."""

Errors = Mapping[str, Arg]
ANSWER = "q."
"""Inputs of the checklist are named "q.<question id>", so the centre file decides which exist."""


@dataclass(frozen=True)
class Entry:
    """One command in the registry.

    `words` are how it is called in a chat, in either language; `rest` names the argument that
    takes what follows them. `form` asks for what is missing before `run`. A command that only
    reads (`writes=False`) opens no write transaction and keeps no receipt. `stranger` commands
    are open to people without a membership. `told` ones are given by a platform alone, and by no
    member (see `Request.told`). `unkept` names an argument that is kept nowhere. With `at_once`
    the words typed after the command are enough: the form comes only where they are unclear.
    With `whole` the rest is all that was typed, the command's own words too: they are a part of
    the sentence ("vem kan Polen?").
    `before` is what takes time and needs no rows (reading a text): it is done before a transaction
    is opened, and where it says no, nothing is done at all.
    """

    name: str
    command: type
    run: Callable[[Work, Any], Outcome]
    form: Callable[[Work, Any, Errors], Form] | None = None
    words: tuple[str, ...] = ()
    rest: str = ""
    writes: bool = True
    stranger: bool = False
    told: bool = False
    unkept: str = ""
    at_once: bool = False
    whole: bool = False
    before: Callable[[Desk, Any], bool] | None = None
    help: str = ""


@dataclass(frozen=True)
class OnCase:
    """A command about one case, with the revision its button was drawn for."""

    case: int = 0
    revision: int = 0


@dataclass(frozen=True)
class Blank:
    """A command without arguments."""

    NOTHING: ClassVar[bool] = True


@cache
def _shape(command: type) -> tuple[TypeAdapter[Any], dict[str, Any]]:
    return TypeAdapter(command), get_type_hints(command)


def parse(command: type, args: Mapping[str, Value]) -> Any:
    """Arguments as the platform brought them, as the command; raises `Refused` for nonsense.

    A button of a card from an older version may lack or misspell something: the member is told
    to press the button of the present card.
    """
    adapter, hints = _shape(command)
    values: dict[str, Any] = {}
    for item in fields(command):
        if item.name == "answers":
            values["answers"] = {
                name.removeprefix(ANSWER): value
                for name, value in args.items()
                if name.startswith(ANSWER)
            }
        elif item.name in args:
            values[item.name] = _fit(args[item.name], hints[item.name])
    try:
        return adapter.validate_python(values)
    except ValidationError:
        raise refuse("refused.old_button") from None


def _fit(value: Value, hint: Any) -> object:
    many = hint == tuple[str, ...]
    if many:
        return (value,) if isinstance(value, str) and value else tuple(value)
    if not isinstance(value, str):
        value = value[0] if value else ""
    if hint is int:
        return _number(value)
    return value


def _number(value: str) -> object:
    """A number, where it can be one of ours; anything longer is nonsense that no database takes."""
    typed = value.strip().lstrip("#") or "0"
    return typed if len(typed) <= LONGEST_NUMBER else None


def new_form_id() -> str:
    """An id used once: the same form sent twice is one step."""
    return uuid4().hex


def said(code: str, *more: Any, **args: Arg) -> Outcome:
    """A private sentence, and whatever blocks follow it."""
    return Outcome(private=(Line(Phrase(code, args)), *more))


def said_on(case: Case, code: str, *buttons: Button, **args: Arg) -> Outcome:
    """A private sentence about a case, with buttons for what comes next."""
    line = Line(Phrase(code, {"number": str(case.number), **args}))
    return Outcome(private=(line, Buttons(buttons)) if buttons else (line,))


def hidden_for(command: OnCase) -> dict[str, str]:
    """What a form about a case brings back unseen."""
    return {"case": str(command.case), "revision": str(command.revision)}
