"""A database as an installation in use has it: two platforms, cases in every state, post waiting.

What a kept release is made of (`keep_release`). It begins with the samples of `try`, moved from
the web room to Slack and Teams, and goes on with what they lack. Names and numbers are invented.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot import samples
from bot.centre.load import load
from bot.centre.worktime import WorkCalendar
from bot.delivery import Delivery
from bot.desk.dispatch import dispatch
from bot.desk.due import tick, ticked
from bot.desk.replies import (
    Address,
    Caller,
    Copyable,
    Gone,
    Later,
    Message,
    Outcome,
    Place,
    Request,
    Sent,
    Value,
)
from bot.desk.work import Desk
from bot.storage import overheard, people, receipts, store
from bot.storage.engine import Store, open_store
from bot.storage.tables import Correction, Identity, Member, QuietOffer, Room
from bot.texts import say

BEGINS = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A Tuesday at ten in Stockholm."""
TENANT = "6f0c1e52-0b7e-4a55-9d3e-1f2a3b4c5d6e"
SLACK, TEAMS = ("slack", "T0EXPORT"), ("teams", TENANT)
IN_TEAMS = frozenset({"vgr", "almi", "ekn"})
"""Organisations whose members of the story are on Teams; the others are on Slack."""
PLACES = {
    "slack": Place(*SLACK, "C0EXPORT"),
    "teams": Place(*TEAMS, "19:exportcenter@thread.tacv2"),
}
ALOUD = frozenset({"refer", "wanted"})
"""What the members of the story say where the others are."""
PAYMENT: dict[str, Value] = {
    "need": "Kunden i Norge vill betala efter leverans. Hur får vi betalt?",
    "consent": "yes",
    "q.municipality": "Mark",
    "q.size": "10-49",
    "q.market": ("NO",),
    "q.needs": ("payment-risk",),
    "even_so": "yes",
    "contact_name": "Britta Alm",
    "contact_phone": "0320-00 00 00",
    "contact_email": "britta@example.org",
}


class Posts:
    """A platform that takes messages; whoever is in `gone` has left, and `waits` asks for time."""

    def __init__(self, gone: set[str], waits: set[str]) -> None:
        self._gone, self._waits = gone, waits
        self._ids = count(1)

    async def send(self, to: Address, message: Message) -> Sent | Later | Gone:
        """Take a message."""
        if to.user in self._gone:
            return Gone("user_not_found")
        if to.user in self._waits:
            return Later(3600)
        return Sent(f"1764000000.{next(self._ids):06}")

    async def edit(self, to: Address, message_id: str, message: Message) -> Sent:
        """Take a message in place of an earlier one."""
        return Sent(message_id)

    async def find(self, to: Address, key: str) -> str | None:
        """Nothing is looked for here."""
        return None

    async def refresh(self, to: Address, message: Message) -> None:
        """Nobody has a page here."""


class Story:
    """Members who give commands, one after the other, a minute apart."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.now = BEGINS
        self._forms = count(1)

    def do(self, user: str, command: str, **args: Value | int) -> Outcome:
        """A member gives a command; one that is refused is a mistake in the story."""
        outcome = self.give(self._chat(user), user, command, **args)
        if not outcome.done or outcome.form is not None:
            raise ValueError(f"{user} {command} {args}: {outcome}")
        return outcome

    def give(self, chat: tuple[str, str], user: str, command: str, **args: Value | int) -> Outcome:
        """Somebody gives a command in a chat, in private, whatever comes of it."""
        given: dict[str, Value] = {
            name: str(value) if isinstance(value, int) else value for name, value in args.items()
        }
        given["_form"] = f"story-{next(self._forms)}"
        platform, workspace = chat
        self.now += timedelta(minutes=1)
        caller = Caller(platform, workspace, _known(platform, user), user.capitalize())
        place = PLACES[platform] if command in ALOUD else Place()
        key = f"story:{given['_form']}"
        return dispatch(self.desk, Request(command, given, caller, place, key), self.now)

    def open(self, user: str, **args: Value) -> int:
        """A case about payment; returns its number."""
        self.do(user, "refer", **{**PAYMENT, **args})
        with self.desk.store.read() as session:
            return store.newest(session)

    def taken(self, user: str, **args: Value) -> int:
        """A case that Maria at EKN has taken."""
        number = self.open(user, **args)
        self.do("maria", "take", case=number)
        return number

    def deliver(self, gone: str = "", waits: str = "") -> None:
        """Let everything leave that can."""
        posts = Posts({gone} - {""}, {waits} - {""})
        outbounds = {"slack": posts, "teams": posts}
        asyncio.run(Delivery(self.desk, outbounds, lambda: self.now).deliver())

    def member(self, user: str) -> int:
        """A member's id."""
        platform, workspace = self._chat(user)
        with self.desk.store.read() as session:
            found = people.identity(session, platform, workspace, _known(platform, user))
        if found is None:
            raise ValueError(f"nobody is called {user}")
        return found.member_id

    def _chat(self, user: str) -> tuple[str, str]:
        organisation = next(p.organisation for p in samples.PEOPLE if p.user == user)
        return TEAMS if organisation in IN_TEAMS else SLACK


@contextmanager
def told() -> Iterator[Store]:
    """The whole story, in a database that is thrown away afterwards."""
    centre = load()
    kept = open_store("sqlite://", centre=centre.slug)
    try:
        desk = Desk(kept, centre, WorkCalendar.of(centre.working_hours))
        samples.fill(desk, BEGINS)
        with kept.write() as session:
            _move_in(session)
        _tell(Story(desk))
        yield kept
    finally:
        kept.close()


def _tell(story: Story) -> None:
    _end_cases(story)
    story.deliver(gone=_known("slack", "petra"), waits=_known("teams", "anna"))
    for _ in range(8):
        story.now += timedelta(days=1)
        tick(story.desk, story.now)
        story.deliver()
    _ask_around(story)
    _be_two(story)
    story.deliver()
    _leave_waiting(story)


def _end_cases(story: Story) -> None:
    """Cases in every state that the samples do not have."""
    story.do("maria", "close", case=story.taken("sara", company="Kinna Rör AB"), outcome="helped")
    story.do("sara", "withdraw", case=story.open("sara", company="Svenljunga Läder AB"))
    story.do("karin", "void", case=story.open("sara", company="Skriven Av Misstag AB"))
    older = story.taken("sara", company="Fritsla Väv AB")
    newer = story.open("emma", company="Fritsla Väveri AB")
    story.do("karin", "merge", case=newer, other=older)
    withheld = story.taken("sara", company="Hemligt Bolag AB", consent="no")
    story.do("maria", "ask", case=withheld, words="Vad står det om betalning i avtalet?")
    story.do("petra", "support", case=older)
    story.taken("petra", company="Rydboholm Garn AB")
    story.do("maria", "hand_over", case=older, organisation="almi")
    story.do("maria", "wait", case=older, for_what="offert", until="2026-12-15")


def _ask_around(story: Story) -> None:
    """Contacts, questions to everybody, codes, absence: what stands beside the cases."""
    story.do("sara", "ask_introduction", contact=1, question="Får jag ringa henne om Norge?")
    story.do("emma", "wanted", text="Känner någon en tullombudsman i Vietnam?")
    story.do("karin", "connect")
    story.do("johan", "met", meeting=3, companies="Tranemo Plåt AB, Tranemo")
    story.do("johan", "absence", until="2026-12-18", deputy=story.member("emma"))
    with story.desk.store.write() as session:
        receipts.save_draft(session, "slack/T0EXPORT/U0PETRA", "refer", {"need": "Ett"}, story.now)
        overheard.keep_correction(
            session,
            Correction(
                question="needs", words="frakt", read="export-docs", given="logistics", at=story.now
            ),
        )
        session.add(QuietOffer(key="C0EXPORT:1", identity="slack/T0EXPORT/U0SARA", at=story.now))
    ticked(story.desk, story.now)


def _be_two(story: Story) -> None:
    """Elias has come as a member in Teams too, and becomes one person again."""
    story.give(TEAMS, "elias", "introduce", organisation="een", name="Elias")
    story.give(TEAMS, "elias", "connect", code="AAAA-AAAA")
    asked = story.do("elias", "connect").private
    code = next(say(block.text, "sv") for block in asked if isinstance(block, Copyable))
    joined = story.give(TEAMS, "elias", "connect", code=code.removeprefix("koppla "))
    if not joined.done:
        raise ValueError(f"elias could not be joined: {joined}")


def _leave_waiting(story: Story) -> None:
    """Post that nobody has sent when the database is put away."""
    story.open("sara", company="Väntar AB")
    story.do("maria", "take", case=story.open("emma", company="Borgstena Plast AB"))


def _move_in(session: Session) -> None:
    """The samples' web room is a Slack channel now, and its members are on Slack or on Teams."""
    session.execute(
        update(Room).values(platform=SLACK[0], workspace=SLACK[1], channel="C0EXPORT", within="")
    )
    session.add(
        Room(
            platform=TEAMS[0],
            workspace=TEAMS[1],
            channel="19:exportcenter@thread.tacv2",
            name="Exportcenter",
            reference='{"serviceUrl": "https://smba.example.org/emea/"}',
            within="19:team@thread.tacv2",
        )
    )
    asked = select(Identity, Member).join(Member, col(Identity.member_id) == col(Member.id))
    for identity, member in session.exec(asked).all():
        platform, workspace = TEAMS if member.organisation in IN_TEAMS else SLACK
        identity.platform, identity.workspace = platform, workspace
        identity.user = _known(platform, identity.user)
        identity.reference = '{"conversation": "a:1"}' if platform == "teams" else ""
        session.add(identity)


def _known(platform: str, user: str) -> str:
    """A member's id on a platform."""
    return f"U0{user.upper()}" if platform == "slack" else f"00000000-0000-0000-0000-{user:0>12}"
