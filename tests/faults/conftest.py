"""How often to kill, and with which seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.faults.lives import Nursery

KILLS = 6


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=KILLS, help="how often to kill the service")
    parser.addoption("--seed", default="", help="the seed of a trial that failed")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("kills", KILLS))


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> str:
    """Another one each time, unless one is asked for."""
    asked = str(request.config.getoption("seed", ""))
    return asked or str(random.SystemRandom().randrange(10**6))


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as opened:
        yield opened
