"""What the web room is given before it opens: who may be acted as, its rooms, its clock."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock

from bot.centre.worktime import WorkCalendar
from bot.desk.replies import Outcome, Request, Value
from bot.desk.work import Desk
from bot.handlers.web.outbound import WebOutbound
from bot.handlers.web.timeline import Timeline
from bot.texts import Lang

Dispatch = Callable[[Desk, Request, datetime], Outcome]
Read = Callable[[str], tuple[str, dict[str, Value]]]
Moved = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class ActAs:
    """Somebody one can be in the room. `label` says which organisation, as shown beside the name.

    One without a label is not a member yet: the bot will ask them which organisation.
    """

    user: str
    name: str
    label: str = ""
    lang: Lang = "sv"
    email: str = ""


@dataclass(frozen=True)
class Room:
    """A channel of the web room. `lang` is the language the bot speaks in it."""

    channel: str
    name: str
    lang: Lang = "sv"


class MovableClock:
    """A clock that runs like any other and can be moved forward. Safe from any thread.

    Only the desk's `now` follows it; leases, tokens and the like stay on real time.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._lock = Lock()
        self._ahead = start - datetime.now(UTC) if start else timedelta()
        self.ahead_at_start = False

    @classmethod
    def at_work(cls, calendar: WorkCalendar, now: datetime) -> MovableClock:
        """One that stands on the present while the centre is open, otherwise at its opening.

        What the clock says comes in working hours only: a room opened in the evening would stay
        silent until somebody thought of moving its clock.
        """
        clock = cls(calendar.next_opening(now))
        clock.ahead_at_start = not calendar.is_open(now)
        return clock

    def now(self) -> datetime:
        """The room's present, in UTC."""
        with self._lock:
            return datetime.now(UTC) + self._ahead

    def move(self, seconds: float) -> datetime:
        """Move forward by so many seconds. Raises ValueError for a move backwards."""
        if seconds < 0:
            raise ValueError("The clock only moves forward: what has happened stays so.")
        with self._lock:
            self._ahead += timedelta(seconds=seconds)
        return self.now()

    def set(self, at: datetime) -> datetime:
        """Move forward to an instant. Raises ValueError for one that has passed."""
        return self.move((at - self.now()).total_seconds())


CLOCK_STEPS: dict[str, Callable[[WorkCalendar, datetime], datetime]] = {
    "hour": lambda _, now: now + timedelta(hours=1),
    "half_day": lambda calendar, now: calendar.add_hours(now, 4),
    "morning": lambda calendar, now: calendar.next_morning(now),
    "week": lambda _, now: now + timedelta(weeks=1),
}
"""The steps the clock offers, by the name of their button (`web.clock_hour`, ...)."""


@dataclass
class Hall:
    """Everything the room's pages share: what they show, whom they ask, who is here.

    `people` grows when somebody new comes in; `langs` holds the language a viewer has chosen for
    the frame of the page.
    """

    desk: Desk
    outbound: WebOutbound
    clock: MovableClock
    rooms: tuple[Room, ...]
    on_moved: Moved
    language: Lang
    dispatch: Dispatch
    read: Read
    wake: Callable[[], None]
    reads_messages: bool = False
    people: dict[str, ActAs] = field(default_factory=dict)
    langs: dict[str, Lang] = field(default_factory=dict)

    @property
    def timeline(self) -> Timeline:
        """What has been said."""
        return self.outbound.timeline

    def now(self) -> datetime:
        """The room's present."""
        return self.clock.now()

    def known(self) -> list[ActAs]:
        """Everybody one can act as, in the order they were given or came."""
        return list(self.people.values())

    def cast(self, user: str) -> list[ActAs]:
        """Everybody one can act as, the one acted as first."""
        return sorted(self.known(), key=lambda who: who.user != user)

    def person(self, user: str) -> ActAs | None:
        """One of them; None for the bot and for who was here in an earlier run."""
        return self.people.get(user)

    def lang(self, who: ActAs) -> Lang:
        """The language this viewer reads."""
        return self.langs.get(who.user, who.lang)

    def room(self, channel: str) -> Room | None:
        """A room by its channel."""
        return next((room for room in self.rooms if room.channel == channel), None)

    def welcome(self, name: str, email: str, lang: Lang) -> ActAs:
        """Let somebody new in. The desk will ask them which organisation."""
        stem = re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_ASCII)).strip("-") or "ny"
        taken, number = stem, 1
        while taken in self.people:
            number += 1
            taken = f"{stem}-{number}"
        who = ActAs(taken, name, "", lang, email)
        self.people[taken] = who
        return who


def people_by_user(people: Iterable[ActAs]) -> dict[str, ActAs]:
    """The people by their id. Raises ValueError where two share one."""
    found: dict[str, ActAs] = {}
    for who in people:
        if who.user in found:
            raise ValueError(f"two people to act as have the id {who.user!r}: give each its own")
        found[who.user] = who
    return found


_ASCII = str.maketrans("åäöéüø", "aaoeuo")
