"""While a case goes on: first contact with the company."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import buttons, telling
from bot.desk.cases import begin, record
from bot.desk.commands import Entry, OnCase, said_on
from bot.desk.replies import Outcome
from bot.desk.work import Work, refuse


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
)
