"""A centre with two rooms on two platforms, its members, and a clock that goes hour by hour.

Below it nothing is faked: a real desk on a database file and the real delivery. What would leave
for Slack or Teams is written into a book, with the time on the desk's clock.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import text

from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.delivery import Delivery
from bot.desk.dispatch import dispatch
from bot.desk.due import tick
from bot.desk.replies import Caller, Outcome, Place, Request, Value
from bot.desk.work import Desk
from bot.storage import store
from bot.storage.engine import Store
from bot.storage.tables import Identity, Member, Room
from tests.calendar_year import almanac
from tests.calendar_year.book import Book, Left
from tests.centre_at_work import said as read_out

BEFORE = datetime(2025, 12, 1, 8, tzinfo=UTC)
"""Everybody was a member by then."""

ROOMS = {"slack": ("T1", "C-export", "en"), "teams": ("tenant", "19:export", "sv")}

PEOPLE = {
    "karin": ("vgr", "teams", "sv"),
    "omar": ("vgr", "slack", "en"),
    "anna": ("almi", "slack", "sv"),
    "lena": ("almi", "teams", "sv"),
    "johan": ("business-sweden", "slack", "en"),
    "emma": ("business-sweden", "teams", "en"),
    "sara": ("brg", "teams", "sv"),
    "nils": ("brg", "slack", "sv"),
    "elias": ("een", "slack", "en"),
    "maria": ("ekn", "teams", "sv"),
    "ture": ("ekn", "slack", "sv"),
    "petra": ("handelskammaren", "teams", "sv"),
    "stina": ("sek", "slack", "en"),
    "ingrid": ("industriell-dynamik", "teams", "sv"),
}
"""Who is who: organisation, platform and language. Karin is the coordinator, Omar her stand-in."""


def faulty(logs: Iterable[MutableMapping[str, Any]]) -> list[MutableMapping[str, Any]]:
    """What went wrong by the log."""
    return [entry for entry in logs if entry["log_level"] not in ("info", "debug")]


@dataclass(frozen=True)
class Step:
    """Something a member did, and that was accepted. `about` is the case's or meeting's number."""

    at: datetime
    user: str
    verb: str
    about: int
    args: dict[str, Value]


WAITS = text(
    "SELECT EXISTS (SELECT 1 FROM notice WHERE state = 'pending')"
    " OR EXISTS (SELECT 1 FROM posting WHERE behind)"
)
"""Whether anything waits to be sent."""

LONG = 120.0
"""Seconds to wait for the lane in which one writes: how long a member is let wait on a busy machine
is tried elsewhere, and what is given up here would come an hour late."""

Story = Iterator[datetime]
"""Something that happens: runs until it says when it goes on."""


@dataclass
class Town:
    """The desk, the clock, what members did, and what left."""

    desk: Desk
    now: datetime
    left: list[Left] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    ticks: list[datetime] = field(default_factory=list)
    members: dict[str, int] = field(default_factory=dict)
    _forms: Iterator[int] = field(default_factory=lambda: count(1))
    _waiting: list[tuple[datetime, int, Story]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """The way out."""
        books = {name: Book(name, lambda: self.now, self.left) for name in ROOMS}
        self.delivery = Delivery(self.desk, books, lambda: self.now, real=lambda: self.now)

    # --- what members do

    def press(self, user: str, verb: str, about: int = 0, **args: Value | int) -> Outcome:
        """A member gives a command in their room, its form filled in; what was done is noted."""
        _, platform, _ = PEOPLE[user]
        workspace, channel, _ = ROOMS[platform]
        given: dict[str, Value] = {
            name.replace("q_", "q."): str(v) if isinstance(v, int) else v
            for name, v in args.items()
        }
        given.setdefault("_form", f"form-{next(self._forms)}")
        caller = Caller(platform, workspace, user, user)
        place = Place(platform, workspace, channel)
        outcome = dispatch(self.desk, Request(verb, given, caller, place, ""), self.now)
        if outcome.done and outcome.form is None:
            self.steps.append(Step(self.now, user, verb, about, given))
        else:
            self.refused.append(f"{self.now:%F %H.%M} {user} {verb} {about}: {read_out(outcome)}")
        return outcome

    def on_case(self, user: str, verb: str, number: int, **args: Value | int) -> bool:
        """A step on a case; whether it was taken."""
        outcome = self.press(user, verb, number, case=number, **args)
        return outcome.done and outcome.form is None

    def open(self, user: str, offer_to: str, **args: Value | int) -> int:
        """A case, offered to an organisation or to nobody; its number."""
        number = self._newest() + 1
        given: dict[str, Value | int] = {
            "need": "Hur får vi betalt i Brasilien?",
            "consent": "yes",
            "company": f"Bolaget {number} AB",
            "q_municipality": "Mark",
            "q_size": "10-49",
            "q_market": ("BR",),
            "q_needs": ("payment-risk",),
            "even_so": "yes",
            "offer_to": offer_to,
            **args,
        }
        self.press(user, "refer", number, **given)
        assert self._newest() == number, self.refused[-1]
        return number

    def _newest(self) -> int:
        with self.desk.store.read() as session:
            return store.newest(session)

    # --- time

    def begin(self, stories: Iterable[Story]) -> None:
        """Let stories begin when their first moment comes."""
        for story in stories:
            self._go_on(story)

    async def run(self, hours: Iterable[datetime]) -> None:
        """Let the clock go: at every hour a tick, between them what the members do.

        What is not among the hours the machine sleeps through: nothing ticks, nobody gets through
        to it, and what members would have done they do when it is back.
        """
        for hour in hours:
            if hour - self.now <= almanac.HOUR:
                await self._until(hour)
            self.now = hour
            self.ticks.append(hour)
            tick(self.desk, hour)
            await self._deliver()

    async def _until(self, hour: datetime) -> None:
        """What members do before a full hour, each followed by what it sends."""
        while self._waiting and self._waiting[0][0] < hour:
            at, _, story = heapq.heappop(self._waiting)
            self.now = max(at, self.now + timedelta(seconds=1))
            self._go_on(story)
            await self._deliver()

    async def _deliver(self) -> None:
        """Let everything leave that can, where there is anything at all."""
        with self.desk.store.read() as session:
            waits = session.execute(WAITS).scalar_one()
        if waits:
            await self.delivery.deliver()

    def _go_on(self, story: Story) -> None:
        at = next(story, None)
        if at is not None:
            heapq.heappush(self._waiting, (at, next(self._order), story))


def without_pictures(centre: Centre) -> Centre:
    """The centre whose digests have no picture: what counts here is which messages come, and each
    picture takes as long to draw as a day of the clock."""
    digest = centre.digest.model_copy(update={"picture_from": 10**6})
    return centre.model_copy(update={"digest": digest})


def found(store_: Store, centre: Centre, now: datetime) -> Town:
    """The town, with everybody in their room."""
    town = Town(Desk(store_, centre, WorkCalendar.of(centre.working_hours)), now)
    with store_.write() as session:
        for platform, (workspace, channel, lang) in ROOMS.items():
            session.add(
                Room(
                    platform=platform, workspace=workspace, channel=channel, name=channel, lang=lang
                )
            )
        for user, (organisation, platform, lang) in PEOPLE.items():
            member = Member(
                name=user.capitalize(),
                organisation=organisation,
                lang=lang,
                joined_at=BEFORE,
                confirmed_at=BEFORE,
                coordinator=user in ("karin", "omar"),
                stand_in=user == "omar",
            )
            session.add(member)
            session.flush()
            town.members[user] = member.id or 0
            session.add(
                Identity(
                    member_id=member.id or 0,
                    platform=platform,
                    workspace=ROOMS[platform][0],
                    user=user,
                    used_at=BEFORE,
                )
            )
    return town
