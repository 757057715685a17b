"""What every walk through Teams starts from: a service, the Playground, and windows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.teams.office import Office
from tests.e2e.teams.playground import Playground, missing, playing
from tests.e2e.teams.service import Service


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """An installation that is not running yet; a file of tests can have one of its own."""
    made = Service(tmp_path_factory.mktemp("teams"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def playground(installation: Service) -> Iterator[Playground]:
    """The Agents Playground, for the bot of this installation."""
    why = missing()
    if why:
        pytest.skip(why)
    with playing(installation.folder / "playground", installation.address) as client:
        yield client


@pytest.fixture(scope="module")
def service(installation: Service, playground: Playground) -> Service:
    """The service, running."""
    del playground  # the bot's address is free until it is needed
    installation.start()
    return installation


@pytest.fixture(scope="module")
def office(browser: Browser, playground: Playground, service: Service) -> Iterator[Office]:
    """The people's windows."""
    del service
    opened = Office(browser, playground)
    yield opened
    opened.close()
