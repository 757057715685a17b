"""A case's log as lines: who did what, when. Names of companies never stand in a line.

A line is made of codes and ids, so it may cross rooms. What a member wrote is added only for
those who may see the company, and a note's words only in the room it was written in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from bot.centre.model import Code
from bot.desk.cases import Case, name_of
from bot.desk.work import Work
from bot.storage import store
from bot.storage.tables import LogEntry, Member, Room
from bot.texts import Arg, Day, Moment, Phrase, phrase

PRIVATE_STEPS = frozenset({"asked", "answered"})
"""Correspondence between two parties: its words are sent to them and shown to nobody else."""


def lines(work: Work, case: Case, *, words: bool, room: Room | None) -> tuple[Arg, ...]:
    """The history of a case, the oldest first; `words` also shows what members wrote."""
    entries = store.log(work.session, case.number)
    ids = {entry.member_id for entry in entries if entry.member_id}
    members = store.members(work.session, ids)
    return tuple(_line(work, entry, members, words=words, room=room) for entry in entries)


def _line(
    work: Work, entry: LogEntry, members: dict[int, Member], *, words: bool, room: Room | None
) -> Phrase:
    sentence = step_text(work, entry.step, entry.args, _who(work, entry, members))
    said = entry.words if words and entry.step not in PRIVATE_STEPS else ""
    if entry.room_id is not None and (room is None or room.id != entry.room_id):
        said = ""
    if said:
        return phrase("history.said", at=Moment(entry.at), what=sentence, words=said)
    return phrase("history.line", at=Moment(entry.at), what=sentence)


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
    return Phrase(f"step.{step}", {"who": who, **step_args(work, args)})


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
    member = store.member(work.session, int(number) if number.isdigit() else None)
    return member.name if member and member.name else phrase("history.former")


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
    "member": _member,
    "until": _day,
}
