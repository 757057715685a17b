"""Members go on leave and come back, and tell each other news."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from tests.calendar_year import almanac
from tests.calendar_year.town import PEOPLE, Story, Town

FIXED = (
    # The coordinator herself, an organisation with one person, and a handler with a deputy.
    ("karin", "2026-05-11", "2026-05-22", ""),
    ("elias", "2026-06-29", "2026-07-24", ""),
    ("maria", "2026-07-06", "2026-08-07", "ture"),
    ("karin", "2026-07-20", "2026-08-14", "omar"),
    ("anna", "2026-12-21", "2027-01-08", "lena"),
)


class People:
    """Absences and news of two years."""

    def __init__(self, town: Town, seed: int) -> None:
        """What happens follows from the seed."""
        self.town, self.random = town, Random(seed)

    def stories(self, first: date, last: date) -> Iterator[Story]:
        """Everything, from the first day to the last."""
        for user, begins, ends, deputy in FIXED:
            if date.fromisoformat(begins) > first + timedelta(days=3):
                yield self._away(user, date.fromisoformat(begins), date.fromisoformat(ends), deputy)
        for user in sorted(PEOPLE):
            yield self._now_and_then(user, first, last)
        yield self._news(first, last)

    def _away(self, user: str, begins: date, ends: date, deputy: str) -> Story:
        yield self._at(almanac.day_before(begins), 15)
        args: dict[str, str | int] = {
            "from_day": begins.isoformat(),
            "until": ends.isoformat(),
            "deputy": self.town.members[deputy] if deputy else "",
        }
        self.town.press(user, "absence", **args)

    def _now_and_then(self, user: str, first: date, last: date) -> Story:
        """A week off now and then, far from the fixed ones; with a deputy where there is one."""
        day = first + timedelta(days=self.random.randint(20, 90))
        kept = [
            (date.fromisoformat(begins), date.fromisoformat(ends))
            for who, begins, ends, _ in FIXED
            if who == user
        ]
        while day < last:
            ends = day + timedelta(days=self.random.randint(0, 9))
            far = timedelta(days=4)
            if not any(begins - far <= ends and day <= until + far for begins, until in kept):
                own = PEOPLE[user][0]
                others = [
                    who for who, (slug, _, _) in PEOPLE.items() if slug == own and who != user
                ]
                deputy = self.random.choice([*others, ""])
                yield from self._away(user, day, ends, deputy)
            day = ends + timedelta(days=self.random.randint(60, 160))

    def _news(self, first: date, last: date) -> Story:
        day = first + timedelta(days=9)
        while day < last:
            yield self._at(almanac.this_or_after(day), self.random.randint(9, 18))
            user, when = self.random.choice(sorted(PEOPLE)), self.random.choice(("now", "digest"))
            self.town.press(user, "news", text=f"Nytt {day}: ny rapport om Norge.", when=when)
            day += timedelta(days=self.random.randint(12, 30))

    def _at(self, day: date, hour: int) -> datetime:
        return almanac.instant(day, time(hour, self.random.randint(1, 58)))
