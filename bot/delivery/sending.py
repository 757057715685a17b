"""What every sending shares: one call with a time limit, the pace of repeats, a room's lease."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from random import SystemRandom
from typing import Protocol

from sqlmodel import Session

from bot.delivery.troubles import Troubles
from bot.desk.replies import Address, Gone, Message, Outbound, Result, Sent, Unclear
from bot.desk.work import Desk
from bot.metrics import deliveries
from bot.observing import log
from bot.storage import leases
from bot.storage.outbox import Target
from bot.storage.tables import Notice, Posting

LEASE = timedelta(seconds=30)
"""How long a room is held at a time. A call may take at most half of it."""

TRIES = 24
"""After so many unclear tries a notice is parked: some eight hours, a platform's worst day."""

DAILY = timedelta(days=1)
"""How often a card is tried after that: a room shows the present state as soon as it can again."""

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 1800.0
"""Seconds between repeats: doubled each time from the first, never longer than the last."""

_log = log(__name__)
_random = SystemRandom()


class Step(Enum):
    """What became of one message."""

    SENT = "sent"
    SETTLED = "settled"
    WAITS = "waits"
    STOP = "stop"


class Words(Protocol):
    """Who puts cards and notices into words: `bot.desk.outgoing`."""

    def posting_message(
        self, desk: Desk, session: Session, posting: Posting, now: datetime
    ) -> Message:
        """A case's card for one room, as it is now."""
        ...

    def notice_message(
        self, desk: Desk, session: Session, notice: Notice, now: datetime
    ) -> tuple[Address, Message] | None:
        """A notice and where it goes; None when it is no longer true."""
        ...

    def home_message(
        self, desk: Desk, session: Session, member_id: int, now: datetime
    ) -> list[tuple[Address, Message]]:
        """A member's own page, for each of their identities."""
        ...


def real_time() -> datetime:
    """The time of the world, for leases; the desk's own clock may be moved."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Post:
    """The means of sending."""

    desk: Desk
    outbounds: Mapping[str, Outbound]
    words: Words
    now: Callable[[], datetime]
    real: Callable[[], datetime] = real_time
    lease: timedelta = LEASE
    tries: int = TRIES
    troubles: Troubles = field(default_factory=Troubles)
    resting: dict[Target, tuple[datetime, datetime]] = field(default_factory=dict)
    """Who has asked this process to wait ("Retry-After"): since when, and until when. What comes
    for them meanwhile waits too; what was there already does so in its rows."""

    def rest(self, target: Target, seconds: float) -> None:
        """Send nothing there for so long."""
        now = self.now()
        self.resting[target] = now, now + timedelta(seconds=seconds)

    def at_rest(self) -> list[Target]:
        """Those who are to be left alone now; a clock that was put back makes nobody wait."""
        now = self.now()
        for target, (since, until) in list(self.resting.items()):
            if not since <= now < until:
                self.resting.pop(target, None)
        return list(self.resting)

    async def send(
        self, to: Address, message: Message, *, replaces: str = "", unsure: bool = False
    ) -> Result:
        """Send, or replace what was sent before; never raises.

        `unsure` says that an earlier try may have arrived: the platform is asked first. A
        message that cannot be replaced (somebody deleted it) is sent anew, under another key:
        what is looked for by it then is the new one.
        """
        result = await self._tried(to, message, replaces, unsure)
        deliveries.labels(to.platform, type(result).__name__.lower()).inc()
        return result

    async def _tried(self, to: Address, message: Message, replaces: str, unsure: bool) -> Result:
        limit = self.lease.total_seconds() / 2
        try:
            return await asyncio.wait_for(self._send(to, message, replaces, unsure), limit)
        except TimeoutError:
            return Unclear(f"no answer within {limit:g} s")
        except Exception as error:
            _log.exception("sending_failed", platform=to.platform)
            return Unclear(f"{type(error).__name__} while sending")

    async def _send(self, to: Address, message: Message, replaces: str, unsure: bool) -> Result:
        outbound = self.outbounds[to.platform]
        if replaces:
            result = await outbound.edit(to, replaces, message)
            if not isinstance(result, Gone):
                return result
            message = replace(message, key=f"{message.key}|{replaces}")
        if unsure:
            found = await outbound.find(to, message.key)
            if found is not None:
                return Sent(found) if isinstance(found, str) else found
        return await outbound.send(to, message)

    def pause(self, tried: int) -> timedelta:
        """How long to wait after the `tried`th unclear try: longer each time, never in step."""
        seconds = min(FIRST_PAUSE * 2 ** min(tried - 1, 16), LONGEST_PAUSE)
        return timedelta(seconds=seconds * _random.uniform(0.8, 1.2))


@dataclass
class Hold:
    """A room that is ours for a while. `inherited`: its last sender may have died in a call."""

    room_id: int
    token: str
    until: datetime
    inherited: bool

    def keep(self, post: Post) -> bool:
        """Make sure that a whole call fits into the lease; False when the room is lost."""
        if self.until - post.real() > post.lease * 0.75:
            return True
        until = post.real() + post.lease
        with post.desk.store.write() as session:
            kept = leases.keep_room(session, self.room_id, self.token, until)
        if kept:
            self.until = until
        return kept
