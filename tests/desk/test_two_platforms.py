"""One centre in two programs at once: every card in both, and each person written to in one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlmodel import select

from bot.delivery import Delivery
from bot.desk.alarms import person_lost
from bot.desk.replies import Address, Gone, Message, Outcome, Result, Sent, Value
from bot.storage import joining
from bot.storage.tables import Identity, Notice, Room
from tests.centre_at_work import CentreAtWork, said, words
from tests.desk.cast import codes, pressable
from tests.desk.chats import SLACK, TEAMS, WEB, Chat, ask_code, identities

NUMBERS = count(1)


@dataclass
class Program:
    """A platform's way out: what stands where, as it reads, and whom it does not know."""

    standing: dict[str, dict[str, str]] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)
    edits: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    async def send(self, to: Address, message: Message) -> Result:
        if to.user in self.strangers:
            return Gone("user_not_found")
        number = f"m{next(NUMBERS)}"
        self.standing.setdefault(to.user or to.channel, {})[number] = _text(message)
        return Sent(number)

    async def edit(self, to: Address, message_id: str, message: Message) -> Result:
        if to.user in self.strangers:
            return Gone("user_not_found")
        place = self.standing.setdefault(to.user or to.channel, {})
        assert message_id in place, "a message of another program"
        place[message_id] = _text(message)
        self.edits.append(to.user or to.channel)
        return Sent(message_id)

    async def find(self, to: Address, key: str) -> str | None:
        return None

    async def refresh(self, to: Address, message: Message) -> None:
        self.pages.append(to.user)

    def read(self, place: str) -> list[str]:
        """What somebody, or a channel, has before them."""
        return list(self.standing.get(place, {}).values())


def _text(message: Message) -> str:
    return "\n".join(text for block in message.body for text in words(block, message.lang))


@dataclass
class Both:
    """The centre in Slack and in Teams, with maria of EKN and sara of the region in both."""

    room: CentreAtWork
    slack: Program = field(default_factory=Program)
    teams: Program = field(default_factory=Program)
    web: Program = field(default_factory=Program)

    def deliver(self) -> None:
        ways = {"slack": self.slack, "teams": self.teams, "web": self.web}
        asyncio.run(Delivery(self.room.desk, ways, lambda: self.room.now).deliver())

    def write(self, chat: Chat, user: str, text: str, **more: Any) -> Outcome:
        """Somebody types, minutes after what was before, and everything leaves."""
        self.room.now += timedelta(minutes=2)
        outcome = chat.write(self.room, user, text, **more)
        self.deliver()
        return outcome

    def open(self, chat: Chat = SLACK, user: str = "U-sara") -> int:
        given = {"need": "Hur får vi betalt i Norge?", "consent": "yes", "company": "Bolaget AB"}
        filled = {**given, "offer_to": "ekn", "even_so": "yes"}
        self.room.now += timedelta(minutes=2)
        args: dict[str, Value] = {**filled, "_form": f"f{next(NUMBERS)}"}
        outcome = chat.give(self.room, user, "refer", args, aloud=True)
        assert outcome.done, said(outcome)
        self.deliver()
        with self.room.desk.store.read() as session:
            return max(n.enquiry_id or 0 for n in session.exec(select(Notice)))

    def join(self, user: str, chat: Chat, other: str) -> None:
        """A member's code, entered in another program."""
        code = ask_code(self.room, user)
        assert self.write(chat, other, code).done
        (first, *_) = identities(self.room, user)
        assert first.user == user


@pytest.fixture
def both(room: CentreAtWork) -> Iterator[Both]:
    """Two rooms; sara in Slack and Teams, maria in Slack and Teams, and neither on the web."""
    with room.desk.store.write() as session:
        for chat in (SLACK, TEAMS):
            session.add(
                Room(
                    platform=chat.platform,
                    workspace=chat.workspace,
                    channel=chat.channel,
                    name=chat.platform,
                )
            )
    found = Both(room)
    for user in ("sara", "maria"):
        found.join(user, SLACK, f"U-{user}")
        found.join(user, TEAMS, f"{user}-aad")
        web = identities(room, user)[0].id or 0
        room.now += timedelta(minutes=2)
        assert SLACK.give(room, f"U-{user}", "disconnect", {"identity": str(web)}).done
    found.deliver()
    found.slack.standing.clear()
    found.teams.standing.clear()
    return found


def test_a_case_opened_in_one_is_a_card_in_both_and_taken_in_the_other(both: Both) -> None:
    number = both.open()
    for program, channel in ((both.slack, SLACK.channel), (both.teams, TEAMS.channel)):
        (card,) = program.read(channel)
        assert card.startswith(f"Ärende {number}")
    taken = both.write(TEAMS, "maria-aad", f"ta {number}", aloud=True)
    assert taken.done and taken.aloud == ()
    for program, channel in ((both.slack, SLACK.channel), (both.teams, TEAMS.channel)):
        (card, *_) = program.read(channel)
        assert "Maria Dahl" in card


def test_what_is_taken_under_one_name_is_ones_own_under_the_other(both: Both) -> None:
    number = both.open()
    assert both.write(TEAMS, "maria-aad", f"ta {number}").done
    again = both.write(SLACK, "U-maria", f"ta {number}")
    assert not again.done and codes(again) == {"refused.yours"}
    mine = [said(both.write(chat, user, "mina ärenden")) for chat, user in MARIA]
    assert mine[0] == mine[1] and "Bolaget AB" in mine[0]
    assert both.write(SLACK, "U-maria", f"kontakt tagen {number}").done
    log = {entry.step: entry.member_id for entry in both.room.log(number)}
    assert log["accepted"] == log["contact"] == both.room.case(number).handler_id


MARIA = ((SLACK, "U-maria"), (TEAMS, "maria-aad"))


def test_a_person_is_written_to_where_they_were_last(both: Both) -> None:
    both.open()
    for chat, user in (*MARIA, MARIA[0]):
        both.write(chat, user, "anteckna 1 x")
        program = both.slack if chat is SLACK else both.teams
        other = both.teams if chat is SLACK else both.slack
        was = (len(program.read(user)), {k: dict(v) for k, v in other.standing.items()})
        both.open()
        assert len(program.read(user)) == was[0] + 1
        elsewhere = [name for _, name in MARIA if name != user]
        assert other.read(elsewhere[0]) == list(was[1].get(elsewhere[0], {}).values())


def test_looking_is_no_writing_and_moves_nobody(both: Both) -> None:
    """Only a step that writes tells where somebody is: reading takes no write transaction."""
    both.open()
    assert both.write(TEAMS, "maria-aad", "anteckna 1 x").done
    both.write(SLACK, "U-maria", "läget")
    both.open()
    assert [len(both.slack.read("U-maria")), len(both.teams.read("maria-aad"))] == [1, 1]


def test_who_is_gone_from_one_is_written_to_in_the_other(both: Both) -> None:
    both.open()
    both.write(TEAMS, "maria-aad", "anteckna 1 x")
    both.teams.strangers.add("maria-aad")
    both.open()
    assert len(both.slack.read("U-maria")) == 2
    assert not both.room.notices("karin", "member_lost"), "nobody is lost"
    gone = {row.user: row.gone for row in _all(both, "U-maria")}
    assert gone == {"U-maria": "", "maria-aad": "user_not_found"}
    both.teams.strangers.clear()
    both.write(TEAMS, "maria-aad", "anteckna 1 x")
    both.open()
    assert len(both.teams.read("maria-aad")) == 1, "back where they write from"


def test_who_is_gone_from_both_is_told_of(both: Both) -> None:
    both.slack.strangers.add("U-maria")
    both.teams.strangers.add("maria-aad")
    both.open()
    lost = both.room.notices("karin", "member_lost")
    assert len(lost) == 1
    assert {row.gone for row in _all(both, "U-maria")} == {"user_not_found"}


def test_a_message_that_would_change_an_earlier_one_follows_its_reader(both: Both) -> None:
    """The poster's fifth message takes the fourth one's place, if that is where they are."""
    number = both.open()
    assert both.write(TEAMS, "maria-aad", f"ta {number}").done
    for turn in range(4):
        both.write(SLACK, "U-maria", f"släpp {number}")
        press = SLACK.give(both.room, "U-maria", "release", _pressed(both, number))
        assert press.done, said(press)
        assert both.write(SLACK, "U-maria", f"ta {number}").done, turn
    assert both.slack.edits.count("U-sara") > 0
    before, edits = both.slack.read("U-sara"), list(both.slack.edits)
    both.write(TEAMS, "sara-aad", f"anteckna {number} Ringt")
    SLACK.give(both.room, "U-maria", "release", _pressed(both, number))
    both.deliver()
    assert len(both.teams.read("sara-aad")) == 1
    assert both.slack.read("U-sara") == before
    assert [who for who in both.slack.edits if who == "U-sara"] == [
        who for who in edits if who == "U-sara"
    ]
    assert both.write(SLACK, "U-maria", f"ta {number}").done
    assert len(both.teams.read("sara-aad")) == 1, "and the next one takes its place there"


def _pressed(both: Both, number: int) -> dict[str, Value]:
    return {"case": str(number), "revision": str(both.room.case(number).revision)}


def _all(both: Both, user: str) -> list[Identity]:
    member = SLACK.member(both.room, user)
    assert member is not None
    with both.room.desk.store.read() as session:
        return list(joining.all_identities(session, member.id or 0))


def test_the_line_about_a_new_chat_comes_where_one_was_before(both: Both) -> None:
    code = ask_code(both.room, "anna")
    assert both.write(TEAMS, "anna-aad", code).done
    (line,) = both.web.read("anna")
    assert "Teams" in line and "Koppla från Teams" in line
    assert both.teams.read("anna-aad") == []


def test_a_new_chat_that_was_not_meant_is_parted_from_the_first(both: Both) -> None:
    code = ask_code(both.room, "anna")
    outcome = both.write(TEAMS, "anna-aad", code)
    (button,) = pressable(outcome)
    both.room.now += timedelta(minutes=2)
    assert WEB.give(both.room, "anna", "disconnect", dict(button.args)).done
    both.deliver()
    assert TEAMS.member(both.room, "anna-aad") is None
    both.open()
    assert both.teams.read("anna-aad") == []


def test_ones_own_page_is_drawn_anew_in_every_program(both: Both) -> None:
    number = both.open()
    both.slack.pages.clear()
    ways = {"slack": both.slack, "teams": both.teams, "web": both.web}
    outcome = TEAMS.write(both.room, "maria-aad", f"ta {number}")
    delivery = Delivery(both.room.desk, ways, lambda: both.room.now)
    delivery.wake(outcome.touched)

    async def once() -> None:
        running = asyncio.ensure_future(delivery.run())
        for _ in range(200):
            await asyncio.sleep(0.01)
            if "U-maria" in both.slack.pages and "maria-aad" in both.teams.pages:
                break
        delivery.stop()
        await running

    asyncio.run(once())
    assert "U-maria" in both.slack.pages and "maria-aad" in both.teams.pages


def test_a_chat_that_was_known_to_be_lost_is_no_new_loss(both: Both) -> None:
    """Two messages may find it out at once; the member is still reached in the other program."""
    maria = SLACK.member(both.room, "U-maria")
    assert maria is not None and maria.id
    to = Address(TEAMS.platform, TEAMS.workspace, user="maria-aad")
    for _ in range(2):
        with both.room.desk.store.write() as session:
            assert person_lost(
                session, maria.id, to, "blocked", both.room.now, day=both.room.now.date()
            )
    assert both.room.notices("karin", "member_lost") == []
