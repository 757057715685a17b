"""Contacts for tests: added as members add them, and looked up as they are kept."""

from __future__ import annotations

from sqlmodel import select

from bot.desk.replies import Body, Button, Buttons, Card, Outcome, Table, Value
from bot.storage.tables import Contact, Introduction
from tests.centre_at_work import CentreAtWork, said
from tests.desk.spoken import spoken

PHONE, MAIL = "+49 40 000 00 01", "hans@hafen.example"
SECRETS = (PHONE, MAIL, "ring efter lunch")
"""What nobody sees of the contact below before its adder has said yes."""
HANS: dict[str, Value | int] = {
    "name": "Hans Schmidt",
    "organisation": "Hafen GmbH",
    "title": "inköpschef",
    "about": "hittar distributörer i norra Tyskland",
    "needs": ("partner-search",),
    "markets": ("DE",),
    "languages": "tyska, engelska",
    "phone": PHONE,
    "email": MAIL,
    "note": "ring efter lunch",
}


def added(room: CentreAtWork, user: str, **more: Value | int) -> int:
    """A contact that a member has added; returns its number."""
    outcome = room.do(user, "new_contact", **{**HANS, **more})
    assert outcome.done and outcome.form is None, said(outcome)
    return max(one.id or 0 for one in everyone(room))


def everyone(room: CentreAtWork) -> list[Contact]:
    """Every contact, as it is kept."""
    with room.desk.store.read() as session:
        found = list(session.exec(select(Contact).order_by("id")))
        session.expunge_all()
    return found


def contact(room: CentreAtWork, number: int) -> Contact:
    """One contact, as it is kept."""
    return next(one for one in everyone(room) if one.id == number)


def introductions(room: CentreAtWork) -> list[Introduction]:
    """Every introduction, as it is kept."""
    with room.desk.store.read() as session:
        found = list(session.exec(select(Introduction).order_by("id")))
        session.expunge_all()
    return found


def latest(room: CentreAtWork, user: str, kind: str) -> Body | None:
    """The latest private message of a kind, as its reader gets it."""
    return room.reads(room.notices(user, kind)[-1])


def text(body: Body | None) -> str:
    """A message in words."""
    return said(Outcome(private=body or ()))


def hidden(thing: object) -> bool:
    """Whether nothing of how the contact is reached stands anywhere in a reply."""
    words = spoken(thing)
    return not any(secret in words for secret in SECRETS)


def masked(thing: object) -> bool:
    """Whether nothing says who the contact is either."""
    return hidden(thing) and "Schmidt" not in spoken(thing)


def buttons(body: Body | None) -> list[Button]:
    """Everything that can be pressed in a message or answer, row by row."""
    found: list[Button] = []
    for block in body or ():
        match block:
            case Buttons():
                found += block.buttons
            case Table():
                found += [button for row in block.rows for button in row.buttons]
                found += [block.more] if block.more else []
            case Card():
                found += (*block.buttons, *block.more)
    return found


def button(body: Body | None, command: str, **args: str) -> Button:
    """The button of one command, with these arguments among its own."""
    return next(
        one for one in buttons(body) if one.command == command and args.items() <= one.args.items()
    )
