"""How a member is reached from where a question was asked, without a ping for anybody else.

In a room a name stands as plain text, and numbers and addresses stay out of its history: they are
behind a button that shows them to whoever presses. The bot can also hand on the question itself,
on whatever platform the other one is.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.desk.captions import platform_name
from bot.desk.replies import Button
from bot.desk.work import Work
from bot.storage import people
from bot.storage.tables import Member
from bot.texts import Arg, Listed, phrase

CARRIED = 300
"""Characters of a question that a button carries."""


def reach_lines(work: Work, member: Member) -> Iterator[Arg]:
    """Where in the chat; in private, phone and e-mail too."""
    there = [row.platform for row in people.identities(work.session, member.id or 0)]
    if work.caller.platform in there:
        place = platform_name(work.caller.platform)
        yield phrase("who.reach.here", name=member.name, platform=place)
    elif there:
        place = platform_name(there[0])
        yield phrase("who.reach.elsewhere", name=member.name, platform=place)
    ways = tuple(way for way in (member.phone, member.email) if way)
    if ways and not work.place.heard:
        yield phrase("who.reach.ways", ways=Listed(ways, commas=True))


def steps(work: Work, member: Member, question: str) -> tuple[Button, ...]:
    """Hand the question on to them, and look at what they have told of themselves."""
    args = {"member": str(member.id)}
    asked = {**args, "question": carried(question)}
    return (
        Button(phrase("button.pass_question", name=member.name), "pass_question", asked),
        Button(phrase("button.member", name=member.name), "member", args),
    )


def carried(question: str) -> str:
    """A question as a button carries it."""
    return " ".join(question.split())[:CARRIED]
