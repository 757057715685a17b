"""`digest` on the command line: it prints what would be said, sends nothing and writes nothing."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from PIL import Image

from bot import samples
from bot.app import open_desk
from bot.desk.due import tick
from bot.settings import load
from tests.test_cli import EVENING, Run, run

__all__ = ["run"]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample cases, after a tick of the clock."""
    path = tmp_path_factory.mktemp("digest") / "played.sqlite"
    desk = open_desk(load(database_url=f"sqlite:///{path}", _env_file=None))
    samples.fill(desk, EVENING)
    tick(desk, EVENING)
    desk.store.close()
    return path


@pytest.fixture
def database(played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """The sample database, named by the settings; the clock stands where it was filled."""
    path = Path(shutil.copy(played, tmp_path / "exportlots.sqlite"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setattr("bot.app.utc_now", lambda: EVENING)
    return path


def of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_it_prints_the_next_digest_and_changes_nothing(run: Run, database: Path) -> None:
    before = of(database)
    said = run("digest")
    assert said.code == 0
    first, *rest = said.out.splitlines()
    assert first.startswith("Weekly digest, week 20 (17")
    assert any(line.startswith("  Waiting: ") for line in rest)
    assert of(database) == before


def test_a_week_is_asked_for_by_its_number_and_in_either_language(run: Run, database: Path) -> None:
    said = run("digest", "--week", "2027-W19", "--lang", "sv")
    assert said.code == 0
    assert said.out.startswith("Veckobrev vecka 19 (10–16 maj)")
    assert run("digest", "--week", "2027-w19").out.startswith("Weekly digest, week 19")


def test_a_members_own_list_by_name_part_of_it_or_number(run: Run, database: Path) -> None:
    lists = {run("digest", "--member", asked).out for asked in ("Maria Dahl", "maria dahl")}
    assert len(lists) == 1
    [shown] = lists
    assert shown.startswith("Your list, Tuesday 18 May")
    assert "You handle" in shown


def test_a_name_of_several_lists_them_and_of_nobody_says_so(run: Run, database: Path) -> None:
    several = run("digest", "--member", "a")
    assert several.code == 1
    assert "Maria Dahl, ekn" in several.err
    assert "may be several" in several.err
    nobody = run("digest", "--member", "Zyxvogel")
    assert (nobody.code, nobody.out) == (1, "")
    assert "has the name or the address Zyxvogel" in nobody.err


def test_the_picture_is_written(run: Run, database: Path, tmp_path: Path) -> None:
    file = tmp_path / "digest.png"
    said = run("digest", "--png", str(file))
    assert said.code == 0
    assert str(file) in said.err
    with Image.open(file) as drawn:
        assert drawn.width == 560


def test_where_there_is_no_picture_it_says_why(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.sqlite'}")
    said = run("digest", "--png", str(tmp_path / "digest.png"))
    assert said.code == 1
    assert "There is nothing to tell this week." in said.out
    assert "fewer than 10 cases" in said.err


@pytest.mark.parametrize(
    ("option", "wrong"),
    [("--week", "47"), ("--week", "2027-W60"), ("--week", "nästa"), ("--lang", "de")],
)
def test_what_cannot_be_understood_is_said(
    run: Run, database: Path, option: str, wrong: str
) -> None:
    said = run("digest", option, wrong)
    assert said.code == 2
    assert wrong in said.err
