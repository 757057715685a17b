"""What may be seen of a case: the consent agreement as one function.

Without the company's yes, its name, number, municipality, contact and free text are for the
poster, and for whoever accepted at an organisation the poster offered the case to, or said yes to
afterwards. The contact is for poster and handler only, always.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.lifecycle import Offer, Status
from bot.desk.cases import Case
from bot.storage.tables import Member, Room


@dataclass(frozen=True)
class Viewer:
    """Who looks: a member in private, or a room in which everybody sees the same."""

    member: Member | None = None
    room: Room | None = None


@dataclass(frozen=True)
class Sight:
    """What may be seen: the company (`names`, with free text), and its contact."""

    names: bool
    contact: bool


def sight(case: Case, viewer: Viewer) -> Sight:
    """What `viewer` may see of `case`."""
    if case.status is Status.VOID:
        return Sight(names=False, contact=False)
    if viewer.member is None:
        shows = viewer.room is not None and viewer.room.shows_names
        return Sight(names=shows and not case.withheld, contact=False)
    member = viewer.member
    if member.ended_at:
        return Sight(names=False, contact=False)
    poster = case.enquiry.poster_id == member.id
    released = not case.withheld or poster or _released(case, member)
    handler = case.enquiry.handler_id == member.id
    return Sight(names=released, contact=released and (poster or handler))


def _released(case: Case, member: Member) -> bool:
    """Whether the poster's offer or yes brought this member onto the case.

    Who was on it to its end still knows which company it is: they are asked months later what
    came of it, and may open it again.
    """
    if not member.confirmed_at:
        return False
    return any(
        r.handler_id == member.id and (r.by_poster or r.organisation in case.enquiry.released_to)
        for r in case.referrals
        if r.status == Offer.ACCEPTED or (r.status == Offer.DONE and not case.live)
    )
