"""Random histories: whatever members do and however the clock jumps, these laws hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from datetime import timedelta
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.centre.lifecycle import LIVE
from bot.desk.replies import Outcome, Request
from bot.texts import Phrase
from tests.desk.laws import Laws
from tests.desk.spoken import spoken
from tests.desk.turmoil import FORM, Turmoil

SEEDS = st.integers(0, 2**31 - 1)
FOREVER = 300
"""So many reminders in a row may come due before a live case must have been heard of."""

TOLD_BY_PLATFORMS = frozenset(
    {
        "arrive", "depart", "renamed", "uninstalled", "overheard", "note_edited", "note_deleted",
        "come_back", "reached", "parted",
    }
)  # fmt: skip
"""What nobody has asked for: nothing is answered."""


class Histories(RuleBasedStateMachine):
    """Members do anything, the clock jumps, and after every step the laws are looked up."""

    @initialize(seed=SEEDS)
    def begin(self, seed: int) -> None:
        self.turmoil = Turmoil.begin()
        self.turmoil.heard.append(self.every_answer_can_be_read)
        self.laws = Laws(self.turmoil)
        self.turmoil.open_one(Random(seed))
        self.hold()

    def every_answer_can_be_read(self, request: Request, outcome: Outcome) -> None:
        codes = {t.code for b in outcome.private if isinstance(t := getattr(b, "text", ""), Phrase)}
        assert not codes & {"desk.unforeseen", "desk.not_saved"}, f"{request.name}: {codes}"
        silent = request.name in TOLD_BY_PLATFORMS
        assert silent or spoken(outcome).strip(), f"{request.name} was answered with nothing"

    def hold(self) -> None:
        self.laws.hold()

    @rule(seed=SEEDS)
    @precondition(lambda self: len(self.turmoil.numbers()) < 6)
    def somebody_opens_a_case(self, seed: int) -> None:
        self.turmoil.open_one(Random(seed))
        self.hold()

    @rule(seeds=st.lists(SEEDS, min_size=1, max_size=6))
    def somebody_presses_what_they_see(self, seeds: list[int]) -> None:
        for seed in seeds:
            self.turmoil.press_something(Random(seed))
            self.hold()

    @rule(seed=SEEDS)
    def somebody_sends_anything(self, seed: int) -> None:
        self.turmoil.wild(Random(seed))
        self.hold()

    @rule(seed=SEEDS)
    def somebody_types(self, seed: int) -> None:
        self.turmoil.type_something(Random(seed))
        self.hold()

    @rule(seed=SEEDS)
    def somebody_presses_again(self, seed: int) -> None:
        logged = len(self.laws.before.log)
        pressed = self.turmoil.press_again(Random(seed))
        self.hold()
        if pressed and self.was_one_press(*pressed):
            assert len(self.laws.before.log) == logged, "a double click was two steps"

    def was_one_press(self, first: int, second: int) -> bool:
        """Whether a request must be known again: it was done, with a form's id, within a day."""
        turmoil = self.turmoil
        outcomes = [outcome for _, outcome in turmoil.replies]
        known = len(str(turmoil.sent[first].args.get(FORM, ""))) > 1
        lately = turmoil.at[second] - turmoil.at[first] < timedelta(hours=24)
        return known and lately and outcomes[first].done and outcomes[first].form is None

    @rule(seed=SEEDS)
    def the_members_change(self, seed: int) -> None:
        self.turmoil.change_members(Random(seed))
        self.hold()

    @rule(seed=SEEDS)
    def hours_pass(self, seed: int) -> None:
        self.turmoil.wait_a_while(Random(seed))
        self.hold()

    @rule(seed=SEEDS)
    def days_pass(self, seed: int) -> None:
        self.turmoil.wait_long(Random(seed))
        self.hold()

    @rule(seed=SEEDS)
    def the_process_is_down_for_a_while(self, seed: int) -> None:
        known = self.laws.before.notices.keys()
        self.turmoil.sleep(Random(seed))
        self.hold()
        self.what_was_missed_is_said_once(known)

    def what_was_missed_is_said_once(self, known: Container[int]) -> None:
        """One tick after a stop: nobody hears the same thing of the same case twice."""
        fresh = [n for i, n in self.laws.before.notices.items() if i not in known]
        said = Counter(
            (n["kind"], n["member_id"], n["room_id"], n["enquiry_id"], n["args"].get("referral"))
            for n in fresh
            if n["role"]
        )
        twice = [what for what, times in said.items() if times > 1]
        assert not twice, f"said twice: {twice}"

    def teardown(self) -> None:
        if hasattr(self, "turmoil"):
            try:
                self.every_live_case_is_heard_of_again()
            finally:
                self.turmoil.end()

    def every_live_case_is_heard_of_again(self) -> None:
        since = self.turmoil.now
        live = {n for n, row in self.laws.before.enquiries.items() if row["status"] in LIVE}
        for _ in range(FOREVER):
            live = {number for number in live if not self.laws.told_since(since, number)}
            at = self.turmoil.next_due()
            if not live or at is None:
                break
            soon = self.turmoil.now + timedelta(minutes=1)
            self.turmoil.tick(self.turmoil.desk.calendar.next_opening(max(at, soon)))
        assert not live, f"nobody is ever told again of {sorted(live)}"


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=max(settings.default.max_examples // 4, 1), stateful_step_count=30
)
