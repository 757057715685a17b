"""A case's log as lines: who did what, when. Names of companies never stand in a line.

A line is made of codes and ids, so it may cross rooms. What a member wrote is added only for
those who may see the company, and a note's words only in the room it was written in.
"""

from __future__ import annotations

from datetime import date

from bot.desk.cases import Case, name_of
from bot.desk.work import Work
from bot.storage import store
from bot.storage.tables import LogEntry, Member, Room
from bot.texts import Arg, Day, Moment, Person, Phrase, phrase

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
    person: Arg = Person(member.id or 0, member.name) if member.name else phrase("history.former")
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
    text = str(value)
    if name in ("organisation", "old_lead", "hint"):
        return name_of(work, text) if text else phrase("history.nobody")
    if name == "reason":
        reasons = work.centre.decline_reasons
        return next((item.label for item in reasons if item.code == text), text)
    if name == "outcome":
        return next((item.label for item in work.centre.outcomes if item.code == text), text)
    if name == "role":
        return phrase(f"role.{text}")
    if name == "member":
        member = store.member(work.session, int(text) if text.isdigit() else None)
        return (
            Person(member.id or 0, member.name)
            if member and member.name
            else phrase("history.former")
        )
    if name == "until":
        return Day(date.fromisoformat(text)) if text else ""
    return text
