"""Fixtures that every part of the house uses."""

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.centre.load import load
from bot.centre.model import Centre
from bot.storage.engine import Store, open_store, upgrade
from tests.centre_at_work import CentreAtWork, set_up

CENTRE = "vastra-gotaland"

settings.register_profile("quick", deadline=None, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(autouse=True)
def level() -> Iterator[None]:
    """How loud the log is, put back: a command sets it for its whole process."""
    root = logging.getLogger()
    before = root.level
    yield
    root.setLevel(before)


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
