"""Notices about contacts in words, as they are when they leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.desk import introducing, leaving
from bot.desk.contact_sharing import masked, named, reach, titled
from bot.desk.contact_views import asked_row, details, list_button, restore_button
from bot.desk.lists import PAGE
from bot.desk.replies import Block, Body, Button, Buttons, Line, Row, Table
from bot.desk.work import Work
from bot.storage import contacts, people
from bot.storage.tables import Contact, Introduction, Member, Notice
from bot.texts import Arg, phrase


def _number(notice: Notice, name: str) -> int:
    return int(str(notice.args.get(name, 0)))


def _numbers(notice: Notice) -> list[int]:
    found = notice.args.get("contacts", [])
    return [int(number) for number in found] if isinstance(found, list) else []


def _told_of(work: Work, notice: Notice) -> tuple[Introduction, Contact] | None:
    """The introduction that a notice is about, and its contact; None where either is gone."""
    asked = contacts.introduction(work.session, _number(notice, "introduction"))
    contact = contacts.contact(work.session, asked.contact_id) if asked else None
    return (asked, contact) if asked is not None and contact is not None else None


def _asked(work: Work, notice: Notice, member: Member) -> Body | None:
    """Somebody wants to be put in touch; nothing where that is answered, or for another now."""
    found = _told_of(work, notice)
    if found is None:
        return None
    asked, contact = found
    if asked.answer != contacts.OPEN or asked.asked_of != member.id or contact.ended_at:
        return None
    asker = people.member(work.session, asked.asked_by)
    who = introducing.person(work, asker)
    blocks: list[Block] = [Line(phrase("introduction.question", who=who, contact=named(contact)))]
    if asked.question:
        blocks.append(Line(phrase("introduction.about", question=asked.question)))
    owner = people.member(work.session, contact.added_by)
    if owner is not None and owner.id != member.id:
        blocks.append(Line(phrase("introduction.instead", name=owner.name)))
    elif owner is None:
        blocks.append(Line(phrase("introduction.unvouched")))
    blocks.append(Line(phrase("introduction.until_then")))
    return (*blocks, Buttons(introducing.answer_buttons(asked)))


def _yes(work: Work, notice: Notice, member: Member) -> Body | None:
    """How the contact is reached, for the one who asked and for nobody else."""
    found = _told_of(work, notice)
    if found is None:
        return (Line(phrase("book.gone")),)
    asked, contact = found
    if asked.asked_by != member.id or asked.answer != "yes":
        return None
    if contact.ended_at:
        return (Line(phrase("book.gone")),)
    who = introducing.person(work, people.member(work.session, asked.asked_of))
    code = "introduction.yes" if reach(contact) else "introduction.yes_by_hand"
    line = Line(phrase(code, who=who, contact=named(contact)))
    return (line, details(work, contact))


def _no(work: Work, notice: Notice, member: Member) -> Body | None:
    """A no without blame, and whom else to ask."""
    found = _told_of(work, notice)
    if found is None or found[0].asked_by != member.id:
        return None
    _, contact = found
    line = Line(phrase("introduction.no", contact=masked(contact)))
    return (line, *introducing.whom_else(work, contact, member))


def _silent(work: Work, notice: Notice, member: Member) -> Body | None:
    """No answer in a working day, and whom else to ask meanwhile."""
    found = _told_of(work, notice)
    if found is None or found[0].answer != contacts.OPEN:
        return None
    asked, contact = found
    who = introducing.person(work, people.member(work.session, asked.asked_of))
    line = Line(phrase("introduction.silent", who=who, contact=masked(contact)))
    return (line, *introducing.whom_else(work, contact, member))


def _also(work: Work, notice: Notice, member: Member) -> Body | None:
    """Another member knows the same contact."""
    contact = contacts.live_contact(work.session, _number(notice, "contact"))
    by = people.member(work.session, _number(notice, "by"))
    if contact is None or by is None or by.ended_at:
        return None
    line = phrase("notice.book_also", who=introducing.person(work, by), contact=named(contact))
    return (Line(line),)


def _fresh(work: Work, notice: Notice, member: Member) -> Body | None:
    """Whether these still hold: ten with a button each, and one button for all of them."""
    at = str(notice.args.get("asked", ""))
    found = contacts.asked_and_silent(work.session, member.id or 0, datetime.fromisoformat(at))
    if not found:
        return None
    days = work.centre.contacts.fresh_days
    columns = (phrase("column.contact"), phrase("column.confirmed"))
    rows = tuple(asked_row(work, contact) for contact in found[:PAGE])
    more = list_button() if len(found) > PAGE else None
    table = Table(phrase("book.fresh_title", n=len(found)), columns, rows, "", more)
    line = Line(phrase("book.fresh", n=days))
    if len(found) == 1:
        return (line, table)
    every = Button(phrase("button.book_all_hold", n=len(found)), "confirm_contacts", {"asked": at})
    return (line, table, Buttons((every,)))


def _removed(work: Work, notice: Notice, member: Member) -> Body | None:
    """What nobody confirmed for a year is removed, and can be brought back for a while."""
    found = [contacts.contact(work.session, number) for number in _numbers(notice)]
    gone = [one for one in found if one is not None and one.ended_at and one.added_by == member.id]
    if not gone:
        return None
    columns = (phrase("column.contact"),)
    rows = tuple(Row((titled(one),), (restore_button(one),)) for one in gone[:PAGE])
    line = phrase("book.removed", n=work.centre.contacts.gone_months)
    return (Line(line), Table(phrase("book.removed_title", n=len(gone)), columns, rows, ""))


def _passed(work: Work, notice: Notice, member: Member) -> Body | None:
    """Contacts that are theirs to vouch for from now on, and who passed them on."""
    by = introducing.person(work, people.member(work.session, _number(notice, "by")))
    return _given(work, notice, member, phrase("notice.book_passed", who=by))


def _imported(work: Work, notice: Notice, member: Member) -> Body | None:
    """The same, where they came from a file."""
    return _given(work, notice, member, phrase("notice.book_imported"))


def _given(work: Work, notice: Notice, member: Member, said: Arg) -> Body | None:
    found = contacts.contacts_by_id(work.session, _numbers(notice))
    own = [one for one in found.values() if one.added_by == member.id]
    if not own:
        return None
    columns = tuple(phrase(f"column.{name}") for name in ("contact", "confirmed"))
    rows = tuple(asked_row(work, one) for one in own[:PAGE])
    more = list_button() if len(own) > PAGE else None
    title = phrase("book.passed_title", n=len(own))
    return (Line(said), Table(title, columns, rows, "", more))


def _left_behind(work: Work, notice: Notice, member: Member) -> Body | None:
    """What somebody left, as long as any of it lies there."""
    work.acting = member
    left = leaving.left_at(work, str(notice.args.get("organisation", "")))
    gone = people.member(work.session, _number(notice, "left"))
    name = gone.name if gone is not None and gone.name else phrase("history.former")
    return tuple(leaving.said(work, name, left)) or None


PERSONAL: dict[str, Callable[[Work, Notice, Member], Body | None]] = {
    "introduction_asked": _asked,
    "introduction_yes": _yes,
    "introduction_no": _no,
    "introduction_silent": _silent,
    "book_also": _also,
    "book_fresh": _fresh,
    "book_imported": _imported,
    "book_passed": _passed,
    "book_removed": _removed,
    "left_behind": _left_behind,
}
"""What is said to one person about contacts, by kind."""
