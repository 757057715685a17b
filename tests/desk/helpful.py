"""What the tests of who can help share: members with something to say, contacts, questions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlmodel import select

from bot.desk import registry
from bot.desk.dispatch import dispatch
from bot.desk.replies import Body, Button, Buttons, Caller, Card, Line, Outcome, Place, Request
from bot.storage.tables import Contact, Posting, Wanted
from bot.texts import Lang, say
from tests.centre_at_work import MONDAY, PEOPLE, CentreAtWork, words


def tells(room: CentreAtWork, user: str, **particulars: Any) -> int:
    """A member says something of themselves; returns their id."""
    member = room.member(user)
    with room.desk.store.write() as session:
        row = session.merge(member)
        for name, value in particulars.items():
            setattr(row, name, value)
        session.add(row)
    return member.id or 0


def knows(room: CentreAtWork, user: str, name: str, **particulars: Any) -> int:
    """A member has added a contact; returns its id."""
    member = room.member(user)
    values: dict[str, Any] = {
        "added_by": member.id,
        "organisation_of": member.organisation,
        "added_at": MONDAY,
        "confirmed_at": room.now,
        **particulars,
    }
    with room.desk.store.write() as session:
        row = Contact(name=name, **values)
        session.add(row)
        session.flush()
        return row.id or 0


def asks(room: CentreAtWork, user: str, text: str, *, heard: bool = True, key: str = "") -> Outcome:
    """A member asks, for all to read or by a command."""
    name, args = registry.read(text)
    caller = Caller("web", "try", user, PEOPLE.get(user, ("", ""))[0])
    place = Place("web", "try", "exportcenter", heard=heard)
    return dispatch(room.desk, Request(name, args, caller, place, key), room.now)


def told(body: Body, lang: Lang = "sv") -> str:
    """Everything that is said, as plain text."""
    return "\n".join(text for block in body for text in words(block, lang))


def card_of(outcome: Outcome) -> Card:
    """The card of the answer, wherever it was given."""
    found = [block for block in (*outcome.aloud, *outcome.private) if isinstance(block, Card)]
    assert len(found) == 1, told((*outcome.aloud, *outcome.private))
    return found[0]


def titles(outcome: Outcome, lang: Lang = "sv") -> list[str]:
    """Who is named in an answer, in order."""
    return [say(section.title, lang) for section in card_of(outcome).sections]


def about(outcome: Outcome, title: str, lang: Lang = "sv") -> str:
    """What is said of one of them."""
    found = [s for s in card_of(outcome).sections if say(s.title, lang).startswith(title)]
    assert len(found) == 1, titles(outcome, lang)
    return "\n".join(say(line, lang) for line in found[0].lines)


def button(outcome: Outcome, command: str, title: str = "") -> Button:
    """A button of the answer, of one of those named where a title is given."""
    blocks = (*outcome.aloud, *outcome.private)
    found: list[Button] = []
    for block in blocks:
        match block:
            case Buttons():
                found += block.buttons
            case Card():
                found += block.buttons if not title else ()
                for section in block.sections:
                    found += section.buttons if say(section.title, "sv").startswith(title) else ()
    wanted = [one for one in found if one.command == command]
    assert wanted, [one.command for one in found]
    return wanted[0]


def lines(outcome: Outcome, lang: Lang = "sv") -> str:
    """The sentences of an answer."""
    blocks = (*outcome.aloud, *outcome.private)
    return "\n".join(say(block.text, lang) for block in blocks if isinstance(block, Line))


def wanteds(room: CentreAtWork) -> list[Wanted]:
    """Everything asked for, in order."""
    with room.desk.store.read() as session:
        return list(session.exec(select(Wanted).order_by("id")))


def wanted_cards(room: CentreAtWork) -> list[Posting]:
    """The cards of what is asked for."""
    with room.desk.store.read() as session:
        return [row for row in session.exec(select(Posting).order_by("id")) if row.wanted_id]


LONG_AGO = timedelta(days=120)
