"""The directory as a file for the coordinator: functions, and contacts as all may see them."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from io import StringIO

from bot.desk import book_export
from bot.desk.commands import Blank, Entry
from bot.desk.dates import today
from bot.desk.filing import write_csv_rows
from bot.desk.membership import coordinators_only
from bot.desk.replies import File, Line, Outcome
from bot.desk.work import Work
from bot.texts import phrase, say


@dataclass(frozen=True)
class ContactFile(Blank):
    """The directory, to take away."""


def contact_file(work: Work, command: ContactFile) -> Outcome:
    """As CSV, in the coordinator's language; what its adder has not opened is not in it."""
    coordinators_only(work)
    text = StringIO(newline="")
    found = book_export.rows(work.session, work.centre, work.lang)
    write_csv_rows(text, book_export.head(work.lang), found)
    file = File(
        name=f"{today(work).isoformat()} {say(phrase('directory.file_name'), work.lang)}.csv",
        media="text/csv",
        content=b64encode(text.getvalue().encode()).decode("ascii"),
        title=phrase("directory.file"),
    )
    hidden = book_export.left_out(work.session)
    more = (Line(phrase("directory.left_out", n=hidden)),) if hidden else ()
    return Outcome(private=(Line(phrase("directory.file_hint")), *more, file))


ENTRIES = (
    Entry(
        "contact_file",
        ContactFile,
        contact_file,
        None,
        ("kontaktlista", "contact list"),
        writes=False,
        help="help.contact_file",
    ),
)
