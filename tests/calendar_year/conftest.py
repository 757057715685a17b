"""What the two years share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.calendar_year.town import LONG


@pytest.fixture(scope="package", autouse=True)
def patience() -> Iterator[None]:
    """A busy machine is waited for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.storage.engine.LOCK_WAIT", LONG)
        yield
