"""The scene of these tests, and what must hold at the end of every one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.centre.model import Centre
from bot.desk import understanding
from bot.observing import blank, failure
from tests.databases import Databases, Kept
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.fake import thread_id
from tests.handlers.teams.scene import (
    CHANNEL_NAME,
    TEAM_NAME,
    Scene,
    desk_on,
    populate,
    seated,
    set_scene,
)

Make = Callable[..., Scene]


@pytest.fixture(scope="session")
def seated_database(databases: Databases, vastra_gotaland: Centre) -> Kept:
    """A database with the members in it, made once and copied."""
    address = databases.fresh()
    channel = thread_id(f"{thread_id(TEAM_NAME, 'tacv2')}/{CHANNEL_NAME}", "tacv2")
    seated(address, vastra_gotaland, channel)
    kept = databases.keep(address)
    databases.done(address)
    return kept


@pytest.fixture
def teams() -> Iterator[FakeTeams]:
    with FakeTeams() as fake:
        populate(fake)
        yield fake


@pytest.fixture
def logs() -> Iterator[list[dict[str, Any]]]:
    with capture_logs(processors=[merge_contextvars, failure, blank]) as found:
        yield found


@pytest.fixture
def make_scene(
    teams: FakeTeams,
    seated_database: Kept,
    databases: Databases,
    vastra_gotaland: Centre,
    logs: list[dict[str, Any]],
) -> Iterator[Make]:
    """Set up a scene. `start=False` leaves starting to the test."""
    made: list[Scene] = []
    addresses: list[str] = []
    understanding.warm(vastra_gotaland)

    def make(*, start: bool = True, **how: Any) -> Scene:
        addresses.append(databases.fresh(seated_database))
        scene = set_scene(teams, desk_on(addresses[-1], vastra_gotaland), logs, **how)
        made.append(scene)
        if start:
            scene.start()
        return scene

    yield make
    for scene in made:
        scene.stop()
    for address in addresses:
        databases.done(address)
    assert teams.violations == []
    expected = {event for scene in made for event in scene.expected}
    faults = [entry for entry in logs if entry["log_level"] in ("error", "critical")]
    assert [entry for entry in faults if entry["event"] not in expected] == []
    if not any(scene.refused for scene in made):
        people = [teams.person(key) for key in teams.state.humans]
        assert [said for person in people for said in person.notices] == []


@pytest.fixture
def scene(make_scene: Make) -> Scene:
    """Five members in one channel, on a Monday morning."""
    return make_scene()
