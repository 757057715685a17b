"""What a front end remembers for a while, and no more of it than it has room for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """Values by key, each for so many seconds; the oldest go where there are too many.

    What has run out is kept until then: it may be better than nothing (`faded`).
    """

    def __init__(self, room: int, clock: Callable[[], float] = monotonic) -> None:
        """`room` is how many are kept; `clock` counts seconds."""
        self._room = room
        self._clock = clock
        self._kept: dict[K, tuple[float, V]] = {}

    def keep(self, key: K, value: V, seconds: float) -> V:
        """Remember a value from now on; gives it back."""
        self._kept.pop(key, None)
        while len(self._kept) >= self._room:
            self._kept.pop(next(iter(self._kept)))
        self._kept[key] = (self._clock() + seconds, value)
        return value

    def get(self, key: K) -> V | None:
        """The value, while it is to be relied on."""
        until, value = self._kept.get(key, (0.0, None))
        return value if until > self._clock() else None

    def faded(self, key: K) -> V | None:
        """The value, also where its time has run out."""
        found = self._kept.get(key)
        return found[1] if found is not None else None
