"""Members who do anything at any time: the driver behind the tests over random histories.

Everything is drawn from one `random.Random`, so a history is repeated by its seeds. Members press
whatever they are shown, fill in forms well or badly, type words, press twice, use cards that are
long out of date, and the clock goes on by minutes or by months.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

from sqlmodel import Session, select

from bot.centre.load import load
from bot.centre.model import Centre
from bot.desk import registry
from bot.desk.dispatch import dispatch
from bot.desk.due import forget, tick
from bot.desk.intents import FORM, REFRESH
from bot.desk.outgoing import notice_message, posting_message
from bot.desk.replies import (
    Body,
    Button,
    Buttons,
    Caller,
    Card,
    Copyable,
    Form,
    Input,
    Outcome,
    Place,
    Request,
    Table,
    Value,
)
from bot.desk.work import Desk
from bot.storage import people, reminders, store
from bot.storage.engine import Store, open_store
from bot.storage.tables import Identity, Member, Notice, Posting, Room
from bot.texts import say
from tests import databases
from tests.centre_at_work import PEOPLE, CentreAtWork, set_up
from tests.databases import Kept

CENTRE = "vastra-gotaland"
EVERYBODY = {
    **PEOPLE,
    "nils": ("Nils Forsk", "academia"),
    "stig": ("Stig Vikarie", "vgr"),
    "disa": ("Disa Ny", "almi"),
    "ivar": ("Ivar Ring", "ekn"),
}
"""All in the room: karin coordinates, stig stands in, ture and disa are not confirmed."""
STRANGERS = ("olga", "omar")
UNCONFIRMED = ("ture", "disa")
CHANNELS = ("exportcenter", "inkubator")

GARBAGE = (
    "",
    " ",
    "x",
    "-1",
    "0",
    "999999",
    "99999999999999999999999",
    "0x1F",
    "NaN",
    "null",
    "yes",
    "<!channel> <script>alert(1)</script> {title} {0} %s",
    "a\x00b\x1b[31m\u202eمرحبا\U0001f469\u200d\U0001f680",
    "\ud83d",
    "ord " * 900,
    "2026-02-30",
    "1900-01-01",
    "9999-12-31",
)
SPARED = "Tranemo"
"""A municipality in which nothing happens by chance: it is a canary of `canaries.py`."""
TEXTS = ("Hur får vi betalt i Norge?", "Ringde i dag", "De söker tullråd", "Återkommer på tisdag")
COMPANIES = ("Nordic Snickeri AB", "Nordic Snickerier AB", "Väv & Garn HB", "Åby Mek", "")
NUMBERS = ("", "", "556036-0793", "5560360793", "556012-5790", "123")


@cache
def centre() -> Centre:
    """The packaged centre, read once."""
    return load()


@cache
def prepared() -> Kept:
    """A database with the room, its members and nothing else, made once and copied."""
    address = databases.chosen().fresh()
    opened = open_store(address, centre=CENTRE, upgrade=False)
    set_up(opened, centre(), EVERYBODY)
    with opened.write() as session:
        session.add(Room(platform="web", workspace="try", channel="inkubator", name="inkubator"))
        for user in UNCONFIRMED:
            _member(session, user).confirmed_at = None
        stand_in = _member(session, "stig")
        stand_in.coordinator = stand_in.stand_in = True
        _member(session, "emma").lang = "en"
    opened.close()
    kept = databases.chosen().keep(address)
    databases.chosen().done(address)
    return kept


def _member(session: Session, user: str) -> Member:
    identity = people.identity(session, "web", "try", user)
    assert identity is not None
    member = people.member(session, identity.member_id)
    assert member is not None
    return member


@dataclass
class Turmoil:
    """A desk, its members, a clock, and what they may come to do next."""

    store: Store
    at_work: CentreAtWork
    sent: list[Request] = field(default_factory=list)
    replies: list[tuple[str, Outcome]] = field(default_factory=list)
    at: list[datetime] = field(default_factory=list)
    story: list[str] = field(default_factory=list)
    heard: list[Callable[[Request, Outcome], None]] = field(default_factory=list)

    @classmethod
    def begin(cls) -> Turmoil:
        """A fresh desk on a real database."""
        opened = open_store(databases.chosen().fresh(prepared()), centre=CENTRE, upgrade=False)
        desk = Desk(opened, centre(), _calendar())
        return cls(opened, CentreAtWork(desk))

    def end(self) -> None:
        """Away with it."""
        self.store.close()
        databases.chosen().done(self.store.address)

    @property
    def desk(self) -> Desk:
        """The desk."""
        return self.at_work.desk

    @property
    def now(self) -> datetime:
        """The time."""
        return self.at_work.now

    # --- one command

    def give(self, user: str, command: str, args: dict[str, Value], place: Place) -> Outcome:
        """A command, kept for those who press twice."""
        name = EVERYBODY.get(user, ("", ""))[0]
        caller = Caller("web", "try", user, name or user, f"{user}@almi.se")
        entry = registry.find(command)
        told = entry is not None and entry.told
        return self.repeat(Request(command, args, caller, place, told=told))

    def repeat(self, request: Request) -> Outcome:
        """A request, the first time or once more."""
        said = {k: v if len(str(v)) < 60 else f"{str(v)[:57]}…" for k, v in request.args.items()}
        self.story.append(f"{self.now:%a %d %b %H:%M} {request.caller.user} {request.name} {said}")
        outcome = dispatch(self.desk, request, self.now)
        self.sent.append(request)
        self.at.append(self.now)
        self.replies.append((request.caller.user, outcome))
        for listener in self.heard:
            listener(request, outcome)
        return outcome

    def press(self, user: str, button: Button, rnd: Random) -> Outcome:
        """Press a button, and fill in what it opens."""
        return self.fill_in(user, self.give(user, button.command, dict(button.args), PRIVATE), rnd)

    def fill_in(self, user: str, outcome: Outcome, rnd: Random) -> Outcome:
        """Fill in a form, again where it came back with faults, and give up after a while."""
        for _ in range(3):
            if outcome.form is None or rnd.random() < 0.03:
                break
            args = self.filled(outcome.form, rnd)
            outcome = self.give(user, outcome.form.command, args, PRIVATE)
        return outcome

    def filled(self, form: Form, rnd: Random) -> dict[str, Value]:
        """A form's values: mostly sensible, sometimes anything."""
        careless = rnd.random() < 0.15
        args: dict[str, Value] = {**form.hidden, FORM: form.id}
        if any(item.refreshes for item in form.inputs) and rnd.random() < 0.1:
            args = {**form.hidden, REFRESH: "1"}
        for item in form.inputs:
            value = self._value(item, rnd, careless=careless)
            if value is not None:
                args[item.name] = value
        return args

    def _value(self, item: Input, rnd: Random, *, careless: bool) -> Value | None:
        if careless and rnd.random() < 0.4:
            return rnd.choice(GARBAGE)
        if not item.required and rnd.random() < 0.5:
            return item.value or None
        if item.options:
            values = [option.value for option in item.options if option.value != SPARED]
            if item.type in ("choices", "searches"):
                return tuple(rnd.sample(values, min(len(values), rnd.choice((0, 1, 1, 2)))))
            return rnd.choice(values)
        if item.type == "date":
            return self._day(rnd)
        return self._text(item, rnd)

    def _text(self, item: Input, rnd: Random) -> str:
        match item.name:
            case "meeting" | "copy_of":
                return str(rnd.randrange(0, 6))
            case "when":
                return rnd.choice(("2026-12-15 9-12", "imorgon kl 9", "19-20 maj", "fredag"))
            case "kind":
                return rnd.choice([kind.code for kind in centre().meetings.kinds])
            case "sub_region":
                return rnd.choice([region.slug for region in centre().geography.sub_regions])
            case "company":
                return rnd.choice(COMPANIES)
            case "number":
                return rnd.choice(NUMBERS)
            case "other":
                return str(rnd.choice([1, *self.numbers()]))
            case _:
                return rnd.choice(TEXTS)

    def _day(self, rnd: Random) -> str:
        days = rnd.choice((-3, 0, 1, 2, 5, 9, 40, 200, 900))
        return (self.desk.calendar.local(self.now).date() + timedelta(days=days)).isoformat()

    # --- what they come to do

    def open_one(self, rnd: Random) -> Outcome:
        """Somebody opens a case, well filled in."""
        ask = centre()
        needs = [need.code for need in ask.needs if not need.retired]
        places = [p.name for p in ask.municipalities if p.name != SPARED]
        args: dict[str, Value] = {
            FORM: f"form-{len(self.sent)}",
            "need": rnd.choice(TEXTS),
            "consent": rnd.choice(("yes", "yes", "no", "no", "")),
            "company": rnd.choice(COMPANIES),
            "number": rnd.choice(("", "", "556036-0793")),
            "q.municipality": rnd.choice((*places, "", "outside-region")),
            "q.size": rnd.choice(("1-9", "10-49", "50-249", "")),
            "q.market": rnd.choice((("BR",), ("NO",), ())),
            "q.needs": tuple(rnd.sample(needs, rnd.choice((0, 1, 1, 2)))),
            "q.urgency": rnd.choice(("48h", "", "")),
            "contact_name": "Kim",
            "offer_to": rnd.choice(("suggested", "suggested", "nobody", "ekn", "almi")),
            "even_so": rnd.choice(("yes", "yes", "")),
        }
        channel = rnd.choice((*CHANNELS, ""))
        return self.give(self.anybody(rnd), "refer", args, _in(channel))

    def press_something(self, rnd: Random) -> Outcome | None:
        """Somebody presses a button they are shown, now or some time ago."""
        number = self.a_case(rnd)
        user = self.somebody_concerned(rnd, number)
        found = list(self._buttons(user, number, rnd))
        if not found:
            return None
        weights = [WEIGHTS.get(button.command, 4) for button in found]
        return self.press(user, rnd.choices(found, weights)[0], rnd)

    def _buttons(self, user: str, number: int, rnd: Random) -> Iterator[Button]:
        where = rnd.random()
        if where < 0.5:
            outcome = self.give(user, "show", {"case": str(number)}, PRIVATE)
            yield from buttons_in(outcome.private)
        elif where < 0.6:
            yield from self._room_buttons(rnd)
        elif where < 0.9:
            yield from self._notice_buttons(user, rnd)
        elif self.replies:
            user, outcome = rnd.choice(self.replies[-15:])
            yield from buttons_in((*outcome.private, *outcome.aloud))

    def _room_buttons(self, rnd: Random) -> Iterator[Button]:
        with self.store.read() as session:
            postings = list(session.exec(select(Posting)))
            if postings:
                posting = rnd.choice(postings)
                yield from buttons_in(posting_message(self.desk, session, posting, self.now).body)

    def _notice_buttons(self, user: str, rnd: Random) -> Iterator[Button]:
        with self.store.read() as session:
            identity = people.identity(session, "web", "try", user)
            if identity is None:
                return
            mine = select(Notice).where(Notice.member_id == identity.member_id)
            notices = list(session.exec(mine.order_by("id")))[-6:]
            if notices:
                found = notice_message(self.desk, session, rnd.choice(notices), self.now)
                yield from buttons_in(found[1].body) if found else ()

    def wild(self, rnd: Random) -> Outcome:
        """Any command by anybody, with arguments that may be anything."""
        entry = rnd.choice([e for e in registry.ENTRIES.values() if e.name not in VERY_RARE])
        args: dict[str, Value] = {}
        for item in fields(entry.command):
            if rnd.random() < 0.8:
                args[item.name] = self._argument(item.name, rnd)
        if "answers" in args:
            args["q.needs"] = rnd.choice((("payment-risk",), "nonsense", ()))
        if entry.form is not None and rnd.random() < 0.7:
            args[FORM] = f"wild-{rnd.randrange(10**6)}"
        if rnd.random() < 0.1:
            args[REFRESH] = "1"
        place = _in(rnd.choice((*CHANNELS, "")), rnd.choice(("", "m1", "m2", "m3", "nowhere")))
        outcome = self.give(self.anybody(rnd), entry.name, args, place)
        user = self.sent[-1].caller.user
        return self.fill_in(user, outcome, rnd) if outcome.form else outcome

    def _argument(self, name: str, rnd: Random) -> Value:
        if rnd.random() < 0.12:
            return rnd.choice(GARBAGE)
        slugs = [o.slug for o in centre().organisations]
        match name:
            case "case" | "other":
                return str(self.a_case(rnd))
            case "referral":
                return str(rnd.randrange(1, 12))
            case "member" | "handler" | "deputy" | "owner":
                return str(rnd.randrange(0, len(EVERYBODY) + 3))
            case "organisation" | "to" | "hint":
                return rnd.choice(slugs)
            case "offer_to":
                return rnd.choice(("suggested", "nobody", *slugs))
            case "reason":
                return rnd.choice([r.code for r in centre().decline_reasons])
            case "outcome":
                return rnd.choice([o.code for o in centre().outcomes])
            case "effect":
                return rnd.choice([o.code for o in centre().effects])
            case "until" | "from_day":
                return self._day(rnd)
            case "consent" | "answer" | "even_so" | "back":
                return rnd.choice(("yes", "no", "help", ""))
            case "months" | "revision" | "after":
                return str(rnd.randrange(0, 14))
            case "role":
                return rnd.choice(("lead", "support"))
            case "company":
                return rnd.choice(COMPANIES)
            case "number":
                return rnd.choice(NUMBERS)
            case _:
                return rnd.choice((*TEXTS, ""))

    def type_something(self, rnd: Random) -> Outcome:
        """Somebody types, in a room, in a thread or in private."""
        words = rnd.choice([*registry.WORDS, "heej", "ärrende 3", ""])
        after = rnd.choice(("", f" {self.a_case(rnd)}", f" #{self.a_case(rnd)}: ringt", " ringt"))
        name, args = registry.read(words + after)
        channel = rnd.choice((*CHANNELS, ""))
        thread = rnd.choice(("", "m1", "m2", "m3")) if channel else ""
        user = self.somebody_concerned(rnd, self.a_case(rnd))
        if name in VERY_RARE:
            return self.give(user, "help", {}, _in(channel, thread))
        return self.fill_in(user, self.give(user, name, args, _in(channel, thread)), rnd)

    def press_again(self, rnd: Random) -> tuple[int, int] | None:
        """A double click, or an old window: the very same request once more; both by place."""
        if not self.sent:
            return None
        last = len(self.sent) - 1
        place = rnd.randint(max(last - 3, 0) if rnd.random() < 0.7 else 0, last)
        self.repeat(self.sent[place])
        return place, last + 1

    def change_members(self, rnd: Random) -> Outcome:
        """Away, back, confirmed, gone, a stranger, or two who turn out to be one."""
        if rnd.random() < 0.15:
            return self.join_two(rnd)
        user, member = self.anybody(rnd), str(rnd.randrange(1, len(EVERYBODY) + 3))
        what = rnd.random()
        if what < 0.6:
            args: dict[str, Value] = {"until": self._day(rnd), FORM: f"a{len(self.sent)}"}
            args |= {"deputy": rnd.choice(("", member)), "back": rnd.choice(("", "yes"))}
            who = "karin" if rnd.random() < 0.3 else user
            whom = member if rnd.random() < 0.5 else ""
            return self.give(who, "absence", {**args, "member": whom}, PRIVATE)
        if what < 0.8:
            answer = "no" if rnd.random() < 0.1 else "yes"
            return self.give("karin", "confirm", {"member": member, "answer": answer}, PRIVATE)
        if what < 0.9:
            return self.give("karin", "end_membership", {"member": member}, PRIVATE)
        args = {"organisation": "almi", "name": "Ny", FORM: f"i{len(self.sent)}"}
        return self.give(rnd.choice(STRANGERS), "introduce", args, PRIVATE)

    def join_two(self, rnd: Random) -> Outcome:
        """Somebody gets a code and another enters it, or somebody parts what was joined."""
        user = self.anybody(rnd)
        if rnd.random() < 0.3:
            outcome = self.give(user, "identities", {}, PRIVATE)
            parting = [b for b in buttons_in(outcome.private) if b.command == "disconnect"]
            return self.press(user, rnd.choice(parting), rnd) if parting else outcome
        outcome = self.give(user, "connect", {}, PRIVATE)
        code = [say(block.text, "sv") for block in outcome.private if isinstance(block, Copyable)]
        house = EVERYBODY.get(user, ("", ""))[1]
        colleagues = [other for other, (_, at) in EVERYBODY.items() if at == house != ""]
        other = rnd.choice([*STRANGERS, *colleagues, *colleagues, self.anybody(rnd)])
        channel = rnd.choice((*CHANNELS, "", ""))
        typed: dict[str, Value] = {"code": code[0] if code else "koppla AAAA-AAAA"}
        return self.give(other, "connect", typed, _in(channel))

    # --- time

    def wait_a_while(self, rnd: Random) -> None:
        """The clock goes on, with its ticks."""
        hours = rnd.choice((0.2, 1, 3, 5, 9, 15, 24))
        until = self.now + timedelta(hours=hours)
        self.story.append(f"{self.now:%a %d %b %H:%M} {hours} h pass")
        while self.now < until:
            self.tick(min(until, self.now + timedelta(minutes=45)))

    def wait_long(self, rnd: Random) -> None:
        """Days, weeks or months, hour by working day."""
        days = rnd.choice((1, 3, 5, 8, 14, 31))
        self.story.append(f"{self.now:%a %d %b %H:%M} {days} days pass")
        forget(self.desk, self.now)
        for _ in range(days):
            day = self.desk.calendar.local(self.now).date() + timedelta(days=1)
            for hour in (7, 8, 9, 12, 16, 20):
                self.tick(datetime.combine(day, time(hour, 5), self.desk.calendar.tz))

    def sleep(self, rnd: Random) -> None:
        """The process is down for some time; then the clock ticks once."""
        days = rnd.choice((0.5, 2, 6, 20, 60, 130, 400))
        self.story.append(f"{self.now:%a %d %b %H:%M} down for {days} days")
        self.tick(self.now + timedelta(days=days))

    def tick(self, at: datetime) -> None:
        """One tick at an instant."""
        self.at_work.now = max(self.now, at)
        tick(self.desk, self.now)

    def next_due(self) -> datetime | None:
        """When something comes due next."""
        with self.store.read() as session:
            rows = reminders.due_reminders(session, self.now + timedelta(days=4000), 1)
            return rows[0][-1] if rows else None

    # --- who and what

    def numbers(self) -> list[int]:
        """The numbers of the cases."""
        with self.store.read() as session:
            return list(range(1, store.newest(session) + 1))

    def a_case(self, rnd: Random) -> int:
        """One of the cases, the newest most often."""
        found = self.numbers()
        return rnd.choice((*found, *found[-2:])) if found else 1

    def anybody(self, rnd: Random) -> str:
        """Anybody at all."""
        return rnd.choice((*EVERYBODY, *EVERYBODY, *STRANGERS))

    def somebody_concerned(self, rnd: Random, number: int) -> str:
        """Mostly one whom a case concerns: handler, poster, those asked, the coordinator."""
        if rnd.random() < 0.15:
            return self.anybody(rnd)
        with self.store.read() as session:
            case = store.enquiry(session, number)
            if case is None:
                return self.anybody(rnd)
            asked = {row.organisation for row in store.referrals(session, number)}
            people = session.exec(select(Member, Identity).join(Identity)).all()
        weights = [
            8 * (member.id == case.handler_id)
            + 4 * (member.id == case.poster_id)
            + 2 * (member.organisation in asked)
            + bool(member.coordinator)
            for member, _ in people
        ]
        return rnd.choices([identity.user for _, identity in people], weights)[0]


PRIVATE = Place("web", "try")
VERY_RARE = frozenset({"end_membership", "introduce"})
WEIGHTS = {
    **dict.fromkeys(("take", "support", "wait", "approve", "answer", "later", "contact"), 12),
    **dict.fromkeys(("note", "noted", "offer", "edit", "close"), 2),
    **dict.fromkeys(("show", "situation", "mine", "help"), 0.3),
    **dict.fromkeys(("void", "withdraw", "introduce", "end_membership"), 0.5),
}
"""How likely a button is pressed; the others have 4. What ends a case should not end them all."""


def _in(channel: str, thread: str = "") -> Place:
    return Place("web", "try", channel, thread if channel else "")


@cache
def _calendar():  # type: ignore[no-untyped-def]
    from bot.centre.worktime import WorkCalendar

    return WorkCalendar.of(centre().working_hours)


def buttons_in(body: Body) -> Iterator[Button]:
    """Every button of a message, wherever it stands."""
    for block in body:
        match block:
            case Buttons():
                yield from block.buttons
            case Card():
                yield from (*block.buttons, *block.more)
                for section in block.sections:
                    yield from section.buttons
            case Table():
                yield from (button for row in block.rows for button in row.buttons)
                if block.more:
                    yield block.more


def today(turmoil: Turmoil) -> date:
    """The local date."""
    return turmoil.desk.calendar.local(turmoil.now).date()
