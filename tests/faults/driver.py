"""Members at work: several at once, each following one case from its opening to its end.

Each step is brought until it is acknowledged, and looked for in the log the moment it is. Now and
then it is brought once more all the same, as a platform does whose own line has failed.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from string import ascii_lowercase

from tests.faults.hands import Deed, Hands, NotDone, soon
from tests.faults.people import EVERYBODY, SLACK, TEAMS, Platforms, Somebody
from tests.faults.records import Records
from tests.faults.slack_hands import SlackHands
from tests.faults.story import Logged, Step, Story
from tests.faults.teams_hands import TeamsHands

NOT_DONE = ("gick inte att spara", "gick inte att hämta")
"""What a member is told when nothing was changed, and they are to try again."""
NOT_DONE_LOGGED = ("not saved", "not read")
"""What stands in the log then, also where a kill came before the member was told."""
AGAIN = 0.15
"""How often what was acknowledged is brought once more."""
PRESSED = 0.5
"""How often a button is used where there is one."""
ENDS = 0.5
"""How many of the cases begun last are followed to their end; the others stay as they are."""
PACE = (0.02, 0.3)
"""Seconds from one step of a case to the next, at least and at most."""


@dataclass
class Driver:
    """The workers. `over` tells them to begin no new case; `before` is called before every try."""

    there: Platforms
    records: Records
    seed: str
    said: Callable[[], str]
    """What the service has written to its log."""
    before: Callable[[], None] = lambda: None
    over: threading.Event = field(default_factory=threading.Event)
    stories: list[Story] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._hands: dict[str, Hands] = {
            SLACK: SlackHands(self.there),
            TEAMS: TeamsHands(self.there),
        }
        self._turns = {who.key: threading.Lock() for who in EVERYBODY}
        self._workers: list[threading.Thread] = []

    def start(self, workers: int) -> None:
        """Go to work."""
        for number in range(workers):
            chance = random.Random(f"{self.seed}/worker/{number}")
            worker = threading.Thread(target=self._work, args=(chance,), name=f"member {number}")
            self._workers.append(worker)
            worker.start()

    def finish(self) -> None:
        """Bring what was begun to its end, and begin nothing new."""
        self.over.set()
        for worker in self._workers:
            worker.join()

    def _work(self, chance: random.Random) -> None:
        while not self.over.is_set() and not self.faults:
            story = Story(chance, chance.choice(EVERYBODY), _name(chance))
            try:
                self._open(story)
                self.stories.append(story)
                ends = chance.random() < ENDS
                while not (story.over or self.faults or (self.over.is_set() and not ends)):
                    self._take(story, story.next())
                    time.sleep(chance.uniform(*PACE))
            except Exception as error:
                self.faults.append(f"{story.token} ({story.number}): {error!r}")

    # -- one step

    def _open(self, story: Story) -> None:
        words, values = story.opening()
        step = Step(story.poster, words, ("opened",), story.token, values=values)

        def opened() -> bool:
            story.number = story.number or self.records.case_of(story.token)
            return bool(story.number)

        with self._turns[step.who.key]:
            self._carry(step, story, opened)
        story.log.append(Logged(("opened",), story.poster.key))
        for row in self.records.log(story.number)[1:]:
            if row["step"] == "offered":
                story.log.append(Logged(("offered",), story.poster.key))
        story.offered |= {row["organisation"] for row in self._offers(story.number)}

    def _offers(self, case: int) -> list[dict[str, str]]:
        statement = "SELECT organisation FROM referral WHERE enquiry_id = :case"
        return self.records.rows(statement, case=case)

    def _take(self, story: Story, step: Step) -> None:
        def logged() -> bool:
            return len(self.records.log(story.number)) > len(story.log)

        with self._turns[step.who.key]:
            self._carry(step, story, logged)
        story.took(step)

    def _carry(self, step: Step, story: Story, logged: Callable[[], bool]) -> None:
        """Until it is acknowledged and in the log."""
        while True:
            since, log = time.time(), len(self.said())
            deed = self._deed(step, story)
            answer = deed.until_acknowledged(self.before)
            if logged():
                self.count["acknowledged"] += 1
                self._once_more(deed, story)
                return
            if not self._was_told(step.who, answer.words, since, log):
                raise NotDone(f"acknowledged, and not in the log: {step.words!r}, {answer.words!r}")
            self.count["not saved"] += 1
            time.sleep(0.3)

    def _once_more(self, deed: Deed, story: Story) -> None:
        if story.chance.random() < AGAIN:
            deed.again()
            self.count["brought again"] += 1

    def _was_told(self, who: Somebody, words: str, since: float, log: int) -> bool:
        """Whether the member, or where that was lost the log, was told that nothing was saved."""

        def told() -> bool:
            everything = words + self._hands[who.platform].told(who, since)
            logged = self.said()[log:]
            return any(n in everything for n in NOT_DONE) or any(
                n in logged for n in NOT_DONE_LOGGED
            )

        return bool(soon(told))

    def _deed(self, step: Step, story: Story) -> Deed:
        hands, chance = self._hands[step.who.platform], story.chance
        if step.values is not None:
            mark = f"ärende {story.number}" if story.number else story.token
            return hands.fills(step.who, step.words, mark, step.values)
        if step.label and chance.random() < PRESSED and soon(self._shown(story), 1.5):
            pressed = hands.presses(step.who, story.number, step.label)
            if pressed is not None:
                self.count["pressed"] += 1
                return pressed
        return hands.says(step.who, step.words, chance.randrange(6))

    def _shown(self, story: Story) -> Callable[[], bool]:
        """Whether the card shows the case as it is: an old button stands for what was pressed."""
        return lambda: self.records.shown(story.number)


def _name(chance: random.Random) -> str:
    """A word that is like no other: two companies must not be taken for one."""
    return "".join(chance.choice(ascii_lowercase) for _ in range(10)).capitalize()
