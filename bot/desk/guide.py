"""Help: what can be said, in the member's language, and the nearest words to a misspelt one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.commands import Blank, Entry
from bot.desk.replies import Button, Buttons, Line, Outcome
from bot.desk.work import Work
from bot.texts import Arg, Listed, phrase

HELPED = (
    "help.refer",
    "help.situation",
    "help.mine",
    "help.who",
    "help.take",
    "help.note",
    "help.calendar",
    "help.profile",
    "help.absence",
)


@dataclass(frozen=True)
class Help(Blank):
    """What can be said."""


def show_help(work: Work, command: Help) -> Outcome:
    """Ten lines: the ways to post, to look, to ask, to take, what comes, and who is away."""
    lines = [Line(phrase("help.intro", centre=work.centre.name), strong=True)]
    lines += [Line(phrase(code)) for code in HELPED]
    return Outcome(private=(*lines, _start()))


def _start() -> Buttons:
    return Buttons(
        (
            Button(phrase("button.refer"), "refer", style="primary", opens=True),
            Button(phrase("button.situation"), "situation"),
            Button(phrase("button.mine"), "mine"),
        )
    )


@dataclass(frozen=True)
class Unknown:
    """Words that are no command; `near` are the likeliest ones, found by the registry."""

    text: str = ""
    near: tuple[str, ...] = ()


def answer_unknown(work: Work, command: Unknown) -> Outcome:
    """The nearest commands, and where help is."""
    shown = command.text.strip()[:80]
    if not shown:
        return show_help(work, Help())
    near: tuple[Arg, ...] = command.near
    code = "help.unknown_near" if near else "help.unknown"
    line = Line(phrase(code, text=shown, near=Listed(near)))
    ask = Button(phrase("button.help"), "help")
    return Outcome(private=(line, Buttons((ask,))), done=False)


ENTRIES = (
    Entry(
        "help",
        Help,
        show_help,
        None,
        ("hjälp", "hjalp", "help", "?"),
        writes=False,
        stranger=True,
        help="help.help",
    ),
    Entry("unknown", Unknown, answer_unknown, writes=False, stranger=True),
)
