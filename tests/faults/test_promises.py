"""Promises that no killing shows: a refused token, a wait obeyed, an act brought to another process.

Real services beside the fakes; nobody is killed here.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.fakes.slack import Delivery
from tests.fakes.slack.faults import Pace
from tests.faults.arrived import POST, Arrived
from tests.faults.hands import soon
from tests.faults.lives import PATIENCE, Nursery, free_port
from tests.faults.oracle import Oracle
from tests.faults.people import BY_KEY, CHANNEL
from tests.faults.slack_hands import SlackHands
from tests.faults.story import COMPANY, CONSENT, NEEDS
from tests.faults.teams_hands import TeamsHands
from tests.faults.trial import Trial
from tests.postgres import Server
from tests.test_cli import run as run  # noqa: PLC0414  # a fixture

SARA, MARIA, ERIK, LARS = (BY_KEY[key] for key in ("sara", "maria", "erik", "lars"))
WAIT = 2.0
"""Seconds between two messages in one channel, where Slack holds us to its limit."""


@contextmanager
def begun(trial: Trial) -> Iterator[Trial]:
    """Services that work, and members who do only what they are told."""
    with trial:
        for service in trial.run:
            service.settings = {**service.settings, "METRICS_PORT": str(free_port())}
            service.start()
        for service in trial.run:
            assert service.ready(), service.log
        yield trial


def opened(trial: Trial) -> int:
    """A case of Sara's, offered to EKN; all that it caused has arrived."""
    values = {CONSENT: "Ja", COMPANY: "Provbolaget AB"}
    hands = SlackHands(trial.there)
    deed = hands.fills(SARA, f"hänvisa {NEEDS[0]} provord", "provord", values)
    deed.until_acknowledged(lambda: None)
    settle(trial)
    return trial.records.case_of("provord")


def settle(trial: Trial) -> None:
    """Until nothing is left to send."""
    assert soon(lambda: not trial.records.left(), PATIENCE), trial.records.left()


def each_once(trial: Trial) -> None:
    """No message stands twice, on either platform."""
    arrived = Arrived(trial.there)
    slack = {key: len(posts) for key, posts in arrived.posted().items()}
    teams = Counter((said.place, said.words) for said in arrived.sent())
    assert [said for said, times in [*slack.items(), *teams.items()] if times > 1] == []


def test_a_refused_token_is_told_elsewhere_and_all_arrives_with_a_new_one(
    nursery: Nursery,
    tmp_path: Path,
    seed: str,
    run: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The coordinator hears of it in Teams, who watches sees what waits, and nothing is lost.

    A service that is started with a good token need not wait for the next try.
    """
    database, why = f"sqlite:///{tmp_path / 'centre.sqlite'}", "token_revoked"
    with begun(Trial(nursery, tmp_path, seed, database)) as trial:
        there, records, service = trial.there, trial.records, trial.run[0]
        records.change("UPDATE member SET coordinator = TRUE WHERE name = :who", who=LARS.name)
        case = opened(trial)
        there.slack.dead = why
        TeamsHands(there).says(ERIK, f"ta {case}", 0).until_acknowledged(lambda: None)
        assert soon(lambda: f"(svaret var: {why})" in Arrived(there).private(LARS), PATIENCE)
        with urlopen(f"http://127.0.0.1:{service.settings['METRICS_PORT']}/health") as answer:
            health = json.load(answer)
        assert health["platforms"] == {"slack": why, "teams": "ok"}
        heaps = [(heap["state"], heap["platform"]) for heap in health["delivery"]["heaps"]]
        assert heaps == [("pending", "slack")], health
        monkeypatch.setenv("DATABASE_URL", database)
        assert f"can be sent ({why})" in run("check").out
        assert service.stop() == 0
        there.slack.install()
        service.start()
        settle(trial)
        each_once(trial)
        person = there.slack.person(there.user_of(SARA))
        assert any(ERIK.name in there.slack.text_of(said) for said in person.inbox)


@pytest.mark.sqlite_only  # It chooses its database itself.
def test_what_is_brought_again_to_another_process_is_done_once(
    nursery: Nursery, postgres: Server, tmp_path: Path, seed: str
) -> None:
    """An event, a command, a press and a form, each of which the other service has seen."""
    with begun(Trial(nursery, tmp_path, seed, postgres.url("again"), services=2)) as trial:
        there, case = trial.there, opened(trial)
        slack, hands = there.slack, SlackHands(there)
        sara, maria = (slack.person(there.user_of(who)) for who in (SARA, MARIA))

        def form() -> Delivery:
            maria.slash("/exportlots", f"vänta {case}", CHANNEL)
            assert soon(lambda: maria.view and maria.view.get("submit"), PATIENCE)
            maria.fill(None, "Vad väntar ni på?", "tredjeord")
            maria.fill(None, "Till vilken dag?", str(datetime.now(UTC).date() + timedelta(300)))
            return maria.submit()

        acts: list[tuple[str, Callable[[], Delivery]]] = [
            ("noted", lambda: sara.mention(f"anteckna {case} Det är förstaord nu", CHANNEL)),
            (
                "noted",
                lambda: sara.slash("/exportlots", f"anteckna {case} Det är andraord", CHANNEL),
            ),
            ("accepted", lambda: maria.press(hands.card(case), "Jag tar det", stale=True)),
            ("waiting", form),
        ]
        for _, act in acts:
            there.tell(trial.run[0].address)
            first = act()
            there.tell(trial.run[1].address)
            assert [first.acknowledged, slack.redeliver(first).acknowledged] == [True, True]
            settle(trial)
        steps = [row["step"] for row in trial.records.log(case)]
        assert steps == ["opened", "offered", *(step for step, _ in acts)]
        each_once(trial)


class Kept(Pace):
    """Slack's limit of a channel, and when it was last told of and until when."""

    def __init__(self) -> None:
        super().__init__(WAIT)
        self.asked: list[tuple[str, float, float]] = []

    def wait_for(self, channel: str) -> float:
        left = super().wait_for(channel)
        self.asked.append((channel, time.monotonic(), left))
        return left


def test_a_wait_is_obeyed_by_that_channel_alone_and_in_order(
    nursery: Nursery, tmp_path: Path, seed: str
) -> None:
    """Slack says 429 with Retry-After for each channel of its own."""
    database = f"sqlite:///{tmp_path / 'centre.sqlite'}"
    with begun(Trial(nursery, tmp_path, seed, database)) as trial:
        there, case = trial.there, opened(trial)
        there.slack.pace, there.slack.limits = pace, _ = Kept(), True
        hands = SlackHands(there)
        for who, words in (
            (MARIA, f"ta {case}"),
            (MARIA, f"fråga {case} Vad säljer de?"),
            (MARIA, f"fråga {case} Och till vem?"),
            (MARIA, f"kontakt tagen {case}"),
        ):
            hands.says(who, words, 2).until_acknowledged(lambda: None)
        settle(trial)
        each_once(trial)
        assert list(Oracle(trial.records, Arrived(there), [], []).order()) == []
        refused = [one for one in pace.asked if one[2]]
        assert refused, "nobody was told to wait"
        for channel, at, left in refused:
            own = [when for where, when, _ in pace.asked if where == channel and when > at]
            assert min(own) >= at + left, f"{channel} was asked again too early"
        places = {call.args["channel"] for call in there.slack.called(POST)}
        assert len(places) > 1
