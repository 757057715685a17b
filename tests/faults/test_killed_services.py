"""Services killed again and again, before platforms that fail, lose nothing and repeat nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.lives import Nursery
from tests.faults.trial import Trial
from tests.postgres import Server

TOGETHER = 3
"""Services on one PostgreSQL."""


def test_on_sqlite(nursery: Nursery, tmp_path: Path, kills: int, seed: str) -> None:
    """One service; every kill is followed by a start at once."""
    with Trial(nursery, tmp_path, seed, f"sqlite:///{tmp_path / 'centre.sqlite'}") as trial:
        trial.begin()
        trial.weather(calm=False)
        trial.kill(kills)
        trial.finish()
        found = trial.verdict(f"-k test_on_sqlite --kills {kills}")
        assert not found, found
        assert len(trial.run[0].deaths) == kills


@pytest.mark.sqlite_only  # It chooses its database itself: once in a run of everything is enough.
def test_on_postgresql(
    nursery: Nursery, postgres: Server, tmp_path: Path, kills: int, seed: str
) -> None:
    """Three services share the work, are killed in turn, and the database is restarted too."""
    database = postgres.url("faults")
    postgres.execute("ALTER DATABASE {} SET synchronous_commit = on", "faults")
    with Trial(nursery, tmp_path, seed, database, services=TOGETHER) as trial:

        def restarted() -> None:
            """Half the time as an administrator does it, half the time as a fault."""
            with trial.spell():
                postgres.stop() if trial.chance.random() < 0.5 else postgres.kill()
                time.sleep(trial.chance.uniform(0.0, 1.0))
                postgres.start()
            trial.driver.count["database restarted"] += 1

        trial.begin()
        trial.weather(calm=False)
        restarted()
        trial.kill(kills // 2, restarted)
        trial.finish()
        found = trial.verdict(f"-k test_on_postgresql --kills {kills}")
        assert not found, found
