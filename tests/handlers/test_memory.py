"""What a front end remembers for a while."""

from __future__ import annotations

from bot.handlers.memory import Memory


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_value_is_relied_on_for_its_time_and_is_faded_after() -> None:
    clock = Seconds()
    memory: Memory[str, int] = Memory(3, clock)
    assert (memory.get("a"), memory.faded("a")) == (None, None)
    assert memory.keep("a", 1, 10.0) == 1
    clock.now += 9.9
    assert memory.get("a") == 1
    clock.now += 0.1
    assert (memory.get("a"), memory.faded("a")) == (None, 1)
    memory.keep("a", 2, 10.0)
    assert memory.get("a") == 2


def test_the_oldest_goes_where_there_are_too_many_and_nobody_else() -> None:
    memory: Memory[str, int] = Memory(2, Seconds())
    for key in ("a", "b"):
        memory.keep(key, 1, 10.0)
    memory.keep("a", 2, 10.0)
    assert memory.get("b") == 1
    memory.keep("c", 3, 10.0)
    assert [memory.get(key) for key in ("a", "b", "c")] == [2, None, 3]
