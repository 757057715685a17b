"""What the tests of the life of a case share: who hears what, newcomers, a case in any state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlmodel import select

from bot.desk.replies import Button, Buttons, Card, Copyable, Line, Outcome, Table, Value
from bot.storage.tables import Identity, Notice
from bot.texts import Arg, Lang, Phrase, say
from tests.centre_at_work import CentreAtWork, said, words

WEEKLY = frozenset({"digest", "own_list"})
"""What goes out every week whatever happens: the digest's own tests listen for it."""


@dataclass
class Heard:
    """What went out: kinds of private messages by person, kinds of thread lines."""

    told: dict[str, list[str]] = field(default_factory=dict)
    thread: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@contextmanager
def listening(room: CentreAtWork) -> Iterator[Heard]:
    """What goes out within the block, and nothing from before; the weekly digest is left out."""
    before = {notice.id for notice in room.notices()}
    heard = Heard()
    yield heard
    with room.desk.store.read() as session:
        users = {row.member_id: row.user for row in session.exec(select(Identity))}
    fresh = (notice for notice in room.notices() if notice.id not in before)
    heard.notices = [notice for notice in fresh if notice.kind not in WEEKLY]
    for notice in heard.notices:
        if notice.room_id:
            heard.thread.append(notice.kind)
        else:
            heard.told.setdefault(users[notice.member_id or 0], []).append(notice.kind)


def reads(room: CentreAtWork, user: str, kind: str, lang: Lang = "sv") -> str:
    """The newest message of a kind to a member, as they read it."""
    body = room.reads(room.notices(user, kind)[-1])
    return "\n".join(text for block in body or () for text in words(block, lang))


def answer(outcome: Outcome, lang: Lang = "sv") -> str:
    """The sentences of a private answer, without the buttons below."""
    return "\n".join(say(b.text, lang) for b in outcome.private if isinstance(b, Line))


def codes(outcome: Outcome) -> set[str]:
    """What an answer says, by the codes of its sentences: a better wording breaks no test."""
    found: list[Arg | None] = [b.text for b in outcome.private if isinstance(b, Line | Copyable)]
    found += [b.empty for b in outcome.private if isinstance(b, Table) and not b.rows]
    if outcome.form is not None:
        found += [outcome.form.title, *(b.text for b in outcome.form.intro if isinstance(b, Line))]
        found += [item.error for item in outcome.form.inputs]
    return {text.code for text in found if isinstance(text, Phrase)}


def said_of(card: Card, lang: Lang = "sv") -> str:
    """A card as plain text."""
    return "\n".join(words(card, lang))


def steps(thing: Outcome | Card) -> list[str]:
    """The commands that an answer or a card offers as buttons, in order."""
    return [button.command for button in pressable(thing)]


def pressable(thing: Outcome | Card) -> list[Button]:
    """The buttons of an answer or a card."""
    found: list[Button] = []
    for block in (thing,) if isinstance(thing, Card) else thing.private:
        match block:
            case Buttons():
                found += block.buttons
            case Card():
                found += [*block.buttons, *block.more]
                found += [button for section in block.sections for button in section.buttons]
            case Table():
                found += [button for row in block.rows for button in row.buttons]
                found += [block.more] if block.more else []
    return found


def message(room: CentreAtWork, user: str, kind: str) -> Outcome:
    """The newest message of a kind to a member, to look for its buttons."""
    return Outcome(private=room.reads(room.notices(user, kind)[-1]) or ())


def press(room: CentreAtWork, user: str, kind: str, command: str, **args: Value) -> Outcome:
    """A member presses a button of the newest message of a kind to them."""
    offered = [b for b in pressable(message(room, user, kind)) if b.command == command]
    wanted = [b for b in offered if args.items() <= b.args.items()]
    assert wanted, f"{kind} to {user} offers {[b.command for b in offered]}"
    return room.press(user, wanted[0])


def newcomer(
    room: CentreAtWork, user: str, organisation: str, *, name: str = "", confirmed: bool = True
) -> int:
    """Somebody new introduces themselves; the coordinator confirms them. Returns the id."""
    name = name or user.capitalize()
    outcome = room.do(user, "introduce", organisation=organisation, name=name)
    assert outcome.done, said(outcome)
    member_id = room.member(user).id or 0
    if confirmed:
        assert room.do("karin", "confirm", member=member_id).done
    return member_id


STATES = ("open", "in_progress", "waiting", "closed", "withdrawn", "merged", "void")


def case_in(room: CentreAtWork, state: str) -> int:
    """A case in a state, with everybody on it.

    Opened by sara, petra's chamber supports; EKN is asked (open) or has it with maria as its
    handler, and Almi is asked to take over.
    """
    number = room.open("sara")
    assert room.do("petra", "support", case=number).done
    if state == "open":
        return number
    assert room.do("maria", "take", case=number).done
    assert room.do("maria", "hand_over", case=number, organisation="almi").done
    later = room.desk.calendar.local(room.now).date().replace(month=12, day=15).isoformat()
    ways: dict[str, tuple[str, str, dict[str, Value | int]]] = {
        "waiting": ("maria", "wait", {"until": later}),
        "closed": ("maria", "close", {"outcome": "helped"}),
        "withdrawn": ("sara", "withdraw", {}),
        "void": ("karin", "void", {}),
    }
    if state == "merged":
        older = number
        number = room.open("sara")
        ways["merged"] = ("karin", "merge", {"other": older})
    if state in ways:
        user, command, args = ways[state]
        outcome = room.do(user, command, case=number, **args)
        assert outcome.done and outcome.form is None, said(outcome)
    assert room.case(number).status == state
    return number
