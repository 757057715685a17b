"""How delivery stands, for those who watch: what waits, what was given up, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.desk.work import Desk
from bot.storage import parked
from bot.storage.parked import Heap, Standing


@dataclass(frozen=True)
class Report:
    """Counts and ages, the heaps by platform and reason, and the rooms out of reach."""

    standing: Standing
    heaps: Sequence[Heap]
    lost_rooms: Sequence[str]

    def as_data(self, now: datetime) -> dict[str, Any]:
        """The same as JSON knows it; ages in whole seconds, None where there is nothing."""
        return {
            "pending": self.standing.pending,
            "oldest_pending_seconds": _age(self.standing.oldest_pending, now),
            "parked": self.standing.parked,
            "oldest_parked_seconds": _age(self.standing.oldest_parked, now),
            "cards_held_up": self.standing.cards,
            "lost_rooms": len(self.lost_rooms),
            "heaps": [
                {
                    "state": heap.state,
                    "platform": heap.platform,
                    "why": heap.why,
                    "count": heap.count,
                    "oldest_seconds": _age(heap.oldest, now),
                }
                for heap in self.heaps
            ],
        }


def report(desk: Desk, now: datetime) -> Report:
    """How delivery stands now. Raises `NotRead` when the database does not answer."""
    quiet = not desk.calendar.is_open(now)
    with desk.store.read() as session:
        lost = [room.name or room.channel for room in parked.lost_rooms(session)]
        return Report(
            parked.standing(session, now, quiet=quiet), parked.heaps(session), tuple(lost)
        )


def _age(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else max(0, int((now - since).total_seconds()))
