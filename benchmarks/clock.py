"""Timing two sides in turns, so that a busy machine is as busy for the one as for the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles


@dataclass
class Times:
    """What single operations took, in seconds: by the clock on the wall, and of the CPU's time.

    `take` counts this thread's CPU; what has several at work is timed elsewhere, and noted. Waiting
    for the disk or for other processes is in the first and not in the second.
    """

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def take(self, operation: Callable[[], object], times: int = 1) -> None:
        """Run it, and note what one of `times` took."""
        wall, cpu = time.perf_counter(), time.thread_time()
        for _ in range(times):
            operation()
        self.cpu.append((time.thread_time() - cpu) / times)
        self.wall.append((time.perf_counter() - wall) / times)

    def note(self, wall: float, cpu: float) -> None:
        """Note what one took that was timed elsewhere."""
        self.wall.append(wall)
        self.cpu.append(cpu)

    @property
    def wall_p50(self) -> float:
        """The median by the clock on the wall."""
        return median(self.wall)

    @property
    def wall_p99(self) -> float:
        """What one in a hundred exceeds by the clock on the wall."""
        return quantiles(self.wall, n=100, method="inclusive")[98]

    @property
    def cpu_p50(self) -> float:
        """The median of CPU time."""
        return median(self.cpu)

    def per(self, other: Times) -> tuple[float, float]:
        """How many times the other's median this one's is: wall, CPU."""
        return self.wall_p50 / other.wall_p50, self.cpu_p50 / other.cpu_p50


def readable(seconds: float) -> str:
    """A time with three figures that count: "4.21 ms", "83.0 µs"."""
    value, unit = (seconds * 1e3, "ms") if seconds >= 1e-3 else (seconds * 1e6, "µs")
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f} {unit}"


def times(ratio: float) -> str:
    """A ratio: "1.08 ×", "14 ×"."""
    return f"{ratio:.{2 if ratio < 10 else 1 if ratio < 100 else 0}f} ×"
