"""Services killed again and again, before platforms that fail, lose nothing and repeat nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.faults.lives import Nursery
from tests.faults.trial import Trial


def test_on_sqlite(nursery: Nursery, tmp_path: Path, kills: int, seed: str) -> None:
    """One service; every kill is followed by a start at once."""
    with Trial(nursery, tmp_path, seed, f"sqlite:///{tmp_path / 'centre.sqlite'}") as trial:
        trial.begin()
        trial.weather(calm=False)
        trial.kill(kills)
        trial.finish()
        found = trial.faults()
        sys.stdout.write(f"\n{trial.report()}\n")
        again = f"make faults ARGS='-k test_on_sqlite --kills {kills} --seed {seed}'"
        assert not found, "\n".join([f"seed {seed}; again: {again}", *found])
        assert len(trial.run[0].deaths) == kills
