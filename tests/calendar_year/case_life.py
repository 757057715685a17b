"""How cases go, as stories: each runs until it says when it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from tests.calendar_year import almanac
from tests.calendar_year.town import Story, Town

ASKED = {"ekn": ("maria", "ture"), "almi": ("anna", "lena"), "een": ("elias",), "sek": ("stina",)}
POSTERS = ("sara", "nils", "johan", "petra", "ingrid", "karin")


class Cases:
    """The cases of two years."""

    def __init__(self, town: Town, seed: int, pace: tuple[int, int] = (3, 9)) -> None:
        """What happens follows from the seed; `pace` is how many days lie between two cases."""
        self.town, self.random, self.pace = town, Random(seed), pace

    def stories(self, first: date, last: date) -> Iterator[Story]:
        """A case every week or so, each going its own way, all of them several times."""
        ways: list[Callable[[str, str], Story]] = [
            self.taken_and_done,
            self.nobody_answers,
            self.nobody_is_asked,
            self.left_lying,
            self.waits,
            self.declined,
            self.asks_and_hears,
            self.asks_in_vain,
            self.opened_again,
            self.withdrawn,
            self.given_back,
            self.taken_over,
        ]
        day, number = first, 0
        while day <= last:
            way = ways[number % len(ways)]
            poster = self.random.choice(POSTERS)
            asked = self.random.choice(sorted(ASKED))
            yield self._from(almanac.this_or_after(day), way(poster, asked))
            day += timedelta(days=self.random.randint(*self.pace))
            number += 1

    # --- how they go

    def taken_and_done(self, poster: str, asked: str) -> Story:
        """Taken the same morning, the company called at once, done within two weeks."""
        number = self.town.open(poster, asked)
        handler = self._one_of(asked)
        yield self._hours(1)
        self.town.on_case(handler, "take", number)
        yield self._hours(1)
        self.town.on_case(handler, "contact", number, answer="yes")
        yield self._days(self.random.randint(1, 8))
        yield from self._done(handler, number)

    def nobody_answers(self, poster: str, asked: str) -> Story:
        """Nudged, expired, and then asked of another, who takes it."""
        number = self.town.open(poster, asked)
        yield self._days(2)
        other = next(slug for slug in sorted(ASKED) if slug != asked)
        self.town.on_case(poster, "offer", number, organisation=other, role="lead")
        yield self._hours(5)
        handler = self._one_of(other)
        self.town.on_case(handler, "take", number)
        yield self._days(3)
        self.town.on_case(handler, "contact", number, answer="yes")
        yield self._days(4)
        yield from self._done(handler, number)

    def nobody_is_asked(self, poster: str, asked: str) -> Story:
        """Poster and coordinator are told, and told again, until somebody takes it."""
        number = self.town.open(poster, "nobody")
        yield self._days(self.random.randint(3, 14))
        handler = self._one_of(asked)
        self.town.on_case(handler, "take", number)
        yield self._days(2)
        self.town.on_case(handler, "contact", number, answer="no")
        yield self._days(6)
        yield from self._done(handler, number)

    def left_lying(self, poster: str, asked: str) -> Story:
        """Taken and forgotten: asked twice, then the coordinator, who closes it in the end."""
        number = self.town.open(poster, asked)
        yield self._hours(2)
        self.town.on_case(self._one_of(asked), "take", number)
        yield self._days(self.random.randint(26, 50))
        self.town.on_case("karin", "close", number, outcome="not-reached")

    def waits(self, poster: str, asked: str) -> Story:
        """Waits until a day, perhaps a holiday, wakes by itself, and is taken up again."""
        number = self.town.open(poster, asked)
        handler = self._one_of(asked)
        yield self._hours(2)
        self.town.on_case(handler, "take", number)
        self.town.on_case(handler, "contact", number, answer="yes")
        yield self._days(1)
        until = almanac.here(self.town.now).date() + timedelta(days=self.random.randint(5, 40))
        self.town.on_case(handler, "wait", number, until=until.isoformat(), for_what="svar")
        yield self._at(almanac.day_after(almanac.this_or_after(until)), 11)
        self.town.on_case(handler, "note", number, words="Nu går det vidare.")
        yield self._days(self.random.randint(2, 12))
        yield from self._done(handler, number)

    def declined(self, poster: str, asked: str) -> Story:
        """A no, and then it lies there until the poster asks another."""
        number = self.town.open(poster, asked)
        yield self._hours(3)
        self.town.on_case(
            self._one_of(asked), "decline", number, reason="outside-remit", words="Inte vi."
        )
        yield self._days(self.random.randint(1, 8))
        other = next(slug for slug in sorted(ASKED, reverse=True) if slug != asked)
        self.town.on_case(poster, "offer", number, organisation=other, role="lead")
        yield self._hours(2)
        handler = self._one_of(other)
        self.town.on_case(handler, "take", number)
        yield self._days(9)
        yield from self._done(handler, number)

    def asks_and_hears(self, poster: str, asked: str) -> Story:
        """The organisation asks before it answers, and hears the same day."""
        number = self.town.open(poster, asked)
        handler = self._one_of(asked)
        yield self._hours(2)
        self.town.on_case(handler, "ask", number, words="Vilket land?")
        yield self._hours(3)
        self.town.on_case(poster, "answer", number, words="Brasilien.")
        yield self._hours(self.random.choice((1, 4)))
        self.town.on_case(handler, "take", number)
        self.town.on_case(handler, "contact", number, answer="yes")
        yield self._days(5)
        yield from self._done(handler, number)

    def asks_in_vain(self, poster: str, asked: str) -> Story:
        """The question is never answered, and the offer runs out."""
        number = self.town.open(poster, asked)
        yield self._hours(2)
        self.town.on_case(self._one_of(asked), "ask", number, words="Vilket land?")
        yield self._days(4)
        self.town.on_case(poster, "withdraw", number)

    def opened_again(self, poster: str, asked: str) -> Story:
        """Closed too soon, opened again by its handler, and closed once more."""
        number = self.town.open(poster, asked)
        handler = self._one_of(asked)
        yield self._hours(1)
        self.town.on_case(handler, "take", number)
        self.town.on_case(handler, "contact", number, answer="yes")
        yield self._days(3)
        self.town.on_case(handler, "close", number, outcome="helped")
        yield self._days(20)
        self.town.on_case(handler, "reopen", number)
        yield self._days(13)
        self.town.on_case(handler, "close", number, outcome="partly-helped")

    def withdrawn(self, poster: str, asked: str) -> Story:
        """The company has changed its mind."""
        number = self.town.open(poster, asked)
        yield self._hours(5)
        if self.random.random() < 0.5:
            self.town.on_case(self._one_of(asked), "take", number)
            yield self._days(2)
        self.town.on_case(poster, "withdraw", number)

    def given_back(self, poster: str, asked: str) -> Story:
        """Taken, given back, and nobody is asked until another takes it."""
        number = self.town.open(poster, asked)
        handler = self._one_of(asked)
        yield self._hours(2)
        self.town.on_case(handler, "take", number)
        self.town.on_case(handler, "contact", number, answer="yes")
        yield self._days(2)
        self.town.on_case(handler, "release", number)
        yield self._days(self.random.randint(1, 7))
        other = next(slug for slug in sorted(ASKED) if slug != asked)
        handler = self._one_of(other)
        self.town.on_case(handler, "take", number)
        yield self._days(2)
        yield from self._done(handler, number)

    def taken_over(self, poster: str, asked: str) -> Story:
        """A colleague goes on with what has been lying for eleven days."""
        number = self.town.open(poster, asked)
        people = ASKED[asked]
        yield self._hours(2)
        self.town.on_case(people[0], "take", number)
        yield self._days(11)
        handler = people[-1]
        if handler != people[0]:
            self.town.on_case(handler, "take_over", number)
        yield self._days(11)
        self.town.on_case(handler, "contact", number, answer="yes")
        yield self._days(1)
        yield from self._done(handler, number)

    def _done(self, handler: str, number: int) -> Story:
        """Closed; in half of the cases the question months later is answered."""
        if not self.town.on_case(handler, "close", number, outcome="helped"):
            return
        if self.random.random() < 0.5:
            yield self._days(70)
            self.town.on_case(handler, "later", number, months=3, effect="service-delivered")

    # --- when

    def _from(self, day: date, story: Story) -> Story:
        yield self._at(day, self.random.randint(8, 15))
        yield from story

    def _one_of(self, organisation: str) -> str:
        return self.random.choice(ASKED[organisation])

    def _hours(self, hours: float) -> datetime:
        return self._odd(almanac.hours_later(self.town.now, hours))

    def _days(self, days: int) -> datetime:
        return self._odd(almanac.days_later(self.town.now, days))

    def _at(self, day: date, hour: int) -> datetime:
        return self._odd(almanac.instant(day, time(hour)))

    def _odd(self, at: datetime) -> datetime:
        """Within that hour, never on the stroke of one, when the clock ticks."""
        return at.replace(minute=self.random.randint(1, 58), second=0)
