"""Who is here: the organisations with their members, and one member with what others may know.

From a member's card colleagues and the coordinator confirm a newcomer, tell about an absence and
end the membership of somebody who has left.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.model import Organisation
from bot.desk import identities, spells, telling
from bot.desk.cases import name_of
from bot.desk.commands import Blank, Entry
from bot.desk.membership import may_speak_for
from bot.desk.replies import Button, Card, Fact, Outcome, Row, Table
from bot.desk.work import Work, refuse
from bot.storage import joining, people
from bot.storage.tables import Member
from bot.texts import Arg, Day, Listed, phrase


@dataclass(frozen=True)
class Members(Blank):
    """Who is here, organisation by organisation."""


def list_members(work: Work, command: Members) -> Outcome:
    """Every organisation of the centre, and who is here for it; "nobody yet" for the rest."""
    present: dict[str, list[Member]] = {}
    for member in people.present_members(work.session):
        present.setdefault(member.organisation, []).append(member)
    rows = tuple(_row(work, o, present.get(o.slug, [])) for o in work.centre.organisations)
    columns = (phrase("column.organisation"), phrase("column.people"))
    table = Table(phrase("members.title"), columns, rows, phrase("members.none"))
    return Outcome(private=(table,))


def _row(work: Work, organisation: Organisation, members: list[Member]) -> Row:
    names = Listed(tuple(_name(work, member) for member in members))
    pressed = tuple(Button(member.name, "member", {"member": str(member.id)}) for member in members)
    shown: Arg = names if members else phrase("members.not_here")
    return Row((organisation.name, shown), pressed)


def _name(work: Work, member: Member) -> Arg:
    if not member.confirmed_at:
        return phrase("members.unconfirmed", name=member.name)
    if telling.away(work, member):
        return phrase("members.away", name=member.name)
    return member.name


@dataclass(frozen=True)
class ShowMember:
    """One member."""

    member: int = 0


def show_member(work: Work, command: ShowMember) -> Outcome:
    """What a member has told of themselves, and the steps open to the one who looks."""
    member = people.member(work.session, command.member)
    if member is None or member.ended_at or not member.name:
        raise refuse("refused.no_member")
    status = _name(work, member)
    card = Card(
        title=member.name,
        fallback=phrase("member.fallback", name=member.name),
        status=status if not isinstance(status, str) else None,
        tone="waiting" if telling.away(work, member) else "busy",
        facts=tuple(_facts(work, member)),
        buttons=tuple(_steps(work, member)),
    )
    return Outcome(private=(card,))


def _facts(work: Work, member: Member) -> list[Fact]:
    found = [Fact(phrase("column.organisation"), name_of(work, member.organisation))]
    ways = " · ".join(way for way in (member.phone, member.email) if way)
    for code, value in (("member.role", member.title), ("member.reach", ways)):
        if value:
            found.append(Fact(phrase(code), value))
    for code, question, codes in (
        ("member.areas", "needs", member.areas),
        ("member.markets", "market", member.markets),
    ):
        if codes:
            labels = tuple(work.centre.label(question, one) for one in codes)
            found.append(Fact(phrase(code), Listed(labels)))
    if member.languages:
        found.append(Fact(phrase("member.languages"), Listed(tuple(member.languages))))
    spell = spells.of(work, member)
    if spell is not None:
        if not telling.away(work, member):
            found.append(Fact(phrase("member.away_from"), Day(spell.first)))
        found.append(Fact(phrase("member.away_until"), Day(spell.last)))
        deputy = people.member(work.session, member.deputy_id)
        if deputy is not None:
            found.append(Fact(phrase("member.deputy"), deputy.name))
    reached = identities.ways(work, member)
    if len(reached) > 1 and _may_see_chats(work, member):
        found.append(Fact(phrase("member.reached_in"), Listed(reached)))
    return found


def _may_see_chats(work: Work, member: Member) -> bool:
    """How somebody is reached is for themselves, and for the coordinator who helps them."""
    return member.id == work.me or work.member.coordinator


def _steps(work: Work, member: Member) -> list[Button]:
    if member.id != work.me and not may_speak_for(work, member):
        return []
    args = {"member": str(member.id)}
    found: list[Button] = []
    if not member.confirmed_at and member.id != work.me:
        found.append(Button(phrase("button.confirm"), "confirm", args, style="primary"))
    if spells.of(work, member) is not None:
        back = {**args, "back": "yes", "_form": "-"}
        found.append(Button(phrase("button.back"), "absence", back))
    else:
        found.append(Button(phrase("button.absence"), "absence", args, opens=True))
    if (
        _may_see_chats(work, member)
        and len(joining.all_identities(work.session, member.id or 0)) > 1
    ):
        found.append(Button(phrase("button.identities"), "identities", args))
    asks = phrase("asks.end_membership", name=member.name)
    end = phrase("button.end_membership")
    found.append(Button(end, "end_membership", args, style="danger", asks=asks))
    return found


ENTRIES = (
    Entry(
        "members",
        Members,
        list_members,
        None,
        ("medlemmar", "främjare", "members"),
        writes=False,
        help="help.members",
    ),
    Entry("member", ShowMember, show_member, writes=False),
)
