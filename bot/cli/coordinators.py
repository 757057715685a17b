"""`coordinator`: who sees to it that nothing is left lying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.speaking import fail, tell, words
from bot.texts import phrase

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.desk.work import Desk
    from bot.storage.tables import Member

Who = Annotated[str, typer.Argument(metavar="WHO", help=words(phrase("cli.argument_member")))]


def add(
    who: Who,
    stand_in: Annotated[
        bool, typer.Option("--stand-in", help=words(phrase("cli.option_stand_in")))
    ] = False,
) -> None:
    """Give a member the coordinator's duty."""
    from bot.app import utc_now
    from bot.cli.opening import opened_desk

    with opened_desk() as desk, desk.store.write() as session:
        member = one_member(session, who)
        member.coordinator, member.stand_in = True, stand_in
        member.confirmed_at = member.confirmed_at or utc_now()
        session.add(member)
        name = member.name
    tell(phrase("cli.coordinator_added", name=name))


def remove(who: Who) -> None:
    """Take the coordinator's duty from a member; the last one keeps it."""
    from bot.cli.opening import opened_desk
    from bot.storage import people

    with opened_desk() as desk, desk.store.write() as session:
        member = one_member(session, who)
        if not member.coordinator:
            fail(phrase("cli.not_coordinator", name=member.name))
        if len(people.coordinators(session)) == 1:
            fail(phrase("cli.last_coordinator", name=member.name))
        member.coordinator = member.stand_in = False
        session.add(member)
        name = member.name
    tell(phrase("cli.coordinator_removed", name=name))


def list_all() -> None:
    """Who has the coordinator's duty."""
    from bot.cli.opening import opened_desk
    from bot.storage import people

    with opened_desk() as desk, desk.store.read() as session:
        found = people.coordinators(session)
        for member in found:
            tell(_line(desk, member))
        if not found:
            tell(phrase("cli.no_coordinator"))


def _line(desk: Desk, member: Member) -> str:
    organisation = member.organisation
    if desk.centre.has_organisation(organisation):
        organisation = words(desk.centre.organisation(organisation).name)
    parts = [str(member.id), member.name, organisation, member.email]
    if member.stand_in:
        parts.append(words(phrase("cli.stand_in")))
    return "\t".join(part for part in parts if part)


def one_member(session: Session, who: str) -> Member:
    """The member meant, by number, e-mail or name; says who it could be when unclear."""
    from bot.storage import people

    asked = who.strip().casefold()
    found = [
        member
        for member in people.present_members(session)
        if asked in (str(member.id), member.email.casefold(), member.name.casefold())
    ]
    if not found:
        fail(phrase("cli.no_member", who=who))
    if len(found) > 1:
        numbers = ", ".join(f"{member.id} ({member.organisation})" for member in found)
        fail(phrase("cli.several_members", who=who, numbers=numbers))
    return found[0]
