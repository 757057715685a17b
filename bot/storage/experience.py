"""Named queries on what members have done before, to know who has met a matter already."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from bot.storage.tables import Enquiry

LOOKED_AT = 2000
"""So many closed cases are looked at, the latest first."""


class Closed(NamedTuple):
    """A closed case by who handled it and what it was about; never whose it was."""

    handler_id: int
    answers: dict[str, Any]


def closed_by(session: Session, members: Collection[int]) -> list[Closed]:
    """The cases that these members closed and whose companies agreed to be shared."""
    if not members:
        return []
    found = session.execute(
        select(col(Enquiry.handler_id), col(Enquiry.answers))
        .where(
            col(Enquiry.handler_id).in_(members),
            col(Enquiry.status) == "closed",
            col(Enquiry.consent) == "yes",
        )
        .order_by(col(Enquiry.closed_at).desc())
        .limit(LOOKED_AT)
    )
    return [Closed(*row) for row in found]


def handled_by_companies(session: Session, numbers: Collection[int]) -> list[Enquiry]:
    """Of these cases, those that the company agreed to share and a member handles or handled."""
    if not numbers:
        return []
    return list(
        session.execute(
            select(Enquiry)
            .where(
                col(Enquiry.id).in_(numbers),
                col(Enquiry.consent) == "yes",
                col(Enquiry.handler_id).is_not(None),
                col(Enquiry.status).in_(("in_progress", "waiting", "closed")),
            )
            .order_by(col(Enquiry.id).desc())
        ).scalars()
    )
