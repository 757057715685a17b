"""Introductions: a member asks to be put in touch with another's contact, who says yes or no.

Until then nobody but the one who added a contact sees how it is reached. A no is told without
blame and without a reason: whoever trusted a member with a number may not want to be called.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.desk import introducing
from bot.desk.commands import Entry, said
from bot.desk.contact_sharing import masked, may_reach, named, whom_to_ask
from bot.desk.contact_views import QUESTION, details, list_button
from bot.desk.membership import confirmed_only
from bot.desk.replies import Buttons, Line, Outcome
from bot.desk.work import Work, refuse
from bot.storage import contacts, people
from bot.storage.tables import Contact, Introduction, Member
from bot.texts import Day, phrase

STANDS = timedelta(days=30)
"""How long a no stands: asked again every day, it would be no no."""


@dataclass(frozen=True)
class AskIntroduction:
    """A wish to be put in touch with a contact; `question` is what it is about."""

    contact: int = 0
    question: str = ""


def ask_introduction(work: Work, command: AskIntroduction) -> Outcome:
    """Put the question to whoever knows the contact; where it is open, or given, show it."""
    contact = contacts.live_contact(work.session, command.contact)
    if contact is None:
        raise refuse("book.gone")
    confirmed_only(work)
    if may_reach(work, contact, work.member):
        return Outcome(private=(details(work, contact),))
    earlier = contacts.introductions_between(work.session, contact.id or 0, work.me)
    if earlier and _stands(work, earlier[0]):
        return _again(work, contact, earlier[0])
    whom = whom_to_ask(work, contact)
    if whom is None or whom.id is None:
        raise refuse("introduction.nobody")
    if whom.id == work.me:
        return _own_to_take(contact)
    asked = Introduction(
        contact_id=contact.id or 0,
        asked_by=work.me,
        asked_of=whom.id,
        question=" ".join(command.question.split())[:QUESTION],
        asked_at=work.now,
    )
    work.session.add(asked)
    work.session.flush()
    introducing.tell_asked(work, asked)
    work.touched.add(whom.id)
    return said("introduction.asked", who=introducing.person(work, whom), contact=masked(contact))


def _stands(work: Work, earlier: Introduction) -> bool:
    """Whether an earlier question need not be put again: it waits, or a no is fresh."""
    if earlier.answer == contacts.OPEN:
        return True
    return earlier.answered_at is not None and earlier.answered_at > work.now - STANDS


def _again(work: Work, contact: Contact, earlier: Introduction) -> Outcome:
    """The second press: what stands, and whom else to ask."""
    whom = people.member(work.session, earlier.asked_of)
    day = Day(work.calendar.local(earlier.asked_at).date())
    code = "introduction.waits" if earlier.answer == contacts.OPEN else "introduction.was_no"
    line = phrase(code, who=introducing.person(work, whom), contact=masked(contact), day=day)
    return Outcome(private=(Line(line), *introducing.whom_else(work, contact, work.member)))


def _own_to_take(contact: Contact) -> Outcome:
    """Nobody vouches for it, and the one to ask is the one who asks."""
    line = phrase("introduction.yours_to_take", contact=masked(contact))
    return Outcome(private=(Line(line), Buttons((list_button(),))))


@dataclass(frozen=True)
class AnswerIntroduction:
    """Yes or no to one who asked."""

    introduction: int = 0
    answer: str = ""


def answer_introduction(work: Work, command: AnswerIntroduction) -> Outcome:
    """One press; the first counts, and a second says how it was answered."""
    asked = contacts.introduction(work.session, command.introduction)
    if asked is None or command.answer not in ("yes", "no"):
        raise refuse("introduction.gone")
    contact = contacts.contact(work.session, asked.contact_id)
    if contact is None or work.me not in (asked.asked_of, contact.added_by):
        raise refuse("introduction.not_yours")
    asker = people.member(work.session, asked.asked_by)
    if asked.answer != contacts.OPEN:
        code = "introduction.said_yes" if asked.answer == "yes" else "introduction.said_no"
        raise refuse(code, who=introducing.person(work, asker), contact=named(contact))
    if contact.ended_at is not None:
        raise refuse("book.gone")
    asked.answer, asked.answered_at = command.answer, work.now
    work.session.add(asked)
    work.touched.add(work.me)
    return _answered(work, contact, asked, asker)


def _answered(work: Work, contact: Contact, asked: Introduction, asker: Member | None) -> Outcome:
    if asker is None or asker.ended_at:
        return said("introduction.asker_left")
    introducing.tell_asker(work, asked, f"introduction_{asked.answer}")
    code = "introduction.yes_done" if asked.answer == "yes" else "introduction.no_done"
    return said(code, who=introducing.person(work, asker), contact=named(contact))


ENTRIES = (
    Entry("ask_introduction", AskIntroduction, ask_introduction),
    Entry("answer_introduction", AnswerIntroduction, answer_introduction),
)
