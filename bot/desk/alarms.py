"""When a room or a person can no longer be reached: remembered, and the coordinators told."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.desk.replies import Address
from bot.storage import channels, leases, outbox, store
from bot.storage.tables import Notice, Room


def room_lost(
    session: Session, room_id: int, why: str, now: datetime, *, by_hand: bool = False
) -> None:
    """The platform takes nothing for this room: what waits is parked, coordinators are told.

    At once where somebody took the bot away (`by_hand`), in working hours where it was found out.
    Of a channel in which the centre does not meet nobody needs to hear.
    """
    room = session.get(Room, room_id)
    if room is not None and leases.lose_room(session, room_id, why) and room.active:
        args: dict[str, str | int] = {"room": room.name or room.channel, "why": why}
        kind = "room_left" if by_hand else "room_lost"
        key = f"room-lost:{room_id}:{now.isoformat()}"
        _tell(session, key, kind, args, now, quiet=not by_hand)


def workspace_lost(
    session: Session, platform: str, workspace: str, why: str, now: datetime
) -> None:
    """The platform takes nothing for any room there; the coordinators are told once for all."""
    lost = [
        room
        for room in channels.rooms_at(session, platform, workspace)
        if leases.lose_room(session, room.id or 0, why) and room.active
    ]
    if lost:
        names = ", ".join(room.name or room.channel for room in lost)
        args: dict[str, str | int] = {"platform": platform.capitalize(), "rooms": names}
        key = f"workspace-lost:{platform}/{workspace}:{now.isoformat()}"
        _tell(session, key, "workspace_lost", args, now, quiet=False)


def person_lost(
    session: Session, member_id: int, to: Address, why: str, now: datetime, *, by_hand: bool = False
) -> bool:
    """The platform knows this user no longer. True when the member can be reached elsewhere.

    The coordinators are told when there is nowhere else: at once where the member took the bot
    away (`by_hand`), in working hours where it was found out.
    """
    leases.lose_identity(session, to.platform, to.workspace, to.user, why)
    if store.identities(session, member_id):
        return True
    key = f"member-lost:{member_id}:{to.platform}/{to.workspace}/{to.user}"
    args: dict[str, str | int] = {"member": member_id, "why": why}
    _tell(session, key, "member_lost", args, now, quiet=not by_hand)
    return False


def _tell(
    session: Session,
    key: str,
    kind: str,
    args: dict[str, str | int],
    now: datetime,
    *,
    quiet: bool = True,
) -> None:
    for coordinator in store.coordinators(session):
        own = f"{key}:{coordinator.id}"
        if coordinator.id == args.get("member") or outbox.known_key(session, own):
            continue
        store.append(
            session,
            Notice,
            key=own,
            kind=kind,
            member_id=coordinator.id,
            args=args,
            quiet=quiet,
            created_at=now,
            not_before=now,
        )
