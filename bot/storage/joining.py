"""Named statements for identities that are joined: codes, wrong codes, and members who were two.

As in `store`, nothing is decided here. A code is found by its digest; to use it is a conditional
update, so that of two who enter it at once one comes through.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.storage.outbox import changed
from bot.storage.store import LIVE, STANDING
from bot.storage.tables import (
    Enquiry,
    Identity,
    JoinCode,
    LogEntry,
    Member,
    MergedMember,
    Notice,
    Referral,
    WrongCode,
)

# --- codes


def keep_code(session: Session, code: JoinCode) -> None:
    """Keep a member's new code; an older one of theirs is void from now on."""
    void_codes(session, code.member_id)
    session.add(code)
    session.flush()


def void_codes(session: Session, member_id: int) -> None:
    """No code of this member is good for anything any more."""
    changed(
        session,
        update(JoinCode)
        .where(col(JoinCode.member_id) == member_id, col(JoinCode.state) == "live")
        .values(state="void"),
    )


def code(session: Session, digest: str) -> JoinCode | None:
    """The code with this digest, in whatever state it is now."""
    asked = select(JoinCode).where(JoinCode.digest == digest)
    return session.exec(asked.execution_options(populate_existing=True)).first()


def use_code(session: Session, code_id: int) -> bool:
    """Use a code up; False when somebody else was first."""
    return changed(
        session,
        update(JoinCode)
        .where(col(JoinCode.id) == code_id, col(JoinCode.state) == "live")
        .values(state="used"),
    )


def codes_of(session: Session, member_ids: Collection[int]) -> Sequence[JoinCode]:
    """Every code still kept that these members have asked for."""
    return session.exec(
        select(JoinCode).where(col(JoinCode.member_id).in_(member_ids)).order_by(col(JoinCode.id))
    ).all()


def wrong_codes(session: Session, since: datetime) -> Sequence[WrongCode]:
    """The wrong codes entered since then, the oldest first."""
    return session.exec(
        select(WrongCode).where(WrongCode.at > since).order_by(col(WrongCode.at))
    ).all()


def keep_wrong_code(session: Session, identity_key: str, now: datetime) -> None:
    """Remember that a code was wrong."""
    session.add(WrongCode(identity=identity_key, at=now))
    session.flush()


def forget_codes(session: Session, before: datetime) -> None:
    """Remove codes and wrong codes from before an instant."""
    session.execute(delete(JoinCode).where(col(JoinCode.made_at) < before))
    session.execute(delete(WrongCode).where(col(WrongCode.at) < before))


def forget_codes_of(session: Session, identity: Identity) -> int:
    """Remove what an identity has asked for and entered; returns how many codes that were."""
    key = f"{identity.platform}/{identity.workspace}/{identity.user}"
    made = session.execute(delete(JoinCode).where(col(JoinCode.identity_id) == identity.id))
    wrong = session.execute(delete(WrongCode).where(col(WrongCode.identity) == key))
    return sum(int(getattr(result, "rowcount", 0)) for result in (made, wrong))


# --- identities, and members who were two


def all_identities(session: Session, member_id: int) -> Sequence[Identity]:
    """A member's identities, also those that cannot be reached, in the order we met them."""
    return session.exec(
        select(Identity).where(Identity.member_id == member_id).order_by(col(Identity.id))
    ).all()


def keep_merged(session: Session, former: Member, member: Member, now: datetime) -> None:
    """Remember as whom somebody goes on, and that those who became them before do so too."""
    changed(
        session,
        update(MergedMember)
        .where(col(MergedMember.member_id) == former.id)
        .values(member_id=member.id),
    )
    session.add(MergedMember(former_id=former.id or 0, member_id=member.id or 0, at=now))
    session.flush()


def goes_on_as(session: Session, member_id: int) -> int:
    """The member that somebody is now: themselves, or the one they were joined to."""
    merged = session.get(MergedMember, member_id, populate_existing=True)
    return merged.member_id if merged is not None else member_id


def former_members(session: Session, member_id: int) -> Sequence[int]:
    """The memberships that ended as this person had several."""
    return session.exec(
        select(MergedMember.former_id)
        .where(MergedMember.member_id == member_id)
        .order_by(col(MergedMember.former_id))
    ).all()


def move_notices(session: Session, former_id: int, member_id: int) -> None:
    """What waits for a former member goes to the one they are now.

    What both are told of the same case is left where it is, and so said once.
    """
    waiting = select(Notice).where(Notice.state == "pending")
    told = session.exec(waiting.where(Notice.member_id == member_id)).all()
    known = {_about(notice) for notice in told}
    for notice in session.exec(waiting.where(Notice.member_id == former_id)):
        if _about(notice) not in known:
            notice.member_id = member_id
            session.add(notice)
    session.flush()


def _about(notice: Notice) -> tuple[str, int | None, str]:
    """What a notice says, and of what: a case, or what its arguments name."""
    return notice.kind, notice.enquiry_id, "" if notice.enquiry_id else str(notice.args)


# --- what somebody has in hand


def closed_cases(session: Session, member_id: int) -> Sequence[Enquiry]:
    """Closed cases that a member has opened or handled last, in their order."""
    found: dict[int | None, Enquiry] = {}
    for field in (Enquiry.handler_id, Enquiry.poster_id):
        rows = session.exec(
            select(Enquiry).where(col(field) == member_id, Enquiry.status == "closed")
        )
        found.update({row.id: row for row in rows})
    return sorted(found.values(), key=lambda enquiry: enquiry.id or 0)


def referred_by_hand(session: Session, organisation: str, member_id: int) -> Sequence[int]:
    """Live cases in which a member works, or wants to, for the organisation: also as support."""
    return session.exec(
        select(Referral.enquiry_id)
        .join(Enquiry, col(Enquiry.id) == col(Referral.enquiry_id))
        .where(
            Referral.organisation == organisation,
            col(Referral.status).in_(("requested", "accepted")),
            Referral.handler_id == member_id,
            col(Enquiry.status).in_(LIVE),
        )
        .order_by(col(Referral.enquiry_id))
    ).all()


def asked_in(session: Session, organisation: str, member_id: int) -> Sequence[int]:
    """Live cases of an organisation in which a member has asked something, answered or not."""
    theirs = select(Referral.enquiry_id).where(
        Referral.organisation == organisation, col(Referral.status).in_(STANDING)
    )
    return session.exec(
        select(LogEntry.enquiry_id)
        .join(Enquiry, col(Enquiry.id) == col(LogEntry.enquiry_id))
        .where(
            col(LogEntry.enquiry_id).in_(theirs),
            LogEntry.step == "asked",
            LogEntry.member_id == member_id,
            col(Enquiry.status).in_(LIVE),
        )
        .distinct()
        .order_by(col(LogEntry.enquiry_id))
    ).all()
