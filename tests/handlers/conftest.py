"""What the tests of all platforms share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.centre.reading import Reading
from bot.desk import understanding


@pytest.fixture(autouse=True)
def unread() -> Iterator[None]:
    """Forms are filled in by hand alone; the tests of what is read of a text have their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(understanding, "_read", lambda reader, text: Reading(text))
        yield
