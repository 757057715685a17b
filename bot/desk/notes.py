"""Notes on a case: by command, by form, or simply written under its card.

Where a platform lets the bot read threads, a message under a card is a note, once, and the note
follows it: edited when it is edited, emptied when it is deleted. `source` is the platform's own
id of the message. Nothing is answered to such a message, and a stranger's is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.desk.cases import Case, begin, load, record
from bot.desk.commands import Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.replies import Form, Input, Outcome
from bot.desk.work import Mistaken, Refused, Work
from bot.storage import store
from bot.storage.tables import LogEntry
from bot.texts import phrase

LIMIT = 2000
"""Characters of a note in the form."""


@dataclass(frozen=True)
class Note(OnCase):
    """A note on a case. `source` is the message it was written as, where it was one."""

    words: str = ""
    source: str = ""


def note(work: Work, command: Note) -> Outcome:
    """Any member, also by mentioning the bot in the case's thread. Nobody is told."""
    case = begin(work, command.case, "note")
    if not command.words.strip():
        raise Mistaken({"words": phrase("form.note.words_missing")})
    _keep(work, case, command)
    return said_on(case, "note.done")


def _keep(work: Work, case: Case, command: Note) -> None:
    """Keep it, once: the same message is one note, however often the platform brings it."""
    source: dict[str, Any] = {"source": command.source} if command.source else {}
    if not source or _written(work, case.number, command.source) is None:
        record(work, case, "noted", words=command.words, room_only=True, **source)


def _written(work: Work, number: int, source: str) -> LogEntry | None:
    notes = store.notes(work.session, number)
    return next((entry for entry in notes if entry.args.get("source") == source), None)


def note_form(work: Work, command: Note, errors: Errors) -> Form:
    """What to remember."""
    case = begin(work, command.case, "note")
    return Form(
        id=new_form_id(),
        command="note",
        title=phrase("form.note.title", number=str(case.number)),
        submit=phrase("form.note.submit"),
        inputs=(
            Input(
                "words",
                phrase("form.note.words"),
                "long",
                command.words,
                required=True,
                hint=phrase("form.note.hint"),
                error=errors.get("words"),
                max_length=LIMIT,
            ),
        ),
        hidden=hidden_for(command),
    )


@dataclass(frozen=True)
class Overheard(Note):
    """A message that somebody wrote under a case's card, to the others and not to the bot."""


def overhear(work: Work, command: Overheard) -> Outcome:
    """A member's is kept as a note. Whatever comes of it, nothing is said."""
    if work.acting is None or not command.case or not command.words.strip():
        return Outcome(done=False)
    try:
        _keep(work, begin(work, command.case, "note"), command)
    except Refused:
        return Outcome(done=False)
    return Outcome()


@dataclass(frozen=True)
class NoteEdited(OnCase):
    """The message that a note was written as has other words now."""

    words: str = ""
    source: str = ""


def edit_note(work: Work, command: NoteEdited) -> Outcome:
    """The note says what its message says. One that has been emptied stays empty."""
    if not command.words.strip():
        return _follow(work, command, "", "note_deleted")
    return _follow(work, command, command.words, "note_edited")


@dataclass(frozen=True)
class NoteDeleted(OnCase):
    """The message that a note was written as has been deleted."""

    source: str = ""


def delete_note(work: Work, command: NoteDeleted) -> Outcome:
    """Its words are emptied; that there was a note, and that it was taken back, is kept."""
    return _follow(work, command, "", "note_deleted")


def _follow(work: Work, command: NoteEdited | NoteDeleted, words: str, step: str) -> Outcome:
    """Only the one who wrote it changes a note. Whatever comes of it, nothing is said."""
    entry = _written(work, command.case, command.source) if command.source else None
    own = entry is not None and work.acting is not None and entry.member_id == work.acting.id
    if entry is None or not own or entry.words in ("", words):
        return Outcome(done=False)
    entry.words = words
    work.session.add(entry)
    record(work, load(work, command.case), step, note=entry.id)
    return Outcome()


ENTRIES = (
    Entry("note", Note, note, note_form, ("anteckna", "note"), "case", help="help.note"),
    Entry("overheard", Overheard, overhear, stranger=True, told=True),
    Entry("note_edited", NoteEdited, edit_note, stranger=True, told=True),
    Entry("note_deleted", NoteDeleted, delete_note, stranger=True, told=True),
)
