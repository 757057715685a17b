"""What must be heard of a meeting, from what members did with it, by the agreement's own words.

To the rooms so many days before and on the last working day before, at nine; what falls on a
closed day moves to the working day before; one message a day. To each who comes on the morning
itself at seven, an hour before an early start, never before six: of what begins by then, the
working day before. The working morning after, each organisation that was there is asked, one
person each. Of a joint visit those alone hear who come along. Before the partners' own meeting the
coordinator gets the pack. A move or a cancelling is told at once, and the old times never come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from tests.calendar_year import almanac
from tests.calendar_year.expected import Absences, Clock, Said
from tests.calendar_year.town import PEOPLE, ROOMS, Step

NINE, SEVEN, SIX = time(9), time(7), time(6)
EARLY = time(8)


@dataclass(frozen=True)
class Plan:
    """When and where a meeting is to be, and of which kind."""

    kind: str
    day: date
    starts: time | None
    last: date
    place: str
    before: tuple[int, ...]
    eve: bool

    @classmethod
    def of(cls, step: Step) -> Plan:
        """As a member typed it: "2026-05-20", "2026-05-20 09.00-11.30", "2026-05-20 - 2026-05-21"."""
        typed = str(step.args["when"])
        day, _, rest = typed.partition(" ")
        first = last = date.fromisoformat(day)
        starts = None
        if rest.startswith("- "):
            last = date.fromisoformat(rest[2:])
        elif rest:
            hour, minute = rest.partition("-")[0].split(".")
            starts = time(int(hour), int(minute))
        remind = [str(one) for one in step.args.get("remind", ())]
        before = tuple(int(one) for one in remind if one != "eve")
        place = str(step.args.get("place", ""))
        return cls(str(step.args["kind"]), first, starts, last, place, before, "eve" in remind)

    @property
    def begins(self) -> datetime:
        """When it begins; of whole days, when the first of them is over: until then it is news."""
        if self.starts is None:
            return almanac.instant(self.day + almanac.DAY, time())
        return almanac.instant(self.day, self.starts)

    def dues(self) -> Iterator[tuple[datetime, str]]:
        """Every moment at which something must be said of it."""
        eve = almanac.day_before(self.day)
        mornings = {almanac.this_or_before(self.day - n * almanac.DAY) for n in self.before}
        for morning in mornings - ({eve} if self.eve else set()):
            yield almanac.instant(morning, NINE), "room"
        if self.eve:
            yield almanac.instant(eve, NINE), "eve"
        yield self._own(eve), "own"
        if self.kind == "partners":
            yield almanac.instant(eve, NINE), "pack"
        else:
            yield almanac.instant(almanac.day_after(self.last), NINE), "after"

    def _own(self, eve: date) -> datetime:
        if self.starts is None or self.starts >= EARLY:
            return almanac.instant(self.day, SEVEN)
        if self.starts <= SIX:
            return almanac.instant(eve, NINE)
        hour_before = almanac.instant(self.day, self.starts) - almanac.HOUR
        return max(hour_before, almanac.instant(self.day, SIX))


@dataclass
class MeetingOracle:
    """One meeting, followed from step to step."""

    number: int
    absences: Absences
    clock: Clock
    said: list[Said] = field(default_factory=list)
    plan: Plan | None = None
    owner: str = ""
    coming: dict[str, datetime] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    waiting: set[tuple[datetime, str]] = field(default_factory=set)
    done: set[tuple[datetime, str]] = field(default_factory=set)
    history: list[tuple[datetime, Plan | None, frozenset[str]]] = field(default_factory=list)

    def follow(self, steps: Sequence[Step]) -> list[Said]:
        """Everything said of it, to the last tick."""
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            self._step(step)
            self.history.append((step.at, self.plan, frozenset(self.coming)))
            while (found := self._next()) and (following is None or found[0] < following.at):
                hour, due = found
                self.waiting.remove(due)
                self.done.add(due)
                self._come_due(due[1], due[0], hour)
        return self.said

    def at(self, moment: datetime) -> tuple[Plan | None, frozenset[str]]:
        """What was planned then, and who came."""
        found = ((plan, coming) for at, plan, coming in reversed(self.history) if at <= moment)
        return next(found, (None, frozenset()))

    def _next(self) -> tuple[datetime, tuple[datetime, str]] | None:
        found = []
        for at, kind in self.waiting:
            hour = self.clock.awake(at) if kind == "own" else self.clock.opens(at)
            if hour is not None:
                found.append((hour, (at, kind)))
        return min(found, default=None)

    # --- what members do

    def _step(self, step: Step) -> None:
        getattr(self, f"_did_{step.verb}")(step)

    def _did_meeting(self, step: Step) -> None:
        before, self.plan = self.plan, Plan.of(step)
        if before is None:
            self.owner = step.user
            if self.plan.begins > step.at:
                self.said += [Said(step.at, "card", room, self.about) for room in ROOMS]
        wanted = set(self.plan.dues())
        new = {due for due in wanted if due[0] > step.at}
        self.waiting = (self.waiting & wanted) | (new - self.done)
        if before is not None and self._where(before) != self._where(self.plan):
            self._told_at_once(step, "meeting_moved")

    @staticmethod
    def _where(plan: Plan) -> tuple[object, ...]:
        return plan.day, plan.starts, plan.last, plan.place

    def _did_cancel_meeting(self, step: Step) -> None:
        self._told_at_once(step, "meeting_cancelled")
        self.plan, self.waiting = None, set()

    def _told_at_once(self, step: Step, kind: str) -> None:
        assert self.plan is not None
        if self.plan.kind != "visit":
            self.said += [Said(step.at, kind, room, self.about) for room in ROOMS]
        told = [user for user in self.coming if user != step.user]
        self._tell(step.at, kind, told, by=step.user)

    def _did_coming(self, step: Step) -> None:
        self.coming.pop(step.user, None)
        self.refuses.discard(step.user)
        if step.args["answer"] == "yes":
            self.coming[step.user] = step.at
        else:
            self.refuses.add(step.user)

    def _did_met(self, step: Step) -> None:
        self.answered.add(PEOPLE[step.user][0])

    # --- the clock

    def _come_due(self, kind: str, due: datetime, now: datetime) -> None:
        assert self.plan is not None
        if kind == "after":
            self._ask_after(now)
        elif now >= self.plan.begins:
            return
        elif kind in ("room", "eve"):
            later = [at for at, what in self.waiting if what in ("room", "eve") and at <= now]
            if not later:
                self._remind(now)
        elif kind == "own":
            if SIX <= almanac.here(now).time() < almanac.CLOSES:
                self._tell(now, "meeting_own", list(self.coming))
        elif kind == "pack":
            self._tell(now, "meeting_pack", self.absences.coordinators(now))

    def _remind(self, now: datetime) -> None:
        assert self.plan is not None
        if self.plan.kind == "visit":
            self._tell(now, "meeting_reminder", list(self.coming))
        else:
            self.said += [Said(now, "meeting_reminder", room, self.about) for room in ROOMS]

    def _ask_after(self, now: datetime) -> None:
        """Each organisation: who said yes first and can answer, or the deputy; its owner's too."""
        present = list(self.coming)
        if self.owner not in self.refuses:
            present.append(self.owner)
        asked: dict[str, str] = {}
        for user in present:
            slug = PEOPLE[user][0]
            reader = self.absences.reads(user, now)
            if slug not in self.answered and reader:
                asked.setdefault(slug, reader)
        for slug in {PEOPLE[user][0] for user in present} - asked.keys() - self.answered:
            there = self.absences.reachable(slug, now)
            asked[slug] = (there or [user for user in present if PEOPLE[user][0] == slug])[0]
        self.said += [Said(now, "meeting_after", user, self.about) for user in asked.values()]

    # --- telling

    @property
    def about(self) -> str:
        """What the messages are about."""
        return f"meeting:{self.number}"

    def _tell(self, at: datetime, kind: str, users: Sequence[str], by: str = "") -> None:
        """Each once, the deputy of who is away."""
        readers = dict.fromkeys(self.absences.reads(user, at) or user for user in users)
        self.said += [Said(at, kind, user, self.about) for user in readers if user != by]
