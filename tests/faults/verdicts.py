"""What a trial comes to: everything that is not as it must be, and what was done on the way."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.faults.arrived import Arrived
from tests.faults.oracle import Oracle

if TYPE_CHECKING:
    from tests.faults.trial import Trial

NEAR = 8
"""Seconds around a repeat that nobody can explain, of which everything is told."""
OUTCRY = re.compile(r"Traceback|unforeseen|_failed |^[A-Za-z_.]*(Error|Exception): ")
"""What the service's log says of what nobody has thought of."""


class Verdict:
    """Asked once, when the trial has settled."""

    def __init__(self, trial: Trial) -> None:
        """Of this trial."""
        self.trial = trial

    def told(self, again: str) -> str:
        """Empty when all is well; else what is not, and how to see it once more."""
        found = self.faults()
        sys.stdout.write("\n".join(["", self.report(), *self._repeats(), ""]))
        told = f"seed {self.trial.seed}; again: make faults ARGS='{again} --seed {self.trial.seed}'"
        return "\n".join([told, *found]) if found else ""

    def faults(self) -> list[str]:
        """Everything that is not as it must be."""
        found = list(self.trial.driver.faults)
        oracle = self._oracle()
        found += oracle.faults()
        found += [f"about then: {line}" for at in oracle.unexplained for line in self._about(at)]
        found += self._drawn_anew(oracle)
        late = "no answer within"
        violations = [*self.trial.there.slack.violations, *self.trial.there.teams.violations]
        found += [f"refused by the fakes: {v}" for v in violations if late not in v]
        lines = self.trial.said().splitlines()
        found += [f"in the log: {line}" for line in lines if OUTCRY.search(line)]
        ended = [*self.trial.ended, self.trial.run[0].stop()]
        found += [f"a service ended with {code}" for code in ended if code]
        held = self.trial.records.rows("SELECT id FROM room WHERE lease <> ''")
        return found + [f"room {row['id']} is not given back" for row in held]

    def _about(self, at: float) -> list[str]:
        """What happened near a moment: deaths, and what the services have said."""
        deaths = [
            f"killed {aim}, {death - at:+.1f} s"
            for service in self.trial.run
            for death, aim in service.deaths
            if abs(death - at) < NEAR
        ]
        moments = {
            datetime.fromtimestamp(at + second, UTC).isoformat()[:19]
            for second in range(-NEAR, NEAR + 1)
        }
        return deaths + [line for line in self.trial.said().splitlines() if line[:19] in moments]

    def _oracle(self) -> Oracle:
        spells = [(at, at) for service in self.trial.run for at, _ in service.deaths]
        spells += self.trial.spells
        arrived = Arrived(self.trial.there)
        return Oracle(self.trial.records, arrived, self.trial.driver.stories, spells)

    def _drawn_anew(self, oracle: Oracle) -> list[str]:
        """Cards that look otherwise when they are sent once more: they were not up to date."""
        before = self._cards(oracle)
        self.trial.records.change("UPDATE posting SET shown = 0, behind = TRUE, again_at = NULL")
        self.trial.catch_up()
        after = self._cards(self._oracle())
        same = zip(before, after, strict=True)
        return [f"a card was {a!r} and is {b!r}" for a, b in same if a != b]

    def _cards(self, oracle: Oracle) -> list[str]:
        numbers = [story.number for story in oracle.stories]
        found = []
        rows, there = self.trial.records.rows("SELECT message_id FROM posting"), self.trial.there
        kept = {row["message_id"] for row in rows}
        for number in numbers:
            in_slack, in_teams = oracle.arrived.cards(number)
            found += [there.slack.text_of(m) for m in in_slack if m["ts"] in kept]
            found += [there.teams.text_of(m) for m in in_teams if m.id in kept]
        return found

    def _repeats(self) -> Iterator[str]:
        """What came again: what was sent before it, and why its sender did not know of it."""
        posted = Arrived(self.trial.there).posted().items()
        slack = [(key, post) for key, posts in posted for post in posts[:-1]]
        teams = [(said.words.partition("\n")[0][:60], said) for said in self._oracle().repeats()]
        for what, said in [*slack, *teams]:
            told = "its sender was told" if said.told else "its sender was cut off"
            near = [line for line in self._about(said.at) if line.startswith("killed")]
            near += [
                f"database away {begun - said.at:+.1f} to {ended - said.at:+.1f} s"
                for begun, ended in self.trial.spells
                if begun - NEAR < said.at < ended + NEAR
            ]
            yield f"again: {what} to {said.place}; {told}; {', '.join(near) or 'nobody was killed'}"

    def report(self) -> str:
        """What was done and what went wrong on the way."""
        deaths = Counter(aim for service in self.trial.run for _, aim in service.deaths)
        sky = {name: dict(sky.seen) for name, sky in self.trial.skies.items()}
        arrived = Arrived(self.trial.there)
        posts = [len(posts) for posts in arrived.posted().values()]
        driver = self.trial.driver
        return (
            f"seed {self.trial.seed}: {len(driver.stories)} cases, {dict(driver.count)}, "
            f"killed {dict(deaths)}, hindered {sky}, "
            f"repeated {sum(posts) - len(posts)} of {sum(posts)} in Slack, "
            f"{len(self._oracle().repeats())} of {len(arrived.sent())} in Teams"
        )
