"""Named queries on the centre's calendar: meetings, who comes, and who presents themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.storage.tables import Meeting, Posting


def meeting(session: Session, meeting_id: int) -> Meeting | None:
    """One meeting."""
    return session.get(Meeting, meeting_id)


def postings(session: Session, meeting_id: int) -> Sequence[Posting]:
    """The cards of one meeting, one a room."""
    return session.exec(select(Posting).where(Posting.meeting_id == meeting_id)).all()


def want_meeting_revision(session: Session, meeting_id: int, revision: int) -> None:
    """Every card of the meeting should show this revision."""
    session.execute(
        update(Posting)
        .where(col(Posting.meeting_id) == meeting_id)
        .values(wanted=revision, behind=True, again_at=None)
        .execution_options(synchronize_session=False)
    )
