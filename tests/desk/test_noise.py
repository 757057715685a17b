"""The noise budget, over random histories and through the real delivery.

Per case and room one card and at most three thread messages; the poster at most four private
messages about a case, the handler three. Questions and answers between two people are not noise.
Nothing is lost: what is beyond the budget takes the place of the last message.

What is said to a whole room about no case is in no case's thread, and has a measure of its own: one
digest a week, one message an item of news, one reminder a day of a meeting, and one message each
time a member moves or cancels it.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import count
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlmodel import select

from bot.delivery import Delivery
from bot.desk.due import tick
from bot.desk.replies import Address, Message, Result, Sent
from bot.desk.telling import CORRESPONDENCE, PRIVATE_LIMIT, THREAD_LINES
from bot.storage.tables import Notice, Posting
from tests.centre_at_work import CentreAtWork
from tests.desk.gathering import gather, local
from tests.desk.spoken import spoken
from tests.desk.turmoil import Turmoil

SEEDS = st.integers(0, 2**31 - 1)


@dataclass
class Letterbox:
    """A platform that remembers each message as its readers have it now."""

    shown: dict[str, Message] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    numbers: count[int] = field(default_factory=lambda: count(1))

    async def send(self, to: Address, message: Message) -> Result:
        """A new message: somebody's device makes a sound."""
        number = f"s{next(self.numbers)}"
        self.shown[number] = message
        self.new.append(message.key)
        return Sent(number)

    async def edit(self, to: Address, message_id: str, message: Message) -> Result:
        """The message changes where it stands, without a sound."""
        assert message_id in self.shown, "a message is replaced that was never sent"
        self.shown[message_id] = message
        return Sent(message_id)

    async def find(self, to: Address, key: str) -> str | None:
        """Nothing is ever unclear here."""
        return None


class Post:
    """The real delivery, and what has arrived."""

    def __init__(self, at_work: CentreAtWork) -> None:
        """For one desk, at its own time."""
        self.at_work = at_work
        self.letterbox = Letterbox()
        self.delivery = Delivery(at_work.desk, {"web": self.letterbox}, lambda: at_work.now)

    def goes_out(self) -> None:
        """Everything that can leave now leaves."""
        asyncio.run(self.delivery.deliver())

    def notices(self) -> dict[str, Notice]:
        """Every notice by the key of its message."""
        with self.at_work.desk.store.read() as session:
            return {f"notice:{n.key}": n for n in session.exec(select(Notice).order_by("id"))}

    def within_budget(self) -> None:
        """Count the sounds."""
        notices = self.notices()
        cards: Counter[str] = Counter(k for k in self.letterbox.new if k not in notices)
        assert not [key for key, sent in cards.items() if sent > 1], "a card was posted twice"
        heard: Counter[tuple[object, ...]] = Counter()
        for key in self.letterbox.new:
            notice = notices.get(key)
            if notice is not None and (line := line_of(notice)):
                heard[line] += 1
        for line, messages in heard.items():
            assert messages <= limit_of(line), f"{messages} messages to {line}"

    def nothing_is_lost(self) -> None:
        """The last thing to be told is what is read, and everything before it had its turn."""
        last: dict[tuple[object, ...], Notice] = {}
        waits: dict[tuple[object, ...], bool] = defaultdict(bool)
        for notice in self.notices().values():
            line = line_of(notice)
            if line is None:
                continue
            assert notice.state != "parked", f"{notice.kind} was given up"
            waits[line] |= notice.state == "pending"
            if notice.state == "sent":
                last[line] = notice
        for line, notice in last.items():
            shown = self.letterbox.shown[notice.message_id]
            assert waits[line] or shown.key == f"notice:{notice.key}", f"{notice.kind} to {line}"


def line_of(notice: Notice) -> tuple[object, ...] | None:
    """The budget a notice is counted on: a thread, or one person in one role; None for no noise."""
    if notice.room_id is not None and notice.enquiry_id is None:
        return (*subject_of(notice), notice.room_id)
    if notice.room_id is not None:
        return ("thread", notice.room_id, notice.enquiry_id)
    if notice.role not in PRIVATE_LIMIT or notice.kind in CORRESPONDENCE:
        return None
    return (notice.role, notice.member_id, notice.enquiry_id)


def subject_of(notice: Notice) -> tuple[object, ...]:
    """What a notice to everybody in a room is about; a kind not known here has no measure yet."""
    args = notice.args
    match notice.kind:
        case "welcome":
            return ("welcome",)
        case "digest":
            return ("digest", args["week"])
        case "news" | "news_withdrawn":
            return ("news", args["news"])
        case "meeting_reminder":
            return ("meeting_reminder", args["meeting"], notice.created_at.date())
        case "meeting_moved" | "meeting_cancelled":
            return (notice.kind, notice.key)
    raise AssertionError(f"how often a whole room hears {notice.kind} is agreed nowhere")


def limit_of(line: tuple[object, ...]) -> int:
    """As the agreement has it."""
    return {"thread": 3, "poster": 4, "handler": 3}.get(str(line[0]), 1)


def test_the_limits_are_those_of_the_agreement() -> None:
    assert THREAD_LINES == 3
    assert PRIVATE_LIMIT == {"poster": 4, "handler": 3}
    assert {"asked", "answered"} == CORRESPONDENCE


class Noise(RuleBasedStateMachine):
    """Members do anything while the post goes out now and then."""

    @initialize(seed=SEEDS)
    def begin(self, seed: int) -> None:
        self.turmoil = Turmoil.begin()
        self.post = Post(self.turmoil.at_work)
        self.turmoil.open_one(Random(seed))

    @rule(seed=SEEDS)
    @precondition(lambda self: len(self.turmoil.numbers()) < 3)
    def somebody_opens_a_case(self, seed: int) -> None:
        self.turmoil.open_one(Random(seed))

    @rule(seeds=st.lists(SEEDS, min_size=1, max_size=8))
    def members_press_what_they_see(self, seeds: list[int]) -> None:
        for seed in seeds:
            self.turmoil.press_something(Random(seed))

    @rule(seeds=st.lists(SEEDS, min_size=1, max_size=8))
    def members_press_and_the_post_goes_each_time(self, seeds: list[int]) -> None:
        for seed in seeds:
            self.turmoil.press_something(Random(seed))
            self.the_post_goes_out()

    @rule(seed=SEEDS)
    def members_come_and_go(self, seed: int) -> None:
        self.turmoil.change_members(Random(seed))

    @rule()
    def the_post_goes_out(self) -> None:
        self.post.goes_out()
        self.post.within_budget()
        self.post.nothing_is_lost()

    @rule(seed=SEEDS)
    def hours_pass(self, seed: int) -> None:
        self.turmoil.wait_a_while(Random(seed))

    @rule(seed=SEEDS)
    def days_pass(self, seed: int) -> None:
        self.turmoil.wait_long(Random(seed))

    def teardown(self) -> None:
        if hasattr(self, "turmoil"):
            try:
                self.the_post_goes_out()
                self.every_room_shows_the_present()
            finally:
                self.turmoil.end()

    def every_room_shows_the_present(self) -> None:
        with self.turmoil.store.read() as session:
            for posting in session.exec(select(Posting)):
                assert posting.shown == posting.wanted, "a card was left behind"
                assert posting.message_id in self.post.letterbox.shown


TestNoise = Noise.TestCase
TestNoise.settings = settings(
    max_examples=max(settings.default.max_examples // 4, 1), stateful_step_count=20
)


@pytest.fixture
def post(room: CentreAtWork) -> Post:
    return Post(room)


def busy_case(room: CentreAtWork) -> int:
    """A case that its poster hears of four times: taken, given back, taken, given back."""
    number = room.open("sara", offer_to="nobody")
    for user in ("maria", "anna"):
        room.do(user, "take", case=number)
        room.do(user, "release", case=number)
    return number


def test_the_fifth_message_takes_the_place_of_the_fourth(room: CentreAtWork, post: Post) -> None:
    number = busy_case(room)
    post.goes_out()
    sara = [n for n in post.notices().values() if n.role == "poster"]
    assert [n.kind for n in sara] == ["taken", "left", "taken", "left"]
    room.do("johan", "take", case=number)
    post.goes_out()
    last = next(n for n in reversed(post.notices().values()) if n.role == "poster")
    assert last.kind == "taken" and last.message_id == sara[-1].message_id
    assert f"notice:{last.key}" not in post.letterbox.new
    assert "Johan Berg" in spoken(post.letterbox.shown[last.message_id].body)


def test_a_message_that_came_to_nothing_does_not_make_room_twice(
    room: CentreAtWork, post: Post
) -> None:
    number = room.open("sara", consent="no", offer_to="nobody")
    for user in ("maria", "anna", "johan", "petra"):
        room.do(user, "take", case=number)
    room.do("elias", "support", case=number)
    room.do("emma", "note", case=number, words="-")
    for referral in room.referrals(number):
        if referral.organisation != "een":
            room.do("sara", "approve", case=number, referral=referral.id or 0, answer="no")
    post.goes_out()
    for _ in range(4):
        room.do("anna", "take", case=number)
        post.goes_out()
        newest = room.referrals(number)[-1]
        room.do("sara", "approve", case=number, referral=newest.id or 0, answer="no")
    post.within_budget()
    post.nothing_is_lost()
    states = Counter(n.state for n in post.notices().values() if n.role == "poster")
    assert states["dropped"] and states["sent"]


def test_a_handler_with_a_new_name_is_called_by_it_in_the_room(
    room: CentreAtWork, post: Post
) -> None:
    number = room.opened_and_taken()
    post.goes_out()
    room.do("maria", "profile", name="Maria Nyberg", sent="yes")
    post.goes_out()
    with room.desk.store.read() as session:
        posting = session.exec(select(Posting).where(Posting.enquiry_id == number)).one()
    card = spoken(post.letterbox.shown[posting.message_id].body)
    assert "Maria Nyberg" in card and "Maria Dahl" not in card
    post.within_budget()


def test_questions_and_answers_are_always_sent_anew(room: CentreAtWork, post: Post) -> None:
    number = busy_case(room)
    room.do("johan", "take", case=number)
    for words in ("Vilket land?", "Vilken bank?"):
        room.do("johan", "ask", case=number, words=words)
    post.goes_out()
    notices = post.notices()
    asked = [k for k in post.letterbox.new if k in notices and notices[k].kind == "asked"]
    assert len(asked) == 2
    post.within_budget()


def test_what_is_about_no_case_is_measured_by_what_it_is_about(
    room: CentreAtWork, post: Post
) -> None:
    gather(room)
    tick(room.desk, room.now)
    room.do("johan", "news", text="En rådgivare för Norge från januari.", when="now")
    for day in range(2, 16):
        room.until(local(f"2026-12-{day:02}T12:00"))
        post.goes_out()
    notices = post.notices()
    sent = {key: notices[key].kind for key in post.letterbox.new if key in notices}
    heard = Counter(sent.values())
    assert heard["meeting_reminder"] == 3
    assert heard["news"] == 1
    assert heard["digest"] >= 2
    assert sum(n.room_id is not None for n in notices.values()) > THREAD_LINES
    post.within_budget()
    post.letterbox.new.append(next(k for k, kind in sent.items() if kind == "meeting_reminder"))
    with pytest.raises(AssertionError, match="2 messages to"):
        post.within_budget()
