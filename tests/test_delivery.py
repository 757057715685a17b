"""Delivery, with a hand-written platform: order, repeats, leases, and nothing sent twice."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select
from structlog.testing import capture_logs

from bot import samples
from bot.app import open_desk
from bot.centre.worktime import WorkCalendar
from bot.delivery import Delivery
from bot.desk import alarms, outgoing
from bot.desk.replies import Address, Gone, Later, Line, Message, Result, Sent, Unclear
from bot.settings import load
from bot.storage import parked, people, records
from bot.storage.engine import Store
from bot.storage.tables import Enquiry, Identity, Member, Notice, Posting, Room
from bot.texts import say
from tests.databases import Databases

OPEN = datetime(2027, 5, 18, 8, 0, tzinfo=UTC)
NIGHT = datetime(2027, 5, 18, 21, 0, tzinfo=UTC)


@dataclass
class Fake:
    """A platform: remembers what arrived, and answers what the test tells it to."""

    answers: list[Any] = field(default_factory=list)
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    arrived: dict[str, str] = field(default_factory=dict)
    slow: float = 0
    pages: list[tuple[str, str]] = field(default_factory=list)
    unasked: list[Any] = field(default_factory=list)
    """What `find` answers instead, when it cannot tell."""

    async def send(self, to: Address, message: Message) -> Result:
        self.calls.append(("send", to.thread or to.channel or to.user, said(message)))
        number = f"m{len(self.calls)}"
        return await self._answer(message, number)

    async def edit(self, to: Address, message_id: str, message: Message) -> Result:
        self.calls.append(("edit", message_id, said(message)))
        return await self._answer(message, message_id)

    async def find(self, to: Address, key: str) -> str | None:
        self.calls.append(("find", to.channel or to.user, key))
        if self.unasked:
            return self.unasked.pop(0)
        return self.arrived.get(key)

    async def refresh(self, to: Address, message: Message) -> None:
        self.pages.append((to.user, said(message)))

    async def _answer(self, message: Message, number: str) -> Result:
        await asyncio.sleep(self.slow)
        answer = self.answers.pop(0) if self.answers else None
        if callable(answer):
            answer = answer()
        if isinstance(answer, Exception):
            raise answer
        if answer is None or (isinstance(answer, Unclear) and answer.why == "arrived"):
            self.arrived[message.key] = number
        return answer if answer is not None else Sent(number)

    def texts(self) -> list[str]:
        return [text for kind, _, text in self.calls if kind != "find"]


def said(message: Message) -> str:
    line = message.body[0]
    assert isinstance(line, Line)
    assert isinstance(line.text, str)
    return line.text


class Words:
    """Says which card at which revision, and which kind of notice: enough to see the order."""

    def posting_message(
        self, desk: Any, session: Session, posting: Posting, now: datetime
    ) -> Message:
        case = session.get(Enquiry, posting.enquiry_id)
        assert case is not None
        if case.need == "unspeakable":
            raise KeyError("no such text")
        body = (Line(f"case {case.id} r{case.revision}"),)
        return Message(body, "sv", f"card:{posting.id}")

    def notice_message(
        self, desk: Any, session: Session, notice: Notice, now: datetime
    ) -> tuple[Address, Message] | None:
        if notice.kind == "untrue":
            return None
        message = Message((Line(notice.kind),), "sv", notice.key)
        if notice.room_id is not None:
            card = session.exec(
                select(Posting).where(
                    Posting.enquiry_id == notice.enquiry_id, Posting.room_id == notice.room_id
                )
            ).one()
            return Address("fake", "w", channel="c", thread=card.message_id), message
        found = session.exec(
            select(Identity)
            .where(Identity.member_id == notice.member_id, Identity.gone == "")
            .order_by("id")
        ).all()
        meant = [one for one in found if one.id == notice.args.get("to")]
        to = next(iter((*meant, *found)))
        return Address(to.platform, "w", user=to.user), message

    def home_message(
        self, desk: Any, session: Session, member_id: int, now: datetime
    ) -> list[tuple[Address, Message]]:
        if session.get(Member, member_id) is None:
            raise KeyError("no such text")
        count = len(session.exec(select(Enquiry)).all())
        message = Message((Line(f"{count} cases"),), "sv", f"home:{member_id}")
        own = select(Identity).where(Identity.member_id == member_id).order_by("id")
        return [(Address(one.platform, "w", user=one.user), message) for one in session.exec(own)]


class Installation:
    """A database with one room, a poster and a coordinator; and the clocks."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.fake = Fake()
        self.time = OPEN
        self.real = OPEN
        self.desk: Any = SimpleNamespace(store=store, calendar=WorkCalendar(), centre=None)
        with store.write() as session:
            session.add(Room(platform="fake", workspace="w", channel="c"))
            for name in ("poster", "coordinator"):
                member = Member(name=name, organisation="almi", joined_at=OPEN)
                member.coordinator = name == "coordinator"
                session.add(member)
                session.flush()
                assert member.id is not None
                session.add(
                    Identity(
                        member_id=member.id, platform="fake", workspace="w", user=name, used_at=OPEN
                    )
                )

    def delivery(self, **given: Any) -> Delivery:
        outbounds = given.pop("outbounds", {"fake": self.fake})
        return Delivery(
            self.desk, outbounds, lambda: self.time, words=Words(), real=lambda: self.real, **given
        )

    def deliver(self) -> int:
        return asyncio.run(self.delivery().deliver())

    def delivery_of_desk(self) -> None:
        """Deliver in the desk's own words as far as where it goes: who is reached, and who not."""

        class Own(Words):
            def notice_message(self, desk: Any, session: Session, notice: Notice, now: Any) -> Any:
                if notice.member_id and not people.identities(session, notice.member_id):
                    raise outgoing.OutOfReach("user_not_found")
                return super().notice_message(desk, session, notice, now)

        own = Delivery(self.desk, {"fake": self.fake}, lambda: self.time, words=Own())
        asyncio.run(own.deliver())

    def case(self, **values: Any) -> int:
        with self.store.write() as session:
            case = Enquiry(
                poster_id=1, poster_organisation="almi", opened_at=OPEN, stepped_at=OPEN, **values
            )
            session.add(case)
            session.flush()
            assert case.id is not None
            session.add(Posting(enquiry_id=case.id, room_id=1))
            return case.id

    def change(self, number: int, times: int = 1) -> None:
        with self.store.write() as session:
            case = session.get(Enquiry, number)
            card = self._card(session, number)
            assert case is not None
            case.revision += times
            card.wanted, card.behind, card.again_at = case.revision, True, None

    def notice(self, kind: str, **values: Any) -> int:
        with self.store.write() as session:
            row = Notice(
                key=f"{kind}:{values}", kind=kind, created_at=self.time, not_before=self.time
            )
            for name, value in values.items():
                setattr(row, name, value)
            session.add(row)
            session.flush()
            assert row.id is not None
            return row.id

    def _card(self, session: Session, number: int) -> Posting:
        return session.exec(select(Posting).where(Posting.enquiry_id == number)).one()

    def card(self, number: int) -> Posting:
        with self.store.read() as session:
            row = self._card(session, number)
            session.expunge(row)
            return row

    def row(self, number: int) -> Notice:
        with self.store.read() as session:
            row = session.get(Notice, number)
            assert row is not None
            session.expunge(row)
            return row

    def later(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        self.real += timedelta(seconds=seconds)


@pytest.fixture
def there(databases: Databases) -> Iterator[Installation]:
    with databases.opened("test") as store:
        yield Installation(store)


def test_a_card_comes_first_then_its_thread_in_order(there: Installation) -> None:
    number = there.case()
    there.notice("taken", enquiry_id=number, room_id=1)
    there.notice("closed", enquiry_id=number, room_id=1)
    assert there.deliver() == 3
    assert there.fake.calls == [
        ("send", "c", "case 1 r1"),
        ("send", "m1", "taken"),
        ("send", "m1", "closed"),
    ]
    assert there.deliver() == 0


def test_ten_changes_become_one_update(there: Installation) -> None:
    number = there.case()
    there.deliver()
    for _ in range(10):
        there.change(number)
    assert there.deliver() == 1
    assert there.fake.calls[-1] == ("edit", "m1", "case 1 r11")
    assert (there.card(number).shown, there.card(number).behind) == (11, False)


def test_a_change_during_the_sending_is_shown_afterwards(there: Installation) -> None:
    number = there.case()
    there.fake.answers = [lambda: there.change(number)]
    assert there.deliver() == 2
    assert there.fake.texts() == ["case 1 r1", "case 1 r2"]
    assert not there.card(number).behind


def test_a_notice_no_longer_true_is_dropped(there: Installation) -> None:
    row = there.notice("untrue", member_id=1)
    assert there.deliver() == 0
    assert there.row(row).state == "dropped"


def test_quiet_notices_wait_for_working_hours_and_others_do_not(there: Installation) -> None:
    there.time = NIGHT
    there.notice("nudge", member_id=1, quiet=True)
    there.notice("taken", member_id=1)
    there.deliver()
    assert there.fake.texts() == ["taken"]
    there.time = NIGHT + timedelta(hours=10)
    there.deliver()
    assert there.fake.texts() == ["taken", "nudge"]


def test_a_folding_notice_replaces_the_earlier_message(there: Installation) -> None:
    number = there.case()
    first = there.notice("third line", enquiry_id=number, room_id=1)
    second = there.notice("fourth line", enquiry_id=number, room_id=1, folds=first)
    there.notice("fifth line", enquiry_id=number, room_id=1, folds=second)
    there.deliver()
    assert there.fake.calls[1:] == [
        ("send", "m1", "third line"),
        ("edit", "m2", "fourth line"),
        ("edit", "m2", "fifth line"),
    ]


def test_a_notice_folding_into_one_never_sent_is_sent_anew(there: Installation) -> None:
    first = there.notice("untrue", member_id=1, enquiry_id=there.case())
    there.notice("news", member_id=1, folds=first)
    there.deliver()
    assert ("send", "poster", "news") in there.fake.calls


def test_a_deleted_message_is_sent_anew(there: Installation) -> None:
    number = there.case()
    there.deliver()
    there.change(number)
    there.fake.answers = [Gone("message_not_found")]
    there.deliver()
    assert [kind for kind, _, _ in there.fake.calls] == ["send", "edit", "send"]
    assert there.card(number).message_id == "m3"


def test_later_lets_the_whole_room_rest_in_order(there: Installation) -> None:
    number = there.case()
    there.deliver()
    there.notice("taken", enquiry_id=number, room_id=1)
    there.notice("closed", enquiry_id=number, room_id=1)
    there.fake.answers = [Later(40)]
    assert there.deliver() == 0
    there.later(39)
    assert there.deliver() == 0
    there.later(2)
    assert there.deliver() == 2
    assert there.fake.texts()[1:] == ["taken", "taken", "closed"]
    assert not [call for call in there.fake.calls if call[0] == "find"]


def test_what_comes_during_a_wait_waits_too_and_others_do_not(there: Installation) -> None:
    number, other = there.case(), there.case()
    delivery = there.delivery()
    there.fake.answers = [Later(40)]
    asyncio.run(delivery.deliver())
    there.later(10)
    there.change(number)
    there.notice("taken", enquiry_id=other, room_id=1)
    there.notice("to somebody", member_id=1)
    asyncio.run(delivery.deliver())
    assert there.fake.texts() == ["case 1 r1", "to somebody"]
    there.later(31)
    asyncio.run(delivery.deliver())
    assert there.fake.texts()[2:] == ["case 1 r2", "case 2 r1", "taken"]


def test_an_unclear_send_is_asked_about_and_not_repeated_when_it_arrived(
    there: Installation,
) -> None:
    row = there.notice("taken", member_id=1)
    there.fake.answers = [Unclear("arrived")]
    there.deliver()
    assert (there.row(row).state, there.row(row).error) == ("pending", "arrived")
    there.later(60)
    there.deliver()
    assert there.fake.texts() == ["taken"]
    assert (there.row(row).state, there.row(row).message_id) == ("sent", "m1")


@pytest.mark.parametrize("trouble", [Unclear("502"), ConnectionError("broken")])
def test_an_unclear_card_is_repeated_when_it_did_not_arrive(
    there: Installation, trouble: Any
) -> None:
    number = there.case()
    there.fake.answers = [trouble]
    there.deliver()
    assert there.card(number).error
    there.later(60)
    there.deliver()
    assert [kind for kind, _, _ in there.fake.calls] == ["send", "find", "send", "edit"]
    assert (there.card(number).error, there.card(number).behind) == ("", False)


def test_an_unclear_notice_holds_back_the_next_about_the_same_case_only(
    there: Installation,
) -> None:
    one, two = there.case(), there.case()
    there.deliver()
    there.notice("first", enquiry_id=one, member_id=1)
    there.notice("second", enquiry_id=one, member_id=1)
    there.notice("other", enquiry_id=two, member_id=1)
    there.fake.answers = [Unclear("timeout")]
    there.deliver()
    assert there.fake.texts()[2:] == ["first", "other"]
    there.later(60)
    there.deliver()
    assert there.fake.texts()[2:] == ["first", "other", "first", "second"]


def test_a_call_that_takes_more_than_half_a_lease_is_unclear(there: Installation) -> None:
    row = there.notice("taken", member_id=1)
    there.fake.slow = 5
    delivery = there.delivery(lease=timedelta(seconds=0.2))
    asyncio.run(delivery.deliver())
    assert there.row(row).error == "no answer within 0.1 s"


def test_after_many_tries_a_message_is_parked_with_its_error(there: Installation) -> None:
    number, row = there.case(), there.notice("taken", member_id=1)
    there.fake.answers = [Unclear("502")] * 6
    for _ in range(4):
        asyncio.run(there.delivery(tries=3).deliver())
        there.later(7200)
    assert (there.row(row).state, there.row(row).error) == ("parked", "502")
    assert (there.card(number).behind, there.card(number).error) == (True, "502")
    there.fake.answers = []
    assert there.deliver() == 0
    there.later(24 * 3600)
    there.deliver()
    assert (there.card(number).behind, there.card(number).error) == (False, "")


def test_words_that_fail_are_tried_again_and_stop_nobody_else(there: Installation) -> None:
    bad, good = there.case(need="unspeakable"), there.case()
    assert there.deliver() == 1
    assert not there.card(good).behind
    assert "KeyError" in there.card(bad).error


def test_a_room_that_is_gone_is_remembered_and_the_coordinator_told_once(
    there: Installation,
) -> None:
    one = there.case()
    there.case()
    line = there.notice("taken", enquiry_id=one, room_id=1)
    there.fake.answers = [Gone("is_archived")]
    there.deliver()
    assert there.fake.texts() == ["case 1 r1", "room_lost"]
    assert there.fake.calls[1][1] == "coordinator"
    assert (there.row(line).state, there.row(line).error) == ("parked", "is_archived")
    there.notice("closed", enquiry_id=one, room_id=1)
    assert there.deliver() == 0


def test_somebody_who_left_one_platform_is_told_on_the_other(there: Installation) -> None:
    other = Fake()
    with there.store.write() as session:
        session.add(Identity(member_id=1, platform="other", workspace="w", user="p", used_at=OPEN))
    there.notice("taken", member_id=1)
    there.fake.answers = [Gone("user_not_found")]
    asyncio.run(there.delivery(outbounds={"fake": there.fake, "other": other}).deliver())
    assert other.calls == [("send", "p", "taken")]
    assert there.fake.texts() == ["taken"]


def test_of_somebody_who_is_gone_the_coordinator_hears(there: Installation) -> None:
    row = there.notice("taken", member_id=1)
    there.fake.answers = [Gone("user_not_found")]
    there.deliver()
    assert there.row(row).state == "parked"
    assert there.fake.calls[-1] == ("send", "coordinator", "member_lost")


def test_a_platform_that_is_not_configured_keeps_its_messages(there: Installation) -> None:
    there.case()
    row = there.notice("taken", member_id=1)
    assert asyncio.run(there.delivery(outbounds={}).deliver()) == 0
    assert (there.row(row).state, there.row(row).error) == ("pending", "fake is not configured")
    there.later(3601)
    assert there.deliver() == 2


def test_a_lost_lease_sends_the_card_again(there: Installation) -> None:
    number = there.case()

    def stolen() -> None:
        with there.store.write() as session:
            room = session.get(Room, 1)
            assert room is not None
            room.lease, room.leased_until = "another", there.real + timedelta(seconds=30)

    there.fake.answers = [stolen]
    assert there.deliver() == 0
    assert (there.card(number).shown, there.card(number).message_id) == (0, "m1")
    assert there.deliver() == 0
    there.later(31)
    assert there.deliver() == 1
    assert there.fake.calls[-1] == ("edit", "m1", "case 1 r1")


def test_a_dead_sender_s_room_is_taken_over_and_the_platform_asked_first(
    there: Installation,
) -> None:
    number = there.case()
    with there.store.write() as session:
        room = session.get(Room, 1)
        assert room is not None
        room.lease, room.leased_until = "dead", there.real + timedelta(seconds=30)
    there.fake.arrived["card:1"] = "m0"
    assert there.deliver() == 0
    there.later(31)
    there.deliver()
    assert [call for call in there.fake.calls if call[0] != "find"] == [("edit", "m0", "case 1 r1")]
    assert there.card(number).message_id == "m0"


def test_a_card_of_a_dead_sender_stays_in_doubt_until_the_platform_can_tell(
    there: Installation,
) -> None:
    number = there.case()
    with there.store.write() as session:
        room = session.get(Room, 1)
        assert room is not None
        room.lease, room.leased_until = "dead", there.real
    there.fake.arrived["card:1"] = "m0"
    there.later(1)
    there.fake.unasked = [Later(5)]
    assert there.deliver() == 0
    there.later(6)
    there.deliver()
    assert [call for call in there.fake.calls if call[0] != "find"] == [("edit", "m0", "case 1 r1")]
    assert there.card(number).message_id == "m0"


@pytest.mark.parametrize("again", ["release", "retry_cards"])
def test_what_may_have_arrived_is_asked_for_also_when_it_is_let_go_by_hand(
    there: Installation, again: str
) -> None:
    there.case()
    row = there.notice("taken", member_id=1)
    there.fake.answers = [Unclear("arrived"), Unclear("arrived")]
    there.deliver()
    with there.store.write() as session:
        if again == "release":
            notice = session.get(Notice, row)
            assert notice is not None
            notice.state = "parked"
            session.flush()
            assert parked.release(session, there.time) == 1
        else:
            assert parked.retry_cards(session) == 1
    there.later(60)
    there.deliver()
    assert sorted(there.fake.texts()) == ["case 1 r1", "case 1 r1", "taken"]
    assert [kind for kind, *_ in there.fake.calls].count("send") == 2


def test_a_card_that_arrived_unheard_ends_on_the_present_state(there: Installation) -> None:
    number = there.case()
    there.fake.answers = [Unclear("arrived")]
    there.deliver()
    there.change(number)
    there.later(60)
    there.deliver()
    assert [kind for kind, _, _ in there.fake.calls] == ["send", "find", "edit"]
    assert there.fake.calls[-1] == ("edit", "m1", "case 1 r2")
    assert (there.card(number).shown, there.card(number).behind) == (2, False)


def test_what_replaces_a_deleted_message_is_looked_for_by_a_key_of_its_own(
    there: Installation,
) -> None:
    number = there.case()
    there.deliver()
    there.change(number)
    there.fake.answers = [Gone("message_not_found"), Unclear("arrived")]
    there.deliver()
    there.fake.answers = [Gone("message_not_found")]
    there.later(60)
    there.deliver()
    kinds = [kind for kind, _, _ in there.fake.calls]
    assert kinds == ["send", "edit", "send", "edit", "find", "edit"]
    assert there.card(number).message_id == "m3"


def test_two_deliveries_at_once_never_send_twice(there: Installation) -> None:
    for _ in range(5):
        number = there.case()
        for kind in ("a", "b"):
            there.notice(kind, enquiry_id=number, room_id=1)
            there.notice(kind, enquiry_id=number, member_id=1)
    there.fake.slow = 0.002

    async def both() -> int:
        pair = [there.delivery(), there.delivery()]
        return sum(await asyncio.gather(*(one.deliver() for one in pair)))

    total = asyncio.run(both())
    for _ in range(5):
        there.later(10)
        total += there.deliver()
    assert total == 25
    assert len(there.fake.texts()) == 25


def test_a_wake_from_another_thread_sends_at_once(there: Installation) -> None:
    async def scene() -> float:
        delivery = there.delivery()
        running = asyncio.create_task(delivery.run())
        await asyncio.sleep(0.05)
        await asyncio.to_thread(there.notice, "taken", member_id=1)
        before = asyncio.get_running_loop().time()
        await asyncio.to_thread(delivery.wake)
        while not there.fake.texts():
            await asyncio.sleep(0.005)
        took = asyncio.get_running_loop().time() - before
        delivery.stop()
        await running
        return took

    assert asyncio.run(scene()) < 0.5


# --- standing pages


def test_ten_quick_steps_draw_a_page_once_and_after_the_messages(there: Installation) -> None:
    number = there.case()
    delivery = there.delivery()
    for _ in range(10):
        there.change(number)
        delivery.wake((1,))
    there.fake.answers = [lambda: there.fake.pages.append(("", "the card"))]
    asyncio.run(delivery.deliver())
    assert there.fake.pages == [("", "the card"), ("poster", "1 cases")]
    asyncio.run(delivery.deliver())
    assert len(there.fake.pages) == 2


def test_a_page_is_drawn_on_every_platform_that_is_there(there: Installation) -> None:
    with there.store.write() as session:
        for platform, user in (("fake", "poster-too"), ("elsewhere", "poster")):
            session.add(
                Identity(member_id=1, platform=platform, workspace="w", user=user, used_at=OPEN)
            )
    delivery = there.delivery()
    delivery.wake([1, 2])
    asyncio.run(delivery.deliver())
    assert sorted(user for user, _ in there.fake.pages) == ["coordinator", "poster", "poster-too"]


def test_a_page_that_cannot_be_drawn_holds_nobody_up(
    there: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Fake):
        async def refresh(self, to: Address, message: Message) -> None:
            if to.user == "coordinator":
                raise ConnectionError("broken")
            if to.user == "poster":
                await asyncio.sleep(60)
            await super().refresh(to, message)

    with there.store.write() as session:
        session.add(
            Identity(member_id=1, platform="fake", workspace="w", user="third", used_at=OPEN)
        )
    monkeypatch.setattr("bot.delivery.pages.LIMIT", 0.05)
    there.fake = Broken()
    there.notice("taken", member_id=1)
    delivery = there.delivery()
    delivery.wake((1, 2, 4711))
    with capture_logs() as logs:
        assert asyncio.run(delivery.deliver()) == 1
    assert there.fake.pages == [("third", "0 cases")]
    assert {(entry["event"], entry["member"]) for entry in logs if "member" in entry} == {
        ("page_without_words", 4711),
        ("page_not_drawn", 1),
        ("page_not_drawn", 2),
    }


def test_a_page_touched_from_another_thread_is_drawn_at_once(there: Installation) -> None:
    async def scene() -> None:
        delivery = there.delivery()
        running = asyncio.create_task(delivery.run())
        await asyncio.sleep(0.05)
        await asyncio.to_thread(delivery.wake, (1,))
        async with asyncio.timeout(0.5):
            while not there.fake.pages:
                await asyncio.sleep(0.005)
        delivery.stop()
        await running

    asyncio.run(scene())
    assert there.fake.pages == [("poster", "0 cases")]


# --- a room that is taken away


def test_nothing_is_sent_to_a_room_in_which_the_centre_no_longer_meets(
    there: Installation,
) -> None:
    number = there.case()
    line = there.notice("taken", enquiry_id=number, room_id=1)
    with there.store.write() as session:
        session.get_one(Room, 1).active = False
    assert there.deliver() == 0
    assert (there.row(line).state, there.row(line).error) == ("dropped", "")
    assert there.fake.calls == []


def test_a_room_taken_away_while_it_is_served_gets_no_more_cards(there: Installation) -> None:
    def taken_away() -> None:
        with there.store.write() as session:
            session.get_one(Room, 1).active = False

    there.case()
    there.case()
    there.fake.answers = [taken_away]
    there.deliver()
    assert there.fake.texts() == ["case 1 r1"]


@pytest.mark.sqlite_only
def test_no_statement_of_a_pass_scans_what_grows(there: Installation) -> None:
    asked: list[tuple[str, Any]] = []

    def note(conn: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
            asked.append((statement, parameters))

    number = there.case()
    line = there.notice("a", enquiry_id=number, room_id=1)
    there.notice("b", enquiry_id=number, room_id=1, folds=line)
    there.notice("c", enquiry_id=number, member_id=1)
    there.fake.answers = [None, Later(5), Unclear("502"), Gone("is_archived")]
    event.listen(Engine, "before_cursor_execute", note)
    try:
        for _ in range(4):
            there.deliver()
            there.change(number)
            there.later(60)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    plans = set()
    with closing(sqlite3.connect(there.store.url.database or "")) as connection:
        for statement, parameters in asked:
            for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
                plans.add((row[3], statement))
    grows = ("SCAN notice", "SCAN posting", "SCAN enquiry", "SCAN log", "SCAN referral")
    assert len(plans) > 20
    assert [plan for plan in plans if plan[0].startswith(grows)] == []


# --- by another way


def test_who_is_out_of_reach_has_their_messages_kept_for_when_they_are_back(
    there: Installation,
) -> None:
    there.fake.answers = [Gone("user_not_found")]
    first = there.notice("taken", member_id=1)
    there.deliver()
    second = there.notice("closed", member_id=1)
    there.delivery_of_desk()
    assert there.row(first).state == "parked"
    assert (there.row(second).state, there.row(second).error) == ("parked", "user_not_found")
    with there.store.write() as session:
        session.get_one(Identity, 1).gone = ""
        assert parked.release(session, there.time, member_id=1) == 2
    there.deliver()
    assert there.fake.texts()[-2:] == ["taken", "closed"]


def platform(name: str, member: int, *, last: bool) -> Identity:
    used = OPEN + timedelta(days=1 if last else -1)
    return Identity(
        member_id=member, platform=name, workspace="w", user=f"{name}{member}", used_at=used
    )


def test_a_revoked_token_is_told_on_the_other_platform_once_a_day_and_nothing_is_lost(
    there: Installation,
) -> None:
    other = Fake()
    with there.store.write() as session:
        session.add(platform("other", 2, last=False))
    number, row = there.case(), there.notice("taken", member_id=1)
    there.fake.answers = [Later(600, "token_revoked")] * 99

    def deliver() -> None:
        both = {"fake": there.fake, "other": other}
        asyncio.run(there.delivery(outbounds=both).deliver())

    for _ in range(5):
        deliver()
        there.later(601)
    assert other.texts() == ["platform_refuses"]
    assert (there.row(row).state, there.row(row).error) == ("pending", "token_revoked")
    there.later(24 * 3600)
    deliver()
    deliver()
    assert other.texts() == ["platform_refuses"] * 2
    there.fake.answers = []
    there.later(601)
    deliver()
    assert there.row(row).state == "sent"
    assert not there.card(number).behind


def test_where_no_coordinator_is_reached_it_is_said_in_a_room_that_still_works(
    there: Installation,
) -> None:
    with there.store.write() as session:
        session.add(Room(platform="other", workspace="w", channel="elsewhere"))
        alarms.platform_refuses(session, "fake", "token_revoked", OPEN)
    with there.store.read() as session:
        [told] = session.exec(select(Notice)).all()
    assert (told.kind, told.room_id, told.member_id) == ("platform_refuses", 2, None)


def test_where_nothing_works_the_log_says_so(there: Installation) -> None:
    with capture_logs() as logs, there.store.write() as session:
        alarms.platform_refuses(session, "fake", "token_revoked", OPEN)
    assert [(e["event"], e["why"]) for e in logs] == [("nobody_to_tell", "token_revoked")]
    with there.store.read() as session:
        assert session.exec(select(Notice)).all() == []


# --- one that is slow


class Hung(Fake):
    """A platform that answers nothing until something has arrived elsewhere."""

    def __init__(self, arrived: threading.Event) -> None:
        super().__init__()
        self.elsewhere = arrived

    async def send(self, to: Address, message: Message) -> Result:
        while not self.elsewhere.is_set():
            await asyncio.sleep(0.01)
        return await super().send(to, message)


class Quick(Fake):
    """A platform that notes at once that something has arrived."""

    def __init__(self, arrived: threading.Event) -> None:
        super().__init__()
        self.here = arrived

    async def send(self, to: Address, message: Message) -> Result:
        self.here.set()
        return await super().send(to, message)


def test_a_platform_that_does_not_answer_holds_up_neither_the_other_nor_its_own_rest(
    there: Installation,
) -> None:
    """Twenty people wait for a platform that hangs; what is written later elsewhere still leaves."""
    arrived = threading.Event()
    hung, quick = Hung(arrived), Quick(arrived)
    with there.store.write() as session:
        for number in range(3, 23):
            session.add(Member(id=number, name=str(number), organisation="almi", joined_at=OPEN))
            session.flush()
            session.add(platform("hung", number, last=True))
    for number in range(3, 23):
        there.notice(f"a{number}", member_id=number)

    async def scene() -> None:
        delivery = there.delivery(outbounds={"hung": hung, "fake": quick})
        running = asyncio.create_task(delivery.run())
        await asyncio.sleep(0.1)
        await asyncio.to_thread(there.notice, "late", member_id=1)
        delivery.wake()
        assert await asyncio.to_thread(arrived.wait, 10)
        delivery.stop()
        await running

    asyncio.run(scene())
    assert quick.texts() == ["late"]
    assert sorted(hung.texts()) == sorted(f"a{n}" for n in range(3, 23))


def test_what_another_process_left_waits_for_no_slow_platform(there: Installation) -> None:
    """Nobody wakes us for it: it is found by looking, also while a message is on its way."""
    arrived = threading.Event()
    hung, quick = Hung(arrived), Quick(arrived)
    with there.store.write() as session:
        session.add(Member(id=3, name="3", organisation="almi", joined_at=OPEN))
        session.flush()
        session.add(platform("hung", 3, last=True))
    there.notice("slow", member_id=3)

    async def scene() -> bool:
        delivery = there.delivery(outbounds={"hung": hung, "fake": quick})
        running = asyncio.create_task(delivery.run())
        await asyncio.sleep(0.1)
        await asyncio.to_thread(there.notice, "left", member_id=1)
        came = await asyncio.to_thread(arrived.wait, 5)
        arrived.set()
        delivery.stop()
        await running
        return came

    assert asyncio.run(scene())
    assert quick.texts() == ["left"]


class Lost(Fake):
    """A platform that has lost one channel or one user."""

    def __init__(self, lost: str) -> None:
        super().__init__()
        self.lost = lost
        self.said: list[tuple[str, str]] = []

    async def send(self, to: Address, message: Message) -> Result:
        if self.lost in (to.channel, to.user):
            return Gone("not_found")
        line = message.body[0]
        if isinstance(line, Line):
            self.said.append((to.user, say(line.text, message.lang)))
        return Sent("m")


@pytest.mark.parametrize(
    ("lost", "part"),
    [
        ("exportcenter", "Jag når inte längre rummet exportcenter (svaret var: not_found)."),
        ("anna", "Jag når inte längre Anna Ek (svaret var: not_found)."),
    ],
)
def test_the_coordinators_read_in_words_who_is_out_of_reach(
    address: str, lost: str, part: str
) -> None:
    desk = open_desk(load(database_url=address, _env_file=None))
    with desk.store.write() as session:
        samples.settle(desk, session, OPEN)
        session.add(
            Enquiry(poster_id=3, poster_organisation="almi", opened_at=OPEN, stepped_at=OPEN)
        )
        session.flush()
        session.add(Posting(enquiry_id=1, room_id=1))
        records.append(
            session,
            Notice,
            key="a",
            kind="confirmed",
            member_id=3,
            created_at=OPEN,
            not_before=OPEN,
        )
    platform = Lost(lost)
    asyncio.run(Delivery(desk, {"web": platform}, lambda: OPEN).deliver())
    desk.store.close()
    told = {user for user, text in platform.said if text.startswith(part)}
    assert told == {"karin", "omar"}
