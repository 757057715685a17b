"""The service as it is run: what is public, one id from click to message, and how it ends."""

from __future__ import annotations

import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.centre.load import load
from bot.centre.worktime import WorkCalendar
from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Place, Request
from bot.desk.work import Desk
from bot.storage.engine import open_store
from tests.e2e.teams.service import always_open
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.faults.people import CHANNEL, Platforms, gather, settle
from tests.serving import Served, until

pytestmark = pytest.mark.sqlite_only
FEED = "nobody-guesses-this-feed-address"


@dataclass
class Scene:
    """The service, its platforms, its database, and one case that EKN is asked about."""

    served: Served
    there: Platforms
    database: Path

    @property
    def slack(self) -> FakeSlack:
        return self.there.slack

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database, timeout=30)) as database:
            return database.execute(query).fetchall()

    def card(self) -> Any:
        """The case's card, once it is in the channel."""
        return until(lambda: self.slack.messages(CHANNEL), "the card")[0]

    def press_take(self) -> None:
        """Maria at EKN takes the case."""
        card = self.card()
        label = next(b for b in self.slack.buttons_of(card) if b == "Jag tar det")
        self.slack.person("U0MARIA").press(card, label)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Everything there, and the service not yet started."""
    database = tmp_path / "centre.sqlite"
    with FakeSlack() as slack, FakeTeams(local=True) as teams:
        there = gather(slack, teams)
        settle(f"sqlite:///{database}", there)
        settings = {
            **there.settings(),
            "LOG_LEVEL": "info",
            "DATABASE_URL": f"sqlite:///{database}",
            "CENTRE_FILE": str(always_open(tmp_path)),
            "CALENDAR_FEED": FEED,
        }
        served = Served(tmp_path, settings)
        _open_a_case(database, Path(settings["CENTRE_FILE"]), there)
        there.tell(served.url)
        try:
            yield Scene(served, there, database)
        finally:
            served.end()


def _open_a_case(database: Path, file: Path, there: Platforms) -> None:
    centre = load(file)
    store = open_store(f"sqlite:///{database}", centre=centre.slug)
    given = {
        "need": "Hur får vi betalt i Norge?",
        "consent": "yes",
        "company": "Kinna Rör AB",
        "q.municipality": "Mark",
        "q.size": "10-49",
        "q.market": ("NO",),
        "q.needs": ("payment-risk",),
        "_form": "one",
    }
    caller = Caller("slack", there.slack.team, "U0SARA")
    place = Place("slack", there.slack.team, CHANNEL)
    desk = Desk(store, centre, WorkCalendar.of(centre.working_hours))
    outcome = dispatch(desk, Request("refer", given, caller, place), datetime.now(UTC))
    assert outcome.done
    store.close()


def test_strangers_see_a_bare_word_and_those_inside_see_how_it_goes(scene: Scene) -> None:
    scene.served.start()
    scene.card()
    public = httpx.get(f"{scene.served.url}/health")
    assert (public.status_code, public.json()) == (200, {"status": "ok"})
    for path in ("/metrics", "/ready", "/calendar/wrong.ics"):
        assert httpx.get(f"{scene.served.url}{path}").status_code == 404
    until(
        lambda: scene.served.get("/health").json()["platforms"] == {"slack": "ok", "teams": "ok"},
        "ok",
    )
    families = {
        family.name: family
        for family in text_string_to_metric_families(scene.served.get("/metrics").text)
    }
    assert families["exportlots_database_up"].samples[0].value == 1
    assert families["exportlots_build_info"].samples[0].labels["schema"]
    assert httpx.get(f"{scene.served.url}/calendar/{FEED}.ics").status_code == 200
    assert FEED not in scene.served.text
    scene.press_take()
    until(
        lambda: (
            'exportlots_acknowledgement_seconds_count{platform="slack"}'
            in scene.served.get("/metrics").text
        ),
        "timed",
    )


def test_one_id_follows_a_click_to_its_last_message_also_through_a_restart(scene: Scene) -> None:
    scene.served.start()
    scene.card()
    until(lambda: not scene.rows("SELECT 1 FROM notice WHERE state = 'pending'"), "all sent")
    scene.slack.plan("chat.postMessage", status=503, times=1000)
    scene.press_take()
    until(lambda: scene.rows("SELECT 1 FROM notice WHERE state = 'pending' AND tried > 0"), "a try")
    (taken,) = [line for line in scene.served.log("command") if line["command"] == "take"]
    trace = taken["trace"]

    def tried() -> set[str]:
        lines = [line for line in scene.served.log("notice") if line["trace"] == trace]
        return {line["result"] for line in lines if line["platform"] == "slack"}

    assert until(tried, "a try in the log") == {"unclear"}
    scene.served.signal(signal.SIGKILL)
    scene.served.wait()
    with closing(sqlite3.connect(scene.database)) as database, database:
        database.execute("UPDATE notice SET not_before = '2020-01-01 00:00:00.000000'")
        database.execute("UPDATE room SET lease = '', leased_until = NULL")
    scene.slack.faults.clear()
    before = len(scene.served.log())
    scene.served.start()
    until(lambda: not scene.rows("SELECT 1 FROM notice WHERE state = 'pending'"), "all sent")
    later = [line for line in scene.served.log()[before:] if line.get("trace") == trace]
    assert {line["result"] for line in later if line["event"] == "notice"} == {"sent"}
    assert [line for line in scene.served.log("card") if line["trace"] == trace]
    assert scene.rows(f"SELECT count(*) FROM log WHERE trace = '{trace}'") != [(0,)]


def test_told_to_stop_it_finishes_what_runs_and_hands_everything_back(scene: Scene) -> None:
    """A message to Slack takes four seconds, and so does a request: both come to their end."""
    scene.served.start()
    card = scene.card()
    until(lambda: not scene.rows("SELECT 1 FROM notice WHERE state = 'pending'"), "all sent")
    scene.slack.plan("chat.postMessage", delay=4.0)
    scene.press_take()
    until(lambda: scene.rows("SELECT 1 FROM notice WHERE state = 'pending' AND tried > 0"), "a try")
    answers: list[int] = []
    slow = threading.Thread(target=_slow_request, args=(scene.served, answers))
    slow.start()
    time.sleep(0.5)
    scene.served.signal()
    until(lambda: scene.served.log("stopping"), "the beginning of the end")
    assert scene.served.get("/ready").status_code == 503
    assert scene.served.wait() == 0, scene.served.text
    slow.join()
    assert answers == [401]  # not signed by Slack, and answered all the same
    assert scene.rows("SELECT count(*) FROM room WHERE lease <> ''") == [(0,)]
    sent = [line for line in scene.served.log("notice") if line["result"] == "sent"]
    assert sent
    (last,) = scene.served.log("stopped")
    pending = scene.rows("SELECT count(*) FROM notice WHERE state = 'pending'")
    assert last["notices"] == pending[0][0]
    assert len(scene.slack.messages(CHANNEL)) >= 1 and card


def _slow_request(served: Served, answers: list[int]) -> None:
    def body() -> Iterator[bytes]:
        yield b"payload="
        time.sleep(2)
        yield b"x"

    answers.append(httpx.post(f"{served.url}/slack/events", content=body(), timeout=60).status_code)


def test_a_second_signal_ends_it_at_once_and_loses_nothing(scene: Scene) -> None:
    scene.served.start()
    scene.card()
    until(lambda: not scene.rows("SELECT 1 FROM notice WHERE state = 'pending'"), "all sent")
    scene.slack.plan("chat.postMessage", delay=14.0)
    scene.press_take()
    until(lambda: scene.rows("SELECT 1 FROM notice WHERE state = 'pending' AND tried > 0"), "a try")
    scene.served.signal()
    until(lambda: scene.served.log("stopping"), "the beginning of the end")
    scene.served.signal()
    assert scene.served.wait() == 128 + signal.SIGTERM
    assert not scene.served.log("stopped")
    assert scene.rows("SELECT status FROM enquiry") == [("in_progress",)]
    assert scene.rows("SELECT 1 FROM notice WHERE state = 'pending' LIMIT 1") == [(1,)]
