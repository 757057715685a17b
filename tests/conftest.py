"""Fixtures that every part of the house uses."""

import logging
import os
import shutil
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


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file, made once and copied by those who need one."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Path:
    """A migrated, empty database file of the test's own."""
    return Path(shutil.copy(template, tmp_path / "exportlots.sqlite"))


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    """An open store on a real file, stamped for the centre `CENTRE`."""
    opened = open_store(f"sqlite:///{database}", centre=CENTRE, upgrade=False)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def vastra_gotaland() -> Centre:
    """The packaged centre."""
    return load()


@pytest.fixture
def room(store: Store, vastra_gotaland: Centre) -> CentreAtWork:
    """The desk with ten members in one room, on a Monday morning."""
    return set_up(store, vastra_gotaland)
