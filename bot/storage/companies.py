"""Named statements for companies, and for the cases that a company has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, or_, union_all
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from bot.storage.prepared import Prepared
from bot.storage.records import first, records, rows_of, table_of
from bot.storage.store import LIVE
from bot.storage.tables import Company, Enquiry

_FIRMS = table_of(Company).c
_COMPANY_BY_NUMBER = Prepared(
    rows_of(Company).where(_FIRMS.organisation_number == bindparam("number"))
)


def company_by_number(session: Session, number: str) -> Company | None:
    """The company with this organisation number (ten digits)."""
    return first(records(session, Company, _COMPANY_BY_NUMBER.all(session, {"number": number})))


def companies(session: Session, ids: Iterable[int]) -> dict[int, Company]:
    """Several companies by id, in one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.exec(select(Company).where(col(Company.id).in_(wanted)))
    return {row.id: row for row in rows if row.id}


NEIGHBOURS = 50
"""So many companies whose names come next in the alphabet are compared, either way."""
_ALIKE = rows_of(Company).where(
    _FIRMS.municipality == bindparam("municipality"),
    _FIRMS.name_key >= bindparam("first"),
    _FIRMS.name_key < bindparam("last"),
)
_COMPANIES_IN = Prepared(
    union_all(
        *(
            columns_of(near.order_by(order).limit(NEIGHBOURS).subquery())
            for near, order in (
                (_ALIKE.where(_FIRMS.name_key >= bindparam("key")), _FIRMS.name_key),
                (_ALIKE.where(_FIRMS.name_key < bindparam("key")), _FIRMS.name_key.desc()),
            )
        )
    )
)


def companies_in(session: Session, municipality: str, key: str, start: int) -> Sequence[Company]:
    """Companies of a municipality whose folded name begins alike, for comparing names.

    Those are compared that share the first `start` letters, the nearest in the alphabet where
    they are many: a large city's companies would else be read by the hundred for every case.
    """
    first = key[:start]
    asked = {"municipality": municipality, "first": first, "last": first + "\uffff", "key": key}
    return records(session, Company, _COMPANIES_IN.all(session, asked))


def live_cases_of(session: Session, company_ids: Iterable[int]) -> Sequence[Enquiry]:
    """Live cases about any of these companies, the oldest first."""
    wanted = set(company_ids)
    if not wanted:
        return []
    return session.exec(
        select(Enquiry)
        .where(col(Enquiry.company_id).in_(wanted), col(Enquiry.status).in_(LIVE))
        .order_by(col(Enquiry.id))
    ).all()


def company_is_shared(session: Session, company_id: int, number: int) -> bool:
    """Whether another enquiry than this one is about the company."""
    others = select(Enquiry.id).where(Enquiry.company_id == company_id, Enquiry.id != number)
    return session.exec(others.limit(1)).first() is not None


def company_is_open_to(session: Session, company_id: int, member_id: int) -> bool:
    """Whether a company has a case that it agreed to share, or that this member has posted."""
    found = session.exec(
        select(Enquiry.id)
        .where(
            Enquiry.company_id == company_id,
            or_(col(Enquiry.consent) == "yes", col(Enquiry.poster_id) == member_id),
        )
        .limit(1)
    )
    return found.first() is not None
