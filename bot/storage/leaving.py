"""What somebody who left has left behind, as it lies with their organisation."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot.centre.lifecycle import LED
from bot.storage.tables import Enquiry


def unhandled(session: Session, organisation: str) -> Sequence[Enquiry]:
    """Live cases that an organisation leads and nobody handles, the longest open first."""
    return session.exec(
        select(Enquiry)
        .where(
            col(Enquiry.handler_id).is_(None),
            col(Enquiry.status).in_(LED),
            Enquiry.lead == organisation,
            Enquiry.handler_name == "",
        )
        .order_by(col(Enquiry.opened_at), col(Enquiry.id))
    ).all()
