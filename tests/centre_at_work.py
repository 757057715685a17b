"""The desk as tests drive it: members give commands at a time of the test's choosing.

Nothing is faked below the desk: a real database file, the real centre, the real registry. What
would leave (notices, cards) is read as its reader would see it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlmodel import select

from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.desk import registry
from bot.desk.dispatch import dispatch
from bot.desk.due import tick
from bot.desk.outgoing import notice_message, posting_message
from bot.desk.replies import (
    Body,
    Button,
    Buttons,
    Caller,
    Card,
    Copyable,
    File,
    Line,
    Outcome,
    Place,
    Request,
    Table,
    Value,
)
from bot.desk.work import Desk
from bot.storage import people, store
from bot.storage.engine import Store
from bot.storage.tables import Enquiry, Identity, LogEntry, Member, Notice, Posting, Referral, Room
from bot.texts import Arg, Lang, say

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday at 09.00 in Stockholm, two hours from anything that closes."""

HALF_AN_HOUR, AT_NIGHT = timedelta(minutes=30), timedelta(hours=3)
"""How often the clock ticks from six to six, and while everybody sleeps."""

PEOPLE = {
    "karin": ("Karin Holm", "vgr"),
    "anna": ("Anna Ek", "almi"),
    "lena": ("Lena Sjö", "almi"),
    "johan": ("Johan Berg", "business-sweden"),
    "emma": ("Emma Clarke", "business-sweden"),
    "sara": ("Sara Lind", "brg"),
    "elias": ("Elias Nyström", "een"),
    "maria": ("Maria Dahl", "ekn"),
    "petra": ("Petra Åkesson", "handelskammaren"),
    "ture": ("Ture Falk", "ekn"),
}
UNCONFIRMED = frozenset({"ture"})


@dataclass
class CentreAtWork:
    """The members, the clock and everything they can do and see."""

    desk: Desk
    now: datetime = MONDAY
    forms: count[int] = field(default_factory=count)

    # --- doing

    def do(self, user: str, command: str, **args: Value | int) -> Outcome:
        """A member gives a command in the room, a form already filled in."""
        given = {
            name.replace("q_", "q."): str(v) if isinstance(v, int) else v
            for name, v in args.items()
        }
        given.setdefault("_form", f"form-{next(self.forms)}")
        return self.give(user, command, given)

    def ask_form(self, user: str, command: str, **args: Value | int) -> Outcome:
        """A member opens a command's form."""
        given = {
            name.replace("q_", "q."): str(v) if isinstance(v, int) else v
            for name, v in args.items()
        }
        return self.give(user, command, given)

    def give(
        self, user: str, command: str, args: dict[str, Value], *, thread: str = "", key: str = ""
    ) -> Outcome:
        """The bare request, in the room."""
        caller = Caller("web", "try", user, PEOPLE.get(user, ("", ""))[0])
        place = Place("web", "try", "exportcenter", thread)
        entry = registry.find(command)
        told = entry is not None and entry.told
        request = Request(command, args, caller, place, key, told=told)
        return dispatch(self.desk, request, self.now)

    def press(self, user: str, button: Button) -> Outcome:
        """A member presses a button."""
        return self.give(user, button.command, dict(button.args))

    def open(self, user: str = "sara", **args: Value | int) -> int:
        """An enquiry about payment risk, which suggests EKN; returns its number."""
        given: dict[str, Value | int] = {
            "need": "Hur får vi betalt i Norge?",
            "consent": "yes",
            "company": f"Bolaget {next(self.forms)} AB",
            "q_municipality": "Mark",
            "q_size": "10-49",
            "q_market": ("BR",),
            "q_needs": ("payment-risk",),
            "even_so": "yes",
            **args,
        }
        outcome = self.do(user, "refer", **given)
        assert outcome.done and outcome.form is None, said(outcome)
        with self.desk.store.read() as session:
            return store.newest(session)

    def opened_and_taken(self, **args: Value | int) -> int:
        """A case that sara opened and maria at EKN has taken."""
        number = self.open(**args)
        assert self.do("maria", "take", case=number).done
        return number

    # --- time

    def move(self, *, days: int = 0, hours: float = 0) -> None:
        """Let the clock go, in steps of half an hour, with its ticks."""
        self.until(self.now + timedelta(days=days, hours=hours))

    def until(self, at: datetime) -> None:
        """Let the clock go until an instant."""
        while self.now < at:
            by_day = 6 <= self.now.astimezone(self.desk.calendar.tz).hour < 18
            self.now = min(at, self.now + (HALF_AN_HOUR if by_day else AT_NIGHT))
            tick(self.desk, self.now)

    def working_days(self, days: int) -> None:
        """Let that many working days pass."""
        self.until(self.desk.calendar.add_days(self.now, days))

    # --- looking

    def case(self, number: int) -> Enquiry:
        """The enquiry's row."""
        with self.desk.store.read() as session:
            row = store.enquiry(session, number)
        assert row is not None
        return row

    def referrals(self, number: int) -> list[Referral]:
        """Its referrals."""
        with self.desk.store.read() as session:
            return list(store.referrals(session, number))

    def log(self, number: int) -> list[LogEntry]:
        """Its log."""
        with self.desk.store.read() as session:
            return list(store.log(session, number, limit=10_000))

    def member(self, user: str) -> Member:
        """A member's row."""
        with self.desk.store.read() as session:
            identity = people.identity(session, "web", "try", user)
            assert identity is not None
            member = people.member(session, identity.member_id)
        assert member is not None
        return member

    def notices(self, user: str | None = None, kind: str | None = None) -> list[Notice]:
        """Notices to a member (all of them without one), perhaps of one kind."""
        member_id = self.member(user).id if user else None
        with self.desk.store.read() as session:
            rows = list(session.exec(select(Notice).order_by("id")))
        return [
            n
            for n in rows
            if (user is None or n.member_id == member_id) and (kind is None or n.kind == kind)
        ]

    def told(self, user: str) -> list[str]:
        """The kinds of private notices a member has got, in order."""
        return [notice.kind for notice in self.notices(user)]

    def thread(self, number: int) -> list[str]:
        """The kinds of thread lines of a case, in order."""
        return [n.kind for n in self.notices() if n.room_id and n.enquiry_id == number]

    def reads(self, notice: Notice) -> Body | None:
        """A notice as its reader gets it; None when it would be dropped."""
        with self.desk.store.read() as session:
            if notice.room_id is not None:
                posting = session.exec(
                    select(Posting).where(Posting.enquiry_id == notice.enquiry_id)
                ).first()
                if posting is not None and not posting.message_id:
                    posting.message_id = "m"
            found = notice_message(self.desk, session, notice, self.now)
            session.expunge_all()
        return found[1].body if found else None

    def card(self, number: int) -> Card:
        """The case's card as the room sees it."""
        with self.desk.store.read() as session:
            posting = session.exec(select(Posting).where(Posting.enquiry_id == number)).one()
            body = posting_message(self.desk, session, posting, self.now).body
        card = body[0]
        assert isinstance(card, Card)
        return card

    def show(self, user: str, number: int) -> Card:
        """The case's card as a member sees it in private."""
        card = self.do(user, "show", case=number).private[0]
        assert isinstance(card, Card)
        return card


def set_up(
    store_: Store, centre: Centre, people: dict[str, tuple[str, str]] | None = None
) -> CentreAtWork:
    """A desk with its room and members."""
    desk = Desk(store_, centre, WorkCalendar.of(centre.working_hours))
    with store_.write() as session:
        session.add(
            Room(platform="web", workspace="try", channel="exportcenter", name="exportcenter")
        )
        for user, (name, organisation) in (people or PEOPLE).items():
            member = Member(
                name=name,
                organisation=organisation,
                joined_at=MONDAY,
                confirmed_at=None if user in UNCONFIRMED else MONDAY,
                coordinator=user == "karin",
                phone="010-000 00 00",
            )
            session.add(member)
            session.flush()
            session.add(
                Identity(
                    member_id=member.id or 0,
                    platform="web",
                    workspace="try",
                    user=user,
                    used_at=MONDAY,
                )
            )
    return CentreAtWork(desk)


def _given(args: dict[str, Value | int]) -> dict[str, Value]:
    return {k.replace("q_", "q."): str(v) if isinstance(v, int) else v for k, v in args.items()}


def said(outcome: Outcome, lang: Lang = "sv") -> str:
    """Everything an outcome says, as plain text."""
    parts = [text for block in (*outcome.private, *outcome.aloud) for text in words(block, lang)]
    if outcome.form is not None:
        form = outcome.form
        parts += [say(form.title, lang), *(t for b in form.intro for t in words(b, lang))]
        for item in form.inputs:
            shown: list[Arg] = [item.label, *([item.error] if item.error else [])]
            parts += [say(arg, lang) for arg in shown]
            parts += [item.value] if isinstance(item.value, str) else list(item.value)
            parts += [say(option.label, lang) for option in item.options]
    return "\n".join(parts)


def words(block: object, lang: Lang = "sv") -> list[str]:
    """Everything a block says, as plain text: labels, values, sections, buttons."""
    match block:
        case Line() | Copyable():
            return [say(block.text, lang)]
        case File():
            return [say(block.title, lang)]
        case Buttons():
            return [say(b.label, lang) for b in block.buttons]
        case Table():
            cells = [say(cell, lang) for row in block.rows for cell in row.cells]
            return [say(block.title, lang), *cells] + (
                [] if block.rows else [say(block.empty, lang)]
            )
        case Card():
            texts: list[Arg] = [
                block.title,
                block.fallback,
                *([block.status] if block.status else []),
            ]
            for fact in block.facts:
                texts += [fact.label, fact.value]
            for section in block.sections:
                texts += [section.title, *section.lines, *(b.label for b in section.buttons)]
            texts += [b.label for b in (*block.buttons, *block.more)]
            texts += [block.footer] if block.footer else []
            return [*(say(text, lang) for text in texts), block.quote]
    raise TypeError(f"unknown block {block!r}")
