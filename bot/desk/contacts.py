"""Who can help: `vem kan Polen och livsmedel?`, `vem känner någon på Volvo Penta`, `kontakt Kina`.

What was asked where others read it is answered there, in the thread; what was asked in private is
answered in private. A question that nobody fits is put to the rooms, at once where the room has
read it anyway, else when the one who asks says so.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from bot.centre.asking import Asked, ask
from bot.desk import telling, wanted_board
from bot.desk.commands import Entry, said
from bot.desk.helpers import Helper, chosen
from bot.desk.helping_contacts import contacts
from bot.desk.helping_desks import desks, stopped
from bot.desk.helping_members import members
from bot.desk.membership import confirmed_only
from bot.desk.reaching import carried
from bot.desk.replies import Block, Body, Button, Buttons, Line, Outcome
from bot.desk.who_card import answer_card, understood
from bot.desk.work import Desk, Work, refuse
from bot.storage import people
from bot.texts import Listed, phrase


@dataclass(frozen=True)
class AskWho:
    """A question to colleagues, as it was typed."""

    question: str = ""


def understand(desk: Desk, command: AskWho) -> bool:
    """Read the question before a transaction is opened, which then finds it read."""
    ask(desk.centre, command.question)
    return True


def ask_who(work: Work, command: AskWho) -> Outcome:
    """At most five who may help, each with why; or the question goes on to the rooms."""
    case = _CASE.search(command.question)
    if case is not None:
        return _about_case(case[1])
    asked = ask(work.centre, command.question)
    if asked.empty:
        return _told(work, (Line(phrase("who.what")),), done=False)
    helpers = _helpers(work, asked)
    if not helpers:
        return _nobody(work, asked)
    return _told(work, (answer_card(work, asked, helpers, stopped(work, asked)),))


_CASE = re.compile(r"(?:\b(?:ärende|arende|case) |#)(\d{1,9})\b", re.IGNORECASE)
"""A case by its number: who has it stands on its card."""


def _about_case(number: str) -> Outcome:
    """Who has a case is told by the case."""
    show = Button(phrase("button.show"), "show", {"case": number})
    return Outcome(private=(Line(phrase("who.case", number=number)), Buttons((show,))))


def _helpers(work: Work, asked: Asked) -> tuple[Helper, ...]:
    others = [*members(work, asked), *contacts(work, asked)]
    return chosen(desks(work, asked), others)


def _told(work: Work, body: Body, *, done: bool = True) -> Outcome:
    """For all where all have read the question, else for the one who asks."""
    if work.place.heard:
        return Outcome(aloud=body, done=done)
    return Outcome(private=body, done=done)


def _nobody(work: Work, asked: Asked) -> Outcome:
    """Put to the rooms at once where it was said there; else by a press."""
    about = Listed(tuple(understood(work, asked)), commas=True)
    pointer = stopped(work, asked)
    lines: list[Block] = [Line(phrase("who.nobody", about=about))]
    if pointer is not None:
        lines.append(Line(pointer))
    if _goes_up(work, asked) and pointer is None:
        wanted_board.put_up(work, asked)
        return _told(work, (*lines, Line(phrase("who.put_up"))))
    press = Button(
        phrase("button.ask_all"), "wanted", {"draft": carried(asked.text)}, "primary", opens=True
    )
    return _told(work, (*lines, Buttons((press,))))


def _goes_up(work: Work, asked: Asked) -> bool:
    """Whether a question is put to the rooms by itself: said there, and about something known.

    Words alone ("vem tar fikat?") may be anything, so they wait for a press.
    """
    solid = asked.needs or asked.markets or asked.languages or asked.names or asked.sectors
    return work.place.heard and work.member.confirmed_at is not None and bool(solid)


@dataclass(frozen=True)
class PassOn:
    """Hand a question on to a member, wherever they are."""

    member: int = 0
    question: str = ""


def pass_on(work: Work, command: PassOn) -> Outcome:
    """They get it privately, with how to reach the one who asks; the same question once."""
    member = people.member(work.session, command.member)
    if member is None or member.ended_at or not member.name:
        raise refuse("refused.no_member")
    confirmed_only(work)
    question = carried(command.question)
    if member.id == work.me or not question:
        raise refuse("who.yourself")
    whom = telling.deputy(work, member) or member
    mark = hashlib.sha256(question.encode()).hexdigest()[:16]
    key = f"passed-on:{work.me}:{mark}"
    telling.message(work, [whom.id or 0], "passed_on", key, by=work.me, question=question)
    if whom.id != member.id:
        return said("who.passed_deputy", name=member.name, deputy=whom.name)
    return said("who.passed", name=member.name)


ENTRIES = (
    Entry(
        "ask_who",
        AskWho,
        ask_who,
        None,
        ("vem", "kontakt", "who", "contact"),
        "question",
        whole=True,
        before=understand,
        help="help.who",
    ),
    Entry("pass_question", PassOn, pass_on),
)
