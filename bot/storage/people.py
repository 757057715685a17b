"""Named statements for people: their accounts on a platform, and the members behind these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from bot.storage.prepared import Prepared
from bot.storage.records import first, records, rows_of, table_of
from bot.storage.tables import Identity, Member

_IDENTITIES, _MEMBERS = table_of(Identity).c, table_of(Member).c
_BY_USER = (
    _IDENTITIES.platform == bindparam("platform"),
    _IDENTITIES.workspace == bindparam("workspace"),
    _IDENTITIES.user == bindparam("user"),
)
_IDENTITY = Prepared(rows_of(Identity).where(*_BY_USER))


def identity(session: Session, platform: str, workspace: str, user: str) -> Identity | None:
    """Who a platform's user is to us, if we have met."""
    who = {"platform": platform, "workspace": workspace, "user": user}
    return first(records(session, Identity, _IDENTITY.all(session, who)))


_WHO = Prepared(
    columns_of(table_of(Identity), table_of(Member))
    .outerjoin(table_of(Member), _MEMBERS.id == _IDENTITIES.member_id)
    .where(*_BY_USER)
)


def who(
    session: Session, platform: str, workspace: str, user: str
) -> tuple[Identity | None, Member | None]:
    """A platform's user, and the member they are, in one query."""
    asked = {"platform": platform, "workspace": workspace, "user": user}
    found = _WHO.all(session, asked)[:1]
    joined = [row for row in found if row[len(_IDENTITIES)] is not None]
    known = records(session, Identity, found)
    return first(known), first(records(session, Member, joined, len(_IDENTITIES)))


def identities(session: Session, member_id: int) -> Sequence[Identity]:
    """A member's identities, the one used last first."""
    return session.exec(
        select(Identity)
        .where(Identity.member_id == member_id, Identity.gone == "")
        .order_by(col(Identity.used_at).desc())
    ).all()


def member(session: Session, member_id: int | None) -> Member | None:
    """One member, or None."""
    return session.get(Member, member_id) if member_id else None


def members(session: Session, ids: Iterable[int]) -> dict[int, Member]:
    """Several members by id, in one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.exec(select(Member).where(col(Member.id).in_(wanted)))
    return {row.id: row for row in rows if row.id}


_MEMBERS_OF = Prepared(
    rows_of(Member)
    .where(_MEMBERS.organisation == bindparam("organisation"), _MEMBERS.ended_at.is_(None))
    .order_by(_MEMBERS.id)
)


def members_of(session: Session, organisation: str) -> Sequence[Member]:
    """The present members of an organisation, confirmed or not, in the order they joined."""
    return records(session, Member, _MEMBERS_OF.all(session, {"organisation": organisation}))


def present_members(session: Session) -> Sequence[Member]:
    """Everybody whose membership has not ended."""
    return session.exec(
        select(Member).where(col(Member.ended_at).is_(None)).order_by(col(Member.id))
    ).all()


def coordinators(session: Session) -> Sequence[Member]:
    """Those with the coordinator's duty, stand-ins last."""
    return session.exec(
        select(Member)
        .where(Member.coordinator, col(Member.ended_at).is_(None))
        .order_by(col(Member.stand_in), col(Member.id))
    ).all()
