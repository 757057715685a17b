"""A case's log as lines: who did what, when. Names of companies never stand in a line.

A line is made of codes and ids, so it may cross rooms. What a member wrote is added only for
those who may see the company, and a note's words only in the room it was written in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from bot.centre.lifecycle import Role
from bot.centre.model import Code
from bot.desk.cases import Case, name_of
from bot.desk.work import Work
from bot.storage import calendar, people, store
from bot.storage.tables import LogEntry, Member, Room
from bot.texts import Arg, Day, Moment, Phrase, exists, phrase

PRIVATE_STEPS = frozenset({"asked", "answered"})
"""Correspondence between two parties: its words are sent to them and shown to nobody else."""

DISCREET_STEPS = frozenset(
    {
        "declined", "noted_no", "nudged", "expired", "unasked", "stale", "question_waits",
        "contact_asked", "no_contact_yet", "needs_help", "not_released", "request_nudged",
        "later_asked",
    }
)  # fmt: skip
"""Who said no, and who has been slow. Told to those concerned; the rooms show what waits, never
who failed (design, "The 24-hour meter")."""

CONCERNED = frozenset({Role.POSTER, Role.HANDLER, Role.COORDINATOR})


@dataclass(frozen=True)
class Reader:
    """Who reads a history: a member in private, or everybody in a room."""

    member: Member | None
    room: Room | None
    words: bool


def lines(work: Work, case: Case, reader: Reader) -> tuple[Arg, ...]:
    """The history of a case as its reader may see it, the oldest first."""
    entries = store.log(work.session, case.number)
    members = people.members(work.session, {e.member_id for e in entries if e.member_id})
    shown = (entry for entry in entries if _concerns(case, entry, reader.member))
    return tuple(_line(work, entry, members, reader) for entry in shown)


def _concerns(case: Case, entry: LogEntry, member: Member | None) -> bool:
    if entry.step not in DISCREET_STEPS:
        return True
    if member is None:
        return False
    own = member.organisation in (entry.organisation, entry.args.get("organisation"))
    return own or bool(CONCERNED & case.roles(member))


def _line(work: Work, entry: LogEntry, members: dict[int, Member], reader: Reader) -> Phrase:
    sentence = step_text(work, entry.step, entry.args, _who(work, entry, members))
    said = entry.words if reader.words and _may_be_read(work, entry, reader) else ""
    if said:
        return phrase("history.said", at=Moment(entry.at), what=sentence, words=said)
    return phrase("history.line", at=Moment(entry.at), what=sentence)


def _may_be_read(work: Work, entry: LogEntry, reader: Reader) -> bool:
    """A note stays where it was written: in its room, or in private with those who see the case."""
    if entry.step in PRIVATE_STEPS:
        return False
    if entry.step != "noted":
        return True
    if reader.room is not None:
        return entry.room_id == reader.room.id
    return entry.room_id is None or (work.room is not None and work.room.id == entry.room_id)


def _who(work: Work, entry: LogEntry, members: dict[int, Member]) -> Arg:
    member = members.get(entry.member_id or 0)
    if member is None:
        return (
            phrase("history.bot") if not entry.organisation else name_of(work, entry.organisation)
        )
    person: Arg = member.name or phrase("history.former")
    return phrase("history.who", person=person, organisation=name_of(work, entry.organisation))


def step_text(work: Work, step: str, args: dict[str, object], who: Arg) -> Phrase:
    """One step as a sentence: "Anna Ek (Almi) tog ärendet"."""
    return Phrase(code_for(f"step.{step}", args.get("role")), {"who": who, **step_args(work, args)})


def code_for(code: str, role: object) -> str:
    """A text's code; its own one for the role (to take a case, to support), where there is one."""
    by_role = f"{code}.{role}"
    return by_role if exists(by_role) else code


def step_args(work: Work, args: dict[str, object]) -> dict[str, Arg]:
    """What a log entry's codes and ids mean, as arguments of a sentence."""
    found: dict[str, Arg] = {}
    for name, value in args.items():
        found[name] = _meaning(work, name, value)
    return found


def _meaning(work: Work, name: str, value: object) -> Arg:
    meaning = _MEANINGS.get(name)
    return meaning(work, str(value)) if meaning else str(value)


def _organisation(work: Work, slug: str) -> Arg:
    return name_of(work, slug) if slug else phrase("history.nobody")


def _member(work: Work, number: str) -> Arg:
    member = people.member(work.session, int(number) if number.isdigit() else None)
    return member.name if member and member.name else phrase("history.former")


def _meeting(work: Work, number: str) -> Arg:
    meeting = calendar.meeting(work.session, int(number)) if number.isdigit() else None
    return meeting.title if meeting is not None else phrase("history.a_meeting")


def _day(work: Work, text: str) -> Arg:
    return Day(date.fromisoformat(text)) if text else ""


def _code(codes: Iterable[Code], code: str) -> Arg:
    """A code's label; a code the file no longer has is shown as it is."""
    return next((item.label for item in codes if item.code == code), code)


_MEANINGS: dict[str, Callable[[Work, str], Arg]] = {
    "organisation": _organisation,
    "hint": _organisation,
    "reason": lambda work, code: _code(work.centre.decline_reasons, code),
    "outcome": lambda work, code: _code(work.centre.outcomes, code),
    "effect": lambda work, code: _code(work.centre.effects, code),
    "role": lambda _work, code: phrase(f"role.{code}"),
    "meeting": _meeting,
    "member": _member,
    "until": _day,
}
