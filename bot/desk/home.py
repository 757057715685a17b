"""A member's own page: what waits for an answer, mine, meetings, `läget`, and particulars.

Shown when it is asked for, and kept standing by platforms that have such a page. It is one page:
every list has at most ten lines, and a button for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import identities, introducing, spells
from bot.desk.cases import name_of
from bot.desk.commands import Blank, Entry
from bot.desk.lists import everybodys, own, unanswered
from bot.desk.meeting_lists import next_ones
from bot.desk.replies import Block, Body, Button, Buttons, Line, Outcome
from bot.desk.telling import away
from bot.desk.work import Work
from bot.texts import Day, Listed, Phrase, phrase


@dataclass(frozen=True)
class Home(Blank):
    """Everything of one's own on one page."""


def show_home(work: Work, command: Home) -> Outcome:
    """The page of the one who asks."""
    return Outcome(private=page(work))


def page(work: Work) -> Body:
    """What the member sees of their own; whoever is no member yet sees how to become one."""
    if work.acting is None:
        return _for_strangers(work)
    asked = (unanswered(work), *introducing.waiting(work))
    return (*asked, own(work), *next_ones(work), everybodys(work), *_profile(work))


def _for_strangers(work: Work) -> Body:
    im_in = Button(phrase("button.im_in"), "introduce", style="primary", opens=True)
    ask = Button(phrase("button.help"), "help")
    welcome = Line(phrase("home.stranger", centre=work.centre.name))
    return (welcome, Buttons((im_in, ask)))


def _profile(work: Work) -> list[Block]:
    member = work.member
    organisation = name_of(work, member.organisation)
    code = "home.you" if member.confirmed_at else "home.you_unconfirmed"
    found: list[Block] = [Line(phrase(code, name=member.name, organisation=organisation))]
    reached = identities.ways(work, member)
    if len(reached) > 1:
        found.append(Line(phrase("home.reached", platforms=Listed(reached))))
    absence = Button(phrase("button.absence"), "absence", opens=True)
    spell = spells.of(work, member)
    if spell is not None:
        code = "home.away" if away(work, member) else "home.away_later"
        args = {"first": Day(spell.first), "until": Day(spell.last)}
        found.append(Line(Phrase(code, args)))
        absence = Button(phrase("button.back"), "absence", {"back": "yes", "_form": "-"})
    refer = Button(phrase("button.refer"), "refer", style="primary", opens=True)
    profile = Button(phrase("button.profile"), "profile", opens=True)
    return [*found, Buttons((refer, profile, absence))]


ENTRIES = (
    Entry(
        "home",
        Home,
        show_home,
        None,
        ("hem", "home"),
        writes=False,
        stranger=True,
    ),
)
