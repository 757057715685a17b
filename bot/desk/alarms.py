"""When a room, a person or a platform can no longer be reached: the coordinators are told.

By another way than the one that is lost: in private where one of them can be reached there, else
in a room that still works, else in the log; `check` shows it in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot.desk.replies import Address
from bot.observing import log
from bot.storage import channels, leases, outbox, people, records
from bot.storage.tables import Identity, Member, Notice, Room

ALARMS = ("room_lost", "room_left", "workspace_lost", "member_lost", "platform_refuses")
"""The kinds of notices made here; each may also be said aloud."""

_log = log(__name__)


@dataclass(frozen=True)
class _Alarm:
    """What is to be told. `away_from` is a platform that is of no use for telling it.

    `waits` says that it is also kept for those who can be reached on that platform alone.
    """

    kind: str
    key: str
    args: dict[str, str | int]
    quiet: bool = True
    away_from: str = ""
    waits: bool = True


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
        _tell(session, _Alarm(kind, key, args, quiet=not by_hand), now)


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
        _tell(session, _Alarm("workspace_lost", key, args, quiet=False, away_from=platform), now)


def platform_refuses(session: Session, platform: str, why: str, now: datetime) -> None:
    """The platform takes nothing from us at all (a revoked token, a secret that has run out).

    What waits goes on waiting and is tried again. Told once a day, on another platform only: on
    this one it could not be said, and would not be true once it could.
    """
    key = f"platform-refuses:{platform}:{now.date()}"
    args: dict[str, str | int] = {"platform": platform.capitalize(), "why": why}
    _tell(session, _Alarm("platform_refuses", key, args, away_from=platform, waits=False), now)


def person_lost(
    session: Session,
    member_id: int,
    to: Address,
    why: str,
    now: datetime,
    *,
    day: date,
    by_hand: bool = False,
) -> bool:
    """The platform knows this user no longer. True when the member can be reached elsewhere.

    The coordinators are told when there is nowhere else: at once where the member took the bot
    away (`by_hand`), in working hours where it was found out. Whoever comes and goes all `day`
    (the centre's) is told of once.
    """
    leases.lose_identity(session, to.platform, to.workspace, to.user, why)
    if people.identities(session, member_id):
        return True
    key = f"member-lost:{member_id}:{to.platform}/{to.workspace}/{to.user}:{day}"
    args: dict[str, str | int] = {"member": member_id, "why": why}
    _tell(session, _Alarm("member_lost", key, args, quiet=not by_hand), now)
    return False


def _tell(session: Session, alarm: _Alarm, now: datetime) -> None:
    """To every coordinator but the one it is about; aloud where that reaches none of them."""
    reached = False
    for coordinator in people.coordinators(session):
        if coordinator.id == alarm.args.get("member"):
            continue
        way = _way_to(session, coordinator, alarm.away_from)
        reached = reached or way is not None
        if way is not None or alarm.waits:
            there = {"to": way.id or 0} if way is not None and alarm.away_from else {}
            args = {**alarm.args, **there}
            _append(session, alarm, args, now, member_id=coordinator.id)
    if not reached:
        _say_aloud(session, alarm, now)


def _way_to(session: Session, member: Member, away_from: str) -> Identity | None:
    found = people.identities(session, member.id or 0)
    return next((one for one in found if one.platform != away_from), None)


def _say_aloud(session: Session, alarm: _Alarm, now: datetime) -> None:
    rooms = [room for room in channels.rooms(session) if room.platform != alarm.away_from]
    for room in rooms[:1]:
        _append(session, alarm, alarm.args, now, room_id=room.id)
    if not rooms:
        _log.warning("nobody_to_tell", alarm=alarm.kind, **alarm.args)


def _append(
    session: Session, alarm: _Alarm, args: dict[str, str | int], now: datetime, **to: int | None
) -> None:
    (kind, number), *_ = to.items()
    own = f"{alarm.key}:{number}" if kind == "member_id" else f"{alarm.key}:room:{number}"
    if outbox.known_key(session, own):
        return
    records.append(
        session,
        Notice,
        key=own,
        kind=alarm.kind,
        args=args,
        quiet=alarm.quiet,
        created_at=now,
        not_before=now,
        **to,
    )
