"""A sample workspace and a sample Teams, alone or with a small bot at work in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.bolt_app import make_app
from tests.fakes.serving import by_http
from tests.fakes.slack import FakeSlack, Person
from tests.fakes.teams import ELSEWHERE, FakeTeams
from tests.fakes.teams_bot import Bot, working


@pytest.fixture
def seen() -> list[Any]:
    return []


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        fake.sample()
        yield fake


@pytest.fixture
def served(slack: FakeSlack, seen: list[Any]) -> Iterator[FakeSlack]:
    with by_http(slack, make_app(slack, seen)):
        yield slack


@pytest.fixture
def anna(slack: FakeSlack) -> Person:
    return slack.person("U0ANNA")


@pytest.fixture
def teams() -> Iterator[FakeTeams]:
    """Anna, Bo and, of another tenant, Eva; a team with a shared channel, and a group chat."""
    with FakeTeams() as fake:
        fake.add_person("anna", "Anna Ek", email="anna@almi.example")
        fake.add_person("bo", "Bo Lind", locale="en-GB")
        fake.add_person("eva", "Eva Berg", tenant=ELSEWHERE)
        fake.add_person("stranger", "Nils Utanför")
        team = fake.add_team("Exportcenter", "anna", "bo", installed=True)
        fake.add_channel(team, "Ärenden")
        fake.add_channel(team, "Delad", "eva", shared=True)
        fake.add_chat("Vi tre", "anna", "bo", installed=True)
        yield fake


@pytest.fixture
def bot(teams: FakeTeams) -> Iterator[Bot]:
    """A small bot in it."""
    made = Bot(teams)
    with working(made):
        yield made
