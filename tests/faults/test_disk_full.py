"""The disk is full, and then it is not: what was acknowledged is there, what was not was told."""

from __future__ import annotations

import time
from pathlib import Path

from tests.faults.disks import filled, small_disk
from tests.faults.lives import Nursery
from tests.faults.trial import Trial

SPELLS = 2
LASTING = 3.0
"""Seconds that the disk stays full."""


def test_full_disk(nursery: Nursery, tmp_path: Path, seed: str) -> None:
    """Members are told that nothing was saved and try again; once a killed one starts on it."""
    folder = tmp_path / "disk"
    database = f"sqlite:///{folder / 'centre.sqlite'}"
    with small_disk(folder) as own, Trial(nursery, tmp_path, seed, database) as trial:
        service = trial.run[0]
        trial.begin()
        for spell in range(SPELLS):
            time.sleep(2.0)
            with trial.spell(), filled(folder, lambda: [service.pid], own=own):
                time.sleep(LASTING)
                if own and spell == 1:
                    service.kill("on a full disk")
                    service.start()
                    time.sleep(LASTING)
        trial.finish()
        assert not (found := trial.verdict("-k test_full_disk")), found
        assert trial.driver.count["not saved"] > 0
