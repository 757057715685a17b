"""The centre's programme of two years: by hand where the calendar is difficult, and at random."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from sqlmodel import func, select

from bot.desk.replies import Value
from bot.storage.tables import Meeting
from tests.calendar_year import almanac
from tests.calendar_year.difficult_days import DIFFICULT, USUAL, Event, at, yes
from tests.calendar_year.town import PEOPLE, Story, Town

REGIONS = ("goteborgsregionen", "sjuharad", "fyrbodal", "skaraborg")


class Programme:
    """All the meetings of the two years."""

    def __init__(self, town: Town, seed: int) -> None:
        """What happens follows from the seed."""
        self.town, self.random = town, Random(seed)

    def stories(self, first: date, last: date) -> Iterator[Story]:
        """The difficult ones, the partners' own each month, and one at random every ten days."""
        events = [*DIFFICULT, *self._partners(first, last), *self._any(first, last)]
        return (
            self._goes(event)
            for event in events
            if at(event.added).date() >= first and date.fromisoformat(event.when[:10]) <= last
        )

    def _goes(self, event: Event) -> Story:
        yield at(event.added)
        number = self._add(event)
        if not number:
            return
        for when, user, what, value in event.then:
            yield max(at(when), self.town.now)
            if what == "coming":
                self.town.press(user, "coming", number, meeting=number, answer=value)
            elif what == "move":
                self._press(event, number, user, value)
            elif what == "cancel":
                self.town.press(user, "cancel_meeting", number, meeting=number)
            else:
                said = {"companies": value} if value else {"nobody": "yes"}
                self.town.press(user, "met", number, meeting=number, **said)

    def _add(self, event: Event) -> int:
        number = self._newest() + 1
        self._press(event, number, event.by, event.when, new=True)
        return number if self._newest() == number else 0

    def _press(self, event: Event, number: int, user: str, when: str, *, new: bool = False) -> None:
        args: dict[str, Value | int] = {
            "title": f"Träff {number}",
            "kind": event.kind,
            "when": when,
            "place": "Borås",
            "sub_region": event.sub_region,
            "remind": event.remind,
            "asked": "yes",
        }
        self.town.press(user, "meeting", number, **args, **({} if new else {"meeting": number}))

    def _newest(self) -> int:
        with self.town.desk.store.read() as session:
            return session.exec(select(func.max(Meeting.id))).one() or 0

    # --- at random

    def _partners(self, first: date, last: date) -> Iterator[Event]:
        """Every second Thursday of the month at nine; where that is closed, the working day after."""
        month = first.replace(day=1)
        while month <= last:
            day = almanac.this_or_after(month + timedelta(days=(3 - month.weekday()) % 7 + 7))
            added = self._before(day, 20, 28)
            comers = self.random.sample(sorted(PEOPLE), 5)
            then = yes(self._text(added + timedelta(days=1), 10, 5), *comers)
            yield Event(self._text(added, 9, 15), "karin", "partners", f"{day} 09.00-11.30", then)
            month = almanac.months_later(month, 1)

    def _any(self, first: date, last: date) -> Iterator[Event]:
        day = first + timedelta(days=30)
        while day <= last:
            yield self._one(day)
            day += timedelta(days=self.random.randint(6, 16))

    def _one(self, day: date) -> Event:
        hour = self.random.randint(7, 16)
        when = self.random.choice(
            (f"{day} {hour:02d}.30-{hour + 2:02d}.00", f"{day} {hour:02d}.00", f"{day}")
        )
        added = self._before(day, 1, 30)
        people = self.random.sample(sorted(PEOPLE), self.random.randint(1, 6))
        by, comers = people[0], people[self.random.randint(0, 1) :]
        kind = self.random.choice(("export-boost", "training", "event", "visit"))
        return Event(
            self._text(added, self.random.randint(9, 15), self.random.randint(1, 50)),
            by,
            kind,
            when,
            (
                *yes(self._text(added, 16, 5), *comers),
                *self._turn(added, day, by, comers),
            ),
            self.random.choice((USUAL, USUAL, ("7", "eve"), ("14", "3"), ("1", "eve"))),
            self.random.choice(REGIONS),
        )

    def _turn(
        self, added: date, day: date, by: str, comers: Sequence[str]
    ) -> Iterator[tuple[str, str, str, str]]:
        """One in three is moved or cancelled before it comes to be."""
        between = (day - added).days
        if between < 3 or self.random.random() > 0.34:
            return
        when = self._text(added + timedelta(days=self.random.randint(1, between - 1)), 10, 29)
        if self.random.random() < 0.4:
            yield when, by, "cancel", ""
        else:
            moved = day + timedelta(days=self.random.randint(-1, 12))
            yield (
                when,
                by,
                "move",
                f"{max(moved, date.fromisoformat(when[:10]) + almanac.DAY)} 13.00",
            )

    def _before(self, day: date, least: int, most: int) -> date:
        return almanac.this_or_before(day - timedelta(days=self.random.randint(least, most)))

    @staticmethod
    def _text(day: date, hour: int, minute: int) -> str:
        return f"{day} {hour:02d}.{minute:02d}"
