"""Asking whoever knows a contact to put somebody in touch: what is asked, and whom else to ask."""

from __future__ import annotations

from bot.desk import telling
from bot.desk.cases import name_of
from bot.desk.contact_likeness import is_same
from bot.desk.contact_sharing import titled, voucher
from bot.desk.contact_views import ask_button
from bot.desk.replies import Block, Button, Buttons, Line, Row, Table
from bot.desk.work import Work
from bot.storage import contacts, people
from bot.storage.tables import Contact, Introduction, Member
from bot.texts import Arg, Listed, phrase

SHOWN = 10
"""Lines of what waits for an answer."""
OTHERS = 3
"""So many others who know the same contact are offered as buttons."""


def tell_asked(work: Work, asked: Introduction) -> None:
    """Put the question to whoever is to answer it, at once: a person caused it."""
    telling.message(
        work,
        [asked.asked_of],
        "introduction_asked",
        f"introduction:{asked.id}",
        introduction=asked.id or 0,
    )


def ask_anew(work: Work, contact: Contact, member_id: int) -> None:
    """What waits about a contact is now for another member to answer; never for the asker."""
    for asked in contacts.open_about(work.session, contact.id or 0):
        if asked.asked_by == member_id:
            asked.answer, asked.answered_at = "yes", work.now
        elif asked.asked_of != member_id:
            asked.asked_of = member_id
            tell_asked(work, asked)
        work.session.add(asked)


def close(work: Work, contact: Contact) -> None:
    """The contact is there no more: nobody need answer, and whoever asked is told."""
    for asked in contacts.open_about(work.session, contact.id or 0):
        asked.answer, asked.answered_at = "no", work.now
        work.session.add(asked)
        tell_asker(work, asked, "introduction_no")


def tell_asker(work: Work, asked: Introduction, kind: str, *, quiet: bool = False) -> None:
    """Tell whoever asked what came of it."""
    key = f"{kind}:{asked.id}"
    telling.message(work, [asked.asked_by], kind, key, quiet=quiet, introduction=asked.id or 0)


def answer_buttons(asked: Introduction) -> tuple[Button, ...]:
    """Yes and no."""
    args = {"introduction": str(asked.id)}
    name = "answer_introduction"
    yes = Button(phrase("button.introduce_yes"), name, {**args, "answer": "yes"}, style="primary")
    return yes, Button(phrase("button.introduce_no"), name, {**args, "answer": "no"})


def waiting(work: Work) -> list[Block]:
    """What the acting member has been asked and has not answered; nothing where that is nothing."""
    found = contacts.open_introductions(work.session, work.me)
    known = contacts.contacts_by_id(work.session, {asked.contact_id for asked in found})
    rows = [
        Row(
            (titled(known[asked.contact_id]), _who(work, asked), asked.question),
            answer_buttons(asked),
        )
        for asked in found
        if asked.contact_id in known
    ]
    if not rows:
        return []
    columns = tuple(phrase(f"column.{name}") for name in ("contact", "asker", "question"))
    title = phrase("introduction.waiting", n=len(rows))
    return [Table(title, columns, tuple(rows[:SHOWN]), "")]


def _who(work: Work, asked: Introduction) -> Arg:
    return person(work, people.member(work.session, asked.asked_by))


def person(work: Work, member: Member | None) -> Arg:
    """A member with their organisation, "Anna Ek på Almi"; somebody erased as a former one."""
    if member is None or not member.name:
        return phrase("history.former")
    return phrase("book.named", name=member.name, organisation=name_of(work, member.organisation))


def whom_else(work: Work, contact: Contact, asker: Member) -> list[Block]:
    """Others who know the same contact, and the coordinator, where one got no answer or a no."""
    same = [
        other
        for other in contacts.live_contacts(work.session)
        if other.id != contact.id and is_same(other, contact)
    ]
    asked = []
    for other in same:
        member = voucher(work, other)
        if member is not None and member.id not in (asker.id, contact.added_by):
            asked.append(ask_button(other, member.name))
    blocks: list[Block] = []
    if asked:
        blocks += [Line(phrase("introduction.others")), Buttons(tuple(asked[:OTHERS]))]
    names = [m.name for m in telling.coordinators_now(work) if m.id != asker.id and m.name]
    if names:
        blocks.append(Line(phrase("introduction.coordinators", names=Listed(tuple(names)))))
    return blocks
