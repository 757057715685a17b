"""While a case goes on: first contact with the company, and notes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import buttons, telling
from bot.desk.cases import begin, record
from bot.desk.commands import Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.replies import Form, Input, Outcome
from bot.desk.work import Mistaken, Work, refuse
from bot.texts import phrase


@dataclass(frozen=True)
class Contact(OnCase):
    """First contact made: yes, not yet, or need help."""

    answer: str = "yes"


def contact(work: Work, command: Contact) -> Outcome:
    """The handler says whether the company has been reached; the poster is told."""
    case = begin(work, command.case, "contact")
    if command.answer == "no":
        record(work, case, "no_contact_yet")
        return said_on(case, "contact.not_yet", buttons.show(case))
    if command.answer == "help":
        record(work, case, "needs_help")
        telling.poster(work, case, "needs_help")
        telling.coordinators(work, case, "needs_help")
        return said_on(case, "contact.help", buttons.step_button(case, "hand_over"))
    if case.enquiry.contact_made_at is not None:
        raise refuse("refused.contact_made", number=str(case.number))
    case.enquiry.contact_made_at = work.now
    record(work, case, "contact")
    telling.poster(work, case, "contact")
    return said_on(case, "contact.done", buttons.show(case))


@dataclass(frozen=True)
class Note(OnCase):
    """A note on a case."""

    words: str = ""


def note(work: Work, command: Note) -> Outcome:
    """Any member, also by mentioning the bot in the case's thread. Nobody is told."""
    case = begin(work, command.case, "note")
    if not command.words.strip():
        raise Mistaken({"words": phrase("form.note.words_missing")})
    record(work, case, "noted", words=command.words, room_only=True)
    return said_on(case, "note.done")


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
                max_length=2000,
            ),
        ),
        hidden=hidden_for(command),
    )


ENTRIES = (
    Entry(
        "contact",
        Contact,
        contact,
        None,
        ("kontakt tagen", "contacted"),
        "case",
        help="help.contact",
    ),
    Entry("note", Note, note, note_form, ("anteckna", "note"), "case", help="help.note"),
)
