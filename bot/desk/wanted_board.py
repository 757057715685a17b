"""Questions put to the rooms: how one comes up, changes and ends, and who is told.

A question that stands is a card in every room in which the centre meets, like a meeting. Whoever
says first that they can help is put in touch with the one who asks; both are told in private, on
whatever platform each is.
"""

from __future__ import annotations

from typing import Any

from bot.centre.asking import Asked
from bot.desk import telling
from bot.desk.work import Work, refuse
from bot.storage import channels, wanted
from bot.storage.tables import Member, Posting, Wanted

LONGEST = 300
"""Characters of a question to the rooms: it is read in passing."""


def put_up(work: Work, asked: Asked) -> Wanted:
    """A new question, with a card in every room; the same one that stands already is kept."""
    text = " ".join(asked.text.split())[:LONGEST]
    for standing in wanted.standing_of(work.session, work.me):
        if standing.text.casefold() == text.casefold():
            return standing
    row = Wanted(
        text=text,
        needs=list(asked.needs),
        markets=list(asked.markets),
        asked_by=work.me,
        asked_at=work.now,
        remind_at=work.calendar.add_days(work.now, 1),
    )
    work.session.add(row)
    work.session.flush()
    for room in channels.rooms(work.session):
        card = Posting(wanted_id=row.id, room_id=room.id or 0, wanted=row.revision)
        work.session.add(card)
    work.session.flush()
    return row


def load(work: Work, wanted_id: int) -> Wanted:
    """One question by its id; raises `Refused` where there is none."""
    row = wanted.wanted(work.session, wanted_id)
    if row is None:
        raise refuse("wanted.unknown")
    return row


def stands(row: Wanted) -> bool:
    """Whether it still waits for somebody."""
    return row.answered_at is None and row.ended_at is None


def answer(work: Work, row: Wanted) -> bool:
    """The acting member answers, if nobody has; both are told how to reach each other."""
    if not wanted.answer_first(work.session, row.id or 0, work.me, work.now):
        work.session.refresh(row)
        return False
    work.session.refresh(row)
    wanted.want_wanted_revision(work.session, row.id or 0, row.revision)
    key = f"wanted-matched:{row.id}"
    telling.message(work, [row.asked_by or 0], "wanted_matched", key, wanted=row.id, other=work.me)
    told: dict[str, Any] = {"wanted": row.id, "other": row.asked_by}
    telling.message(work, [work.me], "wanted_matched", key, **told)
    return True


def end(work: Work, row: Wanted) -> None:
    """It waits for nobody any more."""
    row.ended_at = work.now
    row.revision += 1
    work.session.add(row)
    work.session.flush()
    wanted.want_wanted_revision(work.session, row.id or 0, row.revision)


def leave(work: Work, member: Member) -> None:
    """Somebody is no longer here: nobody waits for answers to their questions any more."""
    for row in wanted.standing_of(work.session, member.id or 0):
        end(work, row)


def suggest(work: Work, row: Wanted, member_id: int) -> None:
    """Ask one member in particular; whoever put the question is told whom."""
    key = f"wanted-asked:{row.id}:{member_id}"
    telling.message(work, [member_id], "wanted_asked", key, wanted=row.id, by=work.me)
    if row.asked_by not in (None, work.me, member_id):
        told: dict[str, Any] = {"wanted": row.id, "by": work.me, "whom": member_id}
        telling.message(work, [row.asked_by or 0], "wanted_suggested", key, **told)
