"""Upgrades: the schema of the models, exactly once, with a copy, and never backwards."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

from bot.storage import schema
from bot.storage.addresses import parse
from bot.storage.connections import upgrading
from bot.storage.engine import (
    AlreadyServed,
    CannotOpen,
    NewerSchema,
    NoDriver,
    NotOurs,
    OlderSchema,
    claim_serving,
    open_store,
)
from bot.storage.locks import FileLock
from bot.storage.migrations import OPTIONS
from bot.texts import say
from scripts import new_migration
from tests.conftest import CENTRE

ROOT = Path(__file__).parents[2]
OPEN = f"""
import sys
from bot.storage.engine import open_store
open_store(sys.argv[1], centre="{CENTRE}").close()
"""
SERVE = """
import sys
from bot.storage.engine import claim_serving
claim = claim_serving(sys.argv[1])
print("serving", flush=True)
sys.stdin.read()
"""


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        return {row[0] for row in database.execute("SELECT name FROM sqlite_master")}


def at_revision(path: Path, revision: str) -> None:
    """Say that a file is at another revision than it is."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        database.commit()


def downgraded(path: Path) -> Path:
    """Take a file back to before the search index, with one company in it."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("INSERT INTO company (name, name_key, municipality) VALUES ('Å','å','')")
        database.commit()
    go_back(path, "0001")
    return path


def go_back(path: Path, revision: str) -> None:
    """Undo the migrations after this one."""
    from alembic import command
    from alembic.config import Config

    engine = upgrading(parse(url(path)))
    with engine.connect() as connection, connection.begin():
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(schema.SCRIPTS))
        command.downgrade(config, revision)
    engine.dispose()


def test_migrations_make_exactly_the_schema_of_the_models(database: Path) -> None:
    engine = upgrading(parse(url(database)))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_comparison_sees_a_missing_column_and_a_missing_index(database: Path) -> None:
    with closing(sqlite3.connect(database)) as other:
        other.execute("ALTER TABLE room DROP COLUMN reference")
        other.execute("DROP INDEX ix_reminder_due")
    engine = upgrading(parse(url(database)))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        found = {step[0] for step in compare_metadata(context, SQLModel.metadata)}
    assert found == {"add_column", "add_index"}


def test_every_constraint_has_a_name_that_a_migration_can_use() -> None:
    unnamed = [
        (table.name, constraint)
        for table in SQLModel.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert unnamed == []


def test_processes_that_start_at_once_all_find_the_schema(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, url(path)], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in started:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
    assert schema.revision(url(path)) == schema.head()


def test_an_upgrade_keeps_what_is_there_and_a_copy_of_how_it_was(database: Path) -> None:
    downgraded(database)
    assert schema.upgrade(url(database)) is True
    copy = database.with_name(f"{database.name}.before-{schema.head()}")
    assert "search" in tables(database)
    assert "search" not in tables(copy)
    for path in (database, copy):
        with closing(sqlite3.connect(path)) as kept:
            assert kept.execute("SELECT name FROM company").fetchall() == [("Å",)]
    assert copy.stat().st_mode & 0o077 == 0


def test_an_upgrade_that_fails_changes_nothing(database: Path) -> None:
    downgraded(database)
    with closing(sqlite3.connect(database)) as other:
        other.execute("INSERT INTO identity VALUES (1, 99, 'web', '', 'a', '', '2026-01-01', '')")
        other.commit()
    with pytest.raises(RuntimeError, match="1 reference"):
        schema.upgrade(url(database))
    assert "search" not in tables(database)
    assert schema.revision(url(database)) == "0001"


def test_an_upgrade_that_is_not_needed_does_and_copies_nothing(database: Path) -> None:
    before = set(database.parent.iterdir())
    assert schema.upgrade(url(database)) is False
    assert set(database.parent.iterdir()) == before


def test_a_new_database_is_not_copied(tmp_path: Path) -> None:
    assert schema.upgrade(url(tmp_path / "new.sqlite")) is True
    assert not list(tmp_path.glob("*before*"))


def test_a_newer_schema_stops_with_a_sentence(database: Path) -> None:
    at_revision(database, "9999")
    for upgrade in (True, False):
        with pytest.raises(NewerSchema) as fault:
            open_store(url(database), centre=CENTRE, upgrade=upgrade)
        assert "9999" in str(fault.value)
        assert "senare version" in say(fault.value.phrase, "sv")


def test_an_older_schema_is_refused_where_it_is_not_to_be_upgraded(
    database: Path, tmp_path: Path
) -> None:
    for path in (downgraded(database), tmp_path / "missing.sqlite"):
        with pytest.raises(OlderSchema, match="exportlots migrate"):
            open_store(url(path), centre=CENTRE, upgrade=False)
    assert not (tmp_path / "missing.sqlite").exists()


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (id)")
    with pytest.raises(NotOurs):
        schema.upgrade(url(path))
    assert tables(path) == {"theirs"}


def test_a_file_that_is_no_database_is_named_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "letter.sqlite"
    path.write_text("Hej, här kommer brevet. " * 100)
    with pytest.raises(CannotOpen, match="not a database") as fault:
        schema.upgrade(url(path))
    assert str(path) in str(fault.value)


def test_a_folder_that_cannot_be_made_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotOpen):
        open_store(url(tmp_path / "file" / "exportlots.sqlite"), centre=CENTRE)


def test_an_upgrade_waits_for_the_one_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.sqlite"
    monkeypatch.setattr(schema, "UPGRADE_WAIT", 0.1)
    with FileLock(tmp_path / "new.sqlite.upgrading") as lock:
        assert lock.take()
        with pytest.raises(schema.Upgrading):
            schema.upgrade(url(path))
    assert schema.upgrade(url(path)) is True


def test_a_second_serve_is_refused_until_the_first_is_gone(database: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", SERVE, url(database)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"serving\n"
        with pytest.raises(AlreadyServed) as fault:
            claim_serving(url(database))
        assert str(database) in say(fault.value.phrase, "sv")
        first.kill()
    claim = claim_serving(url(database))
    assert claim is not None
    with pytest.raises(AlreadyServed):
        claim_serving(url(database))
    claim.release()
    again = claim_serving(url(database))
    assert again is not None
    again.release()


def test_a_file_that_is_served_can_still_be_read_by_other_commands(database: Path) -> None:
    claim = claim_serving(url(database))
    assert claim is not None
    open_store(url(database), centre=CENTRE).close()
    claim.release()


def test_migrations_go_back_as_well(database: Path) -> None:
    go_back(database, "base")
    assert {name for name in tables(database) if "sqlite_" not in name} == {"alembic_version"}


@pytest.mark.skipif(find_spec("psycopg") is not None, reason="the driver is installed")
def test_postgresql_without_its_driver_says_what_to_install() -> None:
    for address in ("postgres://host/db", "postgresql+psycopg://host/db"):
        with pytest.raises(NoDriver, match="pip install"):
            open_store(address, centre=CENTRE)


def test_the_script_numbers_and_names_what_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "migrations"
    shutil.copytree(schema.SCRIPTS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(new_migration, "SCRIPTS", copy)
    written = new_migration.following("Remember the Weather")
    number = f"{int(schema.head()) + 1:04}"
    assert written.name == f"{number}_remember_the_weather.py"
    assert f"down_revision = {schema.head()!r}" in written.read_text()
    assert "pass" in written.read_text(), "nothing has changed in the tables"


def test_the_migrations_travel_with_the_package(tmp_path: Path) -> None:
    installed = tmp_path / "site" / "bot"
    shutil.copytree(ROOT / "bot", installed, ignore=shutil.ignore_patterns("__pycache__"))
    made = subprocess.run(
        [sys.executable, "-c", OPEN, url(tmp_path / "new.sqlite")],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed.parent), "PATH": "", "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert "enquiry" in tables(tmp_path / "new.sqlite")
