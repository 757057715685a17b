"""Fixtures that every part of the house uses."""

import gc
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings

from bot.centre.load import load
from bot.centre.model import Centre
from bot.storage.engine import Store, open_store, upgrade
from tests.centre_at_work import CentreAtWork, set_up
from tests.databases import Databases, Files, Servers, choose
from tests.postgres import postgres

__all__ = ["postgres"]

CENTRE = "vastra-gotaland"

settings.register_profile("quick", deadline=None, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session", autouse=True)
def uncached() -> Iterator[None]:
    """Loggers look their set-up up each time, so that a later test can capture what they say.

    A logger used once after a command has set the log up would otherwise keep that set-up for
    good, and `capture_logs` in the tests after it would see nothing of it.
    """
    configure = structlog.configure

    def without_cache(*args: Any, **named: Any) -> None:
        configure(*args, **named | {"cache_logger_on_first_use": False})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structlog, "configure", without_cache)
        yield


@pytest.fixture(autouse=True)
def level(uncached: None) -> Iterator[None]:
    """How loud the log is and where it goes, put back: a command sets both for its process."""
    root = logging.getLogger()
    before, handlers, kept = root.level, root.handlers[:], structlog.get_config()
    yield
    root.setLevel(before)
    root.handlers = handlers
    structlog.configure(**kept)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which database the tests with a database run on."""
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="run everything on SQLite, or what has a database on PostgreSQL",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what has a database, and is not about SQLite's file."""
    if config.getoption("--database") == "sqlite":
        return
    chosen = [item for item in items if _on_postgresql(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def _on_postgresql(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("sqlite_only") or names & {"template", "database"}:
        return False
    return not names.isdisjoint({"databases", "postgres"})


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Where databases come from: files, or with `--database postgresql` a server."""
    if request.config.getoption("--database") == "sqlite":
        made: Databases = Files()
    else:
        made = Servers(request.getfixturevalue("postgres"))
    choose(made)
    yield made
    made.close()


@pytest.fixture(scope="module", autouse=True)
def lean() -> Iterator[None]:
    """What one file's tests leave behind is not looked through again and again by the next.

    After thousands of tests that takes whole seconds in which every thread stands still, and a
    member who waits for the database is sent away.
    """
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def address(databases: Databases) -> Iterator[str]:
    """A migrated, empty database of the test's own."""
    made = databases.fresh()
    yield made
    databases.done(made)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An open store on it, stamped for the centre `CENTRE`."""
    opened = open_store(address, centre=CENTRE, upgrade=False)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, copied by tests about the file itself."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(address: str) -> Path:
    """The SQLite file behind `address`, for tests about the file itself."""
    return Path(address.removeprefix("sqlite:///"))


@pytest.fixture(scope="session")
def vastra_gotaland() -> Centre:
    """The packaged centre."""
    return load()


@pytest.fixture
def room(store: Store, vastra_gotaland: Centre) -> CentreAtWork:
    """The desk with ten members in one room, on a Monday morning."""
    return set_up(store, vastra_gotaland)
