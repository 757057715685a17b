"""A database that is away for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle

import pytest

from bot.storage import people
from bot.storage.engine import NotRead, NotSaved

LOGGED = {"not read", "not saved"}
"""What the log says of it."""


@contextmanager
def database_away() -> Iterator[None]:
    """Within it nothing can be written, and then not even read, and so on by turns."""
    faults = cycle([NotSaved(), NotRead()])

    def away(*_: object) -> None:
        raise next(faults)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(people, "who", away)
        yield
