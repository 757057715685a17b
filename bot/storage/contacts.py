"""Named queries on the contacts that members know, and on who asked to be put in touch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from bot.storage.prepared import Prepared
from bot.storage.records import records, rows_of, table_of
from bot.storage.tables import Contact, Introduction

PAGE = 500
"""So many numbers go into one question."""
OPEN = ""
"""The answer of an introduction that nobody has answered."""


class Known(NamedTuple):
    """Enough of a contact to see whether another is the same."""

    id: int
    name: str
    organisation: str
    added_by: int | None
    organisation_of: str


# --- one contact, and a member's


def contact(session: Session, contact_id: int) -> Contact | None:
    """One contact, also one that has ended."""
    return session.get(Contact, contact_id) if contact_id else None


def live_contact(session: Session, contact_id: int) -> Contact | None:
    """One contact, unless it has ended."""
    found = contact(session, contact_id)
    return found if found is not None and found.ended_at is None else None


def live_contacts(session: Session) -> Sequence[Contact]:
    """Every contact that has not ended, the one confirmed last first."""
    return session.exec(
        select(Contact)
        .where(col(Contact.ended_at).is_(None))
        .order_by(col(Contact.confirmed_at).desc(), col(Contact.id))
    ).all()


def known_contacts(session: Session) -> list[Known]:
    """The same, by what a contact is recognised by alone."""
    rows = session.execute(
        columns(
            col(Contact.id),
            col(Contact.name),
            col(Contact.organisation),
            col(Contact.added_by),
            col(Contact.organisation_of),
        )
        .where(col(Contact.ended_at).is_(None))
        .order_by(col(Contact.id))
    )
    return [Known(*row) for row in rows]


def contacts_by_id(session: Session, ids: Collection[int]) -> dict[int, Contact]:
    """Several contacts that have not ended, by id, in the order of the ids."""
    wanted = sorted(set(ids))
    found: dict[int, Contact] = {}
    for at in range(0, len(wanted), PAGE):
        some = wanted[at : at + PAGE]
        rows = session.exec(
            select(Contact).where(col(Contact.id).in_(some), col(Contact.ended_at).is_(None))
        )
        found |= {row.id: row for row in rows if row.id}
    return found


def added_by(session: Session, member_id: int, limit: int, after: int = 0) -> Sequence[Contact]:
    """A member's contacts, the one confirmed longest ago first."""
    return session.exec(
        select(Contact)
        .where(_of(member_id))
        .order_by(col(Contact.confirmed_at), col(Contact.id))
        .offset(after)
        .limit(limit)
    ).all()


def count_added_by(session: Session, member_id: int) -> int:
    """How many contacts a member has."""
    return session.exec(select(func.count()).select_from(Contact).where(_of(member_id))).one()


def _of(member_id: int) -> ColumnElement[bool]:
    return and_(col(Contact.added_by) == member_id, col(Contact.ended_at).is_(None))


def unvouched(session: Session, organisation: str = "") -> Sequence[Contact]:
    """The contacts that nobody vouches for, of one organisation's former members or of all."""
    nobody = and_(col(Contact.added_by).is_(None), col(Contact.ended_at).is_(None))
    if organisation:
        nobody = and_(nobody, col(Contact.organisation_of) == organisation)
    return session.exec(
        select(Contact).where(nobody).order_by(col(Contact.name), col(Contact.id))
    ).all()


def leave_contacts(session: Session, member_id: int) -> int:
    """Nobody vouches for a member's contacts any more; returns how many they are."""
    left = count_added_by(session, member_id)
    session.execute(
        update(Contact)
        .where(col(Contact.added_by) == member_id)
        .values(added_by=None, asked_at=None)
        .execution_options(synchronize_session="fetch")
    )
    return left


def move_contacts(session: Session, former_id: int, member_id: int) -> None:
    """What a former membership added, asked and was asked is another's."""
    for table, column in (
        (Contact, Contact.added_by),
        (Introduction, Introduction.asked_by),
        (Introduction, Introduction.asked_of),
    ):
        session.execute(
            update(table)
            .where(col(column) == former_id)
            .values({col(column): member_id})
            .execution_options(synchronize_session="fetch")
        )


# --- whether they still hold


_C = table_of(Contact).c
_UNCONFIRMED = and_(_C.ended_at.is_(None), _C.confirmed_at <= bindparam("before"))
_UNASKED = and_(
    _UNCONFIRMED,
    _C.added_by.is_not(None),
    or_(_C.asked_at.is_(None), _C.asked_at < _C.confirmed_at),
)
_TO_ASK = Prepared(columns(_C.added_by).where(_UNASKED).distinct().order_by(_C.added_by))
_FORGOTTEN = Prepared(rows_of(Contact).where(_UNCONFIRMED).order_by(_C.id))
_ENDED = Prepared(rows_of(Contact).where(_C.ended_at <= bindparam("before")).order_by(_C.ended_at))


def to_ask(session: Session, before: datetime) -> list[int]:
    """The members who have added contacts confirmed last before then, and not asked about since."""
    return [row[0] for row in _TO_ASK.all(session, {"before": before})]


_CLAIM = Prepared(
    update(table_of(Contact))
    .where(_UNASKED, _C.added_by == bindparam("adder"))
    .values(asked_at=bindparam("now"))
    .returning(_C.id)
)


def claim_asking(session: Session, adder: int, before: datetime, now: datetime) -> int:
    """Note that a member is asked about all of those; how many, none where somebody else did."""
    return len(_CLAIM.all(session, {"adder": adder, "before": before, "now": now}))


def asked_and_silent(session: Session, member_id: int, asked_at: datetime) -> Sequence[Contact]:
    """A member's contacts asked about at that time, and neither confirmed nor changed since."""
    return session.exec(
        select(Contact)
        .where(
            _of(member_id),
            col(Contact.asked_at) == asked_at,
            col(Contact.confirmed_at) < asked_at,
        )
        .order_by(col(Contact.confirmed_at), col(Contact.id))
    ).all()


def forgotten(session: Session, before: datetime) -> Sequence[Contact]:
    """The contacts that nobody has confirmed since then."""
    return records(session, Contact, _FORGOTTEN.all(session, {"before": before}))


def ended_before(session: Session, before: datetime) -> Sequence[Contact]:
    """The contacts that ended before then, the one that ended first in front."""
    return records(session, Contact, _ENDED.all(session, {"before": before}))


def delete_contact(session: Session, contact_id: int) -> int:
    """A contact and the introductions to it are gone for good; returns how many those were."""
    asked = session.execute(delete(Introduction).where(col(Introduction.contact_id) == contact_id))
    session.execute(delete(Contact).where(col(Contact.id) == contact_id))
    return int(getattr(asked, "rowcount", 0))


# --- introductions


def introduction(session: Session, introduction_id: int) -> Introduction | None:
    """One introduction."""
    return session.get(Introduction, introduction_id) if introduction_id else None


def introductions_between(
    session: Session, contact_id: int, asked_by: int
) -> Sequence[Introduction]:
    """What a member has asked about one contact, the latest first."""
    return session.exec(
        select(Introduction)
        .where(Introduction.asked_by == asked_by, Introduction.contact_id == contact_id)
        .order_by(col(Introduction.id).desc())
    ).all()


def introduced_to(session: Session, asked_by: int) -> frozenset[int]:
    """The contacts whose details a member has been given."""
    rows = session.exec(
        select(Introduction.contact_id).where(
            Introduction.asked_by == asked_by, Introduction.answer == "yes"
        )
    )
    return frozenset(rows)


def open_introductions(session: Session, asked_of: int) -> Sequence[Introduction]:
    """What a member has been asked and has not answered, the oldest first."""
    return session.exec(
        select(Introduction)
        .where(Introduction.asked_of == asked_of, Introduction.answer == OPEN)
        .order_by(col(Introduction.id))
    ).all()


def open_about(session: Session, contact_id: int) -> Sequence[Introduction]:
    """The unanswered introductions to one contact."""
    return session.exec(
        select(Introduction).where(
            Introduction.contact_id == contact_id, Introduction.answer == OPEN
        )
    ).all()


_I = table_of(Introduction).c
_UNANSWERED = Prepared(
    rows_of(Introduction)
    .where(_I.answer == OPEN, _I.told_at.is_(None), _I.asked_at <= bindparam("before"))
    .order_by(_I.id)
)


def unanswered_introductions(session: Session, before: datetime) -> Sequence[Introduction]:
    """The introductions asked before then, unanswered, whose asker has not been told so."""
    return records(session, Introduction, _UNANSWERED.all(session, {"before": before}))


def claim_telling(session: Session, introduction_id: int, now: datetime) -> bool:
    """Note that the asker is told of the silence; False where somebody else did so first."""
    done = session.execute(
        update(Introduction)
        .where(
            col(Introduction.id) == introduction_id,
            col(Introduction.answer) == OPEN,
            col(Introduction.told_at).is_(None),
        )
        .values(told_at=now)
        .execution_options(synchronize_session="fetch")
    )
    return bool(getattr(done, "rowcount", 0))
